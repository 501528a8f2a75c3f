"""Pieces of SQL made from the columns: lists, conditions, the look-up of a stored record."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from psycopg import sql

from sluis.catalogue.columns import Column, Table, copy_order


def names(columns: Iterable[Column | str], alias: str = "") -> sql.Composed:
    """`a.x, a.y, ...` for a column list."""
    prefix = (alias,) if alias else ()
    plain = (c if isinstance(c, str) else c.name for c in columns)
    return sql.SQL(", ").join(sql.Identifier(*prefix, name) for name in plain)


def definitions(columns: Iterable[Column]) -> sql.Composed:
    """`x text, y numeric, ...` for a staging table."""
    return sql.SQL(", ").join(
        sql.SQL("{} {}").format(sql.Identifier(c.name), sql.SQL(cast("Any", c.type)))
        for c in columns
    )


def owned(alias: str) -> sql.Composed:
    """Condition: the record belongs to the supplier in this environment."""
    return sql.SQL("{a}.environment = %(environment)s and {a}.supplier_gln = %(gln)s").format(
        a=sql.Identifier(alias)
    )


def values(columns: Iterable[Column], alias: str) -> sql.Composed:
    """`(a.x, a.y, ...)`."""
    return sql.SQL("({})").format(names(columns, alias))


def described(table: Table) -> tuple[Column, ...]:
    """What a comparison looks at: all but the key, cheap columns first."""
    return tuple(column for column in copy_order(table) if column.name not in table.key)


def stored(table: Table, alias: str = "s", name: str = "t") -> sql.Composed:
    """Join item: the stored record *name* with the key that *alias* has, one look-up each.

    Written as "the first at or after the key": only the key's own index gives that order. Asked
    for equality, the planner may take any index that starts with environment or supplier, and
    does so when it has no statistics of a supplier yet: a quadratic time for the second delivery.
    """
    return sql.SQL(
        "lateral (select x.* from (select y.* from {table} y where ({scope}, {key})"
        " >= (%(environment)s, %(gln)s, {wanted}) order by {scope}, {key} limit 1) as x"
        " where {owned} and ({found}) = ({wanted})) as {name} on true"
    ).format(
        table=sql.Identifier(table.name),
        scope=names(("environment", "supplier_gln"), "y"),
        key=names(table.key, "y"),
        wanted=names(table.key, alias),
        owned=owned("x"),
        found=names(table.key, "x"),
        name=sql.Identifier(name),
    )
