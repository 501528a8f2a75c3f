"""ETIM: why a feature has no value, and what its codes look like.

Source:  ETIM International, classification guidelines (releases 4.0 to 10.0); reasons as in
         FVALUE_DETAILS of the BMEcat guideline and ReasonNoValueType of SALES005.
Shape:   two letters and six digits: EC class, EF feature, EV value, EU unit, EG group,
         MC modelling class.

>>> REASONS["NA"]["nl"], is_code("EC", "EC000905"), is_code("EC", "EC905")
('Niet van toepassing', True, False)
"""

from __future__ import annotations

NO_VALUE = "-"
"""What stands in the place of the value."""

REASONS = {
    "UN": {"en": "Unknown", "nl": "Onbekend"},
    "NA": {"en": "Not applicable", "nl": "Niet van toepassing"},
    "MV": {"en": "Value missing in ETIM", "nl": "Waarde ontbreekt in ETIM"},
}
"""Why there is no value."""

CODE_LENGTH = 8


def is_code(kind: str, text: str) -> bool:
    """Say whether *text* has the shape of an ETIM code of *kind* (`EC`, `EF`, `EV`, `MC`...)."""
    digits = text[2:]
    return (
        len(text) == CODE_LENGTH and text.startswith(kind) and digits.isdigit() and digits.isascii()
    )
