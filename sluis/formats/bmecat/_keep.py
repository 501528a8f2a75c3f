"""An element we have no typed place for, as plain values: nothing of it is lost.

Shape:   a leaf without attributes is its text; any other element is a dict with its attributes
         as `@name`, its own text as `#text`, and its children by name, each a list in document
         order (also when there is one, so that the shape never depends on the data).
Lost:    the order between children of different names, comments, and the namespace.
"""

from __future__ import annotations

from typing import Any

from sluis.errors import UnreadableFile
from sluis.formats.bmecat._names import NAMES, Element, attributes

DEPTH_LIMIT = 40
"""Levels of nesting below which no catalogue goes; deeper is an attack or damage."""


def keep(element: Element, depth: int = 0) -> Any:
    """*element* as text or as a dict; an empty element is None."""
    if depth > DEPTH_LIMIT:
        raise UnreadableFile(f"elements nested deeper than {DEPTH_LIMIT}", format_name="bmecat")
    text = (element.text or "").strip()
    if not len(element) and not element.attrib:
        return text or None
    kept: dict[str, Any] = {f"@{name}": v for name, v in attributes(element).items()}
    tails = [text]
    for child in element:
        kept.setdefault(NAMES[child.tag], []).append(keep(child, depth + 1))
        tails.append((child.tail or "").strip())
    if any(tails):
        kept["#text"] = " ".join(filter(None, tails))
    return kept
