"""The guard rail: pure arithmetic over a comparison."""

from __future__ import annotations

import pytest

from sluis.catalogue.comparison import Comparison, Counts
from sluis.catalogue.guard import Reason, reasons
from sluis.model import Entity
from sluis.settings import Settings

LIMITS = Settings(guard_missing_share=0.2, guard_price_share=0.2, guard_minimum=20)


def comparison(*, items=100, archived=0, products=100, lapsed=0, compared=0, jumps=0) -> Comparison:
    return Comparison(
        counts={
            Entity.TRADE_ITEM: Counts(archived=archived),
            Entity.PRODUCT: Counts(archived=lapsed),
        },
        active_before={Entity.TRADE_ITEM: items, Entity.PRODUCT: products},
        compared_prices=compared,
        price_jumps=jumps,
    )


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        ({}, []),
        ({"archived": 20}, []),
        ({"archived": 21}, ["vanishing"]),
        ({"lapsed": 21}, ["vanishing"]),
        ({"items": 19, "archived": 19}, []),
        ({"items": 20, "archived": 19}, ["vanishing"]),
        ({"compared": 100, "jumps": 20}, []),
        ({"compared": 100, "jumps": 21}, ["price-jumps"]),
        ({"compared": 19, "jumps": 19}, []),
        ({"archived": 50, "lapsed": 50, "compared": 50, "jumps": 50},
         ["vanishing", "vanishing", "price-jumps"]),
        ({"items": 0, "products": 0}, []),
    ],
)  # fmt: skip
def test_a_share_beyond_its_limit_is_a_reason(facts, codes) -> None:
    """
    Shares above the limit count, equal ones do not, and few records are not asked.
    """
    assert [reason.code for reason in reasons(comparison(**facts), LIMITS)] == codes


def test_no_records_at_all_is_no_reason() -> None:
    """
    A minimum of 0 does not divide by zero.
    """
    limits = Settings(guard_minimum=0)

    assert reasons(comparison(items=0, products=0), limits) == []


def test_a_reason_speaks_dutch_and_json() -> None:
    """
    Reports show the text, the journal keeps the facts.
    """
    [reason] = reasons(comparison(archived=50), LIMITS)

    assert reason.text("nl") == (
        "50 van 100 bewaarde artikelen zouden verdwijnen (50 %, grens 20 %)"
    )
    assert reason.as_json() == {
        "code": "vanishing", "entity": "trade_item", "count": 50, "total": 100,
        "limit": 0.2, "share": 0.5,
    }  # fmt: skip
    assert isinstance(reason, Reason)
