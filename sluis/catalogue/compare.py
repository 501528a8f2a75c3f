"""What a staged file would do to the catalogue: one verdict per record, in a few set statements.

Verdicts:  created, changed, repriced (by a price update), unchanged, noted (only its warnings
           differ), repeated (a product described again), rejected, removed (asked for), missing
           (left out of a complete delivery), lapsed (a product whose last item is removed),
           spared (rejected in the file, so not missing).
Equality:  `is distinct from` over all columns: by value, so 1.5 equals 1.50 and the order of
           keys in jsonb is nothing.
"""

from __future__ import annotations

from decimal import Decimal

from psycopg import sql

from sluis.catalogue import recall, staging
from sluis.catalogue.clauses import names, owned
from sluis.catalogue.columns import PRICE, PRODUCT, TRADE_ITEM, Column, Table, copy_order
from sluis.catalogue.staging import stage
from sluis.db import Connection
from sluis.model import Entity, Mutation

Facts = recall.Facts
"""Parameters of every statement here: environment, gln, jump."""

_ITEM_LINES = sql.SQL(
    "select supplier_item_number, ordinal, line from {item}"
    " union all select supplier_item_number, ordinal, line from {price}"
    " union all select supplier_item_number, ordinal, line from {removal}"
    " union all select supplier_item_number, ordinal, line from {recalled}"
    " where item_id is not null"
).format(
    item=stage("trade_item"),
    price=stage("price"),
    removal=stage("removal"),
    recalled=stage("recalled"),
)
"""Everything in the file that has the key of a trade item."""


def plan(connection: Connection, facts: Facts, mutation: Mutation) -> dict[Entity, int]:
    """Fill the plan tables from the stage; count what stands for slices that were not read."""
    staging.clear_plans(connection)
    staging.analyze(connection, staging.STAGES)
    recall.recall(connection, facts)
    recalled = recall.count(connection)
    for statement in _DUPLICATES:
        connection.execute(statement, facts, prepare=False)
    staging.analyze(connection, ["duplicate"])
    recall.unfold(connection, facts)
    for statement in _VERDICTS:
        connection.execute(statement, facts, prepare=False)
    staging.analyze(connection, _PLANS)
    held = {name: _holds(connection, name) for name in staging.STAGES}
    held["trade_item"] |= recall.holds(connection, "item_id")
    held["product"] |= recall.holds(connection, "product_id")
    for needed, only_complete, statement in _ARCHIVING:
        if held[needed] and (mutation is Mutation.COMPLETE or not only_complete):
            connection.execute(statement, facts, prepare=False)
            staging.analyze(connection, _PLANS)
    return recalled


def _holds(connection: Connection, name: str) -> bool:
    """Is there any such record in the file?"""
    row = connection.execute(
        sql.SQL("select exists (select from {}) as there").format(stage(name))
    ).fetchone()
    return bool(row and row["there"])


def values(columns: tuple[Column, ...], alias: str) -> sql.Composed:
    return sql.SQL("({})").format(names(columns, alias))


def merged(alias: str = "s", stored: str = "t") -> dict[str, sql.Composed]:
    """A price update: what it carries, else what is stored; per column."""
    carried: dict[str, sql.Composed] = {}
    for column in copy_order(PRICE):
        if column.name not in PRICE.key:
            new, old = sql.Identifier(alias, column.name), sql.Identifier(stored, column.name)
            form = (
                "case when {new} in ('[]', '{{}}') then {old} else {new} end"
                if column.shape == "json"
                else "coalesce({new}, {old})"
            )
            carried[column.name] = sql.SQL(form).format(new=new, old=old)
    return carried


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


def _first(entity: str) -> sql.Composed:
    """Condition: staged record `s` is no later occurrence of its key."""
    return sql.SQL(
        "not exists (select from {duplicate} d where d.entity = {entity} and d.ordinal = s.ordinal)"
    ).format(duplicate=stage("duplicate"), entity=sql.Literal(entity))


