"""`sluis schedule preview`: every run in a period, before it comes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import click

from sluis import db, environments, timetable
from sluis.cli import output
from sluis.cli._task_options import IN_JSON
from sluis.environments import Environment
from sluis.journal import tasks
from sluis.journal.tasks import Task
from sluis.schedule import plan
from sluis.settings import Settings

WHEN = "A date, or a date with a time.  [default: {}]"


@click.group()
def schedule() -> None:
    """What the clock will do."""


@schedule.command("preview")
@click.option("--from", "start", metavar="WHEN", help=WHEN.format("now"))
@click.option("--to", "end", metavar="WHEN", help=WHEN.format("a day after it"))
@click.option("--environment", default=1, show_default=True, help="Number of the environment.")
@click.option("--task", "name", help="Only this task.")
@IN_JSON
def preview(
    *, start: str | None, end: str | None, environment: int, name: str | None, in_json: bool
) -> None:
    """List every run of a period by the rules that the clock follows.

    Tasks on the same minute run one after the other, in the order in which they are listed.
    """
    with output.journal(Settings.from_environ()) as connection:
        place = environments.get(connection, environment)
        found = tasks.listed(connection, environment=environment)
        if name is not None:
            found = [tasks.find(connection, environment, name)]
        now = db.present(connection)
    first = _moment(start, place.zone) if start else now
    last = _moment(end, place.zone) if end else first + timedelta(days=1)
    rows = list(_rows(found, place, first, last))
    if in_json:
        output.as_json(rows)
        return
    output.table(["DAY", "TIME", "ZONE", "TASK", "TYPE"], map(_row, rows))


def _rows(
    found: list[Task], place: Environment, first: datetime, last: datetime
) -> Iterator[dict[str, Any]]:
    by_id = {task.id: task for task in found}
    for at, planned in plan(timetable.planned(found, {place.number: place}), first, last):
        task = by_id[planned.key]
        yield {"at": at.astimezone(place.zone), "task": task.name, "type": task.type}


def _row(row: dict[str, Any]) -> tuple[object, ...]:
    at: datetime = row["at"]
    return f"{at:%a %Y-%m-%d}", f"{at:%H:%M}", f"{at:%Z}", row["task"], row["type"]


def _moment(text: str, zone: ZoneInfo) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(
            f"{text!r} is no date, as 2027-03-28 or 2027-03-28T07:00"
        ) from None
    return at if at.tzinfo else at.replace(tzinfo=zone)


commands: dict[str, click.Command] = {"schedule": schedule}
