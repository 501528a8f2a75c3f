"""The rejected rows of a table, in its own form, to be mended and sent again under the same name.

Shape:   what stands above the data, then the rejected rows as they came, with one more column that
         says why. A workbook becomes xlsx with every sheet of the layout, rejected rows or not; a
         text file keeps its encoding, separator, quotes and line ends.
Partial: whatever is missing from a table with that column stays as it is, also when its task
         brings complete tables.
Memory:  grows with the number of rejected rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import BinaryIO

from sluis.formats._format import Wanted
from sluis.layouts import reasons
from sluis.layouts.layout import Layout, first_row, header_row
from sluis.layouts.plan import Plan
from sluis.layouts.reading import Sheet, open_sheet
from sluis.tables.cells import Cell
from sluis.tables.writing import Rows, WorkbookFile, text_rows

_BETWEEN = " | "

Reasons = dict[int, list[str]]
"""Number of a row in its sheet -> why it was rejected."""


def copy_rows(stream: BinaryIO, layout: Layout, wanted: Wanted, out: BinaryIO) -> None:
    """Write the wanted records, by their ordinals over all passes, with their reasons to *out*."""
    opened = [open_sheet(stream, layout, one) for one in layout.passes]
    sheets = {one.table.sheet: one for one in reversed(opened)}
    why = _why(opened, wanted)
    if opened[0].table.text is None:
        book = WorkbookFile()
        for name in dict.fromkeys(one.table.sheet for one in opened):
            _write(sheets[name], why[name], book.sheet(name))
        book.save(out)
        return
    end = _line_end(stream)
    with text_rows(out, opened[0].table.text, end) as rows:
        _write(opened[0], why[opened[0].table.sheet], rows)


def _why(opened: Sequence[Sheet], wanted: Wanted) -> dict[str, Reasons]:
    """The rejected rows of each sheet, whichever pass has rejected them."""
    found: dict[str, Reasons] = {one.table.sheet: {} for one in opened}
    left = iter(wanted)
    ordinal, words = next(left, (0, []))
    number = 0
    for one in opened:
        plan = Plan(one.layout, one.one, one.headings, "")
        for line in (line for line, cells in one.rows() if plan.counts(cells)):
            number += 1
            if number == ordinal:
                found[one.table.sheet].setdefault(line, []).extend(words)
                ordinal, words = next(left, (0, []))
    return found


def _write(sheet: Sheet, why: Reasons, rows: Rows) -> None:
    layout, one = sheet.layout, sheet.one
    top, heading_row = first_row(layout, one), header_row(layout, one)
    heading = reasons.HEADING.get(layout.language, reasons.HEADING["en"])
    known = reasons.column(sheet.headings)
    at = len(sheet.headings.texts or ()) if known is None else known
    for place, (line, cells) in enumerate(sheet.table.rows(), 1):
        if place == heading_row:
            rows.write(_with(cells, at, heading))
        elif place < top:
            rows.write(cells)
        elif line in why:
            rows.write(_with(cells, at, _BETWEEN.join(why[line])))


def _with(cells: Sequence[Cell], at: int, text: str) -> list[Cell]:
    """The row with *text* in its column; behind its last cell in a table without headings."""
    row = list(cells)
    at = at or len(row)
    row += [None] * (at + 1 - len(row))
    row[at] = text
    return row


def _line_end(stream: BinaryIO) -> str:
    """That of the first line."""
    stream.seek(0)
    head = stream.read(1 << 16).replace(b"\0", b"")
    if b"\r\n" in head:
        return "\r\n"
    return "\r" if b"\r" in head and b"\n" not in head else "\n"
