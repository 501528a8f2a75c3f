"""The journal as operators look at it: a delivery by the start of its id, and the jobs."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from sluis.db import Connection
from sluis.errors import Refused

_SHOWN = 5
"""Deliveries that are named when a prefix fits more than one."""


class JobLine(msgspec.Struct, frozen=True, kw_only=True):
    """A job with the file or the task it is for. Progress is in bytes."""

    id: int
    kind: str
    state: str
    lane: str
    delivery_id: UUID | None
    file_name: str | None
    task: str | None
    attempts: int
    progress_done: int
    progress_total: int | None
    stop_requested: bool
    worker: str | None
    error: dict[str, Any] | None
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None

    @property
    def share(self) -> float | None:
        """Progress from 0 to 1, where it is known."""
        return self.progress_done / self.progress_total if self.progress_total else None


def delivery_id(connection: Connection, prefix: str) -> UUID:
    """The delivery whose id begins with *prefix*; capitals and dashes are nothing.

    Raises:
        Refused: none begins so, or more than one does.
    """
    wanted = prefix.lower().replace("-", "")
    if not re.fullmatch("[0-9a-f]{1,32}", wanted):
        raise Refused(f"{prefix!r} is not the id of a delivery")
    low, high = UUID(wanted.ljust(32, "0")), UUID(wanted.ljust(32, "f"))
    rows = connection.execute(
        "select id from delivery where id between %s and %s order by id limit %s",
        [low, high, _SHOWN],
    ).fetchall()
    if not rows:
        raise Refused(f"there is no delivery {prefix}")
    if len(rows) > 1:
        several = ", ".join(str(row["id"]) for row in rows)
        raise Refused(f"{prefix} is the start of several deliveries: {several}")
    found: UUID = rows[0]["id"]
    return found


def jobs(
    connection: Connection,
    *,
    states: tuple[str, ...] = (),
    delivery: UUID | None = None,
    job: int | None = None,
    limit: int = 50,
) -> list[JobLine]:
    """Jobs, newest first; each filter that is not given lets everything through."""
    wanted = {"states": list(states), "delivery": delivery, "job": job, "limit": limit}
    return [JobLine(**row) for row in connection.execute(_JOBS, wanted)]


_JOBS = """
select j.id, j.kind, j.state, j.lane, j.delivery_id, d.file_name, t.name as task, j.attempts,
       j.progress_done, j.progress_total, j.stop_requested, j.worker, j.error, j.created_at,
       j.started_at, j.ended_at
from job j left join delivery d on d.id = j.delivery_id left join task t on t.id = j.task_id
where (cardinality(%(states)s::text[]) = 0 or j.state = any(%(states)s::text[]))
  and (%(delivery)s::uuid is null or j.delivery_id = %(delivery)s)
  and (%(job)s::bigint is null or j.id = %(job)s)
order by j.id desc limit %(limit)s
"""
