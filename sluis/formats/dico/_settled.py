"""What articles and products have in common: references to others, and indicators."""

from __future__ import annotations

from itertools import zip_longest

from sluis.codelists import relations
from sluis.entities import Json
from sluis.formats.dico._kinds import GTIN
from sluis.formats.dico._nodes import Node, Put, Source, leaf

PLACES = {
    "successor": relations.SUCCESSOR,
    "predecessor": relations.PREDECESSOR,
}
"""Place of a number -> kind of relation."""


def references(what: str, also: tuple[str, ...]) -> tuple[Node, ...]:
    """Numbers and GTINs of successor and predecessor; *also* are other ends of the names."""
    return tuple(
        node
        for place in PLACES
        for node in (
            leaf(
                f"{place.capitalize()}{what}",
                place,
                put=Put.MANY,
                also=tuple(f"{place.capitalize()}{end}" for end in also),
                source=Source.POOL,
            ),
            leaf(
                f"{place.capitalize()}GTIN",
                f"{place}_gtin",
                GTIN,
                put=Put.MANY,
                source=Source.POOL,
            ),
        )
    )


def settle_references(found: Json) -> None:
    """Relations of the numbers and GTINs that were read."""
    for place, kind in PLACES.items():
        numbers, gtins = found.pop(place, []), found.pop(f"{place}_gtin", [])
        for number, gtin in zip_longest(numbers, gtins):
            said = {"number": number, "gtins": [gtin] if gtin else None}
            one = {"type": kind} | {name: value for name, value in said.items() if value}
            found.setdefault("relations", []).append(one)


def indicators(found: Json) -> None:
    """Indicators of the data extension; only a product has a place for REACH."""
    told = found.pop("indicators", [])
    if told:
        found.setdefault("extensions", {})["indicators"] = told
