"""`sluis environment`: add, change and list environments."""

from __future__ import annotations

import click
import msgspec

from sluis import environments, timetable
from sluis.cli import output
from sluis.cli._trail import decided, trail
from sluis.environments import Environment
from sluis.settings import Settings


@click.group()
def environment() -> None:
    """Environments: each a catalogue and a tree of folders of its own."""


@environment.command("add")
@click.argument("number", type=int)
@click.argument("name")
@click.option(
    "--time-zone", default="Europe/Amsterdam", show_default=True, help="Of its dates and reports."
)
@click.option(
    "--maintenance",
    default="23:00-06:00",
    show_default=True,
    metavar="HH:MM-HH:MM|off",
    help="Hours in which no user task is started.",
)
@click.option("--json", "in_json", is_flag=True, help="Print JSON.")
def add(number: int, name: str, time_zone: str, maintenance: str, in_json: bool) -> None:
    """Make environment NUMBER; a running watcher makes and watches its folders within seconds."""
    window = environments.window(maintenance)
    with output.journal(Settings.from_environ()) as connection, connection.transaction():
        made = environments.add(connection, number, name, time_zone=time_zone, maintenance=window)
        timetable.ensure_system_tasks(connection)
    _tell(made, in_json=in_json)


@environment.command("edit")
@click.argument("number", type=int)
@click.option("--name", help="A new name.")
@click.option("--time-zone", help="Of its dates, reports and tasks.")
@click.option(
    "--maintenance",
    metavar="HH:MM-HH:MM|off",
    help="Hours in which no user task is started.",
)
@click.option("--json", "in_json", is_flag=True, help="Print JSON.")
def edit(
    number: int, name: str | None, time_zone: str | None, maintenance: str | None, in_json: bool
) -> None:
    """Change environment NUMBER; its tasks are due by its new clock. What is not said stays."""
    settings = Settings.from_environ()
    with trail(settings), output.journal(settings) as connection:
        before = environments.get(connection, number)
        wanted = msgspec.structs.replace(
            before,
            name=name or before.name,
            time_zone=time_zone or before.time_zone,
            maintenance=environments.window(maintenance) if maintenance else before.maintenance,
        )
        changed = timetable.change_environment(connection, wanted)
        decided("edit", environment=number)
    _tell(changed, in_json=in_json)


@environment.command("list")
@click.option("--json", "in_json", is_flag=True, help="Print JSON.")
def listed(in_json: bool) -> None:
    """List all environments."""
    with output.journal(Settings.from_environ()) as connection:
        found = environments.listed(connection)
    if in_json:
        output.as_json(found)
        return
    rows = [[value for _, value in _facts(one)] for one in found]
    output.table(["number", "name", "time zone", "maintenance", "since"], rows)


def _tell(one: Environment, *, in_json: bool) -> None:
    if in_json:
        output.as_json(one)
    else:
        output.details(_facts(one))


def _facts(one: Environment) -> list[tuple[str, object]]:
    return [
        ("number", one.number),
        ("name", one.name),
        ("time zone", one.time_zone),
        ("maintenance", str(one.maintenance or "off")),
        ("since", output.moment(one.created_at)),
    ]


commands: dict[str, click.Command] = {"environment": environment}
