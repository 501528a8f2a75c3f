"""Archives one reads from: zip, tar, gzip. Each gives its members as (name, stream)."""

from __future__ import annotations

import stat
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from sluis.archives._budget import Budget
from sluis.archives._names import Names, locked, unsafe

ENCRYPTED = 0x1
FNAME, FEXTRA = 0x8, 0x4
Entry = tuple[str, "Counted"]


class Counted:
    """A stream whose bytes are counted as they come out."""

    def __init__(self, stream: IO[bytes], budget: Budget) -> None:
        self._stream = stream
        self._budget = budget

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self._budget.unpacked(len(data))
        return data


def zip_entries(path: Path, budget: Budget) -> Iterator[Entry]:
    """The files of a zip. All of its directory is judged before the first of them."""
    with zipfile.ZipFile(path) as archive:
        files = [info for info in archive.infolist() if not info.is_dir()]
        names = Names()
        named = [(names.take(info.filename), info) for info in files]
        for name, info in named:
            if info.flag_bits & ENCRYPTED:
                raise locked(name)
            if not _is_plain(info.external_attr >> 16):
                raise unsafe("a link or device", name)
        budget.announced(sum(info.file_size for info in files))
        if sum(info.compress_size for info in files) > path.stat().st_size:
            raise zipfile.BadZipFile("members overlap")
        for name, info in named:
            with archive.open(info) as stream:
                yield name, Counted(stream, budget)


def _is_plain(mode: int) -> bool:
    """A Unix mode in a zip; without a type it comes from a system that has none."""
    return not stat.S_IFMT(mode) or stat.S_ISREG(mode)


def tar_entries(stream: IO[bytes]) -> Iterator[tuple[str, IO[bytes]]]:
    """The files of a tar, as a stream."""
    names = Names()
    with tarfile.open(fileobj=stream, mode="r|") as archive:
        for member in archive:
            if member.isdir():
                continue
            name = names.take(member.name.removeprefix("./"))
            if not member.isreg() or member.issparse():
                raise unsafe("a link or device", name)
            content = archive.extractfile(member)
            if content is None:
                raise tarfile.ReadError(f"no content of {name}")
            yield name, content


def gzip_name(head: bytes) -> str:
    r"""The name that a gzip file says its content has, without folders, or `content`.

    >>> bare, named = bytes.fromhex("1f8b0800") + bytes(6), bytes.fromhex("1f8b0808") + bytes(6)
    >>> gzip_name(bare), gzip_name(named + b"a.txt\0")
    ('content', 'a.txt')
    """
    flags, at = head[3], 10
    if flags & FEXTRA:
        at += 2 + int.from_bytes(head[at : at + 2], "little")
    name = head[at:].partition(b"\0")[0].decode("latin-1") if flags & FNAME else ""
    name = name.replace("\\", "/").rpartition("/")[2]
    return name if name.isprintable() and name else "content"
