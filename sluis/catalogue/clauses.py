"""Column lists as SQL."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from psycopg import sql

from sluis.catalogue.columns import Column


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
