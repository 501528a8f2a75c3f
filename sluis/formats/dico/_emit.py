"""Write a part by its description. What is taken is accounted for; the rest is told at the end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sluis.formats._account import Part
from sluis.formats._format import Why
from sluis.formats._xml_out import attribute, clean, element, escaped
from sluis.formats.dico._nodes import Node, Put

INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
TEXTS = "texts"
"""The part within texts of one language: it has no place of its own in what is stored."""


def emit(node: Node, part: Part, name: str) -> str:
    """The children of *node*, with the values of *part*, as format *name* writes them."""
    return _children(node, _Places(part), name, "")


class _Places:
    """A part, and those within it that places with points lead to, each opened once."""

    def __init__(self, part: Part) -> None:
        self._opened: dict[str, Part | None] = {"": part}

    def find(self, place: str) -> tuple[Part | None, str]:
        """The part in which a value stands, None when there is none, and its name there."""
        path, _, name = place.rpartition(".")
        return self._open(path), name

    def _open(self, path: str) -> Part | None:
        if path not in self._opened:
            around, name = self.find(path)
            self._opened[path] = around.part(name) if around else None
        return self._opened[path]


def _children(node: Node, places: _Places, name: str, prefix: str) -> str:
    return "".join(
        _one(child, places, name, prefix) for child in node.children if name in child.written
    )


def _one(node: Node, places: _Places, name: str, prefix: str) -> str:
    if not node.children:
        return _leaf(node, places, name, prefix)
    if node.place and node.place != TEXTS:
        return "".join(_parts(node, places, name, prefix))
    inner = _children(node, places, name, node.space.prefix + ":" if node.space else prefix)
    return element(prefix + node.name, inner, _space(node))


def _space(node: Node) -> str:
    """Extensions must be opened with their namespace and the place of their schema."""
    if node.space is None:
        return ""
    prefix, space, schema = node.space
    return attribute(f"xmlns:{prefix}", space) + attribute(
        "xsi:schemaLocation", f"{space} {schema}"
    )


def _leaf(node: Node, places: _Places, name: str, prefix: str) -> str:
    part, place = places.find(node.place)
    value = part.take(place) if part is not None else None
    if part is None or value is None:
        return ""
    values = value if node.put is Put.MANY and isinstance(value, list) else [value]
    texts = [_text(node, one, name, part, place) for one in values]
    return "".join(element(prefix + node.name, escaped(text)) for text in texts)


def _text(node: Node, value: Any, name: str, part: Part, place: str) -> str:
    """What to write; empty when the value cannot be written, which is told."""
    written = node.kind.write(value, name)
    text = clean(written) if written is not None else ""
    if not text or (node.limit and len(text) > node.limit and not node.cut):
        part.tell(place, value, Why.NOT_ALLOWED)
        return ""
    if node.limit and len(text) > node.limit:
        part.tell(place, value, Why.CUT)
        return text[: node.limit].rstrip()
    if text != written:
        part.tell(place, value, Why.CHANGED)
    return text


def _parts(node: Node, places: _Places, name: str, prefix: str) -> Iterator[str]:
    around, place = places.find(node.place)
    if around is None:
        return
    if node.put is Put.MERGE:
        opened = _by_language(around, place)
    elif node.put is Put.ONE:
        one = around.part(place)
        opened = [one] if one is not None else []
    else:
        if node.loosen is not None and isinstance(around.values.get(place), list):
            around.values[place] = node.loosen(around.values[place])
        opened = around.parts(place)
    for part in opened:
        inner = _children(node, _Places(part), name, prefix)
        if node.put is not Put.MERGE or inner.count("</") > 1:  # a language alone says nothing
            yield element(prefix + node.name, inner)


def _by_language(around: Part, place: str) -> list[Part]:
    """The texts of each language, which stands with them."""
    texts = around.part(place)
    if texts is None:
        return []
    opened = []
    for language in list(texts.values):
        one = texts.part(language)
        if one is None:
            continue
        if len(language) != LETTERS:
            texts.values[language] = one.values  # which nothing is written of
            continue
        one.values["language"] = language
        opened.append(one)
    return opened


LETTERS = 2
"""Of a language that DICO has a code for (ISO 639-1)."""
