"""What has grown old in the journal, and its removal, a portion at a time; nothing here commits.

Old is what ended more than so many days ago. Never counted: deliveries that have not come to their
end, those that wait for approval, and the last import of each supplier, which can be undone.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sluis.db import Connection
from sluis.journal.deliveries import COLUMNS, FINAL, Delivery, State

PORTION = 200
"""Deliveries looked at in one transaction."""

ROWS = 5000
"""Rows of other kinds removed in one transaction."""

_OLD = """
   d.environment = %(environment)s and d.state = any(%(final)s)
   and d.ended_at < now() - %(days)s * interval '1 day'
   and not exists (select from supplier s where s.delivery_id = d.id)
"""


def originals(connection: Connection, environment: int, days: int, folder: str) -> dict[UUID, str]:
    """Where old originals below *folder* (archive, quarantine) are, locked, by delivery."""
    facts = _facts(environment, days) | {"where": f"{folder}/%"}
    return {row["id"]: row["stored_path"] for row in connection.execute(_ORIGINALS, facts)}


_ORIGINALS = f"""
select d.id, d.stored_path from delivery d
 where {_OLD} and d.removed_at is null and d.stored_at is not null and d.stored_path like %(where)s
 order by d.ended_at limit {PORTION} for update skip locked
"""  # noqa: S608 - constants


def mark_removed(connection: Connection, delivery_ids: list[UUID]) -> None:
    """Their originals are gone for good."""
    connection.execute("update delivery set removed_at = now() where id = any(%s)", [delivery_ids])


def reports(connection: Connection, environment: int, days: int) -> dict[UUID, list[str]]:
    """Old reports below the environment's folder, locked, by delivery."""
    rows = connection.execute(_REPORTS, _facts(environment, days))
    return {row["id"]: row["reports"] for row in rows}


_REPORTS = f"""
select d.id, d.reports from delivery d where {_OLD} and cardinality(d.reports) > 0
 order by d.ended_at limit {PORTION} for update skip locked
"""  # noqa: S608 - constants


def forget_reports(connection: Connection, delivery_ids: list[UUID]) -> None:
    """They have none any more."""
    connection.execute("update delivery set reports = '{}' where id = any(%s)", [delivery_ids])


def remove_findings(connection: Connection, environment: int, days: int) -> int:
    """Findings of some old deliveries; says how many."""
    return connection.execute(_FINDINGS, _facts(environment, days)).rowcount


_FINDINGS = f"""
delete from finding f
 using (select d.id from delivery d
         where {_OLD} and exists (select from finding g where g.delivery_id = d.id)
         order by d.ended_at limit 10) as old
 where f.delivery_id = old.id
"""  # noqa: S608 - constants


def remove_jobs(connection: Connection, environment: int, days: int) -> int:
    """Old jobs. One without delivery and task belongs to whichever environment looks first."""
    return connection.execute(_JOBS, _facts(environment, days)).rowcount


_JOBS = f"""
delete from job
 where id in (
   select j.id
     from job j left join delivery d on d.id = j.delivery_id left join task t on t.id = j.task_id
    where j.state in ('done', 'failed', 'cancelled')
      and j.ended_at < now() - %(days)s * interval '1 day'
      and coalesce(d.environment, t.environment, %(environment)s) = %(environment)s
      and (d.id is null or d.state = any(%(final)s))
      and not exists (select from task_run r where r.id = j.run_id and r.outcome is null)
    limit {ROWS} for update of j skip locked)
"""  # noqa: S608 - constants


def remove_runs(connection: Connection, environment: int, days: int) -> int:
    """Old runs, but for the last one of each task."""
    return connection.execute(_RUNS, _facts(environment, days)).rowcount


_RUNS = f"""
delete from task_run
 where id in (
   select r.id from task t join task_run r on r.task_id = t.id
    where t.environment = %(environment)s and r.ended_at < now() - %(days)s * interval '1 day'
      and r.id < (select max(id) from task_run where task_id = t.id)
    limit {ROWS})
"""  # noqa: S608 - constants


def unverified(connection: Connection, environment: int, days: int, limit: int) -> list[Delivery]:
    """Deliveries whose originals have not been read for so many days, longest ago first."""
    facts = _facts(environment, days) | {"limit": limit}
    rows = connection.execute(_UNVERIFIED, facts)
    return [Delivery(**{**row, "state": State(row["state"])}) for row in rows]


_UNVERIFIED = f"""
select {COLUMNS} from delivery
 where environment = %(environment)s and stored_at is not null and removed_at is null
   and coalesce(verified_at, stored_at) < now() - %(days)s * interval '1 day'
 order by coalesce(verified_at, stored_at) limit %(limit)s
"""  # noqa: S608 - constants


def mark_verified(connection: Connection, delivery: Delivery) -> bool:
    """Its original has been read; False when it was moved or removed meanwhile."""
    marked = connection.execute(
        "update delivery set verified_at = now()"
        " where id = %s and removed_at is null and stored_path = %s",
        [delivery.id, delivery.stored_path],
    )
    return marked.rowcount == 1


def arrived(connection: Connection, environment: int, since: datetime) -> int:
    """How many files have arrived since then."""
    row = connection.execute(
        "select count(*) as n from delivery where environment = %s and received_at >= %s",
        [environment, since],
    ).fetchone()
    return int(row["n"]) if row else 0


def _facts(environment: int, days: int) -> dict[str, Any]:
    return {"environment": environment, "days": days, "final": [str(state) for state in FINAL]}
