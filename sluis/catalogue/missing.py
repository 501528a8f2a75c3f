"""What leaves the active catalogue: left out of a complete delivery, or lapsed with its last item.

A rejected record is in the file: what is stored of it is neither missing nor does it lapse.
"""

from __future__ import annotations

from collections.abc import Collection

from psycopg import sql

from sluis.catalogue import recall, staging
from sluis.catalogue.clauses import names, owned, stored
from sluis.catalogue.columns import PRODUCT, TABLES, TRADE_ITEM, Table
from sluis.catalogue.fold import counts
from sluis.catalogue.recall import Facts
from sluis.catalogue.staging import holds, stage
from sluis.db import Connection
from sluis.model import Entity


def plan(connection: Connection, facts: Facts, complete: Collection[Entity]) -> None:
    """Add what is to be archived to the plans.

    Without a good record of an entity in the file, a complete delivery archives none of it.
    """
    if Entity.TRADE_ITEM in complete and _delivered(connection, TRADE_ITEM):
        _plan(connection, facts, _MISSING[TRADE_ITEM.name])
    if holds(connection, TRADE_ITEM.keys):
        _plan(connection, facts, _LAPSED)
    if Entity.PRODUCT in complete and _delivered(connection, PRODUCT):
        _plan(connection, facts, _SPARED)
        _plan(connection, facts, _MISSING[PRODUCT.name])


def _plan(connection: Connection, facts: Facts, statement: sql.Composed) -> None:
    connection.execute(statement, facts, prepare=False)
    staging.analyze(connection, [f"plan_{table.name}" for table in TABLES])


def _delivered(connection: Connection, table: Table) -> bool:
    return holds(connection, table.name) or recall.holds(connection, table)


_LAPSED = sql.SQL(
    "insert into {plan_product} with gone as (select t.id, {item_key}, r.verdict"
    " from {plan_item} r join trade_item t on t.id = r.id"
    " where r.verdict in ('removed', 'missing') or r.source = 'record'),"
    " staying as (select t.id, {item_key} from trade_item t where {owned}"
    " and t.archived_at is null except select id, {key} from gone),"
    " lapsed as (select {key} from gone where verdict = 'removed'"
    " except select {key} from staying"
    " except select {staged_key} from {staged} s where {counts}"
    " except select {key} from {recalled})"
    " select 'removal', null, id, 'lapsed', false, false from (select p.id from lapsed s"
    " join {described} where p.archived_at is null except select id from {plan_product}) as rest"
).format(
    plan_product=stage("plan_product"),
    plan_item=stage("plan_trade_item"),
    staged=stage("trade_item"),
    recalled=stage("recalled"),
    owned=owned("t"),
    key=names(PRODUCT.key),
    item_key=names(PRODUCT.key, "t"),
    staged_key=names(PRODUCT.key, "s"),
    described=stored(PRODUCT, "s", "p"),
    counts=counts("trade_item"),
)
"""Products of removed items that no item refers to any more; those in the file stay."""


_SPARED = sql.SQL(
    "insert into {plan} select 'rejected', null, p.id, 'spared', false, false from ("
    " select t.manufacturer_id, t.manufacturer_product_number from {keys} r join {stored}"
    " where r.asks = 'reject' and t.archived_at is null) s join {product}"
).format(
    plan=stage("plan_product"),
    keys=stage(TRADE_ITEM.keys),
    stored=stored(TRADE_ITEM, "r"),
    product=stored(PRODUCT, "s", "p"),
)
"""The product of a rejected item is not missing: it may just not have been readable."""


def _missing(table: Table) -> sql.Composed:
    """Active records that no line of the file speaks of: one set difference."""
    return sql.SQL(
        "insert into {plan} select 'missing', null, id, 'missing', false, false from ("
        " select t.id from {table} t where {owned} and t.archived_at is null"
        " except select id from {plan}) as rest"
    ).format(plan=stage(f"plan_{table.name}"), table=sql.Identifier(table.name), owned=owned("t"))


_MISSING = {table.name: _missing(table) for table in TABLES}
