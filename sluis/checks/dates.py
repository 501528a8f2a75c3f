"""Validity of prices, product, trade item and parts, and the date of the document.

Shape:   record or header -> one finding per date that contradicts today or another date.
Units:   whole days; a thing is valid on its first and on its last day.
Source:  valid_start_date and valid_end_date of BMEcat, UDX.EDXF.VALID_FROM and EXPIRATION_DATE of
         the ETIM guideline.
Limits:  whatever is on its way out may have ended: a past end with such a status is no
         contradiction. Product and trade item with the same dates are told once.

>>> item = TradeItem(supplier_item_number="1", obsolescence_date=date(2026, 5, 31))
>>> record = Record(ordinal=1, key="1", trade_item=item)
>>> header = Header(format="bmecat-1.2", version="1.2")
>>> [[f.rule for f in check(record, header, date(2026, *day))] for day in ((5, 31), (6, 1))]
[[], ['validity-expired']]
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from sluis.checks import _about
from sluis.codelists import status
from sluis.entities import Json
from sluis.model import Finding, Header, Product, Record, TradeItem

GRACE = timedelta(days=1)
"""A file made just after midnight, east of here, is dated tomorrow."""

About = Callable[..., Finding]


def check(record: Record, header: Header, today: date) -> Iterator[Finding]:
    """Warn about records and prices that are not valid yet, not any more, or never."""
    item, product = record.trade_item, record.product
    if item is not None:
        if item.validity_date or item.obsolescence_date:
            yield from _life(record, item, today, _about.item)
        if item.prices:
            yield from _prices(record, item.prices, today.isoformat())
    if product is not None and (item is None or _dates(product) != _dates(item)):
        yield from _life(record, product, today, _about.product)
    if record.part is not None:
        yield from _part(record)


def check_header(header: Header, today: date) -> Iterator[Finding]:
    """Warn about a document from the future."""
    made = header.generated_on
    if made is not None and made > today + GRACE:
        yield _about.document("document-date-future", "generated_on", made)


def _life(
    record: Record, part: Product | TradeItem, today: date, about: About
) -> Iterator[Finding]:
    start, end = _dates(part)
    if start is not None and end is not None and start > end:
        yield about(record, "validity-order", "validity_date", start, until=end)
    elif start is not None and start > today:
        yield about(record, "validity-future", "validity_date", start)
    elif end is not None and end < today and part.status not in status.ENDING:
        yield about(record, "validity-expired", "obsolescence_date", end)


def _part(record: Record) -> Iterator[Finding]:
    start, end = (getattr(record.part, name, None) for name in ("valid_from", "valid_until"))
    if start is not None and end is not None and start > end:
        yield _about.part(record, "validity-order", "valid_from", start, until=end)


def _dates(part: Product | TradeItem) -> tuple[date | None, date | None]:
    return part.validity_date, part.obsolescence_date


def _prices(record: Record, prices: list[Json], today: str) -> Iterator[Finding]:
    """Tell an item of which no price is valid today; dates compare as ISO texts."""
    starts, ends = [], []
    for price in prices:
        start, end = _about.text(price, "valid_from"), _about.text(price, "valid_until")
        if start > today:
            starts.append(start)
        elif end and end < today:
            ends.append(end)
        else:
            return
    if starts:
        yield _about.item(record, "price-not-yet-valid", "prices.valid_from", min(starts))
    elif ends:
        yield _about.item(record, "price-expired", "prices.valid_until", max(ends))
