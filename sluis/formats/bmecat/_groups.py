"""Which catalogue groups each record is in.

The maps (PRODUCT_TO_CATALOGGROUP_MAP) stand after the records they speak of. A document that ends
with them is therefore read twice: once for the maps, then for the records.
Limits:  `MAP_LIMIT` maps are held, about 150 MB for the longest numbers; more are counted only.
"""

from __future__ import annotations

import io
from typing import BinaryIO

from sluis.checks.rules import finding
from sluis.entities import Json
from sluis.formats._values import as_number
from sluis.formats._xml import Document, Element, attributes, forget
from sluis.formats.bmecat._document import RECORD_TAGS, SHAPE, in_record, is_record
from sluis.formats.bmecat._header import GROUP_MAP, GROUP_MAP_TAGS
from sluis.formats.bmecat._keep import keep
from sluis.formats.bmecat._names import NAMES
from sluis.model import Entity, Finding

MAP_LIMIT = 200_000
TAIL = 64 * 1024
_MARK = "_TO_CATALOGGROUP_MAP"
_MARKS = tuple(_MARK.encode(coding) for coding in ("utf-8", "utf-16-le", "utf-16-be"))

Groups = dict[str, list[Json]]


def group_map(stream: BinaryIO) -> tuple[Groups, list[Finding]]:
    """Item number -> its groups; leaves *stream* at 0."""
    groups: Groups = {}
    troubles: list[Finding] = []
    if has_maps(stream):
        left_out = _collect(stream, groups)
        stream.seek(0)
        if left_out:
            one = finding(
                "groups-not-kept", entity=Entity.DOCUMENT, field=GROUP_MAP, value=left_out
            )
            troubles.append(one)
    return groups, troubles


def has_maps(stream: BinaryIO) -> bool:
    """Do maps stand at the end of the document? Leaves *stream* at 0."""
    end = stream.seek(0, io.SEEK_END)
    stream.seek(max(0, end - TAIL))
    tail = stream.read(TAIL)
    stream.seek(0)
    return any(mark in tail for mark in _MARKS)


def _collect(stream: BinaryIO, groups: Groups) -> int:
    held = left_out = 0
    for _, element in Document(stream, SHAPE, (*RECORD_TAGS, *GROUP_MAP_TAGS)):
        if in_record(element) and not is_record(element):
            continue
        if NAMES[element.tag] == GROUP_MAP:
            if held < MAP_LIMIT:
                held += _put(groups, element)
            else:
                left_out += 1
        forget(element)
    return left_out


def _put(groups: Groups, element: Element) -> int:
    found: Json = {}
    number = ""
    for child in element:
        name = NAMES[child.tag]
        text = (child.text or "").strip()
        if name == "PROD_ID":
            number = text
        elif name == "CATALOG_GROUP_ID":
            found["id"] = text
        elif name == f"{GROUP_MAP}_ORDER":
            found["order"] = text if as_number(text) is None else as_number(text)
        else:
            found.setdefault("extensions", {}).setdefault(name, []).append(keep(child))
    found |= {f"@{name}": value for name, value in attributes(element).items()}
    groups.setdefault(number, []).append(found)
    return 1
