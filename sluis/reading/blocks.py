"""From a file to blocks: recognise, header, records, checks, COPY lines. No database, no clock.

Shape:   HeaderRead, then Rows, Findings and Progress in any order, then Done. After `Again` all
         begins anew, with a HeaderRead: what came before is void.
Known:   a record whose slice is known is not read: a line of the table `known` stands for it.
Memory:  a block is about 1 MB; nothing here grows with the file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from sluis.catalogue import fingerprints, rows
from sluis.checks import check_header, check_record, rules
from sluis.errors import UnreadableFile
from sluis.formats import FORMATS, recognise
from sluis.formats._format import Format, Slice, Unproven
from sluis.model import Entity, Finding, Header, Mode, Record
from sluis.reading.salt import salt

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


class Again(msgspec.Struct, frozen=True, tag="again"):
    """The file must be read as a whole after all: forget every block so far."""

    reason: str


class Progress(msgspec.Struct, frozen=True, tag="progress"):
    """Bytes of the file behind us, and records."""

    done: int
    total: int
    records: int


class Done(msgspec.Struct, frozen=True, tag="done"):
    """The end of a file that was read as a whole; counts by entity (`product`, `trade_item`).

    `known` counts the records that were not read because their slices are known.
    """

    records: int
    read: dict[str, int]
    rejected: dict[str, int]
    known: int = 0


Block = HeaderRead | Rows | Findings | Again | Progress | Done
NOTHING: fingerprints.Known = {}


def read_blocks(
    path: Path, options: Options, known: fingerprints.Known | None = None
) -> Iterator[Block]:
    """Read the whole file.

    With *known*, the fingerprints of what is stored of the supplier (perhaps none), records get
    fingerprints and known ones are left out, where the format can do that. Without it every record
    is read in one pass.

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
        opening: list[Block] = [
            HeaderRead(header, supplier),
            Findings(list(_about_header(header, options))),
        ]
        yield from opening
        ours = msgspec.structs.replace(header, supplier_gln=supplier)
        days = fingerprints.Days(options.today, header.generated_on)
        size = path.stat().st_size
        if known is not None and read_format.read_slices is not None and days.usable:
            try:
                slices = _slices(read_format, stream, ours, days.current(known))
                yield from _Sorter(stream, size).blocks(slices, ours, days)
            except Unproven as error:
                yield Again(str(error))
                yield from opening
            else:
                return
        stream.seek(0)
        whole = (Slice(r.ordinal, r.line or 0, None, r) for r in read_format.read(stream, ours))
        yield from _Sorter(stream, size).blocks(whole, ours, days)


def _slices(
    read_format: Format, stream: BinaryIO, header: Header, known: Container[bytes]
) -> Iterator[Slice]:
    assert read_format.read_slices is not None  # noqa: S101 - the caller has looked
    stream.seek(0)
    return read_format.read_slices(stream, header, known, salt(header))


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
        self._records = self._known = 0
        self._read: Counter[str] = Counter()
        self._rejected: Counter[str] = Counter()

    def blocks(
        self, slices: Iterable[Slice], header: Header, days: fingerprints.Days
    ) -> Iterator[Block]:
        for one in slices:
            self._records += 1
            for table in self._take(one, header, days):
                yield self._rows(table)
                yield self._progress()
            if len(self._found) >= BLOCK_FINDINGS:
                yield self._findings()
            if self._records % PROGRESS_RECORDS == 0:
                yield self._progress()
        yield from self._rest()

    def _take(self, one: Slice, header: Header, days: fingerprints.Days) -> Iterable[str]:
        """Add what *one* gives; name the tables that are full."""
        if one.record is None:
            return self._skip(one)
        lines, found = judged(one.record, header, days, one.fingerprint)
        self._found += found
        return [table for table, line in lines if self._add(table, line) >= BLOCK_BYTES]

    def _skip(self, one: Slice) -> Iterable[str]:
        """A known record: PostgreSQL's hexadecimal for bytes, its backslash escaped."""
        assert one.fingerprint is not None  # noqa: S101 - it was known by it
        line = b"%d\t%d\t\\\\x%b\n" % (one.ordinal, one.line, one.fingerprint.hex().encode())
        self._lines.setdefault("known", []).append(line)
        self._known += 1
        self._bytes["known"] += len(line)
        return ("known",) if self._bytes["known"] >= BLOCK_BYTES else ()

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
        yield Done(self._records, dict(self._read), dict(self._rejected), self._known)


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
    if mark is None or record.mode is Mode.DELETE or record.prices_only:
        return lines
    stored = fingerprints.stored(mark, days, [line for _, line in lines], record)
    return [(table, fingerprints.marked(line, stored)) for table, line in lines]


def _entity_of_rejected(line: bytes) -> Entity:
    """Third field of a line that `encode_rejected` made."""
    return Entity(line.split(b"\t", 3)[2].decode())
