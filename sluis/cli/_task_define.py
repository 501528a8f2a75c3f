"""`sluis task add`, `edit`, `export` and `import`: how tasks are defined."""

from __future__ import annotations

import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from sluis import environments, timetable, toml
from sluis.cli import _task_shown as shown
from sluis.cli import output
from sluis.cli._task_options import ENVIRONMENT, IN_JSON, Wanted, definition_options
from sluis.cli._trail import decided, trail
from sluis.db import Connection
from sluis.environments import Environment
from sluis.errors import Refused
from sluis.journal import tasks
from sluis.journal.tasks import Since, Task
from sluis.settings import Settings
from sluis.tasks import TYPES
from sluis.told import Problem, Unfit


@click.command("add")
@click.argument("name")
@click.option("--type", "kind", required=True, help="What it does.")
@ENVIRONMENT
@definition_options
@click.option("--inactive", is_flag=True, help="It does not run by itself yet.")
@IN_JSON
def add(
    *, name: str, kind: str, environment: int, inactive: bool, in_json: bool, **said: Any
) -> None:
    """Make task NAME."""
    data = Wanted(**said).applied({"name": name, "type": kind, "active": not inactive})
    settings = Settings.from_environ()
    with trail(settings), output.journal(settings) as connection:
        made = timetable.add(connection, environment, data)
        decided("add", task=name, environment=environment)
        place = environments.get(connection, environment)
    _tell(made, place, in_json=in_json)


@click.command("edit")
@click.argument("name")
@ENVIRONMENT
@click.option("--rename", metavar="NAME", help="A new name.")
@definition_options
@click.option(
    "--changes-since",
    metavar="WHEN",
    help="What it has read up to: a date, a date with a time, a change number, or never.",
)
@IN_JSON
def edit(
    *,
    name: str,
    environment: int,
    rename: str | None,
    changes_since: str | None,
    in_json: bool,
    **said: Any,
) -> None:
    """Change task NAME; what is not said stays."""
    settings = Settings.from_environ()
    with trail(settings), output.journal(settings) as connection:
        found = tasks.find(connection, environment, name)
        place = environments.get(connection, environment)
        data = Wanted(**said).applied(timetable.written(found) | {"name": rename or name})
        with connection.transaction():
            timetable.change(connection, found, data)
            if changes_since is not None:
                tasks.set_since(connection, found.id, _position(changes_since, place))
        decided("edit", task=name, environment=environment)
        changed = tasks.get(connection, found.id)
    _tell(changed, place, in_json=in_json)


@click.command("export")
@click.argument("names", metavar="[NAME]...", nargs=-1)
@ENVIRONMENT
@IN_JSON
def export(*, names: tuple[str, ...], environment: int, in_json: bool) -> None:
    """Print tasks as TOML, all of the environment when none is named."""
    with output.journal(Settings.from_environ()) as connection:
        found = [tasks.find(connection, environment, name) for name in names]
        found = found or tasks.listed(connection, environment=environment)
    written = [timetable.written(one) for one in found]
    if in_json:
        output.as_json(written)
        return
    click.echo("\n\n".join("\n".join(toml.table("task", one)) for one in written))


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@ENVIRONMENT
@IN_JSON
def import_(*, files: tuple[Path, ...], environment: int, in_json: bool) -> None:
    """Make or change the tasks of TOML FILES, all of them or none; others stay as they are."""
    settings = Settings.from_environ()
    wanted = [one for path in files for one in _read(path)]
    with trail(settings), output.journal(settings) as connection:
        with connection.transaction():
            verdicts = _take_over(connection, environment, wanted)
        decided("import", tasks=sorted(verdicts), environment=environment)
    if in_json:
        output.as_json(verdicts)
    else:
        output.table(["NAME", "VERDICT"], sorted(verdicts.items()))


def _read(path: Path) -> list[dict[str, Any]]:
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Refused(f"{path}: {error}") from error
    listed = found.get("task")
    if set(found) != {"task"} or not isinstance(listed, list):
        raise Refused(f"{path}: tasks are written as [[task]], and nothing else stands beside them")
    return listed


def _take_over(
    connection: Connection, environment: int, wanted: list[dict[str, Any]]
) -> dict[str, str]:
    """Verdict per task; every problem of every task is told before anything is kept."""
    verdicts: dict[str, str] = {}
    problems: list[Problem] = []
    for data in wanted:
        name = str(data.get("name"))
        if name in verdicts:
            problems.append(Problem(name, "is there twice", "staat er twee keer"))
        try:
            verdicts[name] = _take_one(connection, environment, data)
        except Unfit as error:
            problems += [Problem(f"{name}, {p.where}", p.en, p.nl) for p in error.problems]
    if problems:
        raise Unfit(problems)
    return verdicts


def _take_one(connection: Connection, environment: int, data: dict[str, Any]) -> str:
    stored = [
        one
        for one in tasks.listed(connection, environment=environment)
        if one.name == data.get("name")
    ]
    if not stored:
        timetable.add(connection, environment, data)
        return "created"
    before = stored[0]
    after = timetable.change(connection, before, data)
    same = timetable.written(before) == timetable.written(after)
    return "unchanged" if same else "changed"


def _position(text: str, place: Environment) -> Since:
    """A position from `never`, a change number, or a date with or without a time."""
    if text == "never":
        return Since()
    if text.isdecimal():
        return Since(number=int(text))
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(
            f"{text!r} is no date, change number or never", param_hint="--changes-since"
        ) from None
    return Since(at=at if at.tzinfo else at.replace(tzinfo=place.zone))


def _tell(task: Task, place: Environment, *, in_json: bool) -> None:
    if in_json:
        output.as_json(shown.as_plain(task, None))
        return
    kind = TYPES[task.type]
    next_run = shown.local(task.next_run, place.zone) or "not by itself"
    click.echo(f"{task.name} ({task.type}, {kind.dutch}): next run {next_run}.")
