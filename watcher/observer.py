"""The eyes of the folder gate: watchdog on each gate folder, kept alive; polling where it is blind.

Events are hints only. What they miss, the reconcile scan finds; what the scan finds that an event
should have told says that the eyes are blind, and they are made anew.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import time
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import structlog
from watchdog.events import (
    DirCreatedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers.api import BaseObserver, EventEmitter, ObservedWatch
from watchdog.observers.inotify import InotifyObserver
from watchdog.observers.inotify_move_event_grouper import InotifyMoveEventGrouper

from watcher.gates import Gate, Spot, remote_kind

log = structlog.get_logger(__name__)

EVENTS: list[type[FileSystemEvent]] = [
    FileCreatedEvent,
    FileMovedEvent,
    FileClosedEvent,
    DirCreatedEvent,
    DirMovedEvent,
]
"""All alike. Not `modified`: a file that grows is looked at by the clock anyway."""

PAIR_SECONDS = 0.002
"""How long watchdog holds everything back to pair the two halves of a rename. Its default of half
a second would delay each file that comes after one we have moved out; unpaired halves do no harm.
"""

TRY_AGAIN_SECONDS = 60.0
"""Time between two attempts to watch a folder that had to be polled."""

FOR_EVER = float("inf")

BLIND_AGAIN_SECONDS = 600.0
"""A watch that proves blind twice within this time is given up: the folder is polled."""


@dataclass(slots=True)
class _Watch:
    """A watched gate folder. `since` is wall-clock time; `identity` is device and inode."""

    watch: ObservedWatch
    emitter: EventEmitter
    identity: tuple[int, int]
    since: float


@dataclass(slots=True)
class _Poll:
    """A polled gate folder; `until` is when watching is tried again, by the monotonic clock."""

    reason: str
    until: float


class _Hints(FileSystemEventHandler):
    """Hand each path on; nothing else may happen in watchdog's thread."""

    def __init__(self, gate: Gate, real_root: str, hint: Callable[[Spot], None]) -> None:
        self.gate = gate
        self.prefix = real_root.rstrip("/") + "/"
        self.hint = hint

    def on_any_event(self, event: FileSystemEvent) -> None:
        path = os.fsdecode(event.dest_path or event.src_path)
        if path.startswith(self.prefix):
            self.hint(Spot(self.gate, path[len(self.prefix) :]))


class _OverflowAlarm(logging.Handler):
    """watchdog tells of lost events by a log record alone."""

    def __init__(self, alarm: Callable[[], None]) -> None:
        super().__init__(logging.WARNING)
        self.alarm = alarm

    def emit(self, record: logging.LogRecord) -> None:
        if str(record.msg).startswith("Inotify queue overflowed"):
            self.alarm()


