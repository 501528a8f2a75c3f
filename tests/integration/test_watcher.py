"""The folder gate with real folders, a real PostgreSQL and the real loop in a thread."""

from __future__ import annotations

import errno
import hashlib
import logging
import os
import random
import string
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from watchdog.observers.api import BaseObserver

from sluis import environments
from sluis.db import connect
from sluis.settings import Settings
from tests.gatehouse import GLN, Gatehouse, eventually
from watcher import claim, complaints, observer, watch


@pytest.fixture
def house(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gatehouse]:
    monkeypatch.setattr(watch, "TEND_SECONDS", 0.2)
    settings = Settings(
        data=tmp_path / "data", database_url=database, settle_seconds=0.3, reconcile_seconds=60.0
    )
    with connect(database, autocommit=True) as journal:
        house = Gatehouse(settings, journal)
        yield house
        house.stop()


@pytest.fixture
def events(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict]]:
    """Names and facts of what is logged."""
    logged: list[tuple[str, dict]] = []

    class Log:
        def __getattr__(self, level):
            return lambda event, **facts: logged.append((event, facts))

    for module in (watch, observer, claim, complaints):
        monkeypatch.setattr(module, "log", Log())
    return logged


def test_what_the_ftps_gate_published_is_taken_at_once(house) -> None:
    """
    A recorded upload needs no settling, keeps its account and supplier, and rings its lane.
    """
    house.settings = replace(house.settings, settle_seconds=60.0)
    house.start()
    house.publish("AutoImport/acme/a.xml", b"<BMECAT/>")
    (row,) = house.await_stored(1)
    eventually(lambda: house.rung)

    assert (row["account"], row["supplier_gln"], row["state"]) == ("acme", GLN, "received")
    assert row["path"] == "Uploads/AutoImport/acme/a.xml"
    assert row["upload_id"] is not None
    assert house.original(row) == b"<BMECAT/>"
    assert house.left() == []
    assert [(job["kind"], job["lane"]) for job in house.jobs()] == [("import", f"1:{GLN}")]
    assert house.rung == [f"1:{GLN}"]


def test_each_gate_has_its_own_job(house) -> None:
    """
    AutoImport imports, AutoCheck checks, Import knows no task yet: unmatched, and a report.
    """
    house.start()
    for gate in ("AutoImport", "AutoCheck", "Import"):
        house.publish(f"{gate}/a.xml", gate.encode())
    rows = {row["folder"]: row for row in house.await_stored(3)}
    jobs = {job["delivery_id"]: job for job in house.jobs()}

    kinds = {folder: jobs[row["id"]]["kind"] for folder, row in rows.items()}
    assert kinds == {"AutoImport": "import", "AutoCheck": "check", "Import": "report"}
    assert (rows["Import"]["state"], rows["AutoCheck"]["state"]) == ("unmatched", "received")
    assert rows["Import"]["ended_at"] is not None
    assert jobs[rows["Import"]["id"]]["lane"] == f"report:{rows['Import']['id']}"


def test_every_way_into_the_folder_leads_to_a_delivery(house) -> None:
    """
    Written, renamed into, hard-linked, in a folder made on the spot, a whole tree moved in, and
    with names that are no text: each is taken once, whole.
    """
    house.start()
    outside = house.settings.data / "outside"
    (outside / "tree/deep").mkdir(parents=True)
    for name in ("renamed", "linked", "tree/deep/t"):
        (outside / name).write_text(name)
    (house.gate / "written").write_text("written")
    (outside / "renamed").rename(house.gate / "renamed")
    os.link(outside / "linked", house.gate / "linked")
    (house.gate / "new/sub").mkdir(parents=True)
    (house.gate / "new/sub/made").write_text("made")
    (outside / "tree").rename(house.gate / "tree")
    odd = os.fsencode(house.gate) + b"/prijs\n\xff\\x41.xml"
    with open(odd, "wb") as file:  # noqa: PTH123 - the name is bytes
        file.write(b"odd")
    rows = house.await_stored(6)

    assert {row["path"].removeprefix("Uploads/AutoImport/") for row in rows} == {
        "written", "renamed", "linked", "new/sub/made", "tree/deep/t",
        "prijs\\x0a\\xff\\x5cx41.xml",
    }  # fmt: skip
    for row in rows:
        content = house.original(row)
        assert row["sha256"] == hashlib.sha256(content).hexdigest()
        assert content.decode() in row["path"] or content == b"odd"
    assert len(house.rows()) == 6
    assert house.left() == []


