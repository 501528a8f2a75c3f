"""How often a task runs. The names and limits are those of the trade's own timers: an interval is
5 to 240 minutes, a two-weekly task names two days of the month.

Each is a struct with the tag `every`, as in TOML: `every = "weekly"`, `day = "monday"`,
`at = "07:00"`. Times are HH:MM in the zone of the environment; one that is left out is the end of
the maintenance window (midnight when there is none).
"""

from __future__ import annotations

from datetime import time
from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from sluis.told import told

Clock = Annotated[str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]\Z")]
"""A time of day as HH:MM."""

Day = Annotated[int, Meta(ge=1, le=31)]
"""A day of the month; in a month that is too short it is the last day."""

At = Annotated[Clock | None, told("tijd", "Time as HH:MM; left out: when the window ends.")]

SHORTEST, LONGEST = 5, 240
"""Minutes of an interval."""


class Weekday(StrEnum):
    """Days as TOML has them; their order is that of `date.weekday`."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


class _Frequency(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="every", forbid_unknown_fields=True
):
    """What all have in common."""


class Daily(_Frequency, frozen=True, kw_only=True, tag="daily"):
    """Each day, when the maintenance window ends."""


class TimeOfDay(_Frequency, frozen=True, kw_only=True, tag="time_of_day"):
    """Each day at a time."""

    at: Annotated[Clock, told("tijdstip", "Time as HH:MM.")]


class Interval(_Frequency, frozen=True, kw_only=True, tag="interval"):
    """Every so many minutes from the end of the maintenance window until it begins again."""

    minutes: Annotated[
        int,
        Meta(ge=SHORTEST, le=LONGEST),
        told("interval in minuten", "5 to 240; longer than a run takes."),
    ]


class WorkingDay(_Frequency, frozen=True, kw_only=True, tag="working_day"):
    """Monday to Friday."""

    at: At = None


class Weekly(_Frequency, frozen=True, kw_only=True, tag="weekly"):
    """One day of each week."""

    day: Annotated[Weekday, told("dag van de week", "monday to sunday.")]
    at: At = None


class TwoWeekly(_Frequency, frozen=True, kw_only=True, tag="two_weekly"):
    """Two days of each month."""

    days: Annotated[
        tuple[Day, Day],
        told("twee dagen van de maand", "Two days, as [1, 15]; 31 is the last day of any month."),
    ]
    at: At = None


class Monthly(_Frequency, frozen=True, kw_only=True, tag="monthly"):
    """One day of each month."""

    day: Annotated[Day, told("dag van de maand", "1 to 31; in a shorter month its last day.")]
    at: At = None


class Cron(_Frequency, frozen=True, kw_only=True, tag="cron"):
    """A cron expression, for whatever the others cannot say."""

    expression: Annotated[
        str, told("cron-expressie", "Minute, hour, day of month, month, day of week.")
    ]


class ByHand(_Frequency, frozen=True, kw_only=True, tag="by_hand"):
    """Never by itself: when somebody starts it, or when its file arrives."""


Frequency = Daily | TimeOfDay | Interval | WorkingDay | Weekly | TwoWeekly | Monthly | Cron | ByHand

FREQUENCIES: dict[type[_Frequency], str] = {
    Daily: "dagelijks",
    TimeOfDay: "tijdstip van de dag",
    Interval: "interval",
    WorkingDay: "werkdag",
    Weekly: "wekelijks",
    TwoWeekly: "tweewekelijks",
    Monthly: "maandelijks",
    Cron: "cron",
    ByHand: "met de hand",
}
"""Each frequency with its Dutch name, in the order of the docs."""


def clock(text: str) -> time:
    """The time that HH:MM says."""
    return time.fromisoformat(text)
