"""System tasks: they remove only what may go, find what is damaged, and warn when they should."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from structlog.testing import CapturingLogger

from sluis import broker, environments, housekeeping, timetable
from sluis.certificates import own
from sluis.cli import cli
from sluis.errors import JobStopped, Refused
from sluis.housekeeping import certificate, disk, integrity, silence
from sluis.journal import deliveries, jobs, runs, tasks
from sluis.journal.leases import Lease
from sluis.tasks import TYPES
from sluis.tasks.system import SYSTEM_TYPES
from tests.import_desk import GLN, Desk, catalogue, desk
from tests.task_desk import SAMPLE

OTHER = "2900000710009"


class Keeper:
    """A desk whose environment has its system tasks, done in this process."""

    def __init__(self, made: Desk) -> None:
        self.desk = made

    def do(self, name: str, **changes: object) -> dict:
        """Run a system task with these settings; its counts."""
        with self.desk.connection() as connection:
            task = tasks.find(connection, 1, name)
            facts = timetable.written(task)
            facts["settings"] |= changes
            timetable.change(connection, task, facts)
            lane = timetable.start(connection, task)
        job = self.desk.claim(lane)
        with Lease(self.desk.settings.database_url, job, 60) as lease:
            housekeeping.run(self.desk.settings, self.desk.pool, lease)
        with self.desk.connection() as connection:
            runs.close_ended(connection)
            return runs.history(connection, task.id)[0].counts

    def imported(self, numbers, *, gln: str = GLN, name: str = "a.xml"):
        """A delivery that was imported, with a report."""
        delivery = self.desk.deliver(catalogue(numbers, gln=gln), supplier_gln=gln, name=name)
        self.desk.work(f"1:{gln}")
        self.report(delivery)
        return delivery

    def report(self, delivery) -> Path:
        path = self.desk.settings.data / "Environments/1/Reports" / f"{delivery}.report.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("report")
        with self.desk.connection() as connection:
            deliveries.add_reports(connection, delivery, [f"Reports/{path.name}"])
        return path

    def age(self, days: int, delivery=None) -> None:
        """Let everything, or one delivery, have ended so long ago."""
        facts = {"days": days, "id": delivery}
        with self.desk.connection() as connection:
            if delivery is None:
                for table in ("job", "task_run"):
                    connection.execute(_AGE_OF[table], facts)
            connection.execute(_AGE, facts)

    def original(self, delivery) -> Path:
        return self.desk.settings.data / self.desk.delivery(delivery).stored_path


_AGE_OF = {
    "job": "update job set ended_at = ended_at - %(days)s * interval '1 day'",
    "task_run": "update task_run set ended_at = ended_at - %(days)s * interval '1 day'",
}
_AGE = """
update delivery
   set ended_at = ended_at - %(days)s * interval '1 day',
       stored_at = stored_at - %(days)s * interval '1 day'
 where %(id)s::uuid is null or id = %(id)s
