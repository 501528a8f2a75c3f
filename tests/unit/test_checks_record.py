"""Every rule about one record or header: a record that breaks it, and one that nearly does."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest

from sluis.checks import check_header, check_record, rules
from sluis.checks.rules import RULES, SUBJECTS
from sluis.model import Entity, Header, Mode, Patch, Record, Severity, TradeItem, Transaction
from tests.check_cases import (
    BAD_GTIN,
    CASES,
    GTIN,
    HEADER,
    HEADER_CASES,
    TODAY,
    Change,
    attachment,
    both,
    good,
    item,
    price,
    product,
    short,
)

RECORD_SUBJECTS = ("codes", "texts", "prices", "conditions", "etim")
ELSEWHERE = {"currency-missing": "needs a header without currency, see its own test"}


def found_in(record: Record, header: Header = HEADER) -> list:
    return list(check_record(record, header, TODAY))


def changed(change: Change) -> Record:
    record = good()
    change(record)
    return record


def pairs(cases: dict) -> list:
    return [
        pytest.param(code, *pair, id=f"{code}-{number}")
        for code, listed in cases.items()
        for number, pair in enumerate(listed)
    ]


def test_a_good_record_breaks_no_rule() -> None:
    """
    Calling good data bad is the worse error.
    """
    assert found_in(good()) == []
    assert list(check_header(HEADER, TODAY)) == []


@pytest.mark.parametrize(("code", "worse", "nearly"), pairs(CASES))
def test_a_rule_is_broken_and_nearly_broken(code, worse, nearly) -> None:
    """
    One change breaks the rule, with texts that tell every fact; the near miss does not.
    """
    told = [found for found in found_in(changed(worse)) if found.rule == code]

    assert told
    for found in told:
        assert (found.record_key, found.ordinal, found.line) == ("KR-100", 7, 42)
        assert "?" not in rules.text(found, "en") + rules.text(found, "nl")
    assert code not in {found.rule for found in found_in(changed(nearly))}


@pytest.mark.parametrize(("code", "worse", "nearly"), pairs(HEADER_CASES))
def test_a_rule_about_the_header(code, worse, nearly) -> None:
    """
    One change breaks the rule and is told of the document; the near miss is not.
    """
    header, other = (msgspec.structs.replace(HEADER, **change) for change in (worse, nearly))
    told = [found for found in check_header(header, TODAY) if found.rule == code]

    assert told
    assert {found.entity for found in told} == {Entity.DOCUMENT}
    assert code not in {found.rule for found in check_header(other, TODAY)}


@pytest.mark.parametrize("subject", RECORD_SUBJECTS)
def test_every_rule_of_a_record_has_a_case(subject) -> None:
    """
    No rule about one record is without a record that breaks it.
    """
    codes = {rule.code for rule in SUBJECTS[subject]}

    assert codes - CASES.keys() == codes & ELSEWHERE.keys()


def test_only_what_is_no_price_is_an_error() -> None:
    """
    Checks refuse a record for nothing but a price that cannot be one, or that would be for others
    than it is meant for; the rest is told.
    """
    errors = {code for code in CASES if RULES[code].severity is Severity.ERROR}

    assert errors == {
        "condition-project",
        "percentage-impossible",
        "price-impossible",
        "price-negative",
        "price-quantity-not-positive",
    }


def test_a_price_without_any_currency() -> None:
    """
    Neither item nor header names a currency.
    """
    header = msgspec.structs.replace(HEADER, currency=None)
    record = changed(item(currency=None, prices=[{"type": "nrp", "amount": Decimal(1)}]))

    assert "currency-missing" in {found.rule for found in found_in(record, header)}
    assert "currency-missing" not in {found.rule for found in found_in(record)}


def test_a_price_update_needs_prices_alone() -> None:
    """
    A record that only brings prices lacks nothing, and is refused for a bad price all the same.
    """
    update = Record(
        ordinal=1,
        key="KR-100",
        patch=Patch(trade_item=["prices"]),
        mode=Mode.UPDATE,
        trade_item=TradeItem(supplier_item_number="KR-100", prices=[price("nrp", "9.95")]),
    )

    assert found_in(update) == []
    update.trade_item.prices[0]["amount"] = Decimal(-1)
    assert [found.rule for found in found_in(update)] == ["price-negative"]


def test_product_data_alone_needs_no_price_or_unit() -> None:
    """
    T_NEW_PRODUCTDATA carries neither; it is complete without.
    """
    header = msgspec.structs.replace(HEADER, transaction=Transaction.NEW_PRODUCTDATA)
    record = good()
    record.trade_item = None

    assert found_in(record, header) == []


def test_a_format_without_classes_does_not_ask_for_one() -> None:
    """
    Only the ETIM guideline wants a class.
    """
    record = changed(product(etim_class=None, features=[]))
    plain = msgspec.structs.replace(HEADER, format="bmecat-2005")

    assert "classification-missing" not in {found.rule for found in found_in(record, plain)}


def test_lengths_are_those_of_the_standard() -> None:
    """
    BMEcat 1.2 has 80 characters for a short description, later ones 150; others say nothing.
    """
    record = changed(short("x" * 81))
    lengths = {
        name: [
            f.detail["limit"]
            for f in found_in(record, msgspec.structs.replace(HEADER, format=name))
        ]
        for name in ("bmecat-1.2", "bmecat-2005", "unheard-of")
    }

    assert lengths == {"bmecat-1.2": ["80"], "bmecat-2005": [], "unheard-of": []}


def test_md36_was_good_in_guideline_31() -> None:
    """
    The historic code is only told where the guideline has dropped it.
    """
    record = changed(attachment(code="MD36"))

    assert found_in(record, msgspec.structs.replace(HEADER, format="bmecat-etim-3.1")) == []


def test_what_the_text_probably_meant() -> None:
    """
    A damaged text is told with the probable right one, once for product and trade item together.
    """
    spoilt = {"nl": {"short": "MÃ¼hle 90Â°"}}
    record = changed(both(product(descriptions=spoilt), item(descriptions=spoilt)))
    [found] = found_in(record)

    assert found.detail["probably"] == "Mühle 90°"
    assert found.field == "descriptions.nl.short"
    assert found.detail["element"] == "DESCRIPTION_SHORT"
    assert found.entity is Entity.PRODUCT


def test_one_wrong_gtin_is_told_once() -> None:
    """
    Product and trade item have the same GTIN; one finding will do.
    """
    wrong = [BAD_GTIN]
    record = changed(both(item(item_gtins=wrong), product(product_gtins=wrong)))

    assert [found.detail["expected"] for found in found_in(record)] == [GTIN[-1]]


def test_a_boolean_the_reader_told_is_not_told_again() -> None:
    """
    What the reader could not read is in the record's own findings.
    """
    record = changed(product(legislation={"ce_marking": "ja"}))
    record.findings = [rules.finding("boolean-unreadable")]

    assert found_in(record) == []


def test_the_fraction_a_percentage_stands_for() -> None:
    """
    21 is told as 0.21.
    """
    [found] = found_in(changed(item(vat_rate=Decimal("21.00"))))

    assert found.detail["expected"] == "0.21"
