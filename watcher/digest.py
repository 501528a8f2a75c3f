"""Read a file from elsewhere once: its SHA-256, its bytes safe on disk, a copy where it must be."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from watcher.gates import Gate, Spot, look_of
from watcher.settle import Look

THREADS = 2

CHUNK = 1 << 20
"""Bytes read at a time; a stop is noticed after each."""


class Changed(Exception):
    """The file is no longer what the last look showed: it must settle anew."""


class Stopped(Exception):
    """The watcher is ending."""


@dataclass(frozen=True, slots=True)
class Digest:
    """What reading *spot* gave. `copy` is set when it lies on another file system than the data."""

    spot: Spot
    look: Look
    sha256: str
    copy: Path | None = None


def digest(spot: Spot, look: Look, stop: threading.Event, copy: Path | None = None) -> Digest:
    """Read the file as *look* showed it; write the bytes to *copy* in passing, if that is given.

    Raises:
        Changed: it is not that file any more, or was written meanwhile.
        Stopped: *stop* was set.
        OSError: it cannot be read, or the copy not be written.
    """
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        with os.fdopen(os.open(spot.path, flags), "rb", buffering=0) as file:
            _must_be(file, look)
            sha256 = _copied(file, copy, look, stop) if copy else _read(file, None, stop)
            if copy is None:
                _sync(file)
            _must_be(file, look)
    except FileNotFoundError as error:
        raise Changed from error
    return Digest(spot, look, sha256, copy)


def _must_be(file: BinaryIO, look: Look) -> None:
    if look_of(os.fstat(file.fileno())) != look:
        raise Changed


def _sync(file: BinaryIO) -> None:
    """A file that is only renamed must be on disk, whoever wrote it; some disks cannot promise."""
    try:
        os.fsync(file.fileno())
    except OSError as error:
        if error.errno not in {errno.EINVAL, errno.ENOTSUP, errno.EROFS}:
            raise


def _copied(file: BinaryIO, copy: Path, look: Look, stop: threading.Event) -> str:
    copy.parent.mkdir(parents=True, exist_ok=True)
    with copy.open("xb") as out:
        sha256 = _read(file, out, stop)
        out.flush()
        os.utime(out.fileno(), ns=(look.mtime_ns, look.mtime_ns))
        os.fsync(out.fileno())
    return sha256


def _read(file: BinaryIO, out: BinaryIO | None, stop: threading.Event) -> str:
    sha256 = hashlib.sha256()
    while chunk := file.read(CHUNK):
        if stop.is_set():
            raise Stopped
        sha256.update(chunk)
        if out is not None:
            out.write(chunk)
    return sha256.hexdigest()


class Digests:
    """The files that are read right now, in threads of their own.

    *data* is the data folder; *finished* is called, in such a thread, with each result.
    """

    def __init__(self, data: Path, finished: Callable[[Future[Digest]], None]) -> None:
        self.copied: set[Gate | Spot] = set()
        """What is copied: gates from which a rename does not reach the archive, files that stay."""
        self._data = data
        self._finished = finished
        self._stop = threading.Event()
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="digest")
        self._spots: dict[Future[Digest], Spot] = {}
        self._reading: set[Spot] = set()

    def __contains__(self, spot: Spot) -> bool:
        return spot in self._reading

    def must_copy(self, spot: Spot) -> bool:
        """Is a copy of it taken, and not the file itself?"""
        return spot.gate in self.copied or spot in self.copied

    def begin(self, spot: Spot, seen: Look) -> None:
        """Read it; where it lies on another file system, the copy goes beside the archive."""
        elsewhere = self.must_copy(spot) or seen.device != self._data.stat().st_dev
        copy = self._incoming / str(uuid4()) if elsewhere else None
        future = self._pool.submit(digest, spot, seen, self._stop, copy)
        self._spots[future] = spot
        self._reading.add(spot)
        future.add_done_callback(self._finished)

    def end(self, future: Future[Digest]) -> Spot:
        """Which file was read; it may be read again."""
        spot = self._spots.pop(future)
        self._reading.discard(spot)
        return spot

    def tidy(self) -> None:
        """Drop copies that nobody will ask for: of an earlier run, or of results thrown away."""
        if not self._spots:
            shutil.rmtree(self._incoming, ignore_errors=True)

    def close(self) -> None:
        self._stop.set()
        self._pool.shutdown(wait=True, cancel_futures=True)

    @property
    def _incoming(self) -> Path:
        return self._data / "archive" / ".incoming"
