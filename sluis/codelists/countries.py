"""Countries, ISO 3166-1 alpha-2, and the shape of their parts, ISO 3166-2.

Source:  ISO 3166-1 as of 2026-01 (249 codes); XK is user-assigned and in general use for Kosovo;
         EU is exceptionally reserved and common as a territory. BMEcat's TERRITORY and
         COUNTRY_OF_ORIGIN take a country or a country with its subdivision (`DE-NW`).
Shape:   upper-case two-letter codes.

>>> is_known("NL"), is_known("DE-NW"), is_known("UK"), is_known("nl")
(True, True, False, False)
>>> canonical("UK"), canonical("nl"), canonical("DE-NW"), canonical("Holland")
('GB', 'NL', 'DE-NW', None)
"""

from __future__ import annotations

CODES = frozenset(
    """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR
    BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ
    EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW
    GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY
    KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV
    MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY
    QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG
    TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM
    ZW
    """.split()
)
"""Countries of ISO 3166-1."""

ALSO_USED = frozenset({"EU", "XK", "AN", "CS"})
"""In use without being in the list: reserved, user-assigned, and two that are gone."""

ALIASES = {"UK": "GB", "EL": "GR"}
"""What the European institutions write for two countries."""

SUBDIVISION_LENGTHS = frozenset({4, 5, 6})
"""Characters of country, hyphen and a subdivision of one to three letters or digits."""


def is_known(code: str) -> bool:
    """Say whether *code* is a country, or a country with a subdivision of the right shape."""
    if code in CODES or code in ALSO_USED:
        return True
    part = code[3:]
    return (
        len(code) in SUBDIVISION_LENGTHS
        and code[2] == "-"
        and code[:2] in CODES
        and part.isascii()
        and part.isalnum()
    )


def canonical(code: str) -> str | None:
    """The code we store for *code*, or None when it is no country."""
    upper = code.strip().upper()
    upper = ALIASES.get(upper, upper)
    return upper if is_known(upper) else None
