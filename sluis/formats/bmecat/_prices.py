"""PRODUCT_ORDER_DETAILS and PRODUCT_PRICE_DETAILS: how it is ordered, and every price.

Units:   an amount is per PRICE_QUANTITY (1 when absent) of PRICE_UNIT (ORDER_UNIT when absent),
         without VAT but for `gros_list`; TAX is a fraction (0.21).
Shape:   a price is {"type", "amount", "currency", "tax", "factor", "lower_bound", "territories",
         "valid_from", "valid_until", "daily", "unit", "unit_factor"}; dates are ISO texts.
Chosen:  the scalar prices, by `sluis.formats._prices`.
"""

from __future__ import annotations

from sluis.codelists import units
from sluis.entities import Json
from sluis.formats._xml import Element, attributes
from sluis.formats.bmecat._draft import Draft, branch
from sluis.formats.bmecat._etim_extensions import packing_units
from sluis.formats.bmecat._keep import keep
from sluis.formats.bmecat._names import NAMES, Handler, Table

_EDGES = {"valid_start_date": "valid_from", "valid_end_date": "valid_until"}


def order_details(draft: Draft, element: Element) -> None:
    for child in element:
        _ORDER[child.tag](draft, child)


def price_details(draft: Draft, element: Element) -> None:
    """One period with its prices; what holds for the period is repeated in each price."""
    period: Json = {}
    prices: list[Json] = []
    for child in element:
        name = NAMES[child.tag]
        if name == "PRODUCT_PRICE":
            prices.append(_price(draft, child))
        else:
            _PERIOD[child.tag](draft, period, child)
    for price in prices:
        draft.prices.append({**period, **price})
    if period and not prices:
        draft.prices.append(period)


def unit(draft: Draft, element: Element) -> str:
    """The UN/ECE code of a unit; an unknown one as it came."""
    written = draft.text(element)
    return units.canonical(written) or written


# -- PRODUCT_PRICE ------------------------------------------------------------------------------


def _price(draft: Draft, element: Element) -> Json:
    price = _attributes(element)
    for child in element:
        _PRICE[child.tag](draft, price, child)
    if "currency" not in price and "amount" in price and draft.context.currency:
        price["currency"] = draft.context.currency
    return price


def _attributes(element: Element) -> Json:
    if element.keys() == ["price_type"]:
        return {"type": element.get("price_type")}
    price: Json = {}
    for name, value in attributes(element).items():
        if name == "price_type":
            price["type"] = value
        else:
            price.setdefault("extensions", {})[f"@{name}"] = value
    return price


def _amount(name: str) -> Handler:
    def put(draft: Draft, price: Json, element: Element) -> None:
        draft.put(price, name, draft.amount(element), element)

    return put


def _currency(draft: Draft, price: Json, element: Element) -> None:
    draft.put(price, "currency", draft.text(element).upper(), element)


def _territory(draft: Draft, price: Json, element: Element) -> None:
    territory = draft.text(element)
    if territory:
        price.setdefault("territories", []).append(territory)


def _base(draft: Draft, price: Json, element: Element) -> None:
    """PRICE_BASE stands below the period in the ETIM guideline, below the price in 2005."""
    for child in element:
        name = NAMES[child.tag]
        if name == "PRICE_UNIT":
            draft.put(price, "unit", unit(draft, child), child)
        elif name == "PRICE_UNIT_FACTOR":
            draft.put(price, "unit_factor", draft.amount(child), child)
        else:
            _more(draft, price, child)


def _tax_details(draft: Draft, price: Json, element: Element) -> None:
    """TAX_DETAILS of 2005: kept whole; its first TAX is the tax of the price."""
    _more(draft, price, element)
    for child in element:
        if NAMES[child.tag] == "TAX" and "tax" not in price:
            draft.put(price, "tax", draft.amount(child), child)


def _more(draft: Draft, price: Json, element: Element) -> None:
    kept = keep(element)
    if kept is None:
        draft.note("element-empty", element)
        return
    name = NAMES[element.tag]
    price.setdefault("extensions", {}).setdefault(name, []).append(kept)


# -- the period ---------------------------------------------------------------------------------


def _datetime(draft: Draft, period: Json, element: Element) -> None:
    edge = _EDGES.get(element.get("type") or "")
    if edge is None:
        _more(draft, period, element)
        return
    for child in element:
        name = NAMES[child.tag]
        if name == "DATE":
            _edge(draft, period, edge, child)
        elif name in {"TIME", "TIMEZONE"}:
            draft.put(period, f"{edge}_{name.lower()}", draft.text(child), child)
        else:
            _more(draft, period, child)


def _edge(draft: Draft, period: Json, edge: str, element: Element) -> None:
    day = draft.validity(element)
    if day is not None:
        draft.put(period, edge, day.isoformat(), element)


def _edge_of(edge: str) -> Handler:
    def put(draft: Draft, period: Json, element: Element) -> None:
        _edge(draft, period, edge, element)
        if "T" in (element.text or ""):
            _more(draft, period, element)

    return put


def _daily(draft: Draft, period: Json, element: Element) -> None:
    draft.put(period, "daily", draft.boolean(element), element)


# -- the order ----------------------------------------------------------------------------------


def _quantity(name: str) -> Handler:
    def put(draft: Draft, element: Element) -> None:
        draft.put(draft.item, name, draft.amount(element), element)

    return put


def _unit(name: str) -> Handler:
    def put(draft: Draft, element: Element) -> None:
        draft.put(draft.item, name, unit(draft, element), element)

    return put


def _other_order(draft: Draft, element: Element) -> None:
    draft.set_aside(element, "PRODUCT_ORDER_DETAILS")


_ORDER: Table[Handler] = Table(
    {
        "ORDER_UNIT": _unit("order_unit"),
        "CONTENT_UNIT": _unit("content_unit"),
        "NO_CU_PER_OU": _quantity("content_quantity"),
        "PRICE_QUANTITY": _quantity("price_quantity"),
        "QUANTITY_MIN": _quantity("minimum_order_quantity"),
        "QUANTITY_INTERVAL": _quantity("order_step_size"),
        "PACKING_UNITS": branch(packing_units),
    },
    _other_order,
)
_PERIOD: Table[Handler] = Table(
    {
        "DATETIME": _datetime,
        "VALID_START_DATE": _edge_of("valid_from"),
        "VALID_END_DATE": _edge_of("valid_until"),
        "DAILY_PRICE": _daily,
        "PRICE_BASE": _base,
    },
    _more,
)
_PRICE: Table[Handler] = Table(
    {
        "PRICE_AMOUNT": _amount("amount"),
        "PRICE_CURRENCY": _currency,
        "TAX": _amount("tax"),
        "PRICE_FACTOR": _amount("factor"),
        "LOWER_BOUND": _amount("lower_bound"),
        "TERRITORY": _territory,
        "PRICE_BASE": _base,
        "TAX_DETAILS": _tax_details,
    },
    _more,
)
