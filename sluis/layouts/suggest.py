"""A layout proposed for a table that nobody has described yet.

It is a proposal: what was found by values, or from a heading with additions, is marked, and the
columns that were not recognised are told.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import BinaryIO

from sluis.layouts.headings import Headings, headings
from sluis.layouts.layout import Field, File, Layout, Pass
from sluis.layouts.matching import LIKELY, Match, best, match, spoken
from sluis.layouts.observed import Observed, observed
from sluis.layouts.synonyms import NAMES, called, folded
from sluis.layouts.targets import ENTITIES
from sluis.model import Finding
from sluis.tables import Table, TableForm, open_table
from sluis.tables.cells import Cell, as_text

LOOKED_AT = 400
"""Rows whose values are looked at."""

_AMOUNTS = {"gross_list_price", "net_price", "recommended_retail_price"}

_HEADING_AMONG = 20
"""First rows among which the heading row is looked for."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A layout, what is to be looked at by path, the columns that were not recognised, and what
    was not sure about the file."""

    layout: Layout
    notes: dict[str, str] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    told: list[Finding] = field(default_factory=list)


def suggest(
    stream: BinaryIO, name: str, *, sheet: str | int | None = None, entity: str = ""
) -> Suggestion:
    """A layout for the table in *stream*; *entity* when it is known.

    Raises:
        UnreadableFile: it is no table.
    """
    table = open_table(stream, TableForm(sheet=sheet))
    rows = [cells for _, cells in islice(table.rows(), LOOKED_AT)]
    at = _heading_row(rows)
    found = headings(rows[:at]) if at else Headings()
    columns = _columns(rows[at:], found)
    texts = [_text(found, column) for column in range(len(columns))]
    language = spoken(texts)
    chosen, matches = _matches(entity, texts, columns, language)
    made = Layout(
        name=_name(name),
        language=language,
        file=_file(table, sheet, at, [columns[one.column] for one in matches]),
        passes=(Pass(entity=chosen, fields=_fields(matches, found) | _assumed(matches)),),
    )
    notes, unknown = _notes(matches, chosen), _unknown(matches, texts, columns)
    return Suggestion(made, notes, unknown, table.notes)


def _heading_row(rows: Sequence[Sequence[Cell]]) -> int:
    """The number of the row that looks most like headings; 0 when none does."""
    scores = [_heading_score(row) for row in rows[:_HEADING_AMONG]]
    top = max(scores, default=0)
    return scores.index(top) + 1 if top else 0


def _heading_score(row: Sequence[Cell]) -> int:
    """Known words count most; a number, a date or a long text is no heading."""
    texts = [as_text(cell) for cell in row]
    filled = [text for text in texts if text]
    if not filled or any(re.fullmatch(r"[\d.,€ -]+", text) for text in filled):
        return 0
    known = sum(any(folded(text) in called(entity) for entity in NAMES) for text in filled)
    return len(filled) * known + len(filled) - 1


def _columns(rows: Sequence[Sequence[Cell]], found: Headings) -> list[Observed]:
    width = max([len(found.texts or ()), *map(len, rows)], default=0)
    return [observed([row[column] for row in rows if column < len(row)]) for column in range(width)]


def _text(found: Headings, column: int) -> str:
    texts = found.texts or ()
    return texts[column] if column < len(texts) else ""


def _matches(
    entity: str, texts: list[str], columns: list[Observed], language: str
) -> tuple[str, list[Match]]:
    if entity:
        return entity, match(entity, texts, columns, language)
    return best(texts, columns, language)


def _file(table: Table, sheet: str | int | None, at: int, seen: list[Observed]) -> File:
    signs = {one.decimal for one in seen} - {""}
    decimal = signs.pop() if len(signs) == 1 else ","
    days = tuple(dict.fromkeys(one.dates for one in seen if one.dates))
    text = table.text
    return File(
        kind="text" if text else "workbook",
        sheet=(table.sheet if sheet is None else sheet) if not text else None,
        header_row=at,
        encoding=text.encoding if text else "",
        separator=text.separator if text else "",
        decimal=decimal,
        thousands="." if decimal == "," else ",",
        dates=days or File().dates,
    )


def _fields(matches: list[Match], found: Headings) -> dict[str, Field]:
    return {one.path: Field(source=(_source(one.column, found),), unit=one.unit) for one in matches}


def _assumed(matches: list[Match]) -> dict[str, Field]:
    """What a table with prices leaves unsaid."""
    paths = {one.path for one in matches}
    if paths & _AMOUNTS and "currency" not in paths:
        return {"currency": Field(value="EUR")}
    return {}


def _source(column: int, found: Headings) -> str | int:
    """By heading where that is one of a kind, else by number."""
    heading = _text(found, column)
    return heading if heading and found.find(heading) == [column] else column + 1


def _notes(matches: list[Match], entity: str) -> dict[str, str]:
    unsure = {one.path: "please check" for one in matches if one.score <= LIKELY}
    unsure |= dict.fromkeys(_assumed(matches), "assumed")
    missing = [path for path in ENTITIES[entity].key if path not in {m.path for m in matches}]
    return unsure | dict.fromkeys(missing, "not found")


def _unknown(matches: list[Match], texts: list[str], columns: list[Observed]) -> list[str]:
    known = {one.column for one in matches}
    left = (column for column, seen in enumerate(columns) if column not in known)
    named = Headings(tuple(texts))
    return [named.place(column) for column in left if texts[column] or columns[column].example]


def _name(text: str) -> str:
    return re.sub(r"[^\w-]+", "-", text, flags=re.ASCII).strip("-")[:64] or "layout"
