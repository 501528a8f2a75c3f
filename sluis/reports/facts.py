"""What a report says about one delivery, whatever it is written as; and its findings, streamed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

import msgspec

from sluis.db import Connection, Row
from sluis.errors import Refused
from sluis.model import Entity, Finding, Severity

FETCH_ROWS = 2000
"""Findings fetched at a time: about 1 MB."""

ENTITIES = ("product", "trade_item")
MEASURES = ("read", "created", "changed", "unchanged", "missing", "archived", "rejected")
"""Counts per entity, in the order reports show them."""

FOLDED = "folded"
"""Another count, shown only where there is one."""


class Group(msgspec.Struct, frozen=True):
    """How often one rule was broken in this delivery."""

    rule: str
    severity: Severity
    count: int


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """One delivery as the report tells it; `groups` has errors first, then by number."""

    id: UUID
    environment: int
    time_zone: str
    folder: str
    path: str
    file_name: str
    stored_path: str
    size_bytes: int
    sha256: str
    received_at: datetime
    state: str
    ended_at: datetime | None = None
    approved_at: datetime | None = None
    undone_at: datetime | None = None
    account: str | None = None
    supplier_gln: str | None = None
    format: str | None = None
    version: str | None = None
    transaction: str | None = None
    mutation: str | None = None
    header: dict[str, Any] | None = None
    counts: dict[str, dict[str, int]] = {}
    guard: dict[str, Any] | None = None
    error: dict[str, Any] | None = None
    reports: list[str] = []
    parameters: dict[str, Any] | None = None
    groups: list[Group] = []

    @property
    def supplier_name(self) -> str | None:
        return (self.header or {}).get("supplier_name") or None

    @property
    def dialect(self) -> str | None:
        return (self.header or {}).get("dialect") or None

    @property
    def description(self) -> str:
        """What the sender calls the delivery in parameters.xml."""
        return str((self.parameters or {}).get("description", ""))

    @property
    def language(self) -> str:
        """In which language the sender wants the report; empty when it does not say."""
        return str((self.parameters or {}).get("report_language", ""))

    def count(self, entity: str, measure: str) -> int:
        return self.counts.get(entity, {}).get(measure, 0)

    @property
    def measures(self) -> tuple[str, ...]:
        """Which counts there are to show."""
        folded = any(self.count(entity, FOLDED) for entity in ENTITIES)
        return (*MEASURES, FOLDED) if folded else MEASURES

    @property
    def rejected(self) -> int:
        """Records of this delivery that were not taken, of the entity that has most."""
        return max(self.count(entity, "rejected") for entity in ENTITIES)

    def findings(self, severity: Severity) -> int:
        return sum(group.count for group in self.groups if group.severity is severity)


def load(connection: Connection, delivery_id: UUID) -> Facts:
    """The facts of one delivery.

    Raises:
        Refused: there is no such delivery.
    """
    row = connection.execute(_DELIVERY, [delivery_id]).fetchone()
    if row is None:
        raise Refused(f"there is no delivery {delivery_id}")
    groups = connection.execute(_GROUPS, [delivery_id]).fetchall()
    return msgspec.convert({**row, "groups": groups}, Facts, strict=False)


def stream(connection: Connection, facts: Facts) -> Iterator[tuple[Group, Iterator[Finding]]]:
    """Each group with its findings in file order, through one server-side cursor."""
    by_rule = {(group.rule, group.severity.value): group for group in facts.groups}
    places = {"id": facts.id, "rules": [rule for rule, _ in by_rule]}
    places["severities"] = [severity for _, severity in by_rule]
    with connection.cursor(name="report_findings") as cursor:
        cursor.itersize = FETCH_ROWS
        cursor.execute(_FINDINGS, places)
        for key, rows in groupby(cursor, key=lambda row: (row["rule"], row["severity"])):
            yield by_rule[key], map(finding, rows)


def stream_rejected(connection: Connection, facts: Facts) -> Iterator[Finding]:
    """The errors that rejected a record, by ordinal."""
    with connection.cursor(name="report_rejected") as cursor:
        cursor.itersize = FETCH_ROWS
        cursor.execute(_REJECTED, [facts.id])
        yield from map(finding, cursor)


def finding(row: Row) -> Finding:
    """A row of `finding` as the checks made it."""
    return Finding(
        rule=row["rule"],
        severity=Severity(row["severity"]),
        entity=Entity(row["entity"]),
        record_key=row["record_key"],
        ordinal=row["ordinal"],
        line=row["line"],
        field=row["field"],
        value=row["value"],
        detail=row["detail"],
    )


_DELIVERY = """
select d.*, e.time_zone
from delivery d join environment e on e.number = d.environment
where d.id = %s
"""
_GROUPS = """
select rule, severity, count(*) as count
from finding where delivery_id = %s
group by rule, severity
order by severity, count(*) desc, rule
"""
_FINDINGS = """
select f.rule, f.severity, f.entity, f.record_key, f.ordinal, f.line, f.field, f.value, f.detail
from finding f
join unnest(%(rules)s::text[], %(severities)s::text[]) with ordinality as g(rule, severity, place)
  on g.rule = f.rule and g.severity = f.severity
where f.delivery_id = %(id)s
order by g.place, f.number
"""
_REJECTED = """
select rule, severity, entity, record_key, ordinal, line, field, value, detail
from finding
where delivery_id = %s and severity = 'error' and ordinal > 0
order by ordinal, number
"""
