"""From a file to blocks: recognise, header, records, checks, COPY lines. No database, no clock.

Known:   a record whose slice is known is not read: a line of the table `known` stands for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
from xxhash import xxh3_64_intdigest

from sluis.catalogue import fingerprints
from sluis.checks import check_header, rules
from sluis.errors import UnreadableFile
from sluis.formats import FORMATS, recognise
from sluis.formats._format import Format
from sluis.formats._slices import Slices, Unproven
from sluis.model import Entity, Finding, Header
from sluis.reading.batches import Work, batches, worker
from sluis.reading.blocks import (
    Again,
    Block,
    Done,
    Findings,
    HeaderRead,
    Options,
    Progress,
)
from sluis.reading.helpers import Helpers, moved
from sluis.reading.ordinary import Ordinary
from sluis.reading.parts import Judge, Part
from sluis.reading.salt import salt
from sluis.reading.templates import Templates
from sluis.schemas import Schemas, Unusable

HEAD_BYTES = 64 * 1024
"""What `recognise` looks at."""

NOTHING: fingerprints.Known = {}


def read_blocks(
    path: Path,
    options: Options,
    known: fingerprints.Known | None = None,
    *,
    processes: int = 1,
) -> Iterator[Block]:
    """Read the whole file; *processes* of them read new slices side by side.

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
        supplier = _supplier(header, options)
        about = Findings([*_about_header(header, options), *_about_schema(stream, options)])
        opening: tuple[Block, ...] = (HeaderRead(header, supplier), about)
        yield from opening
        ours = msgspec.structs.replace(header, supplier_gln=supplier)
        reading = _Reading(stream, ours, fingerprints.Days(options.today, header.generated_on))
        if known is not None and read_format.slices is not None and reading.days.usable:
            try:
                yield from reading.in_two_steps(read_format.slices, known, processes)
            except Unproven as error:
                yield Again(str(error))
                yield from opening
            else:
                return
        yield from reading.as_a_whole(read_format)


def _supplier(header: Header, options: Options) -> str | None:
    """Whose data it is: the account decides."""
    supplier = options.supplier_gln or header.supplier_gln
    if supplier is None and options.supplier_required:
        raise UnreadableFile(
            "no supplier GLN in the header, none with the account",
            format_name=header.format,
            rule="supplier-unknown",
        )
    return supplier


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


def _about_schema(stream: BinaryIO, options: Options) -> Iterator[Finding]:
    """What the schema that an operator has for such a document says against it."""
    folder = Path(options.schemas) if options.schemas else None
    try:
        for line, element, reason in Schemas(folder).violations(stream):
            yield rules.finding(
                "schema-violation",
                entity=Entity.DOCUMENT,
                line=line,
                field=element,
                reason=reason,
            )
    except Unusable as error:
        yield rules.finding("schema-unusable", entity=Entity.DOCUMENT, reason=error)


class _Reading:
    """One document under its header; each way of reading it begins anew."""

    def __init__(self, stream: BinaryIO, header: Header, days: fingerprints.Days) -> None:
        self.days = days
        self._stream = stream
        self._header = header

    def as_a_whole(self, read_format: Format) -> Iterator[Block]:
        tally, judge = self._begin(), Judge(self._header, self.days)
        for record in read_format.read(self._stream, self._header):
            judge.take(record)
            tally.records += 1
            if judge.full:
                yield from tally.blocks(judge.part())
        yield from tally.blocks(judge.part())
        yield from tally.end()

    def in_two_steps(
        self, slices: Slices, known: fingerprints.Known, processes: int
    ) -> Iterator[Block]:
        """Raises Unproven: what was given is void."""
        tally = self._begin()
        context, cut = slices.cut(self._stream, self._header)
        seed = xxh3_64_intdigest(b"\0".join((salt(self._header), context)))
        work = self._worker(slices, context)
        with Helpers(work, processes) as helpers:
            for batch, given, read in helpers.read(batches(cut, seed, self.days.current(known))):
                ordinal = tally.records + 1
                if batch.known:
                    yield batch.known_rows(ordinal, read.records)
                tally.records += len(batch.known) + sum(read.records)
                tally.known += len(batch.known)
                yield from tally.blocks(moved(read, ordinal - given).part)
        yield from tally.end()

    def _worker(self, slices: Slices, context: bytes) -> Work:
        read, judge = slices.reader(self._header, context), Judge(self._header, self.days)
        holes = slices.holes(context)
        if holes is None:
            return worker(read, judge)
        spec, encoding = holes
        ordinary = Ordinary(read, self._header, self.days, encoding)
        return worker(read, judge, Templates(spec, ordinary))

    def _begin(self) -> _Tally:
        self._stream.seek(0)
        return _Tally(self._stream)


class _Tally:
    """Counts what goes by."""

    def __init__(self, stream: BinaryIO) -> None:
        self.records = self.known = 0
        self._stream = stream
        self._size = Path(stream.name).stat().st_size
        self._read: Counter[str] = Counter()
        self._rejected: Counter[str] = Counter()

    def blocks(self, part: Part) -> Iterator[Block]:
        self._read.update(part.read)
        self._rejected.update(part.rejected)
        yield from part.rows
        if part.found:
            yield Findings(part.found)
        yield Progress(min(self._stream.tell(), self._size), self._size, self.records)

    def end(self) -> Iterator[Block]:
        yield Progress(self._size, self._size, self.records)
        yield Done(self.records, dict(self._read), dict(self._rejected), self.known)
