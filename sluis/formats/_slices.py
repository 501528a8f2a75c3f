"""What a format needs to be read in two steps: a cut into slices, and a reader of one slice.

    cut       one pass over the stream: the context of the slices, then slice by slice
    context   all that gives a slice its meaning beside its own bytes and the header
    reader    made from header and context; slice -> records, in whatever process

A slice is read the same wherever it stands: that is what lets known ones be left out, and new ones
be read side by side. Whatever a cut cannot prove, it refuses with `Unproven`, and `Format.read`
gets the document as a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple

from sluis.formats._holes import Holes
from sluis.model import Header, Record

WINDOW = 1 << 20
"""Bytes that a cut reads at a time."""

LONGEST = 1 << 24
"""Bytes of a slice, or of what stands between two, from which a cut gives up."""


class Unproven(Exception):
    """The document cannot be cut into slices for certain; `read` must have it as a whole."""


class Slice(NamedTuple):
    """A part of a document that is read by itself: its bytes, and the line where they begin."""

    line: int
    data: bytes


Cut = Callable[[BinaryIO, Header], tuple[bytes, Iterator[Slice]]]
ReadSlice = Callable[[int, Slice], list[Record]]


@dataclass(frozen=True, slots=True)
class Slices:
    """How a format is read in two steps.

    `cut` wants a stream at 0 and gives the context, then the slices in document order. Memory does
    not grow with the document. The cut is right only when the iteration has come to its end: until
    then `Unproven` may come at any time, and all that was given is void.

    `reader` makes a function (ordinal of the first record, slice) -> its records, in document
    order, numbered from there. They are those that `Format.read` gives, with the same findings.
    It may raise `Unproven` as well. A record that begins at another line than its slice (because
    of line feeds within the start tag, say) is read each time.

    `holes` gives, for a context, the free texts of a record (`_holes`) and the encoding of slices,
    or None when every record must be read.
    """

    cut: Cut
    reader: Callable[[Header, bytes], ReadSlice]
    holes: Callable[[bytes], tuple[Holes, str] | None] = lambda _: None