def test_a_slowly_written_file_is_not_taken_early(house) -> None:
    """
    As long as bytes keep coming, however often it is closed, the file stays; then it is whole.
    """
    house.start()
    target = house.gate / "slow.xml"
    for _ in range(12):
        with target.open("ab") as file:
            file.write(b"x" * 1000)
        time.sleep(0.1)
        assert house.rows() == []
    (row,) = house.await_stored(1)

    assert row["size_bytes"] == 12_000


def test_what_is_no_finished_file_stays(house, events) -> None:
    """
    Temporary names, empty files, links and pipes are never taken, and the odd ones are told of.
    """
    house.start()
    for name in ("a.xml.part", ".a.xml.Xk3", "~$b.xlsx", "c.TMP", "d.xml~"):
        (house.gate / name).write_text("x")
    (house.gate / ".rsync").mkdir()
    (house.gate / ".rsync/e.xml").write_text("x")
    (house.gate / "empty.xml").touch()
    (house.gate / "link.xml").symlink_to("/etc/hostname")
    os.mkfifo(house.gate / "pipe.xml")
    (house.gate / "good.xml").write_text("x")
    house.await_stored(1)
    time.sleep(0.5)
    (house.gate / "c.TMP").rename(house.gate / "c.xml")
    rows = house.await_stored(2)

    assert {row["file_name"] for row in rows} == {"good.xml", "c.xml"}
    ignored = {facts["path"] for event, facts in events if event == "file_ignored"}
    assert ignored == {"Uploads/AutoImport/link.xml", "Uploads/AutoImport/pipe.xml"}


def test_a_done_file_says_when(house) -> None:
    """
    With a done suffix a file waits for its done-file, which is removed after the claim and is no
    delivery; one that two files share goes with the last of them.
    """
    house.settings = replace(house.settings, done_suffix=".done")
    house.start()
    for name in ("a.xml", "b.xml", "b.csv", "never.xml"):
        (house.gate / name).write_text(name)
    time.sleep(0.8)
    assert house.rows() == []
    (house.gate / "a.xml.done").touch()
    (house.gate / "b.done").touch()
    rows = house.await_stored(3)
    house.publish("AutoImport/ftps.xml", b"whole")
    house.await_stored(4)
    house.publish("AutoImport/ftps.xml.done", b"ok")
    eventually(lambda: house.left() == ["AutoImport/never.xml"])

    assert {row["file_name"] for row in rows} == {"a.xml", "b.xml", "b.csv"}
    assert len(house.rows()) == 4


def test_one_name_a_hundred_times_is_a_hundred_deliveries(house) -> None:
    """
    The same fixed name again and again, with the same bytes and times too, is never "seen before".
    """
    house.start()
    for number in range(100):
        eventually(lambda: not (house.gate / "prices.xml").exists())
        house.publish("AutoImport/prices.xml", b"same" if number % 2 else b"n%d" % number)
    rows = house.await_stored(100)

    assert len(rows) == len(house.jobs()) == 100
    assert len({row["upload_id"] for row in rows}) == 100
    twin = house.settings.data / "twin"
    for total in (101, 102):
        twin.write_text("the very same")
        os.utime(twin, ns=(1, 1))
        twin.rename(house.gate / "twin.xml")
        house.await_stored(total)
    assert sorted(row["arrival"] for row in house.rows() if row["file_name"] == "twin.xml") == [
        0,
        1,
    ]


