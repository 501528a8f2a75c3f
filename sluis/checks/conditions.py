"""Conditions: what a customer pays less must be a discount or a price, for somebody and something.

Shape:   record -> findings about its condition.
Units:   percentages 0-100, applied one after the other; amounts in `currency`.
Source:  condition model of the 2BA documentation (as of 2024): percentages 0-100, a net price above
         zero, one or the other; a project number with PC and only then; no `%`, `?`, `[` or `]` in
         a discount group, of which `*` stands for any end; a lower bound of zero or more.
Limits:  that a group or item exists, only the catalogue knows. A condition that is over is no
         fault: sets are sent with it.

>>> [_is_group(text) for text in ("A12", "*", "A1*", "A*1", "A?")]
[True, True, True, False, False]
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from sluis.checks import _about
from sluis.checks.prices import amount_rule
from sluis.entities import Condition
from sluis.model import Finding, Header, Record

PROJECT = "PC"
PERCENTAGES = ("percentage_1", "percentage_2", "percentage_3")
WILDCARD = "*"
FORBIDDEN = frozenset("%?[]")

_HUNDRED = Decimal(100)


def check(record: Record, header: Header, today: date) -> Iterator[Finding]:
    """Look at what is given, to whom, and on what."""
    condition = record.part
    if not isinstance(condition, Condition):
        return
    yield from _value(record, condition)
    if (condition.terms == PROJECT) != bool(condition.project_number):
        number = condition.project_number or "-"
        yield _about.part(record, "condition-project", "terms", condition.terms, project=number)
    if not _is_group(condition.discount_group_id):
        yield _about.part(
            record, "condition-group-invalid", "discount_group_id", condition.discount_group_id
        )
    if _about.is_negative(condition.lower_bound):
        yield _about.part(record, "measure-negative", "lower_bound", condition.lower_bound)


def _value(record: Record, condition: Condition) -> Iterator[Finding]:
    price, percentage = condition.net_price, condition.percentage_1
    for field in PERCENTAGES:
        given = getattr(condition, field)
        if given is not None and not (given.is_finite() and 0 <= given <= _HUNDRED):
            yield _about.part(record, "percentage-impossible", field, given)
    rule = amount_rule(price)
    if rule is not None:
        yield _about.part(record, rule, "net_price", price)
    if price is not None and percentage is not None:
        yield _about.part(record, "condition-twice", "percentage_1", percentage)
    elif price is None and percentage is None:
        yield _about.part(record, "condition-without-value", "percentage_1")


def _is_group(text: str) -> bool:
    return not FORBIDDEN.intersection(text) and WILDCARD not in text[:-1]
