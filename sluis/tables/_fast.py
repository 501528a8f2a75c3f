"""Workbooks by calamine: several times as fast as openpyxl, with the sheet in memory.

A sheet takes room for every cell between its first and its last, and errors of formulas come out
empty; `is_small` says for which xlsx neither matters. xls and ods have no other reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO
from zipfile import ZipFile

from sluis.tables.cells import Cell, tidied

MOST_CELLS = 2_000_000
"""Cells of a sheet for which calamine is used; some 100 bytes each."""

MOST_BYTES = 128 * 1024 * 1024
"""Unpacked bytes of a workbook for which it is used."""

_WINDOW = 1 << 20
_NARROW = 26
_WIDER = (
    (52, re.compile(rb"""\br=["'][A-Z]{2}""")),
    (104, re.compile(rb"""\br=["'](?:[B-Z][A-Z]|[A-Z]{3})""")),
)
"""Columns to reckon with when a cell beyond Z, or beyond AZ, is seen."""

_TOO_WIDE = re.compile(rb"""\br=["'](?:[D-Z][A-Z]|[A-Z]{3})""")
_ERROR = re.compile(rb"""\bt=["']e["']""")
_CELL = re.compile(rb"""\br=["'][A-Z]{1,3}([0-9]{1,7})["']""")
_OVERLAP = 64


def sheets(stream: BinaryIO) -> list[tuple[str, bool]]:
    """The names of the sheets with cells, and whether each is to be seen."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum  # noqa: PLC0415 - loaded by now

    return [
        (one.name, one.visible is SheetVisibleEnum.Visible)
        for one in _open(stream).sheets_metadata
        if one.typ is SheetTypeEnum.WorkSheet
    ]


def rows(stream: BinaryIO, sheet: str) -> Iterator[tuple[int, list[Cell]]]:
    """Each row of a sheet with its number."""
    found = _open(stream).get_sheet_by_name(sheet)
    for number, cells in enumerate(found.iter_rows(), 1):
        yield number, tidied(cells)


def _open(stream: BinaryIO) -> Any:
    from python_calamine import CalamineWorkbook  # noqa: PLC0415 - most files need it not

    stream.seek(0)
    return CalamineWorkbook.from_filelike(stream)


def is_small(stream: BinaryIO) -> bool:
    """Is every sheet of an xlsx small, and without failed formulas?"""
    stream.seek(0)
    with ZipFile(stream) as archive:
        if sum(part.file_size for part in archive.infolist()) > MOST_BYTES:
            return False
        names = [one for one in archive.namelist() if one.startswith("xl/worksheets/")]
        return all(_is_small_sheet(archive, name) for name in names if name.endswith(".xml"))


def _is_small_sheet(archive: ZipFile, name: str) -> bool:
    """One walk over the bytes: the cells are a guess from the last row and the widest column."""
    width, tail = _NARROW, b""
    with archive.open(name) as part:
        while window := part.read(_WINDOW):
            seen = tail[-_OVERLAP:] + window
            if _ERROR.search(seen) or _TOO_WIDE.search(seen):
                return False
            width = max(width, *(columns if cell.search(seen) else 0 for columns, cell in _WIDER))
            tail = (tail + window)[-_WINDOW:]
    numbers = _CELL.findall(tail)
    return bool(numbers) and int(numbers[-1]) * width <= MOST_CELLS