_DUPLICATES = (
    sql.SQL(
        "insert into {duplicate} with lines as ({lines}), first as (select supplier_item_number,"
        " min(ordinal) as ordinal from lines group by 1 having count(*) > 1)"
        " select 'trade_item', l.ordinal, f.ordinal from lines l join first f"
        " using (supplier_item_number) where l.ordinal <> f.ordinal"
    ).format(duplicate=stage("duplicate"), lines=_ITEM_LINES),
    sql.SQL(
        "insert into {duplicate} with lines as (select {key}, ordinal from (select {key}, ordinal"
        " from {product} union all select {key}, ordinal from {recalled}) s where {taken}),"
        " first as (select {key}, min(ordinal) as ordinal from lines group by {key}"
        " having count(*) > 1) select 'product', l.ordinal, f.ordinal from lines l"
        " join first f using ({key}) where l.ordinal <> f.ordinal"
    ).format(
        duplicate=stage("duplicate"),
        product=stage("product"),
        recalled=stage("recalled"),
        key=names(PRODUCT.key),
        taken=_first("trade_item"),
    ),
)
"""The first occurrence wins; a record that is refused as duplicate takes its product with it."""


def _price_facts(amounts: dict[str, sql.Composable]) -> tuple[sql.Composed, sql.Composed]:
    """(is there a price to compare, did one jump), per unit of one, same currency and unit.

    Compared without division: new / new_quantity against old / old_quantity, cross-multiplied.
    """
    same = sql.SQL(
        "t.archived_at is null and {currency} is not distinct from t.currency"
        " and {price_unit} is not distinct from t.price_unit"
    ).format(**amounts)
    one = sql.SQL("(t.{f} > 0 and {new} is not null)")
    jump = sql.SQL("(t.{f} > 0 and abs({new} * {oq} - t.{f} * {q}) > %(jump)s * t.{f} * {q})")
    q = sql.SQL("coalesce(nullif({}, 0), 1)").format(amounts["price_quantity"])
    oq = sql.SQL("coalesce(nullif(t.price_quantity, 0), 1)")
    fields = ("net_price", "gross_list_price")
    priced = [one.format(f=sql.Identifier(f), new=amounts[f]) for f in fields]
    jumped = [jump.format(f=sql.Identifier(f), new=amounts[f], q=q, oq=oq) for f in fields]
    return (
        sql.SQL("{} and ({})").format(same, sql.SQL(" or ").join(priced)),
        sql.SQL("{} and ({})").format(same, sql.SQL(" or ").join(jumped)),
    )


def _verdicts(table: Table, priced: sql.Composable, jumped: sql.Composable) -> sql.Composed:
    return sql.SQL(
        "insert into {plan} select 'record', s.ordinal, t.id, case"
        " when t.id is null then 'created'"
        " when t.archived_at is not null or {new} is distinct from {old} then 'changed'"
        " when s.warnings is distinct from t.warnings then 'noted' else 'unchanged' end,"
        " {priced}, {jumped}"
        " from {stage} s left join {stored} where {first} and {first_item}"
    ).format(
        plan=stage(f"plan_{table.name}"),
        new=values(described(table), "s"),
        old=values(described(table), "t"),
        priced=priced,
        jumped=jumped,
        stage=stage(table.name),
        stored=stored(table),
        first=_first(table.name),
        first_item=_first("trade_item"),
    )


_STAGED_AMOUNTS: dict[str, sql.Composable] = {
    name: sql.Identifier("s", name)
    for name in ("net_price", "gross_list_price", "price_quantity", "currency", "price_unit")
}
_NEVER = sql.SQL("false")

