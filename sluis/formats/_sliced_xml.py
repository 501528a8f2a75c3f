"""The records of an XML document as slices, with the proof that the cut was right.

Proof:   an element that is well-formed by itself is read the same wherever an element may stand.
         So it is enough that each slice begins where one may stand. What is not a slice goes to a
         parser of its own, with an empty element of a secret name in place of each run of slices;
         all of these must come out as children of one container, and the rest be well-formed.
         Within a run there is only white space. A new slice is parsed by itself; a known one was.
Context: encoding and namespaces where the records stand, as JSON.
Refused: whatever the proof does not cover (`Unproven`): UTF-16 and other encodings in which `<` is
         no byte of its own, declarations in the document, `xml:space`, records that were not cut.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any, BinaryIO, cast

import msgspec
from lxml import etree

from sluis.formats import _slices
from sluis.formats._cut_xml import cut
from sluis.formats._slices import Slice, Unproven

Element = etree._Element  # noqa: SLF001  (lxml names its public element class so)

ENCODINGS = frozenset({"utf-8", "us-ascii", "ascii", "iso-8859-1", "iso-8859-15", "windows-1252"})
"""Those in which every byte below 128 is the ASCII character; none at all means UTF-8."""

LINES = 60_000
"""Lines of a slice, all of which libxml2 still counts."""

_BLANK = b" \t\r\n"
_DECLARATION = re.compile(rb"<!(?:ENTITY|ATTLIST|ELEMENT|NOTATION)")
_ENCODING = re.compile(rb"""(?:\xef\xbb\xbf)?<\?xml\s[^>]*?\sencoding\s*=\s*["']([\w.\-]+)["']""")
_UTF8_MARK = b"\xef\xbb\xbf"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_Event = tuple[str, Element]
Place = tuple[str, list[tuple[str, str]]]
"""Encoding, and (prefix or nothing, namespace)."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What records look like: their first start tag (group 1 is the name as written), tags that
    only they have, tags of things beside them to be forgotten, options of the parser, and the
    beginning of a container's local name. With `alone`, nothing else may stand between or after
    them in the document."""

    start: re.Pattern[bytes]
    records: tuple[str, ...]
    others: tuple[str, ...]
    parser: dict[str, Any]
    container: str
    alone: bool = False


def cut_xml(stream: BinaryIO, rules: Rules) -> tuple[bytes, Iterator[Slice]]:
    """See `Slices.cut`; *stream* stands at 0."""
    document = _Document(stream, rules)
    first = next(document.slices, None)
    if first is None:
        raise Unproven("no record was found")
    return document.context, chain([first], document.slices)


def place(context: bytes) -> Place:
    """The context that `cut_xml` gave."""
    found: Place = msgspec.json.decode(context, type=Place)
    return found


class SliceParser:
    """Slices as elements, in the context that `cut_xml` gave."""

    def __init__(self, context: bytes, rules: Rules) -> None:
        encoding, spaces = place(context)
        self._parser = etree.XMLParser(encoding=encoding, **rules.parser)
        declared = "".join(
            f' xmlns{":" if prefix else ""}{prefix}="{_quoted(uri)}"' for prefix, uri in spaces
        )
        self._before, self._after = f"<w{declared}>".encode(encoding), b"</w>"

    def parse(self, data: bytes) -> Element:
        """The one element that the slice is.

        Raises:
            Unproven: it is not exactly one element.
        """
        try:
            root = etree.fromstring(self._before + data + self._after, self._parser)
        except etree.XMLSyntaxError as error:
            raise Unproven("a slice is no element") from error
        if len(root) != 1 or root.text or root[0].tail or data.count(b"\n") > LINES:
            raise Unproven("a slice is not one element")
        return root[0]


class _Document:
    """One pass over the document; `context` is known when the first slice is."""

    def __init__(self, stream: BinaryIO, rules: Rules) -> None:
        self.context = b""
        self._frame = _Frame(rules)
        self.slices = self._cut(stream, _name(stream, rules.start))

    def _cut(self, stream: BinaryIO, name: bytes) -> Iterator[Slice]:
        line, gap, first = 1, b"", True
        for is_slice, data in cut(stream, name):
            if not is_slice:
                gap += data
                if len(gap) > _slices.LONGEST:
                    raise Unproven("too much between two records")
                continue
            if gap:
                line += gap.count(b"\n")
                if first or gap.strip(_BLANK):
                    self._between(gap, first=first)
                gap = b""
            elif first:
                raise Unproven("a record stands where none is read")
            first = False
            yield Slice(line, data)
            line += data.count(b"\n")
        self._frame.close(gap)

    def _between(self, gap: bytes, *, first: bool) -> None:
        self._frame.feed(gap)
        if first:
            encoding, spaces = self._frame.place(gap)
            declared = sorted((prefix or "", uri) for prefix, uri in spaces.items())
            self.context = msgspec.json.encode((encoding, declared))


class _Frame:
    """The parser of all that is no slice."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._name = "s" + secrets.token_hex(12)
        self._sent = self._seen = 0
        self._container: Element | None = None
        self._encoding = ""
        self._parser = etree.XMLPullParser(
            events=("end",),
            tag=(f"{{*}}{self._name}", *rules.records, *rules.others),
            **rules.parser,
        )

    def feed(self, gap: bytes) -> None:
        self._sent += 1
        self._parse(gap + f"<{self._name}/>".encode())

    def place(self, prologue: bytes) -> tuple[str, dict[str | None, str]]:
        """Encoding and namespaces where the records stand; refuses what changes their meaning."""
        container = self._container
        if container is None or _DECLARATION.search(prologue):
            raise Unproven("the beginning of the document is not plain")
        written = _ENCODING.match(prologue)
        self._encoding = written[1].decode().lower() if written else "utf-8"
        marked = prologue.startswith(_UTF8_MARK) and self._encoding != "utf-8"
        if self._encoding not in ENCODINGS or marked:
            raise Unproven(f"encoding {self._encoding}")
        if any(one.get(_SPACE) for one in (container, *container.iterancestors())):
            raise Unproven("xml:space")
        return self._encoding, cast("dict[str | None, str]", dict(container.nsmap))

    def close(self, gap: bytes) -> None:
        """The end of the document: all of it must have been as was supposed."""
        self._parse(gap)
        try:
            info = self._parser.close().getroottree().docinfo
        except etree.XMLSyntaxError as error:
            raise Unproven("not well-formed") from error
        if (info.encoding or "utf-8").lower() != self._encoding or info.xml_version != "1.0":
            raise Unproven("another encoding than was supposed")
        if self._seen != self._sent:
            raise Unproven("something that looks like a record is none")
        if self._rules.alone and not self._ends_with_records():
            raise Unproven("something stands after the records")

    def _ends_with_records(self) -> bool:
        container = self._container
        if container is None or container.getnext() is not None or not len(container):
            return False
        return str(container[-1].tag).rpartition("}")[2] == self._name

    def _parse(self, data: bytes) -> None:
        try:
            self._parser.feed(data)
            events = list(cast("Iterator[_Event]", self._parser.read_events()))
        except etree.XMLSyntaxError as error:
            raise Unproven("not well-formed") from error
        for _, element in events:
            self._see(element)

    def _see(self, element: Element) -> None:
        local = str(element.tag).rpartition("}")[2]
        parent = element.getparent()
        if local == self._name:
            self._seen += 1
            if parent is None or not _is_container(parent, self._rules.container):
                raise Unproven("a record stands where none is read")
            if self._container is not None and parent is not self._container:
                raise Unproven("records stand in two places")
            if self._rules.alone and self._container is not None and parent[0] is not element:
                self._between_records(parent, element)
            self._container = parent
        elif f"{{*}}{local}" in self._rules.records:
            raise Unproven("a record was not cut")
        element.clear()
        while parent is not None and parent[0] is not element:
            del parent[0]

    def _between_records(self, parent: Element, element: Element) -> None:
        """Only the last husk may stand before *element*."""
        if element.getprevious() is not parent[0]:
            raise Unproven("something stands between the records")


def _is_container(element: Element, beginning: str) -> bool:
    return str(element.tag).rpartition("}")[2].startswith(beginning)


def _name(stream: BinaryIO, start: re.Pattern[bytes]) -> bytes:
    """How the first record's element is written; leaves *stream* at 0."""
    stream.seek(0)
    head = b""
    while len(head) < _slices.LONGEST and (window := stream.read(_slices.WINDOW)):
        head += window
        if found := start.search(head):
            stream.seek(0)
            return found[1]
    raise Unproven("no record was found")


def _quoted(uri: str) -> str:
    return uri.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
