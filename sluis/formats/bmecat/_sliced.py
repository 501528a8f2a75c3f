"""The records of a document without those that are known byte for byte.

Limits:  a document with group maps, or with blocks too large to keep, is read as a whole: what its
         last records say depends on the rest of it.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import replace
from typing import BinaryIO

import msgspec
from xxhash import xxh3_64_intdigest, xxh3_128_digest

from sluis.formats._format import Slice, Unproven
from sluis.formats._sliced_xml import Rules, SlicedXml
from sluis.formats._xml import LINE_LIMIT, SAFE, Element, tree_line
from sluis.formats.bmecat._context import Context, context
from sluis.formats.bmecat._document import RECORD, RECORD_TAGS
from sluis.formats.bmecat._groups import has_maps
from sluis.formats.bmecat._header import ENTRY_TAGS
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


def read_slices(
    stream: BinaryIO, header: Header, known: Container[bytes], salt: bytes
) -> Iterator[Slice]:
    """See `Format.read_slices`."""
    if has_maps(stream) or header.catalogue.get("not_kept"):
        raise Unproven("the records depend on what stands beside them")
    ground = context(header)
    document = SlicedXml(stream, RULES)
    seed: int | None = None
    for ordinal, (data, line) in enumerate(document, start=1):
        if seed is None:
            seed = xxh3_64_intdigest(b"\0".join((salt, document.meaning, _meaning(ground))))
        fingerprint = xxh3_128_digest(data, seed)
        if fingerprint in known:
            yield Slice(ordinal, line, fingerprint, None)
        else:
            yield _read(document, ground, data, ordinal, line, fingerprint)


def _read(  # noqa: PLR0917 - the parts of one slice
    document: SlicedXml, ground: Context, data: bytes, ordinal: int, line: int, fingerprint: bytes
) -> Slice:
    element = document.parse(data)
    if NAMES[element.tag] != RECORD:
        raise Unproven("a slice is no record")
    inner = tree_line(element)
    start = line if line + data.count(b"\n") >= LINE_LIMIT else line + inner - 1

    def line_of(part: Element) -> int:
        return line + (tree_line(part) or 1) - 1

    made: Record = record(element, ground, ordinal=ordinal, line=start, line_of=line_of)
    return Slice(ordinal, start, fingerprint if inner == 1 else None, made)


def _meaning(ground: Context) -> bytes:
    """What the header gives the records; the generation date is looked at record by record."""
    plain = replace(ground, generated_on=None, groups={}, grouped=set(), languages={})
    return msgspec.json.encode(plain, order="deterministic", enc_hook=str)
