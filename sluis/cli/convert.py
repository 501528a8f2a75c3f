"""`sluis convert`: any format that is read into any that is written, without any service."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import msgspec

from sluis.cli import output
from sluis.cli._shown import print_group
from sluis.codelists.languages import two_letter
from sluis.converting import EXAMPLES, Conversion, Wishes, convert
from sluis.errors import Refused
from sluis.formats import FORMATS, by_name
from sluis.model import Entity
from sluis.outbox import published
from sluis.reports import wording
from sluis.reports.facts import Group
from sluis.settings import Settings
from sluis.targets import WORDS, Loss

WRITTEN = sorted(one.name for one in FORMATS if one.write is not None)
SHOWN = 20
"""Kinds of loss that are printed; the report has all."""


def _language(ctx: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    if value is None:
        return None
    code = two_letter(value)
    if code is None:
        raise click.BadParameter(f"{value} is no language, such as nl or en")
    return code


@click.command("convert")
@click.argument(
    "source", metavar="IN", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.argument("path", metavar="OUT", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--to", required=True, type=click.Choice(WRITTEN), help="The format of OUT.")
@click.option(
    "--language", callback=_language, help="That of OUT, and of texts in IN that name none."
)
@click.option("--supplier-gln", metavar="GLN", help="Whose data it is; else IN says so.")
@click.option("--overwrite", is_flag=True, help="OUT may be there already.")
@click.option(
    "--report",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write what was lost and found as JSON to this file.",
)
@click.option("--json", "in_json", is_flag=True, help="Print that JSON.")
@click.pass_context
def convert_command(
    ctx: click.Context,
    *,
    source: Path,
    path: Path,
    to: str,
    language: str | None,
    supplier_gln: str | None,
    overwrite: bool,
    report: Path | None,
    in_json: bool,
) -> None:
    """Convert IN, of any format that is recognised, to OUT, and tell what OUT has no place for.

    Needs no running Sluis. A set of files becomes a zip. Exit code 3 when records were left out,
    as they are wrong in IN or cannot be said in OUT.
    """
    _refuse(path, overwrite=overwrite)
    today = datetime.now(UTC).astimezone().date()
    wishes = Wishes(
        today=today,
        language=language,
        supplier_gln=supplier_gln,
        schemas=Settings.from_environ().schemas,
    )
    size = source.stat().st_size
    with ExitStack() as bars:

        def writing(count: int) -> Callable[[int], object]:
            bars.pop_all().close()
            worth = size >= output.PROGRESS_FROM_BYTES
            return bars.enter_context(output.progress(count, "Writing", worth=worth))

        reading = bars.enter_context(output.progress(size, "Reading"))
        done = convert(source, path, by_name(to), wishes, reading=reading, writing=writing)
    told = _told(source, path, to, done)
    if report is not None:
        with published(report, beside=f".{report.name}.part") as out:
            out.write(msgspec.json.format(msgspec.json.encode(told), indent=2))
    if in_json:
        output.as_json(told)
    else:
        _print(path, to, done)
    ctx.exit(output.Exit.FINDINGS if done.rejected or done.left_out else output.Exit.OK)


def _refuse(path: Path, *, overwrite: bool) -> None:
    if path.exists() and not overwrite:
        raise Refused(f"{path} is there already; --overwrite replaces it")
    if not path.parent.is_dir():
        raise Refused(f"there is no folder {path.parent}")


def _print(path: Path, to: str, done: Conversion) -> None:
    header = done.header
    supplier = " ".join(filter(None, (header.supplier_name, header.supplier_gln))) or None
    output.details(
        [
            ("From", done.source.name),
            ("To", to),
            ("Supplier", supplier),
            ("Read", _counts(done)),
            ("Rejected", done.rejected or None),
            ("Left out", done.left_out or None),
            ("Written", f"{path} ({path.stat().st_size:,} bytes)"),
        ]
    )
    _print_losses(list(done.losses))
    for (severity, rule), count in sorted(done.findings.counts.items()):
        found = iter(done.findings.examples[rule])
        print_group(Group(rule, severity, count), found, EXAMPLES, more="sluis check shows them")


def _counts(done: Conversion) -> str:
    return ", ".join(f"{count:,} {_name(entity)}" for entity, count in done.read.items())


def _name(entity: Entity) -> str:
    return wording.ENTITY[entity]["en"].lower()


def _print_losses(losses: list[Loss]) -> None:
    if not losses:
        return
    click.echo()
    click.echo(output.style("Not in OUT as it was in IN", bold=True))
    rows = [_row(one) for one in sorted(losses, key=lambda one: -one.count)[:SHOWN]]
    output.table(("OF", "FIELD", "VALUES", "WHY", "FOR EXAMPLE"), rows)
    if len(losses) > SHOWN:
        click.echo(f"... and {len(losses) - SHOWN} more fields (--report has all)")


def _row(loss: Loss) -> tuple[object, ...]:
    key, value = loss.examples[0]
    example = ": ".join(filter(None, (key, value)))
    return _name(loss.entity), loss.field, loss.count, WORDS[loss.why]["en"], example


def _told(source: Path, path: Path, to: str, done: Conversion) -> dict[str, Any]:
    """The same as is printed, and all kinds of loss."""
    return {
        "schema_version": 1,
        "source": {"name": source.name, "format": done.source.name},
        "document": {"name": path.name, "format": to},
        "supplier_gln": done.header.supplier_gln,
        "counts": {
            "read": done.read,
            "rejected": done.rejected,
            "left_out": done.left_out,
        },
        "lost": list(done.losses),
        "findings": [
            {
                "rule": rule,
                "severity": severity,
                "count": count,
                "examples": [
                    {"text": wording.text(one), **msgspec.to_builtins(one)}
                    for one in done.findings.examples[rule]
                ],
            }
            for (severity, rule), count in sorted(done.findings.counts.items())
        ],
    }


commands: dict[str, click.Command] = {"convert": convert_command}
