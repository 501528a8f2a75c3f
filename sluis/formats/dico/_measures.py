"""Lengths, weights and volumes of packagings and products, in metres, kilograms and cubic metres.

Height:  DICO measures length, width and height, BMEcat length, width and depth: the third of each
         is the same.
"""

from __future__ import annotations

from decimal import Decimal

from sluis.codelists.measures import CUBIC_METRE, KILOGRAM, METRE, stored
from sluis.entities import Json
from sluis.formats.dico._kinds import QUANTITY, UNIT
from sluis.formats.dico._nodes import Node, Source, leaf

NET = "net_"
"""Before the measures of a product, which are net."""

SIZES = ("length", "width", "depth", "diameter")
_UNITS = {
    "size_unit": (METRE, SIZES),
    "weight_unit": (KILOGRAM, ("weight",)),
    "volume_unit": (CUBIC_METRE, ("volume",)),
}


def measured(prefix: str, gross: str) -> tuple[Node, ...]:
    """Elements for weight, sizes and volume; *prefix* stands before each place."""

    def at(name: str) -> str:
        return prefix + name

    return (
        leaf(f"{gross}Weight", at("weight"), QUANTITY, also=("Weight",), source=Source.POOL),
        leaf(f"{gross}WeightUoM", at("weight_unit"), UNIT, also=("WeightUoM",), source=Source.POOL),
        leaf("Length", at("length"), QUANTITY, also=("PackagingLength", "PackagingDepth")),
        leaf("Width", at("width"), QUANTITY, also=("PackagingWidth",), source=Source.INSBOU),
        leaf("Height", at("depth"), QUANTITY, also=("PackagingHeight",), source=Source.INSBOU),
        leaf("Diameter", at("diameter"), QUANTITY),
        leaf("SizeUoM", at("size_unit"), UNIT, also=("PackagingSizeUoM", "MeasurementUnitCode")),
        leaf("Volume", at("volume"), QUANTITY),
        leaf("VolumeUoM", at("volume_unit"), UNIT),
    )


def settle_measures(found: Json, prefix: str = "") -> None:
    """Bring what *found* measures into our units; of another unit it is kept by name."""
    for unit_place, (ours, places) in _UNITS.items():
        unit = found.pop(prefix + unit_place, ours)
        for place in places:
            amount = found.get(prefix + place)
            if isinstance(amount, Decimal) and unit != ours:
                _convert(found, prefix + place, amount, unit, ours)


def _convert(found: Json, place: str, amount: Decimal, unit: str, ours: str) -> None:
    converted = stored(amount, unit)
    del found[place]
    if converted is not None and converted[1] == ours:
        found[place] = converted[0]
    else:
        kept = found.setdefault("extensions", {})
        kept.setdefault(place, []).append({"value": amount, "unit": unit})


def loosen_measures(stored_part: Json, prefix: str = "") -> None:
    """Say the unit of what *stored_part* measures."""
    for unit_place, (ours, places) in _UNITS.items():
        if any(prefix + place in stored_part for place in places):
            stored_part[prefix + unit_place] = ours
