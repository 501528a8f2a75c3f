"""The records of a message, one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, BinaryIO

from sluis.checks.rules import finding
from sluis.entities import Json, Relation
from sluis.formats._reading import findings
from sluis.formats._xml import Document, Element, forget
from sluis.formats.dico._fill import fill
from sluis.formats.dico._header import context, is_mutation_stated, seen_in, supplier_of, value
from sluis.formats.dico._line import Context, Line
from sluis.formats.dico._messages import ARTICLE, GROUPING, PRODUCT, Look, Message
from sluis.formats.dico._names import LOCAL, NAMES
from sluis.model import Entity, Finding, Header, Product, Record, TradeItem

STATED = (ARTICLE, PRODUCT)
"""Messages whose mutation code is known to be in the header."""


def read(stream: BinaryIO, header: Header) -> Iterator[Record]:
    """Stream the records of *stream*, which stands at 0, in document order.

    Memory stays flat. Findings about the document as a whole travel with the last record.

    Raises:
        UnreadableFile: not well-formed, cut off or unsafe; what was read before that must be
            forgotten by the caller.
    """
    seen, message = seen_in(stream, header.format)
    around = _Around(header, seen, message.entity)
    held: Record | None = None
    for made in _records(stream, header, message, around):
        if held is not None:
            yield held
        held = made
    if held is not None:
        held.findings += [*_about_mutation(header, message), *around.findings()]
        yield held


def record(
    message: Message,
    element: Element,
    ground: Context,
    *,
    ordinal: int,
    line: int,
    line_of: Callable[[Element], int],
) -> Record:
    """The record of one line; what is wrong with it is in its findings."""
    read = Line(ground)
    fill(read, message.line, element, read.found)
    key, mode, made = message.make(read)
    for rule in wrong(made, key):
        read.note(rule, element)
    return Record(
        ordinal=ordinal,
        key=key,
        line=line,
        mode=mode,
        product=made if message is PRODUCT else None,
        trade_item=made if message is ARTICLE else None,
        part=made if message not in STATED else None,
        findings=findings(
            read.odd,
            names=LOCAL,
            line_of=line_of,
            key=key,
            ordinal=ordinal,
            entity=message.entity,
        ),
    )


def wrong(made: Any, key: str) -> Iterator[str]:
    """Rules for what makes a line of no use."""
    if isinstance(made, Product | TradeItem):
        if not key:
            yield "key-missing"
    elif made is None or not _has_subject(made):
        yield "part-without-subject"


def _has_subject(made: Any) -> bool:
    """A relation has two ends; a condition is about a group or an item."""
    if isinstance(made, Relation):
        return bool(made.number and made.related_number and made.type)
    return bool(made.discount_group_id or made.supplier_item_number or made.item_gtin)


def _records(
    stream: BinaryIO, header: Header, message: Message, around: _Around
) -> Iterator[Record]:
    shape, ground = around.shape, context(header)
    document = Document(stream, shape, (*shape.tags, *around.tags))
    ordinal = 0
    for _, element in document:
        if shape.is_record(element):
            ordinal += 1
            line_of: Callable[[Element], int] = partial(document.line_of, element)
            made = record(
                message, element, ground, ordinal=ordinal, line=document.line, line_of=line_of
            )
            made.findings += around.enter(element, made)
            yield made
        elif shape.in_record(element):
            continue  # whatever its name, it is part of the line
        else:
            around.leave(element)
        forget(element)


class _Around:
    """What stands around the lines: whose they are, and what is left of the rest."""

    def __init__(self, header: Header, seen: Look, entity: Entity) -> None:
        self.shape = seen.shape()
        self.tags = (f"{{*}}{seen.container or seen.root_name}", f"{{*}}{seen.root_name}")
        self._entity = entity
        self._header = header
        self._parent: Element | None = None
        self._first: Json | None = None
        self._stranger = ""
        self._not_kept: Counter[str] = Counter()

    def enter(self, line: Element, made: Record) -> Iterator[Finding]:
        """A finding when the line is another supplier's than that of the message."""
        parent = line.getparent()
        if parent is not self._parent and parent is not None:
            self._parent = parent
            self._meet(supplier_of(parent))
        else:
            self._pass(line.itersiblings(preceding=True))
        if self._stranger:
            yield finding(
                "supplier-of-line-differs",
                entity=self._entity,
                key=made.key,
                ordinal=made.ordinal,
                line=made.line,
                field="Supplier/GLN",
                value=self._stranger,
                expected=self._header.supplier_gln or "",
            )

    def leave(self, element: Element) -> None:
        """Count what stands after the lines of a Grouping, or after the last Grouping."""
        if self._parent is not None:
            self._pass(element.iterchildren(reversed=True))

    def _pass(self, beside: Iterator[Element]) -> None:
        """Count what stands between a line (or Grouping) and the one before it."""
        for element in beside:
            if self.shape.is_record(element) or NAMES[element.tag] == GROUPING:
                return
            self._not_kept[LOCAL[element.tag]] += 1

    def findings(self) -> Iterator[Finding]:
        for name, count in self._not_kept.items():
            yield finding("block-not-kept", entity=Entity.DOCUMENT, field=name, value=count)

    def _meet(self, supplier: Json) -> None:
        """The first supplier is in the header; of another only its GLN is looked at."""
        if self._first is None:
            self._first = supplier
        elif any(self._first.get(name) != said for name, said in supplier.items()):
            self._not_kept["Grouping/Supplier"] += 1
        gln = value(supplier, "GLN") or ""
        ours = {value(self._first, "GLN") or "", self._header.supplier_gln or ""}
        self._stranger = "" if gln in ours else gln


def _about_mutation(header: Header, message: Message) -> Iterator[Finding]:
    code = value(header.catalogue, "MutationCode") or ""
    if not is_mutation_stated(header) and (code or message in STATED):
        yield finding(
            "mutation-code-unknown",
            entity=Entity.DOCUMENT,
            field="MutationCode",
            value=code,
            taken=header.mutation,
        )
