"""MIME in both of its places, and PRODUCT_REFERENCE.

Filled:  MIME_CODE (5.0) with that of the purpose, else MD99 (others); MIME_PURPOSE (3.1) with that
         of the code; MIME_TYPE (3.1) by the suffix of the source, else `url`.
"""

from __future__ import annotations

import mimetypes
import re
from typing import Any

from sluis.codelists import attachments, relations
from sluis.codelists.bmecat import allows
from sluis.formats._account import Part
from sluis.formats._format import Why
from sluis.formats._xml_out import attribute, element
from sluis.formats.bmecat._layout import Node
from sluis.formats.bmecat._writing import (
    KINDS,
    Writing,
    filler,
    kind,
    lacking,
    shown,
)
from sluis.formats.bmecat._written_leaves import identifier, leaf, words
from sluis.model import Transaction

_MD = re.compile(r"MD\d\d")
_OTHERS = "MD99"
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
