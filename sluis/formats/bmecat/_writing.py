"""How the nodes of `_layout` are written from the parts of a record.

Each kind of node is a function of the record being written, the node, and the part in hand. It
gives XML, or nothing when there is nothing to say; what a node that must be there is filled with
is in `FILLERS`, by kind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sluis.codelists import languages
from sluis.codelists.bmecat import allows, written_language
from sluis.formats._account import Account, Lacking, Part
from sluis.formats._format import Why
from sluis.formats._values import as_date, as_number
from sluis.formats._xml_out import attribute, clean, element, escaped
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


# -- groups -------------------------------------------------------------------------------------


@kind("group")
def _group(writing: Writing, node: Node, part: Part) -> str:
    if node.must or not any(child.must for child in node.children):
        return element(node.name, children(writing, node.children, part))
    return _optional(writing, node, part)


def _optional(writing: Writing, node: Node, part: Part) -> str:
    """The element; nothing when it lacks what it needs, which is told."""
    before = writing.account.mark()
    try:
        return element(node.name, children(writing, node.children, part))
    except Lacking as lacking:
        writing.account.drop(before, lacking)
        return ""


@filler("group")
def _mandatory_group(writing: Writing, node: Node, part: Part) -> str:
    inner = "".join(fill(writing, child, part) for child in node.children if child.must)
    return element(node.name, inner) or f"<{node.name}/>"


@kind("vital")
def _vital(writing: Writing, node: Node, part: Part) -> str:
    """A group without which the part it stands in would say something else."""
    first = node.children[0].fields[0][0]
    is_said = part.seen(first) is not None
    inner = children(writing, node.children, part)
    if is_said and not inner:
        raise Lacking(part.entity, part.at(first))
    return element(node.name, inner)


@kind("(all)")
def _all(writing: Writing, node: Node, part: Part) -> str:
    return children(writing, node.children, part)


@kind("(choice)")
def _choice(writing: Writing, node: Node, part: Part) -> str:
    for child in node.children:
        if found := KINDS[child.kind](writing, child, part):
            return found
    return ""


@kind("each")
def _each(writing: Writing, node: Node, part: Part) -> str:
    found: list[str] = []
    for field in node.fields:
        place = writing.place(field, part)
        for one in place[0].parts(place[1]) if place is not None else ():
            if node.most is None or len(found) < node.most:
                written = _optional(writing, node, one)
                found.extend([written] if written else [])
    return "".join(found)


# -- leaves -------------------------------------------------------------------------------------


def leaf(node: Node, text: str | None, attributes: str = "") -> str:
    return element(node.name, escaped(text), attributes) if text else ""


@kind("text")
def _text(writing: Writing, node: Node, part: Part) -> str:
    return "".join(
        leaf(node, writing.text(node, place, value, cut=True))
        for place, value in writing.values(node, part)
    )


@kind("id")
def identifier(writing: Writing, node: Node, part: Part) -> str:
    return typed_identifier(writing, node, part, "")


def typed_identifier(writing: Writing, node: Node, part: Part, attributes: str) -> str:
    """A text that names something: cut, it would name something else."""
    return "".join(
        leaf(node, writing.text(node, place, value, cut=False), attributes)
        for place, value in writing.values(node, part)
    )


@kind("texts")
def _texts(writing: Writing, node: Node, part: Part) -> str:
    return "".join(
        leaf(node, writing.text(node, place, one, cut=True))
        for place, value in writing.values(node, part)
        for one in listed(value)
    )


@kind("ids")
def _identifiers(writing: Writing, node: Node, part: Part) -> str:
    return "".join(
        leaf(node, writing.text(node, place, one, cut=False))
        for place, value in writing.values(node, part)
        for one in listed(value)
    )


@kind("words")
def words(writing: Writing, node: Node, part: Part) -> str:
    """A text in each language."""
    return _in_languages(writing, node, part, lambda value: [value])


@kind("listed")
@kind("lists")
def _lists(writing: Writing, node: Node, part: Part) -> str:
    """Several texts in each language."""
    return _in_languages(writing, node, part, listed)


def _in_languages(
    writing: Writing, node: Node, part: Part, each: Callable[[Any], list[Any]]
) -> str:
    found: list[str] = []
    for place, code, value in writing.by_language(node, part):
        for one in each(value):
            if node.most is not None and len(found) >= node.most:
                place[0].tell(place[1], one, Why.NO_PLACE)
            else:
                text = writing.text(node, place, one, cut=True)
                found.extend([leaf(node, text, writing.lang(code))] if text else [])
    return "".join(found)


@kind("number")
def _number(writing: Writing, node: Node, part: Part) -> str:
    return "".join(
        leaf(node, writing.number(node, place, value))
        for place, value in writing.values(node, part)
    )


@kind("boolean")
def _boolean(writing: Writing, node: Node, part: Part) -> str:
    found = ""
    for (owner, name), value in writing.values(node, part):
        if isinstance(value, bool):
            found += leaf(node, shown(value))
        else:
            owner.tell(name, value, Why.NOT_ALLOWED)
    return found


@kind("day")
def _day(writing: Writing, node: Node, part: Part) -> str:
    found = ""
    for (owner, name), value in writing.values(node, part):
        day = value if isinstance(value, date) else as_date(str(value))
        if day is None:
            owner.tell(name, value, Why.NOT_ALLOWED)
        else:
            if not isinstance(value, date) and day.isoformat() != value:
                owner.tell(name, value, Why.CHANGED)
            found += leaf(node, day.isoformat())
    return found


@kind("code")
def code(writing: Writing, node: Node, part: Part) -> str:
    """A code of the list named in the layout."""
    return "".join(
        leaf(node, writing.allowed(node.arguments[0], place, value))
        for place, value in writing.values(node, part)
    )


@kind("codes")
def _codes(writing: Writing, node: Node, part: Part) -> str:
    return "".join(
        leaf(node, writing.allowed(node.arguments[0], place, one))
        for place, value in writing.values(node, part)
        for one in listed(value)
    )


@kind("word_codes")
def _word_codes(writing: Writing, node: Node, part: Part) -> str:
    return "".join(
        leaf(node, writing.allowed(node.arguments[0], place, value), writing.lang(code))
        for place, code, value in writing.by_language(node, part)
    )


@kind("kept")
def _kept(writing: Writing, node: Node, part: Part) -> str:
    """Elements kept as they came: texts, or texts with their language."""
    found: list[str] = []
    for place, value in writing.values(node, part):
        for one in listed(value):
            text, lang = _kept_text(writing, one)
            text = writing.text(node, place, text, cut=True) if text else None
            fits = text is not None and (not node.whole or text.isdecimal())
            if text and fits and (node.most is None or len(found) < node.most):
                found.append(leaf(node, text, lang))
            else:
                place[0].tell(place[1], one, Why.NO_PLACE)
    return "".join(found)


def _kept_text(writing: Writing, one: Any) -> tuple[str | None, str]:
    if isinstance(one, str):
        return one, ""
    if not isinstance(one, dict) or one.keys() != {"#text", "@lang"} or writing.ground.monolingual:
        return None, ""
    code = str(one["@lang"])
    known = written_language(languages.two_letter(code) or code)
    return (str(one["#text"]), attribute("lang", code)) if known else (None, "")


def listed(value: Any) -> list[Any]:
    """The values of a field that holds a list; a single one is a list of one."""
    return value if isinstance(value, list) else [value]
