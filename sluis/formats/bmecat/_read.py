"""The records of a document, one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import BinaryIO

from sluis.checks.rules import finding
from sluis.formats._xml import Document, Element, forget
from sluis.formats.bmecat._context import Context, context
from sluis.formats.bmecat._document import RECORD_TAGS, SHAPE, in_record, is_record
from sluis.formats.bmecat._groups import group_map
from sluis.formats.bmecat._header import ENTRY_TAGS, GROUP_MAP
from sluis.formats.bmecat._record import record
from sluis.model import Entity, Finding, Header, Record


def read(stream: BinaryIO, header: Header) -> Iterator[Record]:
    """Stream the records of *stream*, which stands at 0, in document order.

    Memory stays flat. Findings about the document as a whole (`entity` is `document`, ordinal 0)
    travel with the last record.

    Raises:
        UnreadableFile: the document is not well-formed, cut off or unsafe; what was read before
            that must be forgotten by the caller.
    """
    ground = context(header)
    ground.groups, troubles = group_map(stream)
    held: Record | None = None
    for made in _records(stream, ground):
        if held is not None:
            yield held
        held = made
    if held is not None:
        held.findings += [*_not_kept(header), *troubles, *_unknown_groups(ground)]
        yield held


def _records(stream: BinaryIO, ground: Context) -> Iterator[Record]:
    document = Document(stream, SHAPE, (*RECORD_TAGS, *ENTRY_TAGS))
    ordinal = 0
    for _, element in document:
        if is_record(element):
            ordinal += 1
            line_of: Callable[[Element], int] = partial(document.line_of, element)
            yield record(element, ground, ordinal=ordinal, line=document.line, line_of=line_of)
        elif in_record(element):
            continue  # whatever its name, it is part of the record
        forget(element)


def _unknown_groups(ground: Context) -> Iterator[Finding]:
    """Maps to groups that no record of this document has taken."""
    left = [number for number in ground.groups if number not in ground.grouped]
    if left:
        yield finding(
            "group-map-unknown",
            entity=Entity.DOCUMENT,
            field=GROUP_MAP,
            value=left[0],
            count=len(left),
        )


def _not_kept(header: Header) -> Iterator[Finding]:
    for name, count in header.catalogue.get("not_kept", {}).items():
        yield finding("block-not-kept", entity=Entity.DOCUMENT, field=name, value=count)
