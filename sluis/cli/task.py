"""`sluis task`: periodic tasks, looked at, started, stopped and switched."""

from __future__ import annotations

from datetime import datetime
from itertools import islice

import click

from sluis import db, environments, timetable
from sluis.cli import _task_shown as shown
from sluis.cli import output
from sluis.cli._bell import ring, with_addresses
from sluis.cli._task_define import add, edit, export, import_
from sluis.cli._task_options import ENVIRONMENT, IN_JSON
from sluis.cli._trail import decided, trail
from sluis.db import Connection
from sluis.journal import runs, tasks
from sluis.journal.tasks import Task
from sluis.schedule import upcoming
from sluis.settings import Settings

COMING = 5
"""Due times that `show` tells."""


@click.group()
def task() -> None:
    """Periodic tasks: what Sluis does by itself, and when."""


for _command in (add, edit, export, import_):
    task.add_command(_command)


@task.command("list")
@click.option("--environment", type=int, help="Only those of this environment.")
@click.option("--type", "kind", help="Only those of this type.")
@IN_JSON
def listed(*, environment: int | None, kind: str | None, in_json: bool) -> None:
    """List the tasks; those with a star are the system's own."""
    with output.journal(Settings.from_environ()) as connection:
        found = tasks.listed(connection, environment=environment, kind=kind)
        last = runs.last(connection)
        places = {place.number: place for place in environments.listed(connection)}
    if in_json:
        output.as_json([shown.as_plain(one, last.get(one.id)) for one in found])
        return
    rows = (shown.listed(one, last.get(one.id), places[one.environment]) for one in found)
    output.table(shown.LIST, rows, whole=("NAME",))


@task.command("show")
@click.argument("name")
@ENVIRONMENT
@IN_JSON
def show(*, name: str, environment: int, in_json: bool) -> None:
    """Show task NAME: what is set, what it has read up to, its next runs and its last one."""
    with output.journal(Settings.from_environ()) as connection:
        found = tasks.find(connection, environment, name)
        place = environments.get(connection, environment)
        last = runs.last(connection).get(found.id)
        coming = _coming(connection, found)
    if in_json:
        output.as_json(shown.as_plain(found, last) | {"next_runs": coming})
    else:
        output.details(shown.facts(found, last, place, coming))


def _coming(connection: Connection, found: Task) -> list[datetime]:
    place = environments.get(connection, found.environment)
    window = None if timetable.is_system(found) else place.maintenance
    times = upcoming(found.frequency, db.present(connection), place.zone, window)
    return list(islice(times, COMING)) if found.active else []


@task.command("history")
@click.argument("name")
@ENVIRONMENT
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="At most.")
@IN_JSON
def history(*, name: str, environment: int, limit: int, in_json: bool) -> None:
    """List the runs of task NAME, newest first."""
    with output.journal(Settings.from_environ()) as connection:
        found = tasks.find(connection, environment, name)
        place = environments.get(connection, environment)
        past = runs.history(connection, found.id, limit=limit)
    if in_json:
        output.as_json([shown.run_as_plain(run) for run in past])
    else:
        output.table(shown.HISTORY, (shown.history(run, place.zone) for run in past))


@task.command("run")
@click.argument("name")
@ENVIRONMENT
@IN_JSON
def run(*, name: str, environment: int, in_json: bool) -> None:
    """Start task NAME now, whatever its schedule says."""
    settings = with_addresses(Settings.from_environ())
    with trail(settings), output.journal(settings) as connection:
        found = tasks.find(connection, environment, name)
        with connection.transaction():
            lane = timetable.start(connection, found)
        ring(settings, lane)
        decided("run", task=name, environment=environment)
        begun = runs.last(connection)[found.id]
    if in_json:
        output.as_json(shown.run_as_plain(begun))
    else:
        click.echo(f"{name} has been started; `sluis task history {name}` tells how it goes.")


@task.command("stop")
@click.argument("name")
@ENVIRONMENT
@IN_JSON
def stop(*, name: str, environment: int, in_json: bool) -> None:
    """Stop the run of task NAME: it ends at its next block."""
    settings = with_addresses(Settings.from_environ())
    with trail(settings), output.journal(settings) as connection:
        found = tasks.find(connection, environment, name)
        with connection.transaction():
            at_once = timetable.stop(connection, found)
        decided("stop", task=name, environment=environment)
    if in_json:
        output.as_json({"name": name, "stopped": at_once, "stop_requested": not at_once})
    elif at_once:
        click.echo(f"{name} is stopped.")
    else:
        click.echo(f"{name} has been asked to stop; it ends at its next block.")


@task.command("enable")
@click.argument("name")
@ENVIRONMENT
@IN_JSON
def enable(*, name: str, environment: int, in_json: bool) -> None:
    """Let task NAME run by itself."""
    _switch(name, environment, active=True, in_json=in_json)


@task.command("disable")
@click.argument("name")
@ENVIRONMENT
@IN_JSON
def disable(*, name: str, environment: int, in_json: bool) -> None:
    """Let task NAME run by hand only; a run under way goes on."""
    _switch(name, environment, active=False, in_json=in_json)


def _switch(name: str, environment: int, *, active: bool, in_json: bool) -> None:
    settings = Settings.from_environ()
    with trail(settings), output.journal(settings) as connection:
        found = tasks.find(connection, environment, name)
        changed = timetable.change(connection, found, timetable.written(found) | {"active": active})
        place = environments.get(connection, environment)
        decided("enable" if active else "disable", task=name, environment=environment)
    if in_json:
        output.as_json(changed)
    elif active:
        next_run = shown.local(changed.next_run, place.zone) or "never by itself"
        click.echo(f"{name} is active; next run: {next_run}.")
    else:
        click.echo(f"{name} does not run by itself any more.")


@task.command("remove")
@click.argument("name")
@ENVIRONMENT
@IN_JSON
def remove(*, name: str, environment: int, in_json: bool) -> None:
    """Remove task NAME and its history."""
    settings = Settings.from_environ()
    with trail(settings), output.journal(settings) as connection:
        timetable.remove(connection, tasks.find(connection, environment, name))
        decided("remove", task=name, environment=environment)
    if in_json:
        output.as_json({"name": name, "removed": True})
    else:
        click.echo(f"{name} is removed.")


commands: dict[str, click.Command] = {"task": task}
