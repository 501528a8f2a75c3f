"""Real clocks and real workers: each due time once, whoever is killed, and when."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from datetime import timedelta

import pytest

from sluis import broker, db, timetable
from sluis.journal import tasks
from sluis.tasks import Definition
from sluis.tasks.system import HOURLY
from tests.import_desk import desk
from tests.shop import Shop

KILLED = "task-row-before-bell:kill"
TASKS = 4


@pytest.fixture
def shop(database, valkey, tmp_path) -> Iterator[Shop]:
    """Tasks that really run, due in a second; nobody at work yet."""
    folders = {"data": tmp_path / "data", "state": tmp_path / "state"}
    with desk(database, valkey, folders.pop("data"), lease_seconds=2.0, **folders) as made:
        broker.set_up(made.settings).client.flushall()
        with made.connection() as connection:
            timetable.ensure_system_tasks(connection)
            for n in range(TASKS):
                definition = Definition(
                    name=f"count{n}", type="statistics", description="c", frequency=HOURLY
                )
                due = db.present(connection) + timedelta(seconds=1)
                tasks.add(connection, 1, definition, due)
        shop = Shop(made, tmp_path / "log")
        yield shop
        shop.close()


def ended(shop: Shop) -> list[tuple[str, int, int]]:
    """Per task made here: outcomes, runs, jobs."""
    return [
        (row["outcomes"], row["runs"], row["jobs"])
        for row in shop.desk.query(
            "select string_agg(coalesce(r.outcome, '-'), ' ') as outcomes,"
            " count(distinct r.id) as runs, count(j.id) as jobs"
            " from task t left join task_run r on r.task_id = t.id"
            " left join job j on j.run_id = r.id"
            " where t.name like 'count%' group by t.id order by t.id"
        )
    ]


def test_a_clock_killed_between_row_and_bell_loses_and_doubles_nothing(shop) -> None:
    """
    Each clock dies with a job in the journal that nobody was told of; the next one goes on. Every
    task runs once, with one job, and two clocks beside each other change nothing of that.
    """
    shop.work()
    for _ in range(TASKS // 2):
        victim = shop.start("schedules", SLUIS_FAULT=KILLED)
        shop.until(20, lambda v=victim: v.poll() is not None, "killed by its fault")
        assert victim.returncode == -signal.SIGKILL
    shop.clock()
    shop.clock()
    shop.until(30, lambda: ended(shop) == [("done", 1, 1)] * TASKS, "each run once")

    assert shop.log().count('"clock_stands_by"') >= 1
    rows = shop.desk.query("select from task_run group by task_id, slot having count(*) > 1")
    assert rows == []


def test_another_clock_takes_over_from_one_that_is_frozen_or_killed(shop) -> None:
    """
    Within seconds, and tasks that fall due go on. Frozen, it says nothing and the server ends its
    connection; awake again it stands by, and takes over in its turn when the other one is killed.
    """
    first = shop.clock()
    shop.until(20, lambda: '"clock_ticks"' in shop.log(), "ticks")
    second = shop.clock()
    shop.until(20, lambda: '"clock_stands_by"' in shop.log(), "stands by")
    os.killpg(first.pid, signal.SIGSTOP)
    shop.work()
    shop.until(20, lambda: shop.log().count('"clock_ticks"') == 2, "taken over")
    shop.until(20, lambda: ended(shop) == [("done", 1, 1)] * TASKS, "done by the one or the other")
    os.killpg(first.pid, signal.SIGCONT)
    shop.until(20, lambda: shop.log().count('"clock_stands_by"') == 2, "steps back")
    os.killpg(second.pid, signal.SIGKILL)
    with shop.desk.connection() as connection:
        for task in tasks.listed(connection, kind="statistics"):
            tasks.set_next(connection, task.id, db.present(connection))
    shop.until(10, lambda: ended(shop) == [("done done", 2, 2)] * TASKS, "taken over again")


def test_a_stopped_task_ends_at_its_next_block(shop) -> None:
    """
    A worker in mid-task hears of the stop and lets go; the run is cancelled.
    """
    archived = shop.desk.settings.data / "archive"
    archived.mkdir(parents=True)
    with (archived / "big").open("wb") as file:
        file.truncate(40_000_000_000)  # it holds nothing, but reading it would take a minute
    with shop.desk.connection() as connection:
        connection.execute(
            "insert into delivery (id, environment, folder, path, file_name, size_bytes, mtime_ns,"
            " sha256, stored_path, stored_at, state, ended_at) values (gen_random_uuid(), 1,"
            " 'AutoImport', 'p', 'big', 1, 1, '', 'archive/big', now() - interval '1 year',"
            " 'imported', now())"
        )
        task = tasks.find(connection, 1, "integrity")
        lane = timetable.start(connection, task)
    shop.work()
    shop.clock()
    broker.ring(lane)
    running = "select from job where kind = 'integrity' and state = 'running'"
    shop.until(20, lambda: shop.desk.query(running), "begun")
    with shop.desk.connection() as connection:
        assert not timetable.stop(connection, task)
    shop.until(
        10,
        lambda: shop.desk.query(
            "select from task_run where task_id = %s and outcome = 'cancelled'", [task.id]
        ),
        "cancelled",
    )
