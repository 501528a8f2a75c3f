"""From records to COPY lines for the staging tables. Pure and fast: no database, no clock.

Shape:   one record -> (staging table, one line of COPY text) for each part it has.
Errors:  `Unstorable` for a value the database cannot hold; such a record is to be rejected, and
         `unstorable_finding` tells its sender why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sluis.catalogue.columns import PRICE, PRODUCT, TRADE_ITEM
from sluis.catalogue.lines import Unstorable, fields_line, storable_key, writer
from sluis.checks import rules
from sluis.model import PRICE_FIELDS, Entity, Finding, Mode, Record

__all__ = ["Line", "Unstorable", "encode", "encode_rejected", "unstorable_finding"]

Line = tuple[str, bytes]
"""Name of the staging table (`product`, `trade_item`, ...) and one line, newline included."""

_product_line = writer(PRODUCT)
_trade_item_line = writer(TRADE_ITEM)
_price_line = writer(PRICE)


def encode(record: Record, warnings: list[Finding]) -> Iterator[Line]:
    """The staging lines of a record that is to be taken over, with the warnings it got.

    Raises:
        Unstorable: before the first line, so a refused record leaves nothing behind.
    """
    return iter(_lines(record, warnings))


def _lines(record: Record, warnings: list[Finding]) -> list[Line]:
    at, item, product = (record.ordinal, record.line), record.trade_item, record.product
    if record.mode is Mode.DELETE:
        return [("removal", fields_line((*at, _removed(record))))]
    if record.prices_only:
        notes = _notes(record, warnings, _about_prices)
        return [] if item is None else [("price", _price_line(*at, item, notes))]
    lines = []
    if product is not None:
        notes = _notes(record, warnings, _about_product if item else _about_record)
        lines.append(("product", _product_line(*at, product, notes)))
    if item is not None:
        notes = _notes(record, warnings, _about_item)
        lines.append(("trade_item", _trade_item_line(*at, item, notes)))
    return lines


def _removed(record: Record) -> str:
    item = record.trade_item
    number = record.key if item is None else item.supplier_item_number
    if not number or storable_key(number) is None:
        raise Unstorable("supplier_item_number", number, "no stored item can have this number")
    return number


def _about_prices(one: Finding) -> bool:
    return one.field.split(".")[0].split("[")[0] in PRICE_FIELDS


def _about_record(_: Finding) -> bool:
    return True


def _about_product(one: Finding) -> bool:
    return one.entity is Entity.PRODUCT


def _about_item(one: Finding) -> bool:
    return one.entity is Entity.TRADE_ITEM


def _notes(
    record: Record, warnings: list[Finding], wanted: Callable[[Finding], bool]
) -> list[dict[str, Any]]:
    """What is stored of warnings, enough to report them again when the record is not read again.

    `at` counts the warnings of the record and `line` its lines, both from 0: a place in the file
    would change with every record before it.
    """
    # those about the document travel with the last record, but are not its own
    own = [one for one in warnings if one.entity is not Entity.DOCUMENT]
    return [_note(record, at, one) for at, one in enumerate(own) if wanted(one)]


def _note(record: Record, at: int, one: Finding) -> dict[str, Any]:
    return {
        "rule": one.rule,
        "field": one.field,
        "value": one.value,
        "detail": one.detail,
        "entity": one.entity,
        "key": one.record_key,
        "at": at,
        "line": None if one.line is None or record.line is None else one.line - record.line,
    }


def encode_rejected(record: Record) -> Iterator[Line]:
    """Lines that say: present in the file, but not taken over. Never raises.

    A record counts once for each entity it has, and as a trade item when it has neither.
    """
    at, item, product = (record.ordinal, record.line), record.trade_item, record.product
    item_alone = record.mode is Mode.DELETE or record.prices_only
    if product is not None and not item_alone:
        key = (product.manufacturer_id, product.manufacturer_product_number)
        yield "rejected", fields_line((*at, "product", None, *map(storable_key, key)))
    if item is not None or product is None or item_alone:
        number = record.key if item is None else item.supplier_item_number
        yield "rejected", fields_line((*at, "trade_item", storable_key(number), None, None))


def unstorable_finding(error: Unstorable, record: Record) -> Finding:
    """The error finding for a record that `encode` refused."""
    return rules.finding(
        "value-unstorable",
        key=record.key if storable_key(record.key) else "",
        ordinal=record.ordinal,
        line=record.line,
        field=error.field,
        value=error.value,
        reason=error.reason,
    )
