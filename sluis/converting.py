"""Convert a file from any format that is read to any that is written, without any service.

Records go to a desk on disk first (`desk`), since a writer wants product, trade items and their
parts together; memory stays flat. A record that an import would reject is left out and told.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import BinaryIO

import msgspec
from msgspec import structs

from sluis.checks.rules import finding
from sluis.desk import Desk, First
from sluis.errors import Refused
from sluis.formats import HEAD_BYTES, recognise
from sluis.formats._format import Format, Why
from sluis.model import ENTITIES, Entity, Finding, Header, Record, Severity
from sluis.schemas import Schemas
from sluis.targets import Losses, file_target

EXAMPLES = 10
"""Findings of one rule that are kept."""

EACH = 200
"""Records after which progress is told."""

Progress = Callable[[int], object]


class Wishes(msgspec.Struct, frozen=True, kw_only=True):
    """What the user says: the language of the document, and of texts in a source that names none;
    whose data it is.

    `today` is the date of a document whose source has none; `schemas` a folder of schemas that the
    document must obey.
    """

    today: date
    language: str | None = None
    supplier_gln: str | None = None
    schemas: Path | None = None


class Findings:
    """Findings by rule, with the first of each; memory does not grow with the file."""

    def __init__(self) -> None:
        self.counts: Counter[tuple[Severity, str]] = Counter()
        self.examples: dict[str, list[Finding]] = {}

    def add(self, found: Iterable[Finding]) -> bool:
        """Count them; True when one of them is an error."""
        wrong = False
        for one in found:
            self.counts[one.severity, one.rule] += 1
            wrong = wrong or one.severity is Severity.ERROR
            examples = self.examples.setdefault(one.rule, [])
            if len(examples) < EXAMPLES:
                examples.append(one)
        return wrong


class Conversion:
    """What became of one file."""

    def __init__(self, source: Format) -> None:
        self.source = source
        self.header: Header
        self.read: Counter[Entity] = Counter()
        self.rejected = 0
        self.findings = Findings()
        self.losses = Losses()
        self.records = 0

    @property
    def left_out(self) -> int:
        """Records that the target format could not take."""
        return sum(one.count for one in self.losses if one.why is Why.RECORD_LEFT_OUT)


def convert(
    source: Path,
    path: Path,
    to: Format,
    wishes: Wishes,
    *,
    reading: Progress = lambda done: None,
    writing: Callable[[int], Progress] = lambda count: lambda done: None,
) -> Conversion:
    """Read *source* and write all of it to *path*; an older file there stays until the end.

    *reading* is told the bytes that are read; *writing* gets the number of records and gives what
    is told how many of them are written.

    Raises:
        UnreadableFile: the source is of no use as a whole.
        Refused: the format is only read, or nothing of the source can be written in it, or what
            was written does not obey its schema.
        OSError: a file cannot be opened or written.
    """
    if to.write is None:
        raise Refused(f"{to.name} is read, not written")
    folder = tempfile.TemporaryDirectory(prefix=".sluis-", dir=path.parent)
    with folder as name, closing(Desk(Path(name) / "desk")) as desk, source.open("rb") as stream:
        done = _read(stream, desk, wishes, reading)
        header = fitted(done.header, wishes)
        done.records = desk.count()
        with file_target(path, Schemas(wishes.schemas)) as target:
            done.losses = target.losses
            to.write(header, _told(desk.records(), writing(done.records)), target)
    return done


def fitted(header: Header, wishes: Wishes) -> Header:
    """The header of the document that is wished for."""
    language = wishes.language or header.default_language
    languages = header.languages
    if language is not None:
        languages = [language, *(one for one in languages if one != language)]
    return structs.replace(
        header,
        default_language=language,
        languages=languages,
        generated_on=header.generated_on or wishes.today,
    )


def _read(stream: BinaryIO, desk: Desk, wishes: Wishes, progress: Progress) -> Conversion:
    fmt = recognise(stream.read(HEAD_BYTES))
    done = Conversion(fmt)
    stream.seek(0)
    header = fmt.read_header(stream)
    done.header = structs.replace(
        header,
        supplier_gln=wishes.supplier_gln or header.supplier_gln,
        default_language=header.default_language or wishes.language,
    )
    stream.seek(0)
    for record in fmt.read(stream, done.header):
        _take(done, desk, record)
        if record.ordinal % EACH == 0:
            progress(stream.tell())
    progress(stream.tell())
    return done


def _take(done: Conversion, desk: Desk, record: Record) -> None:
    for part in (record.product, record.trade_item, record.part):
        if part is not None:
            done.read[ENTITIES[type(part)]] += 1
    wrong = done.findings.add(record.findings)
    first = None if wrong else desk.put(record)
    if first is not None:
        done.findings.add([_duplicate(record, first)])
    done.rejected += wrong or first is not None


def _duplicate(record: Record, first: First) -> Finding:
    return finding(
        "duplicate-key",
        key=record.key,
        ordinal=record.ordinal,
        line=record.line,
        entity=Entity.PRODUCT if record.trade_item is None else Entity.TRADE_ITEM,
        value=record.key,
        first_ordinal=first.ordinal,
        first_line="?" if first.line is None else first.line,
    )


def _told(records: Iterator[Record], progress: Progress) -> Iterator[Record]:
    for record in records:
        yield record
        if record.ordinal % EACH == 0:
            progress(record.ordinal)
