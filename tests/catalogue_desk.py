"""Deliver records straight into the catalogue: the desk that the tests of the store sit at."""

from __future__ import annotations

import itertools
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from sluis.catalogue import rows, store
from sluis.catalogue.columns import BOOKKEEPING
from sluis.catalogue.comparison import Comparison
from sluis.catalogue.stage import Stage
from sluis.catalogue.undo import undo
from sluis.db import Connection
from sluis.model import (
    PRICE_FIELDS,
    Entity,
    Finding,
    Header,
    Mode,
    Mutation,
    Patch,
    Product,
    Record,
    TradeItem,
    filled,
)

_suppliers = itertools.count(8700000000000)


def fresh_gln() -> str:
    """A number no other test uses; the store takes the GLN as it comes."""
    return str(next(_suppliers))


def product(number: str, **fields: Any) -> Product:
    return Product(manufacturer_id="8798765000003", manufacturer_product_number=number, **fields)


def item(number: str, *, of: str | None = None, **fields: Any) -> TradeItem:
    """A trade item; *of* names its product, `P` plus its own number when not given."""
    return TradeItem(
        supplier_item_number=number,
        manufacturer_id="8798765000003",
        manufacturer_product_number=f"P{number}" if of is None else of,
        **fields,
    )


def full(number: str, price: str = "1.50", *, brand: str = "Kade", **fields: Any) -> Record:
    """A record with a trade item and its product."""
    trade_item = item(number, net_price=Decimal(price), **fields)
    described = product(str(trade_item.manufacturer_product_number), brand_name=brand)
    return Record(ordinal=0, key=number, product=described, trade_item=trade_item)


def removal(number: str) -> Record:
    return Record(ordinal=0, key=number, mode=Mode.DELETE, trade_item=item(number))


def repriced(number: str, price: str | None, **fields: Any) -> Record:
    """A price update, as a price list gives it: it names the price fields that it carries."""
    net = None if price is None else Decimal(price)
    priced = item(number, net_price=net, **fields)
    patch = Patch(trade_item=filled(priced, PRICE_FIELDS))
    return Record(ordinal=0, key=number, trade_item=priced, patch=patch)


def patched(number: str, *names: str, creates: bool = False, **fields: Any) -> Record:
    """A patch of one trade item: *names* and what *fields* give count."""
    patch = Patch(trade_item=[*names, *fields], creates=creates)
    return Record(ordinal=0, key=number, trade_item=item(number, **fields), patch=patch)


@dataclass(frozen=True)
class Outcome:
    delivery_id: UUID
    comparison: Comparison
    findings: list[Finding]
    number: int | None

    @property
    def items(self) -> str:
        """Counts of the trade items, as `read=1 created=1`; zeros are left out."""
        return _told(self.comparison.as_json()["trade_item"])

    @property
    def products(self) -> str:
        return _told(self.comparison.as_json()["product"])

    @property
    def rules(self) -> list[str]:
        return [found.rule for found in self.findings]


def _told(counts: dict[str, int]) -> str:
    return " ".join(f"{name}={n}" for name, n in counts.items() if n)


def complete(mutation: Mutation) -> tuple[Entity, ...]:
    """What a delivery of products and trade items is complete of."""
    return (Entity.PRODUCT, Entity.TRADE_ITEM) if mutation is Mutation.COMPLETE else ()


