"""`sluis layout`: how tables of people's own are read."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import msgspec

from sluis.checks import rules
from sluis.cli import output
from sluis.cli._layouts_kept import json_option, kept, read_file
from sluis.cli._shown import print_group
from sluis.layouts import templates, toml
from sluis.layouts.layout import Layout
from sluis.layouts.preview import Preview, facts, preview
from sluis.layouts.problems import problems
from sluis.layouts.suggest import Suggestion, suggest
from sluis.layouts.targets import ENTITIES
from sluis.reports.facts import Group
from sluis.told import Unfit

SHOWN = 3
"""Records that are shown."""

existing = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("layout")
def layout() -> None:
    """Layouts: how the columns of your own tables become fields of the catalogue."""


@layout.command("suggest")
@click.argument("file", type=existing)
@click.option("--sheet", help="Name or number of the sheet.  [default: the first to be seen]")
@click.option("--entity", type=click.Choice(list(ENTITIES)), help="What a row is, when known.")
@click.option("--name", help="Name of the layout.  [default: that of the file]")
@json_option
def suggest_command(
    file: Path, sheet: str | None, entity: str | None, name: str | None, *, in_json: bool
) -> None:
    """Propose a layout for the table FILE, by its headings and values.

    The layout goes to standard output; what is to be looked at, and the first rows as records, to
    standard error.
    """
    with file.open("rb") as stream:
        found = suggest(stream, name or file.stem, sheet=_sheet(sheet), entity=entity or "")
        if in_json:
            output.as_json(_suggested(found))
            return
        click.echo(toml.encode(found.layout, found.notes), nl=False)
        _tell(found)
        if faults := problems(found.layout):
            raise Unfit(faults)
        for one in preview(stream, found.layout, today=_today(), shown=SHOWN):
            _records(one, err=True)


@layout.command("preview")
@click.argument("layout_file", metavar="LAYOUT", type=existing)
@click.argument("file", type=existing)
@click.option(
    "--rows", type=click.IntRange(0), default=SHOWN, show_default=True, help="Records to show."
)
@json_option
@click.pass_context
def preview_command(
    ctx: click.Context, layout_file: Path, file: Path, rows: int, *, in_json: bool
) -> None:
    """Show what the layout in the file LAYOUT makes of FILE: records and findings.

    Needs no running Sluis and writes nothing. Exit code 3 when there are errors.
    """
    made = read_file(layout_file)
    with file.open("rb") as stream:
        passes = list(preview(stream, made, today=_today(), shown=rows))
    if in_json:
        output.as_json([_facts(one) for one in passes])
    else:
        for one in passes:
            _records(one)
            _findings(one)
    if any(one.rejected for one in passes):
        ctx.exit(output.Exit.FINDINGS)


@layout.command("check")
@click.argument("layout_files", metavar="LAYOUT...", type=existing, nargs=-1, required=True)
@json_option
def check_command(layout_files: tuple[Path, ...], *, in_json: bool) -> None:
    """Say what is wrong with layouts in TOML files, all at once."""
    read = [read_file(path) for path in layout_files]
    if in_json:
        output.as_json([_plain(made) for made in read])
        return
    for made in read:
        passes = ", ".join(f"{one.entity} ({len(one.fields)} fields)" for one in made.passes)
        click.echo(output.visible(f"{made.name}: {passes}"))


@layout.command("template")
@click.argument("entity", type=click.Choice(list(templates.HEADINGS)))
@click.option("--examples", is_flag=True, help="With rows that show how it is filled in.")
@click.option("--layout", "as_layout", is_flag=True, help="The layout it is read by, as TOML.")
def template_command(entity: str, *, examples: bool, as_layout: bool) -> None:
    """Print a CSV to fill in that needs no layout."""
    if as_layout:
        click.echo(toml.encode(templates.layout(entity)), nl=False)
    else:
        click.echo(templates.template(entity, examples=examples), nl=False)


def _plain(made: Layout) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.to_builtins(made)
    return found


def _suggested(found: Suggestion) -> dict[str, Any]:
    return {
        "layout": _plain(found.layout),
        "toml": toml.encode(found.layout),
        "notes": found.notes,
        "not_recognised": found.unknown,
    }


def _sheet(text: str | None) -> str | int | None:
    return int(text) if text and text.isdecimal() else text


def _today() -> Any:
    return datetime.now(UTC).astimezone().date()


def _tell(found: Suggestion) -> None:
    for one in found.told:
        click.echo(output.visible(rules.text(one, "en")), err=True)
    for path, note in found.notes.items():
        click.echo(f"{path}: {note}", err=True)
    if found.unknown:
        click.echo(output.visible(f"not recognised: {', '.join(found.unknown)}"), err=True)


def _records(one: Preview, *, err: bool = False) -> None:
    header = one.header.catalogue
    where = " ".join(str(header[name]) for name in ("sheet", "encoding") if header.get(name))
    head = f"{one.one.entity}: {one.read} records, {one.rejected} rejected ({where})"
    click.echo(output.visible(head), err=err)
    for record in one.records:
        click.echo(f"  row {record.line}", err=err)
        for path, value in facts(record):
            click.echo(output.visible(f"    {path} = {value}"), err=err)


def _findings(one: Preview) -> None:
    for rule, count in one.counts.items():
        group = Group(rule, rules.RULES[rule].severity, count)
        print_group(group, iter(one.found[rule]), len(one.found[rule]))


def _facts(one: Preview) -> dict[str, Any]:
    return {
        "entity": one.one.entity,
        "read": one.read,
        "rejected": one.rejected,
        "records": [{"line": record.line, "fields": dict(facts(record))} for record in one.records],
        "findings": [msgspec.to_builtins(f) for found in one.found.values() for f in found],
        "columns": one.header.catalogue["columns"],
    }


for one in kept:
    layout.add_command(one)

commands: dict[str, click.Command] = {"layout": layout}
