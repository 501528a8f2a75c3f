"""Findings of a delivery in the journal: all of them, in document order, never cut off."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from uuid import UUID

import msgspec

from sluis.db import Connection, Row
from sluis.model import Entity, Finding, Severity

FETCH_ROWS = 2000
"""Findings fetched at a time: about 1 MB."""

_COLUMNS = "rule, severity, entity, record_key, ordinal, line, field, value, detail"


def create_staging(connection: Connection) -> None:
    """A temporary table of this connection: findings gather there while the file is read."""
    connection.execute(
        "create temporary table staged_finding ("
        " seq bigint generated always as identity, rule text, severity text, entity text,"
        " record_key text, ordinal integer, line integer, field text, value text, detail jsonb)"
    )


def clear_staging(connection: Connection) -> None:
    """Forget what was staged: the file is read anew."""
    connection.execute("truncate staged_finding")


def stage(connection: Connection, found: Iterable[Finding]) -> None:
    """Add to the temporary table."""
    _copy(connection, f"copy staged_finding ({_COLUMNS}) from stdin", found)


def store_staged(connection: Connection, delivery_id: UUID) -> dict[str, int]:
    """Put what was staged in place of what an earlier attempt found; count by severity."""
    _forget(connection, delivery_id)
    connection.execute(_STORE_STAGED, [delivery_id])
    return count(connection, delivery_id)


_STORE_STAGED = f"""
    insert into finding (delivery_id, number, {_COLUMNS})
    select %s, row_number() over (order by ordinal, seq), {_COLUMNS} from staged_finding
"""  # noqa: S608 - constants


def store(connection: Connection, delivery_id: UUID, found: Iterable[Finding]) -> dict[str, int]:
    """The same for findings at hand."""
    _forget(connection, delivery_id)
    numbered = enumerate(found, start=1)
    statement = f"copy finding (delivery_id, number, {_COLUMNS}) from stdin"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for number, finding in numbered:
            copy.write_row((delivery_id, number, *_values(finding)))
    return count(connection, delivery_id)


def count(connection: Connection, delivery_id: UUID) -> dict[str, int]:
    """How many errors and warnings the journal holds of this delivery."""
    rows = connection.execute(
        "select severity, count(*) as n from finding where delivery_id = %s group by severity",
        [delivery_id],
    )
    found = {row["severity"]: row["n"] for row in rows}
    return {severity.value: found.get(severity.value, 0) for severity in Severity}


def stream(connection: Connection, delivery_id: UUID) -> Iterator[Finding]:
    """All findings in document order, through a server-side cursor; needs a transaction."""
    with connection.cursor(name="findings") as cursor:
        cursor.itersize = FETCH_ROWS
        cursor.execute(
            f"select {_COLUMNS} from finding where delivery_id = %s order by number",  # noqa: S608
            [delivery_id],
        )
        yield from map(_finding, cursor)


def _forget(connection: Connection, delivery_id: UUID) -> None:
    connection.execute("delete from finding where delivery_id = %s", [delivery_id])


def _copy(connection: Connection, statement: str, found: Iterable[Finding]) -> None:
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for finding in found:
            copy.write_row(_values(finding))


def _values(finding: Finding) -> tuple[object, ...]:
    return (
        finding.rule,
        finding.severity.value,
        finding.entity.value,
        _storable(finding.record_key),
        finding.ordinal,
        finding.line,
        _storable(finding.field),
        _storable(finding.value),
        _storable(msgspec.json.encode(finding.detail).decode()),
    )


def _storable(text: str) -> str:
    """PostgreSQL has no NUL character and no half of a surrogate pair."""
    return text.replace("\\u0000", "").replace("\0", "").encode("utf-8", "replace").decode()


def _finding(row: Row) -> Finding:
    places = {**row, "severity": Severity(row["severity"]), "entity": Entity(row["entity"])}
    return Finding(**places)
