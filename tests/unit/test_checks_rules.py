"""The rules: texts in both languages, a page that names them all, and a record for each."""

from __future__ import annotations

import string
from pathlib import Path

import pytest

from sluis.checks import page, rules
from sluis.checks.rules import RULES, SUBJECTS, finding
from sluis.model import Entity, Severity

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "rules.md"
LANGUAGES = ("en", "nl")

every_rule = pytest.mark.parametrize("rule", RULES.values(), ids=RULES)


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@every_rule
def test_a_rule_speaks_both_languages(rule) -> None:
    """
    Title, text and remedy exist in English and Dutch, and are not the same sentence twice.
    """
    for part in (rule.title, rule.text, rule.remedy):
        assert set(part) == set(LANGUAGES)
        assert all(words.strip() == words != "" for words in part.values())
    assert rule.text["en"] != rule.text["nl"] or not _words(rule.text["en"])


def _words(text: str) -> str:
    return "".join(literal for literal, *_ in string.Formatter().parse(text)).strip(" .:")


@every_rule
def test_both_languages_tell_the_same_facts(rule) -> None:
    """
    A fact that one language tells is not missing from the other.
    """
    for part in (rule.text, rule.remedy):
        assert _placeholders(part["en"]) == _placeholders(part["nl"])


@every_rule
def test_a_code_is_kebab_case(rule) -> None:
    """
    Codes are stable names in lower case, with hyphens.
    """
    assert rule.code.replace("-", "").isalnum()
    assert rule.code == rule.code.lower().strip("-")


def test_a_code_belongs_to_one_subject() -> None:
    """
    No two rules have the same code.
    """
    assert len(RULES) == sum(len(listed) for listed in SUBJECTS.values())


def test_the_page_tells_the_rules_as_they_are() -> None:
    """
    The reference page is what `python -m sluis.checks.page` prints today.
    """
    assert PAGE.read_text() == page.page(), "print it again: python -m sluis.checks.page"


@every_rule
def test_a_section_tells_severity_and_both_languages(rule) -> None:
    """
    Whoever looks up a code finds how grave it is, what it means and what to do, in EN and NL.
    """
    section = page.section(rule)

    assert rule.severity.value.capitalize() in section
    for language in LANGUAGES:
        assert rule.title[language] in section
        assert rule.remedy[language] in section


def test_a_long_value_is_cut_with_an_ellipsis() -> None:
    """
    A finding keeps 200 characters of a value.
    """
    found = finding("gtin-format", value="9" * 500)

    assert len(found.value) == 200
    assert found.value.endswith("…")


def test_a_text_names_the_element_before_the_field() -> None:
    """
    Where the element of the source is known, the sender reads that first.
    """
    found = finding("unit-unknown", key="A1", field="order_unit", value="X", element="ORDER_UNIT")

    assert rules.text(found, "en").startswith("X in ORDER_UNIT (order_unit) of A1")


def test_a_missing_fact_is_a_question_mark() -> None:
    """
    A finding without a fact its text wants is told all the same.
    """
    assert "?" in rules.text(finding("gtin-check-digit", value="1"), "nl")


def test_an_unknown_language_is_english() -> None:
    """
    Texts are there in every case.
    """
    found = finding("gtin-zeros", key="A1", value="000")

    assert rules.text(found, "fr") == rules.text(found, "en")


def test_severity_and_entity_of_a_finding() -> None:
    """
    The severity is that of the rule; an error is an error.
    """
    found = finding("price-negative", entity=Entity.TRADE_ITEM)

    assert found.severity is Severity.ERROR
    assert rules.is_error(found)
