"""Dimensions, times, origin and customs numbers.

Shape:   record or header -> one finding per value that cannot be.
Units:   lengths m, volumes m3, weights kg, times days or months; customs numbers 6 to 11 digits.
Source:  PRODUCT_LOGISTIC_DETAILS of BMEcat 2005 and the ETIM guideline; HS (6 digits), Combined
         Nomenclature of the EU (8), Taric (10) and the German statistical number (11).
         Countries: ISO 3166 (`sluis.codelists.countries`).
Limits:  zero is what many systems write for unknown: only what is below zero is told.

>>> is_customs_number("85362010"), is_customs_number("8536 20 10"), is_customs_number("8536")
(True, True, False)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from functools import lru_cache

from sluis.checks import _about
from sluis.codelists import countries
from sluis.entities import Json
from sluis.model import Finding, Header, Product, Record, TradeItem

CUSTOMS_DIGITS = range(6, 12)

_REMEMBERED = 4_096

About = Callable[..., Finding]


def check(record: Record, header: Header, today: date) -> Iterator[Finding]:
    """Warn about measures below zero, unknown countries and odd customs numbers."""
    item, product = record.trade_item, record.product
    if item is not None:
        yield from _item(record, item)
    if product is not None:
        yield from _product(record, product)


def check_header(header: Header, today: date) -> Iterator[Finding]:
    """Warn about unknown territories."""
    for territory in header.territories:
        if not countries.is_known(territory):
            yield _about.document("country-unknown", "territories", territory)


@lru_cache(maxsize=_REMEMBERED)
def is_customs_number(text: str) -> bool:
    """Say whether *text* has the digits of a customs number; spaces and points may group them."""
    digits = text if text.isdigit() else text.replace(" ", "").replace(".", "")
    return digits.isdigit() and digits.isascii() and len(digits) in CUSTOMS_DIGITS


def _item(record: Record, item: TradeItem) -> Iterator[Finding]:
    if item.lead_time_days is not None and _about.is_negative(item.lead_time_days):
        yield _about.item(record, "measure-negative", "lead_time_days", item.lead_time_days)
    if item.shelf_life_months is not None and item.shelf_life_months < 0:
        yield _about.item(record, "measure-negative", "shelf_life_months", item.shelf_life_months)
    if item.logistics:
        yield from _measures(record, item.logistics, _about.item)
    for code in _about.parts(item.customs, "commodity_codes") if item.customs else ():
        number = _about.text(code, "number")
        if number and not is_customs_number(number):
            yield _about.item(record, "customs-number-shape", "customs.commodity_codes", number)
        if "territories" in code:
            yield from _territories(record, code, "customs.territories")
    for price in item.prices:
        if "territories" in price:
            yield from _territories(record, price, "prices.territories")


def _product(record: Record, product: Product) -> Iterator[Finding]:
    for field, months in (
        ("warranty_business", product.warranty_business),
        ("warranty_consumer", product.warranty_consumer),
    ):
        if months is not None and months < 0:
            yield _about.product(record, "measure-negative", field, months)
    if product.logistics:
        yield from _measures(record, product.logistics, _about.product)
        for country in _about.texts(product.logistics, "countries_of_origin"):
            if not countries.is_known(country):
                field = "logistics.countries_of_origin"
                yield _about.product(record, "country-unknown", field, country)


def _territories(record: Record, part: Json, field: str) -> Iterator[Finding]:
    for territory in _about.texts(part, "territories"):
        if not countries.is_known(territory):
            yield _about.item(record, "country-unknown", field, territory)


def _measures(record: Record, part: Json, about: About) -> Iterator[Finding]:
    """Every number of logistics is a measure."""
    for name, measure in part.items():
        if type(measure) is Decimal and measure.is_signed() and _about.is_negative(measure):
            yield about(record, "measure-negative", f"logistics.{name}", measure)
