"""PriceInformation: gross, net and recommended price for one period and quantity.

Units:   amounts are per NumberOfUnitsInPriceBasis (1 when absent) of PriceBasisUoM (the order unit
         when absent), without VAT.
Period:  without a start of its own, from the StartDate in the header of the message, if it has one.
Shape:   one price of `TradeItem.prices` for each amount; `quantity` is the price basis where it is
         not that of the trade item, `discount_group_id` the group that holds with this price.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sluis.entities import Json
from sluis.formats._prices import CHOSEN, settle
from sluis.formats._xml import Element
from sluis.formats.dico._kinds import AMOUNT, ISO, UNIT
from sluis.formats.dico._line import Line
from sluis.formats.dico._nodes import Node, Put, Source, leaf, part, wrap

TYPES = {"gross": "net_list", "net": "net_customer", "retail": "nrp"}
"""Place of an amount -> type of the price; what a supplier lists is the buyer's gross price."""

ONE = Decimal(1)
_READERS = Source.READERS


def priced() -> Node:
    """The element of the prices of one period and quantity."""
    return part(
        "PriceInformation",
        "prices",
        leaf("GrossPrice", "gross", AMOUNT, source=_READERS, also=("GrossPriceInOrderUnit",)),
        leaf("NetPrice", "net", AMOUNT, source=_READERS, also=("NetPriceInOrderUnit",)),
        leaf("RecommendedRetailPrice", "retail", AMOUNT, also=("RetailPrice", "ConsumerPrice")),
        leaf("Currency", "currency", also=("CurrencyCode",), written=()),
        leaf(
            "MinimumQuantity",
            "lower_bound",
            AMOUNT,
            source=_READERS,
            also=("LowerLimitScale", "BracketLowerLimit"),
        ),
        leaf(
            "StartDatePriceInformation",
            "valid_from",
            ISO,
            source=_READERS,
            also=("StartDate", "ValidityStartDate"),
        ),
        leaf(
            "EndDatePriceInformation",
            "valid_until",
            ISO,
            source=_READERS,
            also=("EndDate", "ValidityEndDate"),
        ),
        leaf("AllowanceGroup", "discount_group_id", also=GROUP_NAMES, source=Source.POOL),
        wrap(
            "PriceBase",
            leaf("NumberOfUnitsInPriceBasis", "quantity", AMOUNT, source=_READERS),
            leaf("PriceBasisUoM", "unit", UNIT, source=_READERS, also=("PriceUnitUoM", "PriceUoM")),
            leaf("PriceBaseDescription", "unit_text", source=Source.COMMON, limit=35),
            source=_READERS,
        ),
        put=Put.EXTEND,
        source=_READERS,
        settle=_settled,
        loosen=_loosened,
    )


GROUP_NAMES = ("AllowanceGroupCode", "DiscountGroup", "DiscountGroupCode", "DiscountGroupId")


def _settled(line: Line, found: Json, element: Element) -> list[Json]:
    """The prices of one element; what has no place stays with the first of them."""
    currency = str(found.pop("currency", "")).upper() or line.context.currency
    if line.context.start and "valid_from" not in found:
        found["valid_from"] = line.context.start
    amounts = {kind: found.pop(name) for name, kind in TYPES.items() if name in found}
    extensions = found.pop("extensions", None)
    if not amounts:
        return _without_amount(
            line, found | ({"extensions": extensions} if extensions else {}), element
        )
    prices = [
        {"type": kind, "amount": amount, **({"currency": currency} if currency else {}), **found}
        for kind, amount in amounts.items()
    ]
    if extensions:
        prices[0]["extensions"] = extensions
    return prices


def _without_amount(line: Line, found: Json, element: Element) -> list[Json]:
    if found:
        line.note("price-without-amount", element)
    return [found] if found else []


def settle_prices(item: Json, day: date | None, currency: str | None) -> None:
    """Choose the scalar prices, and give a price a basis of its own only where it has another.

    A scalar price that is per something else than the first of them stays in `prices` only: what
    the scalars are per is said once.
    """
    prices = item.get("prices", [])
    if not prices:
        return
    for price in prices:
        if "unit" in price and "price_unit_factor" in item:
            price["unit_factor"] = item["price_unit_factor"]
    settle(item, prices, day, currency)
    usual = _usual_basis(item, prices)
    item["price_quantity"] = usual[0]
    for price in prices:
        quantity, unit = _basis(price)
        if quantity == usual[0]:
            price.pop("quantity", None)
        else:
            price["quantity"] = quantity
        if unit is not None and unit == item.get("order_unit"):
            del price["unit"]
            price.pop("unit_factor", None)


def _usual_basis(item: Json, prices: list[Json]) -> tuple[Decimal, str | None]:
    """What the first scalar price is per; drops the others that are per something else."""
    usual: tuple[Decimal, str | None] | None = None
    for field, kinds in CHOSEN.items():
        if field in item:
            price = next(
                p for p in prices if p.get("type") in kinds and p.get("amount") == item[field]
            )
            usual = usual or _basis(price)
            if _basis(price) != usual:
                del item[field]
    return usual or (ONE, None)


def _basis(price: Json) -> tuple[Decimal, str | None]:
    return price.get("quantity", ONE), price.get("unit")


# -- writing ------------------------------------------------------------------------------------

_PLACES = {kind: name for name, kind in TYPES.items()}


def _loosened(stored: list[Json]) -> list[Json]:
    """Prices of one period, quantity and basis in one element, in the order of the first."""
    made: list[Json] = []
    for price in stored:
        rest = {name: value for name, value in price.items() if name not in {"type", "amount"}}
        name = _PLACES.get(price.get("type", ""))
        if name is None:
            made.append(dict(price))
            continue
        fits: Any = next((one for one in made if name not in one and _rest(one) == rest), None)
        if fits is None:
            fits = rest
            made.append(fits)
        fits[name] = price["amount"]
    return made


def _rest(one: Json) -> Json:
    return {name: value for name, value in one.items() if name not in TYPES}
