"""Nested parts of a record (`descriptions`, `prices`, `features`, ...) from the values of a row.

>>> short, amount, bound = ("nl", "short"), (1, "amount"), (1, "lower_bound")
>>> maker([Leaf(short, 0)])(["Kabel"]), maker([Leaf(amount, 0), Leaf(bound, 1)])([None, 10])
({'nl': {'short': 'Kabel'}}, [{'lower_bound': 10}])
>>> maker([Leaf(("EF000007",), 0)])([["12", "14"]])
[{'code': 'EF000007', 'values': ['12', '14']}]
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from sluis.codelists import etim

Maker = Callable[[Sequence[Any]], Any]


class Leaf(NamedTuple):
    """One value of a row: the steps to it inside its part, its place in the row."""

    steps: tuple[str | int, ...]
    at: int
    constant: bool = False


def maker(leaves: Sequence[Leaf]) -> Maker:
    """What makes the part from the values of a row; None, `{}` or `[]` when all are empty.

    An element of a list of which only constants are filled is left out.
    """
    if not leaves[0].steps:
        return itemgetter(leaves[0].at)
    if _is_element(leaves[0].steps[0]):
        return _list(leaves)
    return _object([(str(step), maker(below)) for step, below in _grouped(leaves)])


def is_empty(value: Any) -> bool:
    """Nothing, an empty text or an empty part; nought and `false` are values."""
    return not value and value != 0


def _grouped(leaves: Sequence[Leaf]) -> list[tuple[str | int, list[Leaf]]]:
    """The leaves below each first step, without that step."""
    ordered = sorted(leaves, key=lambda leaf: str(leaf.steps[0]).zfill(len("EF000000")))
    return [
        (step, [leaf._replace(steps=leaf.steps[1:]) for leaf in group])
        for step, group in groupby(ordered, key=lambda leaf: leaf.steps[0])
    ]


def _is_element(step: str | int) -> bool:
    return isinstance(step, int) or etim.is_code("EF", step)


def _object(children: Sequence[tuple[str, Maker]]) -> Maker:
    if len(children) == 1:
        ((key, make),) = children
        return lambda values: {} if is_empty(found := make(values)) else {key: found}

    def make_all(values: Sequence[Any]) -> Any:
        found = ((key, make(values)) for key, make in children)
        return {key: value for key, value in found if value or value == 0}

    return make_all


def _list(leaves: Sequence[Leaf]) -> Maker:
    elements = [_element(step, below) for step, below in _grouped(leaves)]
    return lambda values: [found for make in elements if (found := make(values))]


def _element(step: str | int, leaves: list[Leaf]) -> Maker:
    given = [leaf.at for leaf in leaves if not leaf.constant]
    start = {} if isinstance(step, int) else {"code": step}
    named = [leaf if leaf.steps else leaf._replace(steps=("values",)) for leaf in leaves]
    make = maker(named)

    def element(values: Sequence[Any]) -> Any:
        if all(is_empty(values[at]) for at in given):
            return None
        return start | make(values)

    return element
