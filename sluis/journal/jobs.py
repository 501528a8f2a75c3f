"""Jobs: pieces of background work, one at a time per lane, in order of arrival.

    waiting ──claim──> running ──finish──> done
       ^                  ├──────fail────> failed
       └──retry_later─────┴─────cancel───> cancelled

A claim gives a lease and a token. Every later write names the token; when another worker has taken
the job over, the token has risen, no row fits and the write raises `LeaseLost`. Everything here
runs in the caller's transaction: the outcome of a job is committed with what the job did.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg.errors import UniqueViolation
from psycopg.types.json import Jsonb

from sluis.db import Connection
from sluis.errors import LeaseLost, Refused

FREE_DEFERRALS = 10
"""So often a job may be begun anew without it costing an attempt: a store was away, a worker was
asked to end or was killed. Files are read in a child, so the file is hardly ever to blame; but
after that each costs one, or a file that brings down store or worker would do so for ever."""

LANE_LOCK = 2026112102
"""Class of the advisory lock that makes claims of one lane take turns."""


@dataclass(frozen=True, slots=True)
class Job:
    """A job as claimed. `attempts` counts this one; `token` fences every write about it."""

    id: int
    kind: str
    delivery_id: UUID | None
    lane: str
    attempts: int
    deferrals: int
    token: int
    stop_requested: bool
    task_id: int | None = None
    run_id: int | None = None


_COLUMNS = (
    "id, kind, delivery_id, lane, attempts, deferrals, token, stop_requested, task_id, run_id"
)


def lane_of(environment: int, supplier_gln: str | None) -> str:
    """Lane of check and import jobs: one supplier of one environment."""
    return f"{environment}:{supplier_gln or '-'}"


def report_lane(delivery_id: UUID) -> str:
    """Lane of report jobs: a report waits for no import."""
    return f"report:{delivery_id}"


def task_lane(task_id: int) -> str:
    """Lane of the jobs of a periodic task: never two of its runs at once."""
    return f"task:{task_id}"


def add(
    connection: Connection,
    *,
    kind: str,
    lane: str,
    delivery_id: UUID | None = None,
    task_id: int | None = None,
    run_id: int | None = None,
) -> int:
    """Put a job in the journal; ring the bell of *lane* after the commit. Returns its id.

    A job that goes on with a run of a periodic task has its *task_id* and *run_id*.
    """
    row = connection.execute(
        "insert into job (kind, lane, delivery_id, task_id, run_id) values (%s, %s, %s, %s, %s)"
        " returning id",
        [kind, lane, delivery_id, task_id, run_id],
    ).fetchone()
    assert row is not None  # noqa: S101 - for the type checker: returning gives a row
    return int(row["id"])


def add_report(connection: Connection, delivery_id: UUID) -> str:
    """Ask for the report of a delivery; returns the lane to ring."""
    lane = report_lane(delivery_id)
    add(connection, kind="report", lane=lane, delivery_id=delivery_id)
    return lane


def claim(
    connection: Connection, lane: str, *, worker: str, lease_seconds: float, max_attempts: int
) -> Job | None:
    """Take the oldest open job of *lane* when it may run now, else None.

    May run: it waits and its time has come, or its worker's lease has run out. While the oldest
    may not run, no later one does: a lane keeps the order of arrival.
    """
    try:
        with connection.transaction():
            connection.execute("select pg_advisory_xact_lock(%s, hashtext(%s))", [LANE_LOCK, lane])
            first = connection.execute(_FIRST, [lane]).fetchone()
            if first is None or not first["due"]:
                return None
            if first["attempts"] >= max_attempts and not first["spared"]:
                return None
            free = int(first["spared"])
            row = connection.execute(
                _CLAIM, [free, free, worker, lease_seconds, first["id"]]
            ).fetchone()
    except UniqueViolation:  # the one before was about to end, and has not
        return None
    return Job(**row) if row else None


_FIRST = f"""
    select id, attempts, state = 'running' and deferrals < {FREE_DEFERRALS} as spared,
           case state when 'waiting' then run_after <= clock_timestamp()
                      else lease_until < clock_timestamp() end as due
      from job
     where lane = %s and state in ('waiting', 'running')
     order by id limit 1
       for update skip locked
"""  # noqa: S608 - a constant

_CLAIM = f"""
    update job
       set state = 'running', attempts = attempts + 1 - %s, deferrals = deferrals + %s,
           token = token + 1, worker = %s,
           lease_until = clock_timestamp() + %s * interval '1 second',
           started_at = coalesce(started_at, clock_timestamp()),
           progress_done = 0, progress_total = null
     where id = %s
 returning {_COLUMNS}
"""  # noqa: S608 - a constant


def heartbeat(
    connection: Connection, job: Job, *, done: int, total: int | None, lease_seconds: float
) -> bool:
    """Renew the lease and tell the progress; True when an operator asks the job to stop.

    Raises:
        LeaseLost: another worker has the job.
    """
    row = connection.execute(_HEARTBEAT, [lease_seconds, done, total, job.id, job.token]).fetchone()
    if row is None:
        raise LeaseLost(f"job {job.id} has been taken over")
    return bool(row["stop_requested"])


_HEARTBEAT = """
    update job
       set lease_until = clock_timestamp() + %s * interval '1 second',
           progress_done = %s, progress_total = %s
     where id = %s and token = %s and state = 'running'
 returning stop_requested
