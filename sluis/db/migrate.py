"""Bring the database to the newest schema: numbered SQL files, each once, under one lock."""

from __future__ import annotations

from pathlib import Path

from sluis.db import MINIMUM_SERVER, Connection, connect
from sluis.errors import Refused

FOLDER = Path(__file__).parent / "migrations"
LOCK = 2026112101
"""Key of the advisory lock: two starters migrate one after the other."""


def files() -> list[Path]:
    """The migrations in order; a name is `0001_words.sql`."""
    return sorted(FOLDER.glob("*.sql"))


def migrate(url: str) -> list[str]:
    """Apply what is not applied yet, in one transaction; return the names.

    Raises:
        Refused: the server is older than 17, or the database is newer than this release.
        StoreUnavailable: the server is away.
    """
    with connect(url) as connection:
        if connection.info.server_version < MINIMUM_SERVER:
            raise Refused(f"PostgreSQL 17 or newer is needed, not {connection.info.server_version}")
        connection.execute("select pg_advisory_xact_lock(%s)", [LOCK])
        done = _applied(connection)
        known = {path.name for path in files()}
        if unknown := sorted(done - known):
            raise Refused(f"the database was made by a newer release: {', '.join(unknown)}")
        return [_apply(connection, path) for path in files() if path.name not in done]


def _applied(connection: Connection) -> set[str]:
    connection.execute(
        "create table if not exists schema_migration ("
        " name text primary key, applied_at timestamptz not null default now())"
    )
    return {row["name"] for row in connection.execute("select name from schema_migration")}


def _apply(connection: Connection, path: Path) -> str:
    connection.execute(path.read_bytes())
    connection.execute("insert into schema_migration (name) values (%s)", [path.name])
    return path.name
