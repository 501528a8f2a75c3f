"""The folder gate's one loop: hints and looks come in, claims go out.

Thread:  everything here runs in one thread; watchdog and the digest threads only put into `inbox`.
Seat:    the connection that makes the claims also holds the lock that makes this watcher the active
         one. When it is lost, nothing is claimed until it is back, and then everything is scanned.
Paths:   a file is waited for in `settling` until it is taken; nothing is ever forgotten, because
         each scan finds it again.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from contextlib import suppress
from itertools import islice

import psycopg
import structlog

from sluis import environments
from sluis.errors import StoreUnavailable
from sluis.folders import Folders
from sluis.journal import arrivals
from sluis.journal.arrivals import Seen, Upload
from sluis.settings import Settings
from watcher import gates, settle
from watcher.claim import Candidate, Claims, Fate
from watcher.complaints import Complaints
from watcher.digest import Changed, Digest, Digests, Stopped
from watcher.done import DoneFiles
from watcher.gates import Gate, Spot
from watcher.observer import Eyes
from watcher.seat import Seat
from watcher.settle import Look, Settling
from watcher.staying import Staying

log = structlog.get_logger(__name__)

TEND_SECONDS = 1.0
"""Between two looks after watches, gate folders, new environments and the seat."""

BATCH = 64
"""Files looked at, or claimed in one transaction, at a time: a stop is noticed in between."""

PUT_OFF_SECONDS = 15.0
"""Before a file that could not be read or moved is tried again."""

AFTER_OVERFLOW_SECONDS = 2.0
"""After an overflow watchdog re-makes its watches; a second scan finds what fell in that gap."""

BLIND_AFTER_SECONDS = 5.0
"""A file older than this that no event told of says that events get lost."""

CLOCK_SECONDS = 0.1
"""File times come from a coarser clock than ours."""


class Watch:
    """The active watcher, or one that stands by for the active one's seat."""

    def __init__(self, settings: Settings, ring: Callable[[str], object]) -> None:
        self.settings = settings
        self.folders = Folders(settings.data.absolute())
        self.inbox: queue.SimpleQueue[Spot | Future[Digest] | None] = queue.SimpleQueue()
        self.stopping = threading.Event()
        self.seat = Seat(settings.database_url)
        self.claims = Claims(self.folders, ring)
        self.digests = Digests(self.folders.data, self.inbox.put)
        self.complaints = Complaints()
        self.settling: Settling[Spot] = Settling(settle_seconds=settings.settle_seconds)
        self.staying = Staying()
        self.done_files = DoneFiles(settings.done_suffix, self.settling)
        self.eyes = Eyes(
            hint=self.inbox.put, overflowed=self._overflowed, polled_folders=self._polled_folders()
        )
        self._todo: dict[Spot, None] = {}
        self._aside: dict[Spot, float] = {}
        self._gates: list[Gate] = []
        self._mend_due = True
        self._scan_at = self._tend_at = self._poll_at = 0.0
        self._heard_since = time.time()
        self._overflow = threading.Event()

    def stop(self) -> None:
        """End soon; safe to call from a signal handler."""
        self.stopping.set()
        self.inbox.put(None)

    def run(self) -> None:
        """Work until `stop`; no error of a store, a disk or one file ends it."""
        log.info("watcher_started")
        try:
            while not self.stopping.is_set():
                self._round()
        finally:
            self.digests.close()
            self.eyes.close()
            self.seat.leave()
            log.info("watcher_stopped")

    def _round(self) -> None:
        digests = self._receive()
        try:
            if self._tend():
                self._work(digests)
                return
        except (StoreUnavailable, psycopg.Error) as error:
            self.seat.lose(error)
        except Exception:
            log.exception("watch_failed")
            self.seat.leave()
            self.stopping.wait(TEND_SECONDS)
        self._start_over(digests)

    def _receive(self) -> list[Future[Digest]]:
        """Wait for hints or the next deadline; hints go to `_todo`, finished digests come back."""
        digests = []
        with suppress(queue.Empty):
            item = self.inbox.get(timeout=self._patience())
            while True:
                if isinstance(item, Spot):
                    self._todo[item] = None
                elif item is not None:
                    digests.append(item)
                item = self.inbox.get_nowait()
        return digests

    def _patience(self) -> float:
        """Seconds until something is due; 0 while there is something to look at."""
        if self._todo and self.seat.taken:
            return 0.0
        deadlines = [self._tend_at]
        if self.seat.taken:
            deadlines.append(self._scan_at)
            deadlines += [at for at in [self.settling.next_at()] if at is not None]
            deadlines += [self._poll_at] if self.eyes.polled else []
        return max(0.001, min(deadlines) - time.monotonic())

    def _tend(self) -> bool:
        """Once a second: seat, environments, watches. True while this watcher is the active one."""
        now = time.monotonic()
        if now < self._tend_at:
            return self.seat.taken
        self._tend_at = now + TEND_SECONDS
        if not self.seat.taken and not self._sit_down():
            return False
        numbers = [item.number for item in environments.listed(self.seat.connection)]
        self._gates = gates.gates(self.folders, numbers)
        for gate in self.eyes.tend(self._gates):
            self._scan([gate])
        self._complain_of_waiting(now)
        return True

    def _sit_down(self) -> bool:
        if not self.seat.take():
            return False
        self._heard_since = time.time()
        self.digests.tidy()
        return True

    def _start_over(self, digests: list[Future[Digest]]) -> None:
        """Without a seat hints are worth nothing: everything is scanned when it is back."""
        self._todo.clear()
        for future in digests:
            with suppress(KeyError):  # ended before the error came
                self.digests.end(future)
        self._mend_due, self._scan_at = True, 0.0

    def _work(self, digests: list[Future[Digest]]) -> None:
        now = time.monotonic()
        if self._overflow.is_set():
            self._overflow.clear()
            self._heard_since = time.time() + AFTER_OVERFLOW_SECONDS
            log.warning("watch_overflowed")
            self._reconcile(now)
            self._scan_at = now + AFTER_OVERFLOW_SECONDS
        if now >= self._scan_at:
            self._reconcile(now)
        if self._mend_due:
            self._mend()
        if self.eyes.polled and now >= self._poll_at:
            self._poll()
        self._claim_digested(digests)
        for spot in self.settling.due(time.monotonic()):
            self._todo[spot] = None
        self._look_at(self._next_batch())

    def _next_batch(self) -> list[Spot]:
        batch = list(islice(self._todo, BATCH))
        for spot in batch:
            del self._todo[spot]
        return batch

    # Looking

    def _look_at(self, spots: Iterable[Spot]) -> None:
        """Take what the FTPS gate has recorded; let the rest settle."""
        found = [(spot, seen) for spot in spots if (seen := self._candidate(spot)) is not None]
        found = self.staying.without_taken(self.seat.connection, found) if found else []
        if not found:
            return
        self.digests.copied |= self.staying.to_stay(self.seat.connection, [s for s, _ in found])
        recorded = self._recorded(found)
        found = [(spot, seen) for spot, seen in found if not self._is_done_file(spot, recorded)]
        whole = [(s, seen, u) for s, seen in found if (u := recorded.get(s))]
        self._claim([Candidate(s, n, u.sha256, u) for s, n, u in whole if not self._copied(s)])
        now = time.monotonic()
        for spot, seen in found:
            if spot in recorded and self._copied(spot):
                self.digests.begin(spot, seen)
            elif spot not in recorded and not gates.hidden(spot):
                self._settle(spot, seen, now)

    def _candidate(self, spot: Spot) -> Look | None:
        """What lies at *spot*, when it is a file that may be taken now or later."""
        if time.monotonic() < self._aside.get(spot, 0.0):
            return None
        self._aside.pop(spot, None)
        try:
            found = gates.look(spot.path)
        except OSError as error:
            self.complaints.unreadable(spot.text, error)
            return None
        if found is None:
            self.settling.forget(spot)
            return None
        seen, mode = found
        if gates.is_folder(mode):
            self._hint(gates.files(spot, self.complaints.folder_unreadable))
            return None
        if not gates.is_file(mode):
            self.complaints.ignored(spot.text, "neither a file nor a folder")
            return None
        return None if spot in self.digests else seen

    def _recorded(self, found: list[tuple[Spot, Look]]) -> dict[Spot, Upload]:
        """Those the FTPS gate has received whole, whatever their names."""
        asked = {_seen(s, seen): s for s, seen in found if s.gate not in self.digests.copied}
        known = arrivals.uploads(self.seat.connection, list(asked)) if asked else {}
        return {asked[seen]: upload for seen, upload in known.items()}

    def _copied(self, spot: Spot) -> bool:
        return self.digests.must_copy(spot)

    def _settle(self, spot: Spot, seen: Look, now: float) -> None:
        new = spot not in self.settling
        if self.settling.see(spot, seen, now, ready=self._ready(spot)):
            self.digests.begin(spot, seen)
        elif new:
            log.debug("file_settling", path=spot.text, size_bytes=seen.size_bytes)

    def _is_done_file(self, spot: Spot, recorded: dict[Spot, Upload]) -> bool:
        if not self.done_files.named(spot):
            return False
        self.done_files.seen(spot, recorded=spot in recorded)
        return True

    def _ready(self, spot: Spot) -> bool:
        return not settle.temporary(spot.name) and self.done_files.allow(spot)

    # Claiming

    def _claim_digested(self, futures: list[Future[Digest]]) -> None:
        ready = []
        for future in futures:
            spot = self.digests.end(future)
            try:
                done = future.result()
                stays = done.copy is not None and spot in self.digests.copied
                ready.append(Candidate(spot, done.look, done.sha256, copy=done.copy, stays=stays))
            except Stopped:
                pass
            except Changed:
                self._todo[spot] = None
            except OSError as error:
                self.complaints.unreadable(spot.text, error)
                self.settling.put_off(spot, time.monotonic(), PUT_OFF_SECONDS)
        self._claim(ready)

    def _claim(self, candidates: list[Candidate]) -> None:
        for start in range(0, len(candidates), BATCH):
            self._claim_batch(candidates[start : start + BATCH])

    def _claim_batch(self, candidates: list[Candidate]) -> None:
        if self._mend_due:
            self._mend()
        self._mend_due = True  # until we know that nothing was cut short
        try:
            fates = self.claims.take(self.seat.connection, candidates)
        except psycopg.Error as error:
            if self.seat.connection.closed:
                raise
            self._claim_singly(candidates, error)
            return
        self._mend_due = any(fate is not Fate.TAKEN for _, fate in fates)
        for candidate, fate in fates:
            self._settle_fate(candidate, fate)
        self.done_files.remove([c.spot for c, fate in fates if fate is Fate.TAKEN])

    def _claim_singly(self, candidates: list[Candidate], error: psycopg.Error) -> None:
        """The journal refuses one of them, not all: a path too long for its index, say."""
        if len(candidates) > 1:
            for candidate in candidates:
                self._claim_batch([candidate])
            return
        log.error("claim_failed", path=candidates[0].spot.text, error=str(error).strip())
        self._settle_fate(candidates[0], Fate.BROKEN)

    def _settle_fate(self, candidate: Candidate, fate: Fate) -> None:
        spot, now = candidate.spot, time.monotonic()
        if candidate.copy is not None and fate is not Fate.TAKEN:
            candidate.copy.unlink(missing_ok=True)
        self.settling.forget(spot)
        self.digests.copied.discard(spot)
        if fate is Fate.ELSEWHERE:
            self.digests.copied.add(spot.gate)
        if fate in {Fate.ELSEWHERE, Fate.CHANGED}:
            self._todo[spot] = None
        elif fate is Fate.BROKEN:
            self.settling.see(spot, candidate.look, now, ready=False)
            self.settling.put_off(spot, now, PUT_OFF_SECONDS)
            self._aside[spot] = now + PUT_OFF_SECONDS

    def _mend(self) -> None:
        self._hint(self.claims.mend(self.seat.connection))
        self._mend_due = False

    # Scanning

    def _reconcile(self, now: float) -> None:
        """The whole truth: rows that were cut short, and every file that lies there."""
        began = time.monotonic()
        self._mend()
        count = self._scan(self._gates)
        self._scan_at = now + self.settings.reconcile_seconds
        took = round(1000 * (time.monotonic() - began))
        log.debug("reconcile_done", files=count, duration_ms=took)

    def _scan(self, scanned: list[Gate]) -> int:
        count = 0
        for gate in scanned:
            found = list(gates.files(Spot(gate, ""), self.complaints.folder_unreadable))
            count += len(found)
            if any(self._was_missed(spot) for spot in found):
                self.eyes.blind(gate)
                self._tend_at = 0.0
            self._hint(found)
        return count

    def _was_missed(self, spot: Spot) -> bool:
        """Should an event have told of this file, long ago?"""
        since = self.eyes.watched_since(spot.gate)
        if since is None or spot in self.settling or spot in self._todo:
            return False
        if self.staying.taken(spot):
            return False
        if spot in self.digests or settle.temporary(spot.name):
            return False
        if gates.hidden(spot) or self.done_files.named(spot):
            return False
        changed = gates.changed_at(spot.path)
        heard = max(since, self._heard_since)
        return (
            changed is not None
            and heard + CLOCK_SECONDS < changed < time.time() - BLIND_AFTER_SECONDS
        )

    def _poll(self) -> None:
        """As often as files must be looked at, but never so often that it is the main work."""
        began = time.monotonic()
        self._scan(self.eyes.polled)
        took = time.monotonic() - began
        self._poll_at = began + max(0.2, min(2.0, self.settings.settle_seconds / 2), 10 * took)

    def _hint(self, spots: Iterable[Spot]) -> None:
        self._todo.update(dict.fromkeys(spots))

    def _overflowed(self) -> None:
        """Called in watchdog's thread."""
        self._overflow.set()
        self.inbox.put(None)

    def _complain_of_waiting(self, now: float) -> None:
        for spot, seconds in self.settling.overdue(now):
            log.warning("file_waiting", path=spot.text, waited_seconds=round(seconds))

    def _polled_folders(self) -> list[str]:
        return [part.strip() for part in self.settings.polled_folders.split(",") if part.strip()]


def _seen(spot: Spot, seen: Look) -> Seen:
    """The key under which the FTPS gate would have recorded this file."""
    raw = spot.in_environment
    path = raw if _storable(raw) else spot.text
    return Seen(spot.gate.environment, path, seen.inode, seen.size_bytes, seen.mtime_ns)


def _storable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
