"""The condition message (terms): what one customer pays less.

Names:   of the lines, those of the data pool's condition server; that the elements are called so is
         inferred. Rules: process description of the terms message of SALES005, 1.0.1.
Facts:   the set in a message replaces the one sent before, so that a message without a mutation
         code is complete. Terms are AC, BC or PC, no other. A line is about a discount group or a
         trade item; without a GTIN, the supplier's number of the item is obligatory.
"""

from __future__ import annotations

from decimal import Decimal

from sluis.codelists import sales005
from sluis.entities import Condition, Json
from sluis.formats.dico._descriptions import described
from sluis.formats.dico._kinds import AMOUNT, DAY, GTIN, PERCENTAGE, among
from sluis.formats.dico._line import Line, part_mode
from sluis.formats.dico._nodes import Node, Source, leaf, part, wrap
from sluis.formats.dico._prices import GROUP_NAMES
from sluis.model import Mode

TERMS = among("terms", sales005.TERMS, str.upper)
BASIC = "BC"
FIRST = Decimal(1)

_POOL = Source.POOL


def _percentage(which: int) -> Node:
    return leaf(
        f"AllowancePercentage{which}",
        f"percentage_{which}",
        PERCENTAGE,
        also=(f"DiscountPercentage{which}", f"Percentage{which}", f"Discount{which}"),
        source=_POOL,
    )


LINE = part(
    "TermsLine",
    "",
    leaf("TermsTypeCode", "terms", TERMS, also=("TermsType",), source=_POOL, marks=True),
    leaf("ProjectNumber", "project_number", source=_POOL, limit=17),
    leaf("AllowanceGroup", "discount_group_id", also=GROUP_NAMES, source=_POOL),
    wrap(
        "TradeItemIdentification",
        leaf(
            "SuppliersTradeItemId",
            "supplier_item_number",
            also=("SupplierTradeItemId", "TradeItemId"),
            source=_POOL,
            marks=True,
        ),
        leaf("GTIN", "item_gtin", GTIN, source=_POOL, marks=True),
    ),
    leaf("SuppliersTradeItemId", "supplier_item_number", also=("TradeItemId",), written=()),
    leaf("GTIN", "item_gtin", GTIN, written=()),
    described("MultiLanguageTermsDescription", "TermsDescription"),
    leaf(
        "ValidityStartDate",
        "valid_from",
        DAY,
        also=("StartDate", "StartDatePriceInformation"),
        source=_POOL,
    ),
    leaf(
        "ValidityEndDate",
        "valid_until",
        DAY,
        also=("EndDate", "EndDatePriceInformation"),
        source=_POOL,
    ),
    leaf(
        "BracketLowerLimit",
        "lower_bound",
        AMOUNT,
        also=("MinimumQuantity", "LowerLimitScale"),
        source=_POOL,
    ),
    _percentage(1),
    _percentage(2),
    _percentage(3),
    leaf("AllowancePercentage", "percentage_1", PERCENTAGE, also=("Percentage",), written=()),
    leaf("NetPrice", "net_price", AMOUNT, source=_POOL),
    leaf("Currency", "currency", also=("CurrencyCode",), written=()),
    also=("ConditionLine", "TermLine", "ConditionsLine", "Condition", "Terms"),
)


def condition(line: Line) -> tuple[str, Mode, Condition | None]:
    """Key, mode and condition of a line that was read; None when it says not from when."""
    found, context = line.found, line.context
    if "item_gtin" in found and "supplier_item_number" in found:
        found.setdefault("extensions", {})["gtin"] = found.pop("item_gtin")
    if "net_price" in found:
        found.setdefault("currency", context.currency)
    found.setdefault("customer", context.customer)
    found.setdefault("terms", BASIC)
    found.setdefault("valid_from", context.day)
    if found["valid_from"] is None:
        return _key(found), part_mode(context), None
    return _key(found), part_mode(context), Condition(**found)


def _key(found: Json) -> str:
    """What a report calls the condition."""
    named = (found.get(name) for name in ("supplier_item_number", "item_gtin", "discount_group_id"))
    subject = next(filter(None, named), "")
    said = (subject, found["terms"], found.get("project_number"), found["valid_from"])
    return " ".join(str(one) for one in said if one)
