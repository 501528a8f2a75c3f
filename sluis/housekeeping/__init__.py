"""The work of the system tasks. Each can be killed at any moment and is simply done again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sluis.db import Pool
from sluis.housekeeping import certificate, disk, integrity, retention, silence, statistics
from sluis.journal import jobs, tasks
from sluis.journal.leases import Lease
from sluis.journal.tasks import Task
from sluis.settings import Settings
from sluis.tasks import settings_of

Counts = dict[str, int]

WORK: dict[str, Callable[[Settings, Pool, Lease, Task, Any], Counts]] = {
    "retention": retention.run,
    "integrity": integrity.run,
    "statistics": statistics.run,
    "certificate": certificate.run,
    "disk": disk.run,
    "silence": silence.run,
}
"""Kind of job -> its work: settings of Sluis, connections, lease, task and its settings to counts.
`warnings` among the counts is how much an operator should look at."""


def run(settings: Settings, pool: Pool, lease: Lease) -> None:
    """Do the work of a system task, and end its job with the counts.

    Raises:
        Refused: the task was removed.
        LeaseLost, JobStopped, ShuttingDown: the work was interrupted between two blocks.
    """
    with pool.connection() as connection:
        task = tasks.of_job(connection, lease.job)
    counts = WORK[lease.job.kind](settings, pool, lease, task, settings_of(task))
    lease.end()
    lease.check()
    with pool.connection() as connection:
        jobs.finish(connection, lease.job, counts)
