"""The columns of the catalogue, derived from the Structs of `sluis.model`: the one definition.

Staging tables, COPY lines, comparison and apply are all made from it, so a new model field needs
its migration and nothing here. Identifiers in SQL come from this list alone (`clauses`). No
database driver here: the reading process has no use for one, and importing it takes 80 ms.
"""

from __future__ import annotations

import typing
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sluis.entities import Json
from sluis.model import Entity, Product, TradeItem

Shape = typing.Literal["number", "integer", "scalar", "texts", "json"]
"""How a value is written to COPY: `scalar` is a text, a date or a boolean."""

_TYPES: dict[Any, tuple[str, Shape, str | None]] = {
    str: ("text", "scalar", None),
    date: ("date", "scalar", None),
    bool: ("boolean", "scalar", None),
    int: ("integer", "integer", None),
    Decimal: ("numeric", "number", None),
    list[str]: ("text[]", "texts", "{}"),
    list[Json]: ("jsonb", "json", "[]"),
    Json: ("jsonb", "json", "{}"),
}
"""Type of a field -> type in SQL, shape, and what stands there when it is absent."""

_PRODUCT_KEY = ("manufacturer_id", "manufacturer_product_number")


@dataclass(frozen=True, slots=True)
class Column:
    """One field of a record: its name in model and table alike, its SQL type, its absent value."""

    name: str
    type: str
    shape: Shape
    absent: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """One entity: its table, its columns in the order of the model, and its key."""

    entity: Entity
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    @property
    def name(self) -> str:
        """Of the table, and of the staging table of whole records."""
        return self.entity.value

    @property
    def patches(self) -> str:
        """Name of the staging table of patches."""
        return f"{self.name}_patch"

    @property
    def keys(self) -> str:
        """Name of the staging table of what is there by its key alone: removals, rejected ones."""
        return f"{self.name}_key"

    @property
    def fields(self) -> tuple[Column, ...]:
        """All but the key, in the order of the model: the bits of what a patch carries."""
        return tuple(column for column in self.columns if column.name not in self.key)

    @property
    def key_columns(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.name in self.key)

    @property
    def indexed(self) -> tuple[str, ...]:
        """The key, and the key of another table that it refers to."""
        return tuple(column.name for column in self.columns if "collate" in column.type)

    def only(self, *shapes: Shape) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.shape in shapes)

    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


BOOKKEEPING = (
    "id",
    "environment",
    "supplier_gln",
    "warnings",
    "fingerprint",
    "delivery_id",
    "change_number",
    "created_at",
    "changed_at",
    "archived_at",
)
"""Columns of every record that no file fills."""


def _columns(struct: type) -> tuple[Column, ...]:
    hints = typing.get_type_hints(struct)
    return tuple(Column(name, *_sql_type(name, hint)) for name, hint in hints.items())


def _sql_type(name: str, hint: Any) -> tuple[str, Shape, str | None]:
    """Type, shape and absent value; parts of a key compare by bytes in every collation."""
    bare = next((part for part in typing.get_args(hint) if part in _TYPES), hint)
    kind, shape, absent = _TYPES[hint if hint in _TYPES else bare]
    keyed = name in (*_PRODUCT_KEY, "supplier_item_number")
    return (f'{kind} collate "C"' if keyed else kind), shape, absent


PRODUCT = Table(Entity.PRODUCT, _columns(Product), _PRODUCT_KEY)
TRADE_ITEM = Table(Entity.TRADE_ITEM, _columns(TradeItem), ("supplier_item_number",))
TABLES = (PRODUCT, TRADE_ITEM)
BY_ENTITY = {table.entity: table for table in TABLES}


def copy_order(table: Table) -> tuple[Column, ...]:
    """Columns as they stand in a COPY line: grouped by shape, which is what makes it fast."""
    shapes: tuple[Shape, ...] = ("number", "integer", "scalar", "texts", "json")
    return tuple(column for shape in shapes for column in table.only(shape))


def carried(table: Table, names: Iterable[str]) -> str:
    """What a patch carries, a bit for each of the table's `fields`.

    Raises:
        ValueError: a name that is no field of the entity; a fault of whoever made the patch.
    """
    named = set(names)
    if unknown := named - set(table.names()):
        raise ValueError(f"{table.name} has no field {', '.join(sorted(unknown))}")
    return "".join("1" if column.name in named else "0" for column in table.fields)
