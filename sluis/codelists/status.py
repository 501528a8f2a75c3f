"""What stage of its life a product or trade item is in.

Source:  SALES005 code list SpecialConditionType (Ketenstandaard, revision 2026-05-01), which
         2BA uses for products and trade items alike; words are our own.
Shape:   the code as text; BMEcat has its own words for the status of an article, which are
         kept as they come.

>>> LAPSED, NAMES[LAPSED]["nl"], is_known("new_product"), is_known("999")
('130', 'Vervallen', True, False)
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

ENDING = frozenset({PHASING_OUT, LAPSED, DESTROY, SUSPENDED, "old_article", "old_product"})
"""Whatever has one of these is on its way out."""


def is_known(code: str) -> bool:
    """Say whether *code* is a status of the code list or of BMEcat."""
    return code in NAMES or code in BMECAT
