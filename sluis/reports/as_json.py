"""The report as JSON: valid by construction, one object, findings streamed.

Source: docs/reference/report.md, schema version 1. Members are only ever added within a version.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, repeat
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

import msgspec

from sluis.model import Finding
from sluis.reports import wording
from sluis.reports.facts import ENTITIES, Facts, Group

SCHEMA_VERSION = 1

Groups = Iterator[tuple[Group, Iterator[Finding]]]


def write(facts: Facts, groups: Groups, rejects_file: str | None, out: BinaryIO) -> None:
    """Write the whole report to *out*, one occurrence per line."""
    write_with_findings(head_of(facts, rejects_file), groups, out)


def write_with_findings(head: dict[str, Any], groups: Groups, out: BinaryIO) -> None:
    """One object: the members of *head*, then `findings` with its groups."""
    out.write(encode(head)[:-1] + b',\n"findings":[')
    for separator, (group, found) in zip(chain([b"\n"], repeat(b",\n")), groups, strict=False):
        out.write(separator)
        _write_group(group, found, out)
    out.write(b"]}\n")


def head_of(facts: Facts, rejects_file: str | None) -> dict[str, Any]:
    """Everything but the findings."""
    return {
        "schema_version": SCHEMA_VERSION,
        "delivery": _delivery(facts),
        "recognised_as": _recognised(facts),
        "mutation": facts.mutation,
        "state": facts.state,
        "summary": wording.summary(facts),
        "todo": wording.todo(facts, rejects_file),
        "counts": _counts(facts),
        "approval": facts.guard,
        "error": facts.error,
        "rejected_records_file": rejects_file,
    }


def occurrence(found: Finding) -> dict[str, Any]:
    """One finding, without what its group already says."""
    return {
        "ordinal": found.ordinal,
        "line": found.line,
        "entity": found.entity,
        "record_key": found.record_key,
        "field": found.field,
        "value": found.value,
        "text": wording.text(found),
        "remedy": wording.remedy(found),
    }


def encode(value: Any) -> bytes:
    """JSON in UTF-8; Decimal and UUID as text, times in ISO 8601."""
    return msgspec.json.encode(value)


def _delivery(facts: Facts) -> dict[str, Any]:
    zone = ZoneInfo(facts.time_zone)
    times = ("received_at", "ended_at", "approved_at", "undone_at")
    plain = ("id", "environment", "folder", "path", "file_name", "size_bytes", "sha256", "account")
    told: dict[str, Any] = {name: getattr(facts, name) for name in plain}
    told |= {"supplier_gln": facts.supplier_gln, "supplier_name": facts.supplier_name}
    moments = {name: getattr(facts, name) for name in times}
    return told | {name: at and at.astimezone(zone) for name, at in moments.items()}


def _recognised(facts: Facts) -> dict[str, Any] | None:
    if facts.format is None:
        return None
    names = ("format", "version", "dialect", "transaction")
    return {name: getattr(facts, name) for name in names}


def _counts(facts: Facts) -> dict[str, dict[str, int]]:
    """Every count of every entity that was counted; a measure without a figure is 0."""
    counted = [entity for entity in ENTITIES if entity in facts.counts]
    told = {entity: {m: facts.count(entity, m) for m in facts.measures} for entity in counted}
    told["findings"] = {"error": 0, "warning": 0}
    for group in facts.groups:
        told["findings"][group.severity] += group.count
    return told


def _write_group(group: Group, found: Iterator[Finding], out: BinaryIO) -> None:
    named = {
        "rule": group.rule,
        "severity": group.severity,
        "count": group.count,
        "title": wording.title(group.rule),
    }
    out.write(encode(named)[:-1] + b',"occurrences":[')
    separators = chain([b"\n"], repeat(b",\n"))
    separators = chain([b"\n"], repeat(b",\n"))
    out.writelines(s + encode(occurrence(one)) for s, one in zip(separators, found, strict=False))
    out.write(b"]}")
