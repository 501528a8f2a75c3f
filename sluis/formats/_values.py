"""Text of an element as a number, a date or a yes and no. Nothing is ever guessed.

>>> as_number("12.50"), as_number("12,50"), as_number("1.234,56"), as_number(".5")
(Decimal('12.50'), None, None, Decimal('0.5'))
>>> as_date("2026-02-28"), as_date("2026-02-28T00:00:00+01:00"), as_date("28-02-2026")
(datetime.date(2026, 2, 28), datetime.date(2026, 2, 28), None)
>>> as_boolean("TRUE"), as_boolean("ja")
(True, None)
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache

_NUMBER = re.compile(r"[+-]?(?:\d{1,30}(?:\.\d{0,30})?|\.\d{1,30})(?:[eE][+-]?\d{1,2})?", re.ASCII)
_DATE = re.compile(r"(\d{4}-\d\d-\d\d)(?:T[\d:.]+)?(?:Z|[+-]\d\d:\d\d)?")
_DIGITS = 30
_DATES_REMEMBERED = 4_096
"""The prices of a catalogue start on a handful of days."""

_BOOLEANS = {"true": True, "false": False, "1": True, "0": False}


def as_number(text: str) -> Decimal | None:
    """A decimal with a point and no thousands sign, or None."""
    # Digits with or without a point are nearly all numbers: seen twice as quick as by the pattern.
    is_plain = len(text) <= _DIGITS and text.replace(".", "", 1).isdigit() and text.isascii()
    if not is_plain and not _NUMBER.fullmatch(text):
        return None
    number = Decimal(text)
    return number if number or not number.is_signed() else Decimal(0)


@lru_cache(maxsize=_DATES_REMEMBERED)
def as_date(text: str) -> date | None:
    """A day as ISO 8601 writes it; a time or zone after it is left out."""
    found = _DATE.fullmatch(text)
    try:
        return date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None


def as_boolean(text: str) -> bool | None:
    """true or false in any case, or 1 or 0."""
    return _BOOLEANS.get(text.lower())
