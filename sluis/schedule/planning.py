"""Every run of many tasks in a period, in the order in which they come."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sluis.schedule.frequencies import Frequency
from sluis.schedule.upcoming import between
from sluis.schedule.window import Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A task with the clock and the window of its environment."""

    key: int
    environment: int
    system: bool
    sequence: int
    frequency: Frequency
    zone: ZoneInfo
    window: Window | None

    def times(self, start: datetime, end: datetime) -> Iterator[datetime]:
        """Its due times from *start* up to, not including, *end*; system tasks know no window."""
        window = None if self.system else self.window
        return between(self.frequency, start, end, self.zone, window)


def plan(
    tasks: Iterable[Planned], start: datetime, end: datetime
) -> Iterator[tuple[datetime, Planned]]:
    """All runs of a period by time; those that fall due together in the order of their turns."""
    streams = (_stream(task, start, end) for task in tasks)
    for at, _, task in heapq.merge(*streams, key=lambda one: one[:2]):
        yield at, task


def _stream(
    task: Planned, start: datetime, end: datetime
) -> Iterator[tuple[datetime, tuple[int, bool, int, int], Planned]]:
    place = (task.environment, not task.system, task.sequence, task.key)
    return ((at, place, task) for at in task.times(start, end))
