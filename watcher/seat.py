"""The active watcher's seat: one connection, and the lock in PostgreSQL that lives as long as it.

A second watcher stands by and gets the seat when the first one's connection ends.
"""

from __future__ import annotations

import time
from contextlib import suppress

import psycopg
import structlog
from psycopg.rows import dict_row

from sluis.db import Connection
from sluis.journal import arrivals

log = structlog.get_logger(__name__)

LONGEST_WAIT_SECONDS = 5.0
"""Between two attempts to reach the database."""

CONNECT_SECONDS = 2

SESSION = (
    "set tcp_keepalives_idle = 5; set tcp_keepalives_interval = 3; set tcp_keepalives_count = 3"
)
"""The server notices within 15 s that the machine of the active watcher is gone."""


class Seat:
    """Not for use in several threads."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._connection: Connection | None = None
        self._taken = False
        self._away = False
        self._standing_by = False
        self._wait = 0.0
        self._next_at = 0.0

    @property
    def taken(self) -> bool:
        return self._taken

    @property
    def connection(self) -> Connection:
        """The connection of the seat; statements stand alone unless in a transaction block."""
        if self._connection is None:
            raise psycopg.OperationalError("there is no connection")
        return self._connection

    def take(self) -> bool:
        """Try to get the seat, with back-off while the database is away; never raises for that."""
        if time.monotonic() < self._next_at:
            return False
        try:
            self._taken = self._attempt()
        except psycopg.Error as error:
            self.lose(error)
        return self._taken

    def lose(self, error: Exception) -> None:
        """The database is away: say so once, try again with back-off."""
        if not self._away:
            log.warning("journal_lost", error=str(error).strip())
        self.leave()
        self._away = True
        self._wait = min(LONGEST_WAIT_SECONDS, 2 * self._wait or 0.1)
        self._next_at = time.monotonic() + self._wait

    def leave(self) -> None:
        """Give the seat up; a watcher that stands by takes it at once."""
        self._taken = False
        if self._connection is not None:
            with suppress(psycopg.Error):
                self._connection.close()
        self._connection = None

    def _attempt(self) -> bool:
        if self._connection is None:
            self._connection = self._connected()
        taken = arrivals.take_seat(self._connection)
        if self._away:
            log.info("journal_back")
        self._away, self._wait = False, 0.0
        if taken != (not self._standing_by):
            self._standing_by = not taken
            if taken:
                log.info("watcher_active")
            else:
                log.info("watcher_standing_by")
        return taken

    def _connected(self) -> Connection:
        connection = psycopg.connect(
            self._url,
            row_factory=dict_row,
            autocommit=True,
            connect_timeout=CONNECT_SECONDS,
            keepalives_idle=5,
            keepalives_interval=3,
            keepalives_count=3,
            tcp_user_timeout=15_000,
        )
        connection.execute(SESSION)
        return connection
