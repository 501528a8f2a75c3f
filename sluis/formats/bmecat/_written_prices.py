"""PRODUCT_PRICE_DETAILS: every price, in periods; and the scalar prices that no price says.

Filled:  a price without a start has that of the document, where the dialect wants one: it held on
         that day.
Left out: a price whose unit, currency or type cannot be written: it would be another price.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from sluis.entities import Json
from sluis.formats._account import Lacking, Part
from sluis.formats._format import Why
from sluis.formats._prices import CHOSEN, settle
from sluis.formats._values import as_date
from sluis.formats._xml_out import attribute, element
from sluis.formats.bmecat._dialect import BMECAT_12, BMECAT_2005, ETIM_50
from sluis.formats.bmecat._layout import Node
from sluis.formats.bmecat._writing import (
    KINDS,
    Writing,
    children,
    is_number,
    kind,
    shown,
)
from sluis.formats.bmecat._written_leaves import leaf
from sluis.model import Entity

_DATED = ("valid_from", "valid_until")
_PERIOD = (*_DATED, "daily")
_BASE = ("unit", "unit_factor")
_EDGES = {"valid_from": "valid_start_date", "valid_until": "valid_end_date"}
_SCALARS = {
    "currency": "currency",
    "price_unit": "unit",
    "price_unit_factor": "unit_factor",
    "vat_rate": "tax",
}
"""Field of the trade item -> what each of its prices has instead when it has none of its own."""

_UNDATED = {BMECAT_2005, BMECAT_12}
"""Dialects in which a price needs no date."""

_WITH_UNIT = {ETIM_50, BMECAT_2005}
"""Dialects in which a price may be per another unit than that of the order."""


@kind("periods")
def _periods(writing: Writing, node: Node, part: Part) -> str:
    item = writing.item
    if item is None:
        return ""
    prices = item.parts("prices") + _missing(writing, item)
    scalars = {name: item.take(name) for name in (*CHOSEN, *_SCALARS)}
    for price in prices:
        _complete(writing, price, scalars)
    written: list[Json] = []
    found = ""
    names = (*_PERIOD, *_BASE) if writing.ground.dialect == ETIM_50 else _PERIOD
    for _, same in groupby(prices, key=lambda price: [str(price.seen(name)) for name in names]):
        found += _details(writing, node, names, list(same), written)
    _tell_scalars(writing, item, scalars, written)
    return found


@kind("currency")
def _currency(writing: Writing, node: Node, part: Part) -> str:
    value = part.take("currency")
    if value is None:
        return ""
    text = writing.allowed("currency", (part, "currency"), value)
    if text is None:
        raise Lacking(part.entity, part.at("currency"))
    return leaf(node, text)


def _missing(writing: Writing, item: Part) -> list[Part]:
    """A price for each scalar price of whose type there is none."""
    listed = item.was("prices") or []
    types = {str(one.get("type")) for one in listed if isinstance(one, dict) and "amount" in one}
    return [
        writing.account.part(
            Entity.TRADE_ITEM, {"type": kinds[0], "amount": item.seen(name)}, "prices"
        )
        for name, kinds in CHOSEN.items()
        if item.seen(name) is not None and not types.intersection(kinds)
    ]


def _complete(writing: Writing, price: Part, scalars: Json) -> None:
    """Say in the price what it is per, and from when."""
    for name, own in _SCALARS.items():
        if scalars[name] is not None and price.seen(own) is None:
            price.values[own] = scalars[name]
    day = writing.ground.context.generated_on
    wanted = writing.ground.dialect not in _UNDATED
    if wanted and day is not None and not any(as_date(str(price.seen(name))) for name in _DATED):
        price.tell("valid_from", day.isoformat(), Why.FILLED)
        price.values["valid_from"] = day.isoformat()


def _details(
    writing: Writing,
    node: Node,
    names: tuple[str, ...],
    prices: list[Part],
    written: list[Json],
) -> str:
    """One period; what is in *written* afterwards is what is read again."""
    found = ""
    kept: list[Json] = []
    with writing.account.optional():
        said = {name: prices[0].seen(name) for name in names}
        said = {name: value for name, value in said.items() if value is not None}
        common = writing.account.part(Entity.TRADE_ITEM, said, "prices")
        for price in prices:
            for name in names:
                price.take(name)
        inner = _dates(common)
        done = []
        for child in node.children:
            if child.kind == "prices":
                done.append("".join(_each(writing, child, prices, kept)))
            else:
                done.append(KINDS[child.kind](writing, child, common))
        if any(kept):
            found = element(node.name, inner + "".join(done))
            written += [said | one for one in kept]
    return found


def _each(writing: Writing, node: Node, prices: list[Part], kept: list[Json]) -> Iterator[str]:
    for price in prices:
        with writing.account.optional():
            values = dict(price.values)
            found = _price(writing, node, price)
            kept.append(values)
            yield found


def _price(writing: Writing, node: Node, price: Part) -> str:
    type_ = writing.allowed("price_type", (price, "type"), price.take("type") or "")
    if type_ is None:
        raise Lacking(price.entity, price.at("type"))
    if writing.ground.dialect not in _WITH_UNIT:
        _same_unit(writing, price)
    inner = children(writing, node.children, price)
    if not inner:
        raise Lacking(price.entity, price.at("amount"))
    return element(node.name, inner, attribute("price_type", type_))


def _same_unit(writing: Writing, price: Part) -> None:
    """The dialect can say no unit: it must be that of the order."""
    unit = price.take("unit")
    order_unit = writing.item.was("order_unit") if writing.item is not None else None
    if unit is not None and unit != order_unit:
        raise Lacking(price.entity, price.at("unit"))


def _dates(period: Part) -> str:
    found = ""
    for name, edge in _EDGES.items():
        value = period.take(name)
        day = as_date(shown(value)) if value is not None else None
        if day is not None:
            inner = element("DATE", day.isoformat())
            found += element("DATETIME", inner, attribute("type", edge))
        if value is not None and (day is None or day.isoformat() != value):
            period.tell(name, value, Why.NOT_ALLOWED if day is None else Why.CHANGED)
    return found


def _tell_scalars(writing: Writing, item: Part, scalars: Json, written: list[Json]) -> None:
    """The scalar prices are chosen again by who reads the prices: say where that differs."""
    ground = writing.ground.context
    found: Json = {"order_unit": item.was("order_unit")}
    settle(found, written, ground.generated_on, ground.currency)
    for name, value in scalars.items():
        again = found.get(name)
        if value is not None and not _is_same(value, again):
            item.tell(name, value, Why.CHANGED)
        elif value is None and again is not None and not _is_plain(name, again, writing):
            item.tell(name, again, Why.FILLED)


def _is_same(one: Any, other: Any) -> bool:
    """Whether two values are equal; of numbers that are none only their text is looked at."""
    return str(one) == str(other) or (is_number(one) and is_number(other) and one == other)


def _is_plain(name: str, value: Any, writing: Writing) -> bool:
    """Whether a reader would suppose this anyway."""
    item = writing.item
    if name == "price_unit":
        return item is not None and value == item.was("order_unit")
    return name == "currency" and value == writing.ground.context.currency