class Desk:
    """One supplier's desk on one connection (autocommit off)."""

    def __init__(self, connection: Connection, gln: str) -> None:
        self.connection = connection
        self.gln = gln

    def stage(self, records: Iterable[Record], refused: Iterable[Record] = ()) -> Stage:
        """Stage records; ordinals and lines are given in order, the refused ones come last."""
        stage = Stage(self.connection, 1, self.gln)
        stage.create()
        lines = [(record, False) for record in records] + [(record, True) for record in refused]
        self._copy(stage, lines)
        return stage

    def _copy(self, stage: Stage, records: Iterable[tuple[Record, bool]]) -> None:
        blocks = defaultdict(list)
        for ordinal, (record, refused) in enumerate(records, 1):
            record.ordinal, record.line = ordinal, 10 * ordinal
            encoded = (
                rows.encode_rejected(record) if refused else rows.encode(record, record.findings)
            )
            for table, line in encoded:
                blocks[table].append(line)
        for table, block in blocks.items():
            stage.copy(table, b"".join(block))

    def deliver(
        self,
        *records: Record,
        mutation: Mutation = Mutation.COMPLETE,
        refused: Iterable[Record] = (),
        header: Header | None = None,
    ) -> Outcome:
        """Stage, compare, apply and commit, as a delivery of its own."""
        return self._apply(self.stage(records, refused), mutation, [1], header)

    def deliver_documents(
        self, *documents: Iterable[Record], mutation: Mutation = Mutation.COMPLETE
    ) -> Outcome:
        """A delivery of several documents."""
        lines = [(record, False, n) for n, one in enumerate(documents) for record in one]
        return self.deliver_lines(lines, mutation)

    def deliver_lines(self, lines: list[tuple[Record, bool, int]], mutation: Mutation) -> Outcome:
        """A delivery of (record, is it refused, number of its document)."""
        stage = Stage(self.connection, 1, self.gln)
        stage.create()
        self._copy(stage, [(record, refused) for record, refused, _ in lines])
        begins = {document: n for n, (*_, document) in reversed(list(enumerate(lines, 1)))}
        return self._apply(stage, mutation, sorted(begins.values()))

    def _apply(
        self, stage: Stage, mutation: Mutation, documents: list[int], header: Header | None = None
    ) -> Outcome:
        comparison = stage.compare(complete(mutation), documents=documents)
        findings = list(comparison.findings())
        delivery_id = self._journal()
        number = stage.apply(delivery_id, header)
        self.connection.commit()
        return Outcome(delivery_id, comparison, findings, number)

    def mutate(self, *records: Record, **options: Any) -> Outcome:
        return self.deliver(*records, mutation=Mutation.MUTATION, **options)

    def check(self, *records: Record, mutation: Mutation = Mutation.COMPLETE) -> Outcome:
        """Stage and compare only."""
        comparison = self.stage(records).compare(complete(mutation))
        findings = list(comparison.findings())
        self.connection.commit()
        return Outcome(uuid4(), comparison, findings, None)

    def undo(self, outcome: Outcome) -> dict[str, Any]:
        try:
            return undo(self.connection, outcome.delivery_id)
        finally:
            self.connection.commit()

    def _journal(self) -> UUID:
        delivery_id = uuid4()
        self.connection.execute(
            "insert into delivery (id, environment, supplier_gln, folder, path, file_name,"
            " size_bytes, mtime_ns, sha256, state, stored_path) values"
            " (%s, 1, %s, 'AutoImport', %s, 'a.xml', 1, 1, '', 'imported', '')",
            [delivery_id, self.gln, str(delivery_id)],
        )
        return delivery_id

    def raw(self, entity: str = "trade_item", *, archived: bool = False) -> list[dict[str, Any]]:
        """Everything that is stored, as the dump tells it."""
        lines = store.stream(self.connection, 1, entity, self.gln, archived=archived)
        return [json.loads(line, parse_float=Decimal) for line in lines]

    def records(self, entity: str = "trade_item") -> list[dict[str, Any]]:
        """The active records without bookkeeping and without the nested product."""
        drop = {*BOOKKEEPING, *({"product"} if entity == "trade_item" else ())}
        return [
            {name: value for name, value in one.items() if name not in drop}
            for one in self.raw(entity)
        ]

    def numbers(self, *, archived: bool = False) -> list[str]:
        """Item numbers of the active trade items, or of the archived ones."""
        return [
            one["supplier_item_number"]
            for one in self.raw(archived=True)
            if (one["archived_at"] is not None) == archived
        ]
