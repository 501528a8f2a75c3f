"""Findings of checks: filled in from the record or header they are about."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sluis.checks import rules
from sluis.entities import Json
from sluis.model import ENTITIES, Entity, Finding, Mode, Record


def item(record: Record, code: str, field: str, value: object = "", **detail: object) -> Finding:
    """A finding about the trade item of *record*."""
    return rules.finding(
        code,
        entity=Entity.TRADE_ITEM,
        key=record.key,
        ordinal=record.ordinal,
        line=record.line,
        field=field,
        value=value,
        **detail,
    )


def product(record: Record, code: str, field: str, value: object = "", **detail: object) -> Finding:
    """A finding about the product of *record*."""
    return rules.finding(
        code,
        entity=Entity.PRODUCT,
        key=record.key,
        ordinal=record.ordinal,
        line=record.line,
        field=field,
        value=value,
        **detail,
    )


def part(record: Record, code: str, field: str, value: object = "", **detail: object) -> Finding:
    """A finding about the condition, relation or other part that *record* is."""
    return rules.finding(
        code,
        entity=ENTITIES[type(record.part)],
        key=record.key,
        ordinal=record.ordinal,
        line=record.line,
        field=field,
        value=value,
        **detail,
    )


def document(code: str, field: str, value: object = "", expected: str = "") -> Finding:
    """A finding about the header, thus the document."""
    if not expected:
        return rules.finding(code, entity=Entity.DOCUMENT, field=field, value=value)
    return rules.finding(code, entity=Entity.DOCUMENT, field=field, value=value, expected=expected)


def described(record: Record) -> bool:
    """Say whether *record* describes its item: a removal and a patch do not."""
    return record.mode is not Mode.DELETE and record.patch is None


def number(part: Json, name: str) -> Decimal | None:
    """The number *name* of a nested part; None when it is absent or no number."""
    value = part.get(name)
    if type(value) is Decimal:
        return value if value.is_finite() else None
    return Decimal(value) if type(value) is int else None


def day(part: Json, name: str) -> date | None:
    """The date *name* of a nested part, which holds dates as `YYYY-MM-DD`; None if it is none."""
    value = part.get(name)
    if type(value) is not str:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def text(part: Json, name: str) -> str:
    """The text *name* of a nested part; empty when it is absent or no text."""
    value = part.get(name)
    return value if type(value) is str else ""


def parts(part: Json, name: str) -> list[Json]:
    """The nested parts in the list *name*; anything else in it is passed over."""
    listed = part.get(name)
    return [one for one in listed if type(one) is dict] if type(listed) is list else []


def texts(part: Json, name: str) -> list[str]:
    """The texts in the list *name*."""
    listed = part.get(name)
    return [one for one in listed if type(one) is str] if type(listed) is list else []


def is_positive(value: Decimal) -> bool:
    """Say whether *value* is a number above zero; NaN and infinities are not."""
    return value.is_finite() and value > 0


def is_negative(value: Decimal) -> bool:
    """Say whether *value* is below zero."""
    return value.is_finite() and value < 0
