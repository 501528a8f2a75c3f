"""The four catalogue messages of SALES005 and its forerunners, and which one a document is.

Seen:    the namespace `http://www.ketenstandaard.nl/<message>/SALES/005` or
         `http://www.gs1.nl/<message>/insbou/004` (both in public), none at all for INSBOU003; the
         root; the file name of the schema in `xsi:(noNamespace)SchemaLocation`.
Lines:   called as in the description of the message, or by one of the other names there. A document
         with yet another name is read too: then the first element below the root or a Grouping
         that holds what only a line holds is one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from lxml import etree

from sluis.formats._xml import SAFE, Element, Shape, utf16
from sluis.formats.dico import _article, _condition, _product, _relation
from sluis.formats.dico._line import Line
from sluis.formats.dico._names import LOCAL, NAMES
from sluis.formats.dico._nodes import Node
from sluis.model import Entity

SALES005, INSBOU004, INSBOU003 = "dico-sales005", "insbou004", "insbou003"
EDITIONS = (SALES005, INSBOU004, INSBOU003)
GROUPING = "grouping"
HEAD_LIMIT = 64 * 1024

_STEP = 4096
_VERSIONS = {("sales", "005"): SALES005, ("insbou", "004"): INSBOU004, ("insbou", "003"): INSBOU003}
_VERSION = re.compile(r"(?:/([a-z]+))?/(sales|insbou)/?(\d+)", re.IGNORECASE)
_SCHEMA = re.compile(r"([a-z]+)_(sales|insbou)(\d+)\.xsd", re.IGNORECASE)
_LOCATIONS = ("schemaLocation", "noNamespaceSchemaLocation")
_INSTANCE = "{http://www.w3.org/2001/XMLSchema-instance}"


@dataclass(frozen=True, slots=True)
class Message:
    """`segment` is the beginning of its name in a namespace; `make` gives key, mode and what the
    line is; `document` is the name of the file that is written."""

    entity: Entity
    segment: str
    written_segment: str
    roots: tuple[str, ...]
    line: Node
    make: Callable[[Line], tuple[str, Any, Any]]
    is_grouped: bool = False

    @property
    def root(self) -> str:
        return self.roots[0]

    def marks(self) -> frozenset[str]:
        """Names that stand nowhere but in a line."""
        named = (one.names() for _, _, one in self.line.walk() if one.marks)
        return frozenset().union(*named) - {"gln", "name"}


ARTICLE = Message(
    Entity.TRADE_ITEM,
    "artikel",
    "artikelbericht",
    ("PriceCatalogue",),
    _article.LINE,
    _article.trade_item,
    is_grouped=True,
)
PRODUCT = Message(
    Entity.PRODUCT, "product", "productgegevens", ("ProductData",), _product.LINE, _product.product
)
RELATION = Message(
    Entity.RELATION,
    "itemrelatie",
    "itemrelatiebericht",
    ("ItemRelation", "ItemRelations", "ItemRelationMessage", "ItemRelationData"),
    _relation.LINE,
    _relation.relation,
)
CONDITION = Message(
    Entity.CONDITION,
    "conditie",
    "conditiebericht",
    ("Terms", "TermsMessage", "Conditions", "ConditionMessage", "Condition"),
    _condition.LINE,
    _condition.condition,
)
MESSAGES = (ARTICLE, PRODUCT, RELATION, CONDITION)


@dataclass(slots=True)
class Look:
    """What the head of a document shows.

    `edition` is the name of a format, empty when this is no message of ours or of a version that we
    do not read, which `unsupported` names. `root` is in one spelling; `root_name`, `line` and
    `container` (what the lines stand in; both empty when no line is seen) are as written.
    """

    root: str = ""
    root_name: str = ""
    namespace: str = ""
    edition: str = ""
    unsupported: str = ""
    message: Message | None = None
    line: str = ""
    container: str = ""

    def shape(self) -> Shape:
        """What its lines look like."""
        assert self.message is not None  # noqa: S101 - nobody reads what was not recognised
        name = self.line or self.message.line.name
        around = {self.root, GROUPING}

        def is_record(element: Element) -> bool:
            parent = element.getparent()
            is_line = LOCAL[element.tag] == name and parent is not None
            return is_line and NAMES[cast("Element", parent).tag] in around

        return Shape((name,), is_record, self.edition)


@lru_cache(maxsize=2)
def look(head: bytes) -> Look:
    """Look at *head*, the first bytes of a document; never raises."""
    seen = Look()
    coding = utf16(head)
    if coding:
        head = head.decode(coding, errors="ignore").encode()
    parser = etree.XMLPullParser(
        events=("start", "end"), encoding="utf-8" if coding else None, **SAFE
    )
    try:
        for start in range(0, len(head), _STEP):
            parser.feed(head[start : start + _STEP])
            if not _walk(seen, parser):
                break
    except etree.XMLSyntaxError:
        return seen
    return seen


def _walk(seen: Look, parser: etree.XMLPullParser) -> bool:
    """Take in what was parsed; False when there is nothing more to see."""
    for event, element in cast("Iterable[tuple[str, Element]]", parser.read_events()):
        if not seen.root:
            _see_root(seen, element)
        if seen.message is None:
            return False
        if _is_below(seen, element) and _is_line(seen.message, element, event):
            seen.line = LOCAL[element.tag]
            seen.container = LOCAL[cast("Element", element.getparent()).tag]
            return False
    return True


def _see_root(seen: Look, element: Element) -> None:
    seen.root, seen.root_name = NAMES[element.tag], LOCAL[element.tag]
    seen.namespace = str(element.tag).rpartition("}")[0].removeprefix("{")
    located = " ".join(element.get(_INSTANCE + name) or "" for name in _LOCATIONS)
    found = _VERSION.search(seen.namespace) or _SCHEMA.search(located)
    segment, family, version = found.groups(default="") if found else ("", "", "")
    message = _by_segment(segment) or _by_root(seen, alone=not family)
    if message is None:
        return
    key = (family.lower(), version)
    seen.edition = _VERSIONS.get(key, "") if family else _unversioned(seen)
    seen.unsupported = "" if seen.edition else f"{family.upper()} {version}"
    seen.message = message if seen.edition else None


def _by_segment(segment: str) -> Message | None:
    name = segment.lower()
    return next((one for one in MESSAGES if name.startswith(one.segment)), None)


def _by_root(seen: Look, *, alone: bool) -> Message | None:
    """By the root; when nothing else tells what it is, only by the two that are known for sure."""
    among = MESSAGES[:2] if alone else MESSAGES
    names = {root.lower(): one for one in among for root in one.roots}
    return names.get(seen.root)


def _unversioned(seen: Look) -> str:
    return SALES005 if seen.namespace else INSBOU003


def _is_below(seen: Look, element: Element) -> bool:
    """Say whether *element* stands where lines do."""
    parent = element.getparent()
    if parent is None:
        return False
    name = NAMES[parent.tag]
    return name == GROUPING or (name == seen.root and parent.getparent() is None)


def _is_line(message: Message, element: Element, event: str) -> bool:
    name = NAMES[element.tag]
    if event == "start":
        return name in message.line.names() and name != GROUPING
    if name == GROUPING:
        return False
    marks = message.marks()
    return any(NAMES[one.tag] in marks for one in element.iterdescendants())
