"""The rules of time against a simulation that knows nothing of them but a clock on the wall.

The simulation walks minute by minute through real time and looks at what local clocks show.
Whatever a clock shows for the first time, or jumps over, is *passed*, once and for all; that is
its whole idea of daylight saving. `SCHEDULE_EXAMPLES` sets how many tasks walk for some weeks
(40; the long form takes 1000).
"""

from __future__ import annotations

import calendar
import os
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, example, given, note, settings
from hypothesis import strategies as st

from sluis.schedule import (
    Cron,
    Daily,
    Frequency,
    Interval,
    Monthly,
    TimeOfDay,
    TwoWeekly,
    Weekday,
    Weekly,
    Window,
    WorkingDay,
    between,
    next_run,
    refusals,
)

EXAMPLES = int(os.environ.get("SCHEDULE_EXAMPLES", "40"))
ALIKE = "SCHEDULE_EXAMPLES" not in os.environ
"""The short form is the same each time; the long one looks for something new."""

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
ZONES = (
    "Europe/Amsterdam", "Europe/Amsterdam", "Europe/London", "America/New_York", "UTC",
    "Australia/Lord_Howe",  # half an hour
    "America/St_Johns",  # at one minute past midnight
    "America/Santiago", "America/Havana", "Asia/Beirut", "Atlantic/Azores",  # around midnight
    "Antarctica/Troll",  # two hours
    "Africa/Casablanca",  # four times a year
    "Pacific/Apia",  # a day that never was
    "Asia/Kathmandu",
)  # fmt: skip


