"""Units of length, area, volume, weight and time with what one of them is in the unit we store.

Source:  UN/ECE Recommendation 20 (codes); SI brochure, 9th edition; inch, pound and US gallon as
         NIST SP 811 (2008), appendix B, defines them. All factors are exact.
Shape:   metre MTR, square metre MTK, cubic metre MTQ, kilogram KGM, day DAY.
Limits:  ETIM xChange 1.1 writes DTM where it means the decimetre (DMT), and KTM for KMT.

>>> stored(Decimal("250"), "MMT"), stored(Decimal("2"), "TNE"), stored(Decimal("1"), "C62")
((Decimal('0.250'), 'MTR'), (Decimal('2000'), 'KGM'), None)
"""

from __future__ import annotations

from decimal import Decimal

METRE, SQUARE_METRE, CUBIC_METRE, KILOGRAM, DAY = "MTR", "MTK", "MTQ", "KGM", "DAY"

_TABLE = {
    METRE: """
        MMT 0.001  CMT 0.01  DMT 0.1  DTM 0.1  MTR 1  KTM 1000  KMT 1000
        INH 0.0254  FOT 0.3048  YRD 0.9144  SMI 1609.344
    """,
    SQUARE_METRE: """
        MMK 0.000001  CMK 0.0001  DMK 0.01  MTK 1  HAR 10000
        INK 0.00064516  FTK 0.09290304  YDK 0.83612736
    """,
    CUBIC_METRE: """
        MMQ 0.000000001  CMQ 0.000001  DMQ 0.001  MTQ 1
        MLT 0.000001  CLT 0.00001  DLT 0.0001  LTR 0.001  HLT 0.1
        INQ 0.000016387064  FTQ 0.028316846592  YDQ 0.764554857984
        OZA 0.0000295735295625  PT 0.000473176473  QT 0.000946352946  GLL 0.003785411784
    """,
    KILOGRAM: """
        MGM 0.000001  GRM 0.001  KGM 1  DTN 100  TNE 1000
        ONZ 0.028349523125  LBR 0.45359237  LTN 1016.0469088
    """,
    DAY: "DAY 1  WEE 7",
}


def _factors() -> dict[str, tuple[Decimal, str]]:
    factors = {}
    for base, text in _TABLE.items():
        words = text.split()
        for code, factor in zip(words[::2], words[1::2], strict=True):
            factors[code] = (Decimal(factor), base)
    return factors


FACTORS = _factors()
"""What one of a unit is, and in which unit."""


def stored(amount: Decimal, unit: str) -> tuple[Decimal, str] | None:
    """*amount* in the unit we store, with that unit; None when *unit* measures none of these."""
    found = FACTORS.get(unit)
    if found is None:
        return None
    factor, base = found
    return amount * factor, base
