"""An XML document as a stream of elements, with the line at which each record starts.

Safe:    no DTD is loaded, no external entity, no network; entity bombs are refused by libxml2.
         Entities of an internal subset are resolved; an entity whose definition would have to be
         fetched makes the document unreadable. `resolve_entities=False` would drop text silently.
Memory:  flat. A record, or anything between two records, may be `ELEMENT_LIMIT` bytes, no more.
Lines:   libxml2 counts lines up to 65,535 only, so that the bytes are cut at the end of each
         record and their line feeds counted.
Bytes:   UTF-16 is turned into UTF-8 on the way in, so that tags can be found in the bytes.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, BinaryIO, cast

from lxml import etree

from sluis.errors import UnreadableFile

Element = etree._Element  # noqa: SLF001  (lxml names its public element class so)

CHUNK = 256 * 1024
ELEMENT_LIMIT = 32 * 1024 * 1024
LINE_LIMIT = 65_535
"""The line at which libxml2 stops counting; an empty element after it even has a wrong line."""

SAFE: dict[str, Any] = {"load_dtd": False, "no_network": True, "huge_tree": True}
"""What every parser here is made with."""

_TAG_ROOM = 256
_BESIDE = rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>"
_CONTROL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_UTF16_STARTS = {
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
    b"<\0": "utf-16-le",
    b"\0<": "utf-16-be",
}


class Shape:
    """What the records of a kind of document look like.

    `names` are the local names a record may have; `is_record` tells a record from other elements
    of such a name; `format_name` is what a refusal says.
    """

    def __init__(
        self, names: tuple[str, ...], is_record: Callable[[Element], bool], format_name: str
    ) -> None:
        either = b"|".join(re.escape(name.encode()) for name in names)
        named = rb"(?:[\w.\-]+:)?(?:" + either + rb")"
        self.is_record = is_record
        self.format_name = format_name
        self.tags = tuple(f"{{*}}{name}" for name in names)
        self.end = re.compile(rb"</" + named + rb"\s*>")
        self.start = re.compile(_BESIDE + rb"|(<" + named + rb"[\s>/])", re.DOTALL)

    def in_record(self, element: Element) -> bool:
        """Say whether *element* is or stands in a record; extensions there may have any name."""
        return self.is_record(element) or any(map(self.is_record, element.iterancestors()))


class Document:
    """One pass over *stream*: iterate for the (event, element) pairs of *tags*.

    At the end of a record `line` is the line of its start tag, and `line_of` that of any element
    in it.

    Raises (while iterating):
        UnreadableFile: not well-formed, cut off, more than one document, or unsafe.
    """

    def __init__(
        self,
        stream: BinaryIO,
        shape: Shape,
        tags: tuple[str, ...],
        *,
        events: tuple[str, ...] = ("end",),
        as_written: bool = False,
    ) -> None:
        self.line = 1
        self._stream = stream
        self._shape = shape
        self._head = stream.read(CHUNK)
        self._coding = utf16(self._head)
        self._parser = self._make_parser(tags, events, as_written=as_written)
        self._lines_before = self._lines_after = 1
        self._pending = bytearray()
        self._alone = self._counted = True
        self._again: Element | None = None

    def __iter__(self) -> Iterator[tuple[str, Element]]:
        try:
            for piece in _cut(self._chunks(), self._shape.end):
                yield from self._feed(piece)
            self._parser.close()
        except etree.XMLSyntaxError as error:
            raise unreadable(error, self._shape.format_name) from error
        except UnicodeDecodeError as error:
            raise self._refused(f"not proper {error.encoding}") from error

    def line_of(self, record: Element, element: Element) -> int:
        """The line of *element*, somewhere in the *record* that ended last."""
        if self._counted:
            return tree_line(element)
        return self.line + (self._in_raw(_path(record, element)) - 1)

    def _make_parser(
        self, tags: tuple[str, ...], events: tuple[str, ...], *, as_written: bool
    ) -> etree.XMLPullParser:
        return etree.XMLPullParser(
            events=events,  # type: ignore[arg-type]
            tag=tags,
            encoding="utf-8" if self._coding else None,
            remove_blank_text=not as_written,
            remove_comments=not as_written,
            remove_pis=not as_written,
            strip_cdata=not as_written,
            **SAFE,
        )

    def _chunks(self) -> Iterator[bytes]:
        raw = _rest(self._stream, self._head)
        return raw if self._coding is None else _recoded(raw, self._coding)

    def _feed(self, piece: bytes) -> Iterator[tuple[str, Element]]:
        self._pending += piece
        self._parser.feed(piece)
        events = cast("list[tuple[str, Element]]", list(self._parser.read_events()))
        ends = [element for event, element in events if event == "end" and self._is_record(element)]
        for event, element in events:
            if element in ends:
                self._locate(element, alone=len(ends) == 1)
            yield event, element
        outside = not ends and any(not self._shape.in_record(element) for _, element in events)
        self._forget(piece, bool(ends), outside=outside)

    def _locate(self, record: Element, *, alone: bool) -> None:
        """Set `line`; the bytes are only searched where libxml2 no longer counts."""
        self._again = None
        self._alone = alone
        self._lines_after = self._lines_before + self._pending.count(b"\n")
        self._counted = self._lines_after < LINE_LIMIT
        if self._counted:
            self.line = tree_line(record)
        else:
            self.line = self._lines_before + self._pending.count(b"\n", 0, self._start())

    def _start(self) -> int:
        """Where the record begins in the bytes since the one before; 0 when that is not sure."""
        found = next((m for m in self._shape.start.finditer(self._pending) if m[1]), None)
        return found.start(1) if found and self._alone else 0

    def _forget(self, piece: bytes, record_ended: bool, *, outside: bool) -> None:  # noqa: FBT001
        """Drop the bytes that cannot belong to the next record, and count their lines."""
        if record_ended:
            self._lines_before = self._lines_after
            self._pending.clear()
            return
        done = len(self._pending) - len(piece) if outside else 0
        if done:
            self._lines_before += self._pending.count(b"\n", 0, done)
            del self._pending[:done]
        if len(self._pending) > ELEMENT_LIMIT:
            limit = f"{ELEMENT_LIMIT // 1024 // 1024} MiB"
            raise self._refused(f"one element is larger than {limit}")

    def _is_record(self, element: Element) -> bool:
        return self._shape.is_record(element)

    def _refused(self, reason: str) -> UnreadableFile:
        return UnreadableFile(reason, format_name=self._shape.format_name)

    def _in_raw(self, path: list[int]) -> int:
        """The line within the record's own bytes of the element at *path*."""
        if self._again is None:
            self._again = etree.fromstring(
                bytes(self._pending[self._start() :]),
                etree.XMLParser(
                    recover=True,
                    encoding="iso-8859-1",  # only the tags matter, and they are ASCII
                    remove_comments=True,
                    remove_pis=True,
                    **SAFE,
                ),
            )
        element = self._again
        for index in path:
            if index >= len(element):
                break
            element = element[index]
        return tree_line(element) or 1


