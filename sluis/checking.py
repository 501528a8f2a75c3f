"""Check one file without any service: read it, judge each record, look for numbers that repeat.

What is found waits in a temporary database on disk (SQLite, removed with the object), so that a
file with a million findings takes no more memory than one with ten, and comes out by rule.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec

from sluis.catalogue.columns import PRODUCT, TRADE_ITEM
from sluis.catalogue.staging import STAGES
from sluis.checks import rules
from sluis.errors import UnreadableFile
from sluis.model import Entity, Finding, Header, Severity
from sluis.reading import (
    Done,
    Findings,
    HeaderRead,
    Options,
    Progress,
    Rows,
    document_finding,
    read_blocks,
)
from sluis.reports.facts import Group

CACHE_KIB = 8192
"""Memory the temporary database may take; the rest goes to disk."""

_NUMBER_AT = {
    name: [column.name for column in STAGES[name]].index("supplier_item_number")
    for name in (TRADE_ITEM.name, TRADE_ITEM.patches, TRADE_ITEM.keys)
}
"""Staging table -> place of the number of a trade item in its lines."""


class Checked:
    """What became of one file; findings by rule, errors first. A context manager."""

    def __init__(self) -> None:
        self.header: Header | None = None
        self.supplier_gln: str | None = None
        self.read: dict[str, int] = {}
        self.rejected: Counter[str] = Counter()
        self.unreadable: UnreadableFile | None = None
        self._notes = sqlite3.connect("")
        self._notes.executescript(_SCHEMA)
        self._notes.execute(f"pragma cache_size = -{CACHE_KIB}")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._notes.close()

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        """Records read and rejected per entity; none when the file is of no use as a whole."""
        if self.unreadable is not None:
            return {}
        return {
            entity: {"read": read, "rejected": self.rejected[entity]}
            for entity, read in sorted(self.read.items())
        }

    def errors(self) -> int:
        return sum(group.count for group in self.groups() if group.severity is Severity.ERROR)

    def groups(self) -> list[Group]:
        """How often each rule was broken: errors first, then by number."""
        rows = self._notes.execute(_GROUPS)
        return [Group(rule, Severity(severity), count) for rule, severity, count in rows]

    def findings(self) -> Iterator[tuple[Group, Iterator[Finding]]]:
        """Each group with its findings in document order."""
        by_rule = {group.rule: group for group in self.groups()}
        rows = self._notes.execute(_FINDINGS)
        for rule, same in groupby(rows, key=lambda row: row[0]):
            yield by_rule[rule], (_decode(body) for _, body in same)

    def note(self, found: Iterable[Finding]) -> None:
        rows = ((one.rule, one.severity.value, one.ordinal, _encode(one)) for one in found)
        self._notes.executemany("insert into finding values (?, ?, ?, ?)", rows)

    def note_numbers(self, rows: Rows) -> None:
        """Remember which numbers occur in lines of a staging table."""
        lines = rows.lines.splitlines()
        if rows.table in _NUMBER_AT:
            at, patch = _NUMBER_AT[rows.table], rows.table == TRADE_ITEM.patches
            told = (_number(line, at) for line in lines if not _is_reject(rows.table, line))
            numbers = ((*one, patch, rows.table == TRADE_ITEM.keys) for one in told)
            self._notes.executemany("insert into number values (?, ?, ?, ?, ?)", numbers)
        elif rows.table in (PRODUCT.name, PRODUCT.patches):
            ordinals = ((int(line.split(b"\t", 1)[0]),) for line in lines)
            self._notes.executemany("insert into product values (?)", ordinals)

    def find_duplicates(self) -> None:
        """Reject every record whose number a former one has, and its product with it."""
        self._notes.execute("create index number_place on number (number, ordinal)")
        for *row, with_product in self._notes.execute(_DUPLICATES):
            self.note([_duplicate(*row)])
            self.rejected[Entity.TRADE_ITEM.value] += 1
            self.rejected[Entity.PRODUCT.value] += with_product


def check(
    path: Path,
    *,
    today: date,
    supplier_gln: str | None = None,
    schemas: Path | None = None,
    progress: Callable[[int], object] = lambda done: None,
) -> Checked:
    """Read and judge the whole file; *progress* is told the bytes that are done.

    *schemas* is a folder of schemas to check it against.

    A file that is of no use as a whole is a result too: see `Checked.unreadable`.

    Raises:
        OSError: the file cannot be opened.
    """
    result = Checked()
    folder = str(schemas) if schemas else None
    options = Options(today=today, supplier_gln=supplier_gln, schemas=folder)
    try:
        for block in read_blocks(path, options):
            _take(result, block, progress)
        result.find_duplicates()
    except UnreadableFile as error:
        result.unreadable = error
        result.note([document_finding(error)])
    except BaseException:
        result.__exit__(None, None, None)
        raise
    return result


def _take(result: Checked, block: Any, progress: Callable[[int], object]) -> None:
    match block:
        case HeaderRead():
            result.header, result.supplier_gln = block.header, block.supplier_gln
        case Rows():
            result.note_numbers(block)
        case Findings():
            result.note(block.found)
        case Progress():
            progress(block.done)
        case Done():
            result.read = dict(block.read)
            result.rejected.update(block.rejected)


def _is_reject(table: str, line: bytes) -> bool:
    return table == TRADE_ITEM.keys and line.split(b"\t", 3)[2] == b"reject"


def _number(line: bytes, at: int) -> tuple[bytes, int, int | None]:
    """Number, ordinal and line of a COPY line; the number stays in its escaped form."""
    fields = line.split(b"\t", at + 1)
    return fields[at], int(fields[0]), int(fields[1]) if fields[1] else None


def _duplicate(
    number: bytes, ordinal: int, line: int | None, first_ordinal: int, first_line: int | None
) -> Finding:
    return rules.finding(
        "duplicate-key",
        key=_unescaped(number),
        ordinal=ordinal,
        line=line,
        field="supplier_item_number",
        value=_unescaped(number),
        first_ordinal=first_ordinal,
        first_line="?" if first_line is None else first_line,
    )


def _unescaped(number: bytes) -> str:
    r"""A field of COPY text as it was.

    >>> _unescaped(rb"A\\1\tB")
    'A\\1\tB'
    """
    parts = number.decode().split("\\\\")
    plain = (p.replace(r"\t", "\t").replace(r"\n", "\n").replace(r"\r", "\r") for p in parts)
    return "\\".join(plain)


def _encode(one: Finding) -> bytes:
    return msgspec.msgpack.encode(one)


def _decode(body: bytes) -> Finding:
    return msgspec.msgpack.decode(body, type=Finding)


_SCHEMA = """
pragma journal_mode = off;
pragma synchronous = off;
create table finding (rule text, severity text, ordinal integer, body blob);
create table product (ordinal integer primary key);
create table number (number blob, ordinal integer, line integer, patch integer, remove integer);
"""
_GROUPS = """
select rule, severity, count(*) from finding
group by rule, severity order by severity, count(*) desc, rule
"""
_FINDINGS = """
select f.rule, f.body
from finding f join (select rule, severity, count(*) as n from finding group by rule) g
  on g.rule = f.rule
order by g.severity, g.n desc, f.rule, f.ordinal, f.rowid
"""
_DUPLICATES = """
with placed as (
  select *, row_number() over (partition by number, patch order by ordinal) as place
  from number where number in (select number from number group by number having count(*) > 1)),
ranked as (
  select *, first_value(ordinal) over first as first, first_value(line) over first as first_line,
         first_value(remove) over first as first_removes
  from placed window first as (partition by number order by place > 1, patch, ordinal))
select number, ordinal, line, first, first_line,
       exists (select 1 from product p where p.ordinal = ranked.ordinal)
from ranked
where ordinal <> first and not (patch and place = 1 and not first_removes) order by ordinal
"""
"""As `sluis.catalogue.fold` says it, for one document."""
