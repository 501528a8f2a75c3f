"""`python -m schedules`: the line `clock` of the Procfile. Two may run; one ticks.

The lock belongs to the connection that the ticks use: who has lost it cannot write. The server ends
the connection of a clock that was frozen or whose machine is gone, and the other one takes over.
"""

from __future__ import annotations

import signal
import threading
from contextlib import suppress

import psycopg
import structlog

from schedules.sweep import Rung, sweep
from schedules.tick import Ticks
from sluis import broker, db, logs
from sluis.db import Connection, Pool
from sluis.errors import StoreUnavailable
from sluis.settings import Settings

log = structlog.get_logger(__name__)

TICK_SECONDS = 1.0
"""Between two looks at the journal; a quarter of the lease when that is shorter."""

SILENT_SECONDS = 5
"""A clock that says nothing for so long loses its connection, and the lock with it."""

LOCK = 2026112104
"""Key of the advisory lock; the server lets go of it when the clock's connection ends."""


def main() -> None:
    settings = Settings.from_environ()
    logs.set_up("clock", level=settings.log_level, style=settings.log_format)
    broker.set_up(settings)
    over = threading.Event()
    for signum in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signum, lambda *_: over.set())
    with db.open_pool(settings.database_url, size=1) as pool:
        Clock(settings, pool, over).run()


class Clock:
    """Ticks until it is told that all is over; a database that goes away is waited for."""

    def __init__(self, settings: Settings, pool: Pool, over: threading.Event) -> None:
        self._settings = settings
        self._pool = pool
        self._over = over
        self._rung = Rung()
        self._pause = min(TICK_SECONDS, settings.lease_seconds / 4)

    def run(self) -> None:
        while not self._over.is_set():
            try:
                with db.connect(self._settings.database_url, autocommit=True) as connection:
                    self._tick_on(connection)
            except (psycopg.Error, StoreUnavailable) as error:
                log.warning("store_away", error=str(error).strip())
            self._over.wait(self._pause)

    def _tick_on(self, connection: Connection) -> None:
        _be_missed(connection)
        ticks = Ticks()
        ours = _lock(connection)
        log.info("clock_ticks" if ours else "clock_stands_by")
        while not self._over.is_set():
            if not ours and (ours := _lock(connection)):
                log.info("clock_ticks")
            if ours:
                sweep(connection, self._pool, self._settings, self._rung)
                ticks.tick(connection, db.present(connection))
            self._over.wait(self._pause)


def _be_missed(connection: Connection) -> None:
    """Let the server notice within seconds when this clock is gone, whatever has become of it."""
    connection.execute(f"set idle_session_timeout = '{SILENT_SECONDS}s'")
    connection.execute(f"set idle_in_transaction_session_timeout = '{SILENT_SECONDS}s'")
    connection.execute("set tcp_keepalives_idle = 5")
    connection.execute("set tcp_keepalives_interval = 2")
    connection.execute("set tcp_keepalives_count = 3")


def _lock(connection: Connection) -> bool:
    """Try to become the one clock that ticks."""
    row = connection.execute("select pg_try_advisory_lock(%s) as ours", [LOCK]).fetchone()
    return bool(row and row["ours"])


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        main()
