"""Read an element by its description."""

from __future__ import annotations

from typing import Any

from sluis.entities import Json
from sluis.formats._xml import Element
from sluis.formats.dico._kinds import KEEP
from sluis.formats.dico._line import Line, language_said
from sluis.formats.dico._names import LOCAL
from sluis.formats.dico._nodes import Node, Put

_INSTANCE = "{http://www.w3.org/2001/XMLSchema-instance}"


def fill(line: Line, node: Node, element: Element, part: Json) -> None:
    """Put what the children of *element* hold into *part*; nothing of them is dropped."""
    _fill(line, node, element, part, node, "")


def _fill(  # noqa: PLR0917 - the places an element has in three trees
    line: Line, node: Node, element: Element, part: Json, whole: Node, path: str
) -> None:
    """*whole* is the node of *part*; *path* leads from there to *element*."""
    _stray(line, element, part, path)
    for child in element:
        if len(child):
            one = node.parts[child.tag]
        else:
            one = node.leaves[child.tag] or whole.loose[child.tag]
        if one is None:
            line.keep(part, child, path)
        elif not one.children:
            _leaf(line, one, child, part, path)
        elif one.place:
            _part(line, one, child, part)
        else:
            _attributes(line, child, part, path)
            _fill(line, one, child, part, whole, f"{path}{LOCAL[child.tag]}/")


def _leaf(line: Line, node: Node, element: Element, part: Json, path: str) -> None:
    value = node.kind.read(line, element)
    if value is KEEP:
        line.keep(part, element, path)
    elif value is None:
        return
    elif node.put is Put.MANY:
        side, name = _side(part, node.place)
        values = side.setdefault(name, [])
        if value not in values:
            values.append(value)
    else:
        side, name = _side(part, node.place)
        line.put(side, name, value, element)


def _part(line: Line, node: Node, element: Element, part: Json) -> None:
    inner: Json = {}
    if node.put is Put.MERGE and (code := language_said(element)):
        inner["language"] = line.language(code)
    else:
        _attributes(line, element, inner, "")
    fill(line, node, element, inner)
    value = node.settle(line, inner, element) if node.settle else inner
    if not value:
        return
    side, name = _side(part, node.place)
    if node.put is Put.MANY:
        side.setdefault(name, []).append(value)
    elif node.put is Put.EXTEND:
        side.setdefault(name, []).extend(value)
    elif node.put is Put.MERGE:
        _merge(line, side.setdefault(name, {}), value, element)
    else:
        line.put(side, name, value, element)


def _merge(line: Line, side: Json, value: Json, element: Element) -> None:
    for language, texts in value.items():
        known = side.setdefault(language, {})
        for name, text in texts.items():
            if isinstance(known.get(name), list) and isinstance(text, list):
                known[name] += [one for one in text if one not in known[name]]
            else:
                line.put(known, name, text, element)


def _side(part: Json, place: str) -> tuple[Json, str]:
    """The dict that *place*, a path with points, leads to, and the last name of it."""
    while "." in place:
        first, _, place = place.partition(".")
        part = part.setdefault(first, {})
    return part, place


def _stray(line: Line, element: Element, part: Json, path: str) -> None:
    """Text between elements, where none is expected."""
    tails: list[Any] = [element.text, *(child.tail for child in element)]
    stray = " ".join(text.strip() for text in tails if text and text.strip())
    if stray:
        line.note("text-misplaced", element, stray)
        kept = part.setdefault("extensions", {})
        kept.setdefault(path + LOCAL[element.tag], []).append(stray)


def _attributes(line: Line, element: Element, part: Json, path: str) -> None:
    """Attributes of an element with children; those of schema instances say nothing."""
    for name, value in element.items():
        if not str(name).startswith(_INSTANCE):
            kept = part.setdefault("extensions", {})
            kept.setdefault(f"{path}{LOCAL[element.tag]}/@{LOCAL[str(name)]}", []).append(value)
