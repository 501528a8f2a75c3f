"""A file of PAB 2: its header, its records, and a copy of some of them.

Header:  HArtLev says what the message is. Any other file names its supplier in its first line (not
         Product, whose lines name the maker) and is a mutation: only a header can say complete.
Memory:  a line at a time, but for lines of one trade item that stand apart (`_groups`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import partial
from shutil import copyfileobj
from typing import BinaryIO

import msgspec

from sluis.errors import UnreadableFile
from sluis.formats._format import Records, Wanted
from sluis.formats.pab._groups import Groups, Line, together
from sluis.formats.pab._layouts import ALLOWANCE, HEADER, ITEM, PRICE, PRODUCT, Layout
from sluis.formats.pab._lines import layout_of, lines
from sluis.formats.pab._records import Draft, key_of, record
from sluis.formats.pab._values import FORMAT
from sluis.model import Entity, Header, Mutation, Transaction

HEAD_BYTES = 64 * 1024
LANGUAGE = "nl"
COMPLETE = "9"
"""Mutation code of a message that holds all; 4 holds what has changed."""

SPEAKS_OF = {
    HEADER.name: ((), Transaction.UPDATE_PRODUCTS),
    PRODUCT.name: ((Entity.PRODUCT,), Transaction.NEW_PRODUCTDATA),
    ITEM.name: ((Entity.TRADE_ITEM,), Transaction.UPDATE_PRODUCTS),
    PRICE.name: ((), Transaction.UPDATE_PRICES),
    ALLOWANCE.name: ((), Transaction.UPDATE_PRICES),
}
"""Entities that a complete file makes missing: prices say nothing of items they do not name."""

_GROUPED = (PRICE, ALLOWANCE)


def recognises(head: bytes) -> bool:
    """Say whether *head* begins a file of PAB 2."""
    return layout_of(head) is not None


def read_header(stream: BinaryIO) -> Header:
    layout = layout_at(stream)
    entities, transaction = SPEAKS_OF[layout.name]
    made = Header(
        format=FORMAT,
        version="2",
        dialect=layout.name,
        transaction=transaction,
        mutation=Mutation.MUTATION,
        entities=entities,
        languages=[LANGUAGE],
        default_language=LANGUAGE,
    )
    draft = Draft(layout, made, 0)
    values = draft.values(next(lines(stream))) or {}
    gln = values.get("SupplierGLN")
    made = msgspec.structs.replace(
        made, supplier_gln=gln, supplier_ids={} if gln is None else {"gln": gln}
    )
    return _of_message(made, draft.texts, values.get("MessageDate")) if layout is HEADER else made


def _of_message(header: Header, texts: dict[str, str], day: date | None) -> Header:
    """What HArtLev says of all files of the set."""
    complete = texts.get("MutationCode") == COMPLETE
    version = texts.get("MessageVersion", "")
    return msgspec.structs.replace(
        header,
        version=f"{version[0]}.{version[1:]}" if version.isdigit() else header.version,
        mutation=Mutation.COMPLETE if complete else Mutation.MUTATION,
        transaction=Transaction.NEW_CATALOG if complete else header.transaction,
        generated_on=day,
        catalogue={HEADER.name: texts},
    )


def read(stream: BinaryIO, header: Header) -> Records:
    layout = layout_at(stream)
    if layout is HEADER:
        return
    groups = _groups(stream, layout)
    for ordinal, group in enumerate(groups, start=1):
        yield record(layout, header, ordinal, group)


def copy_records(stream: BinaryIO, wanted: Wanted, out: BinaryIO) -> None:
    """Write the lines of the records with the ordinals of *wanted*; a line holds no comment.

    HArtLev has no records: it is its own copy.
    """
    layout = layout_at(stream)
    if layout is HEADER:
        copyfileobj(stream, out)
        return
    groups = enumerate(_groups(stream, layout), start=1)
    for ordinal, _ in wanted:
        group = next((lines for number, lines in groups if number == ordinal), [])
        for _, line in group:
            out.write(line + b"\r\n")


def layout_at(stream: BinaryIO) -> Layout:
    """Which file of the set *stream* is, from its beginning, to which it is brought back."""
    layout = layout_of(stream.read(HEAD_BYTES))
    if layout is None:
        raise UnreadableFile("no line has the length and shape of PAB 2", format_name=FORMAT)
    stream.seek(0)
    return layout


def _groups(stream: BinaryIO, layout: Layout) -> Groups:
    if layout not in _GROUPED:
        return ([line] for line in lines(stream))

    def open_lines() -> Iterable[Line]:
        stream.seek(0)
        return lines(stream)

    key: Callable[[bytes], bytes] = partial(key_of, layout)
    return together(open_lines, key)
