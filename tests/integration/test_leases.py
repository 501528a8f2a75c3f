"""Leases: they live while the work lives, and end the work when they cannot."""

from __future__ import annotations

import threading
import time

import psycopg
import pytest
from psycopg.rows import dict_row

from sluis.db import connect
from sluis.errors import JobStopped, LeaseLost, ReaderDied, ShuttingDown
from sluis.journal import jobs
from sluis.journal.leases import Lease

SECONDS = 0.8


@pytest.fixture
def journal(database):
    with psycopg.connect(database, autocommit=True, row_factory=dict_row) as connection:
        yield connection


@pytest.fixture
def job(journal):
    jobs.add(journal, kind="import", lane="a")
    return jobs.claim(journal, "a", worker="w", lease_seconds=SECONDS, max_attempts=3)


def until(seconds: float, true) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.02)
    return False


def test_a_lease_outlives_its_length_while_the_work_goes_on(database, journal, job) -> None:
    """
    Heartbeats renew the lease and write the progress.
    """
    with Lease(database, job, SECONDS) as lease:
        lease.progress(3, 10)
        time.sleep(1.5 * SECONDS)
        row = journal.execute(
            "select lease_until > clock_timestamp() as alive, progress_done as done,"
            " progress_total as total from job"
        ).fetchone()

    assert row == {"alive": True, "done": 3, "total": 10}


def test_a_stop_request_interrupts_and_explains_what_follows(database, journal, job) -> None:
    """
    The interrupt is called; the exception it causes is replaced by the reason.
    """
    killed = threading.Event()

    def work() -> None:
        with Lease(database, job, SECONDS) as lease, lease.interrupts(killed.set):
            jobs.request_stop(journal, job.id)
            assert killed.wait(5)
            raise ReaderDied("killed")

    with pytest.raises(JobStopped) as caught:
        work()

    assert isinstance(caught.value.__cause__, ReaderDied)


def test_a_lost_lease_interrupts(database, journal, job) -> None:
    """
    Once another worker has claimed the job, the next heartbeat ends the work.
    """
    with Lease(database, job, SECONDS) as lease:
        journal.execute("update job set token = token + 1")

        assert until(5, lambda: _reason(lease) is LeaseLost)


def test_without_a_store_the_work_ends_when_the_lease_does(journal, job) -> None:
    """
    A worker that cannot renew must assume that another has taken over.
    """
    nowhere = "postgresql://nobody@/nothing?host=/nonexistent"
    with Lease(nowhere, job, SECONDS) as lease:
        assert _reason(lease) is None
        assert until(5, lambda: _reason(lease) is LeaseLost)


def test_a_blocked_statement_is_cancelled(database, job) -> None:
    """
    An interrupt reaches a worker that waits for the server.
    """

    def work() -> None:
        with (
            psycopg.connect(database, autocommit=True) as connection,
            Lease(database, job, SECONDS) as lease,
            lease.interrupts(lambda: connection.cancel_safe(timeout=2)),
        ):
            threading.Timer(0.2, lease.interrupt, [ShuttingDown()]).start()
            connection.execute("select pg_sleep(30)")

    began = time.monotonic()
    with pytest.raises(ShuttingDown):
        work()

    assert time.monotonic() - began < 10


def test_the_end_of_a_job_is_not_taken_for_a_lost_lease(database, journal, job) -> None:
    """
    After `end` no heartbeat is under way that could wait for the row and then find it ended.
    """
    with Lease(database, job, SECONDS) as lease, connect(database) as ending:
        lease.end()
        jobs.finish(ending, job)
        time.sleep(SECONDS)
        ending.commit()

        assert _reason(lease) is None


def _reason(lease: Lease):
    try:
        lease.check()
    except Exception as error:  # noqa: BLE001 - whatever it is
        return type(error)
    return None
