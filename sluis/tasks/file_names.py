"""Which task a file name belongs to.

Law:     a name is the same when it differs in nothing but capitals and the way Unicode spells an
         accent: some FTP clients and file systems change both. A name with a folder belongs to that
         sub-folder of Uploads/Import alone; one without, to every folder.
Pattern: `{yyyy}`, `{yy}`, `{mm}`, `{dd}`, `{hh}`, `{mi}` and `{ss}` stand for digits of a moment,
         `{n}` for a number.

>>> matches("artikelen.xlsx", "Artikelen.XLSX"), matches("artikelen.xlsx", "artikelen (1).xlsx")
(True, False)
>>> matches("prijs_{yyyy}{mm}{dd}.csv", "vaartzicht/prijs_20260131.csv")
True
>>> matches("kade/prijs.csv", "prijs.csv"), matches("kade/prijs.csv", "kade/prijs.csv")
(False, True)
>>> nearest("artikel.xlsx", ["artikelen.xlsx", "prijzen.csv"])
['artikelen.xlsx']
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime
from difflib import get_close_matches
from functools import lru_cache

_PARTS = {
    "{yyyy}": r"\d{4}",
    "{yy}": r"\d{2}",
    "{mm}": r"(?:0[1-9]|1[0-2])",
    "{dd}": r"(?:0[1-9]|[12]\d|3[01])",
    "{hh}": r"(?:[01]\d|2[0-3])",
    "{mi}": r"[0-5]\d",
    "{ss}": r"[0-5]\d",
    "{n}": r"\d+",
}
_FORMS = {"{yyyy}": "%Y", "{yy}": "%y", "{mm}": "%m", "{dd}": "%d", "{hh}": "%H", "{mi}": "%M"}
_FORMS |= {"{ss}": "%S"}
_PART = re.compile(r"(\{[^}]*\})")

NEAREST = 3
"""Names that come near and are told."""


def matches(name: str, path: str) -> bool:
    """Does the file at *path* below Uploads/Import have this name?"""
    seen = path if "/" in name else path.rpartition("/")[2]
    return _pattern(name).fullmatch(folded(seen)) is not None


def filled(name: str, at: datetime) -> str:
    """The name of a file of this moment.

    >>> filled("prijs_{yyyy}{mm}{dd}.csv", datetime(2026, 1, 31)), filled("a.csv", datetime.max)
    ('prijs_20260131.csv', 'a.csv')
    """
    for part, form in _FORMS.items():
        name = name.replace(part, f"{at:{form}}")
    return name.replace("{n}", "1")


def folded(name: str) -> str:
    """A name as it is compared."""
    return unicodedata.normalize("NFC", name).casefold()


def nearest(name: str, names: Iterable[str]) -> list[str]:
    """Those of *names* that look most like *name*, the likest first."""
    by_fold = {folded(one): one for one in names}
    return [by_fold[one] for one in get_close_matches(folded(name), by_fold, NEAREST, 0.5)]


def problem(name: str) -> str | None:
    """What is wrong with a name as a task has it: a part that no moment has, or a way out.

    >>> problem("prijs_{jaar}.csv"), problem("../x.csv"), problem("a.csv")
    ('{jaar}', '../x.csv', None)
    """
    unknown: list[str] = [part for part in _PART.findall(name) if part.lower() not in _PARTS]
    if unknown:
        return unknown[0]
    steps = name.split("/")
    wrong = "\\" in name or any(step in {"", ".", ".."} or step.startswith(".") for step in steps)
    return name if wrong else None


@lru_cache(maxsize=1024)
def _pattern(name: str) -> re.Pattern[str]:
    parts = _PART.split(folded(name))
    return re.compile("".join(_PARTS.get(part, re.escape(part)) for part in parts), re.ASCII)
