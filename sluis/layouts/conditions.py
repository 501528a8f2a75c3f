"""Which rows count.

>>> only = conditions([Condition(column="A", equals=("actief",))], Headings())
>>> only([" Actief "]), only(["vervallen"]), only([])
(True, False, False)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sluis.layouts.headings import Headings
from sluis.layouts.layout import Condition
from sluis.tables.cells import Cell, as_text

Test = Callable[[Sequence[Cell]], bool]


def conditions(wanted: Sequence[Condition], headings: Headings) -> Test:
    """A test that a row meets all of *wanted*, whose columns are there."""
    tests = [_test(one, headings.find(one.column)[0]) for one in wanted]
    return lambda row: all(test(row) for test in tests)


def _test(one: Condition, at: int) -> Test:
    equals, differs, starts = map(_folded, (one.equals, one.differs, one.starts_with))

    def test(row: Sequence[Cell]) -> bool:
        text = as_text(row[at]).casefold() if at < len(row) else ""
        return (
            (not equals or text in equals)
            and text not in differs
            and (not starts or text.startswith(starts))
            and (one.filled is None or one.filled == bool(text))
        )

    return test


def _folded(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(word.strip().casefold() for word in words)
