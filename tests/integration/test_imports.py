"""The import use case: real PostgreSQL, a real reading child, no queue."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from uuid import uuid4

import psycopg
import pytest

from sluis import broker, imports
from sluis.catalogue.stage import Stage
from sluis.db import connect
from sluis.errors import JobStopped, LeaseLost, ReaderDied, Refused, ShuttingDown
from sluis.journal import deliveries, endings, jobs
from sluis.journal.deliveries import State
from sluis.journal.leases import Lease
from tests.conftest import _database_url
from tests.import_desk import GLN, ROOT, catalogue, desk

OTHER_GLN = "8798765000003"


@pytest.fixture(scope="module")
def import_database(postgres):
    """One database for all tests here; each begins by clearing it."""
    name = f"t_{uuid4().hex}"
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"create database {name} template template_sluis")
        yield _database_url(postgres, name)
        connection.execute(f"drop database {name} with (force)")


@pytest.fixture
def lock(import_database, valkey, tmp_path):
    with desk(import_database, valkey, tmp_path) as made:
        broker.set_up(made.settings)
        made.clear()
        yield made


def items(counts: dict) -> dict:
    return {name: n for name, n in counts["trade_item"].items() if n}


def test_a_catalogue_is_imported_and_answered(lock) -> None:
    """
    Records, state, counts, header, end of the job and the wish for a report: one commit.
    """
    delivery = lock.deliver(catalogue(range(30)))
    job = lock.work()
    told = lock.delivery(delivery)

    assert told.state is State.IMPORTED
    assert (told.format, told.transaction, told.mutation) == (
        "bmecat-etim-5.0",
        "T_NEW_CATALOG",
        "complete",
    )
    assert items(told.counts) == {"read": 30, "created": 30}
    assert told.counts["findings"]["error"] == 0
    assert lock.value("select count(*) from trade_item where supplier_gln = %s", [GLN]) == 30
    assert lock.value("select state from job where id = %s", [job.id]) == "done"
    assert lock.query("select lane, state from job where kind = 'report'") == [
        {"lane": f"report:{delivery}", "state": "waiting"}
    ]


def test_the_same_file_again_changes_nothing(lock) -> None:
    """
    A second upload of the same catalogue: all unchanged, no record touched.
    """
    lock.deliver(catalogue(range(30)))
    lock.work()
    before = lock.value("select max(change_number) from trade_item")
    again = lock.deliver(catalogue(range(30)))
    lock.work()

    assert items(lock.delivery(again).counts) == {"read": 30, "unchanged": 30}
    assert lock.value("select max(change_number) from trade_item") == before


def test_a_check_gives_the_counts_of_an_import_and_writes_nothing(lock) -> None:
    """
    AutoCheck stops after the comparison.
    """
    lock.deliver(catalogue(range(10)))
    lock.work()
    changed = list(catalogue(range(5, 15), price="13.00"))
    check = lock.deliver(changed, folder="AutoCheck")
    lock.work()
    untouched = lock.query(
        "select supplier_item_number, gross_list_price from trade_item order by 1"
    )
    real = lock.deliver(changed)
    lock.work()

    assert lock.delivery(check).state is State.CHECKED
    assert lock.delivery(real).state is State.IMPORTED
    assert items(lock.delivery(check).counts) == items(lock.delivery(real).counts)
    assert items(lock.delivery(check).counts) == {
        "read": 10,
        "created": 5,
        "changed": 5,
        "missing": 5,
        "archived": 5,
    }
    assert len(untouched) == 10
    assert {row["gross_list_price"] for row in untouched} == {Decimal("12.50")}


def test_a_faulty_record_is_reported_and_the_rest_goes_on(lock) -> None:
    """
    Read = created + changed + unchanged + rejected; every finding is kept, beyond 250 too.
    """
    content = b"".join(catalogue(range(300)))
    content = content.replace(b">12.50<", b">-1<")
    content = content.replace(b">-1<", b">12.50<", 20)
    delivery = lock.deliver([content])
    lock.work()
    told = lock.delivery(delivery)

    assert items(told.counts) == {"read": 300, "created": 20, "rejected": 280}
    assert told.counts["findings"]["error"] >= 280
    assert len(lock.rules(delivery)) == sum(told.counts["findings"].values())


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"<order><number>1</number></order>", "file-unknown-format"),
        (b"PK\x03\x04 no xml at all", "file-unknown-format"),
        (b"".join(catalogue(range(50)))[:-2000], "file-unreadable"),
    ],
    ids=["other xml", "binary", "truncated"],
)
def test_a_document_that_cannot_be_used_is_rejected_whole(lock, content, rule) -> None:
    """
    Rejected at once and for good: nothing written, the file in quarantine, a report asked for.
    """
    delivery = lock.deliver([content])
    job = lock.work()
    told = lock.delivery(delivery)

    assert told.state is State.REJECTED
    assert told.error["rule"] == rule
    assert lock.rules(delivery) == [rule]
    assert told.stored_path.startswith("quarantine/")
    assert (lock.settings.data / told.stored_path).read_bytes() == content
    assert lock.value("select count(*) from trade_item") == 0
    assert lock.value("select state from job where id = %s", [job.id]) == "done"
    assert lock.value("select count(*) from job where kind = 'report'") == 1


def test_the_account_decides_whose_data_it_is(lock) -> None:
    """
    Another GLN in the header is a warning; the records belong to the account's supplier.
    """
    delivery = lock.deliver(catalogue(range(3), gln=OTHER_GLN))
    lock.work()

    assert lock.delivery(delivery).state is State.IMPORTED
    assert "supplier-gln-differs" in lock.rules(delivery)
    assert lock.query("select distinct supplier_gln from trade_item") == [{"supplier_gln": GLN}]


def test_without_an_account_the_header_decides(lock) -> None:
    """
    A file from the folder belongs to the supplier its header names.
    """
    delivery = lock.deliver(catalogue(range(3)), supplier_gln=None)
    lock.work("1:-")

    assert lock.delivery(delivery).supplier_gln == GLN


def test_a_file_of_nobody_is_rejected(lock) -> None:
    """
    No account and no GLN in the header: nobody to whom the records could belong.
    """
    content = b"".join(catalogue(range(3))).replace(
        f'<SUPPLIER_ID type="gln">{GLN}</SUPPLIER_ID>'.encode(), b""
    )
    delivery = lock.deliver([content], supplier_gln=None)
    lock.work("1:-")

    assert lock.delivery(delivery).error["rule"] == "supplier-unknown"


def test_the_guard_rail_waits_for_approval(lock) -> None:
    """
    A delivery that would archive most of the range waits; approved, it is imported; undone, all
    is as before.
    """
    lock.deliver(catalogue(range(40)))
    lock.work()
    small = lock.deliver(catalogue(range(5)))
    lock.work()
    waiting = lock.delivery(small)
    active = "select count(*) from trade_item where archived_at is null"

    assert waiting.state is State.AWAITING_APPROVAL
    assert "35 of 40" in waiting.guard["en"]
    assert items(waiting.counts)["archived"] == 35
    assert lock.value(active) == 40
    lock.decide(imports.approve, small)
    lock.work()
    assert lock.delivery(small).state is State.IMPORTED
    assert lock.value(active) == 5
    lock.decide(imports.undo, small)
    assert lock.delivery(small).undone_at is not None
    assert lock.value(active) == 40


def test_a_file_that_changes_while_it_is_read_is_refused(lock, monkeypatch) -> None:
    """
    A program that goes on writing into the file it handed in gets it back; nothing is imported.
    """
    delivery = lock.deliver(catalogue(range(3)))
    path = lock.settings.data / lock.delivery(delivery).stored_path
    copy = Stage.copy

    def write_on(stage, table, lines) -> None:
        copy(stage, table, lines)
        with path.open("ab") as file:
            file.write(b"<!-- more -->")

    monkeypatch.setattr(Stage, "copy", write_on)
    lock.work()

    assert lock.delivery(delivery).state is State.REJECTED
    assert "while it was read" in lock.delivery(delivery).error["text"]
    assert lock.value("select count(*) from trade_item") == 0


def test_an_overtaken_delivery_is_not_approved(lock) -> None:
    """
    What waited while a later file of the supplier was imported cannot bring old prices back,
    unless that later import is undone.
    """
    lock.deliver(catalogue(range(40)))
    lock.work()
    small = lock.deliver(catalogue(range(5)))
    lock.work()
    later = lock.deliver(catalogue(range(39)))
    lock.work()

    with pytest.raises(Refused, match="overtaken"):
        lock.decide(imports.approve, small)
    lock.decide(imports.undo, later)
    lock.decide(imports.approve, small)
    lock.work()
    assert lock.delivery(small).state is State.IMPORTED


def test_a_refused_delivery_is_put_away(lock) -> None:
    """
    An operator rejects what the guard rail held: nothing is written, the findings stay.
    """
    lock.deliver(catalogue(range(40)))
    lock.work()
    small = lock.deliver(catalogue(range(5), gln=OTHER_GLN))
    lock.work()
    found = lock.rules(small)
    lock.decide(imports.reject, small).after_commit(lock.pool, lock.settings.data)
    told = lock.delivery(small)

    assert told.state is State.REJECTED
    assert found
    assert lock.rules(small) == found
    assert (lock.settings.data / told.stored_path).is_file()
    assert told.stored_path.startswith("quarantine/")
    with pytest.raises(Refused, match="does not wait"):
        lock.decide(imports.approve, small)


def test_a_rejected_delivery_can_be_tried_again(lock) -> None:
    """
    Retry begins anew, from quarantine too; what was found before is replaced.
    """
    delivery = lock.deliver([b"<nothing/>"])
    lock.work()
    stored = lock.settings.data / lock.delivery(delivery).stored_path
    stored.write_bytes(b"".join(catalogue(range(3))))
    lock.decide(imports.retry, delivery)
    lock.work()

    assert lock.delivery(delivery).state is State.IMPORTED
    assert lock.delivery(delivery).error is None
    assert "file-unknown-format" not in lock.rules(delivery)


@pytest.mark.parametrize("reason", [JobStopped, ShuttingDown, LeaseLost])
def test_an_interrupted_import_writes_nothing(lock, reason) -> None:
    """
    Whatever ends the work in the middle: catalogue, findings and reports are as before.
    """
    lock.deliver(catalogue(range(30)))
    job = lock.claim()
    lease = Lease(lock.settings.database_url, job, 60)
    lease.interrupt(reason("now"))
    with pytest.raises(reason), lease:
        imports.run(lock.settings, lock.pool, lease)

    assert lock.value("select count(*) from trade_item") == 0
    assert lock.value("select count(*) from finding") == 0
    assert lock.value("select count(*) from job where kind = 'report'") == 0


def test_a_worker_that_was_overtaken_cannot_commit(lock, monkeypatch) -> None:
    """
    The job is taken over while the first worker applies: its whole transaction is rolled back.
    """
    delivery = lock.deliver(catalogue(range(30)))
    job = lock.claim()

    def overtake(point: str) -> None:
        assert point == "after-apply-before-commit"
        with connect(lock.settings.database_url) as connection:
            connection.execute("update job set token = token + 1 where id = %s", [job.id])

    monkeypatch.setattr("sluis.faults.hit", overtake)
    with pytest.raises(LeaseLost), Lease(lock.settings.database_url, job, 60) as lease:
        imports.run(lock.settings, lock.pool, lease)

    assert lock.value("select count(*) from trade_item") == 0
    assert lock.value("select count(*) from finding") == 0
    assert lock.delivery(delivery).state is State.IMPORTING


def test_counts_that_do_not_add_up_fail_the_attempt(lock, monkeypatch) -> None:
    """
    A block that goes missing between child and database is noticed; nothing is written.
    """
    lock.deliver(catalogue(range(30)))
    monkeypatch.setattr("sluis.catalogue.stage.Stage.copy", lambda *_: None)
    with pytest.raises(RuntimeError, match="compared"):
        lock.work()

    assert lock.value("select count(*) from trade_item") == 0


def test_a_file_that_kills_the_reader_is_told_apart_from_a_bad_one(lock, monkeypatch) -> None:
    """
    Memory and kill end the child alone, as an attempt that counts.
    """
    lock.settings = replace(lock.settings, reader_memory_mb=400)
    lock.deliver(catalogue(range(30)))
    for fault, told in (("kill", "SIGKILL"), ("memory", "out of memory")):
        monkeypatch.setenv("SLUIS_FAULT", f"reading-block:{fault}")
        with pytest.raises(ReaderDied, match=told):
            lock.work()
        with lock.connection() as connection:
            connection.execute("update job set lease_until = now() where state = 'running'")


def test_a_reading_that_takes_too_long_is_ended(lock, monkeypatch) -> None:
    """
    The clock on the wall counts, also for a child that sleeps; the report can say why.
    """
    lock.settings = replace(lock.settings, reader_seconds=1)
    lock.deliver(catalogue(range(3)))
    monkeypatch.setenv("SLUIS_FAULT", "reading-block:sleep:60")

    with pytest.raises(ReaderDied, match="longer than 1 s"):
        lock.work()


def test_memory_does_not_grow_with_the_file(lock) -> None:
    """
    Five times the file: the same peak of parent and child, together under 200 MB.
    """
    peaks = []
    for records in (600, 3000):  # 3 and 15 MB
        lock.deliver(catalogue(range(records), words="messing " * 600))
        program = [sys.executable, "-c", MEASURE, *lock_address(lock)]
        ended = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=True)
        peaks.append(json.loads(ended.stdout.splitlines()[-1]))

    assert lock.value("select count(*) from trade_item") == 3000
    for small, large in zip(*peaks, strict=True):
        assert large - small < 6
    assert sum(peaks[1]) < 200


def lock_address(lock) -> list[str]:
    settings = lock.settings
    return [settings.database_url, settings.redis_url, str(settings.data)]


MEASURE = """
import json, resource, sys
from pathlib import Path
from sluis import broker
from tests.import_desk import desk
database, redis, data = sys.argv[1:]
with desk(database, redis, Path(data)) as made:
    broker.set_up(made.settings)
    made.work()
