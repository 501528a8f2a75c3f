"""Koppeltabel: relations between products and trade items, a line for each.

Source:  2BA documentation (as of 2024): the kinds P-P, P-A and A-A, and the types FI2 (belongs to,
         fits), CON (contains), COM (comparable). Its columns are not public.
Inferred: all of the layout. A file is read when it can only be meant so: columns between TABs or
         semicolons, two of them with a GLN that is followed by a number, and one with the types.
         The first of the two says something about the second. A column with the kinds decides
         whose numbers they are; without one they are products.
Lost:    nothing; other columns are kept by their place or name. See
         docs/reference/formats/koppeltabel.md.
"""

from __future__ import annotations

import re
from typing import BinaryIO, NamedTuple

from stdnum import ean

from sluis.checks.rules import finding
from sluis.codelists import relations
from sluis.entities import Relation
from sluis.errors import UnreadableFile
from sluis.formats import _columns
from sluis.formats._columns import Row
from sluis.formats._format import Format, Records, Wanted
from sluis.model import Entity, Header, Mutation, Record, Transaction

FORMAT = "koppeltabel"
DELIMITERS = ("\t", ";")
KINDS = {"P-P": "PP", "PP": "PP", "P-A": "PA", "PA": "PA", "A-A": "AA", "AA": "AA"}
NARROWEST = 5
_GLN = re.compile(r"\d{13}")


class Layout(NamedTuple):
    """Places of columns, counted from 0; `kind` is -1 when no column has it."""

    delimiter: str
    first: int
    second: int
    type: int
    kind: int
    names: tuple[str, ...]

    @property
    def known(self) -> set[int]:
        return {self.first, self.first + 1, self.second, self.second + 1, self.type, self.kind}


def recognises(head: bytes) -> bool:
    """Two pairs of GLN and number, and a type of relation."""
    return _layout(head) is not None


def _layout(head: bytes) -> Layout | None:
    for delimiter in DELIMITERS:
        found = _in_columns(_columns.head_rows(head, delimiter), delimiter)
        if found is not None:
            return found
    return None


def _in_columns(rows: list[list[str]], delimiter: str) -> Layout | None:
    names: tuple[str, ...] = ()
    if len(rows) > 1 and not any(_is_gln(cell) for cell in rows[0]):
        names, rows = tuple(rows[0]), rows[1:]
    wide = [row for row in rows if len(row) >= NARROWEST]
    if not wide or len(wide) < _columns.MOST * len(rows):
        return None
    rows = wide
    first = _columns.column(rows, _is_gln)
    second = _columns.column(rows, _is_gln, but=tuple(range(first + 2)))
    type_ = _columns.column(rows, relations.KOPPELTABEL.__contains__)
    if first < 0 or second < 0 or type_ < 0:
        return None
    for place in (first, second):
        numbers = ["".join(row[place + 1 : place + 2]) for row in rows]
        if not _columns.is_mostly(numbers, bool):
            return None
    kind = _columns.column(rows, KINDS.__contains__)
    return Layout(delimiter, first, second, type_, kind, names)


def _is_gln(cell: str) -> bool:
    return _GLN.fullmatch(cell) is not None and bool(ean.is_valid(cell))


def _found(stream: BinaryIO) -> Layout:
    layout = _layout(stream.read(_columns.HEAD_BYTES))
    stream.seek(0)
    if layout is None:
        raise UnreadableFile("no two numbers with a relation between them", format_name=FORMAT)
    return layout


def read_header(stream: BinaryIO) -> Header:
    layout = _found(stream)
    return Header(
        format=FORMAT,
        version="1",
        transaction=Transaction.UPDATE_PRODUCTS,
        mutation=Mutation.MUTATION,
        entities=(Entity.RELATION,),
        catalogue={"columns": list(layout.names)} if layout.names else {},
    )


def read(stream: BinaryIO, header: Header) -> Records:
    layout = _found(stream)
    ordinal = 0
    for row in _columns.rows(stream, layout.delimiter):
        if ordinal or not layout.names or tuple(row.cells) != layout.names:
            ordinal += 1
            yield _record(ordinal, row, layout)


def copy_records(stream: BinaryIO, wanted: Wanted, out: BinaryIO) -> None:
    """Write the lines of the wanted records, after the names of the columns."""
    _columns.copy_lines(stream, wanted, out, head=1 if _found(stream).names else 0)


def _record(ordinal: int, row: Row, layout: Layout) -> Record:
    width = max(layout.known) + 1
    cells = row.cells + [""] * (width - len(row.cells))
    number, related = cells[layout.first + 1], cells[layout.second + 1]
    made = Record(ordinal=ordinal, key=number, line=row.line)

    def note(rule: str, field: str, value: str, **detail: object) -> None:
        made.findings.append(
            finding(
                rule,
                entity=Entity.RELATION,
                key=number,
                ordinal=ordinal,
                line=row.line,
                field=field,
                value=value,
                **detail,
            )
        )

    if len(row.cells) < width:
        note("row-too-short", "", str(len(row.cells)), expected=width)
        return made
    if not number or not related:
        note("part-incomplete", "number" if not number else "related_number", "")
    kind, type_ = cells[layout.kind] if layout.kind >= 0 else "PP", cells[layout.type]
    if kind not in KINDS:
        note("relation-kind-unknown", "kind", kind)
    if not relations.is_known(type_):
        note("relation-type-unknown", "type", type_, target=related)
    rest = {
        _columns.name(layout.names, place): cell
        for place, cell in enumerate(cells)
        if cell and place not in layout.known
    }
    made.part = Relation(
        kind=KINDS.get(kind, kind),
        owner=cells[layout.first],
        number=number,
        type=type_,
        related_owner=cells[layout.second],
        related_number=related,
        extensions=rest,
    )
    return made


FORMATS = (
    Format(
        name=FORMAT,
        title="Koppeltabel",
        source="Koppeltabel of 2BA; layout inferred, see the docs page",
        suffixes=(".txt", ".csv"),
        recognises=recognises,
        read_header=read_header,
        read=read,
        copy_records=copy_records,
    ),
)
