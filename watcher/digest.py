"""Read a file from elsewhere once: its SHA-256, its bytes safe on disk, a copy where it must be."""

from __future__ import annotations

import hashlib
import os
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from watcher.gates import Spot, look_of
from watcher.settle import Look

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
            os.fsync(file.fileno())
            _must_be(file, look)
    except FileNotFoundError as error:
        raise Changed from error
    return Digest(spot, look, sha256, copy)


def _must_be(file: BinaryIO, look: Look) -> None:
    if look_of(os.fstat(file.fileno())) != look:
        raise Changed


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
