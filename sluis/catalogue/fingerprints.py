"""Fingerprints of records as they are stored, and the days for which they hold. Pure.

Shape:   16 bytes hash of the slice in its context, 8 bytes of days, 1 byte saying which entities
         the slice gave (`PARTS`). Both rows of a record carry it while they are what the slice
         gave; any other change clears it.
Days:    two things outside a slice move from night to night: today, by which warnings are given,
         and the generation date of the file, by which prices are chosen. Neither matters to a
         record as long as it does not pass one of the dates in it, so that the dates give a span
         for each: 4 numbers of 2 bytes, days since 1970, first and last of each, both included.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from sluis.model import Record

Known = dict[bytes, bytes]
"""Days of a fingerprint -> hashes of all records with these days, joined."""

HASH = 16
PARTS = {"product": 1, "trade_item": 2}
"""Weight of an entity in the last byte."""

_SPANS = struct.Struct(">HHHH")
_FIRST, _LAST = date(1970, 1, 1), date(1970, 1, 1) + timedelta(days=0xFFFF)
_MONTH_AND_DAY = re.compile(rb"-[01]\d-[0-3]\d")
"""Of a date, found twenty times quicker than one that may begin with any digit."""

_REMEMBERED = 4_096


@dataclass(frozen=True, slots=True)
class Days:
    """The two days that a document is read by."""

    today: date
    generated_on: date | None

    @property
    def usable(self) -> bool:
        """Both lie between 1970 and 2149, where spans can say them."""
        return all(_FIRST <= day <= _LAST for day in (self.today, self.generated_on or _FIRST))

    def current(self, known: Known) -> set[bytes]:
        """The hashes that hold on these days."""
        today, generated = _number(self.today), _number(self.generated_on or _FIRST)
        found: set[bytes] = set()
        for days, hashes in known.items():
            first, last, oldest, newest = _SPANS.unpack(days)
            if first <= today <= last and oldest <= generated <= newest:
                found.update(hashes[n : n + HASH] for n in range(0, len(hashes), HASH))
        return found

    def spans(self, lines: Iterable[bytes]) -> bytes | None:
        """How long the outcome stays that of these days, whatever the dates in *lines* do.

        None when there is a date that does not exist.
        """
        texts: set[bytes] = set()
        for line in lines:
            texts |= _dates(line)
        return _spans(self.today, self.generated_on or _FIRST, frozenset(texts))


def _dates(line: bytes) -> set[bytes]:
    r"""What looks like an ISO date.

    >>> sorted(_dates(b"1\t2026-12-31T10\t99-12-2025-01-02\t7-01-01"))
    [b'2025-01-02', b'2026-12-31']
    """
    found = {line[max(0, m.start() - 4) : m.end()] for m in _MONTH_AND_DAY.finditer(line)}
    return {text for text in found if text[:4].isdigit() and len(text) == len("2026-12-31")}


@lru_cache(maxsize=_REMEMBERED)
def _spans(today: date, generated: date, texts: frozenset[bytes]) -> bytes | None:
    try:
        dates = [date.fromisoformat(text.decode()) for text in texts]
    except ValueError:
        return None
    turns = [day if day == today else day - timedelta(1) for day in dates if day >= today]
    later = [day - timedelta(1) for day in dates if day > generated]
    return _SPANS.pack(
        _number(today), _number(min(turns, default=_LAST)),
        _number(generated), _number(min(later, default=_LAST)),
    )  # fmt: skip


def stored(mark: bytes, days: Days, lines: Iterable[bytes], record: Record) -> bytes | None:
    """What is kept with *record*, or None when it must be read each time."""
    spans = days.spans(lines)
    if record.product is None or spans is None:  # a trade item alone has no place for all warnings
        return None
    parts = PARTS["product"] + (PARTS["trade_item"] if record.trade_item is not None else 0)
    return mark + spans + bytes([parts])


def marked(line: bytes, fingerprint: bytes | None) -> bytes:
    """*line* of COPY text with the fingerprint in its last field, which is empty so far."""
    if fingerprint is None:
        return line
    return line[:-1] + rb"\\x" + fingerprint.hex().encode() + b"\n"


def _number(day: date) -> int:
    return (min(day, _LAST) - _FIRST).days
