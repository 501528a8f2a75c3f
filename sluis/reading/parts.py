"""Records judged and written as COPY lines, a part of the file at a time. No database, no clock.

Shape:   records -> lines by staging table, findings in the order of the file, counts.
Memory:  a part is about a megabyte; nothing here grows with the file.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import msgspec

from sluis.catalogue import fingerprints, rows
from sluis.catalogue.columns import TABLES
from sluis.checks import check_record, rules
from sluis.model import Finding, Header, Mode, Record
from sluis.reading.blocks import Rows

PART_BYTES = 1024 * 1024
"""Size of the lines from which a part goes out."""

PART_RECORDS = 500
"""Records that go out together, so that the progress is told in time."""

PART_FINDINGS = 1000
"""Findings that go out together; some 300 bytes each."""

ENTITY_OF_TABLE = {
    name: table.entity for table in TABLES for name in (table.name, table.patches, table.keys)
}
"""What a line of a staging table counts as."""


class Part(msgspec.Struct, frozen=True):
    """What came of some records; counts by entity (`product`, `trade_item`)."""

    rows: list[Rows]
    found: list[Finding]
    read: dict[str, int]
    rejected: dict[str, int]


@dataclass(slots=True)
class Judge:
    """Checks records and sorts their lines by table, until `part` is asked for."""

    header: Header
    days: fingerprints.Days
    _lines: dict[str, list[bytes]] = field(default_factory=dict)
    _found: list[Finding] = field(default_factory=list)
    _rejected: Counter[str] = field(default_factory=Counter)
    _records: int = 0
    _bytes: int = 0

    @property
    def full(self) -> bool:
        return (
            self._bytes >= PART_BYTES
            or self._records >= PART_RECORDS
            or len(self._found) >= PART_FINDINGS
        )

    def take(self, record: Record, mark: bytes | None = None) -> None:
        self.add(*judged(record, self.header, self.days, mark))

    def take_all(self, records: list[Record], line: int, mark: bytes) -> int:
        """The records of a slice with this hash, which begins at *line*; how many they are."""
        lasting = len(records) == 1 and records[0].line == line
        for record in records:
            self.take(record, mark if lasting else None)
        return len(records)

    def add(self, lines: list[rows.Line], found: list[Finding]) -> None:
        """What came of one record."""
        self._records += 1
        self._found += found
        if any(map(rules.is_error, found)):
            self._rejected.update(ENTITY_OF_TABLE[table] for table, _ in lines)
        for table, line in lines:
            self._lines.setdefault(table, []).append(line)
            self._bytes += len(line)

    def part(self) -> Part:
        """What was taken since the last part."""
        read: Counter[str] = Counter()
        for table, lines in self._lines.items():
            read[ENTITY_OF_TABLE[table]] += len(lines)
        rows = [Rows(table, len(lines), b"".join(lines)) for table, lines in self._lines.items()]
        part = Part(rows, self._found, dict(read), dict(self._rejected))
        self._lines, self._found, self._rejected = {}, [], Counter()
        self._records = self._bytes = 0
        return part


def judged(
    record: Record, header: Header, days: fingerprints.Days, mark: bytes | None = None
) -> tuple[list[rows.Line], list[Finding]]:
    """The staging lines of *record* and what was found; an error keeps it out of the catalogue."""
    found = [*record.findings, *check_record(record, header, days.today)]
    if not any(map(rules.is_error, found)):
        try:
            return _encoded(record, found, days, mark), found
        except rows.Unstorable as error:
            found.append(rows.unstorable_finding(error, record))
    return list(rows.encode_rejected(record)), found


def _encoded(
    record: Record, found: list[Finding], days: fingerprints.Days, mark: bytes | None
) -> list[rows.Line]:
    lines = list(rows.encode(record, found))
    if mark is None or record.mode is Mode.DELETE or record.patch is not None:
        return lines
    stored = fingerprints.stored(mark, days, [line for _, line in lines], record)
    return [(table, fingerprints.marked(line, stored)) for table, line in lines]
