"""Patches: what they touch, what they make, and how they fold into records of the same delivery."""

from __future__ import annotations

from decimal import Decimal

from sluis.catalogue.columns import PRODUCT, TRADE_ITEM
from sluis.model import Entity, Mode, Patch, Record
from tests.catalogue_desk import full, item, patched, product, removal, repriced


def product_patch(number: str, *names: str, creates: bool = False, **fields) -> Record:
    patch = Patch(product=[*names, *fields], creates=creates)
    return Record(ordinal=0, key=number, product=product(number, **fields), patch=patch)


def test_a_patch_touches_what_it_names(desk) -> None:
    """
    A field that is named is written, also when it is empty; what is not named stays, whatever
    the record holds there.
    """
    desk.deliver(full("A1", "2", order_unit="C62", currency="EUR", item_gtins=["8712345000004"]))
    patch = patched("A1", "item_gtins", "currency", order_unit="MTR")
    patch.trade_item.net_price = Decimal(99)
    outcome = desk.mutate(patch)
    [stored] = desk.records()

    assert (outcome.items, outcome.products) == ("read=1 changed=1", "")
    assert (stored["order_unit"], stored["currency"], stored["item_gtins"]) == ("MTR", None, [])
    assert stored["net_price"] == 2
    assert desk.mutate(patch).items == "read=1 unchanged=1"


def test_a_patch_of_product_and_item_changes_both(desk) -> None:
    """
    Each entity has its own list of names; an empty list touches nothing of it.
    """
    desk.deliver(full("A1", "2"))
    record = full("A1", "3", brand="Wal")
    record.patch = Patch(product=["brand_name"], trade_item=[])
    outcome = desk.mutate(record)

    assert (outcome.items, outcome.products) == ("read=1 unchanged=1", "read=1 changed=1")
    assert desk.records("product")[0]["brand_name"] == "Wal"


def test_an_unknown_record_is_made_only_when_the_patch_says_so(desk) -> None:
    """
    Otherwise it is refused, and so is its product; the finding says whether it was about prices.
    """
    record = full("A3", "1")
    record.patch = Patch(product=["brand_name"], trade_item=["order_unit"])
    refused = desk.mutate(repriced("A2", "2"), record)
    record.patch = Patch(product=["brand_name"], trade_item=["order_unit"], creates=True)
    made = desk.mutate(record)

    assert (refused.items, refused.products) == ("read=2 rejected=2", "read=1 rejected=1")
    assert [(f.rule, f.record_key) for f in refused.findings] == [
        ("price-update-unknown", "A2"), ("update-unknown", "A3"),
    ]  # fmt: skip
    assert (made.items, made.products) == ("read=1 created=1", "read=1 created=1")
    assert (desk.records()[0]["net_price"], desk.records()[0]["prices"]) == (None, [])


def test_a_patch_that_creates_brings_an_archived_record_back(desk) -> None:
    """
    As it was, but for what is carried; a product that comes back has not lapsed.
    """
    desk.deliver(full("A1", "2"), full("A2"))
    desk.mutate(removal("A1"))
    refused = desk.mutate(patched("A1", order_unit="MTR"), product_patch("PA1", status="126"))
    outcome = desk.mutate(
        patched("A1", order_unit="MTR", creates=True),
        product_patch("PA1", product_type="1", creates=True),
    )

    assert (refused.items, refused.products) == ("read=1 rejected=1", "read=1 rejected=1")
    assert (outcome.items, outcome.products) == ("read=1 changed=1", "read=1 changed=1")
    assert [(one["net_price"], one["order_unit"]) for one in desk.records()[:1]] == [(2, "MTR")]
    assert desk.records("product")[0]["status"] is None


def test_a_patch_folds_into_a_record_of_the_delivery(desk) -> None:
    """
    Whichever comes first, of the same document or another: one record, compared once.
    """
    outcome = desk.deliver_documents(
        [repriced("A1", "3"), full("A1", "1")],
        [full("A2", "1"), patched("A2", order_unit="MTR")],
        [repriced("A2", "5")],
    )
    again = desk.deliver_documents([full("A2", "5", order_unit="MTR")], [repriced("A1", "3")])

    assert outcome.items == "read=2 created=2 folded=3"
    assert outcome.findings == []
    assert [(one["net_price"], one["order_unit"]) for one in desk.records()] == [
        (3, None), (5, "MTR"),
    ]  # fmt: skip
    assert again.items == "read=2 unchanged=2"


def test_of_one_document_the_first_patch_of_a_key_counts(desk) -> None:
    """
    A second one is a duplicate; one of another document folds after it.
    """
    desk.deliver(full("A1", "1"))
    outcome = desk.deliver_documents(
        [repriced("A1", "2"), repriced("A1", "3")],
        [patched("A1", order_unit="MTR"), repriced("A1", "4")],
    )
    [stored] = desk.records()

    assert outcome.items == "read=3 changed=1 rejected=2 folded=1"
    assert [(f.rule, f.ordinal, f.detail) for f in outcome.findings] == [
        ("price-jump", 1, {"old": "1", "new": "2", "percent": "100"}),
        ("duplicate-key", 2, {"first_ordinal": "1", "first_line": "10"}),
        ("duplicate-key", 4, {"first_ordinal": "1", "first_line": "10"}),
    ]
    assert (stored["net_price"], stored["order_unit"]) == (2, "MTR")


