"""The nodes of a record that are not written as they stand: numbers, names, features, attachments.

What is filled in where an element must be there, and why that is honest:
  CONTENT_UNIT       the order unit: what is ordered holds itself, as when there is no such element
  DESCRIPTION_SHORT  the very short or the beginning of the long one, else that of another language
  PRODUCT_FEATURES   class `-` of the system ETIM: the guideline's sign for no value
  REACH.INFO         `no data`
  MIME_CODE          that of the purpose, else MD99 (others); MIME_PURPOSE that of the code
  MIME_TYPE          by the suffix of the source, else `url`
"""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Iterable
from typing import Any

from sluis.codelists import attachments, packaging, relations, status
from sluis.codelists.bmecat import allows
from sluis.codelists.etim import NO_VALUE
from sluis.formats._account import Part
from sluis.formats._format import Why
from sluis.formats._xml_out import attribute, element
from sluis.formats.bmecat._layout import Node
from sluis.formats.bmecat._writing import (
    KINDS,
    Place,
    Writing,
    children,
    filler,
    identifier,
    is_number,
    kind,
    lacking,
    leaf,
    listed,
    shown,
    typed_identifier,
    words,
)
from sluis.model import Transaction

_RELEASE = re.compile(r"\d{1,3}(?:\.\d{1,3})?")
_MD = re.compile(r"MD\d\d")
_UNKNOWN = "UN"
_OTHERS = "MD99"
_VALUES = ("values", "values_by_language", "value_ids", "features", "extensions")
"""Where a feature may have values; one with none of these is unknown."""

_CODE_OF_PURPOSE = {
    "normal": "MD01",
    "thumbnail": "MD47",
    "detail": "MD25",
    "data_sheet": "MD22",
    "safety_data_sheet": "MD03",
    "icon": "MD48",
}
_PURPOSE_OF_CODE = {code: purpose for purpose, code in _CODE_OF_PURPOSE.items()} | dict.fromkeys(
    ("MD17", "MD18"), "logo"
)


# -- numbers and names --------------------------------------------------------------------------


@kind("buyer")
def _buyer(writing: Writing, node: Node, part: Part) -> str:
    return typed_identifier(writing, node, part, attribute("type", "buyer_specific"))


@kind("maker")
def _maker(writing: Writing, node: Node, part: Part) -> str:
    """The maker's number; that of a trade item whose product is not known stands in for it."""
    owner = writing.product or writing.item
    value = owner.take("manufacturer_product_number") if owner is not None else None
    if owner is None or value is None:
        return ""
    place = (owner, "manufacturer_product_number")
    return leaf(node, writing.text(node, place, value, cut=False))


@kind("gtins")
def _gtins(writing: Writing, node: Node, part: Part) -> str:
    """Numbers of the trade item and its product: BMEcat does not tell them apart."""
    of_item = writing.item.take("item_gtins") if writing.item is not None else None
    of_product = writing.product.take("product_gtins") if writing.product is not None else None
    numbers = dict.fromkeys([*(of_item or []), *(of_product or [])])
    written = [number for number in numbers if _is_gtin(node, number)][: node.most]
    for owner, name, had in (
        (writing.item, "item_gtins", of_item),
        (writing.product, "product_gtins", of_product),
    ):
        if owner is not None and (had or []) != written:
            owner.tell(name, had or written, Why.CHANGED if had else Why.FILLED)
    typed = "" if node.name == "EAN" else attribute("type", "gtin")
    return "".join(leaf(node, number, typed) for number in written)


def _is_gtin(node: Node, number: Any) -> bool:
    fits = isinstance(number, str) and len(number) <= (node.longest or len(number))
    return fits and number.isascii() and number.isalnum()


@kind("short")
def _short(writing: Writing, node: Node, part: Part) -> str:
    """That of the trade item; that of the product where it has none of its own."""
    own = _short_texts(writing, "i")
    shared = _short_texts(writing, "p")
    found = ""
    for code_ in sorted({*own, *shared}, key=lambda one: (one != writing.ground.language, one)):
        place, value = own.get(code_) or shared[code_]
        text = writing.text(node, place, value, cut=True)
        found += leaf(node, text, writing.lang(code_))
        _tell_other(writing, code_, own, shared)
    return found


