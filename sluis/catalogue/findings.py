"""Findings that need the whole file or the catalogue: made set by set, kept in pg_temp."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from psycopg import sql

from sluis.catalogue.clauses import owned
from sluis.catalogue.columns import PRODUCT, TRADE_ITEM
from sluis.catalogue.compare import Facts, described, merged, stored, values
from sluis.catalogue.staging import stage
from sluis.checks import rules
from sluis.db import Connection
from sluis.model import Entity, Finding

BATCH = 500
"""Findings fetched at a time."""


def collect(connection: Connection, facts: Facts) -> None:
    """Fill `stage_finding` from the plan."""
    for statement in _STATEMENTS:
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


def _statement(text: str) -> sql.Composed:
    """Name the staging tables and the column lists in *text*."""
    amounts = merged()
    return sql.SQL(text).format(
        **{name: stage(name) for name in ("product", "trade_item", "price", "removal", "rejected")},
        **{name: stage(name) for name in ("duplicate", "plan_product", "plan_trade_item")},
        recalled=stage("recalled"),
        first_description=values(described(PRODUCT), "f"),
        description=values(described(PRODUCT), "s"),
        owned=owned("t"),
        stored_item=stored(TRADE_ITEM),
        net_price=amounts["net_price"],
        gross_list_price=amounts["gross_list_price"],
        price_quantity=amounts["price_quantity"],
    )


_INSERT = sql.SQL(
    "insert into {} (rule, entity, record_key, ordinal, line, field, value, detail) "
).format(stage("finding"))

_DUPLICATE_KEY = """
with lines as (
  select supplier_item_number, ordinal, line from {trade_item}
  union all select supplier_item_number, ordinal, line from {price}
  union all select supplier_item_number, ordinal, line from {removal})
select 'duplicate-key', 'trade_item', l.supplier_item_number, l.ordinal, l.line,
       'supplier_item_number', l.supplier_item_number,
       jsonb_build_object('first_ordinal', f.ordinal::text,
                          'first_line', coalesce(f.line::text, '?'))
from {duplicate} d
join lines l using (ordinal)
join lines f on f.ordinal = d.first_ordinal
where d.entity = 'trade_item'
"""

_PRODUCT_DESCRIBED_DIFFERENTLY = """
select 'product-described-differently', 'product',
       coalesce(i.supplier_item_number, s.manufacturer_product_number), s.ordinal, s.line,
       'manufacturer_product_number', s.manufacturer_product_number,
       jsonb_build_object('first_ordinal', f.ordinal::text)
from {duplicate} d
join {product} s using (ordinal)
join {product} f on f.ordinal = d.first_ordinal
left join {trade_item} i on i.ordinal = s.ordinal
where d.entity = 'product' and {description} is distinct from {first_description}
"""

_PRICE_UPDATE_UNKNOWN = """
select 'price-update-unknown', 'trade_item', s.supplier_item_number, s.ordinal, s.line,
       'supplier_item_number', s.supplier_item_number, '{{}}'::jsonb
from {plan_trade_item} p
join {price} s using (ordinal)
where p.source = 'price' and p.verdict = 'rejected'
"""

_DELETE_UNKNOWN = """
select 'delete-unknown', 'trade_item', s.supplier_item_number, s.ordinal, s.line,
       'supplier_item_number', s.supplier_item_number, '{{}}'::jsonb
from {plan_trade_item} p
join {removal} s using (ordinal)
where p.source = 'removal' and p.id is null
"""

_REFERENCE_UNKNOWN = """
with referred as (
  select s.ordinal, s.line, s.manufacturer_product_number, r.relation ->> 'number' as number
  from {product} s
  join {plan_product} p using (ordinal)
  cross join lateral jsonb_array_elements(s.relations) as r (relation)
  where p.verdict not in ('rejected', 'repeated')
    and not r.relation ? 'catalogue_id'  -- in another catalogue: not ours to know
  union all
  select s.ordinal, s.line, s.manufacturer_product_number, r.relation ->> 'number'
  from {recalled} s
  cross join lateral jsonb_array_elements(s.relations) as r (relation)
  where s.relations is not null and not r.relation ? 'catalogue_id'),
elsewhere as materialized (
  select number as supplier_item_number from referred where number is not null
  except select supplier_item_number from {trade_item}
  except select supplier_item_number from {price}
  except select supplier_item_number from {recalled}
  except select manufacturer_product_number from {recalled}
  except select manufacturer_product_number from {product}
  except select supplier_item_number from {rejected}
  except select manufacturer_product_number from {rejected}),
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
join %s s using (ordinal)
join trade_item t on t.id = p.id
cross join lateral (
  select coalesce(nullif({price_quantity}, 0), 1) as q,
         coalesce(nullif(t.price_quantity, 0), 1) as oq) as per
cross join lateral (values
  ('net_price', {net_price} / q, t.net_price / oq),
  ('gross_list_price', {gross_list_price} / q, t.gross_list_price / oq)) as j (field, new, old)
cross join lateral (
  select trim_scale(round(j.old, 6))::text as old, trim_scale(round(j.new, 6))::text as new,
         trim_scale(round(100 * (j.new - j.old) / nullif(j.old, 0), 1))::text as percent) as shown
where p.jumped and p.source = '%s' and j.old > 0 and abs(j.new - j.old) > %%(jump)s * j.old
"""
"""Amounts per unit of one; for the records of the file and for its price updates."""

_RECORDS_MISSING = """
select 'records-missing', '%s', '', 0, null, '', '', jsonb_build_object('n', count(*)::text)
from {plan_%s} where verdict = 'missing' having count(*) > 0
"""

_STATEMENTS = tuple(
    _statement(text)
    for text in (
        _DUPLICATE_KEY,
        _PRODUCT_DESCRIBED_DIFFERENTLY,
        _PRICE_UPDATE_UNKNOWN,
        _DELETE_UNKNOWN,
        _REFERENCE_UNKNOWN,
        _PRICE_JUMP % ("{trade_item}", "record"),
        _PRICE_JUMP % ("{price}", "price"),
        _RECORDS_MISSING % ("trade_item", "trade_item"),
        _RECORDS_MISSING % ("product", "product"),
    )
)