def test_idle_pick_up_is_quick(house) -> None:
    """
    From the name in the folder to the bell: well below the 50 ms allowed for the whole way.
    """
    house.start()
    took = []
    for number in range(40):
        rung = len(house.rung)
        house.publish("AutoImport/acme/quick.xml", b"x%d" % number)
        began = time.monotonic()
        eventually(lambda: len(house.rung) > rung, pause=0.001)  # noqa: B023 - called at once
        took.append(time.monotonic() - began)

    assert sorted(took)[len(took) // 2] < 0.05  # the middle: this machine may be busy


def test_a_burst_is_taken_once_each_in_order(house) -> None:
    """
    500 files at once, half from elsewhere: one delivery each, and uploads in their order.
    """
    house.start()
    for number in range(250):
        house.publish(f"AutoImport/acme/u{number:03}.xml", b"u%d" % number)
        (house.gate / f"f{number:03}.xml").write_text(f"f{number}")
    rows = house.await_stored(500)
    jobs = house.jobs()
    names = {row["id"]: row["file_name"] for row in rows}

    assert len(rows) == len({row["path"] for row in rows}) == len(jobs) == 500
    assert house.left() == []
    order = [names[job["delivery_id"]] for job in jobs if names[job["delivery_id"]][0] == "u"]
    assert order == sorted(order)


def test_a_gate_that_is_removed_and_made_again_is_watched_again(house, events) -> None:
    """
    A removed gate folder is made again; one that was replaced is noticed; both hear events.
    """
    house.start()
    house.gate.rmdir()
    eventually(house.gate.exists)
    eventually(lambda: any(event == "watch_mended" for event, _ in events))
    (house.gate / "a.xml").write_text("x")
    house.await_stored(1)
    house.gate.rename(house.uploads / "old")
    house.gate.mkdir()
    (house.gate / "b.xml").write_text("x")
    house.await_stored(2)
    eventually(lambda: sum(event == "watch_mended" for event, _ in events) == 2)
    (house.gate / "c.xml").write_text("x")

    assert house.await_stored(3)[-1]["file_name"] == "c.xml"


@pytest.mark.parametrize("victim", ["emitter", "observer", "reader"])
def test_dead_eyes_are_replaced(house, events, victim) -> None:
    """
    A dead emitter, observer or reader of the kernel's events is noticed within seconds; what came
    meanwhile is found.
    """
    started = house.start()
    seen = started.eyes._observer
    dying = {"emitter": list(seen.emitters), "observer": [seen], "reader": [seen._inotify_fd]}
    for thread in dying[victim]:
        thread.stop()
    (house.gate / "meanwhile.xml").write_text("x")
    house.await_stored(1)
    eventually(lambda: any(event == "watch_mended" for event, _ in events))
    eventually(lambda: len(started.eyes._watches) == 3)
    (house.gate / "after.xml").write_text("x")

    assert house.await_stored(2)[-1]["file_name"] == "after.xml"


def test_an_overflow_is_followed_by_a_scan(house, events) -> None:
    """
    When the kernel has dropped events, all is scanned at once, not a minute later.
    """
    started = house.start()
    started.eyes._hint = lambda spot: None
    for one in started.eyes._observer._handlers.values():
        for handler in one:
            handler.hint = lambda spot: None
    (house.gate / "lost.xml").write_text("x")
    time.sleep(0.7)
    assert house.rows() == []
    logging.getLogger("watchdog.observers.inotify_c").warning(
        "Inotify queue overflowed; filesystem events were lost"
    )
    house.await_stored(1)

    assert ("watch_overflowed", {}) in events


def test_missed_events_are_proof_of_blindness(house, events, monkeypatch) -> None:
    """
    A file the scan finds and no event told of: the folder is watched anew, then polled.
    """
    monkeypatch.setattr(watch, "BLIND_AFTER_SECONDS", 0.05)
    house.settings = replace(house.settings, reconcile_seconds=0.3)
    monkeypatch.setattr(observer._Hints, "on_any_event", lambda self, event: None)
    started = house.start()
    names = (f"{number}.xml" for number in count())

    def told(event: str) -> bool:
        (house.gate / next(names)).write_text("x")
        return any(name == event for name, _ in events)

    eventually(lambda: told("watch_mended"), pause=0.2)
    eventually(lambda: told("watch_polling"), pause=0.2)
    eventually(lambda: house.left() == [])
    assert [gate.folder for gate in started.eyes.polled] == ["AutoImport"]
    assert any(facts.get("reason") == "no events" for _, facts in events)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EMFILE])
def test_without_inotify_folders_are_polled(house, events, monkeypatch, number) -> None:
    """
    When the kernel gives no more watches, files still come in, and a warning says what to raise.
    """

    def refuse(*args, **kwargs):
        raise OSError(number, "no more")

    monkeypatch.setattr(BaseObserver, "schedule", refuse)
    started = house.start()
    (house.gate / "a.xml").write_text("x")
    house.await_stored(1)

    assert len(started.eyes.polled) == 3
    reasons = {facts["reason"] for event, facts in events if event == "watch_polling"}
    assert len(reasons) == 1
    assert "fs.inotify.max_user_" in reasons.pop()


def test_configured_folders_are_polled(house) -> None:
    """
    A folder named in the settings is polled, the others are watched.
    """
    house.settings = replace(house.settings, polled_folders=f"/nowhere, {house.gate}")
    started = house.start()
    (house.gate / "acme").mkdir()
    (house.gate / "acme/a.xml").write_text("x")
    house.publish("AutoImport/b.xml", b"x")
    house.await_stored(2)

    assert [gate.folder for gate in started.eyes.polled] == ["AutoImport"]
    assert len(started.eyes._watches) == 2


