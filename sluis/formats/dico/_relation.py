"""The item relation message: what products are to products, and trade items to trade items.

Names:   inferred; only the code lists and the rules of the message are public (process description
         of the item relation message of SALES005, 1.0.1).
Facts:   item 2 says something about item 1: OPV means that 2 is the successor of 1. OPV and VOO
         are mirrors of each other, and so are ONV (2 is part of 1) and BEO (2 contains 1). Both
         kinds, PP and AA, may stand in one message. A quantity is in pieces.
"""

from __future__ import annotations

from typing import Any

from sluis.codelists import relations, sales005
from sluis.entities import Json, Relation
from sluis.formats.dico._descriptions import described
from sluis.formats.dico._kinds import AMOUNT, DAY, GTIN, among
from sluis.formats.dico._line import Line, part_mode
from sluis.formats.dico._nodes import Node, Source, leaf, part
from sluis.model import Mode

KIND = among("kind of relation", sales005.RELATION_KINDS, str.upper)
TYPE = among("relation", relations.SALES005, str.upper)

_POOL = Source.POOL
_SALES = ("dico-sales005",)


def _item(number: str) -> Node:
    """The element that names item 1 or 2."""
    return part(
        f"Item{number}",
        f"item_{number}",
        leaf("GLN", "owner", also=("SupplierGLN", "ManufacturerGLN"), written=_SALES),
        leaf(
            "ItemId",
            "number",
            also=(
                "SuppliersTradeItemId",
                "TradeItemId",
                "ManufacturersProductId",
                "Productcode",
                "ProductId",
                "Id",
            ),
            written=_SALES,
        ),
        leaf("GTIN", "gtin", GTIN, written=_SALES),
        also=(f"ID{number}", f"ItemID{number}", f"TradeItem{number}", f"Product{number}"),
        written=_SALES,
    )


LINE = part(
    "ItemRelationLine",
    "",
    leaf("RelationKind", "kind", KIND, also=("RelationKindCode", "RelationKindType"), marks=True),
    leaf("RelationType", "type", TYPE, also=("RelationTypeCode", "Relation"), marks=True),
    _item("1"),
    _item("2"),
    leaf("ID1", "number_1", also=("ItemID1", "Item1"), marks=True, written=()),
    leaf("ID2", "number_2", also=("ItemID2", "Item2"), marks=True, written=()),
    leaf("Quantity", "quantity", AMOUNT),
    described("MultiLanguageRelationDescription", "RelationDescription"),
    leaf("StartDate", "valid_from", DAY),
    leaf("EndDate", "valid_until", DAY),
    also=("RelationLine", "ItemRelation", "Relation", "RelationInformation"),
    written=_SALES,
)


def relation(line: Line) -> tuple[str, Mode, Relation]:
    """Key, mode and relation of a line that was read; an owner that is not named is the sender."""
    found, sender = line.found, line.context.supplier_id
    one, other = _named(found, "1"), _named(found, "2")
    for name in ("1", "2"):
        gtin = found.pop(f"gtin_{name}", None)
        if gtin:
            found.setdefault("extensions", {})[f"gtin_{name}"] = gtin
    made = Relation(
        kind=found.pop("kind", "") or "AA",
        type=found.pop("type", ""),
        owner=one.get("owner", sender),
        number=one.get("number", ""),
        related_owner=other.get("owner", sender),
        related_number=other.get("number", ""),
        **found,
    )
    return key(made), part_mode(line.context), made


def key(made: Relation) -> str:
    """What a report calls the relation."""
    return f"{made.number} {made.type} {made.related_number}".strip()


def _named(found: Json, which: str) -> Json:
    """The item, from its element or from the number alone; its GTIN is kept beside."""
    item: Any = found.pop(f"item_{which}", {})
    number = found.pop(f"number_{which}", None)
    if number:
        item.setdefault("number", number)
    if "gtin" in item:
        found[f"gtin_{which}"] = item.pop("gtin")
    if "extensions" in item:
        kept = found.setdefault("extensions", {})
        kept[f"item_{which}"] = item.pop("extensions")
    return dict(item)
