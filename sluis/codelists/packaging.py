"""Kinds of packaging: what a packaging unit is packed in.

Source:  ETIM guideline for BMEcat 5.0.1, dtPUNIT (33 codes of UN/ECE Recommendation 21); names in
         our own short words. ETIM xChange 2.0 adds BJ and BR.
Limits:  KG is a keg here, not a kilogram; guideline 3.1 allowed units of measure as well.

>>> NAMES["PF"], is_known("BJ"), is_known("PLT")
('Pallet', True, False)
"""

from __future__ import annotations

NAMES = {
    "BE": "Bundle",
    "BG": "Bag",
    "BO": "Bottle",
    "BX": "Box",
    "C62": "Piece",
    "CA": "Can",
    "CL": "Coil",
    "CQ": "Cartridge",
    "CR": "Crate",
    "CS": "Case",
    "CT": "Carton",
    "CY": "Cylinder",
    "D99": "Sleeve",
    "DR": "Drum",
    "EV": "Envelope",
    "KG": "Keg",
    "NE": "Unpacked",
    "PA": "Packet",
    "PF": "Pallet",
    "PK": "Pack",
    "PL": "Pail",
    "PR": "Pair",
    "PU": "Tray",
    "RG": "Ring",
    "RL": "Reel",
    "RO": "Roll",
    "SA": "Sack",
    "SET": "Set",
    "TN": "Tin",
    "TU": "Tube",
    "WR": "Wrap",
    "Z2": "Chest",
    "Z3": "Cask",
}
"""Codes of guideline 5.0 with what they stand for."""

XCHANGE_ONLY = {"BJ": "Bucket", "BR": "Bar"}

LEVELS = frozenset({"f-pak", "m-pak", "d-pak", "t-pak", "Bas", "Mellan", "Topp"})
"""Names of packing levels in the Nordic countries (PACKING_UNIT_NAME)."""


def is_known(code: str) -> bool:
    """Say whether *code* is a kind of packaging."""
    return code in NAMES or code in XCHANGE_ONLY
