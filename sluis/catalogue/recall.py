"""Records whose slices were not read: what is stored stands for what the slice would give.

    known     fingerprints for the reader, before it reads
    recall    under the supplier's lock: which stored records the reader has met
    unfold    those of them that another line of the file speaks of as well go to the stage as if
              they had been read, so that duplicates are treated alike

The reader may have been told of fingerprints that another import has cleared since. Such a line
finds no record; the counts then do not add up, and the import begins anew.
"""

from __future__ import annotations

from typing import Any

from psycopg import sql

from sluis.catalogue import fingerprints, staging
from sluis.catalogue.clauses import names, owned
from sluis.catalogue.columns import PRODUCT, TRADE_ITEM, Table
from sluis.catalogue.staging import stage
from sluis.db import Connection
from sluis.model import Entity

Facts = dict[str, Any]
"""Parameters of the statements: environment, gln, jump (a share), documents (first ordinals)."""


IDENTITY = {PRODUCT.name: "product_id", TRADE_ITEM.name: "item_id"}
"""Column of `recalled` that has the id of the stored record."""


def known(connection: Connection, environment: int, gln: str) -> fingerprints.Known:
    """The fingerprints of the supplier's active records, all of whose rows still carry it."""
    with connection.cursor(binary=True) as cursor:
        cursor.execute(_KNOWN, {"environment": environment, "gln": gln})
        return {row["days"]: row["hashes"] for row in cursor}


def recall(connection: Connection, facts: Facts) -> None:
    """Fill `recalled` from `known`, and report again what was found in these records."""
    with connection.transaction():
        # without statistics of a new supplier the planner would look them up one by one
        connection.execute("set local enable_nestloop = off")
        connection.execute(_RECALL, facts, prepare=False)
        connection.execute("set local enable_nestloop = on")
    staging.analyze(connection, ["recalled"])
    connection.execute(_WARNED, prepare=False)


def unfold(connection: Connection, facts: Facts) -> None:
    """Put those that occur in `shared` on the stage, and forget them here."""
    for statement in _UNFOLD:
        connection.execute(statement, facts, prepare=False)


def holds(connection: Connection, table: Table) -> bool:
    """Is there any record of *table*?"""
    row = connection.execute(
        sql.SQL("select exists (select from {} where {} is not null) as there").format(
            stage("recalled"), sql.Identifier(IDENTITY[table.name])
        )
    ).fetchone()
    return bool(row and row["there"])


def count(connection: Connection) -> dict[Entity, int]:
    """How many of each; every record has a product."""
    row = connection.execute(
        sql.SQL("select count(item_id) as items, count(product_id) as products from {}").format(
            stage("recalled")
        )
    ).fetchone()
    assert row is not None  # noqa: S101 - counts always give a row
    return {Entity.TRADE_ITEM: row["items"], Entity.PRODUCT: row["products"]}


def _carrying(table: Table) -> sql.Composed:
    return sql.SQL(
        "select fingerprint, {weight} as part from {table} t"
        " where {owned} and t.archived_at is null and t.fingerprint is not null"
    ).format(
        weight=sql.Literal(fingerprints.PARTS[table.name]),
        table=sql.Identifier(table.name),
        owned=owned("t"),
    )


_KNOWN = sql.SQL(
    "select substr(fingerprint, 17, 8) as days,"
    " string_agg(substr(fingerprint, 1, 16), ''::bytea) as hashes"
    " from (select fingerprint from ({product} union all {trade_item}) as carried"
    " group by fingerprint having sum(part) = get_byte(fingerprint, 24)) as whole group by days"
).format(product=_carrying(PRODUCT), trade_item=_carrying(TRADE_ITEM))


def _stored(table: Table, columns: str) -> sql.Composed:
    return sql.SQL(
        "(select substr(t.fingerprint, 1, 16) as mark, t.fingerprint, t.id, t.warnings, {columns}"
        " from {table} t where {owned} and t.archived_at is null and t.fingerprint is not null)"
    ).format(
        columns=sql.SQL(columns),
        table=sql.Identifier(table.name),
        owned=owned("t"),
    )


_RECALL = sql.SQL(
    "insert into {recalled} select k.ordinal, k.line, t.id, t.supplier_item_number, p.id, {key},"
    " coalesce(t.net_price > 0 or t.gross_list_price > 0, false), nullif(p.relations, '[]'),"
    " nullif(t.warnings, '[]'), nullif(p.warnings, '[]')"
    " from {known} k join {products} p on p.mark = k.fingerprint"
    " left join {items} t on t.fingerprint = p.fingerprint"
    " where get_byte(p.fingerprint, 24) = 1 + case when t.id is null then 0 else 2 end"
).format(
    recalled=stage("recalled"),
    known=stage("known"),
    key=names(PRODUCT.key, "p"),
    products=_stored(PRODUCT, "manufacturer_id, manufacturer_product_number, relations"),
    items=_stored(TRADE_ITEM, "supplier_item_number, net_price, gross_list_price"),
)

_WARNED = sql.SQL(
    "insert into {finding} (rule, entity, record_key, ordinal, line, field, value, detail)"
    " select w ->> 'rule', w ->> 'entity', w ->> 'key', ordinal, line + (w ->> 'line')::integer,"
    " w ->> 'field', w ->> 'value', w -> 'detail' from {recalled} cross join lateral"
    " jsonb_array_elements(coalesce(item_warnings, '[]') || coalesce(product_warnings, '[]')) w"
    " where item_warnings is not null or product_warnings is not null"
    " order by ordinal, (w ->> 'at')::integer"
).format(finding=stage("finding"), recalled=stage("recalled"))


def _unfold(table: Table, identity: str) -> sql.Composed:
    return sql.SQL(
        "insert into {stage} (ordinal, line, fingerprint, warnings, {columns})"
        " select k.ordinal, k.line, t.fingerprint, t.warnings, {stored} from {recalled} k"
        " join {table} t on t.id = k.{identity} where k.ordinal in ({wanted})"
    ).format(
        stage=stage(table.name),
        columns=names(table.columns),
        stored=names(table.columns, "t"),
        recalled=stage("recalled"),
        table=sql.Identifier(table.name),
        identity=sql.Identifier(identity),
        wanted=_WANTED,
    )


_WANTED = sql.SQL("select ordinal from {}").format(stage("shared"))
_UNFOLD = (
    _unfold(TRADE_ITEM, "item_id"),
    _unfold(PRODUCT, "product_id"),
    sql.SQL("delete from {recalled} where ordinal in ({wanted})").format(
        recalled=stage("recalled"), wanted=_WANTED
    ),
)


def _verdicts(table: Table, priced: str) -> sql.Composed:
    return sql.SQL(
        "insert into {plan} select 'known', ordinal, {identity}, 'unchanged', {priced}, false"
        " from {recalled} where {identity} is not null"
    ).format(
        plan=stage(f"plan_{table.name}"),
        identity=sql.Identifier(IDENTITY[table.name]),
        priced=sql.SQL(priced),
        recalled=stage("recalled"),
    )


VERDICTS = {
    PRODUCT.name: _verdicts(PRODUCT, "false"),
    TRADE_ITEM.name: _verdicts(TRADE_ITEM, "priced"),
}
"""What the comparison says of the rest: they are as they were."""
