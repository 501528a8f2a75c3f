"""The meaning of a delivery: complete, mutation, price update, removal, product data."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest

from sluis.db import connect
from sluis.model import Entity, Finding, Header, Record, Severity
from tests.catalogue_desk import Desk, fresh_gln, full, item, product, removal, repriced


def described(number: str, **fields) -> Record:
    """Product data alone."""
    return Record(ordinal=0, key=number, product=product(f"P{number}", **fields))


def test_a_first_delivery_creates_everything(desk) -> None:
    """
    Products and trade items of the file are in the catalogue, with the delivery they came from.
    """
    outcome = desk.deliver(full("A1"), full("A2"))
    stored = desk.raw()

    assert (outcome.items, outcome.products) == ("read=2 created=2", "read=2 created=2")
    assert [one["supplier_item_number"] for one in stored] == ["A1", "A2"]
    assert {one["delivery_id"] for one in stored} == {str(outcome.delivery_id)}
    assert {one["change_number"] for one in stored} == {outcome.number}
    assert stored[0]["product"]["brand_name"] == "Kade"


def test_the_same_file_again_writes_nothing(desk) -> None:
    """
    An unchanged delivery leaves every row where it lies and takes no change number.
    """
    first = desk.deliver(full("A1"), full("A2"))
    rows = "select ctid, xmin from product union all select ctid, xmin from trade_item"
    before = desk.connection.execute(rows).fetchall()
    second = desk.deliver(full("A1"), full("A2"))

    assert (second.items, second.products) == ("read=2 unchanged=2", "read=2 unchanged=2")
    assert desk.connection.execute(rows).fetchall() == before
    assert second.number == first.number


def test_equal_values_are_no_change(desk) -> None:
    """
    1.5 is 1.50, and the order of names in a nested part means nothing.
    """
    desk.deliver(full("A1", "1.5", descriptions={"nl": "goot", "en": "gutter"}))
    again = desk.deliver(full("A1", "1.500", descriptions={"en": "gutter", "nl": "goot"}))

    assert again.items == "read=1 unchanged=1"


def test_only_what_differs_is_written(desk) -> None:
    """
    A changed item gets a new change number; its neighbour and its product keep theirs.
    """
    first = desk.deliver(full("A1"), full("A2"))
    second = desk.deliver(full("A1"), full("A2", "1.60"))
    numbers = {one["supplier_item_number"]: one["change_number"] for one in desk.raw()}

    assert second.items == "read=2 changed=1 unchanged=1"
    assert second.products == "read=2 unchanged=2"
    assert numbers == {"A1": first.number, "A2": second.number}
    assert desk.records()[1]["net_price"] == Decimal("1.60")


def test_a_complete_delivery_archives_what_it_leaves_out(desk) -> None:
    """
    Missing items are archived, missing products get status 130; both are kept.
    """
    desk.deliver(full("A1"), full("A2"))
    outcome = desk.deliver(full("A1"))
    lapsed = [one for one in desk.raw("product", archived=True) if one["archived_at"]]

    assert outcome.items == "read=1 unchanged=1 missing=1 archived=1"
    assert outcome.products == "read=1 unchanged=1 missing=1 archived=1"
    assert outcome.rules == ["records-missing", "records-missing"]
    assert (desk.numbers(), desk.numbers(archived=True)) == (["A1"], ["A2"])
    assert [one["status"] for one in lapsed] == ["130"]


def test_a_mutation_leaves_the_rest_alone(desk) -> None:
    """
    Only what is in the file changes.
    """
    desk.deliver(full("A1"), full("A2"))
    outcome = desk.mutate(full("A2", "1.60"), full("A3"))

    assert outcome.items == "read=2 created=1 changed=1"
    assert desk.numbers() == ["A1", "A2", "A3"]


def test_a_complete_delivery_concerns_its_own_supplier(desk) -> None:
    """
    Another supplier's records stay, also with the same numbers and the same manufacturer.
    """
    other = Desk(desk.connection, fresh_gln())
    other.deliver(full("A1", brand="Wal"), full("A2", brand="Wal"))
    desk.deliver(full("A1"))

    assert other.numbers() == ["A1", "A2"]
    assert {one["product"]["brand_name"] for one in other.raw()} == {"Wal"}


def test_an_archived_record_comes_back_as_changed(desk) -> None:
    """
    Re-delivered records are active again, even when nothing else about them is new.
    """
    desk.deliver(full("A1"), full("A2"))
    desk.deliver(full("A1"))
    outcome = desk.deliver(full("A1"), full("A2"))

    assert outcome.items == "read=2 changed=1 unchanged=1"
    assert outcome.products == "read=2 changed=1 unchanged=1"
    assert desk.numbers() == ["A1", "A2"]
    assert [one["status"] for one in desk.records("product")] == [None, None]


def test_a_rejected_record_counts_as_present(desk) -> None:
    """
    A record with an error is not taken over, but its stored one is not missing either.
    """
    desk.deliver(full("A1"), full("A2"), full("A3"))
    unreadable = Record(ordinal=0, key="A3")
    outcome = desk.deliver(full("A1"), refused=[full("A2", "9"), unreadable])

    assert outcome.items == "read=3 unchanged=1 rejected=2"
    assert outcome.products == "read=2 unchanged=1 rejected=1"
    assert [one["net_price"] for one in desk.records()] == [Decimal("1.50")] * 3


def test_an_entity_that_is_not_in_the_file_stays(desk) -> None:
    """
    Product data alone, even complete, does not archive trade items; nor does an empty file.
    """
    desk.deliver(full("A1"), full("A2"))
    outcome = desk.deliver(described("A1", brand_name="Sluis"))
    empty = desk.deliver()
    refused = desk.deliver(refused=[Record(ordinal=0, key="X")])

    assert outcome.products == "read=1 changed=1 missing=1 archived=1"
    assert (outcome.items, empty.items, empty.products) == ("", "", "")
    assert refused.items == "read=1 rejected=1"
    assert desk.numbers() == ["A1", "A2"]
    assert [one["brand_name"] for one in desk.records("product")] == ["Sluis"]


def test_the_first_of_two_records_with_one_number_wins(desk) -> None:
    """
    The later one is rejected whole, and the finding names the first one's position.
    """
    outcome = desk.deliver(full("A1", "1"), full("A2"), full("A1", "2", of="P9"))
    [found] = outcome.findings

    assert outcome.items == "read=3 created=2 rejected=1"
    assert outcome.products == "read=3 created=2 rejected=1"
    assert (found.rule, found.record_key, found.ordinal, found.line) == (
        "duplicate-key", "A1", 3, 30,
    )  # fmt: skip
    assert found.detail == {"first_ordinal": "1", "first_line": "10"}
    assert desk.records()[0]["net_price"] == Decimal(1)


def test_one_number_is_one_number_whatever_is_asked(desk) -> None:
    """
    A removal, a price and a record of the same item in one file: the first counts.
    """
    desk.deliver(full("A1"), full("A2"))
    outcome = desk.mutate(full("A1", "1.6"), removal("A2"), removal("A1"), repriced("A2", "4"))

    assert outcome.items == "read=4 changed=2 rejected=2 archived=1"
    assert outcome.rules == ["duplicate-key", "duplicate-key"]
    assert desk.numbers() == ["A1"]


def test_a_product_described_twice(desk) -> None:
    """
    The same description again is nothing; another one is a warning and the first is kept.
    """
    outcome = desk.deliver(
        full("A1", of="P"), full("A2", of="P"), full("A3", of="P", brand="Anders")
    )
    [found] = outcome.findings

    assert outcome.products == "read=3 created=1 unchanged=2"
    assert (found.rule, found.record_key, found.ordinal) == (
        "product-described-differently",
        "A3",
        3,
    )
    assert found.entity is Entity.PRODUCT
    assert [one["brand_name"] for one in desk.records("product")] == ["Kade"]


def test_a_price_update_touches_prices_only(desk) -> None:
    """
    What it carries is written, what it leaves out stays, and so does all else of the item.
    """
    desk.deliver(
        full(
            "A1", "1.50", gross_list_price=Decimal(3), prices=[{"amount": Decimal("1.50")}],
            surcharges=[{"kind": "copper"}], descriptions={"nl": "goot"}, currency="EUR",
        )
    )  # fmt: skip
    outcome = desk.mutate(repriced("A1", "1.60", prices=[{"amount": Decimal("1.60")}]))
    [stored] = desk.records()

    assert outcome.items == "read=1 changed=1"
    assert (stored["net_price"], stored["gross_list_price"]) == (Decimal("1.60"), 3)
    assert stored["prices"] == [{"amount": Decimal("1.60")}]
    assert stored["surcharges"] == [{"kind": "copper"}]
    assert (stored["currency"], stored["descriptions"]) == ("EUR", {"nl": "goot"})
    assert desk.mutate(repriced("A1", "1.6")).items == "read=1 unchanged=1"


def test_a_price_for_an_unknown_item_is_rejected(desk) -> None:
    """
    An archived item is unknown, too: a price does not bring it back.
    """
    desk.deliver(full("A1"), full("A2"))
    desk.mutate(removal("A2"))
    outcome = desk.mutate(repriced("A2", "2"), repriced("A3", "2"), repriced("A1", "2"))

    assert outcome.items == "read=3 changed=1 rejected=2"
    assert outcome.rules == ["price-update-unknown", "price-update-unknown"]
    assert {found.severity for found in outcome.findings} == {Severity.ERROR}


def test_a_removal_takes_the_product_with_its_last_item(desk) -> None:
    """
    A product lapses when no active item refers to it any more, not before.
    """
    desk.deliver(full("A1", of="P"), full("A2", of="P"), full("A3", of="Q"))
    first = desk.mutate(removal("A1"), removal("A3"))
    second = desk.mutate(removal("A2"))

    assert (first.items, first.products) == ("read=2 changed=2 archived=2", "archived=1")
    assert (second.items, second.products) == ("read=1 changed=1 archived=1", "archived=1")
    assert desk.records("product") == []


def test_a_product_stays_when_the_file_gives_it_another_item(desk) -> None:
    """
    The item that refers to it may come in the same file as the removal.
    """
    desk.deliver(full("A1", of="P"))
    moved = Record(ordinal=0, key="A2", trade_item=item("A2", of="P"))
    outcome = desk.mutate(removal("A1"), moved)

    assert outcome.products == ""
    assert len(desk.records("product")) == 1


def test_a_product_lapses_when_its_other_item_moves_away(desk) -> None:
    """
    What counts is what items refer to after the import.
    """
    desk.deliver(full("A1", of="P"), full("A2", of="P"))
    moved = Record(ordinal=0, key="A2", trade_item=item("A2", of="Q", net_price=Decimal("1.50")))
    outcome = desk.mutate(removal("A1"), moved)

    assert outcome.products == "archived=1"


def test_a_removal_of_nothing(desk) -> None:
    """
    An unknown number is a warning; one that is archived already is simply unchanged.
    """
    desk.deliver(full("A1"))
    desk.mutate(removal("A1"))
    outcome = desk.mutate(removal("A1"), removal("A9"))

    assert outcome.items == "read=2 unchanged=2"
    assert [(f.rule, f.record_key) for f in outcome.findings] == [("delete-unknown", "A9")]


def test_references_are_looked_up_in_file_and_catalogue(desk) -> None:
    """
    Only a number that neither the file nor the catalogue knows is a warning.
    """
    desk.deliver(full("A1"), full("A2"))
    desk.mutate(removal("A2"))
    record = full("A3")
    record.product.relations = [
        {"type": "accessories", "number": number} for number in ("A1", "A4", "PA1", "A2", "X")
    ]
    record.product.relations.append({"number": "Y", "catalogue_id": "another"})
    outcome = desk.mutate(record, full("A4"))

    assert sorted((f.rule, f.record_key, f.value) for f in outcome.findings) == [
        ("reference-unknown", "A3", "A2"), ("reference-unknown", "A3", "X"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "jumps"),
    [
        ({"net": "10"}, {"net": "15"}, 0),
        ({"net": "10"}, {"net": "15.01"}, 1),
        ({"net": "10"}, {"net": "4.99"}, 1),
        ({"net": "10", "per": "1"}, {"net": "1000", "per": "100"}, 0),
        ({"net": "10", "per": "1"}, {"net": "10", "per": "100"}, 1),
        ({"net": "10", "currency": "EUR"}, {"net": "99", "currency": "SEK"}, 0),
        ({"net": "10", "unit": "C62"}, {"net": "99", "unit": "MTR"}, 0),
        ({"net": "0"}, {"net": "99"}, 0),
        ({"net": "10", "per": "0"}, {"net": "99", "per": None}, 1),
    ],
)
def test_a_price_jump_is_per_unit_of_one(desk, old, new, jumps) -> None:
    """
    Prices are compared per unit, in one currency and one unit, against half as much again.
    """

    def priced(net, per=None, currency="EUR", unit="C62"):
        per = None if per is None else Decimal(per)
        return full("A1", net, price_quantity=per, currency=currency, price_unit=unit)

    desk.deliver(priced(**old))
    comparison = desk.check(priced(**new)).comparison

    assert comparison.price_jumps == jumps


def test_a_price_jump_tells_both_prices(desk) -> None:
    """
    The finding has old and new price per unit and the change in percent; updates count as well.
    """
    desk.deliver(full("A1", "2", price_quantity=Decimal(100), gross_list_price=Decimal(9)))
    outcome = desk.mutate(repriced("A1", "5"))
    [found] = outcome.findings

    assert (outcome.comparison.compared_prices, outcome.comparison.price_jumps) == (1, 1)
    assert (found.rule, found.field, found.value) == ("price-jump", "net_price", "0.05")
    assert found.detail == {"old": "0.02", "new": "0.05", "percent": "150"}


def warned(number: str, rule: str, price: str = "1.50", field: str = "descriptions") -> Record:
    finding = Finding(rule=rule, severity=Severity.WARNING, record_key=number, field=field)
    return msgspec.structs.replace(full(number, price), findings=[finding])


def test_other_warnings_alone_are_no_change(desk) -> None:
    """
    They are stored quietly: the record counts as unchanged and keeps its change number.
    """
    first = desk.deliver(warned("A1", "text-damaged"))
    second = desk.deliver(warned("A1", "text-cut"))
    [stored] = desk.raw()

    assert second.items == "read=1 unchanged=1"
    assert (stored["change_number"], second.number) == (first.number, first.number)
    assert [one["rule"] for one in stored["warnings"]] == ["text-cut"]


def test_a_patch_replaces_the_warnings_about_what_it_carries(desk) -> None:
    """
    Those about any other field stay with the record, and it brings none about other fields.
    """
    record = warned("A1", "text-damaged")
    record.findings.append(
        Finding(rule="price-zero", severity=Severity.WARNING, field="prices[0].amount")
    )
    desk.deliver(record)
    update = repriced("A1", "2", prices=[{"amount": Decimal(2)}])
    update.findings = [
        Finding(rule="net-above-gross", severity=Severity.WARNING, field="net_price"),
        Finding(rule="text-cut", severity=Severity.WARNING, field="descriptions"),
    ]
    desk.mutate(update)

    assert {one["rule"] for one in desk.raw()[0]["warnings"]} == {"text-damaged", "net-above-gross"}


def test_a_check_gives_the_numbers_of_an_import_and_writes_nothing(desk) -> None:
    """
    Compare alone says what apply would do.
    """
    desk.deliver(full("A1"), full("A2"), full("A3"))
    before = desk.raw()
    file = (full("A1", "9"), full("A2"), full("A4"), full("A4"))
    check, unchanged = desk.check(*file), desk.raw()
    done = desk.deliver(*file)

    assert unchanged == before
    assert (check.items, check.products) == (done.items, done.products)
    assert check.rules == done.rules


def test_the_header_is_kept_with_the_supplier(desk) -> None:
    """
    The supplier's row has the name and the whole header of the last imported catalogue.
    """
    header = Header(format="bmecat", version="5.0", supplier_name="Kade BV", currency="EUR")
    outcome = desk.deliver(full("A1"), header=header)
    [supplier] = desk.raw("supplier")

    assert (supplier["gln"], supplier["name"]) == (desk.gln, "Kade BV")
    assert supplier["header"]["currency"] == "EUR"
    assert supplier["delivery_id"] == str(outcome.delivery_id)


def test_apply_belongs_to_its_comparison(desk) -> None:
    """
    Between compare and apply nothing may move: another transaction is refused.
    """
    stage = desk.stage([full("A1")])
    stage.compare([])
    desk.connection.commit()
    with pytest.raises(RuntimeError):
        stage.apply(desk._journal())


def test_a_stage_is_filled_in_autocommit(catalogue_database) -> None:
    """
    Reading may take hours: blocks are copied outside a transaction, the rest is one.
    """
    with connect(catalogue_database, autocommit=True) as connection:
        desk = Desk(connection, fresh_gln())
        stage = desk.stage([full("A1"), full("A2")])
        with connection.transaction():
            comparison = stage.compare([Entity.TRADE_ITEM])
            stage.apply(desk._journal())
        with pytest.raises(RuntimeError):
            stage.apply(desk._journal())

        assert comparison.counts[Entity.TRADE_ITEM].created == 2
        assert desk.numbers() == ["A1", "A2"]


def test_a_stage_can_be_used_again(desk) -> None:
    """
    The next file of the session starts empty, and a second comparison starts afresh.
    """
    desk.deliver(full("A1"), full("A2"))
    stage = desk.stage([full("A1", "2")])
    first = stage.compare([])
    second = stage.compare([Entity.TRADE_ITEM])

    assert first.as_json()["trade_item"]["missing"] == 0
    assert second.as_json()["trade_item"]["missing"] == 1
    assert second.as_json()["trade_item"]["changed"] == 1
