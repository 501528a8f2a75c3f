"""A shape: what records or blocks of one template have in common, as a pattern with holes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, NamedTuple

from sluis.checks import may_be_damaged
from sluis.formats._holes import Compared, Holes, Kind

Common = tuple[tuple[str, ...], tuple[int, ...], tuple[int, ...]]
"""What two texts of a shape must have in common for the same outcome: the texts that are in no
hole, which holes say the same (nothing when all differ), and the ranks of the numbers."""

Take = Callable[[tuple[str, ...]], tuple[str, ...]]

SHAPES_TRIED = 6
"""Shapes with the same number of tags that a text is compared with, the latest first."""

_BESIDE = "\x1f"
_LEAF = re.compile(r"<([^\s<>/!?]+)((?:\s[^<>]*)?)>([^<>]*)</\1\s*>")
_DIGIT = re.compile("[0-9]")
_DAY = re.compile(r"-[01][0-9]-[0-3][0-9]")


class Found(NamedTuple):
    """A text and its shape: what stands in the holes, what counts beside, and all leaves."""

    shape: Shape
    texts: tuple[str, ...]
    common: Common
    leaves: tuple[str, ...]


@dataclass(slots=True, eq=False)
class Shape:
    """The markup around leaves, what they are called, and the kinds of those that are holes;
    `possible` are all kinds of each: a leaf that is no hole is of none of them. What is known of
    texts of this shape is kept by what they have in common."""

    literals: tuple[str, ...]
    names: tuple[str, ...]
    kinds: tuple[Kind | None, ...]
    possible: tuple[tuple[Kind, ...], ...]
    outcomes: dict[Common, Any] = field(default_factory=dict)
    met: Counter[int] = field(default_factory=Counter)
    _match: Callable[[str], re.Match[str] | None] = field(init=False)
    _in_holes: Take = field(init=False)
    _in_none: Take = field(init=False)
    _words: Take = field(init=False)
    _equal: tuple[int, ...] = field(init=False)
    _order: tuple[int, ...] = field(init=False)
    _tests: tuple[tuple[int, Callable[[str], bool]], ...] = field(init=False)
    _forms: tuple[tuple[int, Callable[[str], str]], ...] = field(init=False)

    def __post_init__(self) -> None:
        first, *rest = map(re.escape, self.literals)
        leaves = map(_group, self.kinds, self.possible)
        pattern = "".join(f"{leaf}{after}" for leaf, after in zip(leaves, rest, strict=True))
        self._match = re.compile(first + pattern).fullmatch
        self._in_holes = _take(n for n, kind in enumerate(self.kinds) if kind)
        self._in_none = _take(n for n, kind in enumerate(self.kinds) if not kind)
        kinds = self._kinds()
        self._words = _take(n for n, kind in enumerate(kinds) if kind.are_words)
        self._equal, self._order = (
            tuple(n for n, kind in enumerate(kinds) if kind.compared is how)
            for how in (Compared.EQUAL, Compared.ORDER)
        )
        self._tests = tuple((n, kind.test) for n, kind in enumerate(kinds) if kind.test)
        self._forms = tuple((n, form) for n, kind in enumerate(kinds) for form in kind.forms)

    def find(self, text: str) -> Found | None:
        """What stands where in *text*; None when it has another shape, or one is not sure."""
        match = self._match(text)
        if match is None:
            return None
        leaves = match.groups()
        texts, rest = self._in_holes(leaves), self._in_none(leaves)
        if _is_odd(_BESIDE.join(self._words(texts))):
            return None
        for n, test in self._tests:
            if not test(texts[n]):
                return None
        equal: tuple[int, ...] = ()
        order: tuple[int, ...] = ()
        if self._equal:
            compared = [texts[n] for n in self._equal]
            different = set(compared)
            if not different.isdisjoint(rest):
                return None
            if len(different) < len(compared):
                equal = tuple(map(compared.index, compared))
        if len(self._order) > 1:
            written = [texts[n] for n in self._order]
            numbers = list(map(float, written))
            if len(set(numbers)) < len(set(written)):
                return None  # 12.5 and 12.50: the same, but not to be told apart
            order = tuple(map(sorted(set(numbers)).index, numbers))
        return Found(self, texts, (rest, equal, order), leaves)

    def forms(self, texts: Sequence[str]) -> list[str]:
        """What else is made of *texts*."""
        return [form(texts[n]) for n, form in self._forms] if self._forms else []

    def probes(self, common: Common, begin: int) -> list[str]:
        """Texts for the holes that have *common* in common, numbered from *begin*."""
        _, equal, order = common
        kinds = self._kinds()
        numbers = list(range(begin, begin + len(kinds)))
        for one, other in zip(self._equal, equal, strict=False):
            numbers[one] = begin + self._equal[other]
        for one, rank in zip(self._order, order, strict=False):
            numbers[one] = begin + rank
        return [kind.probe(n) for kind, n in zip(kinds, numbers, strict=True)]

    def filled(self, texts: Iterable[str], common: Common) -> str:
        """The text that has *texts* in its holes."""
        holes, rest = iter(texts), iter(common[0])
        leaves = (next(holes if kind else rest) for kind in self.kinds)
        after = iter(self.literals)
        return next(after) + "".join(f"{leaf}{next(after)}" for leaf in leaves)

    def places(self, names: tuple[str, ...]) -> list[int]:
        """Where among the leaves those with one of these names are."""
        return [n for n, name in enumerate(self.names) if name in names]

    def are_holes(self, names: tuple[str, ...]) -> bool:
        """Is each leaf with one of these names a hole?"""
        return all(self.kinds[n] for n in self.places(names))

    def _kinds(self) -> list[Kind]:
        return [kind for kind in self.kinds if kind]


class Shapes:
    """The shapes that were met, to be found by a text that has one."""

    def __init__(self, holes: Holes) -> None:
        self._holes = holes
        self._made: dict[tuple[object, ...], Shape] = {}
        self._by_tags: dict[int, list[Shape]] = {}

    def find(self, text: str) -> Found | None:
        tried = self._by_tags.get(text.count("<"))
        for place, shape in enumerate(tried or ()):
            found = shape.find(text)
            if found is not None:
                if place and tried:  # what comes often comes to the front, step by step
                    tried[place - 1 : place + 1] = shape, tried[place - 1]
                return found
        return None

    def meet(self, text: str) -> Found | None:
        """Likewise; a shape that is not there is made. None when there are no holes for certain."""
        found = self.find(text)
        parts = self._parts(text) if found is None else None
        if parts is None:
            return found
        key = (tuple(parts[0]), tuple(parts[1]), tuple(parts[2]))
        shape = self._made.get(key)
        if shape is None:
            possible = tuple(self._holes.leaves.get(name, ()) for name in parts[1])
            shape = Shape(tuple(parts[0]), tuple(parts[1]), tuple(parts[2]), possible)
            self._made[key] = shape
        tried = self._by_tags.setdefault(text.count("<"), [])
        if shape not in tried:
            tried.insert(0, shape)
            del tried[SHAPES_TRIED:]
        return shape.find(text)

    def _parts(self, text: str) -> tuple[list[str], list[str], list[Kind | None]] | None:
        """Literals, names and kinds, as `Shape` wants them."""
        if "<!" in text or "<?" in text:
            return None
        literals: list[str] = []
        names: list[str] = []
        kinds: list[Kind | None] = []
        at = 0
        for leaf in _LEAF.finditer(text):
            name, said = self._holes.canonical(leaf[1].rpartition(":")[2]), leaf[3]
            possible = self._holes.leaves.get(name, ())
            kind = next((one for one in possible if one.holds(said)), None)
            ordered = any(one.compared is Compared.ORDER for one in possible)
            if kind is None and ordered and _DIGIT.search(said):
                return None  # a number that cannot be put in order
            literals.append(text[at : leaf.start(3)])
            names.append(name)
            kinds.append(kind)
            at = leaf.end(3)
        literals.append(text[at:])
        return (literals, names, kinds) if any(kinds) else None


def _take(places: Iterable[int]) -> Take:
    """A function that takes these of a tuple, as quick as can be."""
    wanted = tuple(places)
    if len(wanted) > 1:
        return itemgetter(*wanted)
    if not wanted:
        return lambda _: ()
    one = wanted[0]
    return lambda texts: (texts[one],)


def _group(kind: Kind | None, possible: tuple[Kind, ...]) -> str:
    """The pattern of a leaf: of its kind and none before it, or of none at all."""
    before = possible[: possible.index(kind)] if kind else possible
    unless = f"(?!(?:{'|'.join(one.pattern for one in before)})<)" if before else ""
    return f"({unless}{kind.pattern if kind else '[^<]*'})"


def has_date(text: str) -> bool:
    """May there be a date in *text*? How long an outcome holds depends on all dates in it."""
    return _DAY.search(text) is not None


def _is_odd(texts: str) -> bool:
    """Texts that are looked at closer: dates, damage, and the end of a CDATA section."""
    return (
        "]]>" in texts or has_date(texts) or (not texts.isascii() and _is_odd_beyond_ascii(texts))
    )


def _is_odd_beyond_ascii(texts: str) -> bool:
    """Damage, and the two characters that XML does not allow."""
    return "\ufffe" in texts or "\uffff" in texts or may_be_damaged(texts.encode())
