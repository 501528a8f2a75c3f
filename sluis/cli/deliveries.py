"""`sluis deliveries` and `sluis delivery`: look at deliveries, decide about them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from types import ModuleType
from typing import Any
from uuid import UUID

import click

from sluis import broker
from sluis.cli import output
from sluis.cli._bell import ring, with_addresses
from sluis.cli._shown import SHOWN, print_group
from sluis.cli._trail import decided, trail
from sluis.db import Connection, open_pool
from sluis.folders import Folders
from sluis.journal import deliveries as journal
from sluis.journal import overview
from sluis.journal.deliveries import Delivery, State
from sluis.journal.endings import Ending
from sluis.reports import as_json, facts, wording
from sluis.reports.facts import ENTITIES, Facts
from sluis.settings import Settings

STATES = click.Choice([state.value for state in State])
COLOURS = {"good": "green", "attention": "yellow", "bad": "red"}


@click.command("deliveries")
@click.option("--state", "states", type=STATES, multiple=True, help="Only this state; repeatable.")
@click.option("--supplier", metavar="GLN", help="Only this supplier.")
@click.option("--environment", type=int, metavar="NUMBER", help="Only this environment.")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="At most.")
@click.option("--json", "in_json", is_flag=True, help="Print JSON.")
def deliveries(
    *,
    states: tuple[str, ...],
    supplier: str | None,
    environment: int | None,
    limit: int,
    in_json: bool,
) -> None:
    """List deliveries, newest first."""
    with output.journal(Settings.from_environ()) as connection:
        found = journal.listed(
            connection,
            states=[State(state) for state in states],
            supplier=supplier,
            environment=environment,
            limit=limit,
        )
    if in_json:
        output.as_json(found)
    else:
        output.table(_HEADINGS, map(_row, found), whole=("ID", "STATE"))


_HEADINGS = ("RECEIVED", "STATE", "SUPPLIER", "FILE", "READ", "NEW", "CHANGED", "REJECTED", "ID")


def _row(one: Delivery) -> tuple[object, ...]:
    counts = [
        max((one.counts.get(entity, {}).get(measure, 0) for entity in ENTITIES), default=0)
        for measure in ("read", "created", "changed", "rejected")
    ]
    received = output.moment(one.received_at)
    return (received, one.state, one.supplier_gln, one.file_name, *counts, one.id)


@click.group("delivery")
def delivery() -> None:
    """Show one delivery, or decide about it. ID may be the start of an id, where that is enough."""


@delivery.command("show")
@click.argument("delivery_id", metavar="ID")
@click.option("--all", "everything", is_flag=True, help="Print every finding, not 10 of a rule.")
@click.option("--json", "in_json", is_flag=True, help="Print the JSON report.")
def show(*, delivery_id: str, everything: bool, in_json: bool) -> None:
    """Tell what became of a delivery."""
    settings = Settings.from_environ()
    with output.journal(settings) as connection:
        found = overview.delivery_id(connection, delivery_id)
        print_delivery(
            settings, connection, found, in_json=in_json, limit=None if everything else SHOWN
        )


@delivery.command("approve")
@click.argument("delivery_id", metavar="ID")
@click.option("--json", "in_json", is_flag=True, help="Print JSON.")
def approve(*, delivery_id: str, in_json: bool) -> None:
    """Import a delivery that waits for approval."""
    _decide("approve", delivery_id, in_json=in_json)


@delivery.command("reject")
@click.argument("delivery_id", metavar="ID")
@click.option("--json", "in_json", is_flag=True, help="Print JSON.")
def reject(*, delivery_id: str, in_json: bool) -> None:
    """Refuse a delivery that waits for approval; nothing of it is imported."""
    _decide("reject", delivery_id, in_json=in_json)


@delivery.command("retry")
@click.argument("delivery_id", metavar="ID")
@click.option("--json", "in_json", is_flag=True, help="Print JSON.")
def retry(*, delivery_id: str, in_json: bool) -> None:
    """Begin anew with a delivery that was rejected, failed or cancelled."""
    _decide("retry", delivery_id, in_json=in_json)


@delivery.command("undo")
@click.argument("delivery_id", metavar="ID")
@click.option("--json", "in_json", is_flag=True, help="Print JSON.")
def undo(*, delivery_id: str, in_json: bool) -> None:
    """Take an import back: the last one of its supplier."""
    _decide("undo", delivery_id, in_json=in_json)


@dataclass(frozen=True, slots=True)
class _Decision:
    """What was decided, for JSON, and what is left to do after the commit."""

    lane: str = ""
    ending: Ending | None = None
    told: dict[str, Any] = field(default_factory=dict)


def _imports() -> ModuleType:
    """Loaded by those who decide: looking must not pay for the reader."""
    from sluis import imports  # noqa: PLC0415

    return imports


def _approve(connection: Connection, delivery_id: UUID) -> _Decision:
    return _Decision(_imports().approve(connection, delivery_id))


def _reject(connection: Connection, delivery_id: UUID) -> _Decision:
    return _Decision(ending=_imports().reject(connection, delivery_id))


def _retry(connection: Connection, delivery_id: UUID) -> _Decision:
    return _Decision(_imports().retry(connection, delivery_id))


def _undo(connection: Connection, delivery_id: UUID) -> _Decision:
    told, lane = _imports().undo(connection, delivery_id)
    return _Decision(lane, told={"undone": told})


_DECISIONS: dict[str, tuple[Callable[[Connection, UUID], _Decision], str]] = {
    "approve": (_approve, "is approved and will be imported"),
    "reject": (_reject, "is rejected"),
    "retry": (_retry, "will be tried again"),
    "undo": (_undo, "is undone"),
}
"""Word -> what it does, and what is then said of the delivery."""


def _decide(word: str, prefix: str, *, in_json: bool) -> None:
    """Do it in one transaction, then what is to be done after the commit, and say so."""
    decide, result = _DECISIONS[word]
    settings = with_addresses(Settings.from_environ())
    with trail(settings), output.journal(settings) as connection:
        found = overview.delivery_id(connection, prefix)
        with connection.transaction():
            decision = decide(connection, found)
        decided(word, delivery_id=str(found))
        if decision.ending is not None:
            _bring_to_its_end(settings, decision.ending)
        else:
            ring(settings, decision.lane)
        state = journal.get(connection, found).state
    if in_json:
        output.as_json({"id": found, "state": state} | decision.told)
    else:
        click.echo(f"Delivery {found} {result}.")


def _bring_to_its_end(settings: Settings, ending: Ending) -> None:
    broker.set_up(settings)
    with open_pool(settings.database_url, size=1) as pool:
        ending.after_commit(pool, settings.data)


def print_delivery(
    settings: Settings,
    connection: Connection,
    delivery_id: UUID,
    *,
    in_json: bool,
    limit: int | None,
) -> Facts:
    """What became of a delivery, as JSON report or for people; its facts."""
    with connection.transaction():
        connection.execute("set transaction isolation level repeatable read, read only")
        told = facts.load(connection, delivery_id)
        if in_json:
            sys.stdout.flush()
            found = facts.stream(connection, told)
            as_json.write(told, found, _rejects_file(told), sys.stdout.buffer)
            sys.stdout.buffer.flush()
        else:
            _print(settings, told)
            for group, found_of_rule in facts.stream(connection, told):
                print_group(group, found_of_rule, limit)
    return told


def _rejects_file(told: Facts) -> str | None:
    names = (PurePosixPath(path).name for path in told.reports)
    return next((name for name in names if f".{told.id}.rejected." in name), None)


def _print(settings: Settings, told: Facts) -> None:
    state = wording.state(told)["en"]
    click.echo(output.style(state, fg=COLOURS.get(wording.tone(told)), bold=True))
    click.echo(output.visible(wording.summary(told)["en"]))
    click.echo()
    output.details(_details(settings, told))
    counted = [entity for entity in ENTITIES if entity in told.counts]
    if counted:
        click.echo()
        headings = ("", *(wording.MEASURE[measure]["en"].upper() for measure in told.measures))
        rows = [
            (wording.ENTITY[e]["en"], *(told.count(e, m) for m in told.measures)) for e in counted
        ]
        output.table(headings, rows)


def _details(settings: Settings, told: Facts) -> list[tuple[str, object]]:
    seen = dict.fromkeys(filter(None, (told.format, told.version, told.dialect, told.transaction)))
    folder = Folders(settings.data).environment(told.environment)
    lines: list[tuple[str, object]] = [
        ("Delivery", told.id),
        ("File", told.file_name),
        ("Gate", f"environment {told.environment}, {told.folder}"),
        ("Supplier", " ".join(filter(None, (told.supplier_name, told.supplier_gln))) or None),
        ("Account", told.account),
        ("Received", output.moment(told.received_at)),
        ("Ready", output.moment(told.ended_at)),
        ("Undone", output.moment(told.undone_at)),
        ("Recognised as", ", ".join(seen) or None),
        ("Kind", told.mutation),
    ]
    reasons = (("Approval", wording.approval(told)), ("Error", wording.error(told)))
    lines += [(name, reason["en"]) for name, reason in reasons if reason]
    return lines + [("Report", folder / path) for path in told.reports]


commands: dict[str, click.Command] = {"deliveries": deliveries, "delivery": delivery}
