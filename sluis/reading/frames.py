"""The words between the reading child and its parent, and between it and its helpers.

Shape:   4 bytes length, big-endian, then msgpack: on stdout one block or a `Failed`, on the line to
         a helper an `Ask` and its answer in turns.
Types:   `Decimal` inside a header's free part crosses as text.
"""

from __future__ import annotations

import signal
import struct
from collections.abc import Iterator
from typing import BinaryIO

import msgspec

from sluis.errors import ReaderDied, SluisError, UnreadableFile
from sluis.reading.batches import New, Read
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
    processes: int


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


OUT_OF_MEMORY = Failed(final=False, reason="out of memory")


class Ask(msgspec.Struct, frozen=True):
    """New slices to be read; `ordinal` as `Work` wants it."""

    ordinal: int
    new: New


class Doubt(msgspec.Struct, frozen=True, tag="doubt"):
    """`Unproven`: the file must be read as a whole."""

    reason: str


Answer = Read | Doubt | Failed
Frame = HeaderRead | Rows | Findings | Again | Progress | Done | Failed

Known = dict[bytes, bytes]
"""See `sluis.catalogue.fingerprints.Known`."""

_known_decoder = msgspec.msgpack.Decoder(Known | None)
_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Frame)
_ask_decoder = msgspec.msgpack.Decoder(Ask)
_answer_decoder = msgspec.msgpack.Decoder(Answer)


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


def write(stream: BinaryIO, frame: Block | Failed | Ask | Answer) -> None:
    body = _encoder.encode(frame)
    stream.write(_LENGTH.pack(len(body)))
    stream.write(body)


def read(stream: BinaryIO) -> Iterator[Frame]:
    """Frames until the stream ends; a frame that was cut off ends it too."""
    return map(_decoder.decode, _bodies(stream))


def asked(stream: BinaryIO) -> Iterator[Ask]:
    return map(_ask_decoder.decode, _bodies(stream))


def answers(stream: BinaryIO) -> Iterator[Answer]:
    return map(_answer_decoder.decode, _bodies(stream))


def _bodies(stream: BinaryIO) -> Iterator[bytes]:
    while len(prefix := stream.read(_LENGTH.size)) == _LENGTH.size:
        (length,) = _LENGTH.unpack(prefix)
        if length > LONGEST:
            raise ReaderDied(f"a block of {length} bytes")
        body = stream.read(length)
        if len(body) < length:
            return
        yield body


def cause(code: int, seconds: int | None = None) -> str:
    """Why a reading process has ended, from its exit code; *seconds* when it took so long."""
    if seconds is not None or -code == signal.SIGXCPU:
        limit = "it may" if seconds is None else f"{seconds} s"
        return f"reading took longer than {limit}"
    if code < 0:
        return f"the reading process was ended by {signal.Signals(-code).name}"
    return f"the reading process ended with code {code}"
