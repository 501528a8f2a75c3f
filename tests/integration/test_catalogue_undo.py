"""Undo: the catalogue is as it was before the supplier's last import."""

from __future__ import annotations

from uuid import uuid4

import pytest

from sluis.catalogue.undo import undo
from sluis.errors import Refused
from sluis.model import Header
from tests.catalogue_desk import Desk, fresh_gln, full, removal, repriced


def state(desk: Desk):
    """The active records, both entities, without bookkeeping."""
    return desk.records(), desk.records("product")


def test_an_import_is_taken_back(desk) -> None:
    """
    Created records are archived, changed, archived and repriced ones are as they were.
    """
    desk.deliver(full("A1"), full("A2", gross_list_price=None), full("A3"))
    before, origin = state(desk), {one["delivery_id"] for one in desk.raw()}
    last = desk.mutate(
        full("A1", "9", brand="Anders"), removal("A2"), full("A4"), repriced("A3", "7")
    )
    outcome = desk.undo(last)

    assert state(desk) == before
    assert {one["delivery_id"] for one in desk.raw()} == origin
    assert desk.numbers(archived=True) == ["A4"]
    assert outcome == {
        "change_number": last.number + 1,
        "trade_item": {"restored": 3, "archived": 1},
        "product": {"restored": 2, "archived": 1},
    }


def test_an_undo_is_a_change_to_consumers(desk) -> None:
    """
    What it touches has the new change number, what it leaves keeps its own.
    """
    first = desk.deliver(full("A1"), full("A2"))
    last = desk.mutate(full("A1", "9"))
    number = desk.undo(last)["change_number"]

    assert [one["change_number"] for one in desk.raw()] == [number, first.number]


def test_the_delivery_and_the_supplier_know(desk) -> None:
    """
    The delivery is marked, and the supplier has the header of the import before.
    """
    desk.deliver(full("A1"), header=Header(format="f", version="1", supplier_name="Kade"))
    last = desk.deliver(full("A1"), header=Header(format="f", version="2", supplier_name="Wal"))
    desk.undo(last)
    [supplier] = desk.raw("supplier")
    row = desk.connection.execute(
        "select undone_at from delivery where id = %s", [last.delivery_id]
    ).fetchone()

    assert (supplier["name"], supplier["header"]["version"]) == ("Kade", "1")
    assert row["undone_at"] is not None


def test_a_first_import_can_be_undone(desk) -> None:
    """
    Nothing active is left; the same file afterwards brings everything back.
    """
    last = desk.deliver(full("A1"), full("A2"))
    desk.undo(last)
    emptied = state(desk)
    again = desk.deliver(full("A1"), full("A2"))

    assert emptied == ([], [])
    assert again.items == "read=2 changed=2"


def test_only_the_last_import_can_be_undone(desk) -> None:
    """
    An import that another one followed stays.
    """
    first = desk.deliver(full("A1"))
    desk.deliver(full("A1", "2"))
    with pytest.raises(Refused, match="not the last"):
        desk.undo(first)


def test_an_import_is_undone_once(desk) -> None:
    """
    The second time is refused, and says so.
    """
    desk.deliver(full("A1"))
    last = desk.deliver(full("A1", "2"))
    desk.undo(last)
    with pytest.raises(Refused, match="undone already"):
        desk.undo(last)


def test_the_one_before_the_undone_import_stays(desk) -> None:
    """
    Only one step back is kept: after an undo there is nothing more to undo.
    """
    first = desk.deliver(full("A1"))
    desk.undo(desk.deliver(full("A1", "2")))
    before = state(desk)
    with pytest.raises(Refused):
        desk.undo(first)

    assert state(desk) == before


def test_later_changes_are_not_undone_with_it(desk) -> None:
    """
    When something else has changed a record since, undo refuses and touches nothing.
    """
    desk.deliver(full("A1"))
    last = desk.deliver(full("A1", "2"), full("A2"))
    desk.connection.execute(
        "update trade_item set net_price = 5, change_number = change_number + 1"
        " where supplier_gln = %s and supplier_item_number = 'A1'",
        [desk.gln],
    )
    desk.connection.commit()
    before = state(desk)
    with pytest.raises(Refused, match="1 records of trade_item"):
        desk.undo(last)

    assert state(desk) == before


def test_another_suppliers_import_does_not_stand_in_the_way(desk) -> None:
    """
    Last means last of this supplier.
    """
    desk.deliver(full("A1"))
    before = state(desk)
    last = desk.deliver(full("A1", "2"))
    Desk(desk.connection, fresh_gln()).deliver(full("A1", "3"))
    desk.undo(last)

    assert state(desk) == before


def test_only_the_last_before_images_are_kept(desk) -> None:
    """
    Storage does not grow with the number of imports.
    """
    desk.deliver(full("A1"), full("A2"))
    last = desk.deliver(full("A1"), full("A2", "2"))
    rows = desk.connection.execute(
        "select entity, delivery_id from record_change where supplier_gln = %s order by entity",
        [desk.gln],
    ).fetchall()

    assert {row["delivery_id"] for row in rows} == {last.delivery_id}
    assert [row["entity"] for row in rows] == ["supplier", "trade_item"]


def test_what_was_not_imported_cannot_be_undone(desk) -> None:
    """
    The refusal says why.
    """
    with pytest.raises(Refused, match="there is no delivery"):
        undo(desk.connection, uuid4())
