"""What stage of its life a product or trade item is in.

Source:  SALES005 code list SpecialConditionType (Ketenstandaard, revision 2026-05-01), which
         2BA uses for products and trade items alike; ProductStatus and ItemStatus of ETIM xChange
         1.1 and 2.0 (2025-11-27). Words are our own.
Shape:   the code as text. ETIM xChange has five words that mean five of the codes, and none for
         155. BMEcat has its own words for the status of an article: they say more and less, are
         kept as they come, and only what surely means the same is written from a code.

>>> LAPSED, NAMES[LAPSED]["nl"], is_known("new_product"), is_known("999")
('130', 'Vervallen', True, False)
>>> from_xchange("PLANNED WITHDRAWAL"), to_xchange("175"), to_xchange("155"), to_bmecat("130")
('94E', 'ON HOLD', None, 'old_product')
"""

from __future__ import annotations

ANNOUNCED = "125"
CURRENT = "126"
PHASING_OUT = "94E"
LAPSED = "130"
DESTROY = "155"
SUSPENDED = "175"

NAMES = {
    ANNOUNCED: {"en": "New, not yet available", "nl": "Inlopend"},
    CURRENT: {"en": "Available", "nl": "Lopend"},
    PHASING_OUT: {"en": "Phasing out", "nl": "Uitlopend"},
    LAPSED: {"en": "Lapsed", "nl": "Vervallen"},
    DESTROY: {"en": "Publication to be destroyed", "nl": "Publicatie vernietigen"},
    SUSPENDED: {"en": "Suspended", "nl": "Geschorst"},
}
"""The codes with their meaning."""

BMECAT = frozenset(
    {
        "bargain",
        "core_article",
        "core_product",
        "new",
        "new_article",
        "new_product",
        "old_article",
        "old_product",
        "others",
        "refurbished",
        "used",
    }
)
"""Types of ARTICLE_STATUS (1.2) and PRODUCT_STATUS (2005)."""

XCHANGE = {
    ANNOUNCED: "PRE-LAUNCH",
    CURRENT: "ACTIVE",
    PHASING_OUT: "PLANNED WITHDRAWAL",
    LAPSED: "OBSOLETE",
    SUSPENDED: "ON HOLD",
}
"""The codes in the words of ETIM xChange."""

_FROM_XCHANGE = {word: code for code, word in XCHANGE.items()}

_TO_BMECAT = {ANNOUNCED: "new_product", LAPSED: "old_product"}

ENDING = frozenset({PHASING_OUT, LAPSED, DESTROY, SUSPENDED, "old_article", "old_product"})
"""Whatever has one of these is on its way out."""


def is_known(code: str) -> bool:
    """Say whether *code* is a status of the code list or of BMEcat."""
    return code in NAMES or code in BMECAT


def from_xchange(word: str) -> str | None:
    """The code for a status of ETIM xChange, or None when it is not one of its words."""
    return _FROM_XCHANGE.get(word)


def to_xchange(code: str) -> str | None:
    """The word of ETIM xChange for *code*, or None when it has none."""
    return XCHANGE.get(code)


def to_bmecat(code: str) -> str | None:
    """The type of PRODUCT_STATUS (2005) that says as much as *code*, or None when none does."""
    return _TO_BMECAT.get(code)
