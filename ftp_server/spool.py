"""Unfinished uploads of one account: the only files that STOR, APPE and REST ever touch.

    <data>/spool/<environment>/<account>/<gate>/<name>/part     being sent, or cut off
    <data>/spool/<environment>/<account>/<gate>/<name>/whole    sent whole under a temporary name

The folder has the file's own name, so no name is ever too long or ambiguous. Whoever writes holds a
lock on the file: a second session is turned away, in whichever process it runs. A file with a
second name has been published already (we died between link and unlink): that name is dropped here
and the file never written to again.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import stat
from collections.abc import Callable, Iterator, Sequence
from io import FileIO
from pathlib import Path

from ftp_server.tree import Place
from sluis.accounts import Account
from sluis.folders import Folders

KEPT_SECONDS = 14 * 86_400
"""How long a part that nobody goes on with is kept."""

PART, WHOLE = "part", "whole"


class Busy(Exception):
    """Another session is sending this very file."""


class CannotResume(Exception):
    """REST beyond what we hold; `size` is what we hold."""

    def __init__(self, size: int) -> None:
        super().__init__(size)
        self.size = size


class Part:
    """An upload in the spool, open and locked. `place` is where it is to be published."""

    def __init__(self, path: Path, file: FileIO, place: Place) -> None:
        self.path = path
        self.file = file
        self.place = place

    @property
    def size(self) -> int:
        return os.fstat(self.file.fileno()).st_size

    def write(self, chunks: Sequence[bytes]) -> None:
        """Append; on OSError (disk full) what went in stays, for resuming."""
        rest = memoryview(b"".join(chunks))
        while rest:
            rest = rest[os.write(self.file.fileno(), rest) :]

    def keep(self) -> None:
        """Leave it for resuming, unless there is nothing in it."""
        if self.file.closed:
            return
        with contextlib.suppress(OSError):
            if self.size == 0:
                self._drop_name()
        self.file.close()

    close = keep  # the name under which pyftpdlib drops an upload that never began

    def drop(self) -> None:
        """Remove it: it has been published, or is not wanted."""
        if not self.file.closed:
            self._drop_name()
            self.file.close()

    def set_whole(self) -> None:
        """Mark it as sent whole; it waits for its final name."""
        self.path = self.path.replace(self.path.with_name(WHOLE))
        self.file.close()

    def _drop_name(self) -> None:
        """Unlink while we hold the lock: the name cannot be somebody else's by now."""
        self.path.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            self.path.parent.rmdir()


class Spool:
    """The spool of *account*. *close* gets files whose last close may take long."""

    def __init__(
        self, account: Account, folders: Folders, close: Callable[[FileIO], None] = FileIO.close
    ) -> None:
        self._folder = folders.spool / str(account.environment) / account.name
        self._close = close

    def _gate(self, place: Place) -> Path:
        """Spool of one folder; sub-folders of a gate get a spool of their own."""
        below = "/".join(place.parts[:-1])
        mark = "~" + hashlib.sha256(below.encode()).hexdigest()[:16] if below else ""
        return self._folder / f"{place.folder}{mark}"

    def _entry(self, place: Place) -> Path:
        return self._gate(place) / place.name

    def stat(self, place: Place) -> os.stat_result | None:
        """Size and time of what we hold of this upload; None when nothing."""
        for name in (PART, WHOLE):
            with contextlib.suppress(OSError):
                found = (self._entry(place) / name).lstat()
                if stat.S_ISREG(found.st_mode) and found.st_nlink == 1:
                    return found
        return None

    def listed(self, folder: Place) -> Iterator[tuple[str, os.stat_result]]:
        """Names and sizes of what we hold for this folder."""
        probe = Place(folder.folder, (*folder.parts, "-"))
        with contextlib.suppress(OSError):
            for name in sorted(path.name for path in self._gate(probe).iterdir()):
                found = self.stat(Place(folder.folder, (*folder.parts, name)))
                if found is not None:
                    yield name, found

    def start(self, place: Place) -> Part:
        """A new, empty part; an older one is gone.

        Raises:
            Busy: another session is sending it.
            OSError: the disk is full, or worse.
        """
        entry = self._entry(place)
        for name in (WHOLE, PART):
            old = _open(entry / name)
            if old is not None:
                (entry / name).unlink(missing_ok=True)
                self._close(old)
        entry.mkdir(parents=True, exist_ok=True)
        return Part(entry / PART, _create(entry / PART), place)

    def resume(self, place: Place, offset: int | None) -> Part:
        """Go on at *offset*, or at the end (None); what lies behind the offset is cut off.

        Raises:
            Busy: another session is sending it.
            CannotResume: we do not hold that much.
        """
        entry = self._entry(place)
        whole = _open(entry / WHOLE)
        if whole is not None:
            (entry / WHOLE).replace(entry / PART)
        file = whole or _open(entry / PART)
        if file is None:
            if offset:
                raise CannotResume(0)
            return self.start(place)
        size = os.fstat(file.fileno()).st_size
        if offset is not None and offset > size:
            file.close()
            raise CannotResume(size)
        file.truncate(size if offset is None else offset)
        file.seek(0, os.SEEK_END)
        return Part(entry / PART, file, place)

    def whole(self, place: Place, final: Place) -> Part | None:
        """What was sent whole under a temporary name, to be published as *final*.

        Raises:
            Busy: another session works on it.
        """
        path = self._entry(place) / WHOLE
        file = _open(path)
        return None if file is None else Part(path, file, final)

    def is_whole(self, place: Place) -> bool:
        return (self._entry(place) / WHOLE).is_file()

    def discard(self, place: Place) -> bool:
        """Remove what we hold of it; False when that is nothing.

        Raises:
            Busy: another session is sending it.
        """
        found = False
        for name in (PART, WHOLE):
            file = _open(self._entry(place) / name)
            if file is not None:
                found = True
                Part(self._entry(place) / name, file, place).drop()
        return found


def _open(path: Path) -> FileIO | None:
    """The file, locked; None when there is none, or it has been published already."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError):
        return None
    file = _locked(descriptor)
    names = os.fstat(descriptor).st_nlink
    if names == 1:
        return file
    if names > 1:
        path.unlink(missing_ok=True)
    file.close()
    return None


def _create(path: Path) -> FileIO:
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    return _locked(os.open(path, flags, 0o644))


def _locked(descriptor: int) -> FileIO:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(descriptor)
        raise Busy from error
    return FileIO(descriptor, "r+")


def sweep(folders: Folders, now: float) -> int:
    """Remove parts that nobody has touched for long, and names of published files; say how many."""
    removed = 0
    for path in folders.spool.glob("*/*/*/*/*"):
        with contextlib.suppress(OSError, Busy):
            if path.lstat().st_nlink > 1 or now - path.lstat().st_mtime > KEPT_SECONDS:
                file = _open(path)
                if file is not None:
                    Part(path, file, Place("")).drop()
                removed += 1
    return removed
