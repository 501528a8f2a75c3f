"""Read the catalogue: streamed, counted, or one item. JSON comes ready-made from PostgreSQL.

Numbers never pass through a float: they are digits in the table and digits in the JSON.
"""

from __future__ import annotations

from collections.abc import Generator
from decimal import Decimal
from typing import Any

import msgspec
from psycopg import sql

from sluis.db import Connection
from sluis.errors import Refused

ENTITIES = ("trade_item", "product", "supplier")
"""What can be streamed; `supplier` has the header of its last imported catalogue."""

_decode = msgspec.json.Decoder(float_hook=Decimal).decode


def stream(
    connection: Connection,
    environment: int,
    entity: str,
    supplier: str | None = None,
    *,
    archived: bool = False,
) -> Generator[bytes]:
    """Stream records as JSON lines in key order, every stored field in each; memory stays flat.

    A trade item carries its product, if it has one, as `product`. Archived records come along
    when *archived* is set. The connection is busy until the iterator ends or is closed.
    """
    statement = sql.SQL("copy ({}) to stdout").format(_selection(entity, archived=archived))
    facts = {"environment": environment, "gln": supplier}
    with connection.cursor() as cursor, cursor.copy(statement, facts) as source:
        for line in source:
            # JSON text has no raw control characters: a backslash is all that COPY escapes.
            yield bytes(line).replace(b"\\\\", b"\\")


def _selection(entity: str, *, archived: bool) -> sql.Composed:
    if entity not in ENTITIES:
        raise Refused(f"there is no {entity} in the catalogue; choose from {', '.join(ENTITIES)}")
    if entity == "supplier":
        return sql.SQL(
            "select row_to_json(r)::text from (select s.* from supplier s"
            " where environment = %(environment)s and (%(gln)s::text is null or gln = %(gln)s)"
            " order by gln) r"
        ).format()
    return sql.SQL("select row_to_json(r)::text from ({} order by {}) r").format(
        _records(entity, archived=archived), sql.SQL(_ORDER[entity])
    )


_ORDER = {
    "trade_item": "t.supplier_gln, t.supplier_item_number",
    "product": "t.supplier_gln, t.manufacturer_id, t.manufacturer_product_number",
}


_PRODUCT_OF_ITEM = """
 left join lateral (select x.* from (
     select y.* from product y
     where (y.environment, y.supplier_gln, y.manufacturer_id, y.manufacturer_product_number)
        >= (t.environment, t.supplier_gln, t.manufacturer_id, t.manufacturer_product_number)
     order by y.environment, y.supplier_gln, y.manufacturer_id, y.manufacturer_product_number
     limit 1) as x
   where (x.environment, x.supplier_gln, x.manufacturer_id, x.manufacturer_product_number)
       = (t.environment, t.supplier_gln, t.manufacturer_id, t.manufacturer_product_number)
 ) as p on true"""
"""Looked up one by one on the key's index, whatever the statistics; see `compare.stored`."""


def _records(entity: str, *, archived: bool) -> sql.Composed:
    nested = sql.SQL(", to_json(p) as product" if entity == "trade_item" else "")
    join = sql.SQL(_PRODUCT_OF_ITEM if entity == "trade_item" else "")
    return sql.SQL(
        "select t.*{nested} from {table} t{join} where t.environment = %(environment)s"
        " and (%(gln)s::text is null or t.supplier_gln = %(gln)s){active}"
    ).format(
        nested=nested,
        table=sql.Identifier(entity),
        join=join,
        active=sql.SQL("" if archived else " and t.archived_at is null"),
    )


def count(
    connection: Connection, environment: int, supplier: str | None = None
) -> list[dict[str, Any]]:
    """Rows of entity, supplier_gln, supplier_name, active and archived, in this order."""
    statement = sql.SQL(" union all ").join(
        sql.SQL(
            "select {name} as entity, t.supplier_gln, max(s.name) as supplier_name,"
            " count(*) filter (where t.archived_at is null) as active,"
            " count(t.archived_at) as archived from {table} t"
            " left join supplier s on s.environment = t.environment and s.gln = t.supplier_gln"
            " where t.environment = %(environment)s"
            " and (%(gln)s::text is null or t.supplier_gln = %(gln)s) group by t.supplier_gln"
        ).format(name=sql.Literal(name), table=sql.Identifier(name))
        for name in ("trade_item", "product")
    )
    return connection.execute(
        sql.SQL("{} order by supplier_gln, entity desc").format(statement),
        {"environment": environment, "gln": supplier},
    ).fetchall()


def show(
    connection: Connection, environment: int, number: str, supplier: str | None = None
) -> dict[str, Any]:
    """One trade item with its product, by supplier item number or else by GTIN.

    Archived items are found, too, when no active one has the number. Fractions are `Decimal`.

    Raises:
        Refused: none, or more than one supplier has it; the text names them.
    """
    for column in ("supplier_item_number", "gtin"):
        found = _find(connection, environment, number, supplier, column)
        if found:
            return _only(found, number)
    raise Refused(f"the catalogue holds no trade item with number or GTIN {number}")


def _find(
    connection: Connection, environment: int, number: str, supplier: str | None, column: str
) -> list[dict[str, Any]]:
    statement = sql.SQL("select row_to_json(r)::text as record from ({} and {} limit 20) r").format(
        _records("trade_item", archived=True), sql.SQL(_MATCH[column])
    )
    rows = connection.execute(
        statement, {"environment": environment, "gln": supplier, "number": number}
    )
    records = [_decode(row["record"]) for row in rows]
    active = [record for record in records if record["archived_at"] is None]
    return active or records


_MATCH = {
    "supplier_item_number": "t.supplier_item_number = %(number)s"
    " and t.supplier_gln in (select gln from supplier where environment = %(environment)s)",
    "gtin": "t.item_gtins @> array[%(number)s::text]",
}
"""Naming the suppliers lets the key's index serve a number of any of them."""


def _only(found: list[dict[str, Any]], number: str) -> dict[str, Any]:
    if len(found) == 1:
        return found[0]
    owners = ", ".join(
        sorted(f"{one['supplier_item_number']} of supplier {one['supplier_gln']}" for one in found)
    )
    raise Refused(f"{number} is not one item: {owners}; name one with its supplier's GLN")
