"""The maintenance window: hours of each night in which user tasks are left alone."""

from __future__ import annotations

from datetime import time

import msgspec


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
