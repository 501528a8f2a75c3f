"""One pass of a layout, compiled for one table: from rows to records.

Errors:  what is wrong with a cell is a finding of its record, with the row, the column's letters
         and heading; a table that lacks columns is of no use (`UnreadableFile`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sluis.checks import rules
from sluis.errors import UnreadableFile
from sluis.layouts.assembly import Assembly
from sluis.layouts.conditions import Test, conditions
from sluis.layouts.converters import Read, reader
from sluis.layouts.headings import Headings
from sluis.layouts.layout import Field, Layout, Pass, Source
from sluis.layouts.notation import Misfit
from sluis.layouts.targets import ENTITIES, PRODUCT_PREFIX, Target, resolve
from sluis.model import Finding, Record
from sluis.tables.cells import Cell, as_text

Row = Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Mapped:
    """One mapped field, bound to its columns; `place` is how people find them.

    `read` is for a cell, `value` for a row.
    """

    path: str
    field: Field
    target: Target
    columns: tuple[int, ...]
    place: str
    read: Read
    value: Callable[[Row], Any]


class Plan:
    """What makes records of the rows of one table."""

    def __init__(self, layout: Layout, one: Pass, headings: Headings, supplier_gln: str) -> None:
        """Fields of one column come first: they are most, and read without a call in between."""
        kept = ENTITIES[one.entity]
        self._entity = kept.entity
        self._headed = len(headings.texts) if headings.texts is not None else None
        self._mapped = sorted(_bind(layout, one, headings), key=lambda m: len(m.columns) != 1)
        singles = [mapped for mapped in self._mapped if len(mapped.columns) == 1]
        self._single = [(mapped.read, mapped.columns[0]) for mapped in singles]
        self._others = [mapped.value for mapped in self._mapped[len(singles) :]]
        self._width = 1 + max((at for mapped in self._mapped for at in mapped.columns), default=0)
        self._wanted: Test = conditions(one.where, headings)
        places = {mapped.path: at for at, mapped in enumerate(self._mapped)}
        self._key = [places[path] for path in dict.fromkeys((*kept.key, *one.key))]
        self._either = [places[path] for path in kept.either if path in places]
        self._required = [places[path] for path in one.required if path in places]
        self._assembly = Assembly(
            kept,
            [(m.target, m.field.value is not None) for m in self._mapped],
            [(m.field.empty or layout.empty) == "clear" for m in self._mapped],
            supplier_gln,
            layout.language,
        )

    @property
    def places(self) -> dict[str, str]:
        """Field as checks call it -> its columns: paths without numbers and prefix as well."""
        found: dict[str, str] = {}
        for mapped in self._mapped:
            steps = mapped.path.removeprefix(PRODUCT_PREFIX).split(".")
            plain = ".".join(step for step in steps if not step.isdigit())
            for name in (mapped.path, ".".join(steps), plain, steps[0]):
                found.setdefault(name, mapped.place)
        return {name: place for name, place in found.items() if place}

    def counts(self, row: Row) -> bool:
        """Does the row become a record? Not when it is empty, nor when the layout leaves it out."""
        return (any(row) or 0 in row) and self._wanted(row) and any(map(as_text, row))

    def record(self, ordinal: int, line: int, row: Row) -> Record:
        """The record of a row that counts; *line* is its number in the file, from 1."""
        full = row if len(row) >= self._width else [*row, *[None] * (self._width - len(row))]
        found: list[Finding] = []
        try:
            values = [read(full[at]) for read, at in self._single]
            values += [value(full) for value in self._others]
        except Misfit:
            values = [self._careful(mapped, full, found) for mapped in self._mapped]
        found += self._lacking(values, found)
        if self._headed is not None and len(row) > self._headed:
            found += self._beyond(row[self._headed :])
        return self._assembly.record(ordinal, line, values, found)

    def _careful(self, mapped: Mapped, row: Row, found: list[Finding]) -> Any:
        """The value, or None and a finding."""
        try:
            return mapped.value(row)
        except Misfit as error:
            cell = " ".join(as_text(row[at]) for at in mapped.columns)
            found.append(self._finding(error.rule, mapped, cell, expected=error.expected))
            return None

    def _lacking(self, values: list[Any], found: list[Finding]) -> Iterator[Finding]:
        """What the row must have and has not, unless that was told already."""
        empty = [at for at in self._key if values[at] is None]
        if self._either and all(values[at] is None for at in self._either):
            empty.append(self._either[0])
        told = {one.field for one in found}
        for at in empty:
            if self._mapped[at].path not in told:
                yield self._finding("row-key-missing", self._mapped[at])
        for at in self._required:
            if values[at] in (None, []) and self._mapped[at].path not in told:
                yield self._finding("cell-required", self._mapped[at])

    def _beyond(self, cells: Row) -> Iterator[Finding]:
        """The row is longer than the heading row: its values may stand in the wrong columns."""
        text = next(filter(None, map(as_text, cells)), None)
        if text is not None:
            columns = self._headed
            yield rules.finding("row-too-long", entity=self._entity, value=text, columns=columns)

    def _finding(self, rule: str, mapped: Mapped, value: str = "", expected: str = "") -> Finding:
        return rules.finding(
            rule,
            entity=self._entity,
            field=mapped.path,
            value=value,
            element=mapped.place,
            expected=expected,
        )


def _bind(layout: Layout, one: Pass, headings: Headings) -> list[Mapped]:
    """The mapped fields with their columns.

    Raises:
        UnreadableFile: columns are missing, or a heading stands above two.
    """
    mapped, missing = [], list(_missing([c.column for c in one.where], headings))
    for path, field in one.fields.items():
        lacking = list(_missing(field.source, headings))
        if not lacking:
            mapped.append(_mapped(layout, one, path, field, headings))
        elif not field.optional:
            missing += lacking
    if missing:
        raise _incomplete(layout, list(dict.fromkeys(missing)), headings)
    return mapped


def _incomplete(layout: Layout, missing: list[str], headings: Headings) -> UnreadableFile:
    told = ", ".join(missing)
    seen = ", ".join(filter(None, headings.texts or ())) or "-"
    return UnreadableFile(
        f"columns missing: {told}",
        format_name=layout.name,
        rule="columns-missing",
        detail={"columns": told, "seen": seen},
    )


def _missing(sources: Iterable[Source], headings: Headings) -> Iterator[str]:
    for source in sources:
        found = headings.find(source)
        if len(found) > 1:
            yield f"{source} ({len(found)} x)"
        elif not found:
            near = headings.nearest(source)
            yield f"{source} ({near}?)" if near else str(source)


def _mapped(layout: Layout, one: Pass, path: str, field: Field, headings: Headings) -> Mapped:
    target = resolve(one.entity, path)
    assert target is not None  # noqa: S101 - a layout is judged before it is used
    columns = tuple(headings.find(source)[0] for source in field.source)
    place = " + ".join(map(headings.place, columns))
    read = reader(field, target, layout.file)
    return Mapped(path, field, target, columns, place, read, _value(field, columns, read))


def _value(field: Field, columns: tuple[int, ...], read: Read) -> Callable[[Row], Any]:
    match columns:
        case ():
            constant = read(field.value)
            return lambda row: constant
        case (at,):
            return lambda row: read(row[at])
        case _:
            return partial(_joined, columns, field.join, read)


def _joined(columns: tuple[int, ...], sign: str, read: Read, row: Row) -> Any:
    return read(sign.join(filter(None, (as_text(row[at]) for at in columns))))
