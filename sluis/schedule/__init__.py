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
from sluis.schedule.planning import Planned, plan
from sluis.schedule.refusing import refusals
from sluis.schedule.turns import Skip, Stage, Start, Turn, decide
from sluis.schedule.upcoming import between, next_run, upcoming
from sluis.schedule.window import Window, closed_until

__all__ = [
    "ByHand",
    "Cron",
    "Daily",
    "Frequency",
    "Interval",
    "Monthly",
    "Planned",
    "Skip",
    "Stage",
    "Start",
    "TimeOfDay",
    "Turn",
    "TwoWeekly",
    "Weekday",
    "Weekly",
    "Window",
    "WorkingDay",
    "between",
    "closed_until",
    "decide",
    "next_run",
    "plan",
    "refusals",
    "upcoming",
]
