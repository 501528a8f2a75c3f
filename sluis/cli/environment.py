"""`sluis environment`: add and list environments."""

from __future__ import annotations

import click

from sluis import environments
from sluis.cli import output
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
@click.option("--json", "in_json", is_flag=True, help="Print JSON.")
def add(number: int, name: str, time_zone: str, in_json: bool) -> None:
    """Make environment NUMBER; a running watcher makes and watches its folders within seconds."""
    with output.journal(Settings.from_environ()) as connection:
        made = environments.add(connection, number, name, time_zone=time_zone)
    if in_json:
        output.as_json(made)
    else:
        output.details(_facts(made))


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
    output.table(["number", "name", "time zone", "since"], rows)


def _facts(one: Environment) -> list[tuple[str, object]]:
    return [
        ("number", one.number),
        ("name", one.name),
        ("time zone", one.time_zone),
        ("since", output.moment(one.created_at)),
    ]


commands: dict[str, click.Command] = {"environment": environment}