_PRICE_VERDICTS = sql.SQL(
    "insert into {plan} select 'price', s.ordinal, t.id, case"
    " when t.id is null or t.archived_at is not null then 'rejected'"
    " when {new} is distinct from {old} then 'repriced' else 'unchanged' end, {priced}, {jumped}"
    " from {stage} s left join {stored} where {first}"
)
_VERDICTS = (
    _verdicts(TRADE_ITEM, *_price_facts(_STAGED_AMOUNTS)),
    _PRICE_VERDICTS.format(
        plan=stage("plan_trade_item"),
        new=sql.SQL("({})").format(sql.SQL(", ").join(merged().values())),
        old=values(described(PRICE), "t"),
        priced=_price_facts(dict(merged()))[0],
        jumped=_price_facts(dict(merged()))[1],
        stage=stage("price"),
        stored=stored(TRADE_ITEM),
        first=_first("trade_item"),
    ),
    sql.SQL(
        "insert into {plan} select 'removal', s.ordinal, t.id,"
        " case when t.id is not null and t.archived_at is null then 'removed'"
        " else 'unchanged' end, false, false"
        " from {stage} s left join {stored} where {first}"
    ).format(
        plan=stage("plan_trade_item"),
        stage=stage("removal"),
        stored=stored(TRADE_ITEM),
        first=_first("trade_item"),
    ),
    sql.SQL(
        "insert into {plan} select 'duplicate', ordinal, null, 'rejected', false, false"
        " from {duplicate} where entity = 'trade_item'"
    ).format(plan=stage("plan_trade_item"), duplicate=stage("duplicate")),
    _verdicts(PRODUCT, _NEVER, _NEVER),
    sql.SQL(
        "insert into {plan} select 'duplicate', s.ordinal, null,"
        " case d.entity when 'product' then 'repeated' else 'rejected' end, false, false"
        " from {stage} s join {duplicate} d using (ordinal)"
    ).format(plan=stage("plan_product"), stage=stage("product"), duplicate=stage("duplicate")),
    *recall.VERDICTS,
)

_LAPSED = sql.SQL(
    "insert into {plan_product} with gone as (select t.id, {item_key}, r.verdict"
    " from {plan_item} r join trade_item t on t.id = r.id"
    " where r.verdict in ('removed', 'missing') or r.source = 'record'),"
    " staying as (select t.id, {item_key} from trade_item t where {owned}"
    " and t.archived_at is null except select id, {key} from gone),"
    " lapsed as (select {key} from gone where verdict = 'removed'"
    " except select {key} from staying"
    " except select {staged_key} from {staged} s where {first}"
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
    first=_first("trade_item"),
)
"""Products of removed items that no item refers to any more; those in the file stay."""

_SPARED_ITEMS = sql.SQL(
    "insert into {plan} select 'rejected', null, t.id, 'spared', false, false from {rejected} r"
    " join {stored} where r.entity = 'trade_item' and t.archived_at is null"
).format(
    plan=stage("plan_trade_item"),
    rejected=stage("rejected"),
    stored=stored(TRADE_ITEM, "r"),
)
"""A rejected record is in the file: its stored one is not missing."""

_SPARED_PRODUCTS = sql.SQL(
    "insert into {plan} select 'rejected', null, p.id, 'spared', false, false from ("
    " select r.manufacturer_id, r.manufacturer_product_number from {rejected} r"
    " where r.entity = 'product'"
    " union select t.manufacturer_id, t.manufacturer_product_number from {rejected} r"
    " join {stored} where r.entity = 'trade_item' and t.archived_at is null"
    ") s join {product}"
).format(
    plan=stage("plan_product"),
    rejected=stage("rejected"),
    stored=stored(TRADE_ITEM, "r"),
    product=stored(PRODUCT, "s", "p"),
)
"""So is the product of a rejected item: it may just not have been readable."""


def _missing(table: Table) -> sql.Composed:
    """Active records that no line of the file speaks of: one set difference."""
    return sql.SQL(
        "insert into {plan} select 'missing', null, id, 'missing', false, false from ("
        " select t.id from {table} t where {owned} and t.archived_at is null"
        " except select id from {plan}) as rest"
    ).format(plan=stage(f"plan_{table.name}"), table=sql.Identifier(table.name), owned=owned("t"))


_PLANS = ("plan_product", "plan_trade_item")
_ARCHIVING = (
    ("rejected", True, _SPARED_ITEMS),
    ("trade_item", True, _missing(TRADE_ITEM)),
    ("removal", False, _LAPSED),
    ("rejected", True, _SPARED_PRODUCTS),
    ("product", True, _missing(PRODUCT)),
)
"""(staged records it takes, complete deliveries only, statement), in this order.

Without a record of the entity in the file, a complete delivery archives none of it.
"""


def facts(environment: int, gln: str, jump: Decimal) -> Facts:
    return {"environment": environment, "gln": gln, "jump": jump}
