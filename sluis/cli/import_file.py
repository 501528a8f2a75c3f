"""`sluis import`: hand a local file in at a gate and wait for what becomes of it."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import click

from sluis.cli import output
from sluis.cli._shown import SHOWN
from sluis.cli.deliveries import print_delivery
from sluis.cli.output import Exit
from sluis.db import Connection
from sluis.folders import GATES
from sluis.intake import delivery_of, hand_in
from sluis.journal import deliveries, overview
from sluis.journal.deliveries import FINAL, Delivery, State
from sluis.journal.uploads import Upload
from sluis.model import Severity
from sluis.reports.facts import Facts
from sluis.settings import Settings

LOOK_SECONDS = 0.1
"""Time between two looks at the delivery."""

HINT_SECONDS = 20.0
"""After so long without a sign we say on stderr where to look."""

REPORT_SECONDS = 15.0
"""Patience with the report after the delivery has come to its end."""


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--environment", type=int, default=1, show_default=True, metavar="NUMBER", help="Whose gate."
)
@click.option(
    "--gate",
    type=click.Choice(GATES),
    default="AutoImport",
    show_default=True,
    help="The folder; AutoCheck changes nothing.",
)
@click.option("--supplier", metavar="GLN", help="Whose file it is; else its header says.")
@click.option("--wait/--no-wait", default=True, show_default=True, help="Wait for the result.")
@click.option("--json", "in_json", is_flag=True, help="Print the JSON report.")
@click.pass_context
def import_command(
    ctx: click.Context,
    *,
    file: Path,
    environment: int,
    gate: str,
    supplier: str | None,
    wait: bool,
    in_json: bool,
) -> None:
    """Hand FILE in at a gate of the Sluis that runs here, and tell what becomes of it.

    Exit code 3 when there are errors, 1 when it failed, was cancelled or waits for approval.
    """
    settings = Settings.from_environ()
    with output.journal(settings) as connection:
        with output.progress(file.stat().st_size, "Handing in") as progress:
            upload = hand_in(
                settings.data,
                connection,
                file,
                environment=environment,
                gate=gate,
                supplier_gln=supplier,
                progress=progress,
            )
        if not wait:
            print_upload(upload, in_json=in_json)
            return
        code = tell_end(settings, connection, upload, in_json=in_json)
    ctx.exit(code)


def tell_end(settings: Settings, connection: Connection, upload: Upload, *, in_json: bool) -> Exit:
    """Wait for what becomes of the file, print it, and say it as an exit code."""
    delivery_id = await_end(connection, upload)
    told = print_delivery(settings, connection, delivery_id, in_json=in_json, limit=SHOWN)
    return _exit_code(told)


def await_end(connection: Connection, upload: Upload) -> UUID:
    """Wait until the watcher has taken the file, it has come to its end, and has its report."""
    delivery_id = _await_claim(connection, upload)
    with output.progress(upload.size_bytes, "Reading") as progress:
        while not _at_rest(delivery := deliveries.get(connection, delivery_id)):
            _tell_progress(connection, delivery, progress)
            time.sleep(LOOK_SECONDS)
    deadline = time.monotonic() + REPORT_SECONDS
    while not delivery.reports and time.monotonic() < deadline:
        time.sleep(LOOK_SECONDS)
        delivery = deliveries.get(connection, delivery_id)
    return delivery_id


def _await_claim(connection: Connection, upload: Upload) -> UUID:
    hint_at = time.monotonic() + HINT_SECONDS
    while (delivery_id := delivery_of(connection, upload.id)) is None:
        if time.monotonic() > hint_at:
            _hint(f"{upload.path} has not been taken in yet: is the watcher running?")
            hint_at = float("inf")
        time.sleep(LOOK_SECONDS)
    return delivery_id


def _at_rest(delivery: Delivery) -> bool:
    return delivery.state in FINAL or delivery.state is State.AWAITING_APPROVAL


def _tell_progress(
    connection: Connection, delivery: Delivery, progress: Callable[[int], object]
) -> None:
    newest = overview.jobs(connection, states=("running",), delivery=delivery.id, limit=1)
    if newest:
        progress(newest[0].progress_done)


def _exit_code(told: Facts) -> Exit:
    if told.state in {State.FAILED, State.CANCELLED, State.AWAITING_APPROVAL, State.UNMATCHED}:
        return Exit.FAILED
    return Exit.FINDINGS if told.findings(Severity.ERROR) else Exit.OK


def print_upload(upload: Upload, *, in_json: bool) -> None:
    """Say that the file is handed in, when nobody waits for more."""
    if in_json:
        told = {"upload_id": upload.id, "path": upload.path, "size_bytes": upload.size_bytes}
        output.as_json(told | {"sha256": upload.sha256})
    else:
        click.echo(f"{upload.path} is handed in.")


def _hint(text: str) -> None:
    sys.stdout.flush()
    click.echo(f"sluis: {output.visible(text)}", err=True)


commands: dict[str, click.Command] = {"import": import_command}
