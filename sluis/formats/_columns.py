"""Text in columns without a public description: rows, and what each column seems to hold.

Shape:   lines of fields between TAB or semicolon, without quotes; a first row of names is allowed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain
from typing import BinaryIO, NamedTuple

from sluis.formats._format import Wanted

HEAD_BYTES = 64 * 1024
LONGEST = 1 << 16
"""Bytes of a line."""

LOOKED_AT = 50
MOST = 0.8

ENDS = b"\r\n\x1a\0"


class Row(NamedTuple):
    line: int
    cells: list[str]


def decoded(line: bytes) -> str:
    """UTF-8 where it is valid, else Windows-1252 and ISO 8859-1."""
    for encoding in ("utf-8", "cp1252"):
        try:
            return line.decode(encoding)
        except UnicodeDecodeError:
            continue
    return line.decode("latin-1")


def rows(stream: BinaryIO, delimiter: str) -> Iterator[Row]:
    """Each line that is not blank."""
    number = 0
    while line := stream.readline(LONGEST):
        number += 1
        text = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
        text = text.rstrip(ENDS)
        if text.strip():
            yield Row(number, [cell.strip() for cell in decoded(text).split(delimiter)])


def copy_lines(stream: BinaryIO, wanted: Wanted, out: BinaryIO, *, head: int) -> None:
    """Write the first *head* lines and those of the wanted records, one record to a line."""
    stream.seek(0)
    lines = (line.rstrip(ENDS) for line in iter(partial(stream.readline, LONGEST), b""))
    numbered = enumerate((line for line in lines if line.strip()), start=1 - head)
    ordinals = chain(range(1 - head, 1), (ordinal for ordinal, _ in wanted))
    for ordinal in ordinals:
        line = next((line for number, line in numbered if number == ordinal), None)
        if line is not None:
            out.write(line + b"\r\n")


def head_rows(head: bytes, delimiter: str) -> list[list[str]]:
    """The cells of the first whole lines of *head*."""
    lines = head.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    if len(lines) > 1 and not head.endswith(b"\n"):
        lines.pop()  # the head may end within it
    texts = (line.rstrip(ENDS) for line in lines[:LOOKED_AT])
    return [
        [cell.strip() for cell in decoded(text).split(delimiter)] for text in texts if text.strip()
    ]


def column(
    rows_: list[list[str]], holds: Callable[[str], bool], *, but: tuple[int, ...] = ()
) -> int:
    """The first column in which most rows hold what *holds* says; -1 when there is none."""
    width = min(map(len, rows_), default=0)
    for place in range(width):
        if place not in but and is_mostly([row[place] for row in rows_], holds):
            return place
    return -1


def is_mostly(cells: list[str], holds: Callable[[str], bool]) -> bool:
    return bool(cells) and sum(map(holds, cells)) >= MOST * len(cells)


def name(names: tuple[str, ...], place: int) -> str:
    """What the column at *place* is called: by the file, or by its place.

    >>> name(("GLN", ""), 0), name(("GLN", ""), 1), name((), 7)
    ('GLN', 'column 2', 'column 8')
    """
    return (names[place] if place < len(names) else "") or f"column {place + 1}"
