"""Runs of periodic tasks: one row per due time, with what became of it.

    taken ──start──> a job ──close_ended──> done | held | failed | cancelled
      └─────skip───> skipped

A run has a job, and more when its work goes on in another one: who adds that job gives it the
`run_id` of the first, in the transaction that ends the first. A run is over when all its jobs are.
`(task, slot)` is unique: whatever clocks do, each due time is run once.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import msgspec
from psycopg.types.json import Jsonb

from sluis import db
from sluis.db import Connection
from sluis.errors import Refused
from sluis.journal import jobs


class Cause(StrEnum):
    """Why a task runs."""

    SCHEDULE = "schedule"
    HAND = "hand"
    ARRIVAL = "arrival"


class Outcome(StrEnum):
    """What became of a run. Held: its delivery waits for approval."""

    DONE = "done"
    HELD = "held"
    FAILED = "failed"
    CANCELLED = "cancelled"
    SKIPPED = "skipped"


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """One run. `counts` and `error` are those of its last job; `job_id` is its first."""

    id: int
    task_id: int
    slot: datetime
    cause: Cause
    round: datetime | None
    job_id: int | None
    taken_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    outcome: Outcome | None
    counts: dict[str, Any]
    error: dict[str, Any] | None

    @property
    def seconds(self) -> float | None:
        """How long it took."""
        if self.started_at is None or self.ended_at is None:
            return None
        return (self.ended_at - self.started_at).total_seconds()


def take(
    connection: Connection,
    task_id: int,
    slot: datetime,
    cause: Cause = Cause.SCHEDULE,
    *,
    round_: datetime | None = None,
) -> int | None:
    """A run for this due time, still without a job; None when there has been one."""
    row = connection.execute(
        "insert into task_run (task_id, slot, cause, round) values (%s, %s, %s, %s)"
        " on conflict do nothing returning id",
        [task_id, slot, cause, round_],
    ).fetchone()
    return int(row["id"]) if row else None


def start(
    connection: Connection,
    run_id: int,
    task_id: int,
    *,
    kind: str,
    lane: str | None = None,
    delivery_id: UUID | None = None,
) -> str:
    """Put the first job of a run in the journal; returns the lane to ring after the commit."""
    lane = lane or jobs.task_lane(task_id)
    job_id = jobs.add(
        connection, kind=kind, lane=lane, delivery_id=delivery_id, task_id=task_id, run_id=run_id
    )
    connection.execute("update task_run set job_id = %s where id = %s", [job_id, run_id])
    return lane


def start_now(
    connection: Connection,
    task_id: int,
    cause: Cause,
    *,
    kind: str,
    lane: str | None = None,
    delivery_id: UUID | None = None,
) -> str:
    """A run beside the schedule: by hand, or because a file has arrived. Returns its lane.

    Runs of one task do not overlap when their jobs have one lane.
    """
    run_id = None
    while run_id is None:  # another one may have begun in this very microsecond
        run_id = take(connection, task_id, db.present(connection), cause)
    return start(connection, run_id, task_id, kind=kind, lane=lane, delivery_id=delivery_id)


def skip(connection: Connection, run_id: int, *, rule: str, text: str) -> None:
    """This due time passes without work, and why."""
    connection.execute(
        "update task_run set outcome = 'skipped', ended_at = clock_timestamp(), error = %s"
        " where id = %s and outcome is null",
        [Jsonb({"rule": rule, "text": text}), run_id],
    )


def cancel_waiting(connection: Connection, task_id: int) -> int:
    """Cancel the runs of a task that still wait for their turn; says how many."""
    cancelled = connection.execute(
        "update task_run set outcome = 'cancelled', ended_at = clock_timestamp()"
        " where task_id = %s and outcome is null and job_id is null",
        [task_id],
    )
    return cancelled.rowcount


def close_ended(connection: Connection) -> list[Run]:
    """End the runs whose jobs have all ended; returns these runs."""
    return [_run(row) for row in connection.execute(_CLOSE_ENDED)]


_CLOSE_ENDED = """
with ended as (
  select r.id,
         coalesce(min(j.started_at), min(j.created_at)) as started_at,
         max(j.ended_at) as ended_at,
         case when bool_or(j.state = 'failed' or d.state in ('rejected', 'failed')) then 'failed'
              when bool_or(j.state = 'cancelled') then 'cancelled'
              when bool_or(d.state = 'awaiting_approval') then 'held'
              else 'done' end as outcome,
         (array_agg(j.counts order by j.id desc))[1] as counts,
         (array_agg(coalesce(d.error, j.error) order by j.id desc)
            filter (where j.state <> 'done' or d.error is not null))[1] as error
    from task_run r join job j on j.run_id = r.id left join delivery d on d.id = j.delivery_id
   where r.outcome is null
   group by r.id
  having bool_and(j.state not in ('waiting', 'running'))
)
update task_run r
   set started_at = e.started_at, ended_at = e.ended_at, outcome = e.outcome, counts = e.counts,
       error = e.error
  from ended e
 where r.id = e.id
returning r.*
"""


def get(connection: Connection, run_id: int) -> Run:
    """The run of this id.

    Raises:
        Refused: there is none; its task was removed.
    """
    row = connection.execute("select * from task_run where id = %s", [run_id]).fetchone()
    if row is None:
        raise Refused(f"there is no run {run_id}")
    return _run(row)


def under_way(connection: Connection, task_id: int | None = None) -> list[Run]:
    """Runs that have not ended, those that wait for their turn too, oldest first."""
    rows = connection.execute(
        "select * from task_run where outcome is null"
        " and (%(task)s::bigint is null or task_id = %(task)s) order by id",
        {"task": task_id},
    )
    return [_run(row) for row in rows]


def last(connection: Connection) -> dict[int, Run]:
    """The newest run of each task that has one, by task id."""
    rows = connection.execute(
        "select r.* from task t cross join lateral ("
        " select * from task_run where task_id = t.id order by id desc limit 1) r"
    )
    return {row["task_id"]: _run(row) for row in rows}


def ended_well(connection: Connection, environment: int, since: datetime) -> dict[str, int]:
    """By type of task: how many runs were done since then."""
    rows = connection.execute(
        "select t.type, count(*) as n from task_run r join task t on t.id = r.task_id"
        " where t.environment = %s and r.outcome = 'done' and r.ended_at >= %s group by t.type",
        [environment, since],
    )
    return {row["type"]: row["n"] for row in rows}


def history(connection: Connection, task_id: int, *, limit: int = 20) -> list[Run]:
    """The runs of a task, newest first."""
    rows = connection.execute(
        "select * from task_run where task_id = %s order by id desc limit %s", [task_id, limit]
    )
    return [_run(row) for row in rows]


def _run(row: dict[str, Any]) -> Run:
    return msgspec.convert(row, Run)
