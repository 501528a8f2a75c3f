"""`sluis check`: what Sluis would say about a file, without any service."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from sluis.checking import Checked, check
from sluis.cli import output
from sluis.cli._shown import SHOWN, print_group
from sluis.reports import as_json, wording
from sluis.settings import Settings


@click.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--supplier", metavar="GLN", help="Check as if this supplier sent the file.")
@click.option("--all", "everything", is_flag=True, help="Print every finding, not 10 of a rule.")
@click.option("--json", "in_json", is_flag=True, help="Print JSON, with every finding.")
@click.pass_context
def check_command(
    ctx: click.Context, *, file: Path, supplier: str | None, everything: bool, in_json: bool
) -> None:
    """Check FILE as an import would, but for what depends on the catalogue.

    Needs no running Sluis and writes nothing. Exit code 3 when there are errors.
    """
    today = datetime.now(UTC).astimezone().date()
    with output.progress(file.stat().st_size, "Checking") as progress:
        result = check(
            file,
            today=today,
            supplier_gln=supplier,
            schemas=Settings.from_environ().schemas,
            progress=progress,
        )
    with result:
        if in_json:
            _print_json(file, result)
        else:
            _print(file, result, None if everything else SHOWN)
        ctx.exit(output.Exit.FINDINGS if result.errors() else output.Exit.OK)


def _print(file: Path, result: Checked, limit: int | None) -> None:
    header = result.header
    output.details(
        [
            ("File", file),
            ("Format", header and header.format),
            ("Version", header and header.version),
            ("Dialect", header and header.dialect),
            ("Transaction", header and f"{header.transaction} ({header.mutation})"),
            ("Supplier", _supplier(result)),
        ]
    )
    if result.counts:
        click.echo()
        rows = [(wording.ENTITY[e]["en"], n["read"], n["rejected"]) for e, n in _counts(result)]
        output.table(("", "READ", "REJECTED"), rows)
    for group, found in result.findings():
        print_group(group, found, limit)
    click.echo()
    click.echo(_verdict(result))


def _print_json(file: Path, result: Checked) -> None:
    """The same members as in a report, as far as a file alone can tell."""
    header = result.header
    seen = header and {
        "format": header.format,
        "version": header.version,
        "dialect": header.dialect or None,
        "transaction": header.transaction,
    }
    totals = {"error": 0, "warning": 0}
    for group in result.groups():
        totals[group.severity] += group.count
    head = {
        "schema_version": as_json.SCHEMA_VERSION,
        "file": {"name": file.name, "size_bytes": file.stat().st_size},
        "supplier_gln": result.supplier_gln,
        "supplier_name": header and header.supplier_name,
        "recognised_as": seen,
        "mutation": header and header.mutation,
        "counts": result.counts | {"findings": totals},
        "error": result.unreadable and str(result.unreadable),
    }
    sys.stdout.flush()
    as_json.write_with_findings(head, result.findings(), sys.stdout.buffer)
    sys.stdout.buffer.flush()


def _supplier(result: Checked) -> str | None:
    name = result.header.supplier_name if result.header else None
    if result.header is not None and result.supplier_gln is None:
        return f"{name or ''} (no GLN: only an account with a GLN can import this file)".strip()
    return " ".join(filter(None, (name, result.supplier_gln))) or None


def _counts(result: Checked) -> list[tuple[str, dict[str, int]]]:
    return list(result.counts.items())


def _verdict(result: Checked) -> str:
    if result.unreadable is not None:
        return output.style(f"Not usable: {output.visible(str(result.unreadable))}", fg="red")
    errors = result.errors()
    warnings = sum(group.count for group in result.groups()) - errors
    colour = "red" if errors else "yellow" if warnings else "green"
    told = f"{_number(errors, 'error')}, {_number(warnings, 'warning')}"
    return output.style(told, fg=colour)


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


commands: dict[str, click.Command] = {"check": check_command}
