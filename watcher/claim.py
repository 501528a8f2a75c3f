"""Claim files: row first, then the move to the archive, then the job; a crash anywhere is mended.

The file is moved by a rename, which takes whatever lies at the name at that instant; then it is
looked at again. When it is not what was journalled, it is put back under its name, or, when
somebody has taken that name meanwhile, the row is corrected to what the file is. No byte is lost.
"""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import Enum, auto
from pathlib import Path
from uuid import UUID

import structlog

from sluis.db import Connection
from sluis.folders import Folders, escape, unescape
from sluis.journal import arrivals, expected
from sluis.journal.arrivals import Arrival, Claim, Pending, Upload
from sluis.journal.expected import Kept
from sluis.outbox import sync_folder
from watcher.digest import digest
from watcher.gates import Gate, Spot, look
from watcher.settle import Look

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A whole file. `upload` is set when the FTPS gate recorded it, `copy` when it was copied;
    one that `stays` was copied because its task leaves it where it is."""

    spot: Spot
    look: Look
    sha256: str
    upload: Upload | None = None
    copy: Path | None = None
    stays: bool = False

    @property
    def arrived(self) -> float:
        """Seconds; orders files that are found together. Uploads by when the gate had them."""
        return self.upload.recorded_at.timestamp() if self.upload else self.look.mtime_ns / 1e9


class Fate(Enum):
    """What became of a candidate."""

    TAKEN = auto()
    CHANGED = auto()
    """It lies in Uploads again, or somebody was faster: look again."""

    ELSEWHERE = auto()
    """It lies on another file system: it must be copied."""

    BROKEN = auto()
    """The disk refused; the row is pending."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A candidate with the row it got."""

    candidate: Candidate
    arrival: Arrival
    claim: Claim

    @property
    def stays(self) -> bool:
        """Does its task leave it where it is? One that no task takes is moved like any other."""
        return self.candidate.stays and self.arrival.task_id is not None


