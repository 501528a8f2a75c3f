"""Findings that need the whole file or the catalogue: made set by set, kept in pg_temp."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from psycopg import sql

from sluis.catalogue.clauses import described, owned, stored, values
from sluis.catalogue.columns import PRODUCT, TABLES, TRADE_ITEM, Table, carried
from sluis.catalogue.recall import Facts
from sluis.catalogue.staging import holds, stage
from sluis.checks import rules
from sluis.db import Connection
from sluis.model import PRICE_FIELDS, Entity, Finding

BATCH = 500
"""Findings fetched at a time."""


def collect(connection: Connection, facts: Facts) -> None:
    """Fill `stage_finding` from the plan."""
    for statement in (*(_SHARED if holds(connection, "shared") else ()), *_STATEMENTS):
        connection.execute(_INSERT + statement, facts, prepare=False)
    connection.execute(sql.SQL("create index on {} (ordinal, number)").format(stage("finding")))


def stream(connection: Connection) -> Iterator[Finding]:
    """The collected findings in file order, fetched in batches: memory stays flat.

    Each batch is a statement of its own, so the caller may use the connection in between.
    """
    after = (-1, 0)
    while batch := _batch(connection, after):
        for row in batch:
            yield _finding(row)
        after = (batch[-1]["ordinal"], batch[-1]["number"])


def _batch(connection: Connection, after: tuple[int, int]) -> list[dict[str, Any]]:
    return connection.execute(
        sql.SQL(
            "select * from {} where (ordinal, number) > (%s, %s) order by ordinal, number limit %s"
        ).format(stage("finding")),
        [*after, BATCH],
    ).fetchall()


def _finding(row: dict[str, Any]) -> Finding:
    return rules.finding(
        row["rule"],
        entity=Entity(row["entity"]),
        key=row["record_key"],
        ordinal=row["ordinal"],
        line=row["line"],
        field=row["field"],
        value=row["value"],
        **{name: fact for name, fact in row["detail"].items() if fact is not None},
    )


_INSERT = sql.SQL(
    "insert into {} (rule, entity, record_key, ordinal, line, field, value, detail) "
).format(stage("finding"))


def _of(table: Table, text: str) -> sql.Composed:
    """Name the staging tables of *table* and its columns in *text*."""
    return sql.SQL(text).format(
        entity=sql.Literal(table.name),
        number=sql.Identifier(table.key[-1]),
        number_name=sql.Literal(table.key[-1]),
        stage=stage(table.name),
        patches=stage(table.patches),
        keys=stage(table.keys),
        plan=stage(f"plan_{table.name}"),
        shared=stage("shared"),
        not_about_prices=sql.Literal(_bits(table, without=PRICE_FIELDS)),
    )


def _bits(table: Table, without: Collection[str]) -> str:
    return carried(table, (c.name for c in table.fields if c.name not in without))


_DUPLICATE_KEY = """
select 'duplicate-key', {entity}, number, ordinal, line, {number_name}, number,
       jsonb_build_object('first_ordinal', first_ordinal::text,
                          'first_line', coalesce(first_line::text, '?'))
from {shared} where entity = {entity} and role = 'duplicate'
"""

_PRODUCT_DESCRIBED_DIFFERENTLY = """
select 'product-described-differently', 'product',
       coalesce(i.supplier_item_number, s.manufacturer_product_number), s.ordinal, s.line,
       'manufacturer_product_number', s.manufacturer_product_number,
       jsonb_build_object('first_ordinal', f.ordinal::text)
from {shared} d
join {product} s using (ordinal)
join {product} f on f.ordinal = d.first_ordinal
left join {trade_item} i on i.ordinal = s.ordinal
where d.entity = 'product' and d.role = 'repeated' and {description} is distinct from {first}
"""

_UPDATE_UNKNOWN = """
select case when {entity} = 'trade_item'
             and position(B'1' in s.carried & {not_about_prices}::bit varying) = 0
            then 'price-update-unknown' else 'update-unknown' end,
       {entity}, s.{number}, s.ordinal, s.line, {number_name}, s.{number}, '{{}}'::jsonb
from {shared} d
join {patches} s using (ordinal)
where d.entity = {entity} and d.role = 'unknown'
"""

_DELETE_UNKNOWN = """
select 'delete-unknown', {entity}, s.{number}, s.ordinal, s.line, {number_name}, s.{number},
       '{{}}'::jsonb
