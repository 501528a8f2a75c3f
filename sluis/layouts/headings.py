r"""Which column of a file a layout means: by heading, number or letters.

>>> letters(1), letters(28), number("AB"), number("b")
('A', 'AB', 28, 2)
>>> folded("  Bruto\n Prijs "), folded("Artikel\u00a0nr.")
('bruto prijs', 'artikel nr.')
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from sluis.layouts.layout import Source
from sluis.tables.cells import Cell, as_text

WIDEST = 16_384
"""Columns of the widest sheet."""

_ALPHABET = 26
_BEFORE_A = ord("A") - 1


def letters(column: int) -> str:
    """The letters of a column, counted from 1."""
    text = ""
    while column:
        column, rest = divmod(column - 1, _ALPHABET)
        text = chr(_BEFORE_A + rest + 1) + text
    return text


def number(text: str) -> int | None:
    """The column, counted from 1, that letters name; None when they name none."""
    if not re.fullmatch("[A-Za-z]{1,3}", text):
        return None
    column = 0
    for letter in text.upper():
        column = column * _ALPHABET + ord(letter) - _BEFORE_A
    return column if column <= WIDEST else None


def folded(heading: Cell) -> str:
    """A heading without what nobody sees: case, blanks around and doubled ones, line ends."""
    return " ".join(as_text(heading).casefold().split())


@dataclass(frozen=True, slots=True)
class Headings:
    """The headings of one table, by column; None in a table without them."""

    texts: tuple[str, ...] | None = None

    def find(self, source: Source) -> list[int]:
        """The columns, counted from 0, that *source* can mean: one, or it is not usable."""
        if isinstance(source, int):
            return [source - 1] if source > 0 else []
        if self.texts is None:
            column = number(source)
            return [] if column is None else [column - 1]
        wanted = folded(source)
        return [at for at, text in enumerate(self.texts) if folded(text) == wanted]

    def place(self, at: int) -> str:
        """How people find the column: its letters and its heading."""
        texts = self.texts or ()
        heading = " ".join(texts[at].split()) if at < len(texts) else ""
        return f"{letters(at + 1)} {heading}".strip()

    def nearest(self, source: Source) -> str | None:
        """The heading that looks most like *source*."""
        by_fold = {folded(text): text for text in self.texts or () if text}
        found = get_close_matches(folded(str(source)), by_fold, 1, 0.6)
        return by_fold[found[0]] if found else None


def headings(rows: Sequence[Sequence[Cell]]) -> Headings:
    """The headings in the heading row, the last of *rows*.

    A column that has none there has that of the nearest row above: such is the upper half of two
    cells that were merged.
    """
    width = max(map(len, rows), default=0)
    texts = [""] * width
    for row in rows:
        for at, cell in enumerate(row):
            texts[at] = as_text(cell) or texts[at]
    while texts and not texts[-1]:
        texts.pop()
    return Headings(tuple(texts))