class Claims:
    """Takes candidates in batches, over the connection that holds the watcher's seat."""

    def __init__(self, folders: Folders, ring: Callable[[str], object]) -> None:
        self.folders = folders
        self.ring = ring

    def take(
        self, connection: Connection, candidates: Iterable[Candidate]
    ) -> list[tuple[Candidate, Fate]]:
        """Claim each, in order of arrival. What the database refuses raises; then call `mend`."""
        ordered = sorted(candidates, key=lambda candidate: candidate.arrived)
        there = [candidate for candidate in ordered if _is_there(candidate)]
        rows, fates = self._journal(connection, there)
        fates += [(candidate, Fate.CHANGED) for candidate in ordered if candidate not in there]
        moved: list[_Row] = []
        dirty: set[Path] = set()
        for row in rows:
            row_after, fate = self._move(connection, row, dirty)
            fates.append((row.candidate, fate))
            if fate is Fate.TAKEN:
                moved.append(row_after)
        for folder in sorted(dirty):
            _sync(folder)
        self._store(connection, moved)
        return fates

    def mend(self, connection: Connection) -> list[Spot]:
        """Finish what a crash has left; returns the files to look at again."""
        again = []
        for row in arrivals.pending(connection):
            try:
                spot = self._mend_one(connection, row)
            except OSError as error:
                log.error("claim_failed", path=row.path, error=str(error))  # noqa: TRY400
                continue
            if spot is not None:
                again.append(spot)
        return again

    def _journal(
        self, connection: Connection, ordered: list[Candidate]
    ) -> tuple[list[_Row], list[tuple[Candidate, Fate]]]:
        with connection.transaction():
            wanted = [_arrival(connection, candidate) for candidate in ordered]
            claims = arrivals.receive(connection, wanted, datetime.now(UTC))
        paired = list(zip(ordered, wanted, claims, strict=True))
        rows = [_Row(c, arrival, claim) for c, arrival, claim in paired if claim]
        return rows, [(c, Fate.CHANGED) for c, _, claim in paired if claim is None]

    def _move(self, connection: Connection, row: _Row, dirty: set[Path]) -> tuple[_Row, Fate]:
        """Bring the file to its stored path; *dirty* collects the folders to be synced."""
        source = Path(row.candidate.spot.path)
        target = self.folders.data / row.claim.stored_path
        try:
            _make(target.parent, dirty)
            if target.exists():  # a claim that was cut short: `mend` knows what to do
                return row, Fate.CHANGED
            dirty |= {target.parent, source.parent}
            if row.candidate.copy:
                return row, _move_copy(row, row.candidate.copy, target)
            return self._rename(connection, row, source, target)
        except FileNotFoundError:
            return row, Fate.CHANGED
        except OSError as error:
            if error.errno == errno.EXDEV:
                return row, Fate.ELSEWHERE
            log.error("claim_failed", path=row.arrival.path, error=str(error))  # noqa: TRY400
            return row, Fate.BROKEN

    def _rename(
        self, connection: Connection, row: _Row, source: Path, target: Path
    ) -> tuple[_Row, Fate]:
        os.rename(source, target)  # noqa: PTH104 - names may be no UTF-8
        found = look(target)
        if found and found[0] == row.candidate.look:
            return row, Fate.TAKEN
        if _put_back(target, source):
            return row, Fate.CHANGED
        return replace(row, arrival=self._corrected(connection, row, target)), Fate.TAKEN

    def _corrected(self, connection: Connection, row: _Row, target: Path) -> Arrival:
        """The row says what the file is by now; another file has its name in Uploads."""
        arrival = _read_again(row.arrival, target)
        with connection.transaction():
            arrivals.correct(connection, row.claim.delivery_id, arrival)
        return arrival

    def _store(self, connection: Connection, rows: list[_Row]) -> None:
        if not rows:
            return
        by_id = {row.claim.delivery_id: row for row in rows}
        with connection.transaction():
            stored = arrivals.store(connection, list(by_id))
            for delivery_id, _, _ in stored:
                _keep(connection, by_id[delivery_id])
        for lane in dict.fromkeys(lane for _, _, lane in stored if lane):
            self.ring(lane)
        for delivery_id, state, _ in stored:
            arrival = by_id[delivery_id].arrival
            _report(delivery_id, arrival.environment, arrival.path, state, arrival)

    def _mend_one(self, connection: Connection, row: Pending) -> Spot | None:
        source = _spot(self.folders, row)
        target = self.folders.data / row.stored_path
        there, here = look(source.path), look(target)
        if here is None:
            if there is None or not _may_be(row, there[0]):
                return self._given_up(connection, row, source if there else None)
            return source
        if there is not None and there[0] == here[0] and _put_back(target, Path(source.path)):
            return source
        stays = there is not None and _same(row, there[0]) and _stays(connection, row)
        if there is not None and not stays and _is_copy(row, there[0], here[0]):
            Path(source.path).unlink()
        self._finish(connection, row, target, here[0], there[0] if there and stays else None)
        return source if there and not stays else None

    def _finish(
        self, connection: Connection, row: Pending, target: Path, now: Look, left: Look | None
    ) -> None:
        """The original lies in the archive, the journal does not know yet; *left* is the file
        that stays in Uploads."""
        folder, file_name = row.path.split("/")[1], row.path.rpartition("/")[2]
        arrival = Arrival(
            row.environment,
            folder,
            row.path,
            file_name,
            row.size_bytes,
            row.mtime_ns,
            row.sha256,
            row.upload_id,
            task_id=row.task_id,
        )
        for path in (target.parent, target.parent.parent):
            _sync(path)
        if not _same(row, now):
            arrival = _read_again(arrival, target)
            with connection.transaction():
                arrivals.correct(connection, row.id, arrival)
        candidate = Candidate(
            _spot(self.folders, row), left or now, arrival.sha256, stays=left is not None
        )
        self._store(connection, [_Row(candidate, arrival, Claim(row.id, row.stored_path))])

    def _given_up(self, connection: Connection, row: Pending, newer: Spot | None) -> Spot | None:
        """The file is nowhere. One from elsewhere may still be there, changed: it keeps the row."""
        if newer is not None and row.upload_id is None:
            return newer
        with connection.transaction():
            arrivals.give_up(connection, row.id)
        log.error("delivery_vanished", delivery_id=str(row.id), path=row.path)
        return newer


def _is_there(candidate: Candidate) -> bool:
    """Is it still the file that was looked at? A row for one that is gone is a false alarm."""
    found = look(candidate.spot.path)
    return found is not None and found[0] == candidate.look