"""


@pytest.fixture
def heard(monkeypatch) -> CapturingLogger:
    """What the system tasks log."""
    logger = CapturingLogger()
    for module in (certificate, disk, integrity, silence):
        monkeypatch.setattr(module, "log", logger)
    return logger


def events(heard: CapturingLogger) -> list[str]:
    return [call.args[0] for call in heard.calls]


@pytest.fixture
def keeper(database, valkey, tmp_path) -> Iterator[Keeper]:
    with desk(
        database, valkey, tmp_path / "data", state=tmp_path / "state", guard_minimum=10
    ) as made:
        broker.set_up(made.settings)
        with made.connection() as connection:
            timetable.ensure_system_tasks(connection)
        yield Keeper(made)


def test_system_tasks_exist_by_themselves(keeper) -> None:
    """
    Once in each environment, those about the machine in the first alone; none can be removed, all
    can be set and switched off.
    """
    with keeper.desk.connection() as connection:
        environments.add(connection, 7, "Zeven")
        timetable.ensure_system_tasks(connection)
        timetable.ensure_system_tasks(connection)
        names = [[t.name for t in tasks.listed(connection, environment=n)] for n in (1, 7)]
        with pytest.raises(Refused, match="disabled, not removed"):
            timetable.remove(connection, tasks.find(connection, 1, "disk"))
        disk = tasks.find(connection, 1, "disk")
        changed = timetable.change(
            connection, disk, timetable.written(disk) | {"settings": {"free_percent": 20}}
        )

    assert names[0] == list(SYSTEM_TYPES)
    assert set(names[0]) - set(names[1]) == {"certificate", "disk"}
    assert changed.settings == {"free_percent": 20}
    assert changed.next_run > datetime.now(UTC)


def test_every_system_task_has_its_work() -> None:
    """
    The kind of job that a type names is one that workers know.
    """
    from handlers.jobs import KINDS

    assert {kind.job for kind in SYSTEM_TYPES.values()} <= set(KINDS)
    assert {kind.job for kind in SYSTEM_TYPES.values()} == set(housekeeping.WORK)


def test_retention_removes_what_is_old_and_nothing_else(keeper) -> None:
    """
    Originals, reports, findings, jobs: of the old delivery that a later one has followed. What is
    young, what can still be undone, and what waits for approval stays whole.
    """
    old, last = keeper.imported(range(20)), keeper.imported(range(21))
    young = keeper.imported(range(5), gln=OTHER)
    keeper.age(400)
    keeper.age(-390, young)
    waiting = keeper.desk.deliver(catalogue(range(2)))
    keeper.desk.work()
    originals = {one: keeper.original(one) for one in (old, last, young, waiting)}
    with keeper.desk.connection() as connection:
        connection.execute("update delivery set received_at = received_at - interval '900 days'")
    counts = keeper.do("retention")

    assert keeper.desk.delivery(waiting).state == "awaiting_approval"
    assert {one: path.exists() for one, path in originals.items()} == {
        old: False, last: True, young: True, waiting: True,
    }  # fmt: skip
    assert keeper.desk.delivery(old).reports == []
    assert len(keeper.desk.delivery(last).reports) == 1
    assert counts["archived"] == counts["reports"] == 1
    assert counts["jobs"] > 0
    assert not originals[old].parent.exists()
    with keeper.desk.connection() as connection, pytest.raises(Refused):
        deliveries.original(keeper.desk.settings.data, deliveries.get(connection, old))


def test_what_was_kept_can_still_be_undone(keeper) -> None:
    """
    Years of retention later the last import is taken back whole.
    """
    from sluis.catalogue import undo

    keeper.imported(range(3))
    last = keeper.imported(range(4))
    keeper.age(4000)
    keeper.do("retention", archive_days=1, findings_days=1, jobs_days=1, reports_days=1)
    with keeper.desk.connection() as connection:
        undo.undo(connection, last)

    assert keeper.desk.value("select count(*) from trade_item where archived_at is null") == 3


def test_a_refused_delivery_is_kept_in_quarantine_for_a_while(keeper) -> None:
    """
    Its own age counts; once its file is gone it cannot be tried again, and says so.
    """
    bad = keeper.desk.deliver([b"<BMECAT"], name="kapot.xml")
    keeper.desk.work()
    path = keeper.original(bad)
    with keeper.desk.connection() as connection:
        deliveries.original(keeper.desk.settings.data, deliveries.get(connection, bad))
    keeper.age(100)
    assert keeper.do("retention", quarantine_days=120)["quarantined"] == 0
    assert path.exists()
    assert keeper.do("retention", quarantine_days=90)["quarantined"] == 1
    assert not path.exists()
    with keeper.desk.connection() as connection, pytest.raises(Refused, match="sent again"):
        deliveries.retry(connection, bad)
    assert keeper.do("retention", quarantine_days=90)["quarantined"] == 0


def test_a_removal_cut_short_is_made_good(keeper) -> None:
    """
    Killed between file and row: the next run finds the row and no file, and goes on.
    """
    old = keeper.imported(range(2))
    keeper.imported(range(3))
    keeper.age(400)
    keeper.original(old).unlink()

    assert keeper.do("retention")["archived"] == 1
    assert keeper.desk.value("select removed_at from delivery where id = %s", [old]) is not None


def test_runs_are_kept_by_age_but_the_last_of_each_task(keeper) -> None:
    """
    A task that runs once a year still tells how its last run went.
    """
    for _ in range(3):
        keeper.do("disk")
    keeper.age(4000)
    counts = keeper.do("retention", runs_days=30, jobs_days=30)

    assert counts["runs"] == 2
    with keeper.desk.connection() as connection:
        (last,) = runs.history(connection, tasks.find(connection, 1, "disk").id)
    assert (last.outcome, last.job_id) == ("done", None)


def test_retention_ends_between_portions_when_it_is_stopped(keeper) -> None:
    """
    A stop is heard, and what was removed until then stays removed.
    """
    with keeper.desk.connection() as connection:
        task = tasks.find(connection, 1, "retention")
        lane = timetable.start(connection, task)
    job = keeper.desk.claim(lane)
    with keeper.desk.connection() as connection:
        jobs.request_stop(connection, job.id)
    lease = Lease(keeper.desk.settings.database_url, job, 60)
    lease.interrupt(JobStopped("stop"))

    with pytest.raises(JobStopped):
        housekeeping.run(keeper.desk.settings, keeper.desk.pool, lease)


def test_integrity_finds_what_is_damaged_or_gone(keeper, heard) -> None:
    """
    A flipped byte and a missing file are told with their delivery; whole ones are not; what was
    read is not read again before its time.
    """
    _, flipped, gone = (keeper.imported(range(n), name=f"{n}.xml") for n in (2, 3, 4))
    keeper.age(100)
    data = bytearray(keeper.original(flipped).read_bytes())
    data[len(data) // 2] ^= 1
    keeper.original(flipped).write_bytes(data)
    keeper.original(gone).unlink()
    counts = keeper.do("integrity")

    assert (counts["read"], counts["warnings"]) == (3, 2)
    assert [call.kwargs["delivery_id"] for call in heard.calls] == [str(flipped), str(gone)]
    assert keeper.do("integrity")["read"] == 0


def test_integrity_reads_a_bounded_part_and_goes_on_next_time(keeper) -> None:
    """
    Its share is used up after the first big file; the others come in the next run.
    """
    for n in range(3):
        keeper.imported(range(2), name=f"{n}.xml")
    keeper.age(100)
    with keeper.desk.connection() as connection:
        connection.execute("update delivery set size_bytes = 2000000")

    assert [keeper.do("integrity", megabytes=3)["read"] for _ in range(3)] == [2, 1, 0]


def test_integrity_leaves_out_what_retention_has_removed(keeper) -> None:
    """
    Removed on purpose is not damaged.
    """
    keeper.imported(range(2))
    keeper.imported(range(3))
    keeper.age(400)
    keeper.do("retention")

    assert keeper.do("integrity") == {
        "read": 1,
        "bytes": pytest.approx(3000, abs=3000),
        "warnings": 0,
    }


def test_statistics_are_counted_per_day_and_supplier(keeper, monkeypatch) -> None:
    """
    Active and archived, once a day; a second count of a day replaces the first.
    """
    keeper.imported(range(10))
    keeper.imported(range(4), gln=OTHER)
    keeper.imported(range(9))
    first = keeper.do("statistics")
    assert keeper.do("statistics") == first
    assert first == {
        "suppliers": 2, "products": 13, "products_archived": 1,
        "trade_items": 13, "trade_items_archived": 1,
    }  # fmt: skip
    monkeypatch.setenv("SLUIS_DATABASE_URL", keeper.desk.settings.database_url)
    done = CliRunner().invoke(cli, ["catalogue", "statistics", "--supplier", GLN, "--json"])
    (row,) = json.loads(done.stdout)

    assert (row["trade_items"], row["trade_items_archived"]) == (9, 1)


def test_the_end_of_the_certificate_is_told_in_time(keeper, heard) -> None:
    """
    With fewer days left than set, and not before; where there is no gate there is nothing to tell.
    """
    assert keeper.do("certificate") == {}
    pair = own(keeper.desk.settings.state, ["localhost"], datetime.now(UTC))
    left = pair.days_left(datetime.now(UTC))

    assert keeper.do("certificate", days=left) == {"days": left, "warnings": 0}
    assert events(heard) == []
    assert keeper.do("certificate", days=left + 1)["warnings"] == 1
    assert events(heard) == ["certificate_ends"]


def test_a_disk_nearly_full_is_told(keeper, heard) -> None:
    """
    One warning for the one disk that holds both folders.
    """
    keeper.desk.settings.data.mkdir(exist_ok=True)
    keeper.desk.settings.state.mkdir(exist_ok=True)
    free = keeper.do("disk", free_percent=1)["data_free_percent"]
    counts = keeper.do("disk", free_percent=min(99, free + 1))

    assert counts == {"data_free_percent": pytest.approx(free, abs=1), "warnings": 1}
    assert events(heard) == ["disk_space_low"]


def test_silence_of_tasks_is_told_when_some_were_due(keeper, monkeypatch, heard) -> None:
    """
    Only where user tasks should have ended in those hours and none did.
    """
    monkeypatch.setitem(TYPES, "sample", SAMPLE)
    assert keeper.do("silence")["warnings"] == 0
    facts = {
        "name": "elke", "type": "sample", "description": "e", "settings": {"folder": "o"},
        "frequency": {"every": "interval", "minutes": 60},
    }  # fmt: skip
    with keeper.desk.connection() as connection:
        task = timetable.add(connection, 1, facts)
    assert keeper.do("silence")["warnings"] == 0  # it is younger than those hours
    with keeper.desk.connection() as connection:
        connection.execute("update task set changed_at = now() - interval '9 days'")
    assert keeper.do("silence")["warnings"] == 1
    assert events(heard) == ["nothing_ran"]
    with keeper.desk.connection() as connection:
        run = runs.take(connection, task.id, datetime.now(UTC) - timedelta(hours=2))
        lane = runs.start(connection, run, task.id, kind="sample")
    with keeper.desk.connection() as connection:
        job = jobs.claim(connection, lane, worker="w", lease_seconds=9, max_attempts=3)
        jobs.finish(connection, job)
    with keeper.desk.connection() as connection:
        runs.close_ended(connection)

    assert keeper.do("silence") == {"ended_well": 1, "arrived": 0, "warnings": 0}


def test_silence_of_suppliers_is_told_where_it_is_asked_for(keeper, heard) -> None:
    """
    When nothing has arrived in so many hours.
    """
    keeper.imported(range(2))
    assert keeper.do("silence", arrival_hours=5)["warnings"] == 0
    with keeper.desk.connection() as connection:
        connection.execute("update delivery set received_at = now() - interval '6 hours'")

    assert keeper.do("silence", arrival_hours=5)["warnings"] == 1
    assert events(heard) == ["nothing_arrived"]
    assert keeper.do("silence", arrival_hours=0)["warnings"] == 0
