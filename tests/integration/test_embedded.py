"""The embedded servers: they come back after a kill, and keep what was written."""

from __future__ import annotations

import signal

import psycopg
import pytest

from sluis import embedded
from sluis.db import connect
from sluis.db.migrate import files, migrate


def test_rows_survive_a_killed_server(tmp_path_factory: pytest.TempPathFactory) -> None:
    """
    kill -9 of PostgreSQL loses no committed row, and the next start succeeds.
    """
    state = tmp_path_factory.mktemp("state")
    for folder in (state, *state.parents[:2]):
        folder.chmod(0o755)
    home = embedded.home(state)
    first = embedded.start_postgres(home)
    with psycopg.connect(first.url) as connection:
        connection.execute("create table t as select generate_series(1, 1000) as n")
    first.process.send_signal(signal.SIGKILL)
    first.process.wait()
    second = embedded.start_postgres(home)
    try:
        with psycopg.connect(second.url) as connection:
            row = connection.execute("select count(*) from t").fetchone()
    finally:
        second.stop()

    assert row == (1000,)


def test_migrations_are_applied_once(database: str) -> None:
    """
    A migrated database needs nothing; every file is recorded.
    """
    with connect(database) as connection:
        rows = connection.execute("select name from schema_migration order by name").fetchall()

    assert migrate(database) == []
    assert [row["name"] for row in rows] == [path.name for path in files()]
