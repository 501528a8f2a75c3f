"""`sluis catalogue`: look products up, count them, dump them."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import click
import msgspec

from sluis.catalogue import statistics, store
from sluis.catalogue.columns import BOOKKEEPING
from sluis.catalogue.lines import encode_json
from sluis.catalogue.statistics import Statistic
from sluis.cli import output
from sluis.settings import Settings

environment_option = click.option(
    "--environment", type=int, default=1, show_default=True, help="Number of the environment."
)
supplier_option = click.option("--supplier", metavar="GLN", help="Only this supplier.")
json_option = click.option("--json", "in_json", is_flag=True, help="Print JSON.")


@click.group("catalogue")
def catalogue() -> None:
    """Look products up, count them, dump them."""


@catalogue.command()
@click.argument("number")
@supplier_option
@environment_option
@json_option
def show(number: str, supplier: str | None, environment: int, in_json: bool) -> None:
    """Show the trade item NUMBER (the supplier's item number, or a GTIN) with its product."""
    with output.journal(Settings.from_environ()) as connection:
        item = store.show(connection, environment, number, supplier)
    if in_json:
        click.echo(msgspec.json.format(encode_json(item), indent=2).decode())
        return
    product = item.pop("product")
    _section("Trade item", item)
    if product is not None:
        _section("Product", product)


@catalogue.command("statistics")
@supplier_option
@environment_option
@click.option("--days", type=click.IntRange(1), default=14, show_default=True, help="So many days.")
@json_option
def show_statistics(supplier: str | None, environment: int, days: int, in_json: bool) -> None:
    """Show what the nightly count found, per day and supplier, the newest day first."""
    with output.journal(Settings.from_environ()) as connection:
        rows = statistics.listed(connection, environment, supplier=supplier, days=days)
    if in_json:
        output.as_json(rows)
        return
    headings = [name.replace("_", " ").upper() for name in Statistic.__struct_fields__]
    output.table(headings, map(msgspec.structs.astuple, rows))


@catalogue.command()
@supplier_option
@environment_option
@json_option
def count(supplier: str | None, environment: int, in_json: bool) -> None:
    """Count trade items and products per supplier, active and archived."""
    with output.journal(Settings.from_environ()) as connection:
        rows = store.count(connection, environment, supplier)
    if in_json:
        output.as_json(rows)
        return
    headings = ("SUPPLIER", "NAME", "ENTITY", "ACTIVE", "ARCHIVED")
    names = ("supplier_gln", "supplier_name", "entity", "active", "archived")
    output.table(headings, [[row[name] for name in names] for row in rows])


@catalogue.command()
@click.option(
    "--entity",
    type=click.Choice(store.ENTITIES),
    default="trade_item",
    show_default=True,
    help="Which records.",
)
@supplier_option
@environment_option
@click.option("--archived", is_flag=True, help="Archived records as well.")
@click.option("--json", "in_json", is_flag=True, hidden=True, help="A dump always is JSON.")
def dump(
    entity: str, supplier: str | None, environment: int, archived: bool, in_json: bool
) -> None:
    """Write every stored field of every record as JSON lines to standard output."""
    with output.journal(Settings.from_environ()) as connection:
        lines = store.stream(connection, environment, entity, supplier, archived=archived)
        with closing(lines):
            _write(lines)


def _write(lines: Iterator[bytes]) -> None:
    """Write until the lines or the reader end; `dump | head` is no error."""
    try:
        for line in lines:
            sys.stdout.buffer.write(line)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _section(title: str, record: dict[str, Any]) -> None:
    click.echo(output.style(title, bold=True))
    told = {name: value for name, value in record.items() if name not in BOOKKEEPING}
    told |= {name: record[name] for name in _TOLD_TOO}
    output.details((f"  {name}", value) for name, value in _flat(told))


_TOLD_TOO = ("supplier_gln", "changed_at", "change_number", "delivery_id", "archived_at")


def _flat(part: dict[str, Any], path: str = "") -> Iterator[tuple[str, object]]:
    """Nested parts as paths: `descriptions.nl.short`, `features[3]`; empty ones are left out."""
    for name, value in part.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{path}{name}.")
        elif isinstance(value, list):
            yield from ((f"{path}{name}[{n}]", _brief(one)) for n, one in enumerate(value, 1))
        elif value is not None:
            yield f"{path}{name}", value


def _brief(value: object) -> object:
    """One entry of a list on one line."""
    if not isinstance(value, dict):
        return value
    return ", ".join(f"{name} {_brief(part)}" for name, part in _flat(value))


commands: dict[str, click.Command] = {"catalogue": catalogue}
