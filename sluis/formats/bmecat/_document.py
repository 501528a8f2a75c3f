"""What a BMEcat document is made of: PRODUCT or ARTICLE below a transaction."""

from __future__ import annotations

from sluis.formats._xml import Element, Shape
from sluis.formats.bmecat._names import NAMES

RECORD = "PRODUCT"


def is_record(element: Element) -> bool:
    """Say whether *element* is a PRODUCT or ARTICLE of the transaction."""
    if NAMES[element.tag] != RECORD:
        return False
    parent = element.getparent()
    return parent is not None and NAMES[parent.tag].startswith("T_")


def in_record(element: Element) -> bool:
    """Say whether *element* is or stands in a record; extensions there may have any name."""
    return NAMES[element.tag] == RECORD or any(
        NAMES[above.tag] == RECORD for above in element.iterancestors()
    )


SHAPE = Shape(("PRODUCT", "ARTICLE"), is_record, "bmecat")
RECORD_TAGS = SHAPE.tags
