"""What a leaf holds: how its text becomes a value, and a value its text.

Shape:   reading gives None for nothing, and `KEEP` for a text that must be kept by name because it
         is not what its place holds. Writing gives None for what the format cannot say.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from sluis.codelists import packaging, trade_units, units
from sluis.formats._values import as_boolean, as_date, as_number
from sluis.formats._xml import Element
from sluis.formats.dico._line import Line

KEEP: Final = object()

LANGUAGE_LETTERS = 2
"""DICO keeps to ISO 639-1."""

_HUNDRED = Decimal(100)
_ANSWERS = {"j": True, "ja": True, "y": True, "yes": True, "n": False, "nee": False, "no": False}


@dataclass(frozen=True, slots=True)
class Kind:
    """`write` gets the value and the name of the format; `words` is for the documentation."""

    words: str
    read: Callable[[Line, Element], Any]
    write: Callable[[Any, str], str | None]


def _text(line: Line, element: Element) -> str | None:
    return line.text(element) or None


def _as_text(value: Any, _: str) -> str | None:
    return value if isinstance(value, str) else None


def plain(value: Any, _: str = "") -> str | None:
    """A number in digits, without an exponent.

    >>> plain(Decimal("1E+3")), plain(Decimal("2.50")), plain(3), plain("x")
    ('1000', '2.50', '3', None)
    """
    if not isinstance(value, Decimal | int) or isinstance(value, bool):
        return None
    number = Decimal(value)
    return f"{number:f}" if number.is_finite() else None


def _gtin(line: Line, element: Element) -> str | None:
    number = line.text(element)
    if number and not number.strip("0 "):
        line.note("gtin-zeros", element, number)
        return None
    return number or None


def _unit(line: Line, element: Element) -> str | None:
    written = line.text(element)
    return (units.canonical(written) or written) if written else None


def _packaging(line: Line, element: Element) -> str | None:
    written = line.text(element)
    return packaging.from_eancom(written) if written else None


def _quantity(line: Line, element: Element) -> Any:
    found = line.number(element)
    return KEEP if isinstance(found, str) else found


def _whole(line: Line, element: Element) -> Any:
    found = _quantity(line, element)
    if isinstance(found, Decimal) and found == found.to_integral_value():
        return int(found)
    return None if found is None else KEEP


def _fraction(line: Line, element: Element) -> Decimal | None:
    percentage = line.amount(element)
    return None if percentage is None else percentage / _HUNDRED


def _percentage(value: Any, name: str) -> str | None:
    return plain(value * _HUNDRED, name) if isinstance(value, Decimal) else None


def _yes(line: Line, element: Element) -> Any:
    written = line.text(element)
    if not written:
        return None
    found = _ANSWERS.get(written.lower(), as_boolean(written))
    if found is None:
        line.note("boolean-unreadable", element, written)
        return KEEP
    return found


def _true(value: Any, _: str) -> str | None:
    return {True: "true", False: "false"}.get(value) if isinstance(value, bool) else None


def _iso(line: Line, element: Element) -> str | None:
    day = line.validity(element)
    return day.isoformat() if day else None


def _language(line: Line, element: Element) -> str | None:
    written = line.text(element)
    return line.language(written) if written else None


def _number_text(line: Line, element: Element) -> str | None:
    written = line.text(element)
    if written and as_number(written) is None:
        line.note("number-kept-as-text", element, written)
    return written or None


def among(words: str, codes: Container[str], usual: Callable[[str], str] = str) -> Kind:
    """A code of a list; an unknown one is kept as it came, with a warning."""

    def read(line: Line, element: Element) -> str | None:
        written = usual(line.text(element))
        if written and written not in codes:
            line.note("code-unknown", element, written)
        return written or None

    def write(value: Any, _: str) -> str | None:
        return value if isinstance(value, str) and value in codes else None

    return Kind(words, read, write)


def translated(words: str, theirs: Mapping[str, str]) -> Kind:
    """A code of a list that we store by another word; an unknown one is kept as it came."""
    ours = {word: code for code, word in theirs.items()}

    def read(line: Line, element: Element) -> str | None:
        written = line.text(element)
        if written and written not in theirs and written not in ours:
            line.note("code-unknown", element, written)
        return theirs.get(written, written) or None

    def write(value: Any, _: str) -> str | None:
        return ours.get(value)

    return Kind(words, read, write)


TEXT = Kind("text", _text, _as_text)
GTIN = Kind("GTIN", _gtin, _as_text)
UNIT = Kind(
    "unit",
    _unit,
    lambda value, name: trade_units.written(value, name) if isinstance(value, str) else None,
)
PACKAGING = Kind(
    "packaging",
    _packaging,
    lambda value, _: packaging.to_eancom(value) if isinstance(value, str) else None,
)
AMOUNT = Kind("number", Line.amount, plain)
"""Money, or a quantity that money hangs on: unreadable rejects the record."""
QUANTITY = Kind("number", _quantity, plain)
COUNT = Kind(
    "number", Line.number, lambda value, _: value if isinstance(value, str) else plain(value)
)
"""A number that nothing hangs on: unreadable is kept in its place, with a warning."""
WHOLE = Kind("whole number", _whole, plain)
PERCENTAGE = Kind("percentage", Line.amount, plain)
FRACTION = Kind("percentage", _fraction, _percentage)
"""A percentage that we store as a fraction (0.21)."""
YES = Kind("true or false", _yes, _true)
DAY = Kind("date", Line.validity, lambda value, _: value.isoformat())
"""A date that a life hangs on, as a date: unreadable rejects the record."""
ISO = Kind("date", _iso, lambda value, _: value if as_date(str(value)) else None)
"""The same as ISO text, in a nested part."""
DAY_TEXT = Kind("date", Line.day, _as_text)
"""A date that nothing hangs on: unreadable is kept as it came, with a warning."""
LANGUAGE = Kind(
    "language",
    _language,
    lambda value, _: value.upper() if len(value) == LANGUAGE_LETTERS else None,
)
NUMBER_TEXT = Kind("number", _number_text, _as_text)
"""A number of a feature, which is stored as it is written."""
