"""Prices: what cannot be a price is an error, what is odd about one is a warning.

Shape:   record -> findings about its trade item, price updates included. A price is {"type",
         "amount", "currency", "tax", "factor", "lower_bound", "territories", "valid_from",
         "valid_until", "unit", "unit_factor", ...}.
Units:   amounts per `price_quantity` of `price_unit`, without VAT; VAT as a fraction (0.21).
Source:  PRODUCT_PRICE_DETAILS of BMEcat 1.2, 2005 and the ETIM guidelines; `sluis.codelists.prices`
         and `currencies`.
Limits:  a price for later beside one for today is the normal case: only an item of which no
         price is valid today is told. Steps of a scale are compared within one type, currency,
         territory and period. In the guideline a discount may be from the recommended price.

>>> amount_rule(Decimal("-0.01")), amount_rule(Decimal(0)), amount_rule("12,50")
('price-negative', 'price-zero', 'price-impossible')
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from sluis.checks import _about
from sluis.checks.mandatory import has_price
from sluis.codelists import currencies, prices
from sluis.entities import Json
from sluis.model import Finding, Header, Record, TradeItem

SCALARS = ("gross_list_price", "net_price", "recommended_retail_price")
FACTORS = ("factor", "unit_factor")
SCALE = ("type", "currency", "valid_from", "valid_until", "unit")
"""What the steps of one scale have in common, territories aside."""

_ZERO = Decimal(0)
_ONE = Decimal(1)
_HUNDRED = Decimal(100)


def check(record: Record, header: Header, today: date) -> Iterator[Finding]:
    """Look at every price of the item, then at what they are for."""
    item = record.trade_item
    if item is None:
        return
    yield from _scalars(record, item)
    for price in item.prices:
        yield from _price(record, price)
    if len(item.prices) > 1 and len({str(p.get("type")) for p in item.prices}) < len(item.prices):
        yield from _scales(record, item.prices)
    yield from _basis(record, item)
    yield from _currencies(record, item, header)
    yield from _beside(record, item)


def check_header(header: Header, today: date) -> Iterator[Finding]:
    """Warn about an unknown currency."""
    if header.currency and not currencies.is_known(header.currency):
        yield _about.document("currency-unknown", "currency", header.currency)


# -- amounts ------------------------------------------------------------------------------------


def _scalars(record: Record, item: TradeItem) -> Iterator[Finding]:
    """The scalar prices, unless they are the same amount as one of the prices."""
    for field in SCALARS:
        amount = getattr(item, field)
        rule = amount_rule(amount)
        if rule is not None and all(amount is not p.get("amount") for p in item.prices):
            yield _about.item(record, rule, field, amount)


def _price(record: Record, price: Json) -> Iterator[Finding]:
    amount, kind = price.get("amount"), price.get("type")
    rule = amount_rule(amount)
    if rule is not None and not (rule == "price-zero" and _is_open(price)):
        yield _about.item(record, rule, f"prices.{kind or 'amount'}", amount)
    if type(kind) is not str or kind not in prices.NAMES:
        yield from _kind(record, kind, amount)
    if "factor" in price or "unit_factor" in price:
        yield from _factors(record, price)
    rate = price.get("tax")
    if rate is not None and not _is_fraction(rate):
        yield from _vat(record, rate)
    if "valid_until" in price:
        start, end = _about.text(price, "valid_from"), _about.text(price, "valid_until")
        if start > end:
            yield _about.item(record, "validity-order", "prices.valid_from", start, until=end)


def _factors(record: Record, price: Json) -> Iterator[Finding]:
    for field in FACTORS:
        factor = _about.number(price, field)
        if factor is not None and factor <= 0:
            yield _about.item(record, "price-factor-not-positive", f"prices.{field}", factor)


def amount_rule(amount: Any) -> str | None:
    """The rule that *amount* breaks."""
    if amount is None:
        return None
    if type(amount) is int:
        amount = Decimal(amount)
    if type(amount) is not Decimal or not amount.is_finite():
        return "price-impossible"
    if amount > _ZERO:
        return None
    return "price-negative" if amount < _ZERO else "price-zero"


def _is_open(price: Json) -> bool:
    """A price on request or of the day may well be zero."""
    return price.get("type") == prices.ON_REQUEST or price.get("daily") is True


def _kind(record: Record, kind: Any, amount: Any) -> Iterator[Finding]:
    if amount is not None and not (type(kind) is str and prices.is_known(kind)):
        yield _about.item(record, "price-type-unknown", "prices.type", kind or "-")


# -- scales -------------------------------------------------------------------------------------


def _scales(record: Record, listed: list[Json]) -> Iterator[Finding]:
    scales: dict[str, list[Json]] = {}
    for price in listed:
        if price.get("amount") is not None and not price.get("extensions"):
            scales.setdefault(_scale(price), []).append(price)
    for steps in scales.values():
        if len(steps) > 1:
            yield from _steps(record, steps)


def _scale(price: Json) -> str:
    return repr([price.get(name) for name in SCALE] + sorted(_about.texts(price, "territories")))


def _steps(record: Record, steps: list[Json]) -> Iterator[Finding]:
    by_bound: dict[Decimal, list[str]] = {}
    before: Decimal | None = None
    kind = _about.text(steps[0], "type")
    for step in steps:
        bound = _about.number(step, "lower_bound") or _ONE
        if before is not None and bound < before:
            field = "prices.lower_bound"
            yield _about.item(record, "price-scale-order", field, bound, type=kind, before=before)
        before = bound
        by_bound.setdefault(bound, []).append(str(step["amount"]))
    for bound, amounts in by_bound.items():
        if len(amounts) > 1:
            yield _about.item(
                record,
                "price-scale-duplicate",
                "prices.lower_bound",
                bound,
                type=kind,
                amounts=", ".join(amounts),
            )


# -- what a price is for ------------------------------------------------------------------------


def _basis(record: Record, item: TradeItem) -> Iterator[Finding]:
    quantity, factor = item.price_quantity, item.price_unit_factor
    if quantity is not None and not _about.is_positive(quantity):
        yield _about.item(record, "price-quantity-not-positive", "price_quantity", quantity)
    if factor is not None and not item.prices and not _about.is_positive(factor):
        yield _about.item(record, "price-factor-not-positive", "price_unit_factor", factor)
    has_unit = item.price_unit or item.order_unit or any("unit" in p for p in item.prices)
    if (quantity is not None and has_unit) or not _about.described(record) or not has_price(item):
        return
    if quantity is None:
        yield _about.item(record, "price-without-quantity", "price_quantity")
    if not has_unit:
        yield _about.item(record, "price-without-unit", "price_unit")


def _currencies(record: Record, item: TradeItem, header: Header) -> Iterator[Finding]:
    used = dict.fromkeys([_about.text(price, "currency") for price in item.prices])
    used[item.currency or ""] = None
    used.pop("", None)
    for currency in used:
        if not currencies.is_known(currency) and currency != header.currency:
            yield _about.item(record, "currency-unknown", "currency", currency)
    if not used and not header.currency and has_price(item):
        yield _about.item(record, "currency-missing", "currency")


def _is_fraction(rate: Any) -> bool:
    return type(rate) is Decimal and rate.is_finite() and _ZERO <= rate < _ONE


def _vat(record: Record, rate: Any) -> Iterator[Finding]:
    if type(rate) is not Decimal or not rate.is_finite() or rate < _ZERO:
        yield _about.item(record, "vat-impossible", "vat_rate", rate)
    else:
        fraction = format((rate / _HUNDRED).normalize(), "f")
        yield _about.item(record, "vat-as-percentage", "vat_rate", rate, expected=fraction)


def _beside(record: Record, item: TradeItem) -> Iterator[Finding]:
    """Prices beside each other, beside VAT and beside the discount."""
    gross, net, group = item.gross_list_price, item.net_price, item.discount_group_id
    if gross is not None and net is not None and _is_above(net, gross):
        yield _about.item(record, "net-above-gross", "net_price", net, gross=gross)
    rate = item.vat_rate
    if (
        rate is not None
        and not _is_fraction(rate)
        and all(rate is not p.get("tax") for p in item.prices)
    ):
        yield from _vat(record, rate)
    from_what = gross is not None or item.recommended_retail_price is not None
    if group and not from_what and _about.described(record):
        field = "discount_group_id"
        yield _about.item(record, "discount-group-without-gross", field, group)


def _is_above(one: Decimal, other: Decimal) -> bool:
    return one.is_finite() and other.is_finite() and one > other
