"""Unpack one archive, and those that lie in it."""

from __future__ import annotations

import errno
import gzip
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, NamedTuple, cast

from py7zr.exceptions import ArchiveError

from sluis.archives._budget import Budget, Limits
from sluis.archives._kinds import HEAD_BYTES, is_archive, kind
from sluis.archives._pulled import Counted, gzip_name, tar_entries, zip_entries
from sluis.archives._sevenzip import unpack_7z
from sluis.archives._sink import Keep, Left, Member, Sink
from sluis.errors import SluisError, UnreadableFile

LEVELS = 2
"""An archive, and archives within it."""

TOO_DEEP = "an archive within an archive within an archive"
_BLOCK = 1 << 20


class Unpacked(NamedTuple):
    """What came of an archive, in its order."""

    members: list[Member]
    left: list[Left]


def unpack(path: Path, folder: Path, keep: Keep, limits: Limits) -> Unpacked:
    """Write the members of *path* that *keep* wants into *folder*, which is there and empty.

    Raises:
        UnreadableFile: the archive as a whole is refused; *folder* may hold parts of it.
    """
    budget = Budget(limits, path.stat().st_size)
    unpacker = _Unpacker(folder, keep, budget)
    try:
        unpacker.unpack(path, "", 1)
    except SluisError:
        raise
    except OSError as error:
        if error.errno not in _SAID_BY_LIBRARIES:
            raise
        raise _damaged(error) from error
    except MemoryError as error:
        reason = "more memory than there is is needed to unpack it"
        raise UnreadableFile(reason, format_name="archive", rule="archive-too-large") from error
    except _DAMAGE as error:
        raise _damaged(error) from error
    return Unpacked(unpacker.members, unpacker.left)


_SAID_BY_LIBRARIES = {None, errno.EINVAL}
"""A wrong checksum, or a place before the beginning; a full disk has a number of its own."""

_DAMAGE = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
    ArchiveError,
    EOFError,
    struct.error,
    # what the libraries let through when a header says nonsense
    NotImplementedError,
    RuntimeError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    AssertionError,
)
"""What an archive that is damaged, or made by hand, gives."""


def _damaged(error: Exception) -> UnreadableFile:
    reason = " ".join(str(error).split()) or type(error).__name__
    return UnreadableFile(reason[:200], format_name="archive", rule="archive-damaged")


class _Unpacker:
    """Gathers what comes of an archive, over all of its levels."""

    def __init__(self, folder: Path, keep: Keep, budget: Budget) -> None:
        self.members: list[Member] = []
        self.left: list[Left] = []
        self._folder = folder
        self._keep = keep
        self._budget = budget
        self._made = 0

    def unpack(self, path: Path, within: str, level: int) -> None:
        """Unpack the archive at *path*; *within* is its name as that of a folder."""
        with path.open("rb") as stream:
            found = kind(stream.read(HEAD_BYTES))
        take = {"zip": self._zip, "7z": self._7z, "gzip": self._gzip, "tar": self._tar}[found or ""]
        inner: list[Member] = []

        def make(name: str) -> Sink:
            self._made += 1
            place = self._folder / str(self._made)
            return Sink(f"{within}{name}", place, self._keep_at(level), self._budget)

        def done(sink: Sink) -> None:
            became = sink.close()
            if isinstance(became, Left):
                self.left.append(became)
            elif _is_archive(became.path):
                inner.append(became)
            else:
                self.members.append(became)

        take(path, make, done)
        for member in inner:
            self.unpack(member.path, f"{member.name}/", level + 1)
            member.path.unlink()

    def _keep_at(self, level: int) -> Keep:
        def keep(name: str, head: bytes) -> str:
            if not is_archive(head):
                return self._keep(name, head)
            return "" if level < LEVELS else TOO_DEEP

        return keep

    def _zip(self, path: Path, make: Make, done: Done) -> None:
        for name, stream in zip_entries(path, self._budget):
            done(_filled(make(name), stream))

    def _7z(self, path: Path, make: Make, done: Done) -> None:
        for sink in unpack_7z(path, self._budget, make):
            done(sink)

    def _tar(self, path: Path, make: Make, done: Done) -> None:
        with path.open("rb") as stream:
            self._members_of_tar(Counted(stream, self._budget), make, done)

    def _gzip(self, path: Path, make: Make, done: Done) -> None:
        """One file, or a tar."""
        with path.open("rb") as raw:
            name = gzip_name(raw.read(HEAD_BYTES))
        with gzip.open(path) as stream:
            head = stream.read(HEAD_BYTES)
        with gzip.open(path) as stream:
            counted = Counted(cast("IO[bytes]", stream), self._budget)
            if kind(head) == "tar":
                self._members_of_tar(counted, make, done)
            else:
                done(_filled(make(name), counted))

    def _members_of_tar(self, stream: Counted, make: Make, done: Done) -> None:
        for name, content in tar_entries(cast("IO[bytes]", stream)):
            done(_filled(make(name), content))


Make = Callable[[str], Sink]
Done = Callable[[Sink], None]


def _filled(sink: Sink, stream: Any) -> Sink:
    try:
        while sink.wants_more and (block := stream.read(_BLOCK)):
            sink.write(block)
    except BaseException:
        sink.abandon()
        raise
    return sink


def _is_archive(path: Path) -> bool:
    with path.open("rb") as stream:
        return is_archive(stream.read(HEAD_BYTES))
