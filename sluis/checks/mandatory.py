"""What is missing: incomplete records are worth a warning, never a refusal.

Shape:   record -> one finding per missing field. Price updates and removals are complete without.
Source:  mandatory elements of T_NEW_CATALOG in BMEcat 1.2 and 2005 and in the ETIM guideline 5.0
         (DESCRIPTION_SHORT, ORDER_UNIT, a price, PRODUCT_FEATURES). A record without its number
         is an error of the reader.
Limits:  T_NEW_PRODUCTDATA has neither order unit nor price; a price on request or of the day is a
         price; what is on its way out needs none.

>>> has_price(TradeItem(supplier_item_number="1", prices=[{"type": "on_request"}]))
True
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sluis.checks import _about
from sluis.codelists import prices, status
from sluis.entities import Json
from sluis.model import Finding, Header, Product, Record, TradeItem, Transaction

ETIM_GUIDELINE = "bmecat-etim-"
"""How the names of formats begin that ask for a class."""


def check(record: Record, header: Header, today: date) -> Iterator[Finding]:
    """Warn about fields that receivers need."""
    if not _about.described(record):
        return
    item, product = record.trade_item, record.product
    if item is None and product is None:
        return
    if not _is_described(item, product):
        about = _about.item if item is not None else _about.product
        yield about(record, "description-missing", "descriptions.short")
    if product is not None and not _is_classified(product) and _wants_class(header):
        yield _about.product(record, "classification-missing", "etim_class")
    if item is None or header.transaction is Transaction.NEW_PRODUCTDATA:
        return
    if not item.order_unit:
        yield _about.item(record, "order-unit-missing", "order_unit")
    if not has_price(item) and item.status not in status.ENDING:
        yield _about.item(record, "price-missing", "prices")


def has_price(item: TradeItem) -> bool:
    """Say whether *item* has any price, or says why not."""
    return (
        item.gross_list_price is not None
        or item.net_price is not None
        or item.recommended_retail_price is not None
        or any(map(_is_price, item.prices))
    )


def _is_price(price: Json) -> bool:
    return (
        price.get("amount") is not None
        or price.get("type") == prices.ON_REQUEST
        or price.get("daily") is True
    )


def _is_described(item: TradeItem | None, product: Product | None) -> bool:
    return (product is not None and _has_short(product.descriptions)) or (
        item is not None and _has_short(item.descriptions)
    )


def _has_short(descriptions: Json) -> bool:
    return any(type(words) is dict and words.get("short") for words in descriptions.values())


def _is_classified(product: Product) -> bool:
    return bool(product.etim_class or product.features or product.classifications)


def _wants_class(header: Header) -> bool:
    return header.transaction is Transaction.NEW_CATALOG and header.format.startswith(
        ETIM_GUIDELINE
    )
