"""What a writer made of records: its documents in memory, what it told, and what is read again."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO, NamedTuple

import msgspec

from sluis.desk import Desk
from sluis.formats import recognise
from sluis.formats._format import Format, Why
from sluis.formats._prices import CHOSEN
from sluis.model import Entity, Header, Record


class Told(NamedTuple):
    """One value that is not in the document as it was in the record."""

    entity: Entity
    key: str
    field: str
    value: object
    why: Why


@dataclass
class MemoryTarget:
    """A `Target` whose documents stay in memory."""

    documents: dict[str, io.BytesIO] = field(default_factory=dict)
    told: list[Told] = field(default_factory=list)

    def document(self, name: str = "") -> BinaryIO:
        assert name not in self.documents
        self.documents[name] = io.BytesIO()
        return self.documents[name]

    def lost(
        self, entity: Entity, key: str, field: str, value: object = "", why: Why = Why.NO_PLACE
    ) -> None:
        self.told.append(Told(entity, key, field, value, why))


def written(fmt: Format, header: Header, records: Iterable[Record]) -> MemoryTarget:
    """The documents of *records*, put in the order that writers want."""
    assert fmt.write is not None
    target = MemoryTarget()
    fmt.write(header, in_order(records), target)
    return target


def in_order(records: Iterable[Record]) -> list[Record]:
    """As writers get records; each by itself, so that no writer can change what is compared."""
    desk = Desk(":memory:")
    for record in records:
        desk.put(record)
    found = list(desk.records())
    desk.close()
    return found


def read_again(target: MemoryTarget) -> tuple[list[Header], list[Record]]:
    """Headers of all documents, and their records as those of one catalogue."""
    headers, records = [], []
    for document in target.documents.values():
        content = document.getvalue()
        fmt = recognise(content)
        header = fmt.read_header(io.BytesIO(content))
        headers.append(header)
        records += list(fmt.read(io.BytesIO(content), header))
    return headers, in_order(records)


OF_PRODUCT = ("manufacturer_id", "manufacturer_product_number")
"""Fields of a trade item that say which product it is."""

_PRICE_OF_ITEM = {
    "currency": "currency",
    "vat_rate": "tax",
    "price_unit": "unit",
    "price_unit_factor": "unit_factor",
}
"""Field of a trade item -> what it says of prices that do not say it themselves."""

Facts = dict[tuple[Entity, str], dict[str, Any]]


def facts(records: Iterable[Record]) -> Facts:
    """Products and trade items by number, with what goes without saying said."""
    found: Facts = {}
    for record in records:
        product = plain(record.product)
        if record.product is not None:
            number = record.product.manufacturer_product_number
            found[Entity.PRODUCT, number] = _product(product)
        if record.trade_item is not None:
            number = record.trade_item.supplier_item_number
            found[Entity.TRADE_ITEM, number] = _item(plain(record.trade_item), product)
    return found


def plain(struct: msgspec.Struct | None) -> dict[str, Any]:
    """The fields that say something."""
    if struct is None:
        return {}
    values = msgspec.structs.asdict(struct)
    return {name: value for name, value in values.items() if not is_empty(value)}


def is_empty(value: object) -> bool:
    return value is None or value in ("", [], {})


def _product(product: dict[str, Any]) -> dict[str, Any]:
    attachments = [_attachment(one) for one in product.get("attachments", [])]
    return {**product, "attachments": attachments}


def _attachment(attachment: dict[str, Any]) -> dict[str, Any]:
    """An address that is the source itself says nothing more."""
    sources = attachment.get("source", {})
    uris = attachment.get("uri", {})
    left = {code: uri for code, uri in uris.items() if uri != sources.get(code)}
    return {**attachment, "uri": left}


def _item(item: dict[str, Any], product: dict[str, Any]) -> dict[str, Any]:
    """The product names the maker; a price that does not say what it is per says what the item
    says; a trade item without a short description has that of its product."""
    if product:
        item = {name: value for name, value in item.items() if name not in OF_PRODUCT}
    unit = item.get("price_unit") or item.get("order_unit")
    item = {"price_quantity": 1, **item, "price_unit": unit}
    prices = [*item.get("prices", []), *_unlisted(item)]
    item["prices"] = [_price(one, item) for one in prices]
    shared = {
        code: {"short": texts["short"]}
        for code, texts in product.get("descriptions", {}).items()
        if "short" in texts
    }
    own = item.get("descriptions", {})
    item["descriptions"] = {
        code: {**shared.get(code, {}), **own.get(code, {})} for code in {*shared, *own}
    }
    attachments = [_attachment(one) for one in item.get("attachments", [])]
    return {**item, "attachments": attachments}


def _unlisted(item: dict[str, Any]) -> list[dict[str, Any]]:
    """A price for each scalar price of whose type none is listed."""
    listed = {one.get("type") for one in item.get("prices", []) if "amount" in one}
    return [
        {"type": types[0], "amount": item[name]}
        for name, types in CHOSEN.items()
        if name in item and not listed.intersection(types)
    ]


def _price(price: dict[str, Any], item: dict[str, Any]) -> dict[str, Any]:
    return {
        **{own: item.get(name) for name, own in _PRICE_OF_ITEM.items()},
        **price,
    }


def differences(one: Any, other: Any, path: str = "") -> Iterator[str]:
    """Paths, in the words of the model, at which the two say something else."""
    if isinstance(one, dict) and isinstance(other, dict):
        for name in sorted({*one, *other}):
            below = f"{path}.{name}" if path else name
            yield from differences(one.get(name), other.get(name), below)
    elif _are_parts(one) and _are_parts(other) and len(one) == len(other):
        for left, right in zip(one, other, strict=True):
            yield from differences(left, right, path)
    elif one != other and not (is_empty(one) and is_empty(other)):
        yield path


def _are_parts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, dict) for one in value)


def untold(records: list[Record], again: list[Record], told: list[Told]) -> list[str]:
    """What reads otherwise than the records said without having been told."""
    before, after = facts(records), facts(again)
    left_out = {(one.entity, one.key) for one in told if one.why is Why.RECORD_LEFT_OUT}
    excused = _excused(records, left_out)
    wrong = []
    for key in sorted({*before, *after}):
        fields = _told_of(key, records, told)
        if "" in fields or (key in excused and key not in after):
            continue
        found = differences(before.get(key), after.get(key))
        wrong += [f"{key[0]} {key[1]} {path}" for path in found if not _is_told(path, fields)]
    return wrong


def _told_of(key: tuple[Entity, str], records: list[Record], told: list[Told]) -> set[str]:
    """Fields told of a product or trade item, and of what it takes from its product or its own
    other fields."""
    fields = {one.field for one in told if (one.entity, one.key) == key}
    fields |= {f"prices.{own}" for name, own in _PRICE_OF_ITEM.items() if name in fields}
    fields |= {"prices"} if fields.intersection(CHOSEN) else set()
    above = _products_of(key, records)
    return fields | {
        one.field or "descriptions"
        for one in told
        if one.entity is Entity.PRODUCT
        and one.key in above
        and (one.field.startswith("descriptions") or not one.field)
    }


def _products_of(key: tuple[Entity, str], records: list[Record]) -> set[str]:
    """Numbers of the products that a trade item is one of."""
    return {
        record.product.manufacturer_product_number
        for record in records
        if record.product is not None
        and record.trade_item is not None
        and key == (Entity.TRADE_ITEM, record.trade_item.supplier_item_number)
    }


def _excused(records: list[Record], left_out: set[tuple[Entity, str]]) -> set[tuple[Entity, str]]:
    """Keys of records that were left out as a whole."""
    excused = set()
    for record in records:
        keys = set(facts([record]))
        if keys & left_out:
            excused |= keys
    return excused


def _is_told(path: str, fields: set[str]) -> bool:
    return any(
        path == one or path.startswith(f"{one}.") or one.startswith(f"{path}.") for one in fields
    )