def _short_texts(writing: Writing, side: str) -> dict[str, tuple[tuple[Part, str], str]]:
    found = {}
    above = (side, "descriptions")
    for code_ in writing.languages(above):
        owner = writing.scope((*above, code_)) if writing.speaks(code_) else None
        value = owner.take("short") if owner is not None else None
        if owner is not None and isinstance(value, str):
            found[code_] = ((owner, "short"), value)
    return found


def _tell_other(writing: Writing, code_: str, own: Any, shared: Any) -> None:
    """The product reads what the trade item says; the other way round goes without saying."""
    if code_ not in own:
        return
    text = own[code_][1]
    if code_ in shared and shared[code_][1] != text:
        (owner, name), value = shared[code_]
        owner.tell(name, value, Why.CHANGED)
    elif code_ not in shared and writing.product is not None:
        writing.product.tell(f"descriptions.{code_}.short", text, Why.FILLED)


@filler("short")
def _any_short(writing: Writing, node: Node, part: Part) -> str:
    for name in ("very_short", "long", "short"):
        for code_, text in _any_texts(writing, name):
            found = shown(text).strip()[: node.longest].rstrip()
            if found:
                owner = writing.product or part
                language = code_ if writing.speaks(code_) else writing.ground.language
                owner.tell(f"descriptions.{language}.short", found, Why.FILLED)
                return leaf(node, found, writing.lang(language))
    return ""


def _any_texts(writing: Writing, name: str) -> Iterable[tuple[str, Any]]:
    """Texts of this kind in any language, those that can be written first."""
    above = ("p", "descriptions")
    found = {}
    for code_ in sorted(writing.languages(above), key=lambda one: not writing.speaks(one)):
        scope = writing.scope((*above, code_))
        text = scope.seen(name) if scope is not None else None
        if isinstance(text, str):
            found[code_] = text
    return found.items()


@kind("life")
def _life(writing: Writing, node: Node, part: Part) -> str:
    """A date of product and trade item alike."""
    name = node.fields[0][0]
    sides = [side for side in (writing.item, writing.product) if side is not None]
    had = [side.take(name) for side in sides]
    day = next((one for one in had if one is not None), None)
    for side, one in zip(sides, had, strict=True):
        if one != day:
            side.tell(name, one or day, Why.FILLED if one is None else Why.CHANGED)
    return leaf(node, day.isoformat()) if day is not None else ""


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


# -- features -----------------------------------------------------------------------------------


@kind("features")
def _features(writing: Writing, node: Node, part: Part) -> str:
    product = writing.product
    if product is None:
        return ""
    blocks = _etim(writing, node, product)
    for block in product.parts("classifications"):
        with writing.account.optional():
            blocks += element(node.name, children(writing, node.children, block))
    return blocks


def _etim(writing: Writing, node: Node, product: Part) -> str:
    """The ETIM block; a product with features and no class has the class `-`."""
    class_, release = product.take("etim_class"), product.take("etim_release")
    has_features = product.seen("features")
    if not class_ and not has_features and not release:
        return ""
    if not class_:
        product.tell("etim_class", NO_VALUE, Why.FILLED)
    if not release:
        product.tell("etim_release", "ETIM", Why.FILLED)
    system, group, *rest = node.children
    named = f"ETIM-{release}" if _RELEASE.fullmatch(release or "") else release or "ETIM"
    inner = leaf(system, _system_name(writing, (product, "etim_release"), named))
    inner += leaf(
        group, writing.text(group, (product, "etim_class"), class_ or NO_VALUE, cut=False)
    )
    return element(node.name, inner + _each_feature(writing, rest[0], product))


@kind("system")
def _system(writing: Writing, node: Node, part: Part) -> str:
    value = part.take("system")
    return leaf(node, _system_name(writing, (part, "system"), shown(value))) if value else ""


