"""What the values of a column look like: numbers, dates, codes. For suggestions only.

>>> observed(["2900000000018", "2900000000025"]).kind, observed(["12,50", "1.300,00"]).decimal
('gtin', ',')
>>> observed(["31-1-2026", "1-2-2026"]).dates, observed(["Ja", "Nee", "Ja"]).kind
('d-m-yyyy', 'boolean')
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from stdnum import ean

from sluis.codelists import etim, unit_words
from sluis.layouts.notation import NO, YES, Misfit, day_reader
from sluis.tables.cells import Cell, as_text

DAYS = ("d-m-yyyy", "yyyy-m-d", "d/m/yyyy", "d.m.yyyy", "yyyymmdd", "d-m-yy", "m/d/yyyy")
"""Ways to write a day that are recognised, the likeliest in the trade first."""

MOST = 0.9
"""Share of the filled cells that must agree."""

_NUMBER = re.compile(r"[€$£\s]*-?\d[\d.,\s]*%?(?:\s*(?:€|EUR))?-?")
_COMMA = re.compile(r",\d{1,4}%?$|,-$")
_POINT = re.compile(r"\.(?:\d{1,2}|\d{4,})%?$")


@dataclass(frozen=True, slots=True)
class Observed:
    """What most filled cells are: `gtin`, `etim_class`, `date`, `boolean`, `unit`, `number`,
    `text`, or `empty` when there are none."""

    kind: str
    decimal: str = ""
    dates: str = ""
    example: str = ""


def observed(cells: Sequence[Cell]) -> Observed:
    """What the cells of a column are."""
    filled = [cell for cell in cells if as_text(cell)]
    if not filled:
        return Observed("empty")
    texts = [as_text(cell) for cell in filled]
    example = texts[0]
    for kind, is_one in _KINDS.items():
        if _most(is_one, texts):
            return Observed(kind, example=example)
    if forms := _dates(filled):
        return Observed("date", dates=forms, example=example)
    if _most(_is_number, texts):
        return Observed("number", decimal=_decimal(filled), example=example)
    return Observed("text", example=example)


def _most(is_one: Callable[[str], object], texts: Sequence[str]) -> bool:
    return sum(bool(is_one(text)) for text in texts) >= MOST * len(texts)


def _is_gtin(text: str) -> bool:
    return len(text) in {8, 12, 13, 14} and ean.is_valid(text)


def _is_number(text: str) -> bool:
    return _NUMBER.fullmatch(text) is not None


def _is_unit(text: str) -> bool:
    return not text.isdigit() and unit_words.unit(text) is not None


def _is_yes_or_no(text: str) -> bool:
    word = text.casefold()
    return (word in YES or word in NO) and word not in {"0", "1", "-"}


_KINDS: dict[str, Callable[[str], bool]] = {
    "gtin": _is_gtin,
    "etim_class": lambda text: etim.is_code("EC", text),
    "boolean": _is_yes_or_no,
    "unit": _is_unit,
}


def _dates(filled: Sequence[Cell]) -> str:
    """The way in which nearly all are written as days; a workbook's own days need none."""
    if all(isinstance(cell, date) for cell in filled):
        return DAYS[0]
    texts = [as_text(cell) for cell in filled]
    return next((form for form in DAYS if _most(lambda text: _is_day(text, form), texts)), "")  # noqa: B023


def _is_day(text: str, form: str) -> bool:
    try:
        day_reader((form,))(text)
    except Misfit:
        return False
    return True


def _decimal(filled: Sequence[Cell]) -> str:
    """The decimal sign that numbers written as text show, or nothing when none shows one."""
    texts = [cell.strip() for cell in filled if isinstance(cell, str)]
    commas = sum(_COMMA.search(text) is not None for text in texts)
    points = sum(_POINT.search(text) is not None for text in texts)
    if commas == points:
        return ""
    return "," if commas > points else "."
