"""Tasks and their runs in the journal: each due time once, an end for each run."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from psycopg import IsolationLevel

from sluis.catalogue import numbers
from sluis.db import connect
from sluis.errors import Refused
from sluis.journal import jobs, runs, tasks
from sluis.journal.runs import Cause, Outcome
from sluis.journal.tasks import Since
from sluis.schedule import Weekday, Weekly
from sluis.tasks import TYPES
from tests.task_desk import SAMPLE, definition

NOON = datetime(2027, 5, 3, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _sample(monkeypatch) -> None:
    monkeypatch.setitem(TYPES, "sample", SAMPLE)


@pytest.fixture
def journal(database):
    with connect(database, autocommit=True) as connection:
        yield connection


@pytest.fixture
def task(journal):
    return tasks.add(journal, 1, definition(), NOON)


def begin(journal, task, slot=NOON) -> jobs.Job:
    """A run of this due time, begun by a worker."""
    run = runs.take(journal, task.id, slot)
    lane = runs.start(journal, run, task.id, kind="sample")
    job = jobs.claim(journal, lane, worker="w", lease_seconds=60, max_attempts=3)
    assert job is not None
    return job


def test_what_is_stored_is_what_was_defined(journal) -> None:
    """
    Frequency and settings come back as structs; the number is ten after the last one's.
    """
    weekly = {"every": "weekly", "day": "friday", "at": "07:30"}
    first = tasks.add(journal, 1, definition("a", sequence=35, frequency=weekly), NOON)
    second = tasks.add(journal, 1, definition("b"), None)

    assert first.frequency == Weekly(day=Weekday.FRIDAY, at="07:30")
    assert (first.sequence, second.sequence) == (35, 45)
    assert (first.next_run, second.next_run) == (NOON, None)
    assert tasks.find(journal, 1, "a") == tasks.get(journal, first.id) == first
    assert tasks.listed(journal, environment=1) == [first, second]
    assert tasks.listed(journal, kind="other") == []


def test_names_are_unique_in_an_environment(journal, task) -> None:
    """
    A second one of a name is refused, made or renamed; nothing is overwritten.
    """
    other = tasks.add(journal, 1, definition("ander"), None)

    with pytest.raises(Refused, match="already"):
        tasks.add(journal, 1, definition(), None)
    with pytest.raises(Refused, match="already"):
        tasks.change(journal, other.id, definition(), None)
    assert [one.name for one in tasks.listed(journal)] == ["proef", "ander"]


def test_a_change_keeps_number_history_and_position(journal, task) -> None:
    """
    Only what is set is written anew.
    """
    tasks.set_since(journal, task.id, Since(7, NOON))
    runs.take(journal, task.id, NOON)
    changed = tasks.change(journal, task.id, definition("nieuw", active=False), None)

    assert (changed.name, changed.active, changed.sequence) == ("nieuw", False, task.sequence)
    assert changed.changes_since == Since(7, NOON)
    assert len(runs.history(journal, task.id)) == 1


def test_each_due_time_is_taken_once(journal, task) -> None:
    """
    Whoever asks again, after whatever a clock did, gets nothing.
    """
    assert runs.take(journal, task.id, NOON) is not None
    assert runs.take(journal, task.id, NOON) is None
    assert runs.take(journal, task.id, NOON + timedelta(days=1)) is not None


def test_due_are_active_tasks_whose_time_has_come(journal, task) -> None:
    """
    Not the later ones, not those switched off, not those that run by hand.
    """
    tasks.add(journal, 1, definition("later"), NOON + timedelta(seconds=1))
    tasks.add(journal, 1, definition("uit", active=False), NOON)
    tasks.add(journal, 1, definition("hand", frequency={"every": "by_hand"}), None)

    assert [one.name for one in tasks.due(journal, NOON, 1)] == ["proef"]
    assert tasks.due(journal, NOON - timedelta(seconds=1), 1) == []
    assert tasks.due(journal, NOON, 2) == []


def test_a_run_has_the_end_of_its_job(journal, task) -> None:
    """
    Times, outcome and counts; while the job runs the run is under way.
    """
    job = begin(journal, task)
    assert tasks.of_job(journal, job) == task
    assert runs.close_ended(journal) == []
    jobs.finish(journal, job, {"written": 3})
    (run,) = runs.close_ended(journal)

    assert (run.outcome, run.counts, run.error) == (Outcome.DONE, {"written": 3}, None)
    assert run.seconds is not None
    assert run.seconds >= 0
    assert runs.under_way(journal) == []
    assert runs.history(journal, task.id) == [run]


def test_a_run_goes_on_in_further_jobs(journal, task) -> None:
    """
    It ends with the last of them, and fails when one of them does.
    """
    first = begin(journal, task)
    with journal.transaction():
        jobs.add(journal, kind="more", lane="x", task_id=task.id, run_id=first.run_id)
        jobs.finish(journal, first, {"fetched": 1})
    assert runs.close_ended(journal) == []
    second = jobs.claim(journal, "x", worker="w", lease_seconds=60, max_attempts=3)
    jobs.fail(journal, second, {"rule": "job-failed", "text": "no"})
    (run,) = runs.close_ended(journal)

    assert run.outcome is Outcome.FAILED
    assert run.error == {"rule": "job-failed", "text": "no"}
    assert run.job_id == first.id


def test_a_run_by_hand_leaves_the_schedule_alone(journal, task) -> None:
    """
    It has a time of its own; the due time is still to come.
    """
    lane = runs.start_now(journal, task.id, Cause.HAND, kind="sample")
    (run,) = runs.under_way(journal, task.id)

    assert lane == jobs.task_lane(task.id)
    assert (run.cause, run.round) == (Cause.HAND, None)
    assert runs.take(journal, task.id, NOON) is not None


def test_a_skipped_run_says_why(journal, task) -> None:
    """
    It has ended without a job.
    """
    run = runs.take(journal, task.id, NOON)
    runs.skip(journal, run, rule="task-still-running", text="the one before still runs")
    (found,) = runs.history(journal, task.id)

    assert (found.outcome, found.job_id) == (Outcome.SKIPPED, None)
    assert found.error["rule"] == "task-still-running"


def test_what_was_read_is_moved_unless_somebody_set_it(journal, task) -> None:
    """
    A position set by hand during a run is for the next run: the end of this one leaves it.
    """
    assert tasks.move_since(journal, task, Since(4, NOON))
    started = tasks.get(journal, task.id)
    tasks.set_since(journal, task.id, Since(None, NOON))

    assert not tasks.move_since(journal, started, Since(9, NOON))
    assert tasks.get(journal, task.id).changes_since == Since(None, NOON)


def test_a_transaction_that_commits_late_is_in_the_next_run(database, journal) -> None:
    """
    It had its number before the run read its snapshot, and was not in it: its number is above the
    position of that run. What was committed before is not.
    """
    with journal.transaction():
        early = numbers.next_number(journal, 1)
    with connect(database) as late, connect(database) as reader:
        late_number = numbers.next_number(late, 1)
        reader.isolation_level = IsolationLevel.REPEATABLE_READ
        read = tasks.position(reader, 1)
        late.commit()
        again = tasks.position(reader, 1)

    assert early <= read.number < late_number
    assert again.number == read.number
    with connect(database) as next_reader:
        assert tasks.position(next_reader, 1).number == late_number


def test_a_task_under_way_is_not_removed(journal, task) -> None:
    """
    First it must be stopped; afterwards its history goes with it and its jobs stay.
    """
    job = begin(journal, task)
    with pytest.raises(Refused, match="stop it first"):
        tasks.remove(journal, task.id)
    jobs.cancel(journal, job)
    (run,) = runs.close_ended(journal)
    tasks.remove(journal, task.id)

    assert run.outcome is Outcome.CANCELLED
    assert tasks.listed(journal) == []
    row = journal.execute("select task_id, run_id from job where id = %s", [job.id]).fetchone()
    assert row == {"task_id": None, "run_id": None}
