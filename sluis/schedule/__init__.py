"""When periodic tasks run: rules without clock, database or settings.

A task has a `Frequency`; an environment has a time zone and perhaps a maintenance `Window`.
"""

from sluis.schedule.frequencies import (
    ByHand,
    Cron,
    Daily,
    Frequency,
    Interval,
    Monthly,
    TimeOfDay,
    TwoWeekly,
    Weekday,
    Weekly,
    WorkingDay,
)
from sluis.schedule.refusing import refusals
from sluis.schedule.window import Window

__all__ = [
    "ByHand",
    "Cron",
    "Daily",
    "Frequency",
    "Interval",
    "Monthly",
    "TimeOfDay",
    "TwoWeekly",
    "Weekday",
    "Weekly",
    "Window",
    "WorkingDay",
    "refusals",
]
