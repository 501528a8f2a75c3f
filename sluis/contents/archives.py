"""An archive with a table and the files that it names, opened within limits.

Only names count, never folders: nothing of an archive decides where something is written.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO, Self

from sluis.errors import UnreadableFile

MOST_FILES = 50_000
MOST_BYTES = 8 * 1024**3
"""Unpacked bytes of all files together."""

MOST_RATIO = 200
"""Unpacked bytes per packed one of a file that is large."""

_LARGE = 10 * 1024**2
_TABLES = (".csv", ".txt", ".xlsx", ".xls", ".ods")
_WORKBOOK_PARTS = ("xl/workbook.xml", "xl/workbook.bin", "mimetype")


def is_archive(path: Path) -> bool:
    """Is it a zip, and not a workbook, which is one too?"""
    if not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as archive:
        return not any(part in archive.namelist() for part in _WORKBOOK_PARTS)


class Archive:
    """A zip with one table in it; a context manager.

    Raises:
        UnreadableFile: it is damaged, protected, would unpack beyond the limits, or has no table or
            several.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError) as error:
            raise UnreadableFile(f"the archive is damaged ({error})") from error
        self._files = [one for one in self._zip.infolist() if not one.is_dir()]
        _within_limits(self._files)
        tables = [one for one in self._files if _suffix(one) in _TABLES and not _hidden(one)]
        if len(tables) != 1:
            seen = ", ".join(_name(one) for one in tables) or "none"
            raise UnreadableFile(f"an archive holds one table (CSV, TXT or Excel); this has {seen}")
        self._table = tables[0]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    @property
    def table(self) -> str:
        """Name of the table."""
        return _name(self._table)

    def unpack_table(self, target: Path) -> None:
        with self._opened(self._table) as source, target.open("wb") as out:
            while chunk := source.read(1 << 20):
                out.write(chunk)

    def files(self) -> Iterator[tuple[str, Iterator[bytes]]]:
        """Name and content of every other file, one after the other."""
        for one in self._files:
            if one is not self._table and not _hidden(one):
                with self._opened(one) as stream:
                    yield _name(one), iter(lambda: stream.read(1 << 20), b"")

    def _opened(self, one: zipfile.ZipInfo) -> IO[bytes]:
        try:
            return self._zip.open(one)
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
            raise UnreadableFile(f"{_name(one)} cannot be unpacked ({error})") from error


def _within_limits(files: list[zipfile.ZipInfo]) -> None:
    if len(files) > MOST_FILES:
        raise UnreadableFile(f"the archive holds {len(files)} files; {MOST_FILES} at most")
    if sum(one.file_size for one in files) > MOST_BYTES:
        raise UnreadableFile(f"the archive unpacks to more than {MOST_BYTES} bytes")
    for one in files:
        if one.file_size > _LARGE and one.file_size > MOST_RATIO * max(one.compress_size, 1):
            raise UnreadableFile(f"{_name(one)} unpacks to {MOST_RATIO} times its size, or more")


def _name(one: zipfile.ZipInfo) -> str:
    return PurePosixPath(one.filename.replace("\\", "/")).name


def _suffix(one: zipfile.ZipInfo) -> str:
    return PurePosixPath(_name(one)).suffix.lower()


def _hidden(one: zipfile.ZipInfo) -> bool:
    """What a Mac or a program leaves beside the files."""
    return _name(one).startswith(".") or one.filename.startswith("__MACOSX/")
