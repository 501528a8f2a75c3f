"""The words between the reading child and its parent: length-prefixed msgpack on stdout.

Shape:   4 bytes length, big-endian, then one block or a `Failed`.
Types:   `Decimal` inside a header's free part crosses as text.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO

import msgspec

from sluis.errors import ReaderDied, SluisError, UnreadableFile
from sluis.reading.blocks import Again, Block, Done, Findings, HeaderRead, Options, Progress, Rows

_LENGTH = struct.Struct(">I")

LONGEST = 64 * 1024 * 1024
"""Bytes of a frame no honest child sends; one record of this length is nonsense too."""


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """What the child is to do, on its stdin as JSON, and the limits it sets itself."""

    path: str
    options: Options
    parent: int
    memory_mb: int
    cpu_seconds: int


class Failed(msgspec.Struct, frozen=True, tag="failed"):
    """Why the child stopped: the document is unusable (`final`), or the child came to harm."""

    final: bool
    reason: str
    rule: str = ""
    format_name: str = ""
    line: int | None = None
    detail: dict[str, str] = {}

    def error(self) -> SluisError:
        """The exception to raise in the parent."""
        if not self.final:
            return ReaderDied(self.reason)
        return UnreadableFile(
            self.reason,
            format_name=self.format_name,
            line=self.line,
            rule=self.rule,
            detail=self.detail,
        )


def failed(error: UnreadableFile) -> Failed:
    """The frame that carries *error* to the parent."""
    return Failed(
        final=True,
        reason=error.reason,
        rule=error.rule,
        format_name=error.format_name,
        line=error.line,
        detail=error.detail,
    )


Frame = HeaderRead | Rows | Findings | Again | Progress | Done | Failed

Known = dict[bytes, bytes]
"""See `sluis.catalogue.fingerprints.Known`."""

_known_decoder = msgspec.msgpack.Decoder(Known | None)
_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Frame)


def order(stream: BinaryIO, order: Order, known: Known | None) -> None:
    """Tell the child what to do: the order with its length before it, then what is known."""
    body = msgspec.json.encode(order)
    stream.write(_LENGTH.pack(len(body)))
    stream.write(body)
    stream.write(_encoder.encode(known))


def read_order(stream: BinaryIO) -> tuple[Order, Known | None]:
    (length,) = _LENGTH.unpack(stream.read(_LENGTH.size))
    asked = msgspec.json.decode(stream.read(length), type=Order)
    return asked, _known_decoder.decode(stream.read())


def write(stream: BinaryIO, frame: Block | Failed) -> None:
    body = _encoder.encode(frame)
    stream.write(_LENGTH.pack(len(body)))
    stream.write(body)


def read(stream: BinaryIO) -> Iterator[Frame]:
    """Frames until the stream ends; a frame that was cut off ends it too."""
    while len(prefix := stream.read(_LENGTH.size)) == _LENGTH.size:
        (length,) = _LENGTH.unpack(prefix)
        if length > LONGEST:
            raise ReaderDied(f"a block of {length} bytes")
        body = stream.read(length)
        if len(body) < length:
            return
        yield _decoder.decode(body)