"""


def finish(connection: Connection, job: Job, counts: dict[str, Any] | None = None) -> None:
    """The work is done; commits with it, or not at all."""
    _end(connection, job, "done", counts=counts)


def fail(connection: Connection, job: Job, error: dict[str, Any]) -> None:
    """The work cannot be done; final."""
    _end(connection, job, "failed", error=error)


def cancel(connection: Connection, job: Job) -> None:
    """An operator has stopped it; final."""
    _end(connection, job, "cancelled")


def _end(
    connection: Connection,
    job: Job,
    state: str,
    *,
    counts: dict[str, Any] | None = None,
    error: dict[str, Any] | None = None,
) -> None:
    ended = connection.execute(
        "update job set state = %s, ended_at = clock_timestamp(), lease_until = null,"
        " counts = %s, error = %s where id = %s and token = %s and state = 'running'",
        [state, Jsonb(counts or {}), Jsonb(error) if error else None, job.id, job.token],
    )
    _fence(ended.rowcount, job)


def has_ended(connection: Connection, job: Job) -> bool:
    """Has the work ended its own job, in its own transaction?"""
    row = connection.execute(
        "select state from job where id = %s and token = %s", [job.id, job.token]
    ).fetchone()
    return row is not None and row["state"] not in ("waiting", "running")


def retry_later(
    connection: Connection, job: Job, error: dict[str, Any], *, seconds: float, counted: bool
) -> None:
    """Put the job back; *counted* says whether this was an attempt (see `FREE_DEFERRALS`)."""
    free = not counted and job.deferrals < FREE_DEFERRALS
    later = connection.execute(
        _RETRY_LATER, [int(free), int(free), Jsonb(error), seconds, job.id, job.token]
    )
    _fence(later.rowcount, job)


_RETRY_LATER = """
    update job
       set state = 'waiting', lease_until = null, worker = null,
           attempts = attempts - %s, deferrals = deferrals + %s, error = %s,
           run_after = clock_timestamp() + %s * interval '1 second'
     where id = %s and token = %s and state = 'running'
"""


def take_over_exhausted(
    connection: Connection, *, max_attempts: int, lease_seconds: float
) -> Job | None:
    """One job whose workers all died, fenced off from the last of them, to be given up."""
    row = connection.execute(_TAKE_OVER, [lease_seconds, max_attempts]).fetchone()
    return Job(**row) if row else None


_TAKE_OVER = f"""
    update job
       set token = token + 1, worker = 'sweep',
           lease_until = clock_timestamp() + %s * interval '1 second'
     where id = (select id from job
                  where state = 'running' and lease_until < clock_timestamp() and attempts >= %s
                    and deferrals >= {FREE_DEFERRALS}
                  order by id limit 1 for update skip locked)
 returning {_COLUMNS}
"""  # noqa: S608 - a constant


def lanes_to_ring(connection: Connection, *, older_than_seconds: float = 1.0) -> list[str]:
    """Lanes with work that nobody does: their oldest open job is due, or its lease has run out.

    Jobs younger than *older_than_seconds* are left to the bell that was rung for them; nobody has
    rung for one that was put off.
    """
    rows = connection.execute(_LANES, [older_than_seconds])
    return [row["lane"] for row in rows]


_LANES = """
    select lane
      from (select distinct on (lane) lane, state, run_after, lease_until, token = 0 as fresh
              from job where state in ('waiting', 'running') order by lane, id) as oldest
     where case when state = 'running' then lease_until
                when fresh then run_after + %s * interval '1 second'
                else run_after end < clock_timestamp()
     order by lane
"""


def more_waits(connection: Connection, lane: str) -> bool:
    """Is there a job in *lane* that could run now?"""
    row = connection.execute(_FIRST.replace("for update skip locked", ""), [lane]).fetchone()
    return row is not None and bool(row["due"])


def request_stop(connection: Connection, job_id: int) -> bool:
    """Ask a running job to stop; False when it only waits (then the caller may cancel it).

    Raises:
        Refused: there is no such job, or it has ended.
    """
    row = connection.execute(
        "update job set stop_requested = true where id = %s returning state", [job_id]
    ).fetchone()
    if row is None:
        raise Refused(f"there is no job {job_id}")
    if row["state"] not in ("waiting", "running"):
        raise Refused(f"job {job_id} has ended: it is {row['state']}")
    return bool(row["state"] == "running")


def cancel_waiting(connection: Connection, job_ids: Iterable[int]) -> list[UUID]:
    """Cancel jobs that nobody has begun; returns the deliveries they were for."""
    rows = connection.execute(
        "update job set state = 'cancelled', ended_at = clock_timestamp()"
        " where id = any(%s) and state = 'waiting' returning delivery_id",
        [list(job_ids)],
    )
    return [row["delivery_id"] for row in rows if row["delivery_id"] is not None]


def open_of_runs(connection: Connection, run_ids: Iterable[int]) -> list[int]:
    """Ids of the jobs of these runs that wait or run."""
    rows = connection.execute(
        "select id from job where run_id = any(%s) and state in ('waiting', 'running') order by id",
        [list(run_ids)],
    )
    return [row["id"] for row in rows]


def is_open(connection: Connection, delivery_id: UUID) -> bool:
    """Is a job that decides about this delivery waiting or running?"""
    row = connection.execute(
        "select exists (select from job where delivery_id = %s and kind <> 'report'"
        " and state in ('waiting', 'running')) as open",
        [delivery_id],
    ).fetchone()
    return bool(row and row["open"])


def _fence(rowcount: int, job: Job) -> None:
    if rowcount != 1:
        raise LeaseLost(f"job {job.id} has been taken over")
