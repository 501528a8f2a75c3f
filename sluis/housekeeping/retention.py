"""Remove what is older than it must be kept, in small portions, each a transaction of its own.

Never touched, however old: what waits for approval, what is under way, and the last import of each
supplier, which can be undone. Rows of deliveries stay: they are small, and products refer to them.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

from sluis.catalogue import statistics
from sluis.db import Connection, Pool
from sluis.folders import Folders
from sluis.journal import ageing
from sluis.journal.leases import Lease
from sluis.journal.tasks import Task
from sluis.settings import Settings
from sluis.tasks.system import Retention

Portion = Callable[[Connection, int, int], int]
"""Removes a portion of what is older than days, in an environment; says how much, 0 at the end."""


def run(
    settings: Settings, pool: Pool, lease: Lease, task: Task, ages: Retention
) -> dict[str, int]:
    """Counts of what was removed."""
    home = Folders(settings.data).environment(task.environment)
    portions: dict[str, tuple[int, Portion]] = {
        "archived": (ages.archive_days, partial(_originals, data=settings.data, folder="archive")),
        "quarantined": (
            ages.quarantine_days,
            partial(_originals, data=settings.data, folder="quarantine"),
        ),
        "reports": (ages.reports_days, partial(_reports, home=home)),
        "findings": (ages.findings_days, ageing.remove_findings),
        "jobs": (ages.jobs_days, ageing.remove_jobs),
        "runs": (ages.runs_days, ageing.remove_runs),
        "statistics": (ages.statistics_days, statistics.remove),
    }
    return {
        name: _until_none(pool, lease, task.environment, days, remove)
        for name, (days, remove) in portions.items()
    }


def _until_none(pool: Pool, lease: Lease, environment: int, days: int, remove: Portion) -> int:
    """Portion after portion, until one has nothing left to remove."""
    removed = 0
    while True:
        lease.check()
        with pool.connection() as connection:
            done = remove(connection, environment, days)
        removed += done
        if not done:
            return removed


def _originals(
    connection: Connection, environment: int, days: int, *, data: Path, folder: str
) -> int:
    """Files first, then their rows: cut short, the next run finds the rows and no files."""
    found = ageing.originals(connection, environment, days, folder)
    for stored_path in found.values():
        _remove_original(data, stored_path)
    ageing.mark_removed(connection, list(found))
    return len(found)


def _remove_original(data: Path, stored_path: str) -> None:
    """Also where a move to quarantine was cut short, and with the folder of its own."""
    _, _, rest = stored_path.partition("/")
    for path in (data / "archive" / rest, data / "quarantine" / rest):
        path.unlink(missing_ok=True)
        with suppress(OSError):  # not there, or something else lies in it
            path.parent.rmdir()


def _reports(connection: Connection, environment: int, days: int, *, home: Path) -> int:
    found = ageing.reports(connection, environment, days)
    paths = [path for paths in found.values() for path in paths]
    for path in paths:
        (home / path).unlink(missing_ok=True)
    ageing.forget_reports(connection, list(found))
    return len(paths)
