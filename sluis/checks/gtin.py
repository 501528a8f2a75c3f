"""GTIN and GLN: digits, length and check digit.

Shape:   record or header -> one finding per wrong number; absence is fine.
Units:   a GTIN has 8, 12, 13 or 14 digits, a GLN 13; no separators.
Source:  GS1 General Specifications, section 7.9 (check digit). Some systems fill zeros when they
         have no number: that is reported as absence, not as a wrong number.

>>> wrong("8712345678906", LENGTHS), wrong("8712345678905", LENGTHS)
(None, ('check-digit', '6'))
>>> wrong("871234567890", GLN_LENGTHS), wrong("87123456789O6", LENGTHS)
(('format', ''), ('format', ''))
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import lru_cache

from stdnum import ean

from sluis.checks import _about
from sluis.entities import Json
from sluis.model import Finding, Header, Record, TradeItem

LENGTHS = frozenset({8, 12, 13, 14})
GLN_LENGTHS = frozenset({13})

_REMEMBERED = 4_096
"""A maker's GLN is in every record of the file."""

About = Callable[..., Finding]


def check(record: Record, header: Header, today: date) -> Iterator[Finding]:
    """Warn about numbers that no scanner or receiver would accept."""
    item, product = record.trade_item, record.product
    if item is not None:
        yield from _item(record, item)
    if product is None:
        return
    if item is None or product.product_gtins != item.item_gtins:
        for gtin in product.product_gtins:
            yield from _gtin(record, gtin, "product_gtins", _about.product)
    gln = product.manufacturer_gln
    found = wrong(gln, GLN_LENGTHS) if gln else None
    if found is not None:
        rule, expected = found
        yield _about.product(record, f"gln-{rule}", "manufacturer_gln", gln, expected=expected)


def check_header(header: Header, today: date) -> Iterator[Finding]:
    """Warn about the GLN of the supplier (whose data it is) and of the buyer."""
    for field, gln in (("supplier_gln", header.supplier_gln or ""), *_buyers(header.catalogue)):
        found = wrong(gln, GLN_LENGTHS) if gln else None
        if found is not None:
            rule, expected = found
            yield _about.document(f"gln-{rule}", field, gln, expected=expected)


def _buyers(catalogue: Json) -> Iterator[tuple[str, str]]:
    """GLNs of the buyer, from the header as it was kept."""
    for buyer in _about.parts(catalogue, "BUYER"):
        for number in _about.parts(buyer, "BUYER_ID"):
            if number.get("@type") == "gln":
                yield "catalogue.BUYER.BUYER_ID", _about.text(number, "#text")


@lru_cache(maxsize=_REMEMBERED)
def wrong(number: str, lengths: frozenset[int]) -> tuple[str, str] | None:
    """What is wrong with *number*: (`format` or `check-digit`, the digit expected), or None."""
    if not (number.isdigit() and number.isascii() and len(number) in lengths):
        return "format", ""
    expected = str(ean.calc_check_digit(number[:-1]))
    return None if expected == number[-1] else ("check-digit", expected)


def _item(record: Record, item: TradeItem) -> Iterator[Finding]:
    for gtin in item.item_gtins:
        yield from _gtin(record, gtin, "item_gtins", _about.item)
    for unit in item.packaging_units:
        inner = _about.text(unit, "gtin")
        if inner and inner not in item.item_gtins:
            yield from _gtin(record, inner, "packaging_units.gtin", _about.item)


def _gtin(record: Record, gtin: str, field: str, about: About) -> Iterator[Finding]:
    found = wrong(gtin, LENGTHS)
    if found is None and not gtin.startswith("00000000"):
        return
    if not gtin.strip("0"):
        yield about(record, "gtin-zeros", field, gtin)
    elif found is not None:
        yield about(record, f"gtin-{found[0]}", field, gtin, expected=found[1])
