"""A temporary place on disk where records come in any order and go out as writers want them.

Product and trade item of one thing may stand in different documents, prices in a third, attachments
in a fourth. Here they come together (`folding`), in a SQLite file that lives as long as the desk.
Memory stays flat; the first that is seen of a product or trade item decides its place.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from sluis import folding
from sluis.entities import Attachment, Part, Relation
from sluis.joining import join
from sluis.model import Mode, Patch, Product, Record, TradeItem

CACHE_KIB = 16_384
"""Memory that SQLite may take; the rest is on disk."""

_SCHEMA = f"""
pragma journal_mode = off;
pragma synchronous = off;
pragma cache_size = -{CACHE_KIB};
create table product (place integer primary key, ordinal integer not null, line integer,
    maker text not null, number text not null, mode text not null, fields text, body blob not null,
    unique (maker, number));
create table item (place integer primary key, ordinal integer not null, line integer,
    number text not null unique, maker text not null, product text not null, mode text not null,
    fields text, creates integer not null, body blob not null);
create index item_product on item (product, maker);
create table part (place integer primary key, entity text not null, about text not null,
    owner text not null, number text not null, record blob not null);
create index part_about on part (number, about, owner);
"""

_PRODUCT, _ITEM = "product", "item"
_encode = msgspec.json.Encoder(decimal_format="number").encode
_product = msgspec.json.Decoder(Product, float_hook=Decimal).decode
_item = msgspec.json.Decoder(TradeItem, float_hook=Decimal).decode
_record = msgspec.json.Decoder(Record, float_hook=Decimal).decode
_fields = msgspec.json.Decoder(list[str] | None).decode


class First(NamedTuple):
    """The record that said something first."""

    ordinal: int
    line: int | None


class Desk:
    """Records by key; `path` is the file, which must not be there, or `:memory:`."""

    def __init__(self, path: Path | str) -> None:
        self._base = sqlite3.connect(path, isolation_level=None)
        self._base.executescript(_SCHEMA)
        self._base.execute("begin")
        self._has_parts = False

    def close(self) -> None:
        self._base.close()

    def put(self, record: Record) -> First | None:
        """Take a record in. One that says again, as a whole, what was known is dropped: then the
        first that said it is given. A product may occur again with each of its trade items."""
        if record.part is not None:
            self._put_part(record, record.part)
            return None
        item, product = record.trade_item, record.product
        first = self._put_item(record, item) if item is not None else None
        if first is not None or product is None:
            return first
        first = self._put_product(record, product)
        return first if item is None else None

    def count(self) -> int:
        """How many records `records` gives, parts that find their place aside."""
        [[items]] = self._base.execute("select count(*) from item")
        [[alone]] = self._base.execute(
            "select count(*) from product p where not exists"
            " (select i.place from item i where i.product = p.number and i.maker = p.maker)"
        )
        return int(items) + int(alone)

    def records(self) -> Iterator[Record]:
        """All records as `Format.write` wants them, with their parts in place."""
        for ordinal, record in enumerate(self._all(), start=1):
            record.ordinal = ordinal
            yield record

    # -- in ---------------------------------------------------------------------------------------

    def _put_product(self, record: Record, product: Product) -> First | None:
        key = (product.manufacturer_id, product.manufacturer_product_number)
        fields = record.patch.product if record.patch is not None else None
        found = self._base.execute(
            "select ordinal, line, place, fields, mode, body from product"
            " where maker = ? and number = ?",
            key,
        ).fetchone()
        if found is None:
            self._base.execute(
                "insert into product (ordinal, line, maker, number, mode, fields, body)"
                " values (?, ?, ?, ?, ?, ?, ?)",
                (
                    record.ordinal,
                    record.line,
                    *key,
                    record.mode,
                    _written(fields),
                    _encode(product),
                ),
            )
            return None
        *first, place, known, mode, body = found
        if known is None and fields is None:
            return First(*first)
        folded, left = folding.fold(_product(body), _read(known), product, fields)
        self._base.execute(
            "update product set mode = ?, fields = ?, body = ? where place = ?",
            (_mode(mode, record.mode), _written(left), _encode(folded), place),
        )
        return None

    def _put_item(self, record: Record, item: TradeItem) -> First | None:
        fields = record.patch.trade_item if record.patch is not None else None
        found = self._base.execute(
            "select ordinal, line, place, fields, mode, creates, body from item where number = ?",
            (item.supplier_item_number,),
        ).fetchone()
        if found is None:
            self._insert_item(record, item, fields)
            return None
        *first, place, known, mode, creates, body = found
        if known is None and fields is None:
            return First(*first)
        folded, left = folding.fold(_item(body), _read(known), item, fields)
        creates = creates or _creates(record)
        self._base.execute(
            "update item set maker = ?, product = ?, mode = ?, fields = ?, creates = ?, body = ?"
            " where place = ?",
            (
                *_product_of(record, folded),
                _mode(mode, record.mode),
                _written(left),
                creates,
                _encode(folded),
                place,
            ),
        )
        return None

    def _insert_item(self, record: Record, item: TradeItem, fields: folding.Fields) -> None:
        self._base.execute(
            "insert into item (ordinal, line, number, maker, product, mode, fields, creates, body)"
            " values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                record.ordinal,
                record.line,
                item.supplier_item_number,
                *_product_of(record, item),
                record.mode,
                _written(fields),
                _creates(record),
                _encode(item),
            ),
        )

    def _put_part(self, record: Record, part: Part) -> None:
        self._has_parts = True
        about, owner, number = _about(part)
        self._base.execute(
            "insert into part (entity, about, owner, number, record) values (?, ?, ?, ?, ?)",
            (type(part).__struct_config__.tag, about, owner, number, _encode(record)),
        )

    # -- out --------------------------------------------------------------------------------------

    def _all(self) -> Iterator[Record]:
        rows = self._base.execute(
            "select maker, number, mode, fields, body from product order by place"
        )
        for maker, number, mode, fields, body in rows:
            product = self._joined_product(_product(body), maker, number)
            yield from self._of_product(product, mode, _read(fields), (number, maker))
        rows = self._base.execute(
            "select mode, fields, creates, body from item i where not exists"
            " (select p.place from product p where p.maker = i.maker and p.number = i.product)"
            " order by place"
        )
        for mode, fields, creates, body in rows:
            yield self._of_item(None, None, (mode, fields, creates, body))
        yield from self._parts_alone()

    def _of_product(
        self, product: Product, mode: str, fields: folding.Fields, key: tuple[str, str]
    ) -> Iterator[Record]:
        rows = self._base.execute(
            "select mode, fields, creates, body from item where product = ? and maker = ?"
            " order by place",
            key,
        ).fetchall()
        for row in rows:
            yield self._of_item(product, fields, row)
        if not rows:
            patch = None if fields is None else Patch(product=fields)
            number = product.manufacturer_product_number
            yield Record(ordinal=0, key=number, mode=Mode(mode), product=product, patch=patch)

    def _of_item(
        self, product: Product | None, of_product: folding.Fields, row: tuple[Any, ...]
    ) -> Record:
        mode, fields, creates, body = row
        item = self._joined_item(_item(body))
        known = _read(fields)
        return Record(
            ordinal=0,
            key=item.supplier_item_number,
            mode=Mode(mode),
            product=product,
            trade_item=item,
            patch=_patch(product, of_product, known, creates=bool(creates)),
        )

    def _joined_product(self, product: Product, maker: str, number: str) -> Product:
        if self._has_parts:
            for part in self._parts(_PRODUCT, maker, number):
                join(product, part)
        return product

    def _joined_item(self, item: TradeItem) -> TradeItem:
        if self._has_parts:
            for part in self._parts(_ITEM, "", item.supplier_item_number):
                join(item, part)
        return item

    def _parts(self, about: str, owner: str, number: str) -> list[Part]:
        rows = self._base.execute(
            "select record from part where number = ? and about = ? and owner in (?, '')"
            " order by place",
            (number, about, owner),
        )
        parts = (_record(body).part for (body,) in rows)
        return [part for part in parts if part is not None]

    def _parts_alone(self) -> Iterator[Record]:
        """Parts of other entities, and those whose product or trade item is not here."""
        rows = self._base.execute(
            "select record from part where about = ''"
            " or (about = 'product' and not exists (select place from product p"
            "   where p.number = part.number and part.owner in (p.maker, '')))"
            " or (about = 'item' and not exists (select place from item i"
            "   where i.number = part.number))"
            " order by entity, place"
        )
        for (body,) in rows:
            yield _record(body)


def _product_of(record: Record, item: TradeItem) -> tuple[str, str]:
    """Maker and number of the product that the trade item is of; empty when it says none."""
    if record.product is not None:
        return record.product.manufacturer_id, record.product.manufacturer_product_number
    return item.manufacturer_id or "", item.manufacturer_product_number or ""


def _about(part: Part) -> tuple[str, str, str]:
    match part:
        case Attachment(supplier_item_number=str(number)) if number:
            return _ITEM, "", number
        case Attachment():
            return _PRODUCT, part.manufacturer_id, part.manufacturer_product_number
        case Relation(kind="AA"):
            return _ITEM, "", part.number
        case Relation():
            return _PRODUCT, part.owner, part.number
        case _:
            return "", "", ""


def _patch(
    product: Product | None,
    of_product: folding.Fields,
    of_item: folding.Fields,
    *,
    creates: bool,
) -> Patch | None:
    """What is known of the two; None when that is all."""
    if of_item is None and (product is None or of_product is None):
        return None
    return Patch(
        product=[] if product is None else _known(Product, of_product),
        trade_item=_known(TradeItem, of_item),
        creates=creates,
    )


def _known(kind: type[msgspec.Struct], fields: folding.Fields) -> list[str]:
    return list(kind.__struct_fields__) if fields is None else fields


def _creates(record: Record) -> bool:
    return record.patch is not None and record.patch.creates


def _mode(old: str, new: Mode) -> str:
    return Mode.DELETE if Mode.DELETE in {old, new} else old


def _written(fields: folding.Fields) -> bytes | None:
    return None if fields is None else _encode(fields)


def _read(fields: bytes | None) -> folding.Fields:
    return None if fields is None else _fields(fields)
