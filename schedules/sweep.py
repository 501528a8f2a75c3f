"""The sweep: lanes with work that nobody does are rung again; jobs that kill workers are given up.

It is what makes the bell optional: an emptied Redis, a dead worker or a lost message costs a
second or two, never a delivery.
"""

from __future__ import annotations

import time
from collections.abc import Iterable

import structlog

from sluis import broker
from sluis.db import Connection, Pool
from sluis.journal import endings, jobs
from sluis.settings import Settings

log = structlog.get_logger(__name__)

AGAIN_SECONDS = 30.0
"""A lane whose bell may still lie in Redis, behind busy workers, is rung again after so long."""

REASON = "its worker process died again and again"


class Rung:
    """Which lanes were rung when, so that bells do not pile up while all workers are busy."""

    def __init__(self) -> None:
        self._at: dict[str, float] = {}

    def choose(self, lanes: Iterable[str], pending: int | None, now: float) -> list[str]:
        """The lanes to ring now.

        With no bell pending every bell that was rung has been lost or answered: ring all.

        >>> rung = Rung()
        >>> rung.choose(["a", "b"], 5, now=0.0), rung.choose(["a", "b"], 5, now=1.0)
        (['a', 'b'], [])
        >>> rung.choose(["a"], 0, now=2.0)
        ['a']
        """
        lanes = list(lanes)
        known = {lane: self._at[lane] for lane in lanes if lane in self._at}
        chosen = [
            lane for lane in lanes if not pending or now - known.get(lane, -1e9) >= AGAIN_SECONDS
        ]
        self._at = known | dict.fromkeys(chosen, now)
        return chosen


def sweep(connection: Connection, pool: Pool, settings: Settings, rung: Rung) -> None:
    """Once over the journal; *connection* commits by itself."""
    _give_up_exhausted(connection, pool, settings)
    lanes = jobs.lanes_to_ring(connection)
    if lanes:
        chosen = rung.choose(lanes, broker.pending(), time.monotonic())
        heard = sum(map(broker.ring, chosen))
        if heard:
            log.info("lanes_rung", lanes=heard)


def _give_up_exhausted(connection: Connection, pool: Pool, settings: Settings) -> None:
    while True:
        with connection.transaction():
            job = jobs.take_over_exhausted(
                connection,
                max_attempts=settings.max_attempts,
                lease_seconds=settings.lease_seconds,
            )
            if job is None:
                return
            ending = endings.give_up(connection, job, REASON)
        log.error("job_failed", kind=job.kind, job=job.id, attempt=job.attempts, error=REASON)
        if ending is not None:
            ending.after_commit(pool, settings.data)
