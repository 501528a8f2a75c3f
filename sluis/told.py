"""What users are told in English and Dutch: about a setting, and about what is wrong with one."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from sluis.errors import Refused


def told(dutch: str, meaning: str) -> msgspec.Meta:
    """Note for a field of a settings struct: the Dutch term users know, and what it is for.

    >>> from typing import Annotated
    >>> minutes = Annotated[int, told("interval in minuten", "Minutes between two runs.")]
    """
    return msgspec.Meta(description=meaning, extra={"nl": dutch})


class Problem(msgspec.Struct, frozen=True):
    """One thing that is wrong with what somebody defined; *where* is the path of the setting."""

    where: str
    en: str
    nl: str


class Unfit(Refused):
    """What somebody defined cannot be used; names every problem at once, in both languages."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        lines = [f"{p.where}: {p.en}\n  {p.nl}" for p in self.problems]
        super().__init__("\n".join(["this does not fit / dit past niet:", *lines]))
