"""How the job of a delivery ends when the delivery is not imported: rejected, failed, cancelled.

Each writes job, delivery, findings and the wish for a report in the caller's transaction; what
is left to do after the commit (bell, quarantine) is in `Ending.after_commit`, and both of that are
made good later when the process dies in between: the sweep rings, `deliveries.original` moves.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from sluis import broker
from sluis.checks import rules
from sluis.db import Connection, Pool
from sluis.errors import Refused
from sluis.journal import deliveries, findings, jobs
from sluis.journal.deliveries import FINAL, State
from sluis.journal.jobs import Job
from sluis.model import Entity, Finding

DELIVERY_KINDS = frozenset({"import", "check"})
"""Kinds of jobs that decide what becomes of their delivery."""


@dataclass(frozen=True, slots=True)
class Ending:
    """A delivery that has come to its end in a transaction still to be committed."""

    delivery_id: UUID

    def after_commit(self, pool: Pool, data: Path) -> None:
        """Ring for the report; bring the original to where its row says."""
        broker.ring(jobs.report_lane(self.delivery_id))
        with pool.connection() as connection:
            delivery = deliveries.get(connection, self.delivery_id)
        with suppress(Refused):  # the original is gone: there is nothing to move
            deliveries.original(data, delivery)


def reject(connection: Connection, job: Job, found: Finding) -> Ending | None:
    """The document is unusable; final, the sender must mend it."""
    jobs.finish(connection, job)
    return _close(connection, job, State.REJECTED, found)


def give_up(connection: Connection, job: Job, reason: str) -> Ending | None:
    """The job cannot be done; the operator must look."""
    jobs.fail(connection, job, {"rule": "job-failed", "text": reason})
    found = rules.finding(
        "job-failed", entity=Entity.DOCUMENT, attempts=job.attempts, reason=reason
    )
    return _close(connection, job, State.FAILED, found)


def cancel(connection: Connection, job: Job) -> Ending | None:
    """An operator has stopped the job."""
    jobs.cancel(connection, job)
    return _close(connection, job, State.CANCELLED, None)


def stop(connection: Connection, job_id: int) -> bool:
    """Stop a job: one that waits is cancelled now (True), one that runs ends soon (False).

    Raises:
        Refused: there is no such job, or it has ended.
    """
    if jobs.request_stop(connection, job_id):
        return False
    for delivery_id in jobs.cancel_waiting(connection, [job_id]):
        if not jobs.is_open(connection, delivery_id):
            close(connection, delivery_id, State.CANCELLED)
    return True


def refuse(connection: Connection, delivery_id: UUID) -> Ending:
    """An operator refuses a delivery that waits for approval; what was found stays.

    Raises:
        Refused: it does not wait for approval.
    """
    state = deliveries.get(connection, delivery_id, lock=True).state
    if state is not State.AWAITING_APPROVAL:
        raise Refused(f"delivery {delivery_id} is {state}; it does not wait for approval")
    error = {"rule": "refused-by-operator", "text": "An operator has refused this delivery."}
    deliveries.finish(connection, delivery_id, State.REJECTED, error=error)
    deliveries.quarantine(connection, delivery_id)
    jobs.add_report(connection, delivery_id)
    return Ending(delivery_id)


def close(
    connection: Connection, delivery_id: UUID, state: State, found: Finding | None = None
) -> Ending | None:
    """Give a delivery its final state, with the one finding that says why; None if it has one."""
    if deliveries.get(connection, delivery_id, lock=True).state in FINAL:
        return None
    counts: dict[str, Any] | None = None
    error = None
    if found is not None:
        counts = {"findings": findings.store(connection, delivery_id, [found])}
        error = {"rule": found.rule, "text": rules.text(found, "en")}
        deliveries.quarantine(connection, delivery_id)
    deliveries.finish(connection, delivery_id, state, counts=counts, error=error)
    jobs.add_report(connection, delivery_id)
    return Ending(delivery_id)


def _close(connection: Connection, job: Job, state: State, found: Finding | None) -> Ending | None:
    if job.delivery_id is None or job.kind not in DELIVERY_KINDS:
        return None
    return close(connection, job.delivery_id, state, found)
