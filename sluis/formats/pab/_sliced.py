"""Product and ArtLev in two steps: a line is a record. Prices come together from several lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from sluis.formats._sliced_lines import cut_lines
from sluis.formats._slices import ReadSlice, Slice, Slices, Unproven
from sluis.formats.pab._layouts import ITEM, PRODUCT
from sluis.formats.pab._lines import ENDS, LONGEST
from sluis.formats.pab._read import layout_at
from sluis.formats.pab._records import record
from sluis.model import Header, Record

_BY_NAME = {layout.name: layout for layout in (PRODUCT, ITEM)}


def cut(stream: BinaryIO, header: Header) -> tuple[bytes, Iterator[Slice]]:
    layout = layout_at(stream)
    if layout.name not in _BY_NAME:
        raise Unproven("several lines make one record")
    own = header.supplier_ids.get("gln", "")
    return f"{layout.name} {own}".encode(), _lines(stream)


def _lines(stream: BinaryIO) -> Iterator[Slice]:
    for line, data in cut_lines(stream):
        if len(data) >= LONGEST - 1:
            raise Unproven("a line without end")
        text = data.rstrip(ENDS)
        if text.strip():
            yield Slice(line, text)


def reader(header: Header, context: bytes) -> ReadSlice:
    layout = _BY_NAME[context.decode().partition(" ")[0]]

    def read(ordinal: int, one: Slice) -> list[Record]:
        return [record(layout, header, ordinal, [one])]

    return read


SLICES = Slices(cut, reader)
