"""`sluis jobs` and `sluis job stop`: the work under way."""

from __future__ import annotations

import click

from sluis.cli import output
from sluis.cli._bell import ring, with_addresses
from sluis.cli._trail import decided, trail
from sluis.journal import endings, overview
from sluis.journal import jobs as journal
from sluis.journal.overview import JobLine
from sluis.settings import Settings

STATES = click.Choice(["waiting", "running", "done", "failed", "cancelled"])
OPEN = ("waiting", "running")


@click.command("jobs")
@click.option("--state", "states", type=STATES, multiple=True, help="Only this state; repeatable.")
@click.option("--all", "everything", is_flag=True, help="Also those that have ended.")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="At most.")
@click.option("--json", "in_json", is_flag=True, help="Print JSON.")
def jobs(*, states: tuple[str, ...], everything: bool, limit: int, in_json: bool) -> None:
    """List jobs that wait or run, newest first."""
    wanted = states or (() if everything else OPEN)
    with output.journal(Settings.from_environ()) as connection:
        found = overview.jobs(connection, states=wanted, limit=limit)
    if in_json:
        output.as_json(found)
    else:
        output.table(_HEADINGS, map(_row, found), whole=("DELIVERY",))


_HEADINGS = ("ID", "KIND", "STATE", "DONE", "TRY", "STARTED", "LANE", "TASK", "FILE", "DELIVERY")


def _row(one: JobLine) -> tuple[object, ...]:
    state = f"{one.state}, stopping" if one.stop_requested and one.state in OPEN else one.state
    done = "" if one.share is None else f"{one.share:.0%}"
    started = output.moment(one.started_at)
    return (
        one.id, one.kind, state, done, one.attempts, started, one.lane, one.task,
        one.file_name, one.delivery_id,
    )  # fmt: skip


@click.group("job")
def job() -> None:
    """Act on one job."""


@job.command("stop")
@click.argument("job_id", metavar="ID", type=int)
@click.option("--json", "in_json", is_flag=True, help="Print JSON.")
def stop(*, job_id: int, in_json: bool) -> None:
    """Stop a job: one that waits is cancelled, one that runs ends at the next block."""
    settings = with_addresses(Settings.from_environ())
    with trail(settings), output.journal(settings) as connection:
        with connection.transaction():
            cancelled = endings.stop(connection, job_id)
        decided("stop", job=job_id)
        found = overview.jobs(connection, job=job_id)
        if cancelled and found and found[0].delivery_id:
            ring(settings, journal.report_lane(found[0].delivery_id))
    if in_json:
        output.as_json({"id": job_id, "cancelled": cancelled, "stop_requested": True})
    elif cancelled:
        click.echo(f"Job {job_id} is cancelled.")
    else:
        click.echo(f"Job {job_id} has been asked to stop; it ends at its next block.")


commands: dict[str, click.Command] = {"jobs": jobs, "job": job}
