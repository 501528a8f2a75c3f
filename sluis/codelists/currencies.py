"""Currencies, ISO 4217 alphabetic codes.

Source:  ISO 4217 (SIX Interbank Clearing, list one, published 2026-01-01; funds codes and metals
         are in the list too, BMEcat allows them), and list three for what is gone.
Shape:   upper-case three-letter codes.

>>> "EUR" in CODES, "DEM" in CODES, is_known("DEM"), is_known("EURO")
(True, False, True, False)
"""

from __future__ import annotations

CODES = frozenset(
    """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN
    BZD CAD CDF CHE CHF CHW CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR
    FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY
    KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU
    MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON
    RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP
    TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED VES VND VUV WST XAD XAF XAG XAU XBA XBB
    XBC XBD XCD XCG XDR XOF XPD XPF XPT XSU XTS XUA XXX YER ZAR ZMW ZWG
    """.split()
)
"""Currencies in use."""

HISTORIC = frozenset(
    """
    ADP AFA ANG AOK ARA ATS AZM BEF BGL BGN BRC BUK BYR CSD CSK CUC CYP DDM DEM ECS EEK ESP FIM
    FRF GHC GRD GWP HRK IEP ITL LTL LUF LVL MGF MRO MTL MXP MZM NIC NLG PEI PLZ PTE ROL SDD
    SDP SIT SKK SLL SRG STD SUR TMM TPE TRL UGS UYP VEB VEF XEU YDD YUD YUM ZAL ZMK ZRZ ZWD ZWL
    """.split()
)
"""Currencies that were: old catalogues have them, BMEcat 2005 still lists most."""


def is_known(code: str) -> bool:
    """Say whether *code* is or was a currency."""
    return code in CODES or code in HISTORIC
