"""What an exchange format is: a name, a nose, and a few functions over a binary stream."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from sluis.model import Header, Record

Records = Iterator[Record]


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One exchange format, one version, one module.

    `recognises` sees the first 64 KiB of the content and must not raise.
    `read_header` reads up to the first record and leaves the stream anywhere.
    `read` streams the records in document order from a stream at 0; memory stays flat.
    `copy_records` writes a document of the same format that holds exactly the records whose
    ordinals are given (in ascending order), with the header of the source; None when the format
    cannot say that.

    All of them raise `UnreadableFile` for a document that cannot be used as a whole.
    """

    name: str
    title: str
    source: str
    suffixes: tuple[str, ...]
    recognises: Callable[[bytes], bool]
    read_header: Callable[[BinaryIO], Header]
    read: Callable[[BinaryIO, Header], Records]
    copy_records: Callable[[BinaryIO, Iterator[int], BinaryIO], None] | None = None
