"""Relations: their kind, and to what. Whether the other item exists, only the catalogue knows.

Shape:   record -> findings about its product, or about the relation that it is.
Source:  PRODUCT_REFERENCE and ARTICLE_REFERENCE of BMEcat, UDX.EDXF.PREDECESSOR_PID of the ETIM
         guideline; kinds as in `sluis.codelists.relations`.
Limits:  the same number in another catalogue (CATALOG_ID) is another item. One item in another
         order unit (diff_orderunit) has its own number, too.

>>> record = Record(ordinal=1, key="A1")
>>> [found.rule for found in _relation(record, {"type": "similar", "number": "A1"})]
['relation-to-itself']
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sluis.checks import _about
from sluis.codelists import relations
from sluis.entities import Json, Relation
from sluis.model import Finding, Header, Record

_OF_ONE_KIND = frozenset({"PP", "AA"})
"""Both ends are products, or both trade items."""


def check(record: Record, header: Header, today: date) -> Iterator[Finding]:
    """Warn about relations that lead nowhere."""
    if isinstance(record.part, Relation):
        yield from _alone(record, record.part)
    product = record.product
    if product is None:
        return
    for relation in product.relations:
        yield from _relation(record, relation)
    if product.predecessors and _self(record) in product.predecessors:
        yield _about.product(record, "relation-to-itself", "predecessors", _self(record))


def _relation(record: Record, relation: Json) -> Iterator[Finding]:
    kind, number = _about.text(relation, "type"), _about.text(relation, "number")
    if not relations.is_known(kind):
        yield _about.product(record, "relation-type-unknown", "relations.type", kind, target=number)
    if not number:
        yield _about.product(record, "relation-without-target", "relations.number", kind)
    elif number == _self(record) and not relation.get("catalogue_id"):
        yield _about.product(record, "relation-to-itself", "relations.number", number)
    quantity = _about.number(relation, "quantity")
    if quantity is not None and quantity <= 0:
        yield _about.product(record, "quantity-not-positive", "relations.quantity", quantity)


def _alone(record: Record, relation: Relation) -> Iterator[Finding]:
    """A relation delivered by itself; its reader has seen to its kind and its two ends."""
    ends = {(relation.owner, relation.number), (relation.related_owner, relation.related_number)}
    if len(ends) == 1 and relation.kind in _OF_ONE_KIND:
        yield _about.part(record, "relation-to-itself", "related_number", relation.number)
    if relation.quantity is not None and not _about.is_positive(relation.quantity):
        yield _about.part(record, "quantity-not-positive", "quantity", relation.quantity)


def _self(record: Record) -> str:
    item = record.trade_item
    return record.key if item is None else item.supplier_item_number