def test_a_later_whole_record_of_another_document_is_a_duplicate(desk) -> None:
    """
    Its product with it; patches go into the first one.
    """
    outcome = desk.deliver_documents(
        [full("A1", "1")], [full("A1", "2", of="P9")], [repriced("A1", "3")]
    )

    assert outcome.items == "read=2 created=1 rejected=1 folded=1"
    assert outcome.products == "read=2 created=1 rejected=1"
    assert desk.records()[0]["net_price"] == 3


def test_what_the_delivery_removes_is_not_patched(desk) -> None:
    """
    A removal wins, wherever it stands.
    """
    desk.deliver(full("A1"))
    outcome = desk.mutate(patched("A1", order_unit="MTR", creates=True), removal("A1"))

    assert outcome.items == "read=2 changed=1 rejected=1 archived=1"
    assert outcome.rules == ["duplicate-key"]


def test_a_product_may_be_removed_by_itself(desk) -> None:
    """
    It lapses; its items stay.
    """
    desk.deliver(full("A1"), full("A2"))
    gone = Record(ordinal=0, key="PA1", mode=Mode.DELETE, product=product("PA1"))
    outcome = desk.mutate(gone)
    lapsed = [one for one in desk.raw("product", archived=True) if one["archived_at"]]

    assert (outcome.items, outcome.products) == ("", "read=1 changed=1 archived=1")
    assert [(one["manufacturer_product_number"], one["status"]) for one in lapsed] == [
        ("PA1", "130")
    ]
    assert desk.numbers() == ["A1", "A2"]


def test_a_complete_delivery_of_patches_archives_the_rest(desk) -> None:
    """
    A patched record is in the file; a refused patch alone is no good record.
    """
    desk.deliver(full("A1"), full("A2"))
    nothing = desk.deliver(patched("A9", order_unit="MTR"))
    outcome = desk.deliver(patched("A1", order_unit="MTR"))

    assert nothing.items == "read=1 rejected=1"
    assert outcome.items == "read=1 changed=1 missing=1 archived=1"
    assert outcome.products == ""


def test_references_are_told_only_when_carried(desk) -> None:
    """
    A patch about something else does not repeat what was said of the stored relations.
    """
    record = full("A1")
    record.product.relations = [{"type": "accessories", "number": "X"}]
    desk.deliver(record)
    other = desk.mutate(product_patch("PA1", status="126"))
    same = desk.mutate(product_patch("PA1", relations=record.product.relations))

    assert (other.rules, same.rules) == ([], ["reference-unknown"])


def test_a_patched_record_is_not_as_its_slice_gave_it(desk) -> None:
    """
    What a patch changes loses its fingerprint, so that the slice is read again; what it leaves as
    it was keeps it.
    """
    desk.deliver(full("A1", "1"), full("A2", "1"))
    for table in (PRODUCT, TRADE_ITEM):
        desk.connection.execute(
            f"update {table.name} set fingerprint = '\\x00'"  # noqa: S608 - a constant
            " where supplier_gln = %s",
            [desk.gln],
        )
    desk.mutate(patched("A1", order_unit="MTR"), repriced("A2", "1.0"))

    assert [one["fingerprint"] for one in desk.raw()] == [None, "\\x00"]
    assert {one["fingerprint"] for one in desk.raw("product")} == {"\\x00"}


def test_undo_brings_back_what_a_patch_has_changed(desk) -> None:
    """
    As after any other import.
    """
    desk.deliver(full("A1", "1"))
    before = desk.records(), desk.records("product")
    outcome = desk.mutate(patched("A1", order_unit="MTR"), product_patch("PA1", status="126"))
    undone = desk.undo(outcome)

    assert undone["trade_item"] == undone["product"] == {"restored": 1, "archived": 0}
    assert (desk.records(), desk.records("product")) == before


def test_a_stage_with_patches_can_be_compared_again(desk) -> None:
    """
    What the first comparison has made whole is made anew.
    """
    desk.deliver(full("A1", "1"))
    stage = desk.stage([full("A2", "1"), patched("A1", order_unit="MTR"), repriced("A2", "2")])
    first, second = (stage.compare([]).counts[Entity.TRADE_ITEM] for _ in range(2))
    desk.connection.rollback()

    assert first == second
    assert (first.created, first.changed, first.folded) == (1, 1, 1)


def test_an_item_of_the_delivery_may_refer_to_a_product_of_another_document(desk) -> None:
    """
    Product message and item message: one delivery, one transaction, one pair.
    """
    outcome = desk.deliver_documents(
        [Record(ordinal=0, key="P1", product=product("P1", brand_name="Kade"))],
        [Record(ordinal=0, key="A1", trade_item=item("A1", of="P1"))],
    )
    [stored] = desk.raw()

    assert (outcome.items, outcome.products) == ("read=1 created=1", "read=1 created=1")
    assert stored["product"]["brand_name"] == "Kade"
