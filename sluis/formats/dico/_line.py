"""One line of a message while it is being read, and what its header gives it.

Kept:    what has no place goes to the `extensions` of the part it stands in, by its path from
         there (`OrderConditions/Remark`); so does the second value of an element that holds one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sluis.codelists import languages
from sluis.entities import Json
from sluis.formats._keep import keeper
from sluis.formats._reading import Reading
from sluis.formats._xml import Element, attributes
from sluis.formats.dico._names import LOCAL, canonical
from sluis.model import Mode, Mutation

keep = keeper(LOCAL, "dico")

LANGUAGES = frozenset({"lang", "language", "languagecode"})
"""Names of the attribute that tells the language of a text, in one spelling."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """One per message."""

    mutation: Mutation
    language: str
    currency: str | None
    day: date | None
    start: str | None
    supplier_id: str
    manufacturer_gln: str | None
    customer: str
    etim_release: str | None
    etim_date: str | None


class Line(Reading):
    """A line in the making: `found` holds the values by their places."""

    __slots__ = ("context", "found")

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.found: Json = {}

    def keep(self, part: Json, element: Element, path: str = "") -> None:
        """Keep *element*, which has no place in *part*, by name."""
        kept = keep(element)
        if kept is None:
            self.note("element-empty", element)
            return
        kept_by_name = part.setdefault("extensions", {})
        kept_by_name.setdefault(path + LOCAL[element.tag], []).append(kept)

    def repeated(self, element: Element) -> None:
        self.note("element-repeated", element, (element.text or "").strip())
        self.keep(self.found, element)

    def said(self, element: Element) -> None:
        for name, value in attributes(element).items():
            if canonical(name) not in LANGUAGES:
                kept_by_name = self.found.setdefault("extensions", {})
                kept_by_name.setdefault(f"{LOCAL[element.tag]}/@{name}", []).append(value)

    def language(self, code: str) -> str:
        """Two letters for *code*; one without two letters stays as it came."""
        return languages.two_letter(code) or code.strip().lower()


def part_mode(context: Context) -> Mode:
    """What a relation or condition asks for."""
    return Mode.NEW if context.mutation is Mutation.COMPLETE else Mode.UPDATE


def language_said(element: Element) -> str | None:
    """The language that an attribute of *element* tells."""
    if not element.keys():
        return None
    told = (value for name, value in attributes(element).items() if canonical(name) in LANGUAGES)
    return next(told, None)