def test_an_environment_added_at_run_time_is_watched(house) -> None:
    """
    Its folders appear within seconds, and what is put there comes in under its number.
    """
    house.start()
    environments.add(house.journal, 7, "Zeven")
    gate = house.settings.data / "Environments/7/Uploads/AutoCheck"
    eventually(gate.exists)
    (gate / "a.xml").write_text("x")

    assert house.await_stored(1)[0]["environment"] == 7


def test_one_bad_folder_does_not_stop_the_rest(house, events) -> None:
    """
    A file where a gate folder should be is told of, once; the other gates go on.
    """
    house.uploads.mkdir(parents=True)
    (house.uploads / "Import").write_text("in the way")
    first = house.start()
    assert len(first.eyes._watches) == 2
    (house.gate / "a.xml").write_text("x")
    house.await_stored(1)
    time.sleep(0.5)  # another look after the folders

    assert sum(event == "folder_broken" for event, _ in events) == 1
    (house.uploads / "Import").unlink()
    eventually(lambda: len(first.eyes._watches) == 3)


def test_a_standby_takes_over_and_nothing_is_doubled(house) -> None:
    """
    Of two watchers one is active; when it ends, the other takes what comes and what waited.
    """
    first = house.start()
    second = house.start()
    for number in range(20):
        (house.gate / f"{number}.xml").write_text("x")
    house.await_stored(20)
    assert first.seat.taken
    assert not second.seat.taken
    first.stop()
    (house.gate / "late.xml").write_text("x")
    house.await_stored(21)

    assert second.seat.taken
    assert len(house.rows()) == len(house.jobs()) == 21


def test_a_lost_database_connection_loses_no_file(house) -> None:
    """
    The server ends the connection in the middle of a burst, again and again: one delivery each.
    """
    house.start()
    for number in range(120):
        house.publish(f"AutoImport/acme/{number}.xml", b"%d" % number)
        if number % 30 == 15:
            house.journal.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where datname = current_database() and pid <> pg_backend_pid()"
            )
    rows = house.await_stored(120)

    assert len(rows) == len(house.rows()) == len(house.jobs()) == 120
    assert house.left() == []


def test_a_file_replaced_at_the_last_moment_loses_no_byte(house, monkeypatch) -> None:
    """
    Another file is renamed over the name between the look and the move: it is put back, settles,
    and comes in with its own bytes.
    """
    renamed, once = os.rename, iter([True])

    def rename(source, target):
        if next(once, False):
            newer = house.settings.data / "newer"
            newer.write_text("another file")
            newer.replace(source)
        renamed(source, target)

    monkeypatch.setattr(claim.os, "rename", rename)
    house.start()
    (house.gate / "a.xml").write_text("first")
    (row,) = house.await_stored(1)

    assert house.original(row) == b"another file"
    assert row["sha256"] == hashlib.sha256(b"another file").hexdigest()
    assert len(house.rows()) == 1


def test_a_replaced_file_whose_name_is_taken_again_is_kept_with_its_own_sum(
    house, monkeypatch
) -> None:
    """
    When it cannot be put back because a third file has the name, the row says what was stored, and
    the third comes in as well.
    """
    renamed, once = os.rename, iter([True])

    def rename(source, target):
        first = next(once, False)
        if first:
            newer = house.settings.data / "newer"
            newer.write_text("second file")
            newer.replace(source)
        renamed(source, target)
        if first:
            Path(source).write_text("third file!")

    monkeypatch.setattr(claim.os, "rename", rename)
    house.start()
    (house.gate / "a.xml").write_text("first")
    rows = house.await_stored(2)

    assert {house.original(row) for row in rows} == {b"second file", b"third file!"}
    for row in rows:
        assert row["sha256"] == hashlib.sha256(house.original(row)).hexdigest()


def test_an_upload_whose_times_a_client_has_set_keeps_its_account(house) -> None:
    """
    Some clients set the time of a file after the upload; it is still known by its bytes.
    """
    house.publish("AutoImport/a.xml", b"content")
    os.utime(house.gate / "a.xml", (1_000_000_000, 1_000_000_000))
    house.start()
    (row,) = house.await_stored(1)

    assert (row["account"], row["supplier_gln"]) == ("acme", GLN)
    assert row["upload_id"] is not None


