"""Kinds of packaging: what a packaging unit is packed in.

Source:  ETIM guideline for BMEcat 5.0.1, dtPUNIT (33 codes of UN/ECE Recommendations 20 and 21),
         and BJ, BR of ETIM xChange 2.0 (2025-11-27); PackageDescriptionType of SALES005
         (Ketenstandaard, revision 2026-05-01), the codes of GS1 in EANCOM 7065; LEN of examples in
         the 2BA documentation (as of 2024); UN/ECE Recommendation 21. Names are our own.
Shape:   we store the code of dtPUNIT where there is one. SALES005, INSBOU and PAB 2 write the codes
         of EANCOM 7065: those of Recommendation 21, in which four kinds are called otherwise, and
         those of GS1, which are kept; a format that has only dtPUNIT gets the nearest.
Limits:  KG is a keg here, not a kilogram; guideline 3.1 allowed units of measure as well.

>>> NAMES["PF"], from_eancom("PX"), to_eancom("PF"), from_eancom("201"), nearest("201")
('Pallet', 'PF', 'PX', '201', 'PF')
>>> is_known("BJ"), is_known("PLT"), nearest("BX"), nearest("SEC")
(True, False, 'BX', None)
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

EANCOM = {
    "08": ("Pallet, one way", "PF"),
    "09": ("Pallet, returnable", "PF"),
    "200": ("Half Euro pallet", "PF"),
    "201": ("Euro pallet", "PF"),
    "202": ("Pallet ISO 2", "PF"),
    "203": ("Quarter Euro pallet", "PF"),
    "204": ("Eighth Euro pallet", "PF"),
    "205": ("Synthetic pallet ISO 1", "PF"),
    "206": ("Synthetic pallet ISO 2", "PF"),
    "210": ("Wholesaler pallet", "PF"),
    "211": ("Pallet 80 x 100 cm", "PF"),
    "212": ("Pallet 60 x 100 cm", "PF"),
    "APE": ("Aluminium packed", ""),
    "BGE": ("Large bag, pallet sized", "BG"),
    "BME": ("Blister pack", "PK"),
    "BRI": ("Brick", "PK"),
    "CBL": ("Container like a bottle", "BO"),
    "CCE": ("Cardboard carrier", ""),
    "FOB": ("Folding box", "BX"),
    "FPE": ("Foil packed", ""),
    "LAB": ("Labelled package", "PK"),
    "LEN": ("Length", ""),
    "MPE": ("Multipack", "PK"),
    "OPE": ("Oxygen packed", ""),
    "PAE": ("Paper", ""),
    "PLP": ("Peel pack", "PK"),
    "POP": ("Cone shaped paper wrapper", "WR"),
    "PPE": ("Polypropylene bag", "BG"),
    "PUE": ("Tray packed in plastic", "PU"),
    "RB3": ("Wheeled pallet with raised rim", "PF"),
    "RCB": ("Cage on wheels", ""),
    "SEC": ("Article surveillance", ""),
    "STL": ("Stick", ""),
    "TEV": ("Tamper evident", ""),
    "THE": ("Three pack", "PK"),
    "TRE": ("Trolley", ""),
    "TTE": ("Tube, standing", "TU"),
    "TWE": ("Two pack", "PK"),
    "UUE": ("Tube net", ""),
    "UVQ": ("Wrapped in plastic sheet", "WR"),
    "WRP": ("Wrapper", "WR"),
    "X11": ("Banded package", "PK"),
    "X15": ("Half Euro pallet, one way", "PF"),
    "X16": ("Euro pallet, one way", "PF"),
    "X17": ("Pallet with exceptional dimensions", "PF"),
    "X3": ("Standard stack of stones", ""),
}
"""Codes of GS1 with what they stand for and the nearest of dtPUNIT, if any."""

_OF_EANCOM = {"PX": "PF", "SY": "D99", "CH": "Z2", "CK": "Z3"}
"""Pallet, sleeve, chest and cask in Recommendation 21; there PF is a pen."""

_TO_EANCOM = {ours: theirs for theirs, ours in _OF_EANCOM.items()}

LEVELS = frozenset({"f-pak", "m-pak", "d-pak", "t-pak", "Bas", "Mellan", "Topp"})
"""Names of packing levels in the Nordic countries (PACKING_UNIT_NAME)."""


def from_eancom(code: str) -> str:
    """The code we store for one of EANCOM 7065; an unknown one is kept as it is."""
    return _OF_EANCOM.get(code, code)


def to_eancom(code: str) -> str:
    """What EANCOM 7065 calls *code*; an unknown one is kept as it is."""
    return _TO_EANCOM.get(code, code)


def nearest(code: str) -> str | None:
    """The code of dtPUNIT for *code*: itself or the nearest, None when there is none."""
    if code in NAMES:
        return code
    return EANCOM.get(code, ("", ""))[1] or None


def is_known(code: str) -> bool:
    """Say whether *code* is a kind of packaging."""
    return code in NAMES or code in EANCOM or code in XCHANGE_ONLY
