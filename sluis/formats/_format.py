"""What an exchange format is: a name, a nose, and a few functions over a binary stream."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Protocol

import msgspec

from sluis.model import Entity, Header, Record

Records = Iterator[Record]
Wanted = Iterable[tuple[int, list[str]]]
"""Ordinals of records in ascending order, each with the words that go before it as comments."""


class Unproven(Exception):
    """The document cannot be cut into slices for certain; `read` must have it as a whole."""


class Slice(msgspec.Struct, frozen=True, gc=False):
    """One record as it stands in the document.

    `fingerprint` is 16 bytes of hash over the slice and all that gives it meaning, or None when
    this record must be read each time. `record` is None for a slice that was known.
    """

    ordinal: int
    line: int
    fingerprint: bytes | None
    record: Record | None


class Target(Protocol):
    """Where a writer puts what it writes, and what it could not."""

    def document(self, name: str = "") -> BinaryIO:
        """The stream of one document, for writing only, open until the writer has ended.

        A format whose catalogue is one document asks once, without a name; one whose catalogue is
        a set of files asks for each by its name (`ArtLev.txt`). The order of names is kept.
        """

    def lost(self, entity: Entity, key: str, field: str, value: object = "") -> None:
        """The format has no place for this value; *field* is a path in the words of the model."""


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

    `read_slices` gives the same records as `read` and leaves out those whose fingerprint is known;
    None when the format cannot do that. Its last argument is what else gives records a meaning. It
    may raise `Unproven` at any time: then all that it gave is void.

    `write` gives a document that `read` reads; what of a record has no place in the format is told
    to the target, value by value, never dropped in silence. None when the format is only read.

    All of them raise `UnreadableFile` for a document that cannot be used as a whole.
    """

    name: str
    title: str
    source: str
    suffixes: tuple[str, ...]
    recognises: Callable[[bytes], bool]
    read_header: Callable[[BinaryIO], Header]
    read: Callable[[BinaryIO, Header], Records]
    copy_records: Callable[[BinaryIO, Wanted, BinaryIO], None] | None = None
    read_slices: Callable[[BinaryIO, Header, Container[bytes], bytes], Iterator[Slice]] | None = (
        None
    )
    write: Write | None = None
