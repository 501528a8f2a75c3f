"""Cut an XML stream into record slices at the speed of reading, without parsing it.

The cut is a guess that the caller proves (`_sliced_xml`): a slice runs from `<NAME` to the next
`</NAME>`. Whatever the cut, nothing is lost or doubled: the pieces, joined, are the document, byte
for byte.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from sluis.formats import _slices

_AFTER_NAME = frozenset(b" \t\r\n>/")


def cut(stream: BinaryIO, name: bytes) -> Iterator[tuple[bool, bytes]]:
    """Cut *stream* from where it stands into slices of the element written `<name`.

    Shape:  (is it a slice, bytes) in document order; what stands between may come in parts.
    Memory: a few windows and one slice; one that grows too long makes the rest one gap.
    """
    opening, closing = b"<" + name, b"</" + name + b">"
    skip, width = len(opening), len(closing)
    buffer = b""
    while window := stream.read(_slices.WINDOW):
        buffer = buffer + window if buffer else window
        position = 0
        while (start := _opening(buffer, opening, position)) >= 0:
            end = buffer.find(closing, start + skip)
            if end < 0:
                break
            if start > position:
                yield False, buffer[position:start]
            position = end + width
            yield True, buffer[start:position]
        kept = start if start >= 0 else max(position, len(buffer) - skip)
        if kept > position:
            yield False, buffer[position:kept]
        buffer = buffer[kept:]
        if len(buffer) > _slices.LONGEST:
            break
    while buffer:
        yield False, buffer
        buffer = stream.read(_slices.WINDOW)


def _opening(buffer: bytes, opening: bytes, position: int) -> int:
    """Where the next start tag of exactly this name begins, or -1 when none is whole yet."""
    while (start := buffer.find(opening, position)) >= 0:
        after = start + len(opening)
        if after >= len(buffer):
            return -1
        if buffer[after] in _AFTER_NAME:
            return start
        position = after
    return -1
