"""How the nodes of `_layout` are written from the parts of a record.

Each kind of node is a function of the record being written, the node, and the part in hand. It
gives XML, or nothing when there is nothing to say; what a node that must be there is filled with
is in `FILLERS`, by kind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sluis.codelists.bmecat import allows, written_language
from sluis.formats._account import Account, Lacking, Part
from sluis.formats._format import Why
from sluis.formats._values import as_number
from sluis.formats._xml_out import attribute, clean
from sluis.formats.bmecat._context import Context
from sluis.formats.bmecat._dialect import BMECAT_12
from sluis.formats.bmecat._layout import Node
from sluis.model import Entity, Transaction

Kind = Callable[["Writing", Node, Part], str]
Place = tuple[Part, str]

KINDS: dict[str, Kind] = {}
"""How a kind of node is written."""

FILLERS: dict[str, Kind] = {}
"""What stands in a node that must be there and has nothing to say; it tells so itself."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What holds for the whole document; `language` is that of texts without one."""

    dialect: str
    transaction: Transaction
    language: str
    context: Context

    @property
    def monolingual(self) -> bool:
        return self.dialect == BMECAT_12


class Writing:
    """One record while it is written. Without a product or trade item that part is None.

    *number* is what has the item number in a document that does not speak of trade items.
    """

    def __init__(
        self,
        ground: Ground,
        account: Account,
        *,
        product: Part | None,
        item: Part | None,
        number: Part | None = None,
    ) -> None:
        self.ground = ground
        self.account = account
        self.product = product
        self.item = item
        self._scopes: dict[tuple[str, ...], Part | None] = {
            ("p",): product,
            ("i",): item or number,
        }
        self._described = _described(product)

    def place(self, field: tuple[str, ...], part: Part) -> Place | None:
        """The part that has the field, and its name there; None when there is no such part."""
        owner = part if len(field) == 1 else self.scope(field[:-1])
        return None if owner is None else (owner, field[-1])

    def scope(self, path: tuple[str, ...]) -> Part | None:
        """The part at an absolute path; it stays open until the record is done."""
        if path not in self._scopes:
            above = self.scope(path[:-1])
            self._scopes[path] = above.part(path[-1]) if above is not None else None
        return self._scopes[path]

    def is_silent(self, node: Node, part: Part) -> bool:
        """Whether a simple node has nothing to say: so it is with nine of ten."""
        if node.simple is None:
            return False
        for path, name in node.simple:
            if path is None:
                owner: Part | None = part
            elif path[-1] == "*":
                if name in self._described:
                    return False
                continue
            elif path in self._scopes:
                owner = self._scopes[path]
            else:
                owner = self.scope(path)
            if owner is not None and name in owner.values:
                return False
        return True

    def values(self, node: Node, part: Part) -> Iterator[tuple[Place, Any]]:
        """What the fields of a node hold, taken."""
        for field in node.fields:
            place = self.place(field, part)
            value = place[0].take(place[1]) if place is not None else None
            if place is not None and value is not None:
                yield place, value

    def by_language(self, node: Node, part: Part) -> Iterator[tuple[Place, str, Any]]:
        """What the fields of a node hold in each language; see `in_languages`."""
        for field in node.fields:
            yield from self.in_languages(field, part)

    def in_languages(self, field: tuple[str, ...], part: Part) -> Iterator[tuple[Place, str, Any]]:
        """What a field holds in each language that can be written, taken: that of the document
        first, and no other in a dialect of one language."""
        texts = self._texts(field, part)
        for code in sorted(texts, key=lambda code: code != self.ground.language):
            owner, name = texts[code]
            value = owner.take(name)
            if value is not None:
                yield (owner, name), code, value

    def _texts(self, field: tuple[str, ...], part: Part) -> dict[str, Place]:
        if "*" in field:
            above = field[: field.index("*")]
            opened = self.scope(above)
            codes = list(self.languages(above)) if opened is not None else []
            places = {code: self.place((*above, code, field[-1]), part) for code in codes}
        else:
            place = self.place(field, part)
            texts = place[0].part(place[1]) if place is not None else None
            places = {code: (texts, code) for code in texts.values} if texts is not None else {}
        return {code: place for code, place in places.items() if place and self.speaks(code)}

    def languages(self, path: tuple[str, ...]) -> set[str]:
        """Those that the descriptions at *path* have."""
        opened = self.scope(path)
        known = {scope[-1] for scope in self._scopes if scope[:-1] == path}
        return known | (set(opened.values) if opened is not None else set())

    def speaks(self, code: str) -> bool:
        """Whether a text in this language can be written."""
        if code == self.ground.language:
            return True
        return not self.ground.monolingual and written_language(code) is not None

    def lang(self, code: str, *, always: bool = False) -> str:
        """The attribute that names a language; that of the document needs none."""
        if self.ground.monolingual or (code == self.ground.language and not always):
            return ""
        return attribute("lang", written_language(code) or code)

    def allowed(self, name: str, place: Place, value: Any) -> str | None:
        """The value as text when the list *name* of the dialect has it; else it is told."""
        text = clean(shown(value))
        if allows(self.ground.dialect, name, text):
            return text
        place[0].tell(place[1], value, Why.NOT_ALLOWED)
        return None

    def text(self, node: Node, place: Place, value: Any, *, cut: bool) -> str | None:
        """The value as it may stand in the node, not escaped; what is changed is told."""
        owner, name = place
        text = clean(shown(value))
        if isinstance(value, str) and text != value:
            owner.tell(name, value, Why.CHANGED)
        if node.longest is not None and len(text) > node.longest:
            owner.tell(name, value, Why.CUT if cut else Why.NOT_ALLOWED)
            text = text[: node.longest].rstrip() if cut else ""
        elif text and len(text) < node.shortest:
            owner.tell(name, value, Why.NOT_ALLOWED)
            text = ""
        return text or None

    def number(self, node: Node, place: Place, value: Any) -> str | None:
        """The value as a plain decimal within the bounds of the node."""
        number = value if is_number(value) else as_number(str(value).strip())
        low, high = (*(Decimal(bound) for bound in node.arguments), None, None)[:2]
        if (
            number is None
            or (node.whole and number != int(number))
            or (low is not None and number < low)
            or (high is not None and number > high)
        ):
            place[0].tell(place[1], value, Why.NOT_ALLOWED)
            return None
        return plain(int(number) if node.whole else number)


