"""An element we have no typed place for, as plain values: nothing of it is lost.

Shape:   a leaf without attributes is its text; any other element is a dict with its attributes
         as `@name`, its own text as `#text`, and its children by name, each a list in document
         order (also when there is one, so that the shape never depends on the data).
Lost:    the order between children of different names, comments, and the namespace.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sluis.errors import UnreadableFile
from sluis.formats._xml import Element, attributes

DEPTH_LIMIT = 40
"""Levels of nesting below which no catalogue goes; deeper is an attack or damage."""

Keep = Callable[[Element], Any]


def keeper(names: Mapping[str, str], format_name: str) -> Keep:
    """A function that keeps an element; *names* gives each tag the name it is kept under.

    It returns None for an empty element, and raises `UnreadableFile` for one nested too deep.
    """

    def keep(element: Element, depth: int = 0) -> Any:
        if depth > DEPTH_LIMIT:
            reason = f"elements nested deeper than {DEPTH_LIMIT}"
            raise UnreadableFile(reason, format_name=format_name)
        text = (element.text or "").strip()
        if not len(element) and not element.attrib:
            return text or None
        kept: dict[str, Any] = {f"@{name}": v for name, v in attributes(element).items()}
        tails = [text]
        for child in element:
            kept.setdefault(names[child.tag], []).append(keep(child, depth + 1))
            tails.append((child.tail or "").strip())
        if any(tails):
            kept["#text"] = " ".join(filter(None, tails))
        return kept

    return keep
