"""Status of product and trade item, and the type of product.

Shape:   record -> one finding per unknown code; absence is fine. The types of ARTICLE_STATUS and
         PRODUCT_STATUS are in `extensions["product_status"]`: no code says the same for certain.
Source:  SALES005 SpecialConditionType, ARTICLE_STATUS and PRODUCT_STATUS of BMEcat (see
         `sluis.codelists.status`); PRODUCT_TYPE of BMEcat 2005 and the ETIM guideline 5.0.

>>> item = TradeItem(supplier_item_number="1", status="999")
>>> [found.value for found in _status(Record(ordinal=1, key="1"), item, _about.item)]
['999']
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from sluis.checks import _about
from sluis.codelists import status
from sluis.model import Finding, Header, Product, Record, TradeItem

PRODUCT_TYPES = frozenset({"physical", "contract", "license", "licence", "service"})
"""BMEcat writes license, ETIM xChange licence."""

_LISTED = "physical, contract, license, service"

About = Callable[..., Finding]


def check(record: Record, header: Header, today: date) -> Iterator[Finding]:
    """Warn about a status or type that no code list has."""
    item, product = record.trade_item, record.product
    if item is not None and (item.status or "product_status" in item.extensions):
        yield from _status(record, item, _about.item)
    if product is None:
        return
    if product.status or "product_status" in product.extensions:
        yield from _status(record, product, _about.product)
    kind = product.product_type
    if kind and kind.lower() not in PRODUCT_TYPES:
        yield _about.product(record, "product-type-unknown", "product_type", kind, expected=_LISTED)


def _status(record: Record, part: Product | TradeItem, about: About) -> Iterator[Finding]:
    if part.status and not status.is_known(part.status):
        yield about(record, "status-unknown", "status", part.status)
    for stated in _about.parts(part.extensions, "product_status"):
        kind = _about.text(stated, "type")
        if kind and kind not in status.BMECAT:
            yield about(record, "status-unknown", "product_status", kind)
