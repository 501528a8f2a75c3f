"""The outcome of a record as one text: read, checked and encoded as ever."""

from __future__ import annotations

import msgspec

from sluis.catalogue import fingerprints
from sluis.errors import UnreadableFile
from sluis.formats._slices import ReadSlice, Slice, Unproven
from sluis.model import Finding, Header
from sluis.reading.parts import judged

PLACE, MARK, NEXT = "\x02", "\x03", "\x1e"
"""Ordinal and line of a record, the hash of its slice, and what parts the texts of an outcome."""

_TABLES = frozenset({"product", "trade_item"})
_HASH = bytes(fingerprints.HASH)
_WRITTEN_HASH = "\\\\x" + _HASH.hex()
_HERE = "1\t1\t"


class Ordinary:
    """The way that every record can go, for slices in one encoding."""

    def __init__(
        self, read: ReadSlice, header: Header, days: fingerprints.Days, encoding: str
    ) -> None:
        self._read = read
        self._header = header
        self._days = days
        self._encoding = encoding

    def text(self, data: bytes) -> str | None:
        """A slice as text; None when it is none."""
        try:
            return data.decode(self._encoding)
        except UnicodeDecodeError:
            return None

    def outcome(self, text: str) -> str | None:
        """Lines for the staging tables, then the findings; None when something was odd.

        Shape: table, tab, place, fields of the COPY line; and so on; findings as JSON or nothing.
        """
        try:
            made = self._read(1, Slice(1, text.encode(self._encoding)))
        except (Unproven, UnreadableFile, UnicodeEncodeError):
            return None
        if len(made) != 1 or made[0].findings or made[0].line != 1:
            return None
        lines, found = judged(made[0], self._header, self._days, _HASH)
        texts = [f"{table}\t{_unplaced(line)}" for table, line in lines]
        plain = not any(sign in one for one in texts for sign in (NEXT, MARK + MARK))
        here = all((one.ordinal, one.line) == (1, 1) for one in found)
        if not plain or not here or not _TABLES.issuperset(table for table, _ in lines):
            return None
        return NEXT.join((*texts, _as_json(found)))


def _unplaced(line: bytes) -> str:
    """A COPY line with signs for its place and for the hash in its last field."""
    rest = line.decode().removeprefix(_HERE)
    fields, tab, mark = rest.rpartition("\t")
    if any(sign in rest for sign in (PLACE, MARK, NEXT)):
        return MARK + MARK
    return PLACE + fields + tab + mark.replace(_WRITTEN_HASH, "\\\\x" + MARK)


def _as_json(found: list[Finding]) -> str:
    return msgspec.json.encode(found).decode() if found else ""
