"""Findings for people, alike in `check`, `import` and `delivery show`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import click

from sluis.cli import output
from sluis.model import Entity, Finding, Severity
from sluis.reports import wording
from sluis.reports.facts import Group

SHOWN = 10
"""Findings of one rule that are printed without `--all`."""


def print_group(
    group: Group,
    found: Iterator[Finding],
    limit: int | None,
    *,
    more: str = "--all or --json shows them",
) -> None:
    """One rule with its findings, *limit* of them at most, and what to do; *more* says what shows
    the others."""
    colour = "red" if group.severity is Severity.ERROR else "yellow"
    title = wording.title(group.rule)["en"]
    click.echo()
    click.echo(output.style(f"{group.severity}: {title} [{group.rule}] {group.count} x", fg=colour))
    remedy = ""
    for one in islice(found, limit):
        click.echo(output.visible(f"  {_place(one)}{wording.text(one)['en']}"))
        remedy = wording.remedy(one)["en"]
    if limit is not None and group.count > limit:
        click.echo(f"  ... and {group.count - limit} more ({more})")
    click.echo(output.visible(f"  -> {remedy}"))


def _place(one: Finding) -> str:
    if one.line:
        return f"line {one.line}: "
    if one.ordinal:
        return f"record {one.ordinal}: "
    return "" if one.entity is Entity.DOCUMENT else f"{wording.ENTITY[one.entity]['en']}: "
