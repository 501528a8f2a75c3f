"""Kinds of relation between products or trade items.

Source:  reference types of BMEcat 1.2, 2005 and the ETIM guidelines 3.1 and 5.0;
         RelationType of SALES005 (Ketenstandaard, revision 2026-05-01); reference types of the
         2BA documentation (as of 2024) for the Koppeltabel. Words are our own.
Limits:  the two lists do not translate one to one; a relation keeps the code it came with, and
         only a writer says the nearest word of its own.

>>> is_known("sparepart"), is_known("OPV"), is_known("accessory")
(True, True, False)
>>> nearest("OPV"), nearest("TEP"), nearest("base_product")
('followup', 'others', 'others')
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

SUCCESSOR, PREDECESSOR = "OPV", "VOO"

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
"""The second of two things is this to the first: with OPV, the second is the successor."""

MIRRORS = {"OPV": "VOO", "VOO": "OPV", "ONV": "BEO", "BEO": "ONV", "ALT": "ALT", "TEP": "TEP"}
"""What the first is to the second, where the one follows from the other (process description of
the item relation message of SALES005, 1.0.1)."""

_TO_SALES005 = {
    "accessories": "ONV",
    "consists_of": "ONV",
    "followup": "OPV",
    "mandatory": "KNZ",
    "similar": "ALT",
    "sparepart": "RES",
}


def to_sales005(code: str) -> str | None:
    """The code of SALES005 that says as much as *code*, or None when none does.

    An accessory is written as a part (2BA documentation of DICO).

    >>> to_sales005("followup"), to_sales005("TEP"), to_sales005("select")
    ('OPV', 'TEP', None)
    """
    return code if code in SALES005 else _TO_SALES005.get(code)


_NEAREST = {
    "ALT": "similar",
    "BEO": "consists_of",
    "KNZ": "mandatory",
    "OPV": "followup",
    "RES": "sparepart",
}


def nearest(code: str) -> str:
    """The BMEcat word that surely means the same as a code of SALES005, else `others`."""
    return _NEAREST.get(code, "others")


KOPPELTABEL = {"COM": "Comparable", "CON": "Contains", "FI2": "Belongs to, fits"}
"""Types of the older exchange of relations."""


def is_known(code: str) -> bool:
    """Say whether *code* is a kind of relation of either standard."""
    return code in BMECAT or code in SALES005 or code in KOPPELTABEL
