"""Which BMEcat a document is, from its content alone.

Seen:    the root, its namespace and @version, UDX.EDXF.VERSION in the header, and whether the
         records are PRODUCT or ARTICLE. The version in the header weighs more than the namespace,
         because writers copy namespaces.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

from lxml import etree

from sluis.formats._xml import CHUNK, SAFE, Element, local, utf16

ETIM_50 = "bmecat-etim-5.0"
ETIM_40 = "bmecat-etim-4.0"
ETIM_31 = "bmecat-etim-3.1"
BMECAT_2005 = "bmecat-2005"
BMECAT_12 = "bmecat-1.2"

HEAD_LIMIT = 64 * 1024

_ETIM_NAMESPACE = re.compile(r"etim-international\.com/bmecat/(\d)(\d)", re.IGNORECASE)
_VERSION = re.compile(r"(\d+)(?:\.(\d+))?")
_BY_VERSION = re.compile(r"(1\.0?[12]|1\.0|1|2005(?:\.[12])?)(?:fd|\+onto)?")
_LAST_ETIM = 5


@dataclass(slots=True)
class Look:
    """What the head of an XML document shows."""

    root: str = ""
    namespace: str = ""
    version: str = ""
    edxf: str = ""
    record: str = ""
    trouble: str = ""

    @property
    def is_bmecat(self) -> bool:
        return self.root == "BMECAT"


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
        _walk(parser, head, seen)
    except etree.XMLSyntaxError as error:
        seen.trouble = (error.msg or "not well-formed")[:200]
    return seen


def _walk(parser: etree.XMLPullParser, head: bytes, seen: Look) -> None:
    for start in range(0, len(head), CHUNK // 64):
        parser.feed(head[start : start + CHUNK // 64])
        for event, element in cast("Iterable[tuple[str, Element]]", parser.read_events()):
            _note(seen, event, element)
        if seen.record:
            return


def _note(seen: Look, event: str, element: Element) -> None:
    name = local(str(element.tag))
    if not seen.root:
        seen.root = name
        seen.namespace = str(element.tag).rpartition("}")[0].removeprefix("{")
        seen.version = (element.get("version") or "").strip()
    elif name in {"PRODUCT", "ARTICLE"} and not seen.record:
        seen.record = name
    elif name == "UDX.EDXF.VERSION" and event == "end":
        seen.edxf = (element.text or "").strip()


def dialect(seen: Look) -> str | None:
    """The name of the format, or None when it is no BMEcat or one we do not read."""
    if not seen.is_bmecat or unsupported(seen):
        return None
    etim = _etim(seen)
    if etim is not None:
        return {4: ETIM_40, 5: ETIM_50}.get(etim[0], ETIM_31)
    if seen.version.startswith("2005") or "/2005" in seen.namespace:
        return BMECAT_2005
    if seen.version.startswith("1") or "/1.2/" in seen.namespace or seen.record == "ARTICLE":
        return BMECAT_12
    return BMECAT_2005


def unsupported(seen: Look) -> str:
    """Which version we do not read, in words; empty when there is none."""
    if not seen.is_bmecat:
        return ""
    etim = _etim(seen)
    if etim and not 1 <= etim[0] <= _LAST_ETIM:
        return f"BMEcat of ETIM guideline {etim[0]}.{etim[1]}"
    if seen.version and not _BY_VERSION.fullmatch(seen.version):
        return f"BMEcat version {seen.version[:20]}"
    return ""


def _etim(seen: Look) -> tuple[int, int] | None:
    """Guideline (major, minor) as the header says, else as the namespace says."""
    stated = _VERSION.search(seen.edxf) if seen.edxf else None
    found = stated or _ETIM_NAMESPACE.search(seen.namespace)
    return (int(found[1]), int(found[2] or 0)) if found else None
