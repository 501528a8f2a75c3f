"""The rules: stable codes with severity, texts and what to do, in English and Dutch.

A code never changes its meaning; a new meaning is a new code. Texts may use `{field}`, `{value}`,
`{key}` and the names in the finding's `detail`. Codes are grouped by subject in `_rules_*.py`.
"""

from __future__ import annotations

from typing import Any

from sluis.checks import (
    _rules_catalogue,
    _rules_codes,
    _rules_conditions,
    _rules_document,
    _rules_etim,
    _rules_layouts,
    _rules_prices,
    _rules_record,
    _rules_texts,
)
from sluis.checks._rule import Rule
from sluis.model import Entity, Finding, Severity

SUBJECTS: dict[str, tuple[Rule, ...]] = {
    "document": _rules_document.RULES,
    "record": _rules_record.RULES,
    "layouts": _rules_layouts.RULES,
    "codes": _rules_codes.RULES,
    "texts": _rules_texts.RULES,
    "prices": _rules_prices.RULES,
    "conditions": _rules_conditions.RULES,
    "etim": _rules_etim.RULES,
    "catalogue": _rules_catalogue.RULES,
}
"""The rules by subject, in the order of the reference page."""

RULES: dict[str, Rule] = {rule.code: rule for rules in SUBJECTS.values() for rule in rules}

VALUE_LIMIT = 200
"""Characters of a value that a finding keeps; longer ones are cut with an ellipsis."""


def finding(
    code: str,
    *,
    entity: Entity = Entity.TRADE_ITEM,
    key: str = "",
    ordinal: int = 0,
    line: int | None = None,
    field: str = "",
    value: object = "",
    **detail: object,
) -> Finding:
    """A finding of rule *code*, with the severity the rule has."""
    text = str(value)
    return Finding(
        rule=code,
        severity=RULES[code].severity,
        entity=entity,
        record_key=key,
        ordinal=ordinal,
        line=line,
        field=field,
        value=text if len(text) <= VALUE_LIMIT else text[: VALUE_LIMIT - 1] + "…",
        detail={name: str(fact) for name, fact in detail.items()},
    )


def text(found: Finding, language: str) -> str:
    """What is wrong, in *language* (`en` or `nl`); English where a text is missing."""
    return _fill(RULES[found.rule].text, found, language)


def remedy(found: Finding, language: str) -> str:
    """What to do about it, in *language*."""
    return _fill(RULES[found.rule].remedy, found, language)


def is_error(found: Finding) -> bool:
    return found.severity is Severity.ERROR


class _Gaps(dict[str, Any]):
    def __missing__(self, name: str) -> str:
        return "?"


def _fill(texts: dict[str, str], found: Finding, language: str) -> str:
    facts = {**found.detail, "field": _field(found), "value": found.value, "key": found.record_key}
    return texts.get(language, texts["en"]).format_map(_Gaps(facts))


def _field(found: Finding) -> str:
    """The field, after the element of the source where that is known."""
    element = found.detail.get("element")
    return f"{element} ({found.field})" if element else found.field
