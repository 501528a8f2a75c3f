"""What a layout makes of a file: the first records of each pass, and all that was found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, BinaryIO

import msgspec

from sluis.checks import check_record
from sluis.checks.rules import is_error
from sluis.layouts.layout import Layout, Pass
from sluis.layouts.reading import read, read_header
from sluis.model import Finding, Header, Mutation, Record

FINDINGS = 10
"""Findings of one rule that are kept; all are counted."""

UNKNOWN_SUPPLIER = "0000000000000"
"""Stands for whoever will send the file."""


@dataclass(slots=True)
class Preview:
    """One pass: its first records, how many there are, how many are refused, findings by rule."""

    one: Pass
    header: Header
    records: list[Record] = field(default_factory=list)
    read: int = 0
    rejected: int = 0
    found: dict[str, list[Finding]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)

    def note(self, found: list[Finding]) -> None:
        for one in found:
            self.counts[one.rule] = self.counts.get(one.rule, 0) + 1
            kept = self.found.setdefault(one.rule, [])
            if len(kept) < FINDINGS:
                kept.append(one)


def preview(
    stream: BinaryIO, layout: Layout, *, today: date, shown: int, supplier: str | None = None
) -> Iterator[Preview]:
    """Read the whole file, pass by pass; the first *shown* records are kept.

    Raises:
        UnreadableFile: the file cannot be read by this layout.
    """
    gln, ordinal = supplier or UNKNOWN_SUPPLIER, 1
    for one in layout.passes:
        result = Preview(one, read_header(stream, layout, one, Mutation.MUTATION))
        for record in read(stream, layout, one, gln, ordinal):
            found = [*record.findings, *check_record(record, result.header, today)]
            result.read += 1
            result.rejected += any(map(is_error, found))
            result.note(found)
            if result.read <= shown:
                result.records.append(record)
        ordinal += result.read
        yield result


def facts(record: Record) -> list[tuple[str, Any]]:
    """What a record says, field by field: path and value."""
    parts = (("", record.trade_item), ("", record.part), ("product.", record.product))
    prefixed = [(prefix if record.trade_item else "", one) for prefix, one in parts if one]
    return [fact for prefix, one in prefixed for fact in _flat(prefix, _plain(one))]


def _plain(struct: msgspec.Struct) -> dict[str, Any]:
    values = msgspec.to_builtins(struct, str_keys=True)
    return {name: value for name, value in values.items() if value not in (None, [], {}, "")}


def _flat(prefix: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _flat(f"{prefix}{name}.", inner)
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for number, inner in enumerate(value, 1):
            yield from _flat(f"{prefix}{number}.", inner)
    else:
        text = ", ".join(map(str, value)) if isinstance(value, list) else value
        yield prefix.removesuffix("."), text
