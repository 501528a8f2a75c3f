"""What an exchange format is: a name, a nose, and a few functions over a binary stream."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO, Protocol

from sluis.formats._slices import Slices
from sluis.model import Entity, Header, Record

Records = Iterator[Record]
Wanted = Iterable[tuple[int, list[str]]]
"""Ordinals of records in ascending order, each with the words that go before it as comments."""


class Why(StrEnum):
    """Why a value is not in the document as it is in the record."""

    NO_PLACE = "no_place"
    """The format has no place for it."""
    CUT = "cut"
    """It is too long: its beginning is written."""
    NOT_ALLOWED = "not_allowed"
    """The format's code list or pattern does not have it: it is left out."""
    CHANGED = "changed"
    """The nearest that the format can say is written instead."""
    FILLED = "filled"
    """The format wants this field and the record has none: this value is written instead."""
    PART_LEFT_OUT = "part_left_out"
    """The format wants this field of a part and it is missing: the part is left out as a whole."""
    RECORD_LEFT_OUT = "record_left_out"
    """The format wants this field and it is missing or has no place: the record is left out."""


class Target(Protocol):
    """Where a writer puts what it writes, and what it could not."""

    def document(self, name: str = "") -> BinaryIO:
        """The stream of one document, for writing only, open until the writer has ended.

        A format whose catalogue is one document asks once, without a name; one whose catalogue is
        a set of files asks for each by its name (`ArtLev.txt`). The order of names is kept.
        """

    def lost(
        self, entity: Entity, key: str, field: str, value: object = "", why: Why = Why.NO_PLACE
    ) -> None:
        """Say that the document differs from the record here.

        *key* is the supplier item number of a trade item, the manufacturer product number of a
        product, and whatever names another part; it is empty for the document itself. *field* is
        a path in the words of the model, without places in lists: `descriptions.nl.long`,
        `prices.territories`.
        """


Write = Callable[[Header, Iterable[Record], Target], None]
"""Write a catalogue, as a stream.

The header says what the document is (transaction, mutation, languages, currency, ...). Records come
ordered by product, then trade item: each has its product when that is known, and neighbours with
the key of the same product are its trade items; those without a product come last. Parts come
after all of these, by entity. A deleted record (`Mode.DELETE`) is written where the format can
say so.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One exchange format, one version.

    `recognises` sees the first 64 KiB of the content and must not raise.
    `read_header` reads up to the first record and leaves the stream anywhere.
    `read_header` and `read` want a seekable stream at 0; `read` streams the records in document
    order, and memory stays flat.
    `copy_records` writes a document of the same format that holds exactly the wanted records
    (ordinals ascending), with the header of the source and the words given with each record as
    comments before it, as an update where the format can say that, so that it may be sent alone;
    None when the format cannot do that.
    `read` gives findings about the whole document (`entity` is `document`) with the last record.

    `slices` gives the same records as `read`, part by part; None when the format cannot do that. It
    has no place for findings about the whole document: where there would be some, it refuses.

    `write` gives a document that `read` reads; whatever then reads otherwise than the record said
    is told to the target, value by value, never dropped in silence. It raises `Refused` when
    nothing of the catalogue can be written. None when the format is only read.

    All others raise `UnreadableFile` for a document that cannot be used as a whole.
    """

    name: str
    title: str
    source: str
    suffixes: tuple[str, ...]
    recognises: Callable[[bytes], bool]
    read_header: Callable[[BinaryIO], Header]
    read: Callable[[BinaryIO, Header], Records]
    copy_records: Callable[[BinaryIO, Wanted, BinaryIO], None] | None = None
    slices: Slices | None = None
    write: Write | None = None
