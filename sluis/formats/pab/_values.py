"""What stands in a field: text to value and back. Nothing is guessed, nothing rounded in silence.

Blank:   a field of blanks is absent; so are digits that are all zero (GTIN, GLN, date) and a
         number that is zero, where no caller says otherwise: fields are filled up with zeros.

>>> from sluis.formats.pab._layouts import PRICE
>>> price, day = PRICE.field("NetPriceInOrderUnit"), PRICE.field("StartDatePriceInformation")
>>> READ["number"]("00000002405.5000", price), READ["day"]("20270101", day)
(Decimal('2405.5'), datetime.date(2027, 1, 1))
>>> READ["number"]("00000000000.0000", price), READ["day"]("00000000", day)
(None, None)
>>> WRITE["number"](Decimal("2405.5"), price), WRITE["number"](Decimal("1.23456"), price)
('00000002405.5000', None)
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sluis.codelists import packaging, trade_units, units
from sluis.formats._values import as_number
from sluis.formats.pab._layouts import Field

FORMAT = "pab-2"
ENCODING = "cp1252"
"""ISO 8859-1 by the book; the sender's Windows puts the euro sign and quotes between."""

_DAYS_REMEMBERED = 4096
_ZEROS_BEFORE_8 = 6


class Unreadable(Exception):
    """The text of a field says nothing that the field can hold; `rule` says what it should."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


def decoded(line: bytes) -> str:
    """The characters of a line, one to each byte."""
    try:
        return line.decode(ENCODING)
    except UnicodeDecodeError:
        return line.decode("latin-1")


def encoded(text: str) -> bytes:
    """The bytes of a line, one to each character; what Windows-1252 does not have is a `?`."""
    return text.encode(ENCODING, "replace")


def number(text: str, field: Field) -> Decimal:
    """A number with its decimal point; digits that fill up the field may have lost it.

    Raises:
        Unreadable: it is no number, or one whose decimals are anybody's guess.
    """
    found = as_number(text)
    if found is None or (found and _has_lost_its_point(text, field)):
        raise Unreadable("number-unreadable")
    return plain(found)


def _has_lost_its_point(text: str, field: Field) -> bool:
    if "." in text or not field.decimals:
        return False
    return text.startswith("0") or len(text) >= field.width - field.decimals


def plain(amount: Decimal) -> Decimal:
    """*amount* without the zeros that fill the field.

    >>> plain(Decimal("2405.0000")), plain(Decimal("100.000")), plain(Decimal("0.1800"))
    (Decimal('2405'), Decimal('100'), Decimal('0.18'))
    """
    whole = amount.to_integral_value()
    return whole if whole == amount else amount.normalize()


def _filled(text: str, field: Field) -> Decimal | None:
    return number(text, field) or None


def _day(text: str, _: Field) -> date | None:
    return _day_of(text)


@lru_cache(maxsize=_DAYS_REMEMBERED)
def _day_of(text: str) -> date | None:
    if not text.strip("0"):
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        raise Unreadable("date-unreadable") from None


def _digits(text: str, _: Field) -> str | None:
    return text if text.strip("0") else None


def _gtin(text: str, _: Field) -> str | None:
    """A GTIN-13 or GTIN-8 without the zeros that fill up fourteen places."""
    if not text.strip("0"):
        return None
    return (
        text[_ZEROS_BEFORE_8:] if text.startswith("0" * _ZEROS_BEFORE_8) else text.removeprefix("0")
    )


YES, NO = "JA", "NEE"
_ANSWERS = {YES: True, "J": True, NO: False, "N": False}

READ: dict[str, Callable[[str, Field], Any]] = {
    "yes": lambda text, _: _ANSWERS.get(text.upper(), text),
    "text": lambda text, _: text,
    "unit": lambda text, _: units.canonical(text) or text,
    "package": lambda text, _: packaging.from_eancom(text),
    "gln": _digits,
    "gtin": _gtin,
    "day": _day,
    "number": _filled,
}
"""From the text of a field, without blanks around it, to its value; None when it is filled up."""


def _write_number(amount: Decimal, field: Field) -> str | None:
    text = f"{amount:0{field.width}.{field.decimals}f}"
    return text if len(text) == field.width and Decimal(text) == amount else None


def _write_text(text: str, field: Field) -> str | None:
    return text if len(text) <= field.width and text.isprintable() else None


def _write_digits(text: str, field: Field) -> str | None:
    return text.rjust(field.width, "0") if text.isdigit() and len(text) <= field.width else None


def _write_day(day: date, _: Field) -> str | None:
    return f"{day:%Y%m%d}".rjust(len("YYYYMMDD"), "0")


def _write_unit(code: str, field: Field) -> str | None:
    return _write_text(trade_units.written(code, FORMAT) or code, field)


def _write_yes(answer: Any, field: Field) -> str | None:
    word = {True: YES, False: NO}.get(answer, answer)
    return _write_text(word, field) if isinstance(word, str) else None


def _write_package(code: str, field: Field) -> str | None:
    return _write_text(packaging.to_eancom(code), field)


WRITE: dict[str, Callable[[Any, Field], str | None]] = {
    "yes": _write_yes,
    "text": _write_text,
    "unit": _write_unit,
    "package": _write_package,
    "gln": _write_digits,
    "gtin": _write_digits,
    "day": _write_day,
    "number": _write_number,
}
"""From a value to the text of a field; None when the field cannot hold it as it is."""
