"""Four weeks with changes of clocks, worked out by hand in tests/golden/schedule_weeks.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest

from sluis.schedule import Frequency, Planned, Window, plan, refusals

GOLDEN = tomllib.loads((Path(__file__).parents[1] / "golden/schedule_weeks.toml").read_text())
WEEKS = [date.fromisoformat(text) for text in GOLDEN["weeks"]]


def window_of(environment: dict) -> Window | None:
    times = environment.get("window")
    return Window(*map(time.fromisoformat, times)) if times else None


def tasks() -> list[Planned]:
    return [
        Planned(
            key=number,
            environment=task["environment"],
            system=task.get("system", False),
            sequence=1000 - number,
            frequency=msgspec.convert(task["frequency"], Frequency),
            zone=ZoneInfo(GOLDEN["environment"][str(task["environment"])]["zone"]),
            window=window_of(GOLDEN["environment"][str(task["environment"])]),
        )
        for number, task in enumerate(GOLDEN["task"])
    ]


def written(text: str, week: date) -> Iterator[datetime]:
    """Moments of `25-27 06:00+1 5x240, ...` in the week that begins on *week*."""
    days = [week + timedelta(days=n) for n in range(7)]
    by_number = {day.day: n for n, day in enumerate(days)}
    for part in filter(None, text.split(", ")):
        found = re.fullmatch(r"(\d+)(?:-(\d+))? (\d\d:\d\d)\+(\d)(?: (\d+)x(\d+))?", part)
        first, last, at, offset, times, minutes = found.groups()
        for day in days[by_number[int(first)] : by_number[int(last or first)] + 1]:
            start = datetime.combine(day, time.fromisoformat(at), UTC) - timedelta(
                hours=int(offset)
            )
            yield from (
                start + n * timedelta(minutes=int(minutes or 0)) for n in range(int(times or 1))
            )


@pytest.mark.parametrize("number", range(4), ids=map(str, WEEKS))
def test_a_week_of_forty_tasks_is_as_worked_out_by_hand(number) -> None:
    """
    Every run of every kind of task, and no other, around each change of clocks.
    """
    all_tasks, week = tasks(), WEEKS[number]
    bounds = [
        (datetime.combine(week + timedelta(days=n), time(0), all_tasks[0].zone)) for n in (-1, 8)
    ]
    runs: dict[int, list[datetime]] = {task.key: [] for task in all_tasks}
    for at, task in plan(all_tasks, *bounds):
        if week <= at.astimezone(task.zone).date() < week + timedelta(days=7):
            runs[task.key].append(at)

    assert len(runs) == 40
    for task, golden in zip(all_tasks, GOLDEN["task"], strict=True):
        assert runs[task.key] == list(written(golden["runs"][number], week)), task


def test_the_plan_is_in_the_order_of_turns() -> None:
    """
    By time; what falls due together in one environment: system tasks, then by sequence number.
    """
    start = datetime(2027, 3, 26, tzinfo=UTC)
    runs = list(plan(tasks(), start, start + timedelta(days=3)))
    places = [(at, t.environment, not t.system, t.sequence) for at, t in runs]

    assert places == sorted(places)
    assert len({(at, task.key) for at, task in runs}) == len(runs) > 1000


def test_none_of_the_forty_would_be_refused() -> None:
    """
    The golden tasks can be made: none has a time in the window of its environment.
    """
    refused = [t for t in tasks() if list(refusals(t.frequency, None if t.system else t.window))]

    assert refused == []
