"""Which codes each dialect of BMEcat allows, where it has a list or a pattern of its own.

Source:  the schemas bmecat_etim_501, bmecat_etim_31, bmecat_2005 (2005fd) and, for 1.2,
         bmecat_new_catalog. A list that is a code list of ours is said by what it lacks of that.
Traps:   the word characters of a schema's pattern have no underscore: it is punctuation there.

>>> allows(ETIM_50, "unit", "MTK"), allows(ETIM_31, "unit", "MTK"), allows(ETIM_50, "rohs", "yes")
(True, False, False)
"""

from __future__ import annotations

import re
from functools import lru_cache

from sluis.codelists import countries, currencies, languages, languages_rare, mime, packaging, units

ETIM_50 = "bmecat-etim-5.0"
ETIM_31 = "bmecat-etim-3.1"
BMECAT_2005 = "bmecat-2005"
BMECAT_12 = "bmecat-1.2"

_UNITS_31 = frozenset(
    """
    BE BG BO BX C62 CA CL CMT CQ CS CT DR GRM KG KGM LTR MGM MLT MMT MTR PA PF PK PL PR PU RG RL RO
    SA SET ST TN TU Z2 Z3
    """.split()
)
_UNITS_50 = _UNITS_31 | frozenset(
    "ANN CMK CMQ CR D99 DAY HUR KTM MMK MMQ MTK MTQ SEC TNE WEE".split()
)
_LATER_UNITS = frozenset({"CI", "H87", "KMT"})
_LATER_COUNTRIES = frozenset("AX BL BQ CW GG IM JE ME MF MH RS SS SX TL UM".split())
_LATER_CURRENCIES = frozenset(
    """
    AFN AMD AOA ARS AZN BAM BOV BRL BYN CDF CHE CHW COU CZK ERN GEL GHS KGS KZT MDL MGA MKD MMK MRU
    MXN MXV MZN NAD NIO PEN RON RSD RUB SDG SLE SRD SSP STN TJS TMT TRY UAH UGX USN UYI UYU UYW UZS
    VED VES XAD XAF XAG XAU XBA XBB XBC XBD XCD XCG XDR XOF XPD XPF XPT XSU XTS XUA XXX ZMW ZWG
    """.split()
)
_LATER_LANGUAGES = frozenset(
    """
    ain alt anp arg ast byn cnr crh csb dsb frr frs gsw hat hsb ido iii inh jbo kdr krc krl lim mdf
    mwl myv nap nog nqo rup scn sma smj smn sms srn syc tlh udm wln xal zbl zgh zxx zza
    """.split()
)
_REFERENCES = frozenset(
    "accessories consists_of followup mandatory others select similar sparepart".split()
)
_STATUS_12 = frozenset(
    "bargain core_article new new_article old_article others refurbished used".split()
)
_STATUS_2005 = frozenset(
    "bargain core_product new new_product old_product others refurbished used".split()
)
_PURPOSES_12 = frozenset("data_sheet detail logo normal others thumbnail".split())
_PRICES_12 = "gros_list|net_customer|net_customer_exp|net_list|nrp|udp_[A-Za-z0-9]{1,16}"
_TYPES_50 = frozenset("contract license physical service".split())
_TYPES_2005 = _TYPES_50 | frozenset(
    "bundle component configurable major minor must_be_configured professional_services".split()
)

