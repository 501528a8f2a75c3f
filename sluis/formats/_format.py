"""What an exchange format is: a name, a nose, and a few functions over a binary stream."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

import msgspec

from sluis.model import Header, Record

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
