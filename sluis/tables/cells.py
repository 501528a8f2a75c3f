"""A cell of a table: what it can hold, and how it reads as text.

Text files have texts alone. Workbooks have numbers, dates and booleans as well, which no decimal
sign or date format of a layout can get wrong; a whole number is an `int` whatever the reader.

>>> as_text(8712345678906), as_text(12.5), as_text(1e-7), as_text(True), as_text(None)
('8712345678906', '12.5', '0.0000001', 'true', '')
>>> tidy(8.0), tidy(0.1 + 0.2), tidy(datetime(2026, 1, 31))
(8, 0.30000000000000004, datetime.date(2026, 1, 31))
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal

Cell = str | int | float | bool | date | datetime | time | timedelta | None

SPREADSHEET_DIGITS = 15
"""What a spreadsheet shows and keeps of a number; further digits are noise of its sums."""

MIDNIGHT = time()

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""First characters that make a spreadsheet calculate, and so run what a file says."""

_NUMBER = re.compile(r"[+-]?[\d.,]*\d[\d.,]*%?", re.ASCII)

ERRORS = frozenset(
    {"#N/A", "#N/B", "#REF!", "#VALUE!", "#WAARDE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"}
)
"""What a spreadsheet shows where a formula has failed, in English and Dutch."""


def tidy(cell: Cell) -> Cell:
    """The cell as every reader gives it: whole numbers as int, days without a time as date."""
    if type(cell) is float:
        return int(cell) if cell.is_integer() else cell
    if type(cell) is datetime and cell.time() == MIDNIGHT:
        return cell.date()
    return cell


def as_decimal(number: float) -> Decimal:
    """The number that a spreadsheet shows for *number*; never an exponent, never noise.

    >>> as_decimal(0.1 + 0.2), as_decimal(8712345678906)
    (Decimal('0.3'), Decimal('8712345678906'))
    """
    if type(number) is int:
        return Decimal(number)
    return Decimal(f"{number:.{SPREADSHEET_DIGITS}g}")


def as_text(cell: Cell) -> str:
    """The cell as text, without blanks around it; numbers with a decimal point, no exponent."""
    if type(cell) is str:
        return cell.strip()
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int):
        return str(cell)
    if isinstance(cell, float):
        return f"{as_decimal(cell):f}"
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)


def defused(text: str) -> str:
    """A text that no spreadsheet takes for a formula: an apostrophe before what looks like one.

    >>> defused("=1+1"), defused("12 mm"), defused("-12,50"), defused("+31 6")
    ("'=1+1", '12 mm', '-12,50', "'+31 6")
    """
    return f"'{text}" if text.startswith(FORMULA) and not _NUMBER.fullmatch(text) else text


def plain(text: str) -> str:
    """A text of a text file, without the apostrophe that `defused` has put before it.

    >>> plain("'=1+1"), plain("'s-Hertogenbosch")
    ('=1+1', "'s-Hertogenbosch")
    """
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text


def tidied(cells: Iterable[Cell]) -> list[Cell]:
    """A row with tidy cells, up to the last that holds something; empty ones are None."""
    row = [None if cell == "" else tidy(cell) for cell in cells]
    while row and row[-1] is None:
        row.pop()
    return row
