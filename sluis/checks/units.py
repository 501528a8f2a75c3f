"""Units of measure, quantities, and packaging.

Shape:   record -> findings about its trade item.
Source:  UN/ECE Recommendations 20 and 21 (`sluis.codelists.units`); PACKING_UNIT_CODE of the ETIM
         guideline (`sluis.codelists.packaging`). Guideline 3.1 packs in units of measure.
Limits:  units of features are symbols, not codes, and not looked at.

>>> item = TradeItem(supplier_item_number="1", order_unit="STUK", content_unit="C62")
>>> [found.rule for found in _units(Record(ordinal=1, key="1"), item)]
['unit-unknown']
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from sluis.checks import _about
from sluis.codelists import packaging, units
from sluis.entities import Json
from sluis.model import Finding, Header, Record, TradeItem

UNITS = ("order_unit", "content_unit", "price_unit")
POSITIVE = ("content_quantity", "minimum_order_quantity", "order_step_size")
MEASURES = ("volume", "weight", "length", "width", "depth", "diameter")

_ZERO = Decimal(0)


def check(record: Record, header: Header, today: date) -> Iterator[Finding]:
    """Warn about unknown units, and about quantities that nobody can order."""
    item = record.trade_item
    if item is None:
        return
    yield from _units(record, item)
    for field in POSITIVE:
        quantity = getattr(item, field)
        if quantity is not None and not _about.is_positive(quantity):
            yield _about.item(record, "quantity-not-positive", field, quantity)
    for unit in item.packaging_units:
        yield from _packaging(record, unit)


def _units(record: Record, item: TradeItem) -> Iterator[Finding]:
    used = {item.order_unit: "order_unit"}
    used.setdefault(item.content_unit, "content_unit")
    used.setdefault(item.price_unit, "price_unit")
    for price in item.prices:
        if "unit" in price:
            used.setdefault(_about.text(price, "unit"), "prices.unit")
    for unit, field in used.items():
        if unit and units.canonical(unit) is None:
            yield _about.item(record, "unit-unknown", field, unit)


def _packaging(record: Record, unit: Json) -> Iterator[Finding]:
    code = _about.text(unit, "code")
    if code and not packaging.is_known(code) and units.canonical(code) is None:
        yield _about.item(record, "packaging-code-unknown", "packaging_units.code", code)
    field, quantity = "packaging_units.quantity_min", _about.number(unit, "quantity_min")
    if quantity is None:
        yield _about.item(record, "packaging-quantity-missing", field, code)
    elif quantity <= _ZERO:
        yield _about.item(record, "quantity-not-positive", field, quantity)
    for name in MEASURES:
        measure = _about.number(unit, name)
        if measure is not None and measure < _ZERO:
            yield _about.item(record, "measure-negative", f"packaging_units.{name}", measure)
