"""Environments: each a catalogue and a tree of folders of its own."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from sluis.db import Connection
from sluis.errors import Refused
from sluis.schedule import Window

LARGEST = 99_999
"""Highest number; it is a folder name and part of every path."""

NIGHT = Window(time(23), time(6))
"""The maintenance window of an environment that has set no other."""


class Environment(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the table `environment`, without its counter. Without `maintenance`, None, user
    tasks may run all day."""

    number: int
    name: str
    time_zone: str
    maintenance: Window | None
    created_at: datetime

    @property
    def zone(self) -> ZoneInfo:
        """Rules of its local clock."""
        return ZoneInfo(self.time_zone)


_COLUMNS = "number, name, time_zone, maintenance_from, maintenance_to, created_at"


def listed(connection: Connection) -> list[Environment]:
    """All environments, by number."""
    rows = connection.execute(f"select {_COLUMNS} from environment order by number")  # noqa: S608 - a constant
    return [_environment(row) for row in rows]


def get(connection: Connection, number: int) -> Environment:
    """The environment of this number.

    Raises:
        Refused: there is none.
    """
    row = connection.execute(
        f"select {_COLUMNS} from environment where number = %s",  # noqa: S608 - a constant
        [number],
    ).fetchone()
    if row is None:
        raise Refused(f"there is no environment {number}")
    return _environment(row)


def add(
    connection: Connection,
    number: int,
    name: str,
    *,
    time_zone: str = "Europe/Amsterdam",
    maintenance: Window | None = NIGHT,
) -> Environment:
    """Make an environment; the folder gate makes its folders and watches them within seconds.

    Raises:
        Refused: the number is taken or out of range, the name is empty, the zone unknown.
    """
    if not 1 <= number <= LARGEST:
        raise Refused(f"an environment's number is 1 to {LARGEST}, not {number}")
    values = [number, *_checked(name, time_zone, maintenance)]
    row = connection.execute(
        "insert into environment (number, name, time_zone, maintenance_from, maintenance_to)"  # noqa: S608 - constants
        f" values (%s, %s, %s, %s, %s) on conflict do nothing returning {_COLUMNS}",
        values,
    ).fetchone()
    if row is None:
        raise Refused(f"there is an environment {number} already")
    return _environment(row)


def change(
    connection: Connection,
    number: int,
    *,
    name: str,
    time_zone: str,
    maintenance: Window | None,
) -> Environment:
    """Write an environment anew; `sluis.timetable.change_environment` looks after its tasks.

    Raises:
        Refused: there is none, the name is empty, the zone unknown.
    """
    row = connection.execute(
        "update environment set name = %s, time_zone = %s, maintenance_from = %s,"  # noqa: S608 - constants
        f" maintenance_to = %s where number = %s returning {_COLUMNS}",
        [*_checked(name, time_zone, maintenance), number],
    ).fetchone()
    if row is None:
        raise Refused(f"there is no environment {number}")
    return _environment(row)


def window(text: str) -> Window | None:
    """A maintenance window from HH:MM-HH:MM; None from "off".

    Raises:
        Refused: it is neither.

    >>> str(window("22:30-05:00")), window("off")
    ('22:30-05:00', None)
    """
    if text == "off":
        return None
    start, dash, end = text.partition("-")
    try:
        found = Window(_clock(start), _clock(end))
    except ValueError:
        found = None
    if not dash or found is None or found.start == found.end:
        raise Refused(f"{text!r} is no window; write it as 23:00-06:00, or off for none")
    return found


def _clock(text: str) -> time:
    return datetime.strptime(text.strip(), "%H:%M").time()  # noqa: DTZ007 - a time of day


def _checked(name: str, time_zone: str, maintenance: Window | None) -> list[object]:
    if not name.strip() or not name.isprintable():
        raise Refused("an environment needs a name of printable characters")
    _check_zone(time_zone)
    times = (maintenance.start, maintenance.end) if maintenance else (None, None)
    return [name.strip(), time_zone, *times]


def _check_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Refused(f"{name!r} is no time zone; take one as Europe/Amsterdam") from None


def _environment(row: dict[str, Any]) -> Environment:
    start, end = row.pop("maintenance_from"), row.pop("maintenance_to")
    return Environment(**row, maintenance=None if start is None else Window(start, end))
