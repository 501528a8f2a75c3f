"""What a staged file would do to the catalogue: one verdict per record, in a few set statements.

Verdicts:  created, changed, unchanged, noted (only its warnings differ), folded (a patch that went
           into another record of the file), repeated (a product described again), rejected,
           removed (asked for), missing (left out of a complete delivery), lapsed (a product whose
           last item is removed), spared (of a rejected item, so not missing).
Equality:  `is distinct from` over all columns: by value, so 1.5 equals 1.50 and the order of
           keys in jsonb is nothing.
"""

from __future__ import annotations

from collections.abc import Collection

from psycopg import sql

from sluis.catalogue import fold, missing, recall, staging
from sluis.catalogue.clauses import described, stored, values
from sluis.catalogue.columns import PRODUCT, TRADE_ITEM, Table
from sluis.catalogue.fold import TAKEN, counts
from sluis.catalogue.recall import Facts
from sluis.catalogue.staging import holds, stage
from sluis.db import Connection
from sluis.model import Entity

ORDER = (TRADE_ITEM, PRODUCT)
"""A refused trade item takes its product with it."""


def plan(connection: Connection, facts: Facts, complete: Collection[Entity]) -> dict[Entity, int]:
    """Fill the plan tables from the stage; count what stands for slices that were not read."""
    staging.clear_plans(connection)
    patched = [table for table in ORDER if holds(connection, table.patches)]
    for table in patched:
        fold.undo(connection, table)
    staging.analyze(connection, staging.STAGES)
    recall.recall(connection, facts)
    recalled = recall.count(connection)
    for table in ORDER:
        if fold.share(connection, facts, table):
            recall.unfold(connection, facts)
        if table in patched:
            fold.resolve(connection, facts, table)
    for table in ORDER:
        _judge(connection, facts, table)
    missing.plan(connection, facts, complete)
    return recalled


def _judge(connection: Connection, facts: Facts, table: Table) -> None:
    for statement in _VERDICTS[table.name]:
        connection.execute(statement, facts, prepare=False)
    if holds(connection, "shared"):
        for statement in _SHARED[table.name]:
            connection.execute(statement, facts, prepare=False)
    staging.analyze(connection, [f"plan_{table.name}"])


_AMOUNTS = ("net_price", "gross_list_price")
_SAME = (
    "t.archived_at is null and s.currency is not distinct from t.currency"
    " and s.price_unit is not distinct from t.price_unit and ({})"
)


def _price_fact(one: str) -> sql.Composed:
    """Say *one* thing of some amount before and after, in the same currency and unit."""
    found = (sql.SQL(one).format(f=sql.Identifier(name)) for name in _AMOUNTS)
    return sql.SQL(_SAME).format(sql.SQL(" or ").join(found))


_PRICED = _price_fact("(t.{f} > 0 and s.{f} is not null)")
"""There is a price to compare."""

_JUMPED = _price_fact(
    "(t.{f} > 0 and abs(s.{f} * coalesce(nullif(t.price_quantity, 0), 1)"
    " - t.{f} * coalesce(nullif(s.price_quantity, 0), 1))"
    " > %(jump)s * t.{f} * coalesce(nullif(s.price_quantity, 0), 1))"
)
"""It jumps, per unit of one; cross-multiplied, as a division would lose digits."""

_NEVER = sql.SQL("false")


def _records(table: Table) -> sql.Composed:
    return sql.SQL(
        "insert into {plan} select 'record', s.ordinal, t.id, case"
        " when t.id is null then 'created'"
        " when t.archived_at is not null or {new} is distinct from {old} then 'changed'"
        " when s.carried is null and s.warnings is distinct from t.warnings then 'noted'"
        " else 'unchanged' end, {priced}, {jumped}"
        " from {stage} s left join {stored} where {counts} and {taken}"
    ).format(
        plan=stage(f"plan_{table.name}"),
        new=values(described(table), "s"),
        old=values(described(table), "t"),
        priced=_PRICED if table is TRADE_ITEM else _NEVER,
        jumped=_JUMPED if table is TRADE_ITEM else _NEVER,
        stage=stage(table.name),
        stored=stored(table),
        counts=counts(table.name),
        taken=TAKEN,
    )


def _keys(table: Table) -> sql.Composed:
    """Removals, and what was rejected before it came here."""
    return sql.SQL(
        "insert into {plan} select s.asks, s.ordinal, t.id, case s.asks when 'reject' then"
        " 'rejected' else case when t.archived_at is null and t.id is not null then 'removed'"
        " else 'unchanged' end end, false, false"
        " from {keys} s left join {stored} where {counts} and {taken}"
    ).format(
        plan=stage(f"plan_{table.name}"),
        keys=stage(table.keys),
        stored=stored(table),
        counts=counts(table.name),
        taken=TAKEN,
    )


def _shared(table: Table) -> sql.Composed:
    """Lines that are not the one of their key."""
    return sql.SQL(
        "insert into {plan} select role, ordinal, null, case role when 'fold' then 'folded'"
        " when 'repeated' then 'repeated' else 'rejected' end, false, false"
        " from {shared} where entity = {entity} and role <> 'first'"
    ).format(
        plan=stage(f"plan_{table.name}"),
        shared=stage("shared"),
        entity=sql.Literal(table.name),
    )


_REFUSED = sql.SQL(
    "insert into {plan} select 'refused', s.ordinal, null, 'rejected', false, false from ("
    " select ordinal from {stage} union all select ordinal from {patches}"
    " union all select ordinal from {keys} where asks = 'remove') s where not {taken}"
).format(
    plan=stage("plan_product"),
    stage=stage(PRODUCT.name),
    patches=stage(PRODUCT.patches),
    keys=stage(PRODUCT.keys),
    taken=TAKEN,
)

_VERDICTS = {
    table.name: (_records(table), _keys(table), recall.VERDICTS[table.name]) for table in ORDER
}
_SHARED = {
    TRADE_ITEM.name: (_shared(TRADE_ITEM),),
    PRODUCT.name: (_shared(PRODUCT), _REFUSED),
}
