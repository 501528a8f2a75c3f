"""Kinds of allowance and surcharge.

Source:  AllowanceSurchargeType of ETIM xChange 2.0 (2025-11-27); allowance and charge types of
         SALES005 (Ketenstandaard, revision 2026-05-01). PAB 2 and INSBOU004 are read with the same
         list (inferred: their own is not public). Words are our own.
Shape:   the code of EDIFACT 7161 as text. Whether something is taken off or added stands beside it.
Limits:  CAC is in SALES005 alone; INS, MAT are in ETIM xChange alone.

>>> NAMES["SH"]["nl"], is_known("QD"), is_known("sh")
('Bewerkingstoeslag', True, False)
"""

from __future__ import annotations

NAMES = {
    "AAT": {"en": "Rush delivery", "nl": "Spoedlevering"},
    "ABL": {"en": "Packaging", "nl": "Verpakkingskosten"},
    "ADO": {"en": "Efficient logistics", "nl": "Logistieke korting"},
    "ADR": {"en": "Other", "nl": "Overige"},
    "ADZ": {"en": "Direct delivery", "nl": "Rechtstreekse levering"},
    "AEM": {"en": "Administration", "nl": "Administratiekosten"},
    "AEO": {"en": "Collection and recycling", "nl": "Afvalbeheerbijdrage"},
    "AEP": {"en": "Copyright fee", "nl": "Heffing auteursrechten"},
    "AEQ": {"en": "More than agreed", "nl": "Overschrijdingstoeslag"},
    "CAC": {"en": "Cash discount", "nl": "Korting voor contant"},
    "CAI": {"en": "Cutting", "nl": "Snijkosten"},
    "DAE": {"en": "Distributor discount", "nl": "Distributiearrangement"},
    "DBD": {"en": "Bound to the debtor", "nl": "Debiteurgebonden"},
    "FC": {"en": "Freight", "nl": "Vrachtkosten"},
    "HD": {"en": "Handling", "nl": "Handling"},
    "INS": {"en": "Insurance", "nl": "Verzekering"},
    "MAC": {"en": "Small order", "nl": "Kleineorderkosten"},
    "MAT": {"en": "Material", "nl": "Materiaaltoeslag"},
    "PAD": {"en": "Promotion", "nl": "Actiekorting"},
    "PI": {"en": "Collected by the buyer", "nl": "Afhaalkorting"},
    "QD": {"en": "Quantity discount", "nl": "Staffelkorting"},
    "RAD": {"en": "Returnable container", "nl": "Statiegeld"},
    "SH": {"en": "Special handling", "nl": "Bewerkingstoeslag"},
    "TD": {"en": "Trade discount", "nl": "Handelskorting"},
    "WHE": {"en": "Delivery to the warehouse", "nl": "Magazijnlevering"},
    "X21": {"en": "Special agreement", "nl": "Speciale regeling"},
}
"""The codes with their meaning."""


def is_known(code: str) -> bool:
    """Say whether *code* is a kind of allowance or surcharge."""
    return code in NAMES
