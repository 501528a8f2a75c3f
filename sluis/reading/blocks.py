"""From a file to blocks: recognise, header, records, checks, COPY lines. No database, no clock.

Shape:   HeaderRead, then Rows, Findings and Progress in any order, then Done.
Memory:  a block is about 1 MB; nothing here grows with the file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from sluis.catalogue import rows
from sluis.checks import check_header, check_record, rules
from sluis.errors import UnreadableFile
from sluis.formats import FORMATS, recognise
from sluis.model import Entity, Finding, Header, Record

HEAD_BYTES = 64 * 1024
"""What `recognise` looks at."""

BLOCK_BYTES = 1024 * 1024
"""Size from which the lines of one table go out."""

BLOCK_FINDINGS = 1000
"""Number of findings that go out together; some 300 bytes each."""

PROGRESS_RECORDS = 500
"""Records after which the position is told even when no block is full."""

ENTITY_OF_TABLE = {
    "product": Entity.PRODUCT,
    "trade_item": Entity.TRADE_ITEM,
    "price": Entity.TRADE_ITEM,
    "removal": Entity.TRADE_ITEM,
}
"""What a line of a staging table counts as; a line of `rejected` says so itself."""


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """What reading depends on beside the file.

    `supplier_gln` is the account's and decides. With `supplier_required` a file is unusable when
    neither the account nor its header names the supplier. `today` is the environment's date.
    """

    today: date
    supplier_gln: str | None = None
    supplier_required: bool = False


class HeaderRead(msgspec.Struct, frozen=True, tag="header"):
    """The header as it stands in the file, and the supplier that counts."""

    header: Header
    supplier_gln: str | None


class Rows(msgspec.Struct, frozen=True, tag="rows"):
    """Whole lines of COPY text for one staging table."""

    table: str
    count: int
    lines: bytes


class Findings(msgspec.Struct, frozen=True, tag="findings"):
    found: list[Finding]


class Progress(msgspec.Struct, frozen=True, tag="progress"):
    """Bytes of the file behind us, and records."""

    done: int
    total: int
    records: int


class Done(msgspec.Struct, frozen=True, tag="done"):
    """The end of a file that was read as a whole; counts by entity (`product`, `trade_item`)."""

    records: int
    read: dict[str, int]
    rejected: dict[str, int]


Block = HeaderRead | Rows | Findings | Progress | Done


def read_blocks(path: Path, options: Options) -> Iterator[Block]:
    """Read the whole file.

    Raises:
        UnreadableFile: the document as a whole cannot be used; blocks already given are void.
    """
    with path.open("rb") as stream:
        read_format = recognise(stream.read(HEAD_BYTES))
        stream.seek(0)
        header = read_format.read_header(stream)
        supplier = options.supplier_gln or header.supplier_gln
        if supplier is None and options.supplier_required:
            raise UnreadableFile(
                "no supplier GLN in the header, none with the account",
                format_name=header.format,
                rule="supplier-unknown",
            )
        yield HeaderRead(header, supplier)
        yield Findings(list(_about_header(header, options)))
        stream.seek(0)
        ours = msgspec.structs.replace(header, supplier_gln=supplier)
        yield from _Sorter(stream, path.stat().st_size).blocks(
            read_format.read(stream, ours), ours, options.today
        )


def document_finding(error: UnreadableFile) -> Finding:
    """What the report says about a document that cannot be used."""
    facts: dict[str, Any] = {
        "reason": error.reason,
        "seen": error.reason,
        "accepted": ", ".join(one.title for one in FORMATS),
        **error.detail,
    }
    return rules.finding(error.rule, entity=Entity.DOCUMENT, line=error.line, **facts)


def _about_header(header: Header, options: Options) -> Iterator[Finding]:
    yield from check_header(header, options.today)
    theirs, ours = header.supplier_gln, options.supplier_gln
    if theirs and ours and theirs != ours:
        yield rules.finding(
            "supplier-gln-differs",
            entity=Entity.DOCUMENT,
            field="supplier_gln",
            value=theirs,
            expected=ours,
        )


class _Sorter:
    """Puts lines by table and findings into blocks, and counts."""

    def __init__(self, stream: BinaryIO, size: int) -> None:
        self._stream = stream
        self._size = size
        self._lines: dict[str, list[bytes]] = {}
        self._bytes: Counter[str] = Counter()
        self._found: list[Finding] = []
        self._records = 0
        self._read: Counter[str] = Counter()
        self._rejected: Counter[str] = Counter()

    def blocks(self, records: Iterable[Record], header: Header, today: date) -> Iterator[Block]:
        for record in records:
            self._records += 1
            lines, found = judged(record, header, today)
            self._found += found
            for table, line in lines:
                if self._add(table, line) >= BLOCK_BYTES:
                    yield self._rows(table)
                    yield self._progress()
            if len(self._found) >= BLOCK_FINDINGS:
                yield self._findings()
            if self._records % PROGRESS_RECORDS == 0:
                yield self._progress()
        yield from self._rest()

    def _add(self, table: str, line: bytes) -> int:
        self._lines.setdefault(table, []).append(line)
        self._bytes[table] += len(line)
        entity = ENTITY_OF_TABLE.get(table) or _entity_of_rejected(line)
        self._read[entity] += 1
        if table == "rejected":
            self._rejected[entity] += 1
        return self._bytes[table]

    def _rows(self, table: str) -> Rows:
        lines = self._lines.pop(table)
        del self._bytes[table]
        return Rows(table, len(lines), b"".join(lines))

    def _findings(self) -> Findings:
        found, self._found = self._found, []
        return Findings(found)

    def _progress(self) -> Progress:
        return Progress(min(self._stream.tell(), self._size), self._size, self._records)

    def _rest(self) -> Iterator[Block]:
        for table in list(self._lines):
            yield self._rows(table)
        if self._found:
            yield self._findings()
        yield Progress(self._size, self._size, self._records)
        yield Done(self._records, dict(self._read), dict(self._rejected))


def judged(record: Record, header: Header, today: date) -> tuple[list[rows.Line], list[Finding]]:
    """The staging lines of *record* and what was found; an error keeps it out of the catalogue."""
    found = [*record.findings, *check_record(record, header, today)]
    if not any(map(rules.is_error, found)):
        try:
            return list(rows.encode(record, found)), found
        except rows.Unstorable as error:
            found.append(rows.unstorable_finding(error, record))
    return list(rows.encode_rejected(record)), found


def _entity_of_rejected(line: bytes) -> Entity:
    """Third field of a line that `encode_rejected` made."""
    return Entity(line.split(b"\t", 3)[2].decode())
