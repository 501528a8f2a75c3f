"""Element names of all generations under one spelling.

Renamed: `...Identification` (INSBOU003) became `...Id`; `MeasureUnit...`, `...MeasureUnitCode`
         and `...MeasurementUnit` became `...UoM`. Case and punctuation never matter.
Misspelt: names that are wrong in messages in use; they stand beside the right ones.

>>> canonical("{urn:x}SuppliersTradeItemIdentification"), canonical("SuppliersTradeItemId")
('supplierstradeitemid', 'supplierstradeitemid')
>>> canonical("MeasureUnitPriceBasis"), canonical("PriceBasisUoM"), canonical("VATpercentage")
('pricebasisuom', 'pricebasisuom', 'vatpercentage')
"""

from __future__ import annotations

import re
from collections.abc import Callable

from sluis.formats._xml import local

CACHE_LIMIT = 2_000
"""Names that are remembered; a file that invents names must not fill the memory."""

_PUNCTUATION = re.compile(r"[^a-z0-9]")
_UNIT = re.compile(r"(?:measurementunit|measureunit|unitofmeasure(?:ment)?)(?:code)?")
_MISSPELT = {
    "lineidentitfication": "lineid",
    "deliverytimeearlies": "deliverytimeearliest",
    "contactgegevens": "contactinformation",
    "supliersoriginalinvoicenumber": "suppliersoriginalinvoicenumber",
    "orginalfilesource": "originalfilesource",
}


def canonical(tag: str) -> str:
    """The name that all spellings of a tag share."""
    name = _PUNCTUATION.sub("", local(tag).casefold())
    name = _MISSPELT.get(name, name)
    name = _UNIT.sub("uom", name.replace("identification", "id"))
    return name.removeprefix("uom") + "uom" if name.startswith("uom") else name


class _Names(dict[str, str]):
    """Tags as they stand in the file, each with a name made of it once."""

    def __init__(self, make: Callable[[str], str]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, tag: str) -> str:
        name = self._make(tag)
        if len(self) < CACHE_LIMIT:
            self[tag] = name
        return name


NAMES: dict[str, str] = _Names(canonical)
"""Tag -> canonical name, to look a thing up by."""

LOCAL: dict[str, str] = _Names(local)
"""Tag -> name as written, to keep and tell a thing by."""