def _system_name(writing: Writing, place: Place, name: str) -> str | None:
    """The name of a classification with hyphens where the dialect wants no spaces."""
    if allows(writing.ground.dialect, "system", name):
        return name
    plain = re.sub("[^A-Za-z0-9.-]+", "-", name)
    place[0].tell(place[1], name, Why.CHANGED)
    return writing.allowed("system", place, plain)


def _each_feature(writing: Writing, node: Node, product: Part) -> str:
    found = KINDS["each"](writing, node, product)
    if found or not node.must:
        return found
    product.tell("features", NO_VALUE, Why.FILLED)
    names = [child.name for child in node.children if child.must]
    return element(node.name, "".join(element(name, NO_VALUE) for name in names))


@filler("features")
def _no_features(writing: Writing, node: Node, part: Part) -> str:
    product = writing.product or part
    product.tell("etim_class", NO_VALUE, Why.FILLED)
    product.tell("etim_release", "ETIM", Why.FILLED)
    system, group, *rest = node.children
    inner = leaf(system, "ETIM") + leaf(group, NO_VALUE)
    return element(node.name, inner + (_each_feature(writing, rest[0], product)))


@kind("names")
def _names(writing: Writing, node: Node, part: Part) -> str:
    """The code, which has no language, and the names beside it, which have one."""
    value = part.take("code")
    found = leaf(node, writing.text(node, (part, "code"), value, cut=False)) if value else ""
    if node.most is None and "name" in part.values:
        for place, code_, text in writing.in_languages(("name",), part):
            short = writing.text(node, place, text, cut=True)
            found += leaf(node, short, writing.lang(code_, always=True))
    return found


@kind("values")
def _values(writing: Writing, node: Node, part: Part) -> str:
    """The values; where there are none, the sign for that."""
    found = ""
    for value in listed(part.take("values") or []):
        is_prose = " " in shown(value).strip()
        found += leaf(node, writing.text(node, (part, "values"), value, cut=is_prose))
    if "values_by_language" in part.values:
        found += _values_in_languages(writing, node, part)
    if found or any(part.was(name) for name in _VALUES):
        return found
    if not part.seen("reason"):
        part.tell("reason", _UNKNOWN, Why.FILLED)
        part.values["reason"] = _UNKNOWN
    return leaf(node, NO_VALUE)


def _values_in_languages(writing: Writing, node: Node, part: Part) -> str:
    found = ""
    for place, code_, texts in writing.in_languages(("values_by_language",), part):
        for text in listed(texts):
            short = writing.text(node, place, text, cut=False)
            found += leaf(node, short, writing.lang(code_, always=True))
    return found


@kind("reason")
def _reason(writing: Writing, node: Node, part: Part) -> str:
    """Why there is no value; it stands where a text in the language of the document would."""
    if "reason" not in part.values and "details" not in part.values:
        return ""
    reason = None if any(part.was(name) for name in _VALUES) else part.take("reason")
    found = [leaf(node, writing.text(node, (part, "reason"), reason, cut=False))] if reason else []
    for place, code_, value in writing.in_languages(("details",), part):
        if len(found) >= (node.most or len(found) + 1) or (
            reason and code_ == writing.ground.language
        ):
            place[0].tell(place[1], value, Why.NO_PLACE)
        else:
            found.append(
                leaf(node, writing.text(node, place, value, cut=True), writing.lang(code_))
            )
    return "".join(found)


# -- order and packaging ------------------------------------------------------------------------


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


# -- attachments and references -----------------------------------------------------------------


@kind("source")
def _source(writing: Writing, node: Node, part: Part) -> str:
    """The source as it came when the receiver finds it there, else its address."""
    if sources := _sources(writing, part):
        part.values["source"] = sources
    return words(writing, node, part)


def _sources(writing: Writing, part: Part) -> dict[str, str]:
    context = writing.ground.context
    sources, uris = _strings(part.seen("source")), _strings(part.seen("uri"))
    for code_, uri in uris.items():
        source = sources.get(code_)
        if source is None or context.uri(source, code_) != uri:
            part.tell(f"source.{code_}", source or uri, Why.CHANGED if source else Why.FILLED)
            sources[code_] = uri
    for code_, source in sources.items():
        if code_ not in uris and context.uri(source, code_) not in {None, source}:
            part.tell(f"uri.{code_}", "", Why.FILLED)
    if uris:
        part.values.pop("uri")
    return sources


