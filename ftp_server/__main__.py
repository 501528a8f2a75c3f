"""Start the FTPS gate: `python -m ftp_server`."""

from __future__ import annotations

import contextlib
import resource
import signal
import sys
import time

import psycopg
import structlog

from ftp_server.gate import Gate
from ftp_server.ports import check_links
from sluis import accounts, logs
from sluis.db import Pool, open_pool
from sluis.errors import Refused, SettingsError, SluisError
from sluis.folders import Folders
from sluis.settings import Settings

log = structlog.get_logger(__name__)

CONNECTIONS = 10
"""To the database: as many as there are threads that ask it."""

RETRY_SECONDS = 0.3


def main() -> int:
    """Run the gate; exit code 0 after a signal, 2 for what a setting must mend, else 1."""
    try:
        settings = Settings.from_environ()
        if not settings.database_url:
            raise SettingsError(["SLUIS_DATABASE_URL is missing"])  # noqa: TRY301 - one way out
        logs.set_up("ftp", level=settings.log_level, style=settings.log_format)
        _run(settings)
    except SettingsError as error:
        sys.stderr.write("".join(f"ftp_server: {problem}\n" for problem in error.problems))
        return 2
    except SluisError as error:
        log.error("ftps_refused", reason=str(error))  # noqa: TRY400 - said in plain words
        return 2 if isinstance(error, Refused) else 1
    return 0


def _run(settings: Settings) -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # until the gate is open
    _raise_file_limit()
    accounts.warm_up()
    with open_pool(settings.database_url, size=CONNECTIONS) as pool:
        gate = Gate(settings, pool)
        folders = Folders(settings.data)
        folders.make(_environments(pool))
        check_links(folders.spool, settings.data / "Environments")
        gate.open()
        gate.stop_on_signals()
        gate.serve()


def _environments(pool: Pool) -> list[int]:
    """Numbers of the environments; waits for as long as the database is away."""
    told = False
    while True:
        try:
            with pool.connection(timeout=2.0) as connection:
                rows = connection.execute("select number from environment order by number")
                return [row["number"] for row in rows]
        except psycopg.Error as error:
            if not told:
                log.warning("store_awaited", reason=str(error).strip())
            told = True
            time.sleep(RETRY_SECONDS)


def _raise_file_limit() -> None:
    """Two sockets and a file per session: take all descriptors we may have."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


if __name__ == "__main__":
    sys.exit(main())