def minutes(start: datetime, end: datetime, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
    """Each minute of real time with what the clocks show at it."""
    hour = start
    while hour < end:
        ends = [(hour + part).astimezone(zone).utcoffset() for part in (timedelta(0), HOUR)]
        for step in range(60):
            at = hour + step * MINUTE
            offset = ends[0] if ends[0] == ends[1] else at.astimezone(zone).utcoffset()
            yield at, (at + offset).replace(tzinfo=None)
        hour += HOUR


def simulate(
    frequency: Frequency, start: datetime, end: datetime, zone: ZoneInfo, window: Window | None
) -> list[datetime]:
    """Due times by walking; three days before *start* it begins to walk, to know the state."""
    runs, highest, closed, pending, begun = [], None, False, False, None
    daybreak = window.end if window else time(0)
    for at, wall in minutes(start - timedelta(days=3), end, zone):
        passed = _passed(highest, wall)
        highest = max(highest or wall, wall)
        for one in passed:
            if window and one.time() == window.start:
                closed = True
            if one.time() == daybreak:
                closed, begun = False, at
        if isinstance(frequency, Interval):
            elapsed = begun and (at - begun) // MINUTE
            due = elapsed is not None and elapsed % frequency.minutes == 0 and not closed
        elif isinstance(frequency, Cron) and frequency.expression.split()[1].startswith("*"):
            due = not closed and any(fits(frequency, one, daybreak) for one in [*passed, wall])
        else:
            pending = pending or any(fits(frequency, one, daybreak) for one in passed)
            due = pending and not closed
            pending = pending and closed
        if due and at >= start:
            runs.append(at)
    return runs


def _passed(highest: datetime | None, wall: datetime) -> list[datetime]:
    """What clocks show for the first time, and what they have jumped over to get there."""
    if highest is None:
        return [wall]
    return [highest + n * MINUTE for n in range(1, (wall - highest) // MINUTE + 1)]


def fits(frequency: Frequency, wall: datetime, daybreak: time) -> bool:  # noqa: PLR0911 - one for each
    """Does a clock that shows this say that the task is due?"""
    if isinstance(frequency, Cron):
        return _cron_fits(frequency.expression, wall)
    at = getattr(frequency, "at", None)
    if wall.time() != (time.fromisoformat(at) if at else daybreak):
        return False
    last = calendar.monthrange(wall.year, wall.month)[1]
    match frequency:
        case WorkingDay():
            return wall.strftime("%a") not in {"Sat", "Sun"}
        case Weekly():
            return wall.strftime("%A").lower() == frequency.day
        case TwoWeekly():
            return wall.day in {min(day, last) for day in frequency.days}
        case Monthly():
            return wall.day == min(frequency.day, last)
    assert isinstance(frequency, Daily | TimeOfDay)
    return True


def _cron_fits(expression: str, wall: datetime) -> bool:
    minute, hour, day, month, weekday = expression.split()
    days = wall.day in _cron_set(day, 1, 31)
    weekdays = wall.isoweekday() % 7 in {n % 7 for n in _cron_set(weekday, 0, 7)}
    both = day.startswith("*") or weekday.startswith("*")
    return (
        wall.minute in _cron_set(minute, 0, 59)
        and wall.hour in _cron_set(hour, 0, 23)
        and wall.month in _cron_set(month, 1, 12)
        and ((days and weekdays) if both else (days or weekdays))
    )


@cache
def _cron_set(field: str, low: int, high: int) -> frozenset[int]:
    found = set()
    for part in field.split(","):
        span, _, step = part.partition("/")
        first, _, last = span.partition("-")
        if span == "*":
            first, last = str(low), str(high)
        found |= set(range(int(first), int(last or first) + 1, int(step or 1)))
    return frozenset(found)


@cache
def transitions(name: str) -> tuple[date, ...]:
    """Days between 1996 and 2037 around which clocks are changed; any days, if none are."""
    zone = ZoneInfo(name)
    days = [date(1996, 1, 1) + timedelta(days=n) for n in range(15_000)]
    offsets = [datetime.combine(day, time(12), UTC).astimezone(zone).utcoffset() for day in days]
    changed = [day for day, one, two in zip(days, offsets, offsets[1:], strict=False) if one != two]
    return tuple(changed or days)


CLOCKS = st.builds(
    "{:02}:{:02}".format,
    st.one_of(st.integers(0, 4), st.integers(0, 23)),  # mostly where clocks are changed
    st.sampled_from([0, 1, 15, 30, 59]),
)
MAYBE = st.none() | CLOCKS
DAYS = st.sampled_from([1, 2, 15, 27, 28, 29, 30, 31])
CRONS = st.builds(
    " ".join,
    st.tuples(
        st.sampled_from(["0", "30", "*/20", "5,59", "*/7", "1-3"]),
        st.sampled_from(["*", "2", "1-3", "0,23", "*/2", "0", "2,14"]),
        st.sampled_from(["*", "1", "15,28", "*/5"]),
        st.sampled_from(["*", "3,10", "1-12"]),
        st.sampled_from(["*", "*", "0", "1-5", "7"]),
    ),
)
FREQUENCIES = st.one_of(
    st.just(Daily()),
    st.builds(TimeOfDay, at=CLOCKS),
    st.builds(Interval, minutes=st.integers(5, 240)),
    st.builds(WorkingDay, at=MAYBE),
    st.builds(Weekly, day=st.sampled_from(Weekday), at=MAYBE),
    st.builds(TwoWeekly, days=st.tuples(DAYS, DAYS), at=MAYBE),
    st.builds(Monthly, day=DAYS, at=MAYBE),
    st.builds(Cron, expression=CRONS),
)
TIMES = CLOCKS.map(time.fromisoformat)
WINDOWS = st.one_of(
    st.just(Window(time(23), time(6))),
    st.none(),
    st.tuples(TIMES, TIMES).filter(lambda two: two[0] != two[1]).map(lambda two: Window(*two)),
)


@st.composite
def cases(draw) -> tuple[Frequency, datetime, str, Window | None]:
    """A task that is not refused, and a day to begin with, shortly before a change of clocks."""
    window = draw(WINDOWS)
    frequency = draw(FREQUENCIES.filter(lambda one: not list(refusals(one, window))))
    name = draw(st.sampled_from(ZONES))
    day = draw(st.sampled_from(transitions(name))) - timedelta(days=draw(st.integers(0, 25)))
    return frequency, datetime.combine(day, time(0), UTC), name, window


@given(cases(), st.integers(8, 35))
@example((TimeOfDay(at="02:30"), datetime(2027, 3, 27, tzinfo=UTC), "Europe/Amsterdam", None), 8)
@example((TimeOfDay(at="02:30"), datetime(2027, 10, 30, tzinfo=UTC), "Europe/Amsterdam", None), 8)
@example(
    (  # ten minutes of each day are free
        Cron(expression="*/10 * * * *"),
        datetime(2027, 3, 27, tzinfo=UTC),
        "Europe/Amsterdam",
        Window(time(0, 15), time(0, 5)),
    ),
    8,
)
@example(
    (  # what began yesterday goes on after midnight
        Interval(minutes=60),
        datetime(2027, 2, 1, 5, tzinfo=UTC),
        "Europe/London",
        Window(time(12), time(13)),
    ),
    8,
)
@example((Daily(), datetime(2011, 12, 28, tzinfo=UTC), "Pacific/Apia", None), 8)
@example(
    (  # the change brings 02:30 into the window
        TimeOfDay(at="02:30"),
        datetime(2027, 3, 27, tzinfo=UTC),
        "Europe/Amsterdam",
        Window(time(3), time(4)),
    ),
    8,
)
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
def test_the_rules_give_what_the_walk_gives(case, days) -> None:
    """
    Each due time, no other, none twice: for every frequency, zone, window and change of clocks.
    """
    frequency, start, name, window = case
    zone, end = ZoneInfo(name), start + timedelta(days=days)
    note(f"{frequency} {window} {name} {start} + {days}")

    assert list(between(frequency, start, end, zone, window)) == simulate(
        frequency, start, end, zone, window
    )


@given(cases(), st.timedeltas(timedelta(0), timedelta(days=40)))
@settings(max_examples=4 * EXAMPLES, deadline=None, derandomize=ALIKE)
def test_the_next_is_the_next_whenever_one_asks(case, later) -> None:
    """
    Asked at any moment, in the middle of a minute or on a due time itself: the first one after it.
    """
    frequency, start, name, window = case
    zone, asked = ZoneInfo(name), start + later
    due = next_run(frequency, asked, zone, window)

    assert due is not None
    assert due > asked
    assert list(between(frequency, asked + timedelta.resolution, due, zone, window)) == []
    assert next(between(frequency, due, due + MINUTE, zone, window)) == due


@given(
    FREQUENCIES.filter(lambda one: not isinstance(one, Interval | Cron)),
    st.sampled_from([name for name in ZONES if name != "Pacific/Apia"]),
    st.integers(1996, 2035),
    WINDOWS,
)
@settings(max_examples=EXAMPLES, deadline=None, derandomize=ALIKE)
def test_over_years_each_day_has_its_run(frequency, name, year, window) -> None:
    """
    As many runs in three years as the calendar has days for them, whatever clocks do.
    """
    if list(refusals(frequency, window)):
        return
    zone = ZoneInfo(name)
    start, end = (datetime(one, 1, 1, tzinfo=zone) for one in (year, year + 3))
    runs = list(between(frequency, start, end, zone, window))
    noon = time.fromisoformat(frequency.at) if getattr(frequency, "at", None) else time(12)
    days = [date(year, 1, 1) + timedelta(days=n) for n in range((end.date() - start.date()).days)]
    wanted = [day for day in days if fits(frequency, datetime.combine(day, noon), time(12))]

    assert [one.astimezone(zone).date() for one in runs] == wanted
