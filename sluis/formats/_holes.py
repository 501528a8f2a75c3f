"""Which texts of a record are its own: what may differ between records made from one template.

The records of a file repeat their markup and most of their values. Where a format says which texts
are free, a record can be made by filling a template (`sluis.reading.templates`) several times
quicker than by parsing it. What is named here is a promise about all that reads, checks and
encodes a record:

    The outcome depends on a hole's text only by its kind, by which holes have the same text (or a
    text that is no hole), and by the order of numbers where the kind says so. Apart from that the
    text itself stands in the outcome as it is written, or not at all.

Any other text, and all markup, is part of the template: byte for byte the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum

_NEVER = r"\x00-\x1f\x7f\"&<\\"
"""In no hole: what XML, JSON or COPY may write otherwise than it is."""

_EDGE, _INNER = rf"[^\s{_NEVER}]", rf"[^{_NEVER}]"
_NUMBER = r"(?:0|[1-9][0-9]{0,8})(?:\.[0-9]{1,6})?"
"""As `Decimal` writes it: no zeros before it, no exponent."""


Form = Callable[[str], str]


class Compared(Enum):
    """What the outcome may depend on beside the kind."""

    EQUAL = "equal"
    """Whether another hole, or a text that is no hole, is the same."""
    ORDER = "order"
    """Which of two numbers is the larger one, if any."""
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Kind:
    """Texts that are treated alike.

    `pattern` matches one before a `<` and has no groups. `probe` makes the n-th of many; numbers
    rise. `test` is asked besides. `are_words` are texts that may also hold a date, or damage: those
    are not for holes. `forms` are what else is made of the text.
    """

    pattern: str
    probe: Callable[[int], str]
    compared: Compared = Compared.EQUAL
    test: Callable[[str], bool] | None = None
    are_words: bool = False
    forms: tuple[Form, ...] = ()

    def holds(self, text: str) -> bool:
        found = re.match(f"{self.pattern}<", text + "<")
        return found is not None and found.end() > len(text) and (not self.test or self.test(text))


@dataclass(frozen=True, slots=True)
class Block:
    """An element that comes in runs of any length, each of which adds one part to the record.

    `distinct` are leaves whose text counts when another of the run has the same, `foreign` those
    whose text counts when the record has it outside. Other texts of the run are not compared with
    any text outside their block.
    """

    name: str
    distinct: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Holes:
    """The holes of a format: leaves by the name that `canonical` gives them, with their kinds, the
    first of which that a text is of counts; and its blocks, outer ones before inner ones."""

    leaves: Mapping[str, tuple[Kind, ...]]
    canonical: Callable[[str], str]
    blocks: tuple[Block, ...] = ()


def words(
    longest: int,
    shortest: int = 1,
    *,
    never: str = "",
    compared: Compared = Compared.EQUAL,
    forms: tuple[Form, ...] = (),
) -> Kind:
    """From *shortest* to *longest* characters, but for what the pattern *never* matches."""
    unless = f"(?!(?:{never})<)" if never else ""
    least = max(shortest - 2, 0)
    inner = f"{_EDGE}{_INNER}{{{least},{longest - 2}}}{_EDGE}"
    if shortest == 1:
        inner = f"{_EDGE}(?:{_INNER}{{0,{longest - 2}}}{_EDGE})?"
    return Kind(
        unless + inner,
        lambda n: f"q{n}Z".ljust(longest if n % 2 else shortest, "y"),
        compared,
        are_words=True,
        forms=forms,
    )


def numbers(compared: Compared, *, positive: bool = False) -> Kind:
    """Numbers from 0, or above it, as they are written to JSON."""
    above = r"(?![0.]+<)" if positive else ""
    return Kind(above + _NUMBER, lambda n: f"{7301 + n}.4{n % 10}", compared)


def gtins() -> Kind:
    """GTINs with a good check digit."""
    return Kind("(?!0{8})(?:[0-9]{8}|[0-9]{12,14})", _gtin, test=has_check_digit)


def has_check_digit(digits: str) -> bool:
    """Is the last of *digits* the check digit of GS1?

    >>> has_check_digit("8712345678906"), has_check_digit("8712345678905")
    (True, False)
    """
    odd, even = digits[-1::-2].encode(), digits[-2::-2].encode()
    return (sum(odd) - 48 * len(odd) + 3 * (sum(even) - 48 * len(even))) % 10 == 0


def addresses() -> Kind:
    """Web addresses of plain characters, which nothing is compared with."""
    host = r"[a-z0-9]+(?:[.\-][a-z0-9]+)*\.[a-z]{2,10}"
    return Kind(
        rf"https?://{host}/[!#-%'-;=?-\[\]-~]{{0,400}}",
        lambda n: f"https://q{n}z.example/y",
        Compared.NEVER,
        are_words=True,
    )


def file_names() -> Kind:
    """Names of files, perhaps in folders, of plain characters; likewise."""
    return Kind(r"(?![wW]{3}\.)[A-Za-z0-9_\-][A-Za-z0-9_\-./]{0,150}", lambda n: f"q{n}z/y.jpg")


def codes(pattern: str, probe: Callable[[int], str]) -> Kind:
    """Codes that *pattern* matches and that nothing is compared with."""
    return Kind(pattern, probe, Compared.NEVER)


def listed(known: Callable[[str], bool], probes: str) -> Kind:
    """Codes of a list that are stored as they are; *probes* are some that are rarely met."""
    some = probes.split()
    return Kind("[A-Z0-9]{2,3}", lambda n: some[n % len(some)], test=known)


def _gtin(number: int) -> str:
    body = f"8{730_100_000_00 + number}7"
    return next(body + last for last in "0123456789" if has_check_digit(body + last))
