"""One tick of the clock: what has ended, what is due, whose turn it is.

Every step is a transaction of its own and leaves a state from which the next tick, of this clock
or of another one, goes on.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime

import psycopg
import structlog

from schedules import due, turns
from schedules.steps import Steps
from sluis import timetable
from sluis.db import Connection
from sluis.errors import StoreUnavailable

log = structlog.get_logger(__name__)

COMPLAIN_SECONDS = 60.0
"""An error that comes back each second is told once in so many."""


class Ticks:
    """The ticks of one clock, from the moment it holds the lock."""

    def __init__(self) -> None:
        self._steps = Steps()
        self._complained_at = float("-inf")

    def tick(self, connection: Connection, now: datetime) -> None:
        """*connection* commits by itself; *now* is the server's time."""
        if self._steps.back(now, time.monotonic()):
            self._do(lambda: timetable.ensure_system_tasks(connection))
            self._do(lambda: _reckon(connection, now))
        self._do(lambda: turns.close(connection))
        self._do(lambda: due.take(connection, now))
        self._do(lambda: turns.start(connection))

    def _do(self, step: Callable[[], None]) -> None:
        """A step that fails must not keep the others from being done, nor the sweep."""
        try:
            step()
        except (psycopg.OperationalError, psycopg.InterfaceError, StoreUnavailable):
            raise
        except Exception as error:  # noqa: BLE001 - the edge: the clock goes on
            self._complain(error)

    def _complain(self, error: Exception) -> None:
        now = time.monotonic()
        if now - self._complained_at >= COMPLAIN_SECONDS:
            self._complained_at = now
            log.error("tick_failed", error=str(error), exc_info=error)


def _reckon(connection: Connection, now: datetime) -> None:
    for task in timetable.reckon(connection, now):
        log.info("task_reckoned", task=task.name, environment=task.environment)
