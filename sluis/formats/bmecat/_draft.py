"""One record while it is being read: its product side, its trade side, and what was odd.

Kept:    what has no typed place goes to `extensions` by its path within the record; so does every
         second value of an element that can hold one, with the warning `element-repeated`, and
         every text that should have been a number, date or boolean where it does no harm.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from sluis.checks.rules import finding
from sluis.entities import Json
from sluis.formats._values import as_boolean, as_date, as_number
from sluis.formats._xml import Element, attributes
from sluis.formats.bmecat._context import Context
from sluis.formats.bmecat._keep import keep
from sluis.formats.bmecat._names import NAMES, Handler
from sluis.model import Entity, Finding

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

READ_ATTRIBUTES = frozenset(
    {
        "BUYER_PID",
        "INTERNATIONAL_PID",
        "EAN",
        "MANUFACTURER_IDREF",
        "SPECIAL_TREATMENT_CLASS",
        "PRODUCT_STATUS",
        "UDX.EDXF.COUNTRY_BRANCH_NUMBER",
        "UDX.EDXF.COUNTRY_BRANCH_SUPPLIER_ID",
        "UDX.EDXF.DECLARATION",
    }
)
"""Leaves whose handlers read the attributes themselves; those of others are kept here."""

_LANGUAGE_ALONE = (["lang"], [XML_LANG])
_OWN_NUMBER = [("type", "supplier_specific")]
"""What most leaves with attributes have, and what is not worth keeping."""


class Draft:
    """A record in the making. Handlers put values in; `_record` makes the `Record` of it."""

    __slots__ = (
        "attachments",
        "characteristics",
        "classifications",
        "context",
        "customs",
        "descriptions",
        "extensions",
        "features",
        "gtins",
        "hazard",
        "item",
        "key",
        "legislation",
        "logistics",
        "modelling",
        "net",
        "odd",
        "packaging",
        "predecessors",
        "prices",
        "product",
        "product_extensions",
        "relations",
        "surcharges",
    )

    def __init__(self, context: Context) -> None:
        self.context = context
        self.key = ""
        self.product: Json = {}
        self.item: Json = {}
        self.descriptions: Json = {}
        self.extensions: Json = {}
        self.product_extensions: Json = {}
        self.legislation: Json = {}
        self.hazard: Json = {}
        self.logistics: Json = {}
        self.net: Json = {}
        self.customs: Json = {}
        self.modelling: Json = {}
        self.gtins: list[str] = []
        self.features: list[Json] = []
        self.classifications: list[Json] = []
        self.attachments: list[Json] = []
        self.relations: list[Json] = []
        self.predecessors: list[str] = []
        self.characteristics: list[Json] = []
        self.packaging: list[Json] = []
        self.prices: list[Json] = []
        self.surcharges: list[Json] = []
        self.odd: list[tuple[str, Element, str]] = []

    # -- what was odd -------------------------------------------------------------------------

    def note(self, rule: str, element: Element, value: str = "") -> None:
        """Remember a finding; its line is looked up when the record is done."""
        self.odd.append((rule, element, value))

    def set_aside(self, element: Element, path: str = "") -> None:
        """Keep *element*, which has no typed place (or no longer one), under its path."""
        name = NAMES[element.tag]
        kept = keep(element)
        if kept is None:
            self.note("element-empty", element)
            return
        self.extensions.setdefault(f"{path}/{name}" if path else name, []).append(kept)

    def repeated(self, element: Element) -> None:
        """Keep the second value of an element that holds one."""
        self.note("element-repeated", element, (element.text or "").strip())
        self.set_aside(element)

    # -- values -------------------------------------------------------------------------------

    def text(self, element: Element) -> str:
        """The text of *element* without white space around it; empty gives a warning."""
        said = element.keys()
        if said and said not in _LANGUAGE_ALONE:
            self._attributes(element)
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

    def language(self, element: Element) -> str:
        """Two letters of the language of *element*, else that of the header."""
        code = element.get("lang")
        if code is None and not element.keys():
            return self.context.language
        code = code or element.get(XML_LANG) or element.get("locale")
        return self.context.language_of(code) if code else self.context.language

    # -- places -------------------------------------------------------------------------------

    def put(self, side: Json, name: str, value: Any, element: Element) -> None:
        """Set a value that occurs once; a second, different one is kept elsewhere."""
        if not value and (value is None or value == ""):
            return
        if name not in side:
            side[name] = value
        elif side[name] != value:
            self.repeated(element)

    def typed(
        self, side: Json, name: str, value: Any, element: Element, kind: type | tuple[type, ...]
    ) -> None:
        """Set a typed field; a text that could not be read goes to the extensions."""
        if isinstance(value, kind):
            self.put(side, name, value, element)
        elif value is not None:
            self.set_aside(element)

    def words(self, target: Json, element: Element) -> None:
        """Put the text of *element* under its language."""
        found = self.text(element)
        if found:
            self.put(target, self.language(element), found, element)

    def _or_text(self, element: Element, read: Callable[[str], Any], rule: str) -> Any:
        written = self.text(element)
        if not written:
            return None
        found = read(written)
        if found is None:
            self.note(rule, element, written)
            return written
        return found

    def _attributes(self, element: Element) -> None:
        """Keep the attributes of a leaf that its handler does not read."""
        name = NAMES[element.tag]
        if name in READ_ATTRIBUTES or element.items() == _OWN_NUMBER:
            return
        facts = attributes(element)
        if facts.pop("lang", None) is None:
            facts.pop("locale", None)
        if facts.get("type") == "supplier_specific":
            del facts["type"]  # what a number is when it has no type
        for fact, value in facts.items():
            self.extensions.setdefault(f"{name}/@{fact}", []).append(value)

    def _odd_text(self, element: Element) -> str:
        found = "".join(str(part) for part in element.itertext()).strip()
        if not found:
            self.note("element-empty", element)
        else:
            self.note("markup-in-text", element, NAMES[element[0].tag])
        return found


def branch(handler: Handler) -> Handler:
    """*handler* for an element that holds elements: one that holds none is set aside."""

    def read(draft: Draft, element: Element) -> None:
        if not len(element):
            draft.set_aside(element)
            return
        stray = (element.text or "").strip()
        if stray:
            draft.note("text-misplaced", element, stray)
            draft.extensions.setdefault(NAMES[element.tag], []).append(stray)
        handler(draft, element)

    return read


def findings(
    odd: list[tuple[str, Element, str]],
    *,
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
            field=NAMES[element.tag],
            value=value,
        )
        for rule, element, value in odd
    ]
