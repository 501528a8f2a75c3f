"""The maintenance window: hours of each day in which user tasks are not started."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import msgspec

from sluis.schedule.wall import DAY, at_time, shown

MIDNIGHT = time(0)


class Window(msgspec.Struct, frozen=True):
    """From *start* up to, not including, *end*; over midnight when it ends before it starts.

    >>> night = Window(time(23), time(6))
    >>> [time(22, 59) in night, time(23) in night, time(5, 59) in night, time(6) in night]
    [False, True, True, False]
    >>> str(night)
    '23:00-06:00'
    """

    start: time
    end: time

    def __contains__(self, at: time) -> bool:
        if self.start < self.end:
            return self.start <= at < self.end
        return at >= self.start or at < self.end

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.end:%H:%M}"


def dawn(window: Window | None) -> time:
    """When the day of a task begins: at the end of the window, at midnight without one."""
    return window.end if window else MIDNIGHT


def closed_until(at: datetime, window: Window | None, zone: ZoneInfo) -> datetime | None:
    """When the window ends that *at* lies in; None when it lies in none."""
    if window is None:
        return None
    today = shown(at, zone).date()
    for day in (today - DAY, today):
        start, end = _closed(day, window, zone)
        if start <= at < end:
            return end
    return None


def open_hours(day: date, window: Window | None, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """From the end of the window on *day* until it begins again; without one, the whole day."""
    begins = at_time(day, dawn(window), zone)
    if window is None:
        return begins, at_time(day + DAY, MIDNIGHT, zone)
    last = day if window.start > window.end else day + DAY
    return begins, at_time(last, window.start, zone)


def _closed(day: date, window: Window, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The window that begins on *day*."""
    last = day if window.start < window.end else day + DAY
    return at_time(day, window.start, zone), at_time(last, window.end, zone)
