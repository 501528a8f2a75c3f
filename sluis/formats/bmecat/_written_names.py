"""What a record is called: numbers, names and descriptions of PRODUCT_DETAILS; its life.

Filled:  DESCRIPTION_SHORT with the very short one, the beginning of the long one, or that of
         another language.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sluis.formats._account import Part
from sluis.formats._format import Why
from sluis.formats._xml_out import attribute
from sluis.formats.bmecat._layout import Node
from sluis.formats.bmecat._writing import (
    Writing,
    filler,
    kind,
    shown,
)
from sluis.formats.bmecat._written_leaves import leaf, typed_identifier


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
