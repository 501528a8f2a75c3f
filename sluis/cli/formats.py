"""`sluis formats`: what is recognised, and what is written."""

from __future__ import annotations

import click

from sluis.cli import output
from sluis.formats import FORMATS


@click.command("formats")
@click.option("--json", "in_json", is_flag=True, help="Print JSON.")
def formats(in_json: bool) -> None:
    """List the formats: all are recognised, by content and not by file name; some are written."""
    if in_json:
        output.as_json([_facts(one.name) for one in FORMATS])
        return
    rows = [
        (one.name, one.title, _yes(one.write is not None), " ".join(one.suffixes), one.source)
        for one in FORMATS
    ]
    output.table(("FORMAT", "TITLE", "WRITTEN", "SUFFIX", "SOURCE"), rows)


def _yes(known: bool) -> str:
    return "yes" if known else "no"


def _facts(name: str) -> dict[str, object]:
    one = next(one for one in FORMATS if one.name == name)
    return {
        "name": one.name,
        "title": one.title,
        "suffixes": list(one.suffixes),
        "source": one.source,
        "writes": one.write is not None,
        "copies_records": one.copy_records is not None,
    }


commands: dict[str, click.Command] = {"formats": formats}
