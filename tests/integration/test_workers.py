"""Real worker processes and a real clock, under kill -9, stops, and stores that go away."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from schedules.sweep import Rung, sweep
from sluis import broker, embedded
from sluis.db import connect
from sluis.journal import jobs
from sluis.journal.deliveries import State
from tests.import_desk import GLN, catalogue, desk
from tests.shop import Shop

LEASE = 2.0
SLOW = "reading-block:sleep:0.3"
"""Each block takes so long: the small files here are read for a second and more."""


@pytest.fixture
def shop(database, valkey, tmp_path) -> Iterator[Shop]:
    with desk(database, valkey, tmp_path / "data", lease_seconds=LEASE) as made:
        broker.set_up(made.settings).client.flushall()
        shop = Shop(made, tmp_path / "log")
        yield shop
        shop.close()


def test_another_worker_takes_over_after_kill_9(shop) -> None:
    """
    Killed in mid-import: taken up within 15 s, and the result is as if nothing had happened.
    """
    delivery = shop.desk.deliver(catalogue(range(40)))
    victim = shop.work(SLUIS_FAULT="reading-block:sleep:60")
    broker.ring(f"1:{GLN}")
    shop.until(20, lambda: shop.desk.delivery(delivery).state is State.CHECKING, "begun")
    shop.work()
    shop.clock()
    shop.kill(victim)
    shop.until(15, lambda: shop.states() == {"imported"}, "taken over")

    assert shop.desk.delivery(delivery).counts["trade_item"]["created"] == 40
    assert shop.desk.value("select count(*) from trade_item") == 40
    assert shop.desk.query("select deferrals, token from job where kind = 'import'") == [
        {"deferrals": 1, "token": 2}
    ]


def test_a_killed_worker_leaves_no_reader_behind(shop) -> None:
    """
    The reading child dies with the process that started it.
    """
    shop.desk.deliver(catalogue(range(40)))
    victim = shop.work(SLUIS_FAULT="reading-block:sleep:60")
    broker.ring(f"1:{GLN}")
    shop.until(20, lambda: _children(victim.pid, "sluis.reading"), "reading")
    readers = _children(victim.pid, "sluis.reading")
    os.kill(victim.pid, signal.SIGKILL)  # the master alone: its workers follow, and their children
    victim.wait()

    shop.until(10, lambda: not any(map(_alive, readers)), "the reader is gone")


def test_a_killed_worker_leaves_no_helper_behind(shop) -> None:
    """
    Nor do the helpers of the reading child stay: they die with it.
    """
    shop.desk.deliver(catalogue(range(2000), words="x" * 500))
    victim = shop.work(SLUIS_FAULT="reading-batch:sleep:60", SLUIS_READER_PROCESSES="3")
    broker.ring(f"1:{GLN}")
    shop.until(20, lambda: len(_children(victim.pid, "sluis.reading")) > 2, "reading")
    readers = _children(victim.pid, "sluis.reading")
    os.kill(victim.pid, signal.SIGKILL)
    victim.wait()

    shop.until(10, lambda: not any(map(_alive, readers)), "all are gone")


def test_a_terminated_worker_hands_its_job_back(shop) -> None:
    """
    SIGTERM ends the work at once and costs no attempt; the next worker needs no lease to run out.
    """
    shop.desk.deliver(catalogue(range(40)))
    first = shop.work(SLUIS_FAULT="reading-block:sleep:60")
    broker.ring(f"1:{GLN}")
    shop.until(20, lambda: _children(first.pid, "sluis.reading"), "reading")
    first.terminate()
    shop.until(10, lambda: first.poll() is not None, "ended")

    assert shop.desk.query("select state, attempts, deferrals from job") == [
        {"state": "waiting", "attempts": 0, "deferrals": 1}
    ]
    shop.work()
    shop.until(20, lambda: shop.states() == {"imported"}, "imported by the next")


def test_a_poison_file_fails_after_three_attempts(shop) -> None:
    """
    The child is killed each time: the worker lives, the file goes to quarantine, others go on.
    """
    delivery = shop.desk.deliver(catalogue(range(40)))
    worker = shop.work(SLUIS_FAULT="reading-block:kill")
    shop.clock()
    broker.ring(f"1:{GLN}")
    shop.until(25, lambda: shop.states() == {"failed"}, "given up")
    told = shop.desk.delivery(delivery)
    shop.until(10, lambda: shop.desk.delivery(delivery).reports, "reported")

    assert worker.poll() is None
    assert shop.desk.query("select state, attempts from job where kind = 'import'") == [
        {"state": "failed", "attempts": 3}
    ]
    assert told.error["rule"] == "job-failed"
    assert "SIGKILL" in told.error["text"]
    assert shop.desk.rules(delivery) == ["job-failed"]
    shop.until(5, (shop.desk.settings.data / told.stored_path).is_file, "in quarantine")
    assert told.stored_path.startswith("quarantine/")


def test_a_job_that_kills_whole_workers_is_given_up_by_the_sweep(shop) -> None:
    """
    Each claim is counted when it begins, so those that no worker lived to tell count too.
    """
    delivery = shop.desk.deliver(catalogue(range(3)))
    for _ in range(3 + jobs.FREE_DEFERRALS):
        with shop.desk.connection() as connection:
            assert jobs.claim(
                connection, f"1:{GLN}", worker="dead", lease_seconds=-1, max_attempts=3
            )
    with connect(shop.desk.settings.database_url, autocommit=True) as connection:
        sweep(connection, shop.desk.pool, shop.desk.settings, Rung())
    told = shop.desk.delivery(delivery)

    assert told.state is State.FAILED
    assert shop.desk.rules(delivery) == ["job-failed"]
    assert (shop.desk.settings.data / told.stored_path).is_file()
    assert told.stored_path.startswith("quarantine/")


def test_a_running_job_can_be_stopped(shop) -> None:
    """
    A stop request ends the import; nothing of it is in the catalogue, and a report says so.
    """
    delivery = shop.desk.deliver(catalogue(range(40)))
    shop.work(SLUIS_FAULT=SLOW)
    broker.ring(f"1:{GLN}")
    shop.until(20, shop.reads, "reading")
    with shop.desk.connection() as connection:
        job = connection.execute("select id from job where state = 'running'").fetchone()
        jobs.request_stop(connection, job["id"])
    shop.until(15, lambda: shop.states() == {"cancelled"}, "cancelled")
    shop.until(10, lambda: shop.desk.delivery(delivery).reports, "reported")

    assert shop.desk.value("select count(*) from trade_item") == 0
    assert shop.desk.value("select state from job where kind = 'import'") == "cancelled"


def test_a_database_that_drops_everybody_costs_no_attempt(shop) -> None:
    """
    Every connection is cut in mid-import, as a restart does: the job is done later, once.
    """
    delivery = shop.desk.deliver(catalogue(range(40)))
    shop.work(SLUIS_FAULT=SLOW)
    shop.clock()
    broker.ring(f"1:{GLN}")
    shop.until(20, shop.reads, "reading")
    with psycopg.connect(shop.desk.settings.database_url, autocommit=True) as connection:
        connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()"
        )
    shop.until(25, lambda: _state(shop, delivery) == "imported", "imported after all")

    assert shop.desk.query("select attempts from job where kind = 'import'") == [{"attempts": 1}]
    assert shop.desk.value("select count(*) from trade_item") == 40


def test_nothing_is_lost_with_redis(shop, tmp_path_factory) -> None:
    """
    Redis stops, files arrive, it comes back empty: all are processed, in order per supplier.
    """
    home = embedded.home(_reachable(tmp_path_factory.mktemp("valkey")))
    server = embedded.start_valkey(home)
    shop.desk.settings = replace(shop.desk.settings, redis_url=server.url)
    broker.set_up(shop.desk.settings)
    try:
        shop.work()
        shop.clock()
        first = shop.desk.deliver(catalogue(range(3)))
        broker.ring(f"1:{GLN}")
        shop.until(20, lambda: _state(shop, first) == "imported", "the first")
        server.stop()
        lanes = [f"87123450000{n:02}" for n in range(4)] + [GLN, GLN]
        for gln in lanes:
            shop.desk.deliver(catalogue(range(3)), supplier_gln=gln)
            broker.ring(f"1:{gln}")
        shutil.rmtree(home.folder / "valkey" / "appendonlydir")
        server = embedded.start_valkey(home)
        shop.until(25, lambda: shop.states() == {"imported"}, "all the others")
    finally:
        server.stop()

    ended = shop.desk.query("select id from job where lane = %s order by ended_at", [f"1:{GLN}"])
    assert [row["id"] for row in ended] == sorted(row["id"] for row in ended)


def test_one_bell_is_enough_for_a_lane(shop) -> None:
    """
    After each job the worker rings for the next: a lane with many files needs one bell.
    """
    for n in range(6):
        shop.desk.deliver(catalogue(range(n, n + 3), transaction="T_UPDATE_PRODUCTS"))
    shop.work()
    broker.ring(f"1:{GLN}")
    shop.until(25, lambda: shop.states() == {"imported"}, "all six")

    assert shop.desk.value("select count(*) from trade_item") == 8


def test_of_two_clocks_one_ticks(shop) -> None:
    """
    The second stands by, and ticks as soon as the first is gone.
    """
    first = shop.clock()
    shop.until(15, lambda: shop.log().count('"clock_ticks"') == 1, "one ticks")
    shop.clock()
    shop.until(15, lambda: '"clock_stands_by"' in shop.log(), "the other does not")
    shop.kill(first)

    shop.until(15, lambda: shop.log().count('"clock_ticks"') == 2, "the other takes over")


def _state(shop: Shop, delivery) -> str:
    with suppress(psycopg.OperationalError):
        return str(shop.desk.delivery(delivery).state)
    return "away"


def _reachable(folder):
    for one in (folder, *folder.parents[:2]):
        one.chmod(0o755)
    return folder


def _children(pid: int, module: str) -> list[int]:
    """Descendants of *pid* that run *module*."""
    found, parents = [], {}
    for entry in Path("/proc").iterdir():
        with suppress(OSError, ValueError):
            number = int(entry.name)
            parents[number] = int(_read(f"/proc/{number}/stat").rpartition(")")[2].split()[1])
    for number in parents:
        above = number
        while above in parents and above != pid:
            above = parents[above]
        with suppress(OSError):
            if above == pid and module in _read(f"/proc/{number}/cmdline"):
                found.append(number)
    return found


def _alive(pid: int) -> bool:
    with suppress(OSError):
        return _read(f"/proc/{pid}/stat").rpartition(")")[2].split()[0] != "Z"
    return False


def _read(path: str) -> str:
    return Path(path).read_text("utf-8", "replace")
