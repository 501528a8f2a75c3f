"""Documents made from a table of elements: every leaf and attribute gets its own marker.

A table is one element per line, indented by two spaces a level: name, `*` when it repeats,
`number` or `date` when it is not text, `@name` per attribute.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count

from lxml import etree

FIXED = {"DATE": "2026-01-01", "LANGUAGE": "nld", "UDX.EDXF.VERSION": "5.0"} | {
    "REFERENCE_FEATURE_SYSTEM_NAME": "ETIM-10.0"
}
"""Elements whose value decides what the document is."""

_KEYS = {"SUPPLIER_PID", "SUPPLIER_AID", "PROD_ID", "ART_ID"}

_ATTRIBUTES = {
    ("BMECAT", "version"): "2005",
    ("LANGUAGE", "default"): "true",
    ("PRODUCT", "mode"): "new",
    ("ARTICLE", "mode"): "new",
}
_TREE_LINE = re.compile(r"(?P<name>\S+) \[\d\.\.(?P<most>\w)\] ?(?P<rest>.*)")


@dataclass
class Node:
    """One element of a table."""

    name: str
    repeats: bool = False
    kind: str = "text"
    attributes: tuple[str, ...] = ()
    children: list[Node] = field(default_factory=list)


def table(text: str) -> Node:
    """The root of a table as described above."""
    return _nest((_depth(line), _node(line.split())) for line in text.splitlines() if line.strip())


def schema_tree(text: str, transaction: str) -> Node:
    """The root of a printed schema tree, with HEADER and one transaction only."""
    root = _nest(_tree_lines(text))
    root.children = [
        child
        for child in root.children
        if not child.name.startswith("T_") or child.name == transaction
    ]
    return root


def _tree_lines(text: str) -> Iterator[tuple[int, Node]]:
    choices: list[int] = []
    for line in text.splitlines():
        depth = _depth(line)
        while choices and depth <= choices[-1]:
            choices.pop()
        found = _TREE_LINE.match(line.strip())
        if line.strip().startswith("<"):
            choices.append(depth)
        elif found:
            yield depth - len(choices), _schema_node(found)


def _schema_node(found: re.Match[str]) -> Node:
    rest = found["rest"]
    kind = "number" if re.match(r"decimal|float|integer", rest) else "text"
    if rest.split(" ")[0] == "date" or rest.startswith(r"string pattern=\d{4}"):
        kind = "date"
    attributes = tuple(re.findall(r"@(\w+)", rest))
    return Node(found["name"], found["most"] == "n", kind, attributes)


def _node(words: list[str]) -> Node:
    attributes = tuple(word[1:] for word in words if word.startswith("@"))
    kind = next((word for word in words[1:] if word in {"number", "date"}), "text")
    return Node(words[0], "*" in words, kind, attributes)


def _depth(line: str) -> int:
    return (len(line) - len(line.lstrip())) // 2


def _nest(lines: Iterator[tuple[int, Node]]) -> Node:
    path: list[Node] = []
    for depth, node in lines:
        del path[depth:]
        if path:
            path[-1].children.append(node)
        path.append(node)
    return path[0]


class Filler:
    """Fills a table with markers; `places` says which element or attribute each stands in."""

    def __init__(self) -> None:
        self.places: dict[str, str] = {}
        self._numbers = count(1)

    def document(self, root: Node) -> bytes:
        element = etree.Element(root.name)
        self._fill(element, root, root.name)
        return etree.tostring(element, xml_declaration=True, encoding="utf-8", pretty_print=True)

    def _fill(self, element: etree._Element, node: Node, path: str) -> None:
        for name in node.attributes:
            self._attribute(element, name, path)
        for child in node.children:
            for nth in range(
                2 if child.repeats and child.name not in {"PRODUCT", "ARTICLE"} else 1
            ):
                made = etree.SubElement(element, child.name)
                self._fill(made, child, f"{path}/{child.name}")
                if nth and "lang" in child.attributes:
                    made.set("lang", "eng")
        if not node.children:
            key = "ITEM-1" if node.name in _KEYS else None
            element.text = FIXED.get(node.name) or key or self._marker(node.kind, path)

    def _attribute(self, element: etree._Element, name: str, path: str) -> None:
        fixed = _ATTRIBUTES.get((element.tag, name))
        if name == "lang":
            return
        if element.tag == "DATETIME" and name == "type":
            fixed = "generation_date" if path.endswith("CATALOG/DATETIME") else "valid_start_date"
        element.set(name, fixed or self._marker("text", f"{path}/@{name}"))

    def _marker(self, kind: str, path: str) -> str:
        number = next(self._numbers)
        if kind == "number":
            marker = str(70_000_000 + number)
        elif kind == "date":
            marker = str(date(1900, 1, 1) + timedelta(days=number))
        else:
            marker = f"MK{number:05d}Z"
        self.places[marker] = path
        return marker
