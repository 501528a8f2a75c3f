"""The description of a message: its elements, what each holds, where that goes, and who says so.

Shape:   a tree of `Node`. A leaf puts its value at `place` in the part it stands in. An element
         with children is a part of its own at `place`, or, without a place, only a wrapper: its
         children belong to the part around it.
Order:   that of the schema as far as it is known; messages are written in this order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from typing import Any, NamedTuple

from sluis.entities import Json
from sluis.formats._xml import Element
from sluis.formats.dico._kinds import TEXT, Kind
from sluis.formats.dico._line import Line
from sluis.formats.dico._names import CACHE_LIMIT, canonical


class Source(StrEnum):
    """Who says that an element is called so."""

    HEADER = "header"
    """The headers in the data pool's documentation of DICO."""
    READERS = "readers"
    """Public programs that read real price catalogues."""
    COMMON = "common"
    """The common types in the public schema of the maintenance instruction of SALES005."""
    INSBOU = "insbou"
    """Orders, responses, despatch advices and invoices of INSBOU003 in public."""
    POOL = "pool"
    """The data pool calls the field so (PAB 2, condition server); that the element is called so
    is inferred."""
    INFERRED = "inferred"
    """Nobody: chosen to go with the others."""


class Put(StrEnum):
    """How what an element gives is put at its place."""

    ONE = "one"
    MANY = "many"
    MERGE = "merge"
    """A part by language, {"nl": {...}}: joined with those before it."""
    EXTEND = "extend"
    """A list, joined with those before it."""


Settle = Callable[[Line, Json, Element], Any]
"""What is stored of a part that was read; None for nothing."""

Loosen = Callable[[Any], list[Json]]
"""The parts to write for what is stored."""


class Space(NamedTuple):
    """A namespace of its own: prefix, name, and the file of its schema."""

    prefix: str
    name: str
    schema: str


class Node:
    """One element. `also` are other names that are read as this one; `limit` is in characters.

    `written` names the formats in which the element is written, empty for none. A text that is too
    long is cut where `cut` says so, else left out. `space` is the namespace of what stands below,
    in an extension. A leaf whose `marks` is set tells one line from another: it is never taken from
    where it is not expected.
    """

    def __init__(
        self,
        name: str,
        place: str = "",
        kind: Kind = TEXT,
        *,
        children: Iterable[Node] = (),
        put: Put = Put.ONE,
        also: tuple[str, ...] = (),
        source: Source = Source.INFERRED,
        limit: int = 0,
        cut: bool = False,
        space: Space | None = None,
        written: tuple[str, ...] = ("dico-sales005", "insbou004"),
        marks: bool = False,
        settle: Settle | None = None,
        loosen: Loosen | None = None,
    ) -> None:
        self.name = name
        self.place = place
        self.kind = kind
        self.children = tuple(children)
        self.put = put
        self.also = also
        self.source = source
        self.limit = limit
        self.cut = cut
        self.space = space
        self.written = written
        self.marks = marks
        self.settle = settle
        self.loosen = loosen
        self.leaves = _Table(one for one in self.children if not one.children)
        self.parts = _Table(one for one in self.children if one.children)
        self.loose = _Table(_loose(self))

    def names(self) -> set[str]:
        """All names by which it is read, in one spelling."""
        return {canonical(name) for name in (self.name, *self.also)}

    def walk(self, path: str = "", place: str = "") -> Iterator[tuple[str, str, Node]]:
        """(path of elements, place, node) of all below, in order."""
        for one in self.children:
            where = f"{path}/{one.name}" if path else one.name
            at = ".".join(filter(None, (place, one.place)))
            yield where, at, one
            yield from one.walk(where, at)


def _loose(node: Node) -> Iterator[Node]:
    """Leaves of a part, in whichever wrapper they stand, that may stand in another too."""
    for one in node.children:
        if one.children and not one.place:
            yield from _loose(one)
        elif not one.children and not one.marks:
            yield one


class _Table(dict[str, Node | None]):
    """Nodes by the tag as it stands in the file; resolved once and remembered."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        super().__init__()
        self._by_name: dict[str, Node] = {}
        for node in nodes:
            for name in node.names():
                self._by_name.setdefault(name, node)

    def __missing__(self, tag: str) -> Node | None:
        found = self._by_name.get(canonical(tag))
        if len(self) < CACHE_LIMIT:
            self[tag] = found
        return found


leaf = Node


def wrap(name: str, *children: Node, **more: Any) -> Node:
    """An element that only holds others together."""
    return Node(name, children=children, **more)


def part(name: str, place: str, *children: Node, **more: Any) -> Node:
    """An element that is a part of its own."""
    return Node(name, place, children=children, **more)
