"""PostgreSQL: connections, and the numbered migrations in `migrations/`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import psycopg
from psycopg.rows import dict_row
from psycopg_pool import ConnectionPool

from sluis.errors import StoreUnavailable

Row = dict[str, Any]
Connection = psycopg.Connection[Row]
Pool = ConnectionPool[Connection]

MINIMUM_SERVER = 170000
"""PostgreSQL 17: MERGE ... WHEN NOT MATCHED BY SOURCE and RETURNING merge_action()."""

RECONNECT_SECONDS = 5.0
"""After this a pool stops trying by itself and tries again for each who asks.

Its pauses double: with the library's 300 seconds it would sleep for minutes after a long outage.
"""


@contextmanager
def connect(url: str, *, autocommit: bool = False) -> Iterator[Connection]:
    """One connection, rows as dicts; commits on a clean exit, rolls back on an exception.

    Raises:
        StoreUnavailable: the server is away; the caller may try again.
    """
    try:
        connection = psycopg.connect(url, row_factory=dict_row, autocommit=autocommit)
    except psycopg.OperationalError as error:
        raise StoreUnavailable(str(error).strip()) from error
    with connection:
        yield connection


def present(connection: Connection) -> datetime:
    """The time by the server's clock, in UTC: the one clock that all processes share."""
    row = connection.execute("select clock_timestamp() as now").fetchone()
    assert row is not None  # noqa: S101 - for the type checker: a select without from gives a row
    now: datetime = row["now"]
    return now.astimezone(UTC)


def open_pool(url: str, *, size: int = 4) -> Pool:
    """A pool that checks each connection before use: a restarted server is no error."""
    return ConnectionPool(
        url,
        min_size=1,
        max_size=size,
        kwargs={"row_factory": dict_row},
        check=ConnectionPool.check_connection,
        reconnect_timeout=RECONNECT_SECONDS,
        open=True,
    )