status = Path("/proc/self/status").read_text()
own = int(status.split("VmHWM:")[1].split()[0])
child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(json.dumps([own / 1024, child / 1024]))
"""
"""Peak of this process and of its reading child, in MB.

Its own is not asked from getrusage: that one remembers the size of whoever started the process.
"""


def test_stopping_a_job_that_waits_cancels_its_delivery(lock) -> None:
    """
    Nothing has begun, so nothing needs to be waited for; the supplier gets a report.
    """
    delivery = lock.deliver(catalogue(range(3)))
    job = lock.value("select id from job")
    with lock.connection() as connection:
        assert endings.stop(connection, job)

    assert lock.delivery(delivery).state is State.CANCELLED
    assert lock.query("select kind, state from job order by id") == [
        {"kind": "import", "state": "cancelled"},
        {"kind": "report", "state": "waiting"},
    ]


def test_a_job_of_a_delivery_that_has_ended_does_nothing(lock) -> None:
    """
    A job too many is harmless.
    """
    delivery = lock.deliver(catalogue(range(3)))
    with lock.connection() as connection:
        deliveries.finish(connection, delivery, State.CANCELLED)
        jobs.add(connection, kind="import", lane="x", delivery_id=delivery)
    lock.work("x")

    assert lock.delivery(delivery).state is State.CANCELLED
    assert json.dumps(lock.delivery(delivery).counts) == "{}"