def _strings(texts: Any) -> dict[str, str]:
    """The texts by language of a nested part; whatever else stands there stays to be told."""
    items = texts.items() if isinstance(texts, dict) else ()
    return {code_: text for code_, text in items if isinstance(text, str)}


@kind("mime_code")
def _mime_code(writing: Writing, node: Node, part: Part) -> str:
    value = part.take("code")
    if value is None:
        return ""
    if allows(writing.ground.dialect, "md", shown(value)):
        return leaf(node, shown(value))
    part.tell("code", value, Why.CHANGED)
    known = attachments.KINDS.get(shown(value))
    near = known.nearest if known is not None and known.nearest else _OTHERS
    return leaf(node, near)


@filler("mime_code")
def _any_code(writing: Writing, node: Node, part: Part) -> str:
    found = _CODE_OF_PURPOSE.get(shown(part.seen("purpose") or ""), _OTHERS)
    part.tell("code", found, Why.FILLED)
    return leaf(node, found)


@kind("mime_descr")
def _mime_descr(writing: Writing, node: Node, part: Part) -> str:
    """The guideline 3.1 puts the MD code here, plain BMEcat a description."""
    if node.longest and writing.ground.dialect.startswith("bmecat-etim"):
        value = part.seen("code")
        if isinstance(value, str) and _MD.fullmatch(value):
            return leaf(node, part.take("code"))
    return words(writing, node, part)


@kind("purpose")
def _purpose(writing: Writing, node: Node, part: Part) -> str:
    value = part.take("purpose")
    return leaf(node, writing.allowed("purpose", (part, "purpose"), value)) if value else ""


@filler("purpose")
def _any_purpose(writing: Writing, node: Node, part: Part) -> str:
    found = _PURPOSE_OF_CODE.get(shown(part.was("code")), "others")
    part.tell("purpose", found, Why.FILLED)
    return leaf(node, found)


@kind("mime_type")
def _mime_type(writing: Writing, node: Node, part: Part) -> str:
    value = part.take("type")
    if value is None:
        return ""
    text = writing.allowed("mime_type", (part, "type"), value)
    return leaf(node, writing.text(node, (part, "type"), text, cut=False)) if text else ""


@filler("mime_type")
def _any_type(writing: Writing, node: Node, part: Part) -> str:
    sources = _strings(part.was("source")) or _strings(part.was("uri"))
    source = next(iter(sources.values()), "")
    found = mimetypes.guess_type(shown(source).partition("?")[0])[0] or "url"
    part.tell("type", found, Why.FILLED)
    return leaf(node, found)


@kind("references")
def _references(writing: Writing, node: Node, part: Part) -> str:
    if writing.ground.transaction is Transaction.UPDATE_PRICES:
        return ""
    found = ""
    for field in node.fields:
        place = writing.place(field, part)
        for one in place[0].parts(place[1]) if place is not None else ():
            with writing.account.optional():
                found += _reference(writing, node, one)
    return found


def _reference(writing: Writing, node: Node, part: Part) -> str:
    number, *rest = node.children
    target = identifier(writing, number, part)
    if not target:
        raise lacking(number, part)
    value = shown(part.take("type") or "")
    here = value if allows(writing.ground.dialect, "reference", value) else relations.nearest(value)
    here = here if allows(writing.ground.dialect, "reference", here) else "others"
    if here != value:
        part.tell("type", value, Why.CHANGED if value else Why.FILLED)
    inner = target + "".join(KINDS[child.kind](writing, child, part) for child in rest)
    return element(node.name, inner, attribute("type", here) + _quantity(part))


def _quantity(part: Part) -> str:
    value = part.take("quantity")
    if value is None:
        return ""
    text = shown(value)
    if text.isascii() and text.removeprefix("-").isdecimal():
        return attribute("quantity", text)
    part.tell("quantity", value, Why.NOT_ALLOWED)
    return ""
