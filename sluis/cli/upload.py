"""`sluis upload`: hand a local file to an import task, under the name that the task expects."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from sluis.cli import output
from sluis.cli.import_file import print_upload, tell_end
from sluis.errors import Refused
from sluis.intake import hand_in
from sluis.journal import tasks
from sluis.journal.tasks import Task
from sluis.settings import Settings
from sluis.tasks import settings_of
from sluis.tasks.file_names import filled, matches
from sluis.tasks.importing import Import


@click.command("upload")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--task", "task_name", required=True, metavar="NAME", help="The import task.")
@click.option(
    "--environment", type=int, default=1, show_default=True, help="Number of the environment."
)
@click.option("--wait/--no-wait", default=True, show_default=True, help="Wait for the result.")
@click.option("--json", "in_json", is_flag=True, help="Print the JSON report.")
@click.pass_context
def upload(
    ctx: click.Context, *, file: Path, task_name: str, environment: int, wait: bool, in_json: bool
) -> None:
    """Hand FILE to an import task, under the name that it expects, and tell what becomes of it.

    Exit codes as of `sluis import`. The file of a task that runs by its own times alone waits for
    the next run.
    """
    settings = Settings.from_environ()
    with output.journal(settings) as connection:
        task = tasks.find(connection, environment, task_name)
        wanted = _expected(task)
        with output.progress(file.stat().st_size, "Handing in") as progress:
            handed = hand_in(
                settings.data,
                connection,
                file,
                environment=environment,
                gate="Import",
                name=_name(wanted, file),
                supplier_gln=wanted.supplier,
                progress=progress,
            )
        if not (wait and wanted.on_arrival):
            print_upload(handed, in_json=in_json)
            return
        code = tell_end(settings, connection, handed, in_json=in_json)
    ctx.exit(code)


def _expected(task: Task) -> Import:
    if task.type != "import":
        raise Refused(f"task {task.name} is no import: it is of type {task.type}")
    settings: Import = settings_of(task)
    if settings.file is None:
        raise Refused(f"task {task.name} fetches its file from elsewhere; it expects no upload")
    if not task.active:
        raise Refused(f"task {task.name} is not active; enable it first")
    return settings


def _name(wanted: Import, file: Path) -> str:
    """The name that the task expects; that of *file* where it fits."""
    assert wanted.file is not None  # noqa: S101 - seen to by `_expected`
    if matches(wanted.file, file.name):
        return file.name
    return filled(wanted.file, datetime.now(UTC).astimezone())


commands: dict[str, click.Command] = {"upload": upload}
