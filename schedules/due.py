"""What is due becomes runs: the row first, in one transaction with the next due time."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from sluis import environments, timetable
from sluis.db import Connection
from sluis.environments import Environment
from sluis.journal import runs, tasks
from sluis.journal.tasks import Task
from sluis.schedule import closed_until

log = structlog.get_logger(__name__)

LATE = timedelta(minutes=1)
"""A run that begins so long after its due time is told: Sluis was down, or in maintenance."""

STILL_RUNNING = "task-still-running"


def take(connection: Connection, now: datetime) -> None:
    """Take all tasks whose time has come, environment by environment.

    User tasks whose time came while Sluis was down wait until no maintenance window is open. All
    that are taken at once are one round.
    """
    for number in tasks.due_environments(connection, now):
        with connection.transaction():
            place = environments.get(connection, number)
            closed = closed_until(now, place.maintenance, place.zone) is not None
            for task in tasks.due(connection, now, number):
                if timetable.is_system(task) or not closed:
                    _take(connection, task, place, now)


def _take(connection: Connection, task: Task, place: Environment, now: datetime) -> None:
    """One run of *task*, whatever number of due times have passed."""
    assert task.next_run is not None  # noqa: S101 - for the type checker: it is due
    busy = runs.under_way(connection, task.id)
    run = runs.take(connection, task.id, task.next_run, round_=now)
    tasks.set_next(connection, task.id, timetable.next_time(task, place, now))
    if run is None:  # it was run before a clock was set back
        return
    facts = {"task": task.name, "environment": place.number, "due": task.next_run.isoformat()}
    if busy:
        runs.skip(connection, run, rule=STILL_RUNNING, text="the run before it has not ended")
        log.warning("task_skipped", rule=STILL_RUNNING, **facts)
    elif now - task.next_run >= LATE:
        log.info("task_late", seconds=round((now - task.next_run).total_seconds()), **facts)
