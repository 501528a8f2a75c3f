"""A pass of a layout as an exchange format: the reading child reads it as it reads any other.

Slices:  rows of a text file, where a row is certain: one byte or UTF-8 per sign, double quotes, and
         nothing to be told about the file as a whole. Workbooks are read in one go.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import partial
from itertools import islice
from typing import BinaryIO

import msgspec

from sluis.formats._format import Format, Records
from sluis.formats._sliced_lines import cut_lines, cut_rows
from sluis.formats._slices import ReadSlice, Slice, Slices, Unproven
from sluis.layouts.headings import Headings
from sluis.layouts.layout import FORMAT, Layout, Pass, first_row
from sluis.layouts.plan import Plan
from sluis.layouts.reading import open_sheet, read, read_header
from sluis.model import Header, Mutation, Record
from sluis.tables.encodings import ENCODINGS
from sluis.tables.textfile import TextForm, names_separator

_BOM = "\ufeff"


def as_format(layout: Layout, one: Pass, mutation: Mutation) -> Format:
    """The format of one pass; *mutation* is what its task asks for."""
    return Format(
        name=FORMAT,
        title=f"{layout.name}: {one.entity}",
        source="a layout",
        suffixes=(".csv", ".txt", ".xlsx"),
        recognises=lambda _: True,
        read_header=partial(_header, layout, one, mutation),
        read=partial(_records, layout, one),
        slices=Slices(partial(_cut, layout, one), partial(_reader, layout, one)),
    )


def _header(layout: Layout, one: Pass, mutation: Mutation, stream: BinaryIO) -> Header:
    return read_header(stream, layout, one, mutation)


def _records(layout: Layout, one: Pass, stream: BinaryIO, header: Header) -> Records:
    return read(stream, layout, one, header.supplier_gln or "")


class _Context(msgspec.Struct, frozen=True):
    """What gives a row its meaning beside the layout."""

    form: TextForm
    headings: tuple[str, ...] | None


def _cut(
    layout: Layout, one: Pass, stream: BinaryIO, header: Header
) -> tuple[bytes, Iterator[Slice]]:
    opened = open_sheet(stream, layout, one)
    form = opened.table.text
    if form is None or opened.table.notes:
        raise Unproven("a workbook, or something to be told about the file")
    if form.codec not in _SIMPLE or form.quote not in {'"', ""}:
        raise Unproven("rows cannot be told apart by their bytes")
    stream.seek(0)
    separator = form.separator.encode(form.codec.removesuffix("-sig"))
    rows = cut_rows(stream, separator) if form.quote else cut_lines(stream)
    first = first_row(layout, one) - 1
    begun = _without_separator(rows, form)
    context = _Context(form, opened.headings.texts)
    return msgspec.msgpack.encode((context, layout, one)), islice(begun, first, None)


_SIMPLE = frozenset(ENCODINGS.values()) - {"utf-16"} | {"utf-8"}
"""Codecs in which separator, quote and line end are one byte and no part of another sign."""


def _without_separator(rows: Iterator[Slice], form: TextForm) -> Iterator[Slice]:
    """A first line that names the separator is no row."""
    head = next(rows, None)
    if head is None:
        return
    text = head.data.decode(form.codec.removesuffix("-sig"), errors="replace").removeprefix(_BOM)
    if not names_separator(text):
        yield head
    yield from rows


def _reader(layout: Layout, one: Pass, header: Header, context: bytes) -> ReadSlice:
    known = msgspec.msgpack.decode(context, type=tuple[_Context, Layout, Pass])[0]
    plan = Plan(layout, one, Headings(known.headings), header.supplier_gln or "")
    codec, separator = known.form.codec.removesuffix("-sig"), known.form.separator
    quote = known.form.quote

    def read_row(ordinal: int, row: Slice) -> list[Record]:
        text = row.data.decode(codec, errors="replace").removeprefix(_BOM)
        if "\r" in text.replace("\r\n", ""):
            raise Unproven("a carriage return within a cell, which counts as a line")
        if quote and quote in text:
            (cells,) = csv.reader([text], delimiter=separator, quotechar=quote)
        else:
            cells = text.split(separator) if text else []
        return [plan.record(ordinal, row.line, cells)] if plan.counts(cells) else []

    return read_row
