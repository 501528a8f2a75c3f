r"""How the letters of a text file are encoded: by its first bytes, else by what its bytes can be.

Shape:   the name of an encoding as a layout has it, and whether that was a guess.
Source:  Unicode 17, chapter 23.8 (byte order mark); Windows-1252 is what the trade's programs
         write when they say nothing.
Limits:  single-byte encodings cannot be told apart with certainty, so such an answer is a guess.

>>> import io
>>> detect(io.BytesIO("prijs €".encode("utf-8"))), detect(io.BytesIO(b"prijs \x80"))
(Detected(name='utf-8', guessed=False), Detected(name='windows-1252', guessed=True))
>>> detect(io.BytesIO("EAN\t1".encode("utf-16")))
Detected(name='utf-16', guessed=False)
"""

from __future__ import annotations

import codecs
from typing import BinaryIO, NamedTuple

ENCODINGS = {
    "utf-8": "utf-8-sig",
    "utf-16": "utf-16",
    "windows-1252": "cp1252",
    "latin-1": "latin-1",
    "latin-9": "iso8859-15",
    "cp850": "cp850",
}
"""Name in a layout -> codec. UTF-8 and UTF-16 may begin with a byte order mark."""

_WINDOW = 1 << 20
_HEAD = 512
_MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_NOT_IN_1252 = frozenset(b"\x81\x8d\x8f\x90\x9d")
_NULLS_OF_UTF16 = 0.3
"""Share of every second byte that is nought in UTF-16 of European texts, at least."""


class Detected(NamedTuple):
    """An encoding, and whether the bytes left room for another."""

    name: str
    guessed: bool


def detect(stream: BinaryIO) -> Detected:
    """The encoding of what *stream* holds from its beginning; it is left anywhere."""
    stream.seek(0)
    head = stream.read(_HEAD)
    for mark, name in _MARKS.items():
        if head.startswith(mark):
            return Detected(name, guessed=False)
    if _byte_order(head):
        return Detected("utf-16", guessed=False)
    if fits(stream, "utf-8"):
        return Detected("utf-8", guessed=False)
    return Detected("windows-1252" if fits(stream, "windows-1252") else "latin-1", guessed=True)


def fits(stream: BinaryIO, name: str) -> bool:
    """Can all bytes be text in this encoding?"""
    stream.seek(0)
    decoder = codecs.getincrementaldecoder(ENCODINGS[name])()
    try:
        while window := stream.read(_WINDOW):
            decoder.decode(window)
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def codec(stream: BinaryIO, name: str) -> str:
    """The codec for *stream*: with its byte order mark or without, UTF-16 in the order it has."""
    stream.seek(0)
    head = stream.read(_HEAD)
    if name == "utf-8" and not head.startswith(codecs.BOM_UTF8):
        return "utf-8"
    if name != "utf-16":
        return ENCODINGS[name]
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return _byte_order(head) or "utf-16-le"


def _byte_order(head: bytes) -> str | None:
    """By where the noughts stand: text of European languages has one in nearly each pair."""
    even, odd = head[0::2], head[1::2]
    if odd and odd.count(0) >= _NULLS_OF_UTF16 * len(odd) and not even.count(0):
        return "utf-16-le"
    if odd and even.count(0) >= _NULLS_OF_UTF16 * len(odd) and not odd.count(0):
        return "utf-16-be"
    return None