from {plan} p
join {keys} s using (ordinal)
where p.source = 'remove' and p.id is null
"""

_RECORDS_MISSING = """
select 'records-missing', {entity}, '', 0, null, '', '', jsonb_build_object('n', count(*)::text)
from {plan} where verdict = 'missing' having count(*) > 0
"""

_REFERENCE_UNKNOWN = """
with referred as (
  select s.ordinal, s.line, s.manufacturer_product_number, r.relation ->> 'number' as number
  from {product} s
  join {plan_product} p using (ordinal)
  cross join lateral jsonb_array_elements(s.relations) as r (relation)
  where p.source = 'record' and (s.carried is null or get_bit(s.carried, {relations}) = 1)
    and not r.relation ? 'catalogue_id'  -- in another catalogue: not ours to know
  union all
  select s.ordinal, s.line, s.manufacturer_product_number, r.relation ->> 'number'
  from {recalled} s
  cross join lateral jsonb_array_elements(s.relations) as r (relation)
  where s.relations is not null and not r.relation ? 'catalogue_id'),
elsewhere as materialized (
  select number as supplier_item_number from referred where number is not null
  except select supplier_item_number from {trade_item}
  except select supplier_item_number from {trade_item_patch}
  except select supplier_item_number from {recalled}
  except select manufacturer_product_number from {recalled}
  except select manufacturer_product_number from {product}
  except select manufacturer_product_number from {product_patch}
  except select supplier_item_number from {trade_item_key} where asks = 'reject'
  except select manufacturer_product_number from {product_key} where asks = 'reject'),
unknown as (
  select s.supplier_item_number as number from elsewhere s
  left join {stored_item}
  where t.id is null or t.archived_at is not null
  except select t.manufacturer_product_number from product t
         where exists (select from elsewhere) and {owned} and t.archived_at is null)
select 'reference-unknown', 'product',
       coalesce(i.supplier_item_number, k.supplier_item_number, r.manufacturer_product_number),
       r.ordinal, r.line, 'relations', r.number, '{{}}'::jsonb
from referred r
join unknown using (number)
left join {trade_item} i on i.ordinal = r.ordinal
left join {recalled} k on k.ordinal = r.ordinal
"""

_PRICE_JUMP = """
select 'price-jump', 'trade_item', s.supplier_item_number, s.ordinal, s.line, j.field, shown.new,
       jsonb_build_object('old', shown.old, 'new', shown.new, 'percent', shown.percent)
from {plan_trade_item} p
join {trade_item} s using (ordinal)
join trade_item t on t.id = p.id
cross join lateral (
  select coalesce(nullif(s.price_quantity, 0), 1) as q,
         coalesce(nullif(t.price_quantity, 0), 1) as oq) as per
cross join lateral (values
  ('net_price', s.net_price / q, t.net_price / oq),
  ('gross_list_price', s.gross_list_price / q, t.gross_list_price / oq)) as j (field, new, old)
cross join lateral (
  select trim_scale(round(j.old, 6))::text as old, trim_scale(round(j.new, 6))::text as new,
         trim_scale(round(100 * (j.new - j.old) / nullif(j.old, 0), 1))::text as percent) as shown
where p.jumped and j.old > 0 and abs(j.new - j.old) > %(jump)s * j.old
"""
"""Amounts per unit of one."""


def _named(text: str) -> sql.Composed:
    """Name the staging tables in *text*."""
    tables = [name for table in TABLES for name in (table.name, table.patches, table.keys)]
    return sql.SQL(text).format(
        **{name: stage(name) for name in (*tables, "shared", "recalled")},
        **{f"plan_{table.name}": stage(f"plan_{table.name}") for table in TABLES},
        first=values(described(PRODUCT), "f"),
        description=values(described(PRODUCT), "s"),
        relations=sql.Literal([c.name for c in PRODUCT.fields].index("relations")),
        owned=owned("t"),
        stored_item=stored(TRADE_ITEM),
    )


_SHARED = (
    *(_of(table, _DUPLICATE_KEY) for table in (TRADE_ITEM, PRODUCT)),
    _named(_PRODUCT_DESCRIBED_DIFFERENTLY),
    *(_of(table, _UPDATE_UNKNOWN) for table in (TRADE_ITEM, PRODUCT)),
)
_STATEMENTS = (
    *(_of(table, _DELETE_UNKNOWN) for table in (TRADE_ITEM, PRODUCT)),
    _named(_REFERENCE_UNKNOWN),
    _named(_PRICE_JUMP),
    *(_of(table, _RECORDS_MISSING) for table in (TRADE_ITEM, PRODUCT)),
)
