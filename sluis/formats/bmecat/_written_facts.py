"""Lists of facts that have attributes: treatment classes, status, declarations, branch numbers; and
order and packaging units.

Filled:  CONTENT_UNIT with the order unit, as what is ordered holds itself; REACH.INFO with
         `no data`; QUANTITY_MAX of a packing unit with QUANTITY_MIN.
"""

from __future__ import annotations

from sluis.codelists import packaging, status
from sluis.codelists.bmecat import allows
from sluis.formats._account import Part
from sluis.formats._format import Why
from sluis.formats._xml_out import attribute
from sluis.formats.bmecat._layout import Node
from sluis.formats.bmecat._writing import (
    KINDS,
    Writing,
    filler,
    is_number,
    kind,
    shown,
)
from sluis.formats.bmecat._written_leaves import leaf


@kind("treatments")
def _treatments(writing: Writing, node: Node, part: Part) -> str:
    found = ""
    place = writing.place(node.fields[0], part)
    for one in place[0].parts(place[1]) if place is not None else ():
        kind_ = one.take("type")
        text = writing.text(node, (one, "value"), one.take("value") or "", cut=False)
        if kind_ and text:
            found += leaf(node, text, attribute("type", shown(kind_)))
        else:
            one.tell("type", kind_ or "", Why.PART_LEFT_OUT)
    return found


@kind("statuses")
def _statuses(writing: Writing, node: Node, part: Part) -> str:
    found = _status_of_code(writing, node)
    for field in node.fields:
        place = writing.place(field, part)
        for one in place[0].parts(place[1]) if place is not None else ():
            found += _status(writing, node, one)
    return found


def _status(writing: Writing, node: Node, part: Part) -> str:
    language = part.take("language") or writing.ground.language
    kind_, text = part.take("type"), part.take("text")
    here = _renamed(writing, shown(kind_ or ""))
    if not writing.speaks(language) or here is None:
        part.tell("type", kind_ or "", Why.PART_LEFT_OUT)
        part.tell("text", text or "", Why.PART_LEFT_OUT)
        return ""
    if here != kind_:
        part.tell("type", kind_, Why.CHANGED)
    text = writing.text(node, (part, "text"), text, cut=True) if text else None
    if not text:
        text = here
        part.tell("text", text, Why.FILLED)
    return leaf(node, text, attribute("type", here) + writing.lang(language))


def _renamed(writing: Writing, kind_: str) -> str | None:
    """The type of a status as the dialect calls it: 1.2 says article where 2005 says product."""
    names = (kind_, kind_.replace("product", "article"), kind_.replace("article", "product"))
    known = (name for name in names if allows(writing.ground.dialect, "status", name))
    return next(known, None)


def _status_of_code(writing: Writing, node: Node) -> str:
    """What surely means the same as the status code; read again, it is a word, no code."""
    owner = writing.item or writing.product
    value = owner.seen("status") if owner is not None else None
    word = status.to_bmecat(value) if isinstance(value, str) else None
    here = _renamed(writing, word) if word else None
    if owner is None or here is None or not isinstance(value, str):
        return ""
    owner.take("status")
    owner.tell("status", value, Why.CHANGED)
    text = status.NAMES[value].get(writing.ground.language, status.NAMES[value]["en"])
    owner.tell("extensions.product_status", text, Why.FILLED)
    return leaf(node, text, attribute("type", here))


@kind("declarations")
def _declarations(writing: Writing, node: Node, part: Part) -> str:
    found = ""
    place = writing.place(node.fields[0], part)
    for one in place[0].parts(place[1]) if place is not None else ():
        kind_ = writing.allowed("declaration", (one, "type"), one.take("type") or "")
        text = writing.text(node, (one, "value"), one.take("value") or "", cut=True)
        day = one.take("date")
        if kind_ and text:
            dated = attribute("date", shown(day)) if day else ""
            found += leaf(node, text, attribute("type", kind_) + dated)
        else:
            one.tell("value", text or "", Why.PART_LEFT_OUT)
    return found


@kind("branch_numbers")
def _branch_numbers(writing: Writing, node: Node, part: Part) -> str:
    found = ""
    for field in node.fields:
        place = writing.place(field, part)
        for one in place[0].parts(place[1]) if place is not None else ():
            found += _branch_number(writing, node, one)
    return found


def _branch_number(writing: Writing, node: Node, part: Part) -> str:
    branch = writing.allowed("branch", (part, "type"), part.take("type") or "")
    country = writing.allowed("country", (part, "country"), part.take("country") or "")
    number = shown(part.take("number") or "")
    if branch and country and number.isascii() and number.isdecimal():
        return leaf(node, number, attribute("type", branch) + attribute("country", country))
    part.tell("number", number, Why.PART_LEFT_OUT)
    return ""


@kind("reach")
def _reach(writing: Writing, node: Node, part: Part) -> str:
    place = writing.place(node.fields[0], part)
    value = place[0].take(place[1]) if place is not None else None
    return leaf(node, writing.allowed("reach", place, value)) if place and value else ""


@filler("reach")
def _no_reach(writing: Writing, node: Node, part: Part) -> str:
    if writing.product is not None:
        writing.product.tell("legislation.reach", "no data", Why.FILLED)
    return leaf(node, "no data")


@kind("content_unit")
def _content_unit(writing: Writing, node: Node, part: Part) -> str:
    """Without a unit that can be written, a quantity of it would be one of something else."""
    item = writing.item
    if item is None:
        return ""
    value = item.take("content_unit")
    text = writing.allowed("unit", (item, "content_unit"), value) if value is not None else None
    quantity = item.seen("content_quantity")
    if text is not None or quantity is None:
        return leaf(node, text)
    if value is None and is_number(quantity) and quantity == 1:
        return _same_unit(writing, node, part)
    item.tell("content_quantity", item.take("content_quantity"), Why.NO_PLACE)
    return ""


@filler("content_unit")
def _same_unit(writing: Writing, node: Node, part: Part) -> str:
    item = writing.item
    unit = item.was("order_unit") if item is not None else None
    if item is None or not unit or not allows(writing.ground.dialect, "unit", unit):
        return ""
    item.tell("content_unit", unit, Why.FILLED)
    return leaf(node, unit)


@kind("at_most")
def _at_most(writing: Writing, node: Node, part: Part) -> str:
    return KINDS["number"](writing, node, part)


@filler("at_most")
def _as_least(writing: Writing, node: Node, part: Part) -> str:
    least = part.was("quantity_min")
    if least is None:
        return ""
    part.tell("quantity_max", least, Why.FILLED)
    return leaf(node, shown(least))


@kind("packing")
def _packing(writing: Writing, node: Node, part: Part) -> str:
    value = part.take("code")
    if value is None:
        return ""
    near = value
    if not allows(writing.ground.dialect, "packaging", shown(value)):
        near = packaging.nearest(shown(value)) or value
    text = writing.allowed("packaging", (part, "code"), near)
    if text and text != value:
        part.tell("code", value, Why.CHANGED)
    return leaf(node, text)
