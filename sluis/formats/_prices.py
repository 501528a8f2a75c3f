"""The scalar prices of a trade item, chosen from all that its source gives.

Chosen:  from these types, the first that occurs: net_list -> gross_list_price; net_customer,
         net_customer_exp -> net_price; nrp -> recommended_retail_price. `gros_list` has VAT in it
         and is only in `prices`.
         Of several: the latest period that has begun on the generation date of the file (without
         that date, or when none has begun: the first in the file), then the lowest bound, then
         the first in the file.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sluis.entities import Json

CHOSEN = {
    "gross_list_price": ("net_list",),
    "net_price": ("net_customer", "net_customer_exp"),
    "recommended_retail_price": ("nrp",),
}
"""Scalar price -> types that may give it, best first."""

_NO_BOUND = Decimal(0)


def settle(item: Json, prices: list[Json], day: date | None, currency: str | None) -> None:
    """Put the scalar prices into the fields of *item*, and what they are per.

    *prices* are as in `TradeItem`; *day* is the generation date of the file, *currency* that of a
    price which names none.
    """
    if not prices:
        return
    by_type: dict[str, list[Json]] = {}
    for price in prices:
        if "amount" in price:
            by_type.setdefault(price.get("type", ""), []).append(price)
    chosen = [_choose(item, by_type, field, day) for field in CHOSEN]
    for price in filter(None, chosen):
        item.setdefault("currency", price.get("currency"))
        item.setdefault("vat_rate", price.get("tax"))
        item.setdefault("price_unit", price.get("unit"))
        item.setdefault("price_unit_factor", price.get("unit_factor"))
        if "quantity" in price:
            item.setdefault("price_quantity", price["quantity"])
    item["currency"] = item.get("currency") or currency
    item["price_unit"] = item.get("price_unit") or item.get("order_unit")


def _choose(
    item: Json, by_type: dict[str, list[Json]], field: str, day: date | None
) -> Json | None:
    for kind in CHOSEN[field]:
        if kind in by_type:
            found = by_type[kind]
            best = found[0]
            if len(found) > 1:
                best = min(_in_period(found, day), key=_bound)
            item[field] = best["amount"]
            return best
    return None


def _in_period(prices: list[Json], day: date | None) -> list[Json]:
    """Those of the latest period begun on *day*, else those of the first period."""
    begun = [p for p in prices if day is not None and p.get("valid_from", "") <= day.isoformat()]
    if begun:
        latest = max(str(p.get("valid_from", "")) for p in begun)
        return [p for p in begun if p.get("valid_from", "") == latest]
    start = prices[0].get("valid_from")
    return [p for p in prices if p.get("valid_from") == start]


def _bound(price: Json) -> Decimal:
    bound = price.get("lower_bound", _NO_BOUND)
    return bound if isinstance(bound, Decimal) else _NO_BOUND
