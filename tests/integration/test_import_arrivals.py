"""Files of import tasks: bound by their name, in the lane of their supplier, kept where asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sluis.db import connect
from sluis.intake import hand_in
from sluis.journal import tasks
from sluis.settings import Settings
from sluis.staying import make_room
from sluis.tasks import read_definition
from tests.gatehouse import GLN, Gatehouse, eventually
from watcher import watch

OTHER = "8712345000011"


@pytest.fixture
def house(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gatehouse]:
    monkeypatch.setattr(watch, "TEND_SECONDS", 0.2)
    settings = Settings(
        data=tmp_path / "data", database_url=database, settle_seconds=0.2, reconcile_seconds=0.5
    )
    with connect(database, autocommit=True) as journal:
        house = Gatehouse(settings, journal)
        yield house
        house.stop()


def task(house: Gatehouse, name: str, file: str, *, active: bool = True, **settings: Any) -> int:
    """An import task that expects *file*."""
    definition = read_definition(
        {
            "name": name,
            "type": "import",
            "description": name,
            "frequency": {"every": "by_hand"},
            "active": active,
            "settings": {"entity": "price", "layout": "prijzen", "file": file} | settings,
        },
        None,
    )
    return tasks.add(house.journal, 1, definition, None).id


def drop(house: Gatehouse, below: str, content: bytes) -> Path:
    """A file from a program: under a temporary name, then renamed."""
    target = house.uploads / below
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(target.name + ".tmp")
    draft.write_bytes(content)
    return draft.rename(target)


def test_a_file_goes_to_the_task_of_its_name(house: Gatehouse) -> None:
    """
    On arrival it becomes a delivery of its task, with the supplier of the task where the account
    names none, and a run of the task begins in that supplier's lane.
    """
    prices = task(house, "prijzen", "prijzen.csv", supplier=GLN)
    task(house, "artikelen", "artikelen.xlsx")
    house.start()
    drop(house, "Import/Prijzen.CSV", b"nr;prijs\n")
    (row,) = house.await_stored(1)

    assert (row["task_id"], row["supplier_gln"], row["state"]) == (prices, GLN, "received")
    (job,) = house.jobs()
    assert (job["kind"], job["lane"], job["task_id"]) == ("import", f"1:{GLN}", prices)
    (run,) = house.journal.execute("select * from task_run").fetchall()
    assert (run["task_id"], run["cause"], run["job_id"]) == (prices, "arrival", job["id"])
    assert house.left() == []


def test_the_same_name_again_waits_its_turn(house: Gatehouse) -> None:
    """
    Nothing is lost and nothing overtakes: each arrival is a delivery with a job of its own, in one
    lane, in order.
    """
    task(house, "prijzen", "prijzen.csv", supplier=GLN)
    house.start()
    for number in (1, 2, 3):
        drop(house, "Import/prijzen.csv", b"%d" % number)
        house.await_stored(number)

    jobs = house.jobs()
    assert [house.original(row) for row in house.stored()] == [b"1", b"2", b"3"]
    assert [job["delivery_id"] for job in jobs] == [row["id"] for row in house.stored()]
    assert {job["lane"] for job in jobs} == {f"1:{GLN}"}


def test_a_task_with_a_time_of_its_own_lets_its_file_wait(house: Gatehouse) -> None:
    """
    The delivery is there and bound; its job comes with the next run.
    """
    nightly = task(house, "nacht", "nacht.csv", on_arrival=False)
    house.start()
    drop(house, "Import/nacht.csv", b"1")
    (row,) = house.await_stored(1)

    assert (row["task_id"], row["state"], row["ended_at"]) == (nightly, "received", None)
    assert house.jobs() == []


def test_a_name_that_nobody_expects_is_answered(house: Gatehouse) -> None:
    """
    The delivery is unmatched and kept, says which names are expected and which comes near, and
    gets its report; an inactive task expects nothing.
    """
    task(house, "prijzen", "prijzen.csv")
    task(house, "oud", "prijslijst.csv", active=False)
    house.start()
    drop(house, "Import/prijslijst.csv", b"1")
    (row,) = house.await_stored(1)

    assert (row["state"], row["task_id"]) == ("unmatched", None)
    assert row["error"]["rule"] == "file-unexpected"
    assert (row["error"]["expected"], row["error"]["nearest"]) == (["prijzen.csv"], ["prijzen.csv"])
    assert [job["kind"] for job in house.jobs()] == ["report"]
    assert house.original(row) == b"1"


def test_no_supplier_reaches_the_task_of_another(house: Gatehouse) -> None:
    """
    A task of one supplier takes no file from the account of another, whatever its name; the more
    precise name goes first.
    """
    task(house, "een", "prijzen.csv", supplier=OTHER)
    kade = task(house, "twee", "kade/prijzen.csv")
    house.start()
    house.publish("Import/prijzen.csv", b"1")
    house.publish("Import/kade/prijzen.csv", b"2")
    first, second = house.await_stored(2)

    assert (first["state"], first["supplier_gln"]) == ("unmatched", GLN)
    assert second["task_id"] == kade


@pytest.mark.parametrize("way", ["published", "dropped"])
def test_a_file_stays_when_its_task_says_so(house: Gatehouse, way: str) -> None:
    """
    Delete = No: the file is taken once and lies where it lay, also for a watcher that starts anew
    and scans all; it makes room for the next one, which is taken again.
    """
    house.settings = replace(house.settings, settle_seconds=0.2)
    task(house, "prijzen", "prijzen.csv", delete=False)
    put = house.publish if way == "published" else lambda b, c: drop(house, b, c)
    house.start()
    put("Import/prijzen.csv", b"1")
    (row,) = house.await_stored(1)
    target = house.uploads / "Import/prijzen.csv"

    house.stop()
    watching = house.start()
    drop(house, "AutoImport/later.xml", b"<x/>")
    house.await_stored(2)
    scanned = watching._scan_at
    eventually(lambda: watching._scan_at > scanned)

    assert target.read_bytes() == house.original(row) == b"1"
    assert target.stat().st_ino != (house.settings.data / row["stored_path"]).stat().st_ino
    assert len(house.stored()) == 2
    assert not watching.eyes.polled

    assert make_room(house.journal, 1, "Uploads/Import/prijzen.csv", target, house.settings.data)
    put("Import/prijzen.csv", b"2")
    assert house.original(house.await_stored(3)[-1]) == b"2"


def test_a_changed_file_that_stays_is_taken_again(house: Gatehouse) -> None:
    """
    A program that writes into the file it has left there delivers anew, and what was taken before
    is not touched.
    """
    task(house, "prijzen", "prijzen.csv", delete=False)
    house.start()
    target = drop(house, "Import/prijzen.csv", b"een")
    house.await_stored(1)
    target.write_bytes(b"twee")
    rows = house.await_stored(2)

    assert [house.original(row) for row in rows] == [b"een", b"twee"]


def test_an_unclaimed_file_never_makes_room(house: Gatehouse) -> None:
    """
    What nobody has taken is not replaced, neither by the command line nor at the last instant.
    """
    target = drop(house, "Import/prijzen.csv", b"nog niet gezien")
    source = house.settings.data.parent / "prijzen.csv"
    source.write_bytes(b"nieuw")
    task(house, "prijzen", "prijzen.csv", delete=False)
    where = (house.journal, 1, "Uploads/Import/prijzen.csv", target, house.settings.data)

    assert not make_room(*where)
    assert target.read_bytes() == b"nog niet gezien"

    house.start()
    house.await_stored(1)
    hand_in(house.settings.data, house.journal, source, environment=1, gate="Import")
    assert [house.original(row) for row in house.await_stored(2)] == [b"nog niet gezien", b"nieuw"]


def test_a_crash_before_the_journal_knows_keeps_the_file(house: Gatehouse) -> None:
    """
    Killed between the copy and the commit: the next watcher finishes it, the file stays, once.
    """
    task(house, "prijzen", "prijzen.csv", delete=False)
    house.start()
    target = drop(house, "Import/prijzen.csv", b"1")
    (row,) = house.await_stored(1)
    house.stop()
    house.journal.execute("truncate kept_file, job, task_run cascade")
    house.journal.execute("update delivery set stored_at = null, state = 'received'")

    house.start()
    (again,) = house.await_stored(1)

    assert again["id"] == row["id"]
    assert target.read_bytes() == b"1"
    assert len(house.journal.execute("select from kept_file").fetchall()) == 1
