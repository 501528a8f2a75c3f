"""Tables written: text files as they were read, and workbooks row by row. Streams.

Formulas: what looks like one is never one. A text file has an apostrophe before it, which reading
          takes away again; a workbook says that the cell is a text.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, BinaryIO, Protocol, TextIO

from sluis.tables.cells import Cell, defused
from sluis.tables.textfile import TextForm

_MARKS = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}
"""What a codec does not write by itself."""


class Rows(Protocol):
    """Where the rows of one table go."""

    def write(self, cells: Sequence[Cell]) -> None:
        """The next row."""


class _TextRows:
    def __init__(self, text: TextIO, form: TextForm, end: str) -> None:
        self._rows: Any = csv.writer(
            text,
            delimiter=form.separator,
            quotechar=form.quote or None,
            quoting=csv.QUOTE_MINIMAL if form.quote else csv.QUOTE_NONE,
            escapechar=None if form.quote else "\\",
            lineterminator=end,
        )

    def write(self, cells: Sequence[Cell]) -> None:
        self._rows.writerow([defused(cell) if isinstance(cell, str) else cell for cell in cells])


@contextmanager
def text_rows(out: BinaryIO, form: TextForm, end: str) -> Iterator[Rows]:
    """A text file in *out*, which stays open; what its encoding lacks becomes a question mark."""
    out.write(_MARKS.get(form.codec, b""))
    text = io.TextIOWrapper(
        out, encoding=form.codec, errors="replace", newline="", write_through=True
    )
    try:
        yield _TextRows(text, form, end)
    finally:
        text.detach()


class _SheetRows:
    def __init__(self, sheet: Any) -> None:
        from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - likewise

        self._sheet = sheet
        self._make = WriteOnlyCell

    def write(self, cells: Sequence[Cell]) -> None:
        self._sheet.append([self._cell(cell) for cell in cells])

    def _cell(self, cell: Cell) -> Any:
        if not isinstance(cell, str):
            return cell
        made = self._make(self._sheet, cell)
        made.data_type = "s"  # a text, whatever it begins with
        return made


class WorkbookFile:
    """An xlsx that is written to *out* when it is saved."""

    def __init__(self) -> None:
        from openpyxl import Workbook  # noqa: PLC0415 - large, and seldom needed

        self._book = Workbook(write_only=True)

    def sheet(self, name: str) -> Rows:
        """The next sheet; the one before is done."""
        return _SheetRows(self._book.create_sheet(name))

    def save(self, out: BinaryIO) -> None:
        self._book.save(out)
