"""The records of a document in two steps.

Limits:  a document with group maps, or with blocks too large to keep, is read as a whole: what its
         last records say depends on the rest of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

import msgspec

from sluis.formats._holes import Holes
from sluis.formats._sliced_xml import Rules, SliceParser, cut_xml, place
from sluis.formats._slices import ReadSlice, Slice, Slices, Unproven
from sluis.formats._xml import LINE_LIMIT, SAFE, Element, tree_line
from sluis.formats.bmecat._context import Context, context
from sluis.formats.bmecat._document import RECORD, RECORD_TAGS
from sluis.formats.bmecat._groups import has_maps
from sluis.formats.bmecat._header import ENTRY_TAGS
from sluis.formats.bmecat._holes import HOLES
from sluis.formats.bmecat._names import NAMES
from sluis.formats.bmecat._record import record
from sluis.model import Header, Record

RULES = Rules(
    start=re.compile(rb"<((?:[\w.\-]+:)?(?:PRODUCT|ARTICLE))[ \t\r\n>/]"),
    records=RECORD_TAGS,
    others=ENTRY_TAGS,
    parser={
        "remove_blank_text": True,
        "remove_comments": True,
        "remove_pis": True,
        "strip_cdata": True,
        **SAFE,
    },
    container="T_",
)
PLAIN_ENCODINGS = frozenset({"utf-8", "us-ascii", "iso-8859-1"})
_END = b"\0"
"""Between what the document and what the header gives the records; in no JSON."""


def _cut(stream: BinaryIO, header: Header) -> tuple[bytes, Iterator[Slice]]:
    if has_maps(stream) or header.catalogue.get("not_kept"):
        raise Unproven("the records depend on what stands beside them")
    around, slices = cut_xml(stream, RULES)
    return around + _END + _meaning(context(header)), slices


def _reader(header: Header, given: bytes) -> ReadSlice:
    parser, ground = SliceParser(given.partition(_END)[0], RULES), context(header)

    def read(ordinal: int, one: Slice) -> list[Record]:
        return [_record(parser.parse(one.data), ground, ordinal, one)]

    return read


def _holes(given: bytes) -> tuple[Holes, str] | None:
    """Encodings that Python and libxml2 read alike."""
    encoding = place(given.partition(_END)[0])[0]
    return (HOLES, encoding) if encoding in PLAIN_ENCODINGS else None


SLICES = Slices(_cut, _reader, _holes)


def _record(element: Element, ground: Context, ordinal: int, one: Slice) -> Record:
    if NAMES[element.tag] != RECORD:
        raise Unproven("a slice is no record")
    inner, start = tree_line(element), one.line
    if inner != 1 and start + one.data.count(b"\n") >= LINE_LIMIT:
        raise Unproven("a start tag over several lines, where libxml2 no longer counts them")

    def line_of(part: Element) -> int:
        return start + (tree_line(part) or 1) - 1

    return record(element, ground, ordinal=ordinal, line=start + inner - 1, line_of=line_of)


def _meaning(ground: Context) -> bytes:
    """What the header gives the records; the generation date is looked at record by record."""
    plain = replace(ground, generated_on=None, groups={}, grouped=set(), languages={})
    return msgspec.json.encode(plain, order="deterministic", enc_hook=str)
