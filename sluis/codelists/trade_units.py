"""Units that one orders and prices by: what they are called, and which of them a format can write.

Source:  OrderUnit of the JSON schemas of ETIM xChange 1.1 (2024-08-23) and 2.0 (2025-11-27);
         `dtUNIT` of the ETIM guideline for BMEcat 5.0.1 and `dtPUNIT` of 3.1, which orders in it;
         UoMType of SALES005 (Ketenstandaard, revision 2026-05-01). BMEcat 1.2 and 2005 take all of
         `sluis.codelists.units`. Names are our own.
Shape:   codes as we store them (piece is C62).
Limits:  INSBOU003, INSBOU004 and PAB 2 are older than the list of SALES005 and are given its PCE;
         their own lists are not public, so that any other known code is written as it is.

>>> written("C62", "dico-sales005"), written("C62", "pab-2"), written("BX", "dico-sales005")
('PCE', 'PCE', None)
>>> written("KTM", "etim-xchange-2.0"), written("XYZ", "bmecat-2005")
('KTM', None)
"""

from __future__ import annotations

from sluis.codelists import units
from sluis.codelists.units import PIECE

NAMES = {
    "ANN": {"en": "Year", "nl": "Jaar"},
    "BE": {"en": "Bundle", "nl": "Bundel"},
    "BG": {"en": "Bag", "nl": "Zak"},
    "BO": {"en": "Bottle", "nl": "Fles"},
    "BX": {"en": "Box", "nl": "Doos"},
    "C62": {"en": "Piece", "nl": "Stuk"},
    "CA": {"en": "Can", "nl": "Bus"},
    "CI": {"en": "Canister", "nl": "Kan"},
    "CL": {"en": "Coil", "nl": "Spoel"},
    "CMK": {"en": "Square centimetre", "nl": "Vierkante centimeter"},
    "CMQ": {"en": "Cubic centimetre", "nl": "Kubieke centimeter"},
    "CMT": {"en": "Centimetre", "nl": "Centimeter"},
    "CQ": {"en": "Cartridge", "nl": "Patroon"},
    "CR": {"en": "Crate", "nl": "Krat"},
    "CS": {"en": "Case", "nl": "Kist"},
    "CT": {"en": "Carton", "nl": "Karton"},
    "D99": {"en": "Sleeve", "nl": "Huls"},
    "DAY": {"en": "Day", "nl": "Dag"},
    "DD": {"en": "Degree", "nl": "Graad"},
    "DR": {"en": "Drum", "nl": "Vat"},
    "DZN": {"en": "Dozen", "nl": "Dozijn"},
    "FOT": {"en": "Foot", "nl": "Voet"},
    "FTQ": {"en": "Cubic foot", "nl": "Kubieke voet"},
    "GRM": {"en": "Gram", "nl": "Gram"},
    "HLT": {"en": "Hectolitre", "nl": "Hectoliter"},
    "HUR": {"en": "Hour", "nl": "Uur"},
    "INH": {"en": "Inch", "nl": "Inch"},
    "INQ": {"en": "Cubic inch", "nl": "Kubieke inch"},
    "KG": {"en": "Keg", "nl": "Fust"},
    "KGM": {"en": "Kilogram", "nl": "Kilogram"},
    "KTM": {"en": "Kilometre", "nl": "Kilometer"},
    "LBR": {"en": "Pound", "nl": "Pond (Engels)"},
    "LTN": {"en": "Long ton", "nl": "Engelse ton"},
    "LTR": {"en": "Litre", "nl": "Liter"},
    "MGM": {"en": "Milligram", "nl": "Milligram"},
    "MIN": {"en": "Minute", "nl": "Minuut"},
    "MLT": {"en": "Millilitre", "nl": "Milliliter"},
    "MMK": {"en": "Square millimetre", "nl": "Vierkante millimeter"},
    "MMQ": {"en": "Cubic millimetre", "nl": "Kubieke millimeter"},
    "MMT": {"en": "Millimetre", "nl": "Millimeter"},
    "MON": {"en": "Month", "nl": "Maand"},
    "MTK": {"en": "Square metre", "nl": "Vierkante meter"},
    "MTQ": {"en": "Cubic metre", "nl": "Kubieke meter"},
    "MTR": {"en": "Metre", "nl": "Meter"},
    "NMP": {"en": "Number of packs", "nl": "Aantal pakken"},
    "NPL": {"en": "Number of parcels", "nl": "Aantal pakketten"},
    "NRL": {"en": "Number of rolls", "nl": "Aantal rollen"},
    "ONZ": {"en": "Ounce", "nl": "Ounce"},
    "PA": {"en": "Packet", "nl": "Pakje"},
    "PF": {"en": "Pallet", "nl": "Pallet"},
    "PK": {"en": "Pack", "nl": "Pak"},
    "PL": {"en": "Pail", "nl": "Emmer"},
    "PR": {"en": "Pair", "nl": "Paar"},
    "PU": {"en": "Tray", "nl": "Tray"},
    "RG": {"en": "Ring", "nl": "Ring"},
    "RL": {"en": "Reel", "nl": "Haspel"},
    "RO": {"en": "Roll", "nl": "Rol"},
    "SA": {"en": "Sack", "nl": "Baal"},
    "SEC": {"en": "Second", "nl": "Seconde"},
    "SET": {"en": "Set", "nl": "Set"},
    "SMI": {"en": "Mile", "nl": "Mijl"},
    "ST": {"en": "Sheet", "nl": "Plaat"},
    "TN": {"en": "Tin", "nl": "Blik"},
    "TNE": {"en": "Tonne", "nl": "Ton"},
    "TU": {"en": "Tube", "nl": "Tube"},
    "WEE": {"en": "Week", "nl": "Week"},
    "YRD": {"en": "Yard", "nl": "Yard"},
    "Z2": {"en": "Chest", "nl": "Koffer"},
    "Z3": {"en": "Cask", "nl": "Ton (houten vat)"},
}
"""Every unit that one of the formats below can write."""

