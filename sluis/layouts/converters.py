"""From the cell of a column to the value of its field.

Shape:   a reader takes one cell and gives its value: None, or an empty list, for nothing.
Errors:  a cell that cannot be read is a `Misfit`.
Speed:   columns repeat themselves, so that values are remembered by cell.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any

from sluis.codelists import measures, unit_words
from sluis.layouts.layout import Field, File
from sluis.layouts.notation import (
    Misfit,
    day_reader,
    number_reader,
    serial_day,
    yes_or_no,
)
from sluis.layouts.targets import Kind, Target
from sluis.tables.cells import ERRORS, Cell, as_decimal, as_text, plain

REMEMBERED = 4096
"""Different cells of a column whose values are kept at hand."""

MEASURES = {
    Kind.LENGTH: measures.METRE,
    Kind.VOLUME: measures.CUBIC_METRE,
    Kind.WEIGHT: measures.KILOGRAM,
}
"""The unit in which the model has a measure."""

_ONE = Decimal(1)
_DIGITS_AND_SIGNS = "+-0123456789.,  \u00a0\u202f"


Read = Callable[[Any], Any]


def reader(field: Field, target: Target, file: File) -> Read:
    """The reader of a mapped field."""
    read = _after(_steps(field), _kind_reader(field, target.kind, file))
    if target.kind is Kind.DATE and len(target.steps) > 1:  # in a nested part
        return lru_cache(REMEMBERED, typed=True)(partial(_iso, read))
    return read if read is _text else lru_cache(REMEMBERED, typed=True)(read)


def _iso(read: Read, cell: Cell) -> str | None:
    day: date | None = read(cell)
    return None if day is None else day.isoformat()


def _text(cell: Cell) -> str | None:
    text = cell.strip() if type(cell) is str else as_text(cell)
    if text[:1] == "'":
        text = plain(text)
    if text in ERRORS:
        raise Misfit("cell-error")
    return text or None


def _after(steps: list[Callable[[Cell], Cell]], read: Read) -> Read:
    """*read* after what the field asks to be done to the cell; itself when that is nothing."""
    if not steps:
        return read

    def one(cell: Cell) -> Any:
        for step in steps:
            cell = step(cell)
        return read(cell)

    return one


def _steps(field: Field) -> list[Callable[[Cell], Cell]]:
    return [step for step in (_blanks(field), _mapped(field), _dressed(field)) if step]


def _blanks(field: Field) -> Callable[[Cell], Cell] | None:
    if not field.default:
        return None
    return lambda cell: field.default if as_text(cell) == "" else cell


def _mapped(field: Field) -> Callable[[Cell], Cell] | None:
    if not field.map:
        return None
    known = {name.strip().casefold(): meant for name, meant in field.map.items()}
    expected = ", ".join(field.map)

    def mapped(cell: Cell) -> Cell:
        text = as_text(cell)
        meant = known.get(text.casefold())
        if meant is not None:
            return meant
        if field.unmapped == "refuse" and text:
            raise Misfit("cell-not-listed", expected)
        return cell if field.unmapped != "empty" else None

    return mapped


def _dressed(field: Field) -> Callable[[Cell], Cell] | None:
    if not (field.upper or field.pad):
        return None

    def dressed(cell: Cell) -> Cell:
        text = as_text(cell)
        text = text.upper() if field.upper else text
        return text.rjust(field.pad, "0") if text else None

    return dressed


def _kind_reader(field: Field, kind: Kind, file: File) -> Read:
    make = _MAKERS.get(kind)
    return _measure(field, kind, file) if make is None else make(field, file)


def _untrimmed(cell: Cell) -> str | None:
    return _text(cell) if type(cell) is not str else cell or None


def _several(one: Read, sign: str, cell: Cell) -> list[str]:
    if not sign or type(cell) is not str:
        value = one(cell)
        return [] if value is None else [value]
    return [value for part in cell.split(sign) if (value := one(part)) is not None]


def _number(field: Field, file: File) -> Callable[[Cell], Decimal | None]:
    thousands = file.thousands if field.thousands is None else field.thousands
    read = number_reader(field.decimal or file.decimal, thousands)
    factor = field.factor

    def number(cell: Cell) -> Decimal | None:
        if type(cell) is int or type(cell) is float:
            found = as_decimal(cell)
        elif (text := _text(cell)) is None:
            return None
        else:
            found = read(text)
        return found if factor is None else _short(found * factor)

    return number


def _integer(number: Callable[[Cell], Decimal | None], cell: Cell) -> int | None:
    found = number(cell)
    if found is None:
        return None
    if found != found.to_integral_value():
        raise Misfit("cell-integer")
    return int(found)


def _measure(field: Field, kind: Kind, file: File) -> Read:
    """A number in the unit of the column, or in the one behind it in the cell."""
    own = factor_of(field.unit, kind) or _ONE
    number = _number(field, file)

    def measure(cell: Cell) -> Decimal | None:
        factor = own
        if type(cell) is str:
            bare = cell.strip()
            word = bare.lstrip(_DIGITS_AND_SIGNS)
            if word and (named := factor_of(word, kind)):
                factor, cell = named, bare[: -len(word)]
        found = number(cell)
        return None if found is None else _short(found * factor)

    return measure


def factor_of(unit: str, kind: Kind) -> Decimal | None:
    """What one *unit* is in the unit of the model; None when it is no unit of this measure.

    >>> factor_of("mm", Kind.LENGTH), factor_of("gram", Kind.WEIGHT), factor_of("kg", Kind.LENGTH)
    (Decimal('0.001'), Decimal('0.001'), None)
    """
    code = unit_words.unit(unit) if unit else None
    factor, base = measures.FACTORS.get(code or "", (_ONE, ""))
    return factor if base == MEASURES[kind] else None


def _short(number: Decimal) -> Decimal:
    """Without noughts behind the point, and without an exponent before it."""
    return number.normalize() + 0


def _feature_value(number: Callable[[Cell], Decimal | None]) -> Read:
    """Values of features as the model has them: decimal point, true and false."""

    def value(cell: Cell) -> str | None:
        text = _text(cell)
        if text is None:
            return None
        try:
            return f"{number(cell):f}"
        except Misfit:
            return _as_logical(text)

    return value


def _as_logical(text: str) -> str:
    word = text.casefold()
    if word in {"ja", "yes", "oui", "true", "waar", "wahr"}:
        return "true"
    return "false" if word in {"nee", "no", "non", "nein", "false", "onwaar"} else text


def _day(forms: tuple[str, ...]) -> Read:
    read = day_reader(forms)

    def day(cell: Cell) -> date | None:
        if isinstance(cell, datetime):
            return cell.date()
        if isinstance(cell, date):
            return cell
        text = _text(cell)
        if text is None:
            return None
        try:
            return read(text)
        except Misfit:
            if isinstance(cell, int | float) and (found := serial_day(cell)):
                return found
            raise

    return day


def _boolean(cell: Cell) -> bool | None:
    if type(cell) is bool:
        return cell
    text = _text(cell)
    return None if text is None else yes_or_no(text)


def _unit(cell: Cell) -> str | None:
    text = _text(cell)
    return text and (unit_words.unit(text) or text)


_MAKERS: dict[Kind, Callable[[Field, File], Read]] = {
    Kind.TEXT: lambda field, _: _text if field.trim else _untrimmed,
    Kind.TEXTS: lambda field, _: partial(_several, _text, field.split),
    Kind.FEATURE: lambda field, file: partial(
        _several, _feature_value(_number(field, file)), field.split
    ),
    Kind.NUMBER: _number,
    Kind.INTEGER: lambda field, file: partial(_integer, _number(field, file)),
    Kind.DATE: lambda field, file: _day(field.dates or file.dates),
    Kind.BOOLEAN: lambda _field, _file: _boolean,
    Kind.UNIT: lambda _field, _file: _unit,
}
"""What makes the reader of a kind; the others are measures."""
