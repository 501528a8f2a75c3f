"""From records to COPY lines for the staging tables. Pure and fast: no database, no clock.

Shape:   one record -> (staging table, one line of COPY text) for each part it has.
Errors:  `Unstorable` for a value the database cannot hold; such a record is to be rejected, and
         `unstorable_finding` tells its sender why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from sluis.catalogue.columns import PRODUCT, TRADE_ITEM, Table, carried
from sluis.catalogue.lines import Unstorable, fields_line, storable_key, writer
from sluis.checks import rules
from sluis.model import Entity, Finding, Mode, Patch, Record, TradeItem

__all__ = ["Line", "Unstorable", "encode", "encode_rejected", "unstorable_finding"]

Line = tuple[str, bytes]
"""Name of the staging table (`product`, `trade_item_patch`, ...) and one line, newline included."""

_WRITERS = {table.name: writer(table) for table in (PRODUCT, TRADE_ITEM)}


def encode(record: Record, warnings: list[Finding]) -> Iterator[Line]:
    """The staging lines of a record that is to be taken over, with the warnings it got.

    Raises:
        Unstorable: before the first line, so a refused record leaves nothing behind.
    """
    return iter(_lines(record, warnings))


def _lines(record: Record, warnings: list[Finding]) -> list[Line]:
    pieces = _pieces(record)
    if record.mode is Mode.DELETE:
        return [_removal(record, *piece) for piece in pieces or [_unnamed(record)]]
    if record.patch is not None:
        return [_patch(record, record.patch, warnings, *piece) for piece in pieces]
    return [_whole(record, warnings, *piece, alone=len(pieces) == 1) for piece in pieces]


def _whole(
    record: Record, warnings: list[Finding], table: Table, struct: msgspec.Struct, *, alone: bool
) -> Line:
    notes = _notes(record, warnings, _about_record if alone else _ABOUT[table.entity])
    return table.name, _WRITERS[table.name](record.ordinal, record.line, struct, notes)


def _pieces(record: Record) -> list[tuple[Table, msgspec.Struct]]:
    """What the record speaks of; a removal of a trade item says nothing of its product."""
    item, product = record.trade_item, record.product
    if item is None:
        return [] if product is None else [(PRODUCT, product)]
    if product is None or record.mode is Mode.DELETE:
        return [(TRADE_ITEM, item)]
    return [(PRODUCT, product), (TRADE_ITEM, item)]


def _unnamed(record: Record) -> tuple[Table, msgspec.Struct]:
    """A record without any content is about the trade item of its key."""
    return TRADE_ITEM, TradeItem(supplier_item_number=record.key)


def _patch(
    record: Record, patch: Patch, warnings: list[Finding], table: Table, struct: msgspec.Struct
) -> Line:
    """A whole line, then whether it creates and what it carries."""
    named: list[str] = getattr(patch, table.name)

    def about(one: Finding) -> bool:
        return one.entity is table.entity and one.field.split(".")[0].split("[")[0] in named

    notes = _notes(record, warnings, about)
    line = _WRITERS[table.name](record.ordinal, record.line, struct, notes)
    creates = b"t" if patch.creates else b"f"
    return table.patches, b"\t".join((line[:-1], creates, carried(table, named).encode())) + b"\n"


def _removal(record: Record, table: Table, struct: msgspec.Struct) -> Line:
    for name in table.key:
        value = getattr(struct, name)
        if not value or storable_key(value) is None:
            raise Unstorable(name, value, "no stored record can have this key")
    return _key_line(record, "remove", table, struct)


def _key_line(record: Record, asks: str, table: Table, struct: msgspec.Struct) -> Line:
    key = (storable_key(getattr(struct, name)) for name in table.key)
    return table.keys, fields_line((record.ordinal, record.line, asks, *key))


def _about(entity: Entity) -> Callable[[Finding], bool]:
    return lambda one: one.entity is entity


_ABOUT = {entity: _about(entity) for entity in (Entity.PRODUCT, Entity.TRADE_ITEM)}


def _about_record(_: Finding) -> bool:
    return True


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

    A record counts once for each entity it has, and as a trade item when it has none.
    """
    for table, struct in _pieces(record) or [_unnamed(record)]:
        yield _key_line(record, "reject", table, struct)


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
