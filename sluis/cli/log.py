"""`sluis log`: the log of all processes, filtered and readable."""

from __future__ import annotations

import json
import os
import re
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import Any

import click

from sluis.cli import output
from sluis.errors import Refused
from sluis.logs import readable
from sluis.settings import Settings

LEVELS = ("debug", "info", "warning", "error", "critical")
COLOURS = {"warning": "yellow", "error": "red", "critical": "red"}

LOOK_SECONDS = 0.2
"""Time between two looks for new lines while following."""

FIRST_LINES = 10
"""Lines shown of the past when following."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which events are wanted; a filter that is not given lets everything through."""

    delivery: str = ""
    supplier: str = ""
    level: str = "debug"
    since: datetime | None = None

    def wants(self, event: dict[str, Any]) -> bool:
        """Does this event fit?

        >>> Filter(level="warning").wants({"event": "gate_listens", "level": "info"})
        False
        """
        return (
            _rank(event.get("level")) >= _rank(self.level)
            and str(event.get("delivery_id", "")).startswith(self.delivery)
            and self.supplier in {"", event.get("supplier"), event.get("supplier_gln")}
            and (self.since is None or _time(event) >= self.since)
        )


class _Period(click.ParamType[timedelta]):
    """A length of time as people write it: 90s, 15m, 1h, 2d."""

    name = "period"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> timedelta:
        found = re.fullmatch(r"(\d{1,6})([smhd])", value) if isinstance(value, str) else None
        if found is None:
            self.fail(f"{value!r} is not a period such as 90s, 15m, 1h or 2d", param, ctx)
        unit = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}[found[2]]
        return timedelta(**{unit: int(found[1])})


@click.command("log")
@click.option("--follow", "-f", is_flag=True, help="Go on with new lines until interrupted.")
@click.option("--delivery", default="", metavar="ID", help="Only this delivery (start of its id).")
@click.option("--supplier", default="", metavar="GLN", help="Only this supplier.")
@click.option("--level", type=click.Choice(LEVELS), default="debug", help="This level and above.")
@click.option("--since", type=_Period(), help="Only the last 90s, 15m, 1h, 2d, ...")
@click.option(
    "--lines", "-n", type=click.IntRange(0), help="Only the last N lines; 10 when following."
)
@click.option("--json", "in_json", is_flag=True, help="Print the lines as they are: JSON.")
def log(
    *,
    follow: bool,
    delivery: str,
    supplier: str,
    level: str,
    since: timedelta | None,
    lines: int | None,
    in_json: bool,
) -> None:
    """Show the log of all processes, oldest line first."""
    path = Settings.from_environ().state / "log" / "sluis.jsonl"
    begin = datetime.now(UTC) - since if since else None
    wanted = Filter(delivery=delivery.lower(), supplier=supplier, level=level, since=begin)
    if follow:
        _follow(path, wanted, FIRST_LINES if lines is None and since is None else lines, in_json)
        return
    for line in _last(_fitting(_past(path, begin), wanted), lines):
        _show(line, in_json)


def _follow(path: Path, wanted: Filter, lines: int | None, in_json: bool) -> None:
    tail = Tail(path)
    older = _past(path, wanted.since, newest=False)
    for line in _last(_fitting(chain(older, tail.new_lines()), wanted), lines):
        _show(line, in_json)
    while True:
        for line in _fitting(tail.new_lines(), wanted):
            _show(line, in_json)
        time.sleep(LOOK_SECONDS)


class Tail:
    """New whole lines of a log file that grows, and is set aside when it is full."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._inode = -1
        self._offset = 0

    def new_lines(self) -> Iterator[bytes]:
        """Lines written since the last call; a line that is still being written waits."""
        try:
            with self._path.open("rb") as file:
                yield from self._rest_of_the_one_before(file.fileno())
                file.seek(self._offset)
                yield from self._whole_lines(file)
        except FileNotFoundError:
            return

    def _rest_of_the_one_before(self, descriptor: int) -> Iterator[bytes]:
        """When the file was set aside meanwhile: what was written to it before that."""
        inode = os.fstat(descriptor).st_ino
        if inode == self._inode:
            return
        before = self._path.with_name(f"{self._path.name}.1")
        if self._inode >= 0 and before.exists() and before.stat().st_ino == self._inode:
            with before.open("rb") as file:
                file.seek(self._offset)
                yield from self._whole_lines(file)
        self._inode, self._offset = inode, 0

    def _whole_lines(self, file: Iterable[bytes]) -> Iterator[bytes]:
        for line in file:
            if not line.endswith(b"\n"):
                return
            self._offset += len(line)
            yield line


def _past(path: Path, since: datetime | None, *, newest: bool = True) -> Iterator[bytes]:
    """Lines of the files that were set aside, oldest first, and of the newest one."""
    older = sorted(path.parent.glob(f"{path.name}.*"), key=_age, reverse=True)
    files = [*older, path] if newest else older
    if not path.exists() and not older and newest:
        raise Refused(f"there is no log yet at {path}: `sluis run` writes it")
    for one in files:
        if one.exists() and (since is None or one.stat().st_mtime >= since.timestamp()):
            with one.open("rb") as file:
                yield from file


def _age(path: Path) -> int:
    number = path.suffix[1:]
    return int(number) if number.isdecimal() else 0


def _fitting(lines: Iterable[bytes], wanted: Filter) -> Iterator[bytes]:
    for line in lines:
        event = _event(line)
        if event is not None and wanted.wants(event):
            yield line


def _last(lines: Iterable[bytes], number: int | None) -> Iterable[bytes]:
    return lines if number is None else deque(lines, maxlen=number)


def _show(line: bytes, in_json: bool) -> None:
    if in_json:
        click.echo(line.decode("utf-8", "replace").rstrip("\n"))
        return
    event = _event(line) or {}
    first, *trace = readable(event).split("\n")
    colour = COLOURS.get(str(event.get("level")))
    click.echo(output.style(output.visible(first), fg=colour) if colour else output.visible(first))
    for text in trace:
        click.echo(output.visible(text))


def _event(line: bytes) -> dict[str, Any] | None:
    try:
        event = json.loads(line)
    except ValueError:
        return None
    return event if isinstance(event, dict) else None


def _rank(level: Any) -> int:
    return LEVELS.index(level) if level in LEVELS else LEVELS.index("info")


def _time(event: dict[str, Any]) -> datetime:
    """When it happened; an event without a readable time counts as now."""
    try:
        at = datetime.fromisoformat(str(event.get("time")))
    except ValueError:
        return datetime.now(UTC)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


commands: dict[str, click.Command] = {"log": log}
