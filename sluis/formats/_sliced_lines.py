"""Lines as slices: fixed width, and fields between delimiters.

Proof:   a line is a line wherever it stands; joined by line feeds, the slices are the document.
         Within quotes a line feed does not end a row: there quotes must enclose whole fields.
Refused: whatever is not sure (`Unproven`): line ends of a carriage return alone, U+0000 (UTF-16), a
         line without end, a quote in a field that has none around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from sluis.formats import _slices
from sluis.formats._slices import Slice, Unproven


def cut_lines(stream: BinaryIO, line: int = 1) -> Iterator[Slice]:
    """The lines of *stream* from where it stands, at the beginning of line *line*, without ends."""
    for one in _lines(stream, line):
        data = one.data.removesuffix(b"\r")
        if b"\r" in data:
            raise Unproven("a carriage return within a line")
        yield one if data is one.data else Slice(one.line, data)


def cut_rows(stream: BinaryIO, delimiter: bytes, line: int = 1) -> Iterator[Slice]:
    """Likewise the rows of a file whose fields may stand in double quotes, over several lines."""
    field = rb'(?:"[^"]*(?:""[^"]*)*"|[^"%b\r\n]*)' % re.escape(delimiter)
    quoted = re.compile(rb"%b(?:%b%b)*" % (field, re.escape(delimiter), field))
    begun: Slice | None = None
    for one in _lines(stream, line):
        if begun is not None:
            one = Slice(begun.line, begun.data + b"\n" + one.data)  # noqa: PLW2901 - it goes on
        begun = one if one.data.count(b'"') % 2 else None
        if begun is None:
            data = one.data.removesuffix(b"\r")
            if not quoted.fullmatch(data) if b'"' in data else b"\r" in data:
                raise Unproven("a quote or a carriage return within a field")
            yield Slice(one.line, data)
        elif len(begun.data) > _slices.LONGEST:
            raise Unproven("a row without end")
    if begun is not None:
        raise Unproven("a quote that is not closed")


def _lines(stream: BinaryIO, line: int) -> Iterator[Slice]:
    """Up to the line feeds; the last one has none, and is left out when there is nothing in it."""
    rest = b""
    while window := stream.read(_slices.WINDOW):
        if b"\0" in window:
            raise Unproven("U+0000 in the text")
        *lines, rest = (rest + window).split(b"\n")
        for line, data in enumerate(lines, start=line):  # noqa: B020, PLR1704 - it counts on
            yield Slice(line, data)
        line += len(lines) > 0
        if len(rest) > _slices.LONGEST:
            raise Unproven("a line without end")
    if rest:
        yield Slice(line, rest)
