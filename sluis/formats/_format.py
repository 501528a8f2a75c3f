"""What an exchange format is: a name, a nose, and a few functions over a binary stream."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from sluis.model import Header, Record

Records = Iterator[Record]
Wanted = Iterable[tuple[int, list[str]]]
"""Ordinals of records in ascending order, each with the words that go before it as comments."""


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
