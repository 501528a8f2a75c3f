"""Prices and allowances of a line, and of all lines about one trade item.

Prices:  gross is `net_list`, net is `net_customer`, the gross price of special handling is
         `udp_handling` (a kind of the company's own, in the words of BMEcat). An amount of zero is
         none, but for a gross price without any other. Each price has the day it starts, and its
         unit and quantity where they differ from those of the trade item.
Allowances: `surcharges` with `indicator` (`allowance`, `surcharge`), percentages as fractions, and
         the quantity from which they count as `lower_bound`.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sluis.entities import Json
from sluis.formats._prices import settle

Values = dict[str, Any]
"""What a line holds, by the names of its fields; blank and filled-up fields are missing."""

AMOUNTS = {
    "GrossPriceInOrderUnit": "net_list",
    "NetPriceInOrderUnit": "net_customer",
    "GrossPriceAllowanceGroup": "udp_handling",
}
KEPT = {"VatRate": "vat_code", "FollowManufacturerPriceIndication": "follows_maker_price"}
"""Words of a price that the model has no place for, by their names among extensions."""

INDICATORS = {"T": "surcharge", "C": "surcharge", "K": "allowance", "A": "allowance"}
"""Toeslag or charge, korting or allowance; inferred: the pick list is not public."""

HUNDRED = Decimal(100)

_SAME = {
    "unit": "price_unit",
    "quantity": "price_quantity",
    "unit_factor": "price_unit_factor",
    "currency": "currency",
    "tax": "vat_rate",
}
_OWN = {"currency", "tax"}
"""What every price with an amount says itself."""
_FACTS = {
    "currency": "CurrencyCode",
    "unit": "PriceUnitMeasureUnitCode",
    "quantity": "NumberOfUnitsInPriceBasis",
    "unit_factor": "PriceToOrderUnitFactor",
}


def prices(values: Values) -> list[Json]:
    """The prices of one line."""
    shared = _shared(values)
    found = [
        {"type": kind, "amount": values[name], **shared}
        for name, kind in AMOUNTS.items()
        if name in values
    ]
    return found or ([shared] if shared else [])


def _shared(values: Values) -> Json:
    """What holds for every price of a line."""
    facts: Json = {key: values[name] for key, name in _FACTS.items() if name in values}
    start = values.get("StartDatePriceInformation")
    if isinstance(start, date):
        facts["valid_from"] = start.isoformat()
    tax = values.get("VatPercentage")
    if isinstance(tax, Decimal):
        facts["tax"] = tax / HUNDRED
    return facts


def kept_words(values: Values) -> Json:
    """What a line says of its prices that goes to `extensions`."""
    return {place: values[name] for name, place in KEPT.items() if name in values}


def price_fields(found: list[Json], order_unit: str | None, day: date | None) -> Json:
    """The fields of a trade item that the prices of all its lines give.

    `price_quantity` and the like are those of the price that was chosen; *day* is the date of the
    message. What a price says beside them stays with it.
    """
    if any("amount" in price for price in found):
        fields: Json = {"order_unit": order_unit}
        settle(fields, sorted(found, key=_start) if day is None else found, day, None)
    else:  # a line without any amount says what its prices are per all the same
        fields = {
            name: price[key] for price in found for key, name in _SAME.items() if key in price
        }
    fields["prices"] = [beside for price in found if (beside := _beside(price, fields))]
    return {name: value for name, value in fields.items() if value is not None}


def _start(price: Json) -> str:
    return str(price.get("valid_from", ""))


def _beside(price: Json, fields: Json) -> Json:
    """*price* without what it has in common with the trade item."""
    own = _OWN if "amount" in price else set()
    return {
        key: value
        for key, value in price.items()
        if key not in _SAME or key in own or fields.get(_SAME[key]) != value
    }


def has_begun(found: list[Json], day: date | None) -> bool:
    """Say whether one of the prices counts on *day*; without a day the first one does."""
    return day is None or any(_start(price) <= day.isoformat() for price in found)


def surcharge(values: Values) -> Json:
    """The allowance or surcharge of one line."""
    code = values.get("AllowanceCode", "")
    facts: Json = {
        "type": values.get("AllowanceType"),
        "indicator": INDICATORS.get(code, code) or None,
        "percentage": _fraction(values.get("AllowancePercentage")),
        "amount": values.get("AllowanceAmount"),
        "currency": values.get("CurrencyCode"),
        "sequence": values.get("SequenceNumber"),
        "lower_bound": values.get("LowerLimitScale"),
        "unit": values.get("LowerLimitScaleUnit"),
    }
    if "StartDate" in values:
        facts["valid_from"] = values["StartDate"].isoformat()
    if "AllowanceDescription" in values:
        facts["description"] = {"nl": values["AllowanceDescription"]}
    if "NVT" in values:
        facts["extensions"] = {"NVT": values["NVT"]}
    return {name: value for name, value in facts.items() if value is not None}


def _fraction(percentage: Decimal | None) -> Decimal | None:
    return None if percentage is None else percentage / HUNDRED