def forget(record: Element) -> None:
    """Drop *record* and everything before it; `clear` alone leaves the husks."""
    record.clear()
    parent = record.getparent()
    while parent is not None and parent[0] is not record:
        del parent[0]


def utf16(head: bytes) -> str | None:
    """The codec when *head* is UTF-16, with or without a byte-order mark."""
    return _UTF16_STARTS.get(head[:2])


def unreadable(error: etree.XMLSyntaxError, format_name: str) -> UnreadableFile:
    """What the parser says, without the parts that name no place in the file."""
    reason = (error.msg or "not well-formed").partition(", line ")[0][:200]
    return UnreadableFile(reason, format_name=format_name, line=error.lineno or None)


def local(tag: str) -> str:
    """The name without its namespace.

    >>> local("{http://www.bmecat.org/bmecat/2005}PRODUCT")
    'PRODUCT'
    """
    return tag.rpartition("}")[2]


def comment(words: str) -> str:
    r"""*words* as they may stand in an XML comment.

    >>> comment("a --> b---"), comment("bell \x07 rings")
    ('a - -> b- - -', 'bell ? rings')
    """
    clean = _CONTROL.sub("?", words)
    while "--" in clean:
        clean = clean.replace("--", "- -")
    return clean


def attributes(element: Element) -> dict[str, str]:
    """The attributes by local name."""
    return {local(str(name)): str(value) for name, value in element.items()}


def tree_line(element: Element) -> int:
    """The line that libxml2 counted for *element*, 0 when it counted none."""
    line: Any = element.sourceline
    return line or 0


def _path(record: Element, element: Element) -> list[int]:
    path: list[int] = []
    while element is not record:
        parent = element.getparent()
        if parent is None:
            break
        path.insert(0, parent.index(element))
        element = parent
    return path


def _rest(stream: BinaryIO, head: bytes) -> Iterator[bytes]:
    while head:
        yield head
        head = stream.read(CHUNK)


def _recoded(chunks: Iterable[bytes], coding: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(coding)()
    for chunk in chunks:
        yield decoder.decode(chunk).encode()
    yield decoder.decode(b"", final=True).encode()


def _cut(chunks: Iterable[bytes], end: re.Pattern[bytes]) -> Iterator[bytes]:
    """Pieces that end where a record ends, so that a feed gives at most one record.

    The first end tag is searched for in all its spellings, the others as that one is written.
    """
    rest = end_tag = b""
    for chunk in chunks:
        block = rest + chunk
        if not end_tag and (first := end.search(block)):
            end_tag = first[0]
        start = 0
        while end_tag and (found := block.find(end_tag, start)) >= 0:
            yield block[start : found + len(end_tag)]
            start = found + len(end_tag)
        keep = max(start, len(block) - _TAG_ROOM)
        if keep > start:
            yield block[start:keep]
        rest = block[keep:]
    if rest:
        yield rest
