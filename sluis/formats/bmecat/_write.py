"""Write a catalogue as BMEcat, record by record.

Complete documents leave out what has lapsed, as its absence says so; updates say `delete`. A price
update speaks of prices and surcharges alone: nothing else of its records counts as lost.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from msgspec import structs

from sluis.codelists.status import LAPSED
from sluis.errors import Refused
from sluis.formats._account import Account, Lacking, Part, is_empty
from sluis.formats._format import Target, Why
from sluis.formats._parties import manufacturer_id
from sluis.formats._xml_out import attribute, element
from sluis.formats.bmecat import (
    _written_attachments,
    _written_facts,
    _written_features,
    _written_leaves,
    _written_names,
    _written_prices,
)
from sluis.formats.bmecat._context import UNDETERMINED, context
from sluis.formats.bmecat._dialect import BMECAT_12, ETIM_50
from sluis.formats.bmecat._layout import Node, product
from sluis.formats.bmecat._writing import Ground, Writing, children
from sluis.formats.bmecat._written_header import LONGEST_NAME, closing, opening
from sluis.model import (
    PRICE_FIELDS,
    Entity,
    Header,
    Mode,
    Mutation,
    Record,
    Transaction,
)

_NODES = (
    _written_attachments,
    _written_facts,
    _written_features,
    _written_leaves,
    _written_names,
    _written_prices,
)
"""The modules that say how special nodes are written; importing them is enough."""

_PRICE_UPDATE = {*PRICE_FIELDS, "supplier_item_number", "order_unit"}
_MODES = {
    Transaction.NEW_CATALOG: Mode.NEW,
    Transaction.NEW_PRODUCTDATA: Mode.NEW,
    Transaction.UPDATE_PRICES: Mode.UPDATE,
}


def write(header: Header, records: Iterable[Record], target: Target, *, dialect: str) -> None:
    """See `Format.write`. The header must have a generation date for the ETIM guidelines."""
    stream = iter(records)
    one = next(stream, None)
    ground = _ground(header, one, dialect)
    writer = _Writer(ground, target, product(dialect, ground.transaction))
    out = target.document()
    out.write(opening(ground, header, target).encode())
    for record in chain([one] if one is not None else [], stream):
        out.write(writer.record(record).encode())
    out.write(closing(ground).encode())
    if not writer.written:
        raise Refused(f"no record can be written as {dialect}{writer.reasons()}")


def _ground(header: Header, record: Record | None, dialect: str) -> Ground:
    language = header.default_language or next(iter(header.languages), None)
    language = language or next(_languages(record), UNDETERMINED)
    own = header.catalogue if header.format.startswith("bmecat") else {}
    return Ground(
        dialect=dialect,
        transaction=_transaction(header, dialect),
        language=language,
        context=context(structs.replace(header, catalogue=own, default_language=language)),
    )


def _languages(record: Record | None) -> Iterator[str]:
    for part in (record.product, record.trade_item) if record is not None else ():
        if part is not None:
            yield from part.descriptions


def _transaction(header: Header, dialect: str) -> Transaction:
    """What the document is: only a complete one may be a new catalogue."""
    found = header.transaction
    if found is Transaction.NEW_CATALOG and header.mutation is Mutation.MUTATION:
        return Transaction.UPDATE_PRODUCTS
    if found is Transaction.NEW_PRODUCTDATA and dialect != ETIM_50:
        return Transaction.NEW_CATALOG
    return found


@dataclass
class _Writer:
    """Writes the records of one document, and counts."""

    ground: Ground
    target: Target
    nodes: tuple[Node, ...]
    written: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    _last: tuple[str, str] | None = None

    def record(self, record: Record) -> str:
        """The record as XML; nothing when it is left out."""
        if record.part is not None:
            entity = _entity(record.part)
            self.target.lost(entity, record.key, "", record.key)
            return ""
        mode = self._mode(record)
        if mode is None:
            self._leave_out(record, "status")
            return ""
        if self._is_repeated(record):
            return ""
        account = Account(self.target, _item_key(record), _product_key(record))
        try:
            inner = children(self._writing(record, account, mode), self.nodes, _nowhere(account))
        except Lacking as lacking:
            self.left_out[lacking.field] += 1
            account.leave_out(_about(record), lacking.field)
            return ""
        account.close()
        self.written += 1
        return element(self._tag(), inner, attribute("mode", mode)) + "\n"

    def reasons(self) -> str:
        """Why records were left out, in words; empty when there were none."""
        told = ", ".join(f"{field} in {count}" for field, count in self.left_out.most_common(5))
        return f": {told} (missing or without a place in the format)" if told else ""

    def _tag(self) -> str:
        return "ARTICLE" if self.ground.dialect == BMECAT_12 else "PRODUCT"

    def _mode(self, record: Record) -> Mode | None:
        """What the record asks for, or None when its absence says it."""
        about = record.trade_item or record.product
        if record.mode is Mode.DELETE or (about is not None and about.status == LAPSED):
            is_update = self.ground.transaction is Transaction.UPDATE_PRODUCTS
            return Mode.DELETE if is_update else None
        return _MODES.get(self.ground.transaction, record.mode)

    def _leave_out(self, record: Record, name: str) -> None:
        self.left_out[name] += 1
        account = Account(self.target, _item_key(record), _product_key(record))
        account.leave_out(_about(record), name)

    def _is_repeated(self, record: Record) -> bool:
        """Whether only the trade item is new, in a document of product data."""
        if self.ground.transaction is not Transaction.NEW_PRODUCTDATA or record.product is None:
            return False
        key = (record.product.manufacturer_id, record.product.manufacturer_product_number)
        repeated, self._last = key == self._last, key
        if repeated:
            self.target.lost(Entity.TRADE_ITEM, _item_key(record), "", _item_key(record))
        return repeated

    def _writing(self, record: Record, account: Account, mode: Mode) -> Writing:
        if self.ground.transaction is Transaction.UPDATE_PRICES:
            return self._prices(record, account)
        product = _part(account, Entity.PRODUCT, record.product)
        if self.ground.transaction is Transaction.NEW_PRODUCTDATA:
            return self._data_only(record, account, product)
        item = _part(account, Entity.TRADE_ITEM, record.trade_item)
        if mode is Mode.DELETE:
            for part in filter(None, (product, item)):
                _forget(part, status=LAPSED)
        self._settle_maker(product, item)
        if product is None:
            account.tell(Entity.PRODUCT, "", _item_key(record), Why.FILLED)
        return Writing(self.ground, account, product=product, item=item)

    def _prices(self, record: Record, account: Account) -> Writing:
        """Only the prices; what a price is per when it does not say so is the order unit."""
        item = _part(account, Entity.TRADE_ITEM, record.trade_item)
        for name in list(item.values) if item is not None else ():
            if item is not None and name not in _PRICE_UPDATE - {"order_unit"}:
                del item.values[name]
        return Writing(self.ground, account, product=None, item=item)

    def _data_only(self, record: Record, account: Account, product: Part | None) -> Writing:
        """A product alone; its number stands in for that of a trade item it does not have."""
        number = _item_key(record) or _product_key(record)
        if record.trade_item is not None:
            account.tell(Entity.TRADE_ITEM, "", number, Why.NO_PLACE)
        named = account.part(Entity.TRADE_ITEM, {"supplier_item_number": number})
        self._settle_maker(product, None)
        return Writing(self.ground, account, product=product, item=None, number=named)

    def _settle_maker(self, product: Part | None, item: Part | None) -> None:
        """BMEcat names a maker by name alone: its identifier is made again of that."""
        owner = product or item
        if owner is None:
            return
        name = str(owner.was("manufacturer_name") or "")[:LONGEST_NAME]
        made = manufacturer_id(None, name, self.ground.context.supplier_id)
        had = owner.take("manufacturer_id")
        if had != made:
            owner.tell("manufacturer_id", had or made, Why.CHANGED if had else Why.FILLED)
        if product is not None and item is not None:
            for again in ("manufacturer_id", "manufacturer_product_number"):
                item.values.pop(again, None)


def _part(account: Account, entity: Entity, struct: Any) -> Part | None:
    if struct is None:
        return None
    values = ((name, getattr(struct, name)) for name in struct.__struct_fields__)
    return account.part(entity, {name: value for name, value in values if not is_empty(value)})


def _forget(part: Part, *, status: str) -> None:
    if part.seen("status") == status:
        part.take("status")


def _nowhere(account: Account) -> Part:
    """The part in hand where none is."""
    return account.part(Entity.DOCUMENT, {})


def _about(record: Record) -> Entity:
    return Entity.PRODUCT if record.trade_item is None else Entity.TRADE_ITEM


def _item_key(record: Record) -> str:
    return record.trade_item.supplier_item_number if record.trade_item is not None else ""


def _product_key(record: Record) -> str:
    return record.product.manufacturer_product_number if record.product is not None else ""


def _entity(part: Any) -> Entity:
    return Entity(type(part).__struct_config__.tag)
