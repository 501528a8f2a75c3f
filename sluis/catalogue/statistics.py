"""How much there is of each supplier, day by day."""

from __future__ import annotations

from datetime import date

import msgspec

from sluis.db import Connection


class Statistic(msgspec.Struct, frozen=True, kw_only=True):
    """One supplier on one day; archived ones are not among the others."""

    day: date
    supplier_gln: str
    products: int
    products_archived: int
    trade_items: int
    trade_items_archived: int


def count(connection: Connection, environment: int, day: date) -> None:
    """Count the catalogue; a second count of a day replaces the first."""
    connection.execute(_COUNT, {"environment": environment, "day": day})


_COUNT = """
insert into catalogue_statistic
select %(environment)s, %(day)s, supplier_gln,
       sum(products), sum(products_archived), sum(trade_items), sum(trade_items_archived)
  from (
    select supplier_gln, count(*) filter (where archived_at is null) as products,
           count(archived_at) as products_archived, 0 as trade_items, 0 as trade_items_archived
      from product where environment = %(environment)s group by supplier_gln
    union all
    select supplier_gln, 0, 0, count(*) filter (where archived_at is null), count(archived_at)
      from trade_item where environment = %(environment)s group by supplier_gln
  ) as counted
 group by supplier_gln
    on conflict (environment, day, supplier_gln) do update
   set products = excluded.products, products_archived = excluded.products_archived,
       trade_items = excluded.trade_items, trade_items_archived = excluded.trade_items_archived
"""


def listed(
    connection: Connection, environment: int, *, supplier: str | None = None, days: int = 14
) -> list[Statistic]:
    """The last *days* that were counted, the newest first."""
    facts = {"environment": environment, "supplier": supplier, "days": days}
    return [Statistic(**row) for row in connection.execute(_LISTED, facts)]


_LISTED = """
select day, supplier_gln, products, products_archived, trade_items, trade_items_archived
  from catalogue_statistic
 where environment = %(environment)s
   and (%(supplier)s::text is null or supplier_gln = %(supplier)s)
   and day in (select distinct day from catalogue_statistic where environment = %(environment)s
                order by day desc limit %(days)s)
 order by day desc, supplier_gln
"""


def remove(connection: Connection, environment: int, days: int) -> int:
    """Remove counts that are more than *days* old; says how many."""
    removed = connection.execute(
        "delete from catalogue_statistic"
        " where environment = %s and day < current_date - %s::integer",
        [environment, days],
    )
    return removed.rowcount
