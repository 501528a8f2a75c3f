"""Runs whose turn it is become jobs, and runs whose jobs have ended are closed."""

from __future__ import annotations

import structlog

from sluis import broker, faults, timetable
from sluis.db import Connection
from sluis.journal import rounds, runs, tasks
from sluis.journal.runs import Run
from sluis.schedule import Start, decide
from sluis.tasks import TYPES

log = structlog.get_logger(__name__)

STOPPED = "task-before-it-failed"
UNKNOWN = "task-type-unknown"


def close(connection: Connection) -> None:
    """End the runs whose jobs have all ended, with one line each."""
    for run in runs.close_ended(connection):
        task = tasks.get(connection, run.task_id)
        log.info("task_run_ended", task=task.name, environment=task.environment, **_told(run))


def start(connection: Connection) -> None:
    """Give a job to each run whose turn it is; skip those that may not start any more."""
    for turns in rounds.turns(connection, timetable.is_system_type).values():
        for decision in decide(turns):
            if isinstance(decision, Start):
                _start(connection, decision.run)
            else:
                _skip(connection, decision.run, STOPPED, "one before it did not end well")


def _start(connection: Connection, run_id: int) -> None:
    """Row first, bell after the commit."""
    run = runs.get(connection, run_id)
    task = tasks.get(connection, run.task_id)
    if task.type not in TYPES:
        _skip(connection, run_id, UNKNOWN, f"no task type {task.type} is known here")
        return
    with connection.transaction():
        lane = runs.start(connection, run_id, task.id, kind=TYPES[task.type].job)
    faults.hit("task-row-before-bell")
    broker.ring(lane)


def _skip(connection: Connection, run_id: int, rule: str, text: str) -> None:
    run = runs.get(connection, run_id)
    task = tasks.get(connection, run.task_id)
    runs.skip(connection, run_id, rule=rule, text=text)
    log.warning(
        "task_skipped",
        task=task.name,
        environment=task.environment,
        due=run.slot.isoformat(),
        rule=rule,
    )


def _told(run: Run) -> dict[str, object]:
    return {
        "run": run.id,
        "due": run.slot.isoformat(),
        "cause": run.cause.value,
        "outcome": run.outcome,
        "seconds": run.seconds,
        "counts": run.counts,
    }
