"""xlsx by openpyxl: row by row, memory flat whatever the size of the sheet."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, BinaryIO

from sluis.tables.cells import Cell, tidied

TOGETHER = 200
"""Rows taken at a time while openpyxl's warnings about what it skips are held back."""


def sheets(stream: BinaryIO) -> list[tuple[str, bool]]:
    """The names of the sheets, and whether each is to be seen."""
    workbook = _open(stream)
    return [(sheet.title, sheet.sheet_state == "visible") for sheet in workbook.worksheets]


def rows(stream: BinaryIO, sheet: str) -> Iterator[tuple[int, list[Cell]]]:
    """Each row of a sheet with its number; the size that the sheet claims to have is not asked."""
    found = _open(stream)[sheet]
    found.reset_dimensions()
    walk = enumerate(found.iter_rows(values_only=True), 1)
    while together := _quietly(walk):
        for number, cells in together:
            yield number, tidied(_plain(cells))


def _open(stream: BinaryIO) -> Any:
    from openpyxl import load_workbook  # noqa: PLC0415 - most files need it not, and it is large

    stream.seek(0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return load_workbook(stream, read_only=True, data_only=True, keep_links=False)


def _quietly(walk: Iterator[tuple[int, Any]]) -> list[tuple[int, Any]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return list(islice(walk, TOGETHER))


def _plain(cells: Iterable[Any]) -> list[Cell]:
    r"""Text with its escapes (`_x000D_`) resolved, as everybody else reads it."""
    from openpyxl.utils.escape import unescape  # noqa: PLC0415 - loaded already

    return [unescape(cell) if type(cell) is str and "_x" in cell else cell for cell in cells]
