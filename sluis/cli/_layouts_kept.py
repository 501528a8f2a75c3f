"""`sluis layout add|list|show|export|import|remove|history`: layouts that are kept."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from difflib import unified_diff
from itertools import pairwise
from pathlib import Path
from typing import Any

import click
import msgspec

from sluis.cli import output
from sluis.db import Connection
from sluis.errors import Refused
from sluis.journal import layouts
from sluis.journal.layouts import Version
from sluis.layouts import toml
from sluis.layouts.layout import Layout
from sluis.settings import Settings

json_option = click.option("--json", "in_json", is_flag=True, help="Print JSON.")
environment_option = click.option(
    "--environment", type=int, default=1, show_default=True, help="Number of the environment."
)
version_option = click.option("--version", type=int, help="An older version.")


def read_file(path: Path) -> Layout:
    """The layout in a TOML file.

    Raises:
        Refused: it is none; with every problem.
    """
    try:
        return toml.decode(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise Refused(f"{path} is no text in UTF-8") from error


@click.command("add")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@environment_option
@json_option
def add(file: Path, environment: int, *, in_json: bool) -> None:
    """Keep the layout in the TOML file FILE, as a new version when there is one of its name."""
    _keep([file], environment, in_json=in_json)


@click.command("import")
@click.argument(
    "places",
    type=click.Path(exists=True, path_type=Path),
    nargs=-1,
    required=True,
    metavar="FILE...",
)
@environment_option
@json_option
def import_command(places: tuple[Path, ...], environment: int, *, in_json: bool) -> None:
    """Keep many layouts, from files or from all TOML files of a folder: all of them or none."""
    files = [file for place in places for file in _files(place)]
    _keep(files, environment, in_json=in_json)


@click.command("list")
@environment_option
@json_option
def list_command(environment: int, *, in_json: bool) -> None:
    """List the layouts that are in use."""
    with _journal() as connection:
        found = layouts.listed(connection, environment)
        users = {one.name: layouts.used_by(connection, environment, one.name) for one in found}
    if in_json:
        output.as_json([_facts(one) | {"tasks": users[one.name]} for one in found])
        return
    rows = [
        (one.name, one.version, _passes(one.layout), output.moment(one.made_at),
         ", ".join(users[one.name]))
        for one in found
    ]  # fmt: skip
    output.table(("LAYOUT", "VERSION", "READS", "SINCE", "TASKS"), rows)


@click.command("show")
@click.argument("name")
@version_option
@environment_option
@json_option
def show(name: str, version: int | None, environment: int, *, in_json: bool) -> None:
    """Show the layout NAME: what it reads, and which column becomes which field."""
    with _journal() as connection:
        found = _version(connection, environment, name, version)
    if in_json:
        output.as_json(_facts(found) | {"layout": msgspec.to_builtins(found.layout)})
        return
    made = found.layout
    about = [("Layout", f"{name}, version {found.version}"), ("Description", made.description)]
    output.details([*about, ("Made", f"{output.moment(found.made_at)} by {found.made_by}")])
    for one in made.passes:
        click.echo()
        rows = [(path, _from(field)) for path, field in one.fields.items()]
        output.table((one.entity.upper(), "FROM"), rows)


@click.command("export")
@click.argument("name")
@version_option
@environment_option
def export(name: str, version: int | None, environment: int) -> None:
    """Print the layout NAME as TOML."""
    with _journal() as connection:
        found = _version(connection, environment, name, version)
    click.echo(found.content, nl=False)


@click.command("remove")
@click.argument("name")
@environment_option
@json_option
def remove(name: str, environment: int, *, in_json: bool) -> None:
    """Take the layout NAME out of use; its history stays. Refused while a task reads by it."""
    with _journal() as connection, connection.transaction():
        layouts.remove(connection, environment, name, getpass.getuser())
    if in_json:
        output.as_json({"name": name, "removed": True})
        return
    click.echo(output.visible(f"layout {name} is no longer in use"))


@click.command("history")
@click.argument("name")
@click.option("--diff", is_flag=True, help="With what each version changed.")
@environment_option
@json_option
def history(name: str, environment: int, *, diff: bool, in_json: bool) -> None:
    """List the versions of the layout NAME."""
    with _journal() as connection:
        found = layouts.history(connection, environment, name)
    if in_json:
        output.as_json([_facts(one) | {"toml": one.content} for one in found])
        return
    rows = [
        (one.version, output.moment(one.made_at), one.made_by, "" if one.content else "removed")
        for one in found
    ]
    output.table(("VERSION", "MADE", "BY", ""), rows)
    for old, new in pairwise(found) if diff else ():
        for line in unified_diff(_lines(old), _lines(new), _label(old), _label(new), n=1):
            click.echo(output.visible(line))


kept: tuple[click.Command, ...] = (
    add, import_command, list_command, show, export, remove, history,
)  # fmt: skip


def _keep(files: list[Path], environment: int, *, in_json: bool) -> None:
    read = [read_file(file) for file in files]
    with _journal() as connection, connection.transaction():
        stored = [
            (made.name, *layouts.add(connection, environment, made, getpass.getuser()))
            for made in read
        ]
    if in_json:
        output.as_json([{"name": n, "version": v, "new": new} for n, v, new in stored])
        return
    for name, version, new in stored:
        state = "kept" if new else "unchanged"
        click.echo(output.visible(f"layout {name}, version {version}: {state}"))


def _files(place: Path) -> list[Path]:
    if place.is_file():
        return [place]
    found = sorted(place.glob("*.toml"))
    if not found:
        raise Refused(f"{place} holds no TOML files")
    return found


@contextmanager
def _journal() -> Iterator[Connection]:
    with output.journal(Settings.from_environ()) as connection:
        yield connection


def _version(connection: Connection, environment: int, name: str, version: int | None) -> Version:
    if version is None:
        return layouts.current(connection, environment, name)
    return layouts.get(connection, environment, name, version)


def _facts(one: Version) -> dict[str, Any]:
    return {
        "name": one.name,
        "version": one.version,
        "environment": one.environment,
        "made_at": one.made_at,
        "made_by": one.made_by,
    }


def _passes(made: Layout) -> str:
    return ", ".join(one.entity for one in made.passes)


def _from(field: Any) -> str:
    return f"= {field.value}" if field.value is not None else " + ".join(map(str, field.source))


def _lines(one: Version) -> list[str]:
    return (one.content or "").splitlines()


def _label(one: Version) -> str:
    return f"{one.name} version {one.version}"
