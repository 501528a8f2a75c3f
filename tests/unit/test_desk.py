"""Records come to the desk in any order and go out joined, as writers want them."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from sluis.desk import Desk, First
from sluis.entities import Attachment, Condition, Relation
from sluis.model import Mode, Patch, Product, Record, TradeItem


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path / "desk.sqlite")
    yield made
    made.close()


def product(number: str, **fields: Any) -> Product:
    return Product(manufacturer_id="lw", manufacturer_product_number=number, **fields)


def item(number: str, of: str | None = None, **fields: Any) -> TradeItem:
    maker = "lw" if of else None
    return TradeItem(
        supplier_item_number=number,
        manufacturer_id=maker,
        manufacturer_product_number=of,
        **fields,
    )


def put(desk: Desk, **fields: Any) -> First | None:
    return desk.put(Record(ordinal=7, key="", line=9, **fields))


def keys(desk: Desk) -> list[tuple[str | None, str | None]]:
    """Product number and item number of each record, in order."""
    return [
        (
            record.product and record.product.manufacturer_product_number,
            record.trade_item and record.trade_item.supplier_item_number,
        )
        for record in desk.records()
    ]


def test_trade_items_stand_with_their_product(desk: Desk) -> None:
    """
    Whatever the order of the documents: by product as first seen, those without one last.
    """
    put(desk, trade_item=item("A-3", of="P-2"))
    put(desk, trade_item=item("A-9"))
    put(desk, product=product("P-1"))
    put(desk, product=product("P-2"))
    put(desk, trade_item=item("A-2", of="P-2"))
    put(desk, product=product("P-3"), trade_item=item("A-1", of="P-3"))

    assert keys(desk) == [
        ("P-1", None),
        ("P-2", "A-3"),
        ("P-2", "A-2"),
        ("P-3", "A-1"),
        (None, "A-9"),
    ]
    assert desk.count() == 5
    assert [record.ordinal for record in desk.records()] == [1, 2, 3, 4, 5]


def test_records_come_back_as_they_were(desk: Desk) -> None:
    """
    Numbers keep their digits, dates are dates, nested parts are what they were.
    """
    sold = item(
        "A-1",
        of="P-1",
        net_price=Decimal("0.10000000000000000001"),
        validity_date=date(2026, 2, 28),
        prices=[{"amount": Decimal("1.50"), "territories": ["NL"], "daily": False}],
    )
    put(desk, product=product("P-1", features=[{"code": "EF1"}]), trade_item=sold)
    [record] = desk.records()

    assert record.trade_item == sold
    assert record.product == product("P-1", features=[{"code": "EF1"}])
    assert record.patch is None


def test_the_second_of_a_trade_item_is_refused(desk: Desk) -> None:
    """
    As in an import: the first one wins, and the caller hears of it. A product may come again with
    another trade item; alone it is a second one.
    """
    sold = item("A-1", of="P-1", status="126")
    again = item("A-1", of="P-2", status="125")
    assert put(desk, product=product("P-1"), trade_item=sold) is None
    assert put(desk, product=product("P-2"), trade_item=again) == First(7, 9)
    other = item("A-2", of="P-1")
    assert put(desk, product=product("P-1", status="125"), trade_item=other) is None
    assert put(desk, product=product("P-1")) == First(7, 9)

    records = list(desk.records())
    assert keys(desk) == [("P-1", "A-1"), ("P-1", "A-2")]
    assert records[0].trade_item is not None
    assert records[0].trade_item.status == "126"
    assert records[1].product is not None
    assert records[1].product.status is None


@pytest.mark.parametrize("first", ["patch", "whole"])
def test_a_patch_counts_over_a_whole_record(desk: Desk, first: str) -> None:
    """
    Whichever of the two documents is read first.
    """
    whole = {"trade_item": item("A-1", of="P-1", status="126", bonus_group_id="B")}
    patch = {
        "trade_item": item("A-1", status="94E"),
        "patch": Patch(trade_item=["status", "bonus_group_id"]),
    }
    for fields in (patch, whole) if first == "patch" else (whole, patch):
        put(desk, **fields)
    put(desk, product=product("P-1"))
    [record] = desk.records()

    assert record.patch is None
    assert record.product is not None
    assert record.trade_item == item("A-1", of="P-1", status="94E")


def test_what_only_patches_know_stays_a_patch(desk: Desk) -> None:
    """
    A price message alone says what it carries and no more; its fields are added up.
    """
    prices = Patch(trade_item=["net_price"])
    put(desk, trade_item=item("A-1", net_price=Decimal(2)), patch=prices)
    put(desk, trade_item=item("A-1", status="126"), patch=Patch(trade_item=["status"]))
    put(desk, product=product("P-1", status="126"), patch=Patch(product=["status"], creates=True))
    alone, updated = desk.records()

    assert alone.patch == Patch(product=["status"])
    assert updated.patch == Patch(trade_item=["net_price", "status"])
    assert updated.trade_item is not None
    assert updated.trade_item.net_price == 2


def test_a_removal_is_a_removal(desk: Desk) -> None:
    """
    What one document takes away stays away.
    """
    put(desk, trade_item=item("A-1", status="126"))
    put(desk, trade_item=item("A-1"), patch=Patch(), mode=Mode.DELETE)

    assert [record.mode for record in desk.records()] == [Mode.DELETE]


def test_parts_find_their_place(desk: Desk) -> None:
    """
    Attachments and relations stand in what they are about, in order; others come last.
    """
    picture = Attachment(
        manufacturer_id="lw", manufacturer_product_number="P-1", code="MD01", source="a.jpg"
    )
    manual = Attachment(
        supplier_item_number="A-1",
        code="MD14",
        source="b.pdf",
        language="nl",
        descriptions={"nl": "Handleiding"},
        valid_from=date(2026, 1, 1),
        size_bytes=7,
    )
    stray = Attachment(supplier_item_number="A-9", code="MD14", source="c.pdf")
    spare = Relation(
        kind="PP",
        owner="lw",
        number="P-1",
        type="RES",
        related_number="P-7",
        quantity=Decimal(2),
    )
    terms = Condition(valid_from=date(2026, 1, 1), discount_group_id="D")
    for part in (terms, stray, picture, manual, spare):
        put(desk, part=part)
    put(desk, product=product("P-1"), trade_item=item("A-1", of="P-1"))
    joined, *rest = desk.records()

    assert joined.product is not None
    assert joined.trade_item is not None
    assert joined.product.attachments == [{"code": "MD01", "source": {"und": "a.jpg"}}]
    assert joined.product.relations == [{"type": "RES", "number": "P-7", "quantity": 2}]
    assert joined.trade_item.attachments == [
        {
            "code": "MD14",
            "source": {"nl": "b.pdf"},
            "description": {"nl": "Handleiding"},
            "issue_date": "2026-01-01",
            "extensions": {"size_bytes": 7},
        }
    ]
    assert [record.part for record in rest] == [stray, terms]


def test_memory_stays_flat(tmp_path: Path) -> None:
    """
    Five thousand records take no more memory in Python than a few.
    """
    desk = Desk(tmp_path / "desk.sqlite")
    tracemalloc.start()
    for number in range(5_000):
        put(desk, product=product(f"P-{number}"), trade_item=item(f"A-{number}", of=f"P-{number}"))
    count = sum(1 for _ in desk.records())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    desk.close()

    assert count == 5_000
    assert peak < 2_000_000
