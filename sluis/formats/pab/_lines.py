"""Lines of a PAB 2 file: cut, brought to their length, known by their shape.

Length:  the bytes of a line without its end, CR LF or LF. One that lost the blanks at its end gets
         them back; one with more blanks, or in UTF-8, is brought back to its length.
Shape:   digits, dates and decimal points at their places. That alone says which file of the set it
         is: all five differ in length and in where their GLN, date or number stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from sluis.formats.pab._layouts import HEADER, LAYOUTS, Field, Layout
from sluis.formats.pab._values import encoded

LONGEST = 4096
"""Bytes of a line; the longest is 846. What goes on beyond is a line of its own, and refused."""

LOOKED_AT = 50
"""Lines of the head that must have the shape of the first, most of them."""

_MOST = 0.8
ENDS = b"\r\n\x1a\0"
"""CR LF, and what old systems put at the end of a file."""


def lines(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Each line that is not blank, without its end, with its number from 1."""
    number = 0
    while line := stream.readline(LONGEST):
        number += 1
        text = line.rstrip(ENDS)
        if text.strip():
            yield number, text


def in_length(line: bytes, layout: Layout) -> bytes | None:
    """*line* with the length of *layout*, or None when it cannot be brought to it."""
    if len(line) == layout.length:
        return line
    if len(line) < layout.length:
        return line.ljust(layout.length) if len(line) >= _SHORTEST[layout.name] else None
    rest = line[layout.length :]
    return line[: layout.length] if not rest.strip() else _from_utf8(line, layout)


def _from_utf8(line: bytes, layout: Layout) -> bytes | None:
    try:
        text = line.decode("utf-8").rstrip()
    except UnicodeDecodeError:
        return None
    return encoded(text.ljust(layout.length)) if len(text) <= layout.length else None


def layout_of(head: bytes) -> Layout | None:
    """Which file of the set begins with *head*, or None."""
    whole = head.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    shown = [line for line in (one.rstrip(ENDS) for one in whole[: LOOKED_AT + 1]) if line.strip()]
    if len(shown) > 1 and len(whole) <= LOOKED_AT + 1 and not head.endswith(b"\n"):
        shown.pop()  # the head may end within it
    exact = [layout for layout in LAYOUTS if shown and len(shown[0]) == layout.length]
    for layout in (*exact, *LAYOUTS):
        fit = [_has_shape(line, layout) for line in shown]
        if fit and fit[0] and sum(fit) >= _MOST * len(fit):
            return layout
    return None


def _has_shape(line: bytes, layout: Layout) -> bool:
    """A line of another length must have all that must be filled: its length proves nothing."""
    whole = in_length(line, layout)
    if whole is None or _SHAPES[layout.name].fullmatch(whole) is None:
        return False
    return whole is line or all(
        whole[field.start : field.end].strip() for field in layout.fields if field.needed
    )


_DAY = rb"[12]\d{3}(?:0[1-9]|1[0-2])[0-3]\d"


def _pattern(field: Field, layout: Layout) -> bytes:
    width = field.width
    if field.name == "MutationCode":
        return b"[0-9]" if layout is HEADER else b"[1-3]"
    if field.kind == "A":
        return b"[^\\x00-\\x1f]{%d}" % width
    if field.kind == "D":
        return b"[ 0-9.,+-]{%d}" % width
    if field.value == "day":
        return _DAY if field.needed else b"(?:%b|0{%d}| {%d})" % (_DAY, width, width)
    return b"[0-9]{%d}" % width if field.needed else b"[ 0-9]{%d}" % width


def _shape(layout: Layout) -> re.Pattern[bytes]:
    return re.compile(b"".join(_pattern(field, layout) for field in layout.fields))


_SHAPES = {layout.name: _shape(layout) for layout in LAYOUTS}
_SHORTEST = {
    layout.name: max(field.start for field in layout.fields if field.needed) + 1
    for layout in LAYOUTS
}
"""A line without the blanks of its last fields is at least as long as those that must be filled."""
