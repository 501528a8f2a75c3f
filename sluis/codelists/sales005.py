"""Code lists of SALES005 (DICO) that its catalogue messages use.

Source:  SALES005 (Ketenstandaard Bouw en Techniek), release 2018-11-01, revision 2026-05-01:
         CertificateType, IndicatorType, MutationType, RelationKindType, ROHSIndicatorType,
         TermsType, ValueType, VATRateType. Words are our own.
Shape:   code -> words. The other lists stand with those of other formats: `trade_units`,
         `packaging`, `attachments`, `surcharges`, `relations`, `status`, `etim`.

>>> certificate("rohs"), certificate("KOMO"), certificate("X")
('RoHS', 'KOMO', 'X')
"""

from __future__ import annotations

COMPLETE = "9"
CHANGE = "4"
MUTATIONS = {CHANGE: "Only what is in the message", COMPLETE: "All there is"}

CERTIFICATES = {
    "FSC": "Forest Stewardship Council",
    "ISPM": "Wood packaging, ISPM 15",
    "KEMA": "KEMA-KEUR",
    "KH": "Keurhout",
    "KIWA": "KIWA",
    "KOMO": "KOMO",
    "PEFC": "PEFC",
    "PVW": "Politiekeurmerk Veilig Wonen",
    "IHM": "Inventory of hazardous materials",
    "SDS": "Safety data sheet",
    "REACH": "REACH",
    "ART": "ART, locks of two-wheelers",
    "Gastec": "Gastec",
    "Gaskeur": "Gaskeur",
    "ADR": "Dangerous goods by road",
    "UN": "UN number",
    "GHS": "Classification and labelling of chemicals",
    "LQC": "Limited quantity",
    "CMR": "Carriage of goods by road",
    "DIN": "DIN",
    "ISO": "ISO",
    "ECCN": "Export control number",
    "WEEE": "Waste of electrical equipment",
    "DOP": "Declaration of performance",
    "EEL": "EU energy label",
    "ECO": "Eco label",
    "Seal": "Seal of approval",
    "DECL": "Preferential origin",
    "CAL": "Calibration",
    "DOCCE": "Declaration of conformity",
    "MTCS": "Malaysian timber",
    "RoHS": "RoHS",
    "EPD": "Environmental product declaration",
}
ROHS = {"J": "true", "N": "false", "V": "exempt"}
"""ROHSIndicatorType -> the word of ETIM xChange and the guideline for BMEcat."""

VALUE_TYPES = {"A": "Value of a list", "JN": "Yes or no", "N": "Number"}

VAT_RATES = {
    "AE": "Reverse charge",
    "E": "Exempt",
    "G": "Export",
    "K": "Within the EEA",
    "L": "Canary Islands",
    "M": "Ceuta and Melilla",
    "O": "Outside VAT",
    "S": "Normal",
    "Z": "Zero",
}
TERMS = {"AC": "Action", "BC": "Basic", "PC": "Project"}
RELATION_KINDS = {"AA": "Trade items", "PP": "Products"}
INDICATORS = {"OTH": "Other", "REACH": "Substances of very high concern"}
BIM_STATUSES = frozenset({"ready", "test", "incomplete"})


def certificate(code: str) -> str:
    """The kind of certificate as the list writes it; an unknown one is kept as it is."""
    return _CERTIFICATES.get(code.casefold(), code)


_CERTIFICATES = {code.casefold(): code for code in CERTIFICATES}