_BOTH = frozenset(
    """
    ANN BE BG BO BX C62 CA CL CMK CMQ CMT CQ CR CS CT D99 DAY DR GRM HUR KG KGM KTM LTR MGM
    MLT MMK MMT MMQ MTR MTK MTQ PA PF PK PL PR PU RG RL RO SA SEC SET ST TN TNE TU WEE Z2 Z3
    """.split()
)
_XCHANGE_20 = _BOTH | frozenset("CI DZN FOT FTQ HLT INH INQ LBR LTN MIN ONZ SMI YRD".split())
_BMECAT_31 = frozenset(
    """
    BE BG BO BX C62 CA CL CMT CQ CS CT DR GRM KG KGM LTR MGM MLT MMT MTR PA PF PK PL PR PU RG
    RL RO SA SET ST TN TU Z2 Z3
    """.split()
)
_SALES005 = frozenset(
    "C62 MMT CMT MTR MTK MLT LTR MTQ GRM KGM TNE MIN HUR DAY WEE MON ANN SEC DD".split()
)

WRITABLE = {
    "bmecat-etim-5.0": _BOTH,
    "bmecat-etim-4.0": _BOTH,
    "bmecat-etim-3.1": _BMECAT_31,
    "etim-xchange-2.0": _XCHANGE_20,
    "etim-xchange-1.1": _XCHANGE_20 | {"NMP", "NPL", "NRL"},
    "dico-sales005": _SALES005,
}
"""The units that a format has a word for; a format that is not here takes all that we know."""

OWN_WORDS = {
    "dico-sales005": {PIECE: "PCE"},
    "insbou004": {PIECE: "PCE"},
    "insbou003": {PIECE: "PCE"},
    "pab-2": {PIECE: "PCE"},
}


def written(code: str, format_name: str) -> str | None:
    """How *format_name* writes the unit *code*, or None when it has no word for it."""
    if code not in WRITABLE.get(format_name, units.STORED):
        return None
    return OWN_WORDS.get(format_name, {}).get(code, code)
