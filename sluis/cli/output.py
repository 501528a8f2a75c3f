"""What commands print: tables and JSON, exit codes, colours; and the journal they print from.

Text from files, names and logs may hold control characters: `visible` shows them, so that no file
name can drive the terminal.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from enum import IntEnum
from typing import Any

import click
import msgspec
import psycopg

from sluis import runtime
from sluis.db import Connection, connect
from sluis.errors import StoreUnavailable
from sluis.settings import Settings

LEAST_WIDTH = 8
"""Columns of a table are not made narrower than this to fit the terminal."""

GAP = "  "

PROGRESS_FROM_BYTES = 2_000_000
"""Size from which a progress bar is worth its line."""


class Exit(IntEnum):
    """Exit codes of every command."""

    OK = 0
    FAILED = 1
    USAGE = 2
    FINDINGS = 3


@contextmanager
def journal(settings: Settings) -> Iterator[Connection]:
    """A connection to the database of the Sluis that runs here; each statement commits.

    Raises:
        Refused: none runs here.
        StoreUnavailable: the database does not answer, or went away meanwhile.
    """
    url = settings.database_url or runtime.addresses(settings).database_url
    try:
        with connect(url, autocommit=True) as connection:
            yield connection
    except (psycopg.OperationalError, StoreUnavailable) as error:
        reason = " ".join(str(error).split()) or "no answer"
        raise StoreUnavailable(f"the database does not answer: {reason}") from error


@contextmanager
def progress(
    size: int, label: str, *, worth: bool | None = None
) -> Iterator[Callable[[int], object]]:
    """A progress bar on stderr, for big files in a terminal; gives a function for bytes done.

    Where *size* is not in bytes, *worth* says whether it is worth a bar.
    """
    worth = size >= PROGRESS_FROM_BYTES if worth is None else worth
    if not worth or not sys.stderr.isatty():
        yield lambda done: None
        return
    with click.progressbar(length=size, label=label, file=sys.stderr) as bar:
        yield lambda done: bar.update(done - bar.pos)


def table(
    headings: Sequence[str], rows: Iterable[Sequence[object]], *, whole: Sequence[str] = ()
) -> None:
    """Print a table as wide as the terminal, or as wide as it is when that is none.

    Numbers stand to the right. What does not fit is cut with an ellipsis, the widest column first,
    but never the columns headed as in *whole*: what people copy.
    """
    cells = [[_cell(value) for value in row] for row in rows]
    right = [bool(cells) and all(_is_number(row[n]) for row in cells) for n in range(len(headings))]
    widths = [max(map(width, column)) for column in zip(headings, *cells, strict=True)]
    fixed = [heading in whole for heading in headings]
    fitted = fit(widths, _terminal_width(), fixed)
    click.echo(style(_line(headings, fitted, right), bold=True))
    for row in cells:
        click.echo(_line(row, fitted, right))


def details(pairs: Iterable[tuple[str, object]]) -> None:
    """Print names and values below each other; a value that is None is left out."""
    known = [(name, _cell(value)) for name, value in pairs if value is not None]
    widest = max((width(name) for name, _ in known), default=0)
    for name, value in known:
        click.echo(f"{_pad(name, widest)}{GAP}{value}".rstrip())


def as_json(value: Any) -> None:
    """Print one value as indented JSON; Decimal and UUID as text, times in ISO 8601."""
    plain = msgspec.to_builtins(value)
    click.echo(json.dumps(plain, indent=2, ensure_ascii=not _speaks_unicode()))


def fit(widths: list[int], available: int | None, fixed: Sequence[bool] = ()) -> list[int]:
    """Narrow the widest columns until the table fits, none below `LEAST_WIDTH`, no fixed one.

    >>> fit([10, 40, 5], 47), fit([10, 40], None), fit([36, 20], 50, [True, False])
    ([10, 28, 5], [10, 40], [36, 12])
    """
    fitted = list(widths)
    if available is None:
        return fitted
    room = available - len(GAP) * (len(fitted) - 1)
    may_shrink = [n for n in range(len(fitted)) if not (fixed and fixed[n])]
    while sum(fitted) > room and may_shrink:
        widest = max(may_shrink, key=fitted.__getitem__)
        if fitted[widest] <= LEAST_WIDTH:
            break
        fitted[widest] -= 1
    return fitted


def visible(text: str) -> str:
    r"""The text on one line, with control characters and lone surrogates shown.

    >>> visible("a\x1b[2J\nb")
    'a\\x1b[2J\\nb'
    """
    return _UNSEEN.sub(lambda found: ascii(found[0])[1:-1], text)


_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def width(text: str) -> int:
    """Places in a terminal: wide characters take two, combining ones none."""
    return sum(
        0 if unicodedata.combining(one) else 1 + (unicodedata.east_asian_width(one) in "WF")
        for one in text
    )


def style(text: str, **looks: Any) -> str:
    """The text in colour or bold, unless NO_COLOR is set; click drops it outside a terminal."""
    return text if os.environ.get("NO_COLOR") else click.style(text, **looks)


def moment(at: datetime | None) -> str | None:
    """A time in the zone of this machine."""
    return None if at is None else f"{at.astimezone():%Y-%m-%d %H:%M:%S}"


def _cell(value: object) -> str:
    return "" if value is None else visible(str(value))


def _is_number(cell: str) -> bool:
    return cell.replace(",", "").isdecimal() or not cell


def _line(cells: Sequence[str], widths: list[int], right: list[bool]) -> str:
    padded = (
        _pad(_cut(cell, places), places, right=to_right)
        for cell, places, to_right in zip(cells, widths, right, strict=True)
    )
    return GAP.join(padded).rstrip()


def _pad(text: str, places: int, *, right: bool = False) -> str:
    gap = " " * max(0, places - width(text))
    return gap + text if right else text + gap


def _cut(text: str, places: int) -> str:
    if width(text) <= places:
        return text
    kept = text
    while kept and width(kept) > places - 1:
        kept = kept[:-1]
    return f"{kept}…"


def _terminal_width() -> int | None:
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def _speaks_unicode() -> bool:
    return (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
