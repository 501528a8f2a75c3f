"""How a file writes numbers, dates, yes and no. Pure; nothing is ever guessed.

A notation is made once per column and read many times. `Misfit` says why a cell cannot be read.

>>> number_reader(",", ".")("1.234,56"), number_reader(",", ".")("€ 12,5"), number_reader()("21%")
(Decimal('1234.56'), Decimal('12.5'), Decimal('0.21'))
>>> day_reader(("d-m-yyyy", "yyyymmdd"))("31-1-2026"), day_reader(("yyyymmdd",))("20260131")
(datetime.date(2026, 1, 31), datetime.date(2026, 1, 31))
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

_DIGITS = 30
_HUNDRED = Decimal(100)
_BLANKS = dict.fromkeys(map(ord, " \u00a0\u2009\u202f"))
_CURRENCIES = re.compile(r"^(?:€|\$|£|EUR|USD|GBP)\s*|\s*(?:€|EUR)$")

_NO_CENTS = re.compile(r"(?<=\d)[.,][-\u2013\u2014]{1,2}$")
"""The dash for the cents of a round price: `12,-`."""

_DAY_WORDS = {
    "d": r"(?P<d>\d{1,2})",
    "dd": r"(?P<d>\d{2})",
    "m": r"(?P<m>\d{1,2})",
    "mm": r"(?P<m>\d{2})",
    "yy": r"(?P<y>\d{2})",
    "yyyy": r"(?P<y>\d{4})",
}
_WORD = re.compile(r"d+|m+|y+|[-/. ]|.", re.DOTALL)
_TIME = r"(?:[T ]\d{1,2}:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?"

_TURN_OF_CENTURY = 69
"""Two digits of a year below this belong to this century, as POSIX has it."""

SERIAL_DAY_0 = date(1899, 12, 30)
"""Day 0 of a spreadsheet's days, for days from March 1900 on."""

_SERIALS = range(61, 2_958_466)
"""Days that are right in every spreadsheet: to 31 December 9999."""

YES = frozenset("ja j yes y true waar 1 x oui vrai wahr si".split())  # noqa: SIM905
NO = frozenset("nee n no false onwaar 0 - non faux nein falsch".split())  # noqa: SIM905


class Misfit(Exception):
    """A cell that cannot be read: the rule it breaks, and what was expected."""

    def __init__(self, rule: str, expected: str = "") -> None:
        super().__init__(rule)
        self.rule = rule
        self.expected = expected


def number_reader(decimal: str = ".", thousands: str = "") -> Callable[[str], Decimal]:
    """A function from text to a number in this notation; thousands come in threes."""
    example = f"1{thousands}234{decimal}56"
    mark, sign = re.escape(decimal), re.escape(thousands)
    grouped = rf"\d{{1,3}}(?:{sign}\d{{3}})+|" if thousands else ""
    pattern = re.compile(rf"([+-]?)({grouped}\d{{0,{_DIGITS}}})(?:{mark}(\d{{0,{_DIGITS}}}))?")
    foreign = "." if decimal != "." else ","

    def read(text: str) -> Decimal:
        if foreign not in text:
            plain = text.replace(decimal, ".", 1)
            if plain.replace(".", "", 1).isdigit() and plain.isascii() and len(plain) <= _DIGITS:
                return Decimal(plain)
        return slowly(text)

    def slowly(text: str) -> Decimal:
        bare, percent = _bare(text)
        found = pattern.fullmatch(bare)
        if not found or not (found[2] or found[3]) or not bare.isascii():
            raise Misfit("cell-number", example)
        whole = found[2].replace(thousands, "") if thousands else found[2]
        number = Decimal(f"{found[1]}{whole or '0'}.{found[3] or ''}")
        return number / _HUNDRED if percent else number + 0

    return read


def _bare(text: str) -> tuple[str, bool]:
    """Without currency, per cent and blanks; a minus behind the number goes before it."""
    bare = _NO_CENTS.sub("", _CURRENCIES.sub("", text.strip()).translate(_BLANKS))
    percent = bare.endswith("%")
    bare = bare.removesuffix("%")
    if bare.endswith("-") and not bare.startswith(("-", "+")):
        bare = f"-{bare[:-1]}"
    return bare.replace("\u2212", "-"), percent


def day_pattern(form: str) -> re.Pattern[str] | None:
    """The pattern of a way to write days, or None when *form* is none.

    >>> day_pattern("dd-mm") is None, day_pattern("d/m/yy") is None
    (True, False)
    """
    parts, seen = [], []
    for word in _WORD.findall(form.lower()):
        if word in _DAY_WORDS:
            parts.append(_DAY_WORDS[word])
            seen.append(word[0])
        elif word in "-/. ":
            parts.append(re.escape(word))
        else:
            return None
    whole = sorted(seen) == ["d", "m", "y"]
    return re.compile("".join(parts) + _TIME, re.ASCII) if whole else None


def day_reader(forms: tuple[str, ...]) -> Callable[[str], date]:
    """A function from text to a day in one of these forms; a time behind it is left out."""
    patterns = [found for form in forms if (found := day_pattern(form))]
    expected = ", ".join(forms)

    def read(text: str) -> date:
        for pattern in patterns:
            if found := pattern.fullmatch(text):
                try:
                    return date(_year(found["y"]), int(found["m"]), int(found["d"]))
                except ValueError:
                    break
        raise Misfit("cell-date", expected)

    return read


def _year(digits: str) -> int:
    year = int(digits)
    if len(digits) > len("yy"):
        return year
    return year + (2000 if year < _TURN_OF_CENTURY else 1900)


def serial_day(number: float) -> date | None:
    """The day that a spreadsheet keeps as *number*.

    >>> serial_day(46053), serial_day(3)
    (datetime.date(2026, 1, 31), None)
    """
    days = int(number)
    return SERIAL_DAY_0 + timedelta(days=days) if days in _SERIALS else None


def yes_or_no(text: str) -> bool:
    """Yes and no in the languages of the trade."""
    word = text.casefold()
    if word in YES:
        return True
    if word in NO:
        return False
    raise Misfit("cell-boolean")