_SETS: dict[str, dict[str, frozenset[str]]] = {
    "unit": {
        ETIM_50: _UNITS_50,
        ETIM_31: _UNITS_31,
        BMECAT_2005: units.CODES - _LATER_UNITS,
        BMECAT_12: units.CODES - _LATER_UNITS,
    },
    "packaging": {
        ETIM_50: frozenset(packaging.NAMES),
        ETIM_31: _UNITS_31,
        BMECAT_2005: units.CODES - _LATER_UNITS,
    },
    "currency": {
        ETIM_50: currencies.CODES - frozenset("SLE VED XAD XCG ZWG".split()),
        ETIM_31: currencies.CODES - _LATER_CURRENCIES,
        BMECAT_2005: currencies.CODES - _LATER_CURRENCIES - {"PLN"},
        BMECAT_12: currencies.CODES - _LATER_CURRENCIES - {"PLN"},
    },
    "reference": {
        ETIM_50: _REFERENCES | {"base_product"},
        ETIM_31: _REFERENCES | {"base_product", "diff_orderunit"},
        BMECAT_2005: _REFERENCES | {"base_product", "diff_orderunit"},
        BMECAT_12: _REFERENCES | {"diff_orderunit"},
    },
    "status": dict.fromkeys((ETIM_50, ETIM_31, BMECAT_2005), _STATUS_2005)
    | {BMECAT_12: _STATUS_12},
    "purpose": dict.fromkeys((ETIM_31, BMECAT_2005), mime.PURPOSES) | {BMECAT_12: _PURPOSES_12},
    "product_type": {ETIM_50: _TYPES_50, BMECAT_2005: _TYPES_2005},
    "level": {
        ETIM_50: packaging.LEVELS,
        ETIM_31: frozenset(level for level in packaging.LEVELS if level.endswith("pak")),
    },
}
"""Closed lists by dialect."""

_MEDIA = "application/pdf|application/xml|image/gif|image/jpeg|text/html|text/plain"

_PATTERNS: dict[str, dict[str, str]] = {
    "mime_type": {
        ETIM_31: r"[A-Za-z0-9+.\-/]{1,100}",
        BMECAT_2005: rf"{_MEDIA}|[A-Za-z0-9+.\-]{{1,30}}",
        BMECAT_12: ".{1,30}",
    },
    "price_type": {
        ETIM_50: "net_customer|net_list|nrp",
        ETIM_31: _PRICES_12 + "|on_request",
        BMECAT_2005: _PRICES_12 + "|on_request",
        BMECAT_12: _PRICES_12,
    },
    "system": dict.fromkeys((ETIM_50, ETIM_31, BMECAT_2005), r"[A-Za-z0-9.\-]{1,80}")
    | {BMECAT_12: ".{1,50}"},
    "branch": {
        ETIM_50: "electrical|HVAC|building|shipbuilding",
        ETIM_31: "electrical|HVAC|building|guarantee|shipbuilding",
    },
}
_EVERYWHERE = {
    "version": r"[0-9]{1,3}\.[0-9]{1,3}",
    "rohs": "true|false|exempt",
    "reach": "true|false|no data",
    "un_number": "[0-9]{4}",
    "packing_group": "I|II|III",
    "aggregation": "L|S|G",
    "tunnel": "[A-E]",
    "signal_word": "D|W",
    "ghs": "GHS0[1-9]",
    "hazard_class": r"1|2\.[123]|3|4\.[123]|5\.[12]|6\.[12]|7|8|9",
    "manner": "base|cumulated",
    "one_or_two": "1|2",
    "bim": "ready|test|incomplete",
    "value_type": "choice|range|set",
    "declaration": "DOC CE|[A-Za-z0-9]{1,20}",
    "party": "buyer_specific|duns|gln",
    "md": "|".join(mime.NAMES),
}
"""Patterns that are the same in each dialect that has the element."""


def allows(dialect: str, name: str, code: str) -> bool:
    """Whether *dialect* has *code* in its list *name*."""
    if name == "country":
        return _is_country(dialect, code)
    closed = _SETS.get(name)
    if closed is not None:
        return code in closed[dialect]
    pattern = _EVERYWHERE.get(name) or _PATTERNS[name][dialect]
    return re.fullmatch(pattern, code, re.ASCII) is not None


@lru_cache(maxsize=1_000)
def written_language(code: str) -> str | None:
    """What is written for a language as we store it, or None when BMEcat has no code for it.

    >>> [written_language(code) for code in ("nl", "gsw", "und", "nl-BE")]
    ['dut', None, 'und', None]
    """
    written = languages.three_letter(code)
    known = written != code or code in languages_rare.CODES
    return written if known and written not in _LATER_LANGUAGES else None


def _is_country(dialect: str, code: str) -> bool:
    country, hyphen, part = code.partition("-")
    later = {"JE"} if dialect == ETIM_50 else _LATER_COUNTRIES
    known = country in countries.CODES and country not in later
    return known and (not hyphen or re.fullmatch("[A-Z0-9]{1,3}", part) is not None)
