"""A file read by a layout: the header and the records of each pass.

Shape:   a pass is a document of its own: its header says which entity, its records are one per row
         that counts, in the order of the table.
Notes:   what was not sure about the file as a whole is a finding of the first pass's last record.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

from sluis.layouts import reasons
from sluis.layouts.headings import Headings, headings
from sluis.layouts.layout import FORMAT, Layout, Pass, first_row, header_row, sheet
from sluis.layouts.plan import Plan
from sluis.layouts.targets import ENTITIES, PRODUCT_PREFIX
from sluis.model import Entity, Finding, Header, Mutation, Record, Transaction
from sluis.tables import Table, TableForm, open_table
from sluis.tables.opening import Rows

COLUMNS = "columns"
"""Where a header keeps the place of each field in the table."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The table of one pass, and its headings."""

    layout: Layout
    one: Pass
    table: Table
    headings: Headings

    def rows(self) -> Rows:
        """The rows from the first data row on."""
        return islice(self.table.rows(), first_row(self.layout, self.one) - 1, None)


def open_sheet(stream: BinaryIO, layout: Layout, one: Pass) -> Sheet:
    """The table of a pass of *layout* in a file, which must stay open.

    Raises:
        UnreadableFile: see `sluis.tables.open_table`.
    """
    file = layout.file
    form = TableForm(file.kind, sheet(layout, one), file.encoding, file.separator, file.quote)
    table = open_table(stream, form)
    wanted = header_row(layout, one)
    above = [cells for _, cells in islice(table.rows(), wanted)]
    return Sheet(layout, one, table, headings(above) if wanted else Headings())


def read_header(stream: BinaryIO, layout: Layout, one: Pass, mutation: Mutation) -> Header:
    """What a pass says of itself; rejected rows that come back are a part, whatever was asked.

    Raises:
        UnreadableFile: the file is no such table, or lacks columns.
    """
    found = open_sheet(stream, layout, one)
    plan = Plan(layout, one, found.headings, "")
    if reasons.column(found.headings) is not None:
        mutation = Mutation.MUTATION
    text = found.table.text
    written = {"encoding": text.encoding, "separator": text.separator} if text else {}
    return Header(
        format=FORMAT,
        version="1",
        dialect=layout.name,
        transaction=_transaction(one, mutation),
        mutation=mutation,
        entities=_entities(one),
        languages=[layout.language],
        default_language=layout.language,
        catalogue={COLUMNS: plan.places, "sheet": found.table.sheet, **written},
    )


def read(
    stream: BinaryIO, layout: Layout, one: Pass, supplier_gln: str, ordinal: int = 1
) -> Iterator[Record]:
    """The records of a pass, numbered from *ordinal*."""
    found = open_sheet(stream, layout, one)
    plan = Plan(layout, one, found.headings, supplier_gln)
    numbered = enumerate((row for row in found.rows() if plan.counts(row[1])), ordinal)
    records = (plan.record(number, line, cells) for number, (line, cells) in numbered)
    notes = found.table.notes if one is layout.passes[0] else []
    return _noted(records, notes) if notes else records


def _noted(records: Iterable[Record], notes: list[Finding]) -> Iterator[Record]:
    last: Record | None = None
    for record in records:
        if last is not None:
            yield last
        last = record
    if last is not None:
        last.findings = [*last.findings, *notes]
        yield last


def _transaction(one: Pass, mutation: Mutation) -> Transaction:
    if one.entity == "price":
        return Transaction.UPDATE_PRICES
    if mutation is Mutation.COMPLETE:
        return Transaction.NEW_CATALOG
    return Transaction.UPDATE_PRODUCTS


def _entities(one: Pass) -> tuple[Entity, ...]:
    own = ENTITIES[one.entity].entity
    with_product = any(path.startswith(PRODUCT_PREFIX) for path in one.fields)
    return (Entity.PRODUCT, own) if with_product else (own,)
