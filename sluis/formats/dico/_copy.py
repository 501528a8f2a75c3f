"""A message with some of the lines of another, to mend and send again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from copy import deepcopy
from itertools import chain
from typing import Any, BinaryIO

from lxml import etree

from sluis.codelists import sales005
from sluis.errors import UnreadableFile
from sluis.formats._format import Wanted
from sluis.formats._xml import Document, Element, Shape, comment, forget
from sluis.formats.dico._header import seen_in
from sluis.formats.dico._names import NAMES

_MUTATION = "mutationcode"


def copy_records(stream: BinaryIO, wanted: Wanted, out: BinaryIO, name: str) -> None:
    """Write the lines with the ordinals of *wanted*, ascending, each after its comments.

    The message has the root, header and Groupings of *stream*, in UTF-8, without DOCTYPE, and is a
    mutation: as a complete one, the few lines would make all others lapse. Memory stays flat.
    """
    shape = seen_in(stream, name)[0].shape()
    lines = _lines(stream, shape)
    first = next(lines, None)
    if first is None:
        raise UnreadableFile("no line at all", format_name=name)
    with etree.xmlfile(out, encoding="utf-8") as file, ExitStack() as open_elements:
        file.write_declaration()
        _Copy(file, open_elements, first[1]).all(first, lines, iter(wanted))


def _lines(stream: BinaryIO, shape: Shape) -> Iterator[tuple[str, Element]]:
    """Start and end of every line."""
    document = Document(stream, shape, shape.tags, events=("start", "end"), as_written=True)
    for event, element in document:
        if shape.is_record(element):
            yield event, element
            if event == "end":
                forget(element)


class _Copy:
    """The copy being written: the root is open, and the Grouping of the last line."""

    def __init__(self, file: Any, open_elements: ExitStack, line: Element) -> None:
        self._file = file
        self._root = line.getroottree().getroot()
        self._stack = open_elements
        self._grouping = ExitStack()
        self._parent: Element | None = None
        self._head: list[Element] = []
        self._written: Element | None = None
        self._open(open_elements, self._root)
        self._write_all(_before(self._root, line))

    def all(
        self,
        first: tuple[str, Element],
        lines: Iterator[tuple[str, Element]],
        wanted: Iterator[tuple[int, list[str]]],
    ) -> None:
        at, words = next(wanted, (0, []))
        ordinal = 0
        for event, line in chain((first,), lines):
            self._meet(event, line)
            if event == "start":
                continue
            ordinal += 1
            if ordinal == at:
                self._line(line, words)
                at, words = next(wanted, (0, []))
        self._grouping.close()

    def _meet(self, event: str, line: Element) -> None:
        """Remember what stands before the lines of a Grouping, while it is there."""
        parent = line.getparent()
        if event == "start" and parent is not self._parent and parent is not None:
            self._parent = parent
            inside = parent is not self._root
            self._head = [deepcopy(one) for one in _before(parent, line)] if inside else []

    def _line(self, line: Element, words: list[str]) -> None:
        if self._written is not self._parent:
            self._written = self._parent
            self._grouping.close()
            if self._parent is not None and self._parent is not self._root:
                self._open(self._grouping, self._parent)
                self._write_all(iter(self._head))
        line.tail = None
        for one in words:
            self._file.write("\n", etree.Comment(f" {comment(one)} "))
        self._file.write("\n", line)

    def _open(self, stack: ExitStack, element: Element) -> None:
        spaces = {prefix: str(uri) for prefix, uri in element.nsmap.items()}
        attributes = {str(name): str(value) for name, value in element.attrib.items()}
        stack.enter_context(self._file.element(element.tag, attributes, nsmap=spaces))

    def _write_all(self, elements: Iterator[Element]) -> None:
        for element in elements:
            if not isinstance(element.tag, str):
                continue  # a comment of the source
            if NAMES[element.tag] == _MUTATION:
                element.text = sales005.CHANGE
            element.tail = None
            self._file.write("\n", element)


def _before(parent: Element, line: Element) -> Iterator[Element]:
    """What stands before the line, or before the Grouping that it stands in."""
    around = {line, *line.iterancestors()}
    for child in parent:
        if child in around:
            return
        yield child