def _described(product: Part | None) -> set[str]:
    """The kinds of text that a product has in any language."""
    texts = product.seen("descriptions") if product is not None else None
    parts = texts.values() if isinstance(texts, dict) else ()
    return {name for part in parts if isinstance(part, dict) for name in part}


def kind(name: str) -> Callable[[Kind], Kind]:
    """Register how nodes of this kind are written."""

    def register(function: Kind) -> Kind:
        KINDS[name] = function
        return function

    return register


def filler(name: str) -> Callable[[Kind], Kind]:
    """Register what nodes of this kind are filled with."""

    def register(function: Kind) -> Kind:
        FILLERS[name] = function
        return function

    return register


def children(writing: Writing, nodes: tuple[Node, ...], part: Part) -> str:
    """All nodes in order; when one says something, those that must be there are filled.

    Raises:
        Lacking: one that must be there has nothing to say and cannot be filled.
    """
    silent = writing.is_silent
    done = ["" if silent(node, part) else KINDS[node.kind](writing, node, part) for node in nodes]
    if not any(done):
        return ""
    for at, node in enumerate(nodes):
        if node.must and not done[at]:
            done[at] = fill(writing, node, part)
    return "".join(done)


def fill(writing: Writing, node: Node, part: Part) -> str:
    """What stands in a node that must be there.

    Raises:
        Lacking: nothing can.
    """
    found = FILLERS[node.kind](writing, node, part) if node.kind in FILLERS else ""
    if not found:
        raise lacking(node, part)
    return found


def lacking(node: Node, part: Part) -> Lacking:
    """That the first field of the node is missing."""
    field = node.fields[0]
    if len(field) == 1:
        return Lacking(part.entity, part.at(field[0]))
    entity = Entity.PRODUCT if field[0] == "p" else Entity.TRADE_ITEM
    return Lacking(entity, ".".join(name for name in field[1:] if name != "*"))


def shown(value: Any) -> str:
    """A value as the text it is written as, before cleaning."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return plain(value) if isinstance(value, Decimal) else str(value)


def is_number(value: Any) -> bool:
    """Whether a value is a number that can be written."""
    if isinstance(value, Decimal):
        return value.is_finite()
    return isinstance(value, int) and not isinstance(value, bool)


def plain(number: Decimal | int) -> str:
    """A number without an exponent.

    >>> plain(Decimal("1E+2")), plain(Decimal("0.50")), plain(7)
    ('100', '0.50', '7')
    """
    return format(number, "f") if isinstance(number, Decimal) else str(number)


def listed(value: Any) -> list[Any]:
    """The values of a field that holds a list; a single one is a list of one."""
    return value if isinstance(value, list) else [value]
