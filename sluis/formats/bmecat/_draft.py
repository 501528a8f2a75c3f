"""One record while it is being read: its product side, its trade side, and what was odd.

Kept:    what has no typed place goes to `extensions` by its path within the record; so does every
         second value of an element that can hold one, with the warning `element-repeated`, and
         every text that should have been a number, date or boolean where it does no harm.
"""

from __future__ import annotations

from typing import Any

from sluis.entities import Json
from sluis.formats._reading import Reading
from sluis.formats._xml import Element, attributes
from sluis.formats.bmecat._context import Context
from sluis.formats.bmecat._keep import keep
from sluis.formats.bmecat._names import NAMES, Handler

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


class Draft(Reading):
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
        "packaging",
        "predecessors",
        "prices",
        "product",
        "product_extensions",
        "relations",
        "surcharges",
    )

    def __init__(self, context: Context) -> None:
        super().__init__()
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

    def language(self, element: Element) -> str:
        """Two letters of the language of *element*, else that of the header."""
        code = element.get("lang")
        if code is None and not element.keys():
            return self.context.language
        code = code or element.get(XML_LANG) or element.get("locale")
        return self.context.language_of(code) if code else self.context.language

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

    def said(self, element: Element) -> None:
        """Keep the attributes of a leaf that its handler does not read."""
        name = NAMES[element.tag]
        plain = element.keys() in _LANGUAGE_ALONE or element.items() == _OWN_NUMBER
        if plain or name in READ_ATTRIBUTES:
            return
        facts = attributes(element)
        if facts.pop("lang", None) is None:
            facts.pop("locale", None)
        if facts.get("type") == "supplier_specific":
            del facts["type"]  # what a number is when it has no type
        for fact, value in facts.items():
            self.extensions.setdefault(f"{name}/@{fact}", []).append(value)


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
