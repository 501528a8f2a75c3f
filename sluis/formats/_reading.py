"""What every reader of XML records does with the text of an element, and what it finds odd.

Kept:    a second value of an element that can hold one, with the warning `element-repeated`, and
         every text that should have been a number, date or boolean where it does no harm.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from sluis.checks.rules import finding
from sluis.entities import Json
from sluis.formats._values import as_boolean, as_date, as_number
from sluis.formats._xml import Element, local
from sluis.model import Entity, Finding

Odd = tuple[str, Element, str]
"""A rule, the element it is about, and the value."""


class Reading:
    """One record while it is being read. Subclasses say what becomes of the second value."""

    __slots__ = ("odd",)

    def __init__(self) -> None:
        self.odd: list[Odd] = []

    def note(self, rule: str, element: Element, value: str = "") -> None:
        """Remember a finding; its line is looked up when the record is done."""
        self.odd.append((rule, element, value))

    def repeated(self, element: Element) -> None:
        """Keep the second value of an element that holds one."""
        raise NotImplementedError

    def said(self, element: Element) -> None:
        """Keep the attributes of *element*, a leaf that has some."""
        raise NotImplementedError

    # -- values -------------------------------------------------------------------------------

    def text(self, element: Element) -> str:
        """The text of *element* without white space around it; empty gives a warning."""
        if element.keys():
            self.said(element)
        found = element.text
        if found and not len(element):
            found = found.strip()
            if found:
                return found
        return self._odd_text(element)

    def amount(self, element: Element) -> Decimal | None:
        """A number that money or quantities hang on: unreadable rejects the record."""
        written = self.text(element)
        number = as_number(written) if written else None
        if written and number is None:
            self.note("number-unreadable", element, written)
        return number

    def number(self, element: Element) -> Decimal | str | None:
        """A number, or its text (with a warning) when it is none; None when empty."""
        found: Decimal | str | None = self._or_text(element, as_number, "number-kept-as-text")
        return found

    def boolean(self, element: Element) -> bool | str | None:
        """True or false, or the text (with a warning) when it is neither; None when empty."""
        found: bool | str | None = self._or_text(element, as_boolean, "boolean-unreadable")
        return found

    def day(self, element: Element) -> str | None:
        """A date as ISO text for a nested part, or as it came (with a warning)."""
        written = self.text(element)
        if written and as_date(written) is None:
            self.note("date-kept-as-text", element, written)
        return written or None

    def validity(self, element: Element) -> date | None:
        """A date that prices or a life hang on: unreadable rejects the record."""
        written = self.text(element)
        found = as_date(written) if written else None
        if written and found is None:
            self.note("date-unreadable", element, written)
        return found

    # -- places -------------------------------------------------------------------------------

    def put(self, side: Json, name: str, value: Any, element: Element) -> None:
        """Set a value that occurs once; a second, different one is kept elsewhere."""
        if not value and (value is None or value == ""):
            return
        if name not in side:
            side[name] = value
        elif side[name] != value:
            self.repeated(element)

    def _or_text(self, element: Element, read: Callable[[str], Any], rule: str) -> Any:
        written = self.text(element)
        if not written:
            return None
        found = read(written)
        if found is None:
            self.note(rule, element, written)
            return written
        return found

    def _odd_text(self, element: Element) -> str:
        found = "".join(str(part) for part in element.itertext()).strip()
        if not found:
            self.note("element-empty", element)
        else:
            self.note("markup-in-text", element, local(str(element[0].tag)))
        return found


def findings(
    odd: list[Odd],
    *,
    names: Mapping[str, str],
    line_of: Callable[[Element], int],
    key: str,
    ordinal: int,
    entity: Entity,
) -> list[Finding]:
    """The findings of a record, with the line of the element each is about."""
    return [
        finding(
            rule,
            entity=entity,
            key=key,
            ordinal=ordinal,
            line=line_of(element),
            field=names[element.tag],
            value=value,
        )
        for rule, element, value in odd
    ]
