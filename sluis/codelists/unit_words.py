"""Units as people write them in their own tables: Dutch, English, German and French words.

Shape:   a word in small letters, without its last full stop -> the code we store (UN/ECE).
Source:  our own list of 2026-07, after what price lists of the trade write.
Traps:   here ST is a piece and KG a kilogram, as everybody means them; UN/ECE has a sheet and a
         keg by these codes, which a layout reaches by a value map to other words (`sheet`, `keg`).

>>> unit("Stuks"), unit("st."), unit("MTR"), unit("kg"), unit("m²"), unit("elf")
('C62', 'C62', 'MTR', 'KGM', 'MTK', None)
"""

from __future__ import annotations

from sluis.codelists import units

_WORDS = {
    "C62": "st stk stks stuk stuks pc pcs pce piece pieces ea each stück stueck pièce pièces pce u",
    "MTR": "m mtr mtrs meter meters metre metres mètre mètres lm",
    "DMT": "dm decimeter",
    "CMT": "cm centimeter",
    "MMT": "mm millimeter",
    "INH": "inch in duim zoll pouce",
    "KTM": "km kilometer",
    "MTK": "m2 m² qm vierkante_meter",
    "MTQ": "m3 m³ cbm kuub",
    "DMQ": "dm3 dm³",
    "CMQ": "cm3 cm³",
    "MMQ": "mm3 mm³",
    "LTR": "l ltr liter liters litre litres",
    "MLT": "ml milliliter",
    "KGM": "kg kgs kilo kilogram kilogramme",
    "GRM": "g gr gram grams gramme",
    "MGM": "mg milligram",
    "LBR": "lb lbs pond",
    "TNE": "t ton tonne tonnes",
    "SET": "set sets stel garnituur satz jeu",
    "PR": "pr paar paren pair pairs paire",
    "PK": "pak pakken pck pack packs packung paquet",
    "BX": "ds doos dozen box boxes schachtel boîte boite",
    "CT": "krt karton kartons carton cartons omdoos",
    "RO": "rol rollen roll rolls rolle rouleau",
    "RG": "ring ringen",
    "RL": "haspel haspels reel reels trommel spoel",
    "BE": "bos bundel bundels bundle bund botte",
    "BG": "zak zakken bag bags beutel sac sachet",
    "SA": "baal sack",
    "CA": "blik blikken can cans dose",
    "BO": "fles flessen bottle bottles flasche bouteille",
    "CY": "cilinder cylinder",
    "PL": "emmer emmers pail bucket eimer seau",
    "PF": "pallet pallets palet palette plt",
    "PA": "pakje packet",
    "TU": "tube tubes koker kokers",
    "CQ": "patroon cartridge kartusche cartouche",
    "CR": "krat kratten crate",
    "ST": "sheet sheets plaat platen vel vellen tafel blatt feuille",
    "KG": "keg vaatje",
    "DZN": "dozijn dozen_of dutzend douzaine",
    "HUR": "uur uren h hour hours stunde heure",
    "DAY": "dag dagen day days tag jour",
}

WORDS = {word: code for code, words in _WORDS.items() for word in words.split()}


def unit(text: str) -> str | None:
    """The code for what a table says, or None when that is neither a word nor a code we know."""
    word = text.strip().casefold().removesuffix(".")
    return WORDS.get(word) or units.canonical(text)