def _arrival(connection: Connection, candidate: Candidate) -> Arrival:
    spot, upload = candidate.spot, candidate.upload
    arrival = Arrival(
        environment=spot.gate.environment,
        folder=spot.gate.folder,
        path=spot.text,
        file_name=escape(spot.name),
        size_bytes=candidate.look.size_bytes,
        mtime_ns=candidate.look.mtime_ns,
        sha256=candidate.sha256,
    )
    if upload is None:
        owned = arrivals.with_owner(connection, arrival)
    else:
        owned = replace(
            arrival, upload_id=upload.id, account=upload.account, supplier_gln=upload.supplier_gln
        )
    return arrivals.with_task(connection, owned)


def _move_copy(row: _Row, copy: Path, target: Path) -> Fate:
    """The bytes are ours already: name the copy, and remove the source if it is still the same."""
    source = Path(row.candidate.spot.path)
    found = look(source)
    if found is None or found[0] != row.candidate.look:
        return Fate.CHANGED
    copy.rename(target)
    if not row.stays:
        source.unlink(missing_ok=True)
    return Fate.TAKEN


def _put_back(target: Path, source: Path) -> bool:
    """Give the file its name in Uploads again; False when that name is taken or not allowed."""
    try:
        os.link(target, source)
    except FileExistsError:
        if not os.path.samestat(os.lstat(target), os.lstat(source)):
            return False
    except OSError:
        return False
    target.unlink()
    return True


def _read_again(arrival: Arrival, target: Path) -> Arrival:
    """The arrival with what lies in the archive by now."""
    found = look(target)
    if found is None:
        raise FileNotFoundError(errno.ENOENT, "the original is gone", str(target))
    gate = Gate(arrival.environment, arrival.folder, str(target.parent))
    read = digest(Spot(gate, target.name), found[0], threading.Event())
    return replace(
        arrival,
        size_bytes=read.look.size_bytes,
        mtime_ns=read.look.mtime_ns,
        sha256=read.sha256,
    )


def _make(folder: Path, dirty: set[Path]) -> None:
    """Create *folder*; each folder that got a new entry is dirty."""
    missing = folder
    while not missing.exists():
        missing = missing.parent
        dirty.add(missing)
    folder.mkdir(parents=True, exist_ok=True)


def _sync(folder: Path) -> None:
    """Some file systems of others cannot sync a folder, and one may be gone by now."""
    try:
        sync_folder(folder)
    except OSError as error:
        if error.errno not in {errno.EINVAL, errno.ENOTSUP, errno.ENOENT}:
            raise


def _spot(folders: Folders, row: Pending) -> Spot:
    _, folder, below = unescape(row.path).split("/", 2)
    return Spot(Gate(row.environment, folder, str(folders.gate(row.environment, folder))), below)


def _same(row: Pending, seen: Look) -> bool:
    return (row.size_bytes, row.mtime_ns) == (seen.size_bytes, seen.mtime_ns)


def _is_copy(row: Pending, there: Look, here: Look) -> bool:
    """Is the file in Uploads what was copied from another file system?"""
    return there.device != here.device and _same(row, there)


def _stays(connection: Connection, row: Pending) -> bool:
    """Does the task of the row leave its file where it is?"""
    waiting = expected.tasks(connection, row.environment)
    return any(task.task_id == row.task_id and not task.delete for task in waiting)


def _keep(connection: Connection, row: _Row) -> None:
    """Write down the file that stays, so that it is not taken twice."""
    if row.stays:
        seen = row.candidate.look
        where = (row.arrival.environment, row.arrival.path)
        file = Kept(*where, seen.inode, seen.size_bytes, seen.mtime_ns)
        expected.keep(connection, file, row.claim.delivery_id)


def _may_be(row: Pending, seen: Look) -> bool:
    """May the file in Uploads be that of the row? One from elsewhere may have changed since.

    Of an upload only the times may change: some clients set them afterwards.
    """
    return row.upload_id is None or row.size_bytes == seen.size_bytes


def _report(delivery_id: UUID, environment: int, path: str, state: str, arrival: Arrival) -> None:
    facts = {
        "delivery_id": str(delivery_id),
        "environment": environment,
        "path": path,
        "size_bytes": arrival.size_bytes,
        "account": arrival.account,
        "supplier": arrival.supplier_gln,
    }
    log.info("delivery_received", **facts)
    if state == "unmatched":
        log.warning("delivery_unmatched", **facts)
