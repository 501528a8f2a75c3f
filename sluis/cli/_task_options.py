"""Options of `sluis task add` and `edit`, and what they say as a definition."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from typing import Any

import click
import msgspec

from sluis.schedule.frequencies import FREQUENCIES
from sluis.tasks import OnFailure

ENVIRONMENT = click.option(
    "--environment", default=1, show_default=True, help="Number of its environment."
)
IN_JSON = click.option("--json", "in_json", is_flag=True, help="Print JSON.")

EVERY = [str(kind.__struct_config__.tag) for kind in FREQUENCIES]

_OPTIONS = (
    click.option("--description", help="What it is for."),
    click.option("--sequence", type=int, help="Its place among tasks that fall due together."),
    click.option(
        "--on-failure",
        type=click.Choice(list(OnFailure)),
        help="May those after it start when it did not end well?",
    ),
    click.option("--every", type=click.Choice(EVERY), help="Frequency."),
    click.option("--at", metavar="HH:MM", help="Time of day."),
    click.option("--minutes", type=int, help="Of an interval: 5 to 240."),
    click.option(
        "--day",
        "days",
        multiple=True,
        help="Of the week (monday) or the month (31); twice when two-weekly.",
    ),
    click.option("--cron", metavar="EXPRESSION", help="Five fields, as '0 7 * * 1-5'."),
    click.option(
        "--set",
        "settings",
        metavar="NAME=VALUE",
        multiple=True,
        help="A setting of its type, the value as in TOML; repeatable.",
    ),
    click.option("--unset", metavar="NAME", multiple=True, help="A setting left to its default."),
)


def definition_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """All of them, in this order."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


class Wanted(msgspec.Struct, kw_only=True):
    """What the options say; None and empty are what somebody did not say."""

    description: str | None = None
    sequence: int | None = None
    on_failure: str | None = None
    every: str | None = None
    at: str | None = None
    minutes: int | None = None
    days: tuple[str, ...] = ()
    cron: str | None = None
    settings: tuple[str, ...] = ()
    unset: tuple[str, ...] = ()

    def applied(self, data: dict[str, Any]) -> dict[str, Any]:
        """*data* with what was said; a new `every` replaces the whole frequency."""
        plain = {
            "description": self.description,
            "sequence": self.sequence,
            "on_failure": self.on_failure,
        }
        said = {name: value for name, value in plain.items() if value is not None}
        return data | said | self._frequency(data) | {"settings": self._settings(data)}

    def _frequency(self, data: dict[str, Any]) -> dict[str, Any]:
        before = {} if self.every or self.cron else data.get("frequency", {})
        every = self.every or before.get("every") or ("cron" if self.cron else None)
        said = {"every": every, "at": self.at, "minutes": self.minutes, "expression": self.cron}
        found = before | {name: value for name, value in said.items() if value is not None}
        if every == "two_weekly" and self.days:
            found["days"] = [_number(day) for day in self.days]
        elif self.days:
            found["day"] = _number(self.days[-1])
        return {"frequency": found} if found else {}

    def _settings(self, data: dict[str, Any]) -> dict[str, Any]:
        found = dict(data.get("settings", {}))
        for said in self.settings:
            path, equals, value = said.partition("=")
            if not equals:
                raise click.BadParameter(f"{said!r} has no =", param_hint="--set")
            _put(found, path.split("."), _value(value))
        for name in self.unset:
            found.pop(name, None)
        return found


def _put(table: dict[str, Any], path: list[str], value: object) -> None:
    for step in path[:-1]:
        below = table.get(step)
        table[step] = dict(below) if isinstance(below, dict) else {}
        table = table[step]
    table[path[-1]] = value


def _value(text: str) -> Any:
    """A value as TOML has it; what is none is text."""
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except (tomllib.TOMLDecodeError, KeyError):
        return text


def _number(text: str) -> int | str:
    return int(text) if text.isdecimal() else text
