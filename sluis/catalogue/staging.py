"""The temporary tables of one import: what the file holds, and what is to become of it.

`stage_*` hold the file, `plan_*` one row per record with its verdict, `stage_finding` what is
wrong with it. All live in pg_temp and end with the session.
"""

from __future__ import annotations

from collections.abc import Iterable

from psycopg import sql

from sluis.catalogue.clauses import definitions, names
from sluis.catalogue.columns import PRODUCT, TABLES, TRADE_ITEM, Column, Table, copy_order
from sluis.db import Connection

_AT = (Column("ordinal", "integer", "integer"), Column("line", "integer", "integer"))
_JOINED = (
    "ordinal", "first_ordinal", "id", "verdict", "source", "fingerprint", "entity", "role",
)  # fmt: skip
"""What the planner must know about, besides keys; statistics on the rest would cost more."""

_MARK = Column("fingerprint", "bytea", "scalar")
_WHOLE = (Column("warnings", "jsonb", "json"), _MARK)
_CARRIED = Column("carried", "bit varying", "scalar")
_REFERENCE = tuple(column for column in PRODUCT.columns if column.name in PRODUCT.key)


def _of(table: Table) -> dict[str, tuple[Column, ...]]:
    whole = (*_AT, *copy_order(table), *_WHOLE)
    return {
        table.name: whole,
        table.patches: (*whole, Column("creates", "boolean", "scalar"), _CARRIED),
        table.keys: (*_AT, Column("asks", "text", "scalar"), *table.key_columns),
    }


STAGES: dict[str, tuple[Column, ...]] = {
    **_of(PRODUCT),
    **_of(TRADE_ITEM),
    "known": (*_AT, _MARK),
}
"""Staging table -> its columns in the order of a COPY line.

`asks` is `remove` or `reject`; `carried` has a bit for each of `Table.fields`.
"""

_MADE_WHOLE = {table.name: (_CARRIED,) for table in TABLES}
"""Columns that no line fills: what a patch carried that has been made a whole record (`fold`)."""

PLANS: dict[str, tuple[Column, ...]] = {
    "recalled": (
        *_AT,
        Column("item_id", "bigint", "integer"),
        *TRADE_ITEM.key_columns,
        Column("product_id", "bigint", "integer"),
        *_REFERENCE,
        Column("priced", "boolean", "scalar"),
        Column("relations", "jsonb", "json"),
        Column("item_warnings", "jsonb", "json"),
        Column("product_warnings", "jsonb", "json"),
    ),
    "shared": (
        Column("entity", "text", "scalar"),
        *_AT,
        Column("number", "text", "scalar"),
        Column("first_ordinal", "integer", "integer"),
        Column("first_line", "integer", "integer"),
        Column("role", "text", "scalar"),
        Column("round", "integer", "integer"),
    ),
    **{
        f"plan_{table.name}": (
            Column("source", "text", "scalar"),
            Column("ordinal", "integer", "integer"),
            Column("id", "bigint", "integer"),
            Column("verdict", "text", "scalar"),
            Column("priced", "boolean", "scalar"),
            Column("jumped", "boolean", "scalar"),
        )
        for table in TABLES
    },
    "finding": (
        Column("number", "bigint generated always as identity", "integer"),
        Column("rule", "text", "scalar"),
        Column("entity", "text", "scalar"),
        Column("record_key", "text", "scalar"),
        Column("ordinal", "integer", "integer"),
        Column("line", "integer", "integer"),
        Column("field", "text", "scalar"),
        Column("value", "text", "scalar"),
        Column("detail", "jsonb", "json"),
    ),
}
"""Tables that the comparison fills."""


def stage(name: str) -> sql.Identifier:
    """The temporary table *name*, never a real table of the same name."""
    return sql.Identifier("pg_temp", name if name.startswith("plan_") else f"stage_{name}")


def create(connection: Connection) -> None:
    """Make the staging tables, empty; an earlier stage of the session is dropped.

    Rows up to a page stay whole and uncompressed: staged once, read once, thrown away.
    """
    for name, columns in STAGES.items():
        _create(connection, name, (*columns, *_MADE_WHOLE.get(name, ())))


def _create(connection: Connection, name: str, columns: tuple[Column, ...]) -> None:
    connection.execute(sql.SQL("drop table if exists {}").format(stage(name)))
    connection.execute(
        sql.SQL("create temporary table {} ({}) with (toast_tuple_target = 8160)").format(
            stage(name), definitions(columns)
        )
    )


def copy(connection: Connection, name: str, lines: bytes) -> None:
    """Append COPY lines, as `rows.encode` makes them, to a staging table."""
    command = sql.SQL("copy {} ({}) from stdin (null '')").format(stage(name), names(STAGES[name]))
    with connection.cursor() as cursor, cursor.copy(command) as target:
        target.write(lines)


def analyze(connection: Connection, tables: Iterable[str]) -> None:
    """Tell the planner how large these are; autovacuum never sees temporary tables."""
    for name in tables:
        joined = [c for c in (STAGES | PLANS)[name] if c.name in _JOINED or "collate" in c.type]
        connection.execute(sql.SQL("analyze {} ({})").format(stage(name), names(joined)))


def holds(connection: Connection, name: str) -> bool:
    """Is there any line in this table?"""
    row = connection.execute(
        sql.SQL("select exists (select from {}) as there").format(stage(name))
    ).fetchone()
    return bool(row and row["there"])


def clear_plans(connection: Connection) -> None:
    """Forget an earlier comparison of the same stage."""
    for name, columns in PLANS.items():
        _create(connection, name, columns)
