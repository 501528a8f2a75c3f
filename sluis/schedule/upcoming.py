"""When a task runs next, and after that, and after that."""

from __future__ import annotations

import calendar
import heapq
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import takewhile
from zoneinfo import ZoneInfo

from cronsim import CronSim

from sluis.schedule.frequencies import (
    ByHand,
    Cron,
    Frequency,
    Interval,
    Monthly,
    TwoWeekly,
    Weekday,
    Weekly,
    WorkingDay,
    clock,
)
from sluis.schedule.refusing import runs_all_day
from sluis.schedule.wall import DAY, moment, second_showing, shown
from sluis.schedule.window import Window, closed_until, dawn, open_hours

MICROSECOND = timedelta(microseconds=1)
SATURDAY = 5


def next_run(
    frequency: Frequency, after: datetime, zone: ZoneInfo, window: Window | None
) -> datetime | None:
    """The first due time after a moment, in UTC; None when it runs by hand only."""
    return next(upcoming(frequency, after, zone, window), None)


def between(
    frequency: Frequency, start: datetime, end: datetime, zone: ZoneInfo, window: Window | None
) -> Iterator[datetime]:
    """Due times from *start* up to, not including, *end*."""
    return takewhile(lambda at: at < end, upcoming(frequency, start - MICROSECOND, zone, window))


def upcoming(
    frequency: Frequency, after: datetime, zone: ZoneInfo, window: Window | None
) -> Iterator[datetime]:
    """All due times after a moment, ascending, each once. *window* is None for system tasks."""
    last = after
    since = shown(after, zone).date() - DAY  # what begins there may reach past *after*
    for at in _moments(frequency, since, zone, window):
        if at > last:
            yield at
            last = at


def _moments(
    frequency: Frequency, since: date, zone: ZoneInfo, window: Window | None
) -> Iterator[datetime]:
    """Due times of *since* and all days after it, in order, some perhaps twice."""
    match frequency:
        case ByHand():
            return iter(())
        case Interval():
            return _steps(frequency.minutes, since, zone, window)
        case Cron() if runs_all_day(frequency):
            walls = _cron(frequency.expression, since)
            return _outside(_with_repeats(walls, zone), zone, window)
        case Cron():
            walls = _cron(frequency.expression, since)
        case _:
            walls = _walls(frequency, since, window)
    return _pushed(walls, zone, window)


def _walls(frequency: Frequency, since: date, window: Window | None) -> Iterator[datetime]:
    """Wall times of what comes at most once a day."""
    at = getattr(frequency, "at", None)
    time_of_day = clock(at) if at else dawn(window)
    return (datetime.combine(day, time_of_day) for day in _days(since) if _suits(frequency, day))


def _days(since: date) -> Iterator[date]:
    day = since
    while True:
        yield day
        day += DAY


def _is_day(day: date, wanted: int) -> bool:
    """Is it that day of its month? In a month that is too short the last day stands for it."""
    return day.day == min(wanted, calendar.monthrange(day.year, day.month)[1])


def _suits(frequency: Frequency, day: date) -> bool:
    match frequency:
        case WorkingDay():
            return day.weekday() < SATURDAY
        case Weekly():
            return day.weekday() == _WEEKDAYS[frequency.day]
        case TwoWeekly():
            return any(_is_day(day, one) for one in frequency.days)
        case Monthly():
            return _is_day(day, frequency.day)
    return True


_WEEKDAYS = {day: number for number, day in enumerate(Weekday)}


def _cron(expression: str, since: date) -> Iterator[datetime]:
    return CronSim(expression, datetime.combine(since - DAY, datetime.max.time()))


def _pushed(walls: Iterator[datetime], zone: ZoneInfo, window: Window | None) -> Iterator[datetime]:
    """Each wall time as a moment. One that a change of the clock brings into the window comes
    when the window ends."""
    for wall in walls:
        at = moment(wall, zone)
        yield closed_until(at, window, zone) or at


def _outside(
    moments: Iterator[datetime], zone: ZoneInfo, window: Window | None
) -> Iterator[datetime]:
    return (at for at in moments if closed_until(at, window, zone) is None)


def _with_repeats(walls: Iterator[datetime], zone: ZoneInfo) -> Iterator[datetime]:
    """Moments of wall times, those that the clock shows twice both times."""
    again: list[datetime] = []
    for wall in walls:
        first = moment(wall, zone)
        while again and again[0] <= first:
            yield heapq.heappop(again)
        yield first
        if second := second_showing(wall, zone):
            heapq.heappush(again, second)


def _steps(minutes: int, since: date, zone: ZoneInfo, window: Window | None) -> Iterator[datetime]:
    """Each day anew from the end of the window, in real minutes, until it begins again."""
    for day in _days(since):
        at, end = open_hours(day, window, zone)
        while at < end:
            yield at
            at += timedelta(minutes=minutes)
