"""Two-step reading: which slices of a document are known, and what comes of the others.

Ordinals: a slice may give several records, so that the ordinals of what follows are known only when
          it has been read. Within a batch they are counted when it comes back.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate

import msgspec
from xxhash import xxh3_128_digest

from sluis.formats._slices import ReadSlice, Slice
from sluis.reading.blocks import Rows
from sluis.reading.parts import PART_RECORDS, Judge, Part
from sluis.reading.templates import Templates

BATCH_BYTES = 512 * 1024
"""Size of the new slices that are read together."""

BATCH_KNOWN = 10_000
"""Known slices after which a batch goes out even if there is nothing to read in it."""


New = list[tuple[int, bytes, Slice]]
"""Slices to be read, each with the number of known ones before it in its batch and its hash."""


@dataclass(slots=True)
class Batch:
    """Slices that follow each other.

    `known` are those that are not read, each with the number of new ones before it, its line and
    its hash.
    """

    new: New = field(default_factory=list)
    known: list[tuple[int, int, bytes]] = field(default_factory=list)

    def known_rows(self, ordinal: int, records: list[int]) -> Rows:
        """Lines of the table `known`; *records* counts those of each new slice.

        PostgreSQL writes bytes in hexadecimal, and COPY wants its backslash escaped.
        """
        given = [0, *accumulate(records)]
        lines = [
            b"%d\t%d\t\\\\x%b\n" % (ordinal + place + given[before], line, mark.hex().encode())
            for place, (before, line, mark) in enumerate(self.known)
        ]
        return Rows("known", len(lines), b"".join(lines))


def batches(slices: Iterable[Slice], seed: int, known: Container[bytes]) -> Iterator[Batch]:
    """All of *slices*, sorted into known and new; *seed* stands for what gives them a meaning."""
    batch, size = Batch(), 0
    for one in slices:
        mark = xxh3_128_digest(one.data, seed)
        if mark in known:
            batch.known.append((len(batch.new), one.line, mark))
        else:
            batch.new.append((len(batch.known), mark, one))
            size += len(one.data)
        if size >= BATCH_BYTES or len(batch.new) >= PART_RECORDS or len(batch.known) >= BATCH_KNOWN:
            yield batch
            batch, size = Batch(), 0
    yield batch


class Read(msgspec.Struct, frozen=True, tag="read"):
    """What came of the new slices of a batch, and how many records each of them gave."""

    part: Part
    records: list[int]


Work = Callable[[int, New], Read]
"""(ordinal of the first record of the batch, its new slices) -> what came of them."""


def worker(read: ReadSlice, judge: Judge, templates: Templates | None = None) -> Work:
    """Fills *templates*, and reads other slices with *read* and hands the records to *judge*."""

    def work(ordinal: int, new: New) -> Read:
        records: list[int] = []
        for before, mark, one in new:
            filled = templates.fill(ordinal + before, one, mark) if templates else None
            if filled is not None:
                judge.add(*filled)
                records.append(1)
            else:
                records.append(judge.take_all(read(ordinal + before, one), one.line, mark))
                if templates:
                    templates.learn(one)
            ordinal += records[-1]
        return Read(judge.part(), records)

    return work
