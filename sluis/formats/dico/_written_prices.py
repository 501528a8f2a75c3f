"""Prices of a trade item as a message says them: per what, in one currency, in the order they have.

Left out: a price that would say something else without what the format cannot say: of a type that
         it has not, in another currency than the message, per a unit that it has not, or only for
         other countries than the Netherlands.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from sluis.codelists import trade_units
from sluis.entities import Json
from sluis.formats._format import Why
from sluis.formats._prices import CHOSEN
from sluis.formats.dico._prices import ONE, TYPES, settle_prices

HOME = "NL"
SCALARS = ("currency", "price_unit", "price_quantity", *CHOSEN)

Tell = Callable[[str, object, Why], None]


def listed_prices(item: Json, name: str, currency: str | None, tell: Tell) -> list[Json]:
    """The prices to write for *item*: those of its list, and the scalar ones that are not in it."""
    prices = [dict(price) for price in item.pop("prices", [])]
    prices += _unlisted(item, prices)
    return [one for price in prices if (one := _price(price, item, name, currency, tell))]


def tell_scalars(  # noqa: PLR0917 - what the choice hangs on
    item: Json,
    prices: list[Json],
    day: date | None,
    currency: str | None,
    name: str,
    tell: Tell,
) -> None:
    """Take the scalar prices out of *item*, and tell those that will be read otherwise."""
    usual = item.get("order_unit")
    unit = usual if usual and trade_units.written(usual, name) else None
    said: Json = {"order_unit": unit, "prices": [dict(price) for price in prices]}
    if "price_unit_factor" in item:
        said["price_unit_factor"] = item["price_unit_factor"]
    settle_prices(said, day, currency)
    going_without_saying = {"price_unit": (usual, unit), "price_quantity": (ONE, ONE)}
    for field in SCALARS:
        before, after = going_without_saying.get(field, (None, None))
        stored, found = item.pop(field, before), said.get(field, after)
        found = after if found is None else found
        if stored != found:
            tell(field, stored if stored is not None else found, _why(stored, found))


def _why(stored: object, found: object) -> Why:
    if stored is None:
        return Why.FILLED
    return Why.NO_PLACE if found is None else Why.CHANGED


def _unlisted(item: Json, prices: list[Json]) -> list[Json]:
    """A price for each scalar price of whose type none is listed."""
    listed = {price.get("type") for price in prices if "amount" in price}
    return [
        {"type": kinds[0], "amount": item[name]}
        for name, kinds in CHOSEN.items()
        if name in item and not listed.intersection(kinds)
    ]


def _price(price: Json, item: Json, name: str, currency: str | None, tell: Tell) -> Json | None:
    """*price* as it can be written, None when it cannot."""
    if price.get("type") not in TYPES.values() or "amount" not in price:
        tell("prices", price, Why.PART_LEFT_OUT)
        return None
    if price.pop("currency", None) not in {None, currency}:
        tell("prices", price, Why.PART_LEFT_OUT)
        return None
    territories = price.pop("territories", [])
    if territories:
        tell("prices.territories", territories, Why.NO_PLACE)
        if HOME not in territories:
            tell("prices", price, Why.PART_LEFT_OUT)
            return None
    if not _per(price, item, name):
        tell("prices", price, Why.PART_LEFT_OUT)
        return None
    _multiply(price, tell)
    return _taxed(price, item, tell)


def _per(price: Json, item: Json, name: str) -> bool:
    """Say what the price is per; False when the format has no such unit."""
    price.setdefault("quantity", item.get("price_quantity", ONE))
    usual = item.get("order_unit")
    unit: Any = price.setdefault("unit", item.get("price_unit") or usual)
    if unit is None or trade_units.written(unit, name) is None:
        del price["unit"]
    return "unit" in price or unit == usual


def _multiply(price: Json, tell: Tell) -> None:
    """A factor multiplies the amount; the format has no other way to say it."""
    factor: Decimal | None = price.pop("factor", None)
    if factor is not None:
        price["amount"] *= factor
        tell("prices.factor", factor, Why.NO_PLACE)
        if factor != ONE:
            tell("prices.amount", price["amount"], Why.CHANGED)


def _taxed(price: Json, item: Json, tell: Tell) -> Json:
    tax = price.pop("tax", None)
    if tax is not None and tax != item.get("vat_rate"):
        tell("prices.tax", tax, Why.NO_PLACE)
    factor = price.pop("unit_factor", None)
    if factor is not None and factor != item.get("price_unit_factor"):
        tell("prices.unit_factor", factor, Why.NO_PLACE)
    return price
