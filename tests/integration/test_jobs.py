"""The journal of jobs: one at a time per lane, in order, fenced by token."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from sluis.db import Connection, connect
from sluis.errors import LeaseLost, Refused
from sluis.journal import jobs

LANE = "1:8712345000004"


def claim(connection: Connection, lane: str = LANE, worker: str = "w", seconds: float = 60):
    return jobs.claim(connection, lane, worker=worker, lease_seconds=seconds, max_attempts=3)


def add(connection: Connection, lane: str = LANE) -> int:
    return jobs.add(connection, kind="import", lane=lane)


def let_lease_run_out(connection: Connection) -> None:
    connection.execute("update job set lease_until = now() - interval '1 s'")


def test_eight_threads_take_each_job_once_and_in_order(database) -> None:
    """
    However many workers claim a lane at once, one has a job of it, and the oldest is next.
    """
    with connect(database) as connection:
        wanted = [add(connection) for _ in range(24)]
    taken: list[int] = []

    def work() -> None:
        with connect(database, autocommit=True) as own:
            while len(taken) < len(wanted):
                job = claim(own)
                if job is not None:
                    running = own.execute("select count(*) as n from job where state = 'running'")
                    assert running.fetchone()["n"] == 1
                    taken.append(job.id)
                    jobs.finish(own, job)

    with ThreadPoolExecutor(8) as threads:
        for outcome in [threads.submit(work) for _ in range(8)]:
            outcome.result(timeout=30)

    assert taken == wanted


def test_lanes_do_not_wait_for_each_other(database) -> None:
    """
    A running job of one supplier keeps back its own lane alone.
    """
    with connect(database, autocommit=True) as connection:
        for lane in ("a", "a", "b"):
            add(connection, lane)

        assert claim(connection, "a") is not None
        assert claim(connection, "a") is None
        assert claim(connection, "b") is not None


def test_a_job_put_off_keeps_its_place(database) -> None:
    """
    While the oldest job waits for its pause to end, no later one overtakes it.
    """
    with connect(database, autocommit=True) as connection:
        first = add(connection)
        add(connection)
        jobs.retry_later(connection, claim(connection), {}, seconds=60, counted=True)

        assert claim(connection) is None
        assert not jobs.more_waits(connection, LANE)
        connection.execute("update job set run_after = now() where id = %s", [first])
        assert claim(connection).id == first


def test_a_worker_that_lost_its_lease_can_write_nothing(database) -> None:
    """
    After a take-over every write of the first worker raises, and rolls back what came with it.
    """
    with connect(database, autocommit=True) as connection:
        add(connection)
        lost = claim(connection, worker="first")
        let_lease_run_out(connection)
        taken = claim(connection, worker="second")

        @connection.transaction()
        def commit_work() -> None:
            connection.execute("insert into environment (number, name) values (7, 'ghost')")
            jobs.finish(connection, lost)

        for write in (
            commit_work,
            lambda: jobs.fail(connection, lost, {}),
            lambda: jobs.cancel(connection, lost),
            lambda: jobs.retry_later(connection, lost, {}, seconds=0, counted=True),
            lambda: jobs.heartbeat(connection, lost, done=1, total=2, lease_seconds=60),
        ):
            with pytest.raises(LeaseLost):
                write()
        ghosts = connection.execute("select count(*) as n from environment where number = 7")

        assert ghosts.fetchone()["n"] == 0
        assert (taken.id, taken.token, taken.attempts) == (lost.id, lost.token + 1, 1)


def test_a_claim_waits_for_no_one_who_is_about_to_end_the_job_before(database) -> None:
    """
    While the end of the running job is not committed, its lane gives nothing else out of order.
    """
    with connect(database, autocommit=True) as connection, connect(database) as ending:
        add(connection)
        second = add(connection)
        jobs.finish(ending, claim(connection))
        with ThreadPoolExecutor(1) as thread:

            def claim_elsewhere():
                with connect(database, autocommit=True) as own:
                    return claim(own)

            waiting = thread.submit(claim_elsewhere)
            ending.rollback()
            assert waiting.result(timeout=10) is None

        assert [
            row["state"] for row in connection.execute("select state from job order by id")
        ] == [
            "running",
            "waiting",
        ]
        assert second


def test_heartbeat_renews_the_lease_and_hears_the_stop(database) -> None:
    """
    A heartbeat moves the lease and the progress on, and brings back the wish to stop.
    """
    with connect(database, autocommit=True) as connection:
        add(connection)
        job = claim(connection, seconds=1)
        before = jobs.heartbeat(connection, job, done=5, total=9, lease_seconds=600)
        stopped_now = jobs.request_stop(connection, job.id)
        row = connection.execute(
            "select progress_done, progress_total, lease_until > now() + interval '5 minutes' as ok"
            " from job"
        ).fetchone()

        assert stopped_now
        assert not before
        assert jobs.heartbeat(connection, job, done=9, total=9, lease_seconds=600)
        assert row == {"progress_done": 5, "progress_total": 9, "ok": True}


def test_putting_off_costs_no_attempt_at_first(database) -> None:
    """
    A store that is away costs no attempt, but not without end.
    """
    with connect(database, autocommit=True) as connection:
        add(connection)
        for _ in range(jobs.FREE_DEFERRALS):
            jobs.retry_later(connection, claim(connection), {}, seconds=0, counted=False)
        free = claim(connection)
        jobs.retry_later(connection, free, {}, seconds=0, counted=False)

        assert free.attempts == 1
        assert claim(connection).attempts == 2


def test_jobs_that_kill_their_workers_are_taken_out(database) -> None:
    """
    Dead workers cost no attempt, but not without end; then only the sweep claims the job.
    """
    with connect(database, autocommit=True) as connection:
        add(connection)
        for _ in range(3 + jobs.FREE_DEFERRALS):
            assert claim(connection) is not None
            let_lease_run_out(connection)

        assert claim(connection) is None
        assert jobs.lanes_to_ring(connection) == [LANE]
        given_up = jobs.take_over_exhausted(connection, max_attempts=3, lease_seconds=5)
        assert given_up.attempts == 3
        assert jobs.take_over_exhausted(connection, max_attempts=3, lease_seconds=5) is None


def test_the_sweep_sees_lanes_that_nobody_works_on(database) -> None:
    """
    Waiting jobs, and running ones without a living worker; not the fresh, nor those put off.
    """
    with connect(database, autocommit=True) as connection:
        for lane in ("alive", "dead", "fresh", "late", "put off"):
            add(connection, lane)
        claim(connection, "alive")
        claim(connection, "dead", seconds=0)
        connection.execute("update job set run_after = now() - interval '5 s' where lane = 'late'")
        connection.execute(
            "update job set run_after = now() + interval '5 s' where lane = 'put off'"
        )

        assert jobs.lanes_to_ring(connection, older_than_seconds=1) == ["dead", "late"]


def test_a_job_that_has_ended_cannot_be_stopped(database) -> None:
    """
    Stopping says why it cannot be done.
    """
    with connect(database, autocommit=True) as connection:
        add(connection)
        job = claim(connection)
        jobs.finish(connection, job)

        with pytest.raises(Refused, match="it is done"):
            jobs.request_stop(connection, job.id)
        with pytest.raises(Refused, match="no job 999"):
            jobs.request_stop(connection, 999)


def test_lanes_have_the_names_others_rely_on() -> None:
    """
    One lane per supplier and environment, one without supplier, one per report.
    """
    delivery = uuid4()

    assert jobs.lane_of(1, "8712345000004") == "1:8712345000004"
    assert jobs.lane_of(2, None) == "2:-"
    assert jobs.report_lane(delivery) == f"report:{delivery}"