def test_another_file_system_is_copied_from(house, monkeypatch) -> None:
    """
    Where a rename cannot reach, the file is copied, checked, and only then removed.
    """
    renamed = os.rename

    def rename(source, target):
        if "Uploads" in str(source):
            raise OSError(errno.EXDEV, "other device")
        renamed(source, target)

    monkeypatch.setattr(claim.os, "rename", rename)
    house.start()
    house.publish("AutoImport/acme/a.xml", b"recorded")
    (house.gate / "b.xml").write_text("from elsewhere")
    os.utime(house.gate / "b.xml", ns=(7, 7))
    rows = {row["file_name"]: row for row in house.await_stored(2)}

    assert house.original(rows["a.xml"]) == b"recorded"
    assert house.original(rows["b.xml"]) == b"from elsewhere"
    assert (house.settings.data / rows["b.xml"]["stored_path"]).stat().st_mtime_ns == 7
    assert rows["a.xml"]["account"] == "acme"
    assert house.left() == []
    assert len(house.rows()) == 2
    assert list((house.settings.data / "archive/.incoming").iterdir()) == []


@pytest.mark.parametrize("cut", ["before the move", "after the move", "put back half-way"])
def test_a_claim_that_was_cut_short_is_finished(house, monkeypatch, cut) -> None:
    """
    Row committed, then the end: at the next start the delivery is finished, not doubled.
    """

    class Cut(BaseException):
        pass

    def crash(*args, **kwargs):
        raise Cut

    point = {"before the move": (claim.Claims, "_move")}.get(cut, (claim.Claims, "_store"))
    with monkeypatch.context() as patched:
        patched.setattr(*point, crash)
        patched.setattr(threading, "excepthook", lambda args: None)
        house.start()
        house.publish("AutoImport/acme/a.xml", b"content")
        eventually(lambda: not house.running[0][1].is_alive())
    house.running.clear()
    (row,) = house.rows()
    assert row["stored_at"] is None
    if cut == "put back half-way":
        os.link(house.settings.data / row["stored_path"], house.gate / "acme/a.xml")
    house.start()
    (after,) = house.await_stored(1)

    assert (after["id"], after["upload_id"]) == (row["id"], row["upload_id"])
    assert house.original(after) == b"content"
    assert len(house.rows()) == len(house.jobs()) == 1
    assert house.left() == []


def test_a_file_that_is_nowhere_is_told_of(house, events, monkeypatch) -> None:
    """
    Journalled, and gone before it was stored: the delivery fails with the reason, the rest goes on.
    """
    monkeypatch.setattr(os, "rename", lambda source, target: Path(source).unlink())
    house.start()
    house.publish("AutoImport/a.xml", b"content")
    eventually(lambda: any(row["state"] == "failed" for row in house.rows()))
    monkeypatch.undo()
    (row,) = house.rows()

    assert row["error"]["rule"] == "source-vanished"
    assert house.jobs() == []


def test_a_file_the_journal_cannot_hold_does_not_stop_the_rest(house, events, monkeypatch) -> None:
    """
    A path too long for the index is told of and stays where it is; its neighbours are taken.
    """
    monkeypatch.setattr(watch, "PUT_OFF_SECONDS", 0.5)
    house.start()
    noise = "".join(random.Random(1).choices(string.ascii_lowercase, k=2700))  # noqa: S311
    deep = house.gate / "/".join(noise[start : start + 225] for start in range(0, 2700, 225))
    deep.mkdir(parents=True)
    (deep / "a.xml").write_text("x")
    (house.gate / "b.xml").write_text("x")
    house.await_stored(1)
    eventually(lambda: any(event == "claim_failed" for event, _ in events))
    (house.gate / "c.xml").write_text("x")

    assert {row["file_name"] for row in house.await_stored(2)} == {"b.xml", "c.xml"}
    assert (deep / "a.xml").exists()


def test_a_disk_that_refuses_is_tried_again(house, events, monkeypatch) -> None:
    """
    A file that cannot be moved stays, its delivery waits, others are taken; then it is taken too.
    """
    monkeypatch.setattr(watch, "PUT_OFF_SECONDS", 0.5)
    renamed, refusals = os.rename, iter(range(2))

    def rename(source, target):
        if Path(source).name == "stuck.xml" and next(refusals, None) is not None:
            raise PermissionError(errno.EACCES, "no")
        renamed(source, target)

    monkeypatch.setattr(claim.os, "rename", rename)
    house.start()
    house.publish("AutoImport/stuck.xml", b"1")
    house.publish("AutoImport/free.xml", b"2")
    assert house.await_stored(1)[0]["file_name"] == "free.xml"
    rows = house.await_stored(2)

    assert len(rows) == len(house.rows()) == 2
    assert sum(event == "claim_failed" for event, _ in events) == 2
