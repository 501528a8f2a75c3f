"""What several documents, or several records of one, say about the same thing, as one. Pure.

Whole:  a record without a patch says all there is to say. The first one wins, as in an import.
Patch:  only the fields it names count; later ones win. They count over a whole record, whichever of
        the two comes first.
"""

from __future__ import annotations

from typing import TypeVar

import msgspec

T = TypeVar("T", bound=msgspec.Struct)
Fields = list[str] | None
"""The fields that are known; None when all are."""


def fold(old: T, old_fields: Fields, new: T, new_fields: Fields) -> tuple[T, Fields]:
    """Both as one, and what of that is known.

    >>> from sluis.model import TradeItem
    >>> one, two = (TradeItem(supplier_item_number="A", status=s) for s in ("125", "126"))
    >>> pairs = (None, None), (None, ["status"]), (["status"], None)
    >>> [fold(one, known, two, fields)[0].status for known, fields in pairs]
    ['125', '126', '125']
    """
    if new_fields is None:
        return (old, None) if old_fields is None else (_over(new, old, old_fields), None)
    known = None if old_fields is None else [*old_fields, *(set(new_fields) - set(old_fields))]
    return _over(old, new, new_fields), known


def _over(below: T, above: T, fields: list[str]) -> T:
    return msgspec.structs.replace(below, **{name: getattr(above, name) for name in fields})
