"""Warn when it is quiet for too long: no task ended well although some were due, no file came."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from sluis import db, environments, timetable
from sluis.db import Connection, Pool
from sluis.journal import ageing, runs, tasks
from sluis.journal.leases import Lease
from sluis.journal.tasks import Task
from sluis.schedule import plan
from sluis.settings import Settings
from sluis.tasks.system import Silence

log = structlog.get_logger(__name__)

GRACE = timedelta(hours=1)
"""A task that was due so recently may still be at work."""


def run(
    settings: Settings, pool: Pool, lease: Lease, task: Task, wanted: Silence
) -> dict[str, int]:
    """Counts of what ended well and what came in those hours."""
    place = task.environment
    with pool.connection() as connection:
        now = db.present(connection)
        ran, came = (
            now - timedelta(hours=hours) for hours in (wanted.run_hours, wanted.arrival_hours)
        )
        due = _was_due(connection, place, ran, now - GRACE)
        well = _ended_well(connection, place, ran)
        arrived = ageing.arrived(connection, place, came)
    no_runs, no_files = due and not well, bool(wanted.arrival_hours) and not arrived
    if no_runs:
        log.warning("nothing_ran", environment=place, hours=wanted.run_hours)
    if no_files:
        log.warning("nothing_arrived", environment=place, hours=wanted.arrival_hours)
    return {"ended_well": well, "arrived": arrived, "warnings": no_runs + no_files}


def _ended_well(connection: Connection, environment: int, since: datetime) -> int:
    by_type = runs.ended_well(connection, environment, since)
    return sum(n for kind, n in by_type.items() if not timetable.is_system_type(kind))


def _was_due(connection: Connection, environment: int, since: datetime, until: datetime) -> bool:
    """Was a user task due that has not been changed meanwhile? By the rules, not by the clock."""
    place = environments.get(connection, environment)
    old = [
        task
        for task in tasks.listed(connection, environment=environment)
        if not timetable.is_system(task) and task.changed_at < since
    ]
    coming = plan(timetable.planned(old, {environment: place}), since, until)
    return next(coming, None) is not None
