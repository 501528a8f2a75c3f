"""Legal indications: RoHS, REACH, batteries, dangerous goods.

Shape:   record -> one finding per value that the guideline does not have.
Source:  ETIM guideline for BMEcat 5.0.1 (ROHS_INDICATOR, REACH.INFO, SCIP_NUMBER, UFI_CODE,
         SPECIAL_TREATMENT_CLASS_DETAILS); tunnel codes and divisions of class 1 as in ADR 2025.
Limits:  case is not looked at; a boolean that could not be read is told by the reader.

>>> record, legislation = Record(ordinal=1, key="1"), {"rohs": "yes", "reach": "No data"}
>>> [(found.field, found.value) for found in _values(record, legislation, DIRECT, "legislation")]
[('legislation.rohs', 'yes')]
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from sluis.checks import _about
from sluis.entities import Json
from sluis.model import Finding, Header, Product, Record

Allowed = tuple[re.Pattern[str], str]


def _allowed(pattern: str, words: str) -> Allowed:
    return re.compile(pattern, re.IGNORECASE), words


DIRECT = {
    "rohs": _allowed(r"true|false|exempt", "true, false, exempt"),
    "reach": _allowed(r"true|false|no data", "true, false, no data"),
    "scip_number": _allowed(
        r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"
    ),
    "ufi_code": _allowed(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}", "XXXX-XXXX-XXXX-XXXX"),
}
"""What stands directly in `legislation`."""

HAZARD = {
    "packing_group": _allowed(r"I{1,3}", "I, II, III"),
    "transport_category": _allowed(r"[0-4]", "0, 1, 2, 3, 4"),
    "aggregation_state": _allowed(r"[LSG]", "L, S, G"),
    "hazard_classes": _allowed(
        r"1(?:\.[1-6][A-Z]?)?|2(?:\.[1-3])?|3|4\.[1-3]|5\.[12]|6\.[12]|[789]",
        "1, 2.1-2.3, 3, 4.1-4.3, 5.1, 5.2, 6.1, 6.2, 7, 8, 9",
    ),
    "tunnel_code": _allowed(r"\(?(?:[A-E]|B1000C|C5000D|B/[DE]|C/[DE]|D/E)\)?", "A, B, C, D, E"),
    "ghs_labels": _allowed(r"GHS0[1-9]", "GHS01-GHS09"),
    "ghs_signal_word": _allowed(r"[DW]", "D, W"),
}
"""What stands in `legislation["hazard"]`."""

UN_NUMBER = _allowed(r"[0-9]{4}", "0000-9999")
BOOLEANS = ("battery_contained", "ce_marking")


def check(record: Record, header: Header, today: date) -> Iterator[Finding]:
    """Warn about values that a receiver cannot interpret."""
    product = record.product
    if product is not None and product.legislation:
        yield from _legislation(record, product)


def _legislation(record: Record, product: Product) -> Iterator[Finding]:
    legislation = product.legislation
    yield from _values(record, legislation, DIRECT, "legislation")
    for name in BOOLEANS:
        value = legislation.get(name)
        if value is not None and type(value) is not bool and not _told(record):
            yield _wrong(record, f"legislation.{name}", value, "true, false")
    hazard = legislation.get("hazard")
    if type(hazard) is dict:
        yield from _values(record, hazard, HAZARD, "legislation.hazard")
        for substance in _about.parts(hazard, "substances"):
            yield from _values(record, substance, {"un_number": UN_NUMBER}, "legislation.hazard")


def _values(record: Record, part: Json, table: dict[str, Allowed], path: str) -> Iterator[Finding]:
    for name in (name for name in table if name in part):
        pattern, expected = table[name]
        value = part[name]
        for one in value if type(value) is list else (value,):
            if one is not None and not pattern.fullmatch(str(one)):
                yield _wrong(record, f"{path}.{name}", one, expected)


def _wrong(record: Record, field: str, value: object, expected: str) -> Finding:
    return _about.product(record, "legislation-value", field, value, expected=expected)


def _told(record: Record) -> bool:
    return any(found.rule == "boolean-unreadable" for found in record.findings)
