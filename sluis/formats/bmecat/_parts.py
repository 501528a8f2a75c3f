"""Nested parts read by a table: element name -> (key, how to read it).

One small language for the dozens of flat blocks in USER_DEFINED_EXTENSIONS: packing units,
hazardous substances, surcharges, characteristics, modelling classes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sluis.entities import Json
from sluis.formats._xml import Element
from sluis.formats.bmecat._draft import Draft
from sluis.formats.bmecat._keep import keep
from sluis.formats.bmecat._names import NAMES

Put = Callable[[Draft, Json, str, Element], None]
Fields = Mapping[str, tuple[str, Put]]


def part(draft: Draft, element: Element, fields: Fields, *, prefix: str = "UDX.EDXF.") -> Json:
    """*element* as a dict; children that *fields* does not know are kept in its `extensions`."""
    found: Json = {}
    fill(draft, found, element, fields, prefix=prefix)
    return found


def fill(
    draft: Draft, found: Json, element: Element, fields: Fields, *, prefix: str = "UDX.EDXF."
) -> None:
    for child in element:
        name = NAMES[child.tag]
        field = fields.get(name.removeprefix(prefix))
        if field is None:
            more(draft, found, child)
        else:
            field[1](draft, found, field[0], child)


def more(draft: Draft, found: Json, element: Element) -> None:
    """Keep *element*, which has no place of its own, in the part it belongs to."""
    kept = keep(element)
    if kept is None:
        draft.note("element-empty", element)
        return
    name = NAMES[element.tag]
    found.setdefault("extensions", {}).setdefault(name, []).append(kept)


def text(draft: Draft, found: Json, key: str, element: Element) -> None:
    draft.put(found, key, draft.text(element), element)


def texts(draft: Draft, found: Json, key: str, element: Element) -> None:
    value = draft.text(element)
    if value:
        found.setdefault(key, []).append(value)


def words(draft: Draft, found: Json, key: str, element: Element) -> None:
    draft.words(found.setdefault(key, {}), element)


def word_lists(draft: Draft, found: Json, key: str, element: Element) -> None:
    value = draft.text(element)
    if value:
        found.setdefault(key, {}).setdefault(draft.language(element), []).append(value)


def amount(draft: Draft, found: Json, key: str, element: Element) -> None:
    draft.put(found, key, draft.amount(element), element)


def number(draft: Draft, found: Json, key: str, element: Element) -> None:
    draft.put(found, key, draft.number(element), element)


def numbers(draft: Draft, found: Json, key: str, element: Element) -> None:
    value: Any = draft.number(element)
    if value is not None:
        found.setdefault(key, []).append(value)


def boolean(draft: Draft, found: Json, key: str, element: Element) -> None:
    draft.put(found, key, draft.boolean(element), element)


def day(draft: Draft, found: Json, key: str, element: Element) -> None:
    draft.put(found, key, draft.day(element), element)


def nested(fields: Fields) -> Put:
    """A child that is a part itself, and may occur again."""

    def put(draft: Draft, found: Json, key: str, element: Element) -> None:
        if len(element):
            found.setdefault(key, []).append(part(draft, element, fields))
        else:
            more(draft, found, element)

    return put
