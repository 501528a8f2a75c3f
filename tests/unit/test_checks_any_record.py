"""Promises of the checks about any record whatsoever."""

from __future__ import annotations

from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sluis.checks import check_header, check_record, rules
from sluis.model import Entity, Mode
from tests import strategies

TODAY = date(2026, 11, 21)
many = settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))


@many
@given(record=strategies.records, header=strategies.headers)
def test_a_check_never_raises_and_says_where(record, header) -> None:
    """
    Any record gives findings of known rules that carry its key and place, and texts in both
    languages without a gap.
    """
    for found in check_record(record, header, TODAY):
        assert (found.record_key, found.ordinal, found.line) == (
            record.key,
            record.ordinal,
            record.line,
        )
        assert found.severity is rules.RULES[found.rule].severity
        assert found.entity is not Entity.DOCUMENT
        assert found.field
        _texts_are_whole(found)


@many
@given(header=strategies.headers, today=st.dates())
def test_a_header_check_never_raises(header, today) -> None:
    """
    Any header gives findings about the document.
    """
    for found in check_header(header, today):
        assert found.entity is Entity.DOCUMENT
        _texts_are_whole(found)


@many
@given(record=strategies.records, header=strategies.headers)
def test_a_removal_is_complete_with_its_number(record, header) -> None:
    """
    What is to be removed needs no price, unit or description.
    """
    record.mode = Mode.DELETE

    assert list(check_record(record, header, TODAY)) == []


@many
@given(record=strategies.records, header=strategies.headers)
def test_checks_are_pure(record, header) -> None:
    """
    Looking twice finds the same, in the same order.
    """
    first = list(check_record(record, header, TODAY))

    assert list(check_record(record, header, TODAY)) == first


def _texts_are_whole(found) -> None:
    facts = {"field": found.field, "value": found.value, "key": found.record_key, **found.detail}
    rule = rules.RULES[found.rule]
    for language in ("en", "nl"):
        rule.text[language].format(**facts)
        rule.remedy[language].format(**facts)
