"""The lines of a message in two steps.

Limits:  a message with several Groupings, with anything after its lines, or of which something must
         be said as a whole, is read as a whole; so are relations and conditions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

import msgspec

from sluis.formats._sliced_xml import Rules, SliceParser, cut_xml
from sluis.formats._slices import ReadSlice, Slice, Slices, Unproven
from sluis.formats._xml import LINE_LIMIT, SAFE, Element, tree_line
from sluis.formats.dico._header import context, is_mutation_stated, seen_in
from sluis.formats.dico._line import Context
from sluis.formats.dico._messages import ARTICLE, PRODUCT, Look, Message
from sluis.formats.dico._names import LOCAL
from sluis.formats.dico._read import record
from sluis.model import Entity, Header, Record

_MESSAGES = {Entity.TRADE_ITEM: ARTICLE, Entity.PRODUCT: PRODUCT}
_END = b"\0"
"""Between what the document and what the header gives the lines; in no JSON."""


def _cut(stream: BinaryIO, header: Header) -> tuple[bytes, Iterator[Slice]]:
    if header.entities[0] not in _MESSAGES or not is_mutation_stated(header):
        raise Unproven("something is to be said of the document as a whole")
    rules = _rules(seen_in(stream, header.format)[0])
    place, slices = cut_xml(stream, rules)
    return _END.join((place, rules.records[0].encode(), _meaning(context(header)))), slices


def _reader(header: Header, given: bytes) -> ReadSlice:
    place, tag, _ = given.split(_END, 2)
    name = tag.decode().removeprefix("{*}")
    parser, ground = SliceParser(place, _rules_of(name, "")), context(header)
    message = _MESSAGES[header.entities[0]]

    def read(ordinal: int, one: Slice) -> list[Record]:
        element = parser.parse(one.data)
        if LOCAL[element.tag] != name:
            raise Unproven("a slice is no line")
        return [_record(message, element, ground, ordinal, one)]

    return read


SLICES = Slices(_cut, _reader)


def _rules(seen: Look) -> Rules:
    if not seen.line:
        raise Unproven("no line was found")
    return _rules_of(seen.line, seen.container)


def _rules_of(line: str, container: str) -> Rules:
    named = re.escape(line.encode())
    return Rules(
        start=re.compile(rb"<((?:[\w.\-]+:)?" + named + rb")[ \t\r\n>/]"),
        records=(f"{{*}}{line}",),
        others=(),
        parser={
            "remove_blank_text": True,
            "remove_comments": True,
            "remove_pis": True,
            "strip_cdata": True,
            **SAFE,
        },
        container=container,
        alone=True,
    )


def _record(
    message: Message, element: Element, ground: Context, ordinal: int, one: Slice
) -> Record:
    inner, start = tree_line(element), one.line
    if inner != 1 and start + one.data.count(b"\n") >= LINE_LIMIT:
        raise Unproven("a start tag over several lines, where libxml2 no longer counts them")

    def line_of(part: Element) -> int:
        return start + (tree_line(part) or 1) - 1

    return record(
        message, element, ground, ordinal=ordinal, line=start + inner - 1, line_of=line_of
    )


def _meaning(ground: Context) -> bytes:
    """What the header gives the lines; the date of the message is looked at record by record."""
    return msgspec.json.encode(replace(ground, day=None), order="deterministic", enc_hook=str)
