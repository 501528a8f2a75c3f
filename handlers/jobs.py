"""The actor: one bell, one job of a lane.

Safe to run twice, and for nothing: the journal gives each job to one worker at a time. What an
exception means for the job is decided here and nowhere else:

    LeaseLost                     another has the job: write nothing
    JobStopped                    cancelled
    ShuttingDown                  handed back, costs no attempt
    StoreUnavailable, no server   put off with a growing pause, costs no attempt (at first)
    UnreadableFile, Refused       final
    anything else                 an attempt; after the last one the job has failed
"""

from __future__ import annotations

import time
from collections.abc import Callable

import dramatiq
import psycopg
import structlog
from psycopg import errors as pg
from structlog.contextvars import bound_contextvars

from handlers.worker import Worker, current
from sluis import broker
from sluis.broker import Task
from sluis.db import Connection
from sluis.errors import (
    JobStopped,
    LeaseLost,
    Refused,
    ShuttingDown,
    StoreUnavailable,
    UnreadableFile,
)
from sluis.journal import endings, jobs
from sluis.journal.endings import Ending
from sluis.journal.jobs import Job
from sluis.journal.leases import Lease
from sluis.tasks.system import SYSTEM_TYPES

log = structlog.get_logger(__name__)

LONGEST_PAUSE = 60.0
"""Seconds a job that was put off waits at most before it is tried again."""

STORE_AWAY = (StoreUnavailable, psycopg.OperationalError, psycopg.InterfaceError)
"""The database is away, restarts, is full or too busy: not the file's fault."""

FILE_AT_FAULT = (pg.DataError, pg.ProgramLimitExceeded)
"""Kinds that psycopg files under the above and that trying again would not help."""


def _import(worker: Worker, lease: Lease) -> None:
    from sluis import imports  # noqa: PLC0415 - a worker loads what its jobs need

    imports.run(worker.settings, worker.pool, lease)


def _report(worker: Worker, lease: Lease) -> None:
    from sluis import reports  # noqa: PLC0415 - likewise

    reports.run(worker.settings, worker.pool, lease.job)


def _mail(worker: Worker, lease: Lease) -> None:
    from sluis.mail import sending  # noqa: PLC0415 - likewise

    sending.run(worker.settings, worker.pool, lease.job)


def _housekeeping(worker: Worker, lease: Lease) -> None:
    from sluis import housekeeping  # noqa: PLC0415 - likewise

    housekeeping.run(worker.settings, worker.pool, lease)


KINDS: dict[str, Callable[[Worker, Lease], None]] = {
    "import": _import,
    "check": _import,
    "report": _report,
    "mail": _mail,
    **{kind.job: _housekeeping for kind in SYSTEM_TYPES.values()},
}
"""Kind of job -> its use case; a type of task names the kind of its job in `sluis.tasks.TYPES`."""


@dramatiq.actor(actor_name=Task.WORK_LANE, queue_name=broker.QUEUE, max_retries=broker.MAX_RETRIES)
def work_lane(lane: str) -> None:
    """Do the oldest job of *lane*, if there is one that may run, then ring for the next.

    One job per bell, so that a lane with hundreds of files leaves room for the others.
    """
    worker = current()
    if worker.stopping:  # this bell is for others
        broker.ring(lane)
        return
    try:
        job = _claim(worker, lane)
        if job is not None:
            with bound_contextvars(job=job.id, lane=lane, delivery_id=_text(job.delivery_id)):
                _do(worker, job)
            _ring_for_more(worker, lane)
    except STORE_AWAY as error:  # nothing is lost: the sweep rings when the store is back
        log.warning("store_away", error=str(error).strip())


def _claim(worker: Worker, lane: str) -> Job | None:
    with worker.pool.connection() as connection:
        return jobs.claim(
            connection,
            lane,
            worker=worker.name,
            lease_seconds=worker.settings.lease_seconds,
            max_attempts=worker.settings.max_attempts,
        )


