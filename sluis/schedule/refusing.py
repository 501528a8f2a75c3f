"""Why a frequency cannot be used: told when the task is made, not when it does not run."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time

from cronsim import CronSim, CronSimError

from sluis.schedule.frequencies import Cron, Frequency, TwoWeekly, clock
from sluis.schedule.window import Window
from sluis.told import Problem

SOME_DAY = datetime(2000, 1, 1)  # noqa: DTZ001 - a wall clock, nowhere
CRON_FIELDS = 5


def refusals(frequency: Frequency, window: Window | None) -> Iterator[Problem]:
    """Every reason why; none when it can be used. *window* is that of the task's environment."""
    if isinstance(frequency, TwoWeekly) and frequency.days[0] == frequency.days[1]:
        yield Problem("frequency.days", "name two different days", "noem twee verschillende dagen")
    if isinstance(frequency, Cron):
        yield from _cron(frequency, window)
    at = getattr(frequency, "at", None)
    if at is not None and window is not None and clock(at) in window:
        yield _inside("frequency.at", at, window)


def runs_all_day(frequency: Cron) -> bool:
    """Does it leave the hour open? Then it pauses in the maintenance window, like an interval.

    >>> [runs_all_day(Cron(expression=e)) for e in ("*/20 * * * *", "0 7-9 * * *")]
    [True, False]
    """
    return frequency.expression.split()[1].startswith("*")


def _cron(frequency: Cron, window: Window | None) -> Iterator[Problem]:
    where, expression = "frequency.expression", frequency.expression
    if len(expression.split()) != CRON_FIELDS:
        yield Problem(where, "five fields are wanted", "vijf velden zijn nodig")
        return
    try:
        sim = CronSim(expression, SOME_DAY)
        next(sim)
    except CronSimError as error:
        yield Problem(where, f"{expression!r}: {error}", f"{expression!r} is geen cron-expressie")
        return
    except StopIteration:
        yield Problem(where, f"{expression!r} never comes", f"{expression!r} komt nooit voor")
        return
    times = [time(hour, minute) for hour in sorted(sim.hours) for minute in sorted(sim.minutes)]
    inside = [at for at in times if window is not None and at in window]
    if window is not None and inside and (not runs_all_day(frequency) or inside == times):
        yield _inside(where, f"{inside[0]:%H:%M}", window)


def _inside(where: str, at: str, window: Window) -> Problem:
    return Problem(
        where,
        f"{at} lies in the maintenance window {window}; from {window.end:%H:%M} on is free",
        f"{at} valt in het onderhoudsvenster {window}; vanaf {window.end:%H:%M} kan het wel",
    )
