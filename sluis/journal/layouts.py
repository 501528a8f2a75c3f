"""Layouts by name and version. A version is never changed: a delivery is read again as it was read.

Nothing here commits.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from sluis.db import Connection
from sluis.errors import Refused
from sluis.layouts import toml
from sluis.layouts.layout import Layout


class Version(msgspec.Struct, frozen=True, kw_only=True):
    """One version of a layout; without `content` it says that the layout was removed."""

    environment: int
    name: str
    version: int
    content: str | None
    made_at: datetime
    made_by: str

    @property
    def layout(self) -> Layout:
        assert self.content is not None  # noqa: S101 - callers look for what is not removed
        return toml.decode(self.content)


def add(connection: Connection, environment: int, layout: Layout, made_by: str) -> tuple[int, bool]:
    """Store a new version, unless the newest says the same; its number, and whether it is new.

    Raises:
        Refused: there is no such environment.
    """
    _lock(connection, environment)
    content = toml.encode(layout)
    newest = _newest(connection, environment, layout.name)
    if newest is not None and newest.content == content:
        return newest.version, False
    version = newest.version + 1 if newest else 1
    _insert(connection, (environment, layout.name, version, content, made_by))
    return version, True


def remove(connection: Connection, environment: int, name: str, made_by: str) -> None:
    """Take a layout out of use; its versions stay.

    Raises:
        Refused: there is none, or a task reads by it.
    """
    _lock(connection, environment)
    found = current(connection, environment, name)
    if users := used_by(connection, environment, name):
        raise Refused(f"layout {name} is in use by {', '.join(users)}: change the task first")
    _insert(connection, (environment, name, found.version + 1, None, made_by))


def current(connection: Connection, environment: int, name: str) -> Version:
    """The newest version.

    Raises:
        Refused: there is none, or it was removed.
    """
    found = _newest(connection, environment, name)
    if found is None or found.content is None:
        raise Refused(f"there is no layout {name} in environment {environment}")
    return found


def get(connection: Connection, environment: int, name: str, version: int) -> Version:
    """One version.

    Raises:
        Refused: there is none of this number, or the layout was removed with it.
    """
    found = next((v for v in history(connection, environment, name) if v.version == version), None)
    if found is None or found.content is None:
        raise Refused(f"layout {name} has no version {version}")
    return found


def listed(connection: Connection, environment: int) -> list[Version]:
    """The newest version of each layout that is in use, by name."""
    rows = connection.execute(_LISTED, [environment])
    return [Version(**row) for row in rows if row["content"] is not None]


def history(connection: Connection, environment: int, name: str) -> list[Version]:
    """Every version, oldest first.

    Raises:
        Refused: there was never one.
    """
    rows = connection.execute(
        "select * from layout where environment = %s and name = %s order by version",
        [environment, name],
    )
    found = [Version(**row) for row in rows]
    if not found:
        raise Refused(f"there is no layout {name} in environment {environment}")
    return found


def used_by(connection: Connection, environment: int, name: str) -> list[str]:
    """The tasks whose settings name the layout."""
    rows = connection.execute(
        "select name from task where environment = %s and settings ->> 'layout' = %s order by name",
        [environment, name],
    )
    return [row["name"] for row in rows]


def _newest(connection: Connection, environment: int, name: str) -> Version | None:
    row = connection.execute(
        "select * from layout where environment = %s and name = %s order by version desc limit 1",
        [environment, name],
    ).fetchone()
    return Version(**row) if row else None


def _lock(connection: Connection, environment: int) -> None:
    """Versions of one environment are made one after the other."""
    row = connection.execute(
        "select from environment where number = %s for no key update", [environment]
    ).fetchone()
    if row is None:
        raise Refused(f"there is no environment {environment}")


def _insert(connection: Connection, values: tuple[int, str, int, str | None, str]) -> None:
    connection.execute(
        "insert into layout (environment, name, version, content, made_by)"
        " values (%s, %s, %s, %s, %s)",
        values,
    )


_LISTED = """
select distinct on (name) * from layout where environment = %s order by name, version desc
"""