def _do(worker: Worker, job: Job) -> None:
    """Run the job, and log its end with one line."""
    began = time.monotonic()
    log.info("job_started", kind=job.kind, attempt=job.attempts)
    outcome = _outcome(worker, job)
    duration_ms = round(1000 * (time.monotonic() - began))
    log.info("job_ended", kind=job.kind, outcome=outcome, duration_ms=duration_ms)


def _outcome(worker: Worker, job: Job) -> str:  # noqa: PLR0911 - the table of the docstring
    try:
        with worker.lease(job) as lease:
            _use_case(job)(worker, lease)
            lease.end()
            _finish(worker, job)
    except LeaseLost as error:
        log.warning("lease_lost", reason=str(error))
        return "lost"
    except JobStopped:
        return _end(worker, job, "cancelled", endings.cancel)
    except ShuttingDown:
        return _put_back(worker, job, "the worker was asked to end", seconds=0, counted=False)
    except (UnreadableFile, Refused) as error:
        return _give_up(worker, job, str(error))
    except FILE_AT_FAULT as error:
        return _attempt_failed(worker, job, error)
    except STORE_AWAY as error:
        log.warning("store_away", error=str(error).strip())
        pause = min(getattr(error, "longest_pause", LONGEST_PAUSE), 2.0**job.deferrals)
        return _put_back(worker, job, str(error).strip(), seconds=pause, counted=False)
    except Exception as error:  # noqa: BLE001 - the edge: a job ends in the journal, always
        return _attempt_failed(worker, job, error)
    return "done"


def _use_case(job: Job) -> Callable[[Worker, Lease], None]:
    if job.kind not in KINDS:
        raise Refused(f"no work of the kind {job.kind!r} is known")
    return KINDS[job.kind]


def _finish(worker: Worker, job: Job) -> None:
    """End the job, unless its use case did so in the transaction of its result."""
    with worker.pool.connection() as connection:
        if not jobs.has_ended(connection, job):
            jobs.finish(connection, job)


def _attempt_failed(worker: Worker, job: Job, error: Exception) -> str:
    """Try again a little later, or give up when that was the last attempt."""
    reason = f"{type(error).__name__}: {error}".strip()
    if job.attempts >= worker.settings.max_attempts:
        return _give_up(worker, job, reason, error)
    log.warning("attempt_failed", attempt=job.attempts, error=reason, exc_info=error)
    return _put_back(worker, job, reason, seconds=float(job.attempts), counted=True)


def _give_up(worker: Worker, job: Job, reason: str, error: Exception | None = None) -> str:
    log.error("job_failed", kind=job.kind, attempt=job.attempts, error=reason, exc_info=error)
    return _end(worker, job, "failed", lambda c, j: endings.give_up(c, j, reason))


def _end(
    worker: Worker, job: Job, outcome: str, end: Callable[[Connection, Job], Ending | None]
) -> str:
    """Write the end of the job; what must follow the commit follows it."""
    try:
        with worker.pool.connection() as connection:
            ending = end(connection, job)
    except LeaseLost:
        return "lost"
    if ending is not None:
        ending.after_commit(worker.pool, worker.settings.data)
    return outcome


def _put_back(worker: Worker, job: Job, reason: str, *, seconds: float, counted: bool) -> str:
    """Let the job wait again; a store that is away is asked until the lease would have run out.

    After that others take the job up, and this attempt counts.
    """
    deadline = time.monotonic() + worker.settings.lease_seconds
    error = {"rule": "job-deferred", "text": reason}
    while time.monotonic() < deadline:
        try:
            with worker.pool.connection(timeout=1) as connection:
                jobs.retry_later(connection, job, error, seconds=seconds, counted=counted)
        except LeaseLost:
            return "lost"
        except STORE_AWAY:
            time.sleep(0.2)
        else:
            return "put_back"
    return "left_to_its_lease"


def _ring_for_more(worker: Worker, lane: str) -> None:
    with worker.pool.connection() as connection:
        more = jobs.more_waits(connection, lane)
    if more:
        broker.ring(lane)


def _text(value: object) -> str | None:
    return None if value is None else str(value)
