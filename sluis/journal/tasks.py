"""Periodic tasks as rows: what is set, what they have read up to, and when they are due.

Nothing here commits, and nothing here knows the rules of time: who defines or takes a task gives
`next_run` (see `sluis.timetable`).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from psycopg.types.json import Jsonb

from sluis import db
from sluis.catalogue import numbers
from sluis.db import Connection
from sluis.errors import Refused
from sluis.journal.jobs import Job
from sluis.schedule import Frequency
from sluis.tasks import Definition


class Since(msgspec.Struct, frozen=True):
    """What a task has read up to: a change number of its environment, and when that was.

    The number counts when it is there: change numbers are in commit order, so "above this number"
    misses nothing. An operator who sets a date leaves the number empty; then records changed after
    `at` are meant. Both empty: the task has never run, everything is new to it.
    """

    number: int | None = None
    at: datetime | None = None


class Task(Definition, frozen=True, kw_only=True):
    """A stored task. `next_run` is None while it is not active or runs by hand only."""

    id: int
    environment: int
    sequence: int = 0
    changes_since: Since
    next_run: datetime | None
    created_at: datetime
    changed_at: datetime


def add(
    connection: Connection, environment: int, definition: Definition, next_run: datetime | None
) -> Task:
    """Store a task; without a sequence number it comes ten after the last of its environment.

    Raises:
        Refused: the environment has a task of this name.
    """
    values = _values(definition) | {"environment": environment, "next_run": next_run}
    row = connection.execute(_ADD, values).fetchone()
    if row is None:
        raise Refused(f"environment {environment} has a task {definition.name} already")
    return _task(row)


_ADD = """
insert into task (environment, name, type, description, active, sequence, on_failure, frequency,
                  settings, next_run)
values (%(environment)s, %(name)s, %(type)s, %(description)s, %(active)s,
        coalesce(%(sequence)s, (select coalesce(max(sequence), 0) + 10 from task
                                 where environment = %(environment)s)),
        %(on_failure)s, %(frequency)s, %(settings)s, %(next_run)s)
    on conflict (environment, name) do nothing
returning *
"""


def change(
    connection: Connection, task_id: int, definition: Definition, next_run: datetime | None
) -> Task:
    """Write the whole definition of a task anew; its history and `changes_since` stay.

    Raises:
        Refused: there is no such task, or another one has the new name.
    """
    values = _values(definition) | {"id": task_id, "next_run": next_run}
    with connection.transaction():
        taken = connection.execute(_NAMESAKE, values).fetchone()
        if taken is not None:
            raise Refused(f"there is another task {definition.name} already")
        return _found(connection.execute(_CHANGE, values).fetchone(), task_id)


_NAMESAKE = """
select from task other join task this using (environment)
 where this.id = %(id)s and other.id <> this.id and other.name = %(name)s
"""

_CHANGE = """
update task
   set name = %(name)s, description = %(description)s, active = %(active)s,
       sequence = coalesce(%(sequence)s, sequence), on_failure = %(on_failure)s,
       frequency = %(frequency)s, settings = %(settings)s, next_run = %(next_run)s,
       changed_at = clock_timestamp()
 where id = %(id)s
returning *
"""


def get(connection: Connection, task_id: int, *, lock: bool = False) -> Task:
    """The task; with *lock* nobody takes, changes or removes it before our transaction ends.

    Raises:
        Refused: there is none.
    """
    tail = " for update" if lock else ""
    row = connection.execute(f"select * from task where id = %s{tail}", [task_id]).fetchone()  # noqa: S608 - constants
    return _found(row, task_id)


def find(connection: Connection, environment: int, name: str) -> Task:
    """The task of this name.

    Raises:
        Refused: there is none.
    """
    row = connection.execute(
        "select * from task where environment = %s and name = %s", [environment, name]
    ).fetchone()
    return _found(row, f"{name} in environment {environment}")


def of_job(connection: Connection, job: Job) -> Task:
    """The task that a job runs for.

    Raises:
        Refused: the job runs for none, or its task was removed.
    """
    if job.task_id is None:
        raise Refused(f"job {job.id} belongs to no task")
    return get(connection, job.task_id)


def listed(
    connection: Connection, *, environment: int | None = None, kind: str | None = None
) -> list[Task]:
    """Tasks in the order of their environments and sequence numbers; a filter may be left out."""
    rows = connection.execute(_LISTED, {"environment": environment, "kind": kind})
    return [_task(row) for row in rows]


_LISTED = """
select * from task
 where (%(environment)s::integer is null or environment = %(environment)s)
   and (%(kind)s::text is null or type = %(kind)s)
 order by environment, sequence, id
"""


def due_environments(connection: Connection, now: datetime) -> list[int]:
    """Environments in which the time of an active task has come."""
    rows = connection.execute(
        "select distinct environment from task where active and next_run <= %s order by 1", [now]
    )
    return [row["environment"] for row in rows]


def due(connection: Connection, now: datetime, environment: int) -> list[Task]:
    """Active tasks of an environment whose time has come, locked for our transaction."""
    rows = connection.execute(
        "select * from task where active and next_run <= %s and environment = %s"
        " order by id for update",
        [now, environment],
    )
    return [_task(row) for row in rows]


def set_next(connection: Connection, task_id: int, next_run: datetime | None) -> None:
    """The task is due at *next_run* and not before."""
    connection.execute("update task set next_run = %s where id = %s", [next_run, task_id])


def position(connection: Connection, environment: int) -> Since:
    """What a reader of this transaction's snapshot has read up to, when it reads everything.

    Call it in a transaction of isolation level repeatable read, before or after the reading.
    """
    return Since(numbers.present_number(connection, environment), db.present(connection))


def set_since(connection: Connection, task_id: int, since: Since) -> None:
    """An operator says what the task has read up to."""
    connection.execute(
        "update task set changes_since_number = %s, changes_since_at = %s where id = %s",
        [since.number, since.at, task_id],
    )


def move_since(connection: Connection, task: Task, to: Since) -> bool:
    """A run has read up to *to*; call it in the transaction that ends its job.

    False, and nothing is written, when somebody has set it by hand since *task* was read: that
    was meant for the next run.
    """
    moved = connection.execute(
        "update task set changes_since_number = %s, changes_since_at = %s where id = %s"
        " and changes_since_number is not distinct from %s"
        " and changes_since_at is not distinct from %s",
        [to.number, to.at, task.id, task.changes_since.number, task.changes_since.at],
    )
    return moved.rowcount == 1


def remove(connection: Connection, task_id: int) -> None:
    """Remove a task with its history; its jobs stay.

    Raises:
        Refused: a run of it is under way.
    """
    busy = connection.execute(
        "select from task_run where task_id = %s and outcome is null limit 1", [task_id]
    ).fetchone()
    if busy is not None:
        raise Refused("a run of this task is under way: stop it first")
    connection.execute("delete from task where id = %s", [task_id])


def _values(definition: Definition) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(definition)
    frequency, settings = Jsonb(plain["frequency"]), Jsonb(plain["settings"])
    return plain | {"frequency": frequency, "settings": settings}


def _task(row: dict[str, Any]) -> Task:
    since = Since(row.pop("changes_since_number"), row.pop("changes_since_at"))
    frequency: Frequency = msgspec.convert(row.pop("frequency"), Frequency)
    return Task(**row, frequency=frequency, changes_since=since)


def _found(row: dict[str, Any] | None, what: object) -> Task:
    if row is None:
        raise Refused(f"there is no task {what}")
    return _task(row)
