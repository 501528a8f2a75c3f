"""Local clocks: from what the clock on the wall shows to a moment, once and for all.

A wall time stands for the first moment at which the local clock shows it or passes it. So a time in
the hour that is left out in spring is the moment after the gap, and a time in the hour that comes
twice in autumn is its first showing: never skipped, never twice.
"""

from __future__ import annotations

from bisect import bisect_left
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)


def moment(wall: datetime, zone: ZoneInfo) -> datetime:
    """The first moment, in UTC, at which the clocks of *zone* show or pass *wall* (naive).

    >>> amsterdam = ZoneInfo("Europe/Amsterdam")
    >>> moment(datetime(2027, 3, 28, 2, 30), amsterdam).isoformat()  # there is no 02:30 then
    '2027-03-28T01:00:00+00:00'
    >>> moment(datetime(2027, 10, 31, 2, 30), amsterdam).isoformat()  # twice; the first
    '2027-10-31T00:30:00+00:00'
    """
    at = wall.replace(tzinfo=zone).astimezone(UTC)
    return at if shown(at, zone) == wall else _end_of_gap(wall, zone)


def second_showing(wall: datetime, zone: ZoneInfo) -> datetime | None:
    """When the clocks show *wall* again because they were set back; None on all other days."""
    first, again = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    return again if again > first else None


def shown(at: datetime, zone: ZoneInfo) -> datetime:
    """What the clocks of *zone* show at a moment, naive."""
    return at.astimezone(zone).replace(tzinfo=None)


def at_time(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The moment of a time of day."""
    return moment(datetime.combine(day, at), zone)


def _end_of_gap(wall: datetime, zone: ZoneInfo) -> datetime:
    """By halving, between the moments that *wall* would be with the offsets around the gap."""
    late, early = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    seconds = range(int((late - early).total_seconds()))
    passed = bisect_left(
        seconds, 1, key=lambda s: shown(early + timedelta(seconds=s), zone) >= wall
    )
    return early + timedelta(seconds=passed)