class Eyes:
    """Keeps every gate folder watched or, where that cannot be, named in `polled`."""

    def __init__(
        self,
        *,
        hint: Callable[[Spot], None],
        overflowed: Callable[[], None],
        polled_folders: Iterable[str] = (),
    ) -> None:
        InotifyMoveEventGrouper.delay = PAIR_SECONDS
        # folder made in a folder just made: said with a dump of all watches, and no harm
        warnings.filterwarnings("ignore", "Callback with id .* already exists", RuntimeWarning)
        self._hint = hint
        self._configured = {os.path.realpath(folder) for folder in polled_folders}
        self._observer: BaseObserver | None = None
        self._watches: dict[Gate, _Watch] = {}
        self._polls: dict[Gate, _Poll] = {}
        self._blind_at: dict[Gate, float] = {}
        self._broken: set[Gate] = set()
        self._alarm = _OverflowAlarm(overflowed)
        logging.getLogger("watchdog").addHandler(self._alarm)

    @property
    def polled(self) -> list[Gate]:
        return list(self._polls)

    def watched_since(self, gate: Gate) -> float | None:
        """Wall-clock time since when events of this gate are heard; None when it is polled."""
        watch = self._watches.get(gate)
        return watch.since if watch else None

    def tend(self, gates: list[Gate]) -> list[Gate]:
        """Watch what should be watched; return the gates that now need a scan."""
        for gate in [*self._watches.keys(), *self._polls.keys()]:
            if gate not in gates:
                self._unwatch(gate)
                self._polls.pop(gate, None)
        mounts = _mounts()
        return [gate for gate in gates if self._tend_one(gate, mounts)]

    def blind(self, gate: Gate) -> None:
        """A file was there that no event told of: watch anew, and poll when that did not help."""
        now = time.monotonic()
        self._unwatch(gate)
        if now - self._blind_at.get(gate, -BLIND_AGAIN_SECONDS) < BLIND_AGAIN_SECONDS:
            self._poll(gate, "no events", now + BLIND_AGAIN_SECONDS)
        else:
            log.warning("watch_mended", folder=gate.root, reason="an event was missed")
        self._blind_at[gate] = now

    def close(self) -> None:
        logging.getLogger("watchdog").removeHandler(self._alarm)
        self._stop_observer()
        self._watches.clear()
        self._polls.clear()

    def _tend_one(self, gate: Gate, mounts: str) -> bool:
        """True when the gate needs a scan: it was made, watched or mended just now."""
        try:
            Path(gate.root).mkdir(parents=True, exist_ok=True)
            found = os.stat(gate.root)  # noqa: PTH116
        except OSError as error:
            self._complain(gate, error)
            return False
        self._broken.discard(gate)
        if reason := self._why_poll(gate, mounts):
            self._unwatch(gate)
            return self._poll(gate, reason, FOR_EVER)
        return self._keep_watched(gate, (found.st_dev, found.st_ino))

    def _why_poll(self, gate: Gate, mounts: str) -> str | None:
        root = os.path.realpath(gate.root)
        if any(root == folder or root.startswith(folder + "/") for folder in self._configured):
            return "configured"
        return remote_kind(root, mounts)

    def _keep_watched(self, gate: Gate, identity: tuple[int, int]) -> bool:
        poll = self._polls.get(gate)
        if poll is not None and time.monotonic() < poll.until != FOR_EVER:
            return False
        watch = self._watches.get(gate)
        trouble = self._trouble(watch, identity) if watch else ""
        if watch and not trouble:
            return False
        self._unwatch(gate)
        return self._watch(gate, identity, trouble)

    def _trouble(self, watch: _Watch, identity: tuple[int, int]) -> str:
        """Why *watch* hears nothing any more; "" when it is well."""
        if not self._observer_lives():
            return "the observer is dead"
        if watch.identity != identity:
            return "the folder was made again"
        return "" if watch.emitter.is_alive() else "the emitter is dead"

    def _watch(self, gate: Gate, identity: tuple[int, int], trouble: str) -> bool:
        root = os.path.realpath(gate.root)
        try:
            observer = self._living_observer()
            watch = observer.schedule(
                _Hints(gate, root, self._hint), root, recursive=True, event_filter=EVENTS
            )
        except (OSError, RuntimeError) as error:  # RuntimeError: no more threads
            return self._poll(gate, _limit(error), time.monotonic() + TRY_AGAIN_SECONDS)
        emitter = next(e for e in observer.emitters if e.watch == watch)
        self._watches[gate] = _Watch(watch, emitter, identity, time.time())
        self._polls.pop(gate, None)
        if trouble:
            log.warning("watch_mended", folder=gate.root, reason=trouble)
        else:
            log.info("watch_started", folder=gate.root)
        return True

    def _living_observer(self) -> BaseObserver:
        """The observer; a new one when it is dead, and then every folder is watched anew."""
        if self._observer is None or not self._observer_lives():
            self._watches.clear()
            self._stop_observer()
            self._observer = InotifyObserver()
            self._observer.start()
        return self._observer

    def _observer_lives(self) -> bool:
        """Do all its threads? watchdog itself never looks after the reader."""
        reader = getattr(self._observer, "_inotify_fd", None)
        alive = self._observer is not None and self._observer.is_alive()
        return alive and (reader is None or reader.is_alive())

    def _stop_observer(self) -> None:
        if self._observer is not None and self._observer.is_alive():
            self._observer.stop()
            self._observer.join(2)
        self._observer = None

    def _unwatch(self, gate: Gate) -> None:
        watch = self._watches.pop(gate, None)
        if watch is not None and self._observer is not None and self._observer_lives():
            with contextlib.suppress(KeyError):
                self._observer.unschedule(watch.watch)

    def _poll(self, gate: Gate, reason: str, until: float) -> bool:
        known = self._polls.get(gate)
        self._polls[gate] = _Poll(reason, until)
        if known is not None and known.reason == reason:
            return False
        if until == FOR_EVER:
            log.info("watch_started", folder=gate.root, polled=reason)
        else:
            log.warning("watch_polling", folder=gate.root, reason=reason)
        return True

    def _complain(self, gate: Gate, error: OSError) -> None:
        """Once per trouble, not once per second."""
        self._unwatch(gate)
        if gate not in self._broken:
            self._broken.add(gate)
            log.error("folder_broken", folder=gate.root, error=str(error))


def _mounts() -> str:
    try:
        return Path("/proc/self/mounts").read_text(errors="replace")
    except OSError:
        return ""


def _limit(error: OSError | RuntimeError) -> str:
    """What the kernel refused, in words an operator can act on."""
    number = error.errno if isinstance(error, OSError) else None
    if number == errno.ENOSPC:
        return "fs.inotify.max_user_watches is used up"
    if number == errno.EMFILE:
        return "fs.inotify.max_user_instances is used up"
    return str(error)
