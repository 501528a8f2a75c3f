"""Kinds of relation between products or trade items.

Source:  reference types of BMEcat 1.2, 2005 and the ETIM guidelines 3.1 and 5.0;
         RelationType of SALES005 (Ketenstandaard, revision 2026-05-01). Words are our own.
Limits:  the two lists do not translate one to one; a relation keeps the code it came with.

>>> is_known("sparepart"), is_known("OPV"), is_known("accessory")
(True, True, False)
"""

from __future__ import annotations

BMECAT = {
    "accessories": "Accessory",
    "base_product": "Base product of a variant",
    "consists_of": "Part of the contents",
    "diff_orderunit": "Same product in another order unit",
    "followup": "Successor",
    "mandatory": "Needed with it",
    "others": "Other",
    "select": "One of these is needed with it",
    "similar": "Alternative",
    "sparepart": "Spare part",
}
"""`base_product` came with 2005; `diff_orderunit` is gone in guideline 5.0."""

SALES005 = {
    "ALT": "Alternative",
    "BEO": "Contains part",
    "GSP": "Mirrored",
    "HOB": "Belongs to",
    "KNZ": "Cannot do without",
    "ONV": "Part of",
    "OPV": "Successor",
    "RES": "Spare",
    "TEP": "Fits technically",
    "VOO": "Predecessor",
}


def is_known(code: str) -> bool:
    """Say whether *code* is a kind of relation of either standard."""
    return code in BMECAT or code in SALES005
