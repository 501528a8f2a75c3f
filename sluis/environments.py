"""Environments: each a catalogue and a tree of folders of its own."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from sluis.db import Connection
from sluis.errors import Refused

LARGEST = 99_999
"""Highest number; it is a folder name and part of every path."""


class Environment(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the table `environment`, without its counter."""

    number: int
    name: str
    time_zone: str
    created_at: datetime


def listed(connection: Connection) -> list[Environment]:
    """All environments, by number."""
    rows = connection.execute(
        "select number, name, time_zone, created_at from environment order by number"
    )
    return [Environment(**row) for row in rows]


def add(
    connection: Connection, number: int, name: str, *, time_zone: str = "Europe/Amsterdam"
) -> Environment:
    """Make an environment; the folder gate makes its folders and watches them within seconds.

    Raises:
        Refused: the number is taken or out of range, the name is empty, the zone unknown.
    """
    if not 1 <= number <= LARGEST:
        raise Refused(f"an environment's number is 1 to {LARGEST}, not {number}")
    if not name.strip() or not name.isprintable():
        raise Refused("an environment needs a name of printable characters")
    _zone(time_zone)
    row = connection.execute(
        "insert into environment (number, name, time_zone) values (%s, %s, %s)"
        " on conflict do nothing returning number, name, time_zone, created_at",
        [number, name.strip(), time_zone],
    ).fetchone()
    if row is None:
        raise Refused(f"there is an environment {number} already")
    return Environment(**row)


def _zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Refused(f"{name!r} is no time zone; take one as Europe/Amsterdam") from None
