"""The clock: what is due becomes runs and jobs, in order, once, whatever clocks and people do.

Time is given to each tick; a worker that is not there is stood in for by the journal's own calls.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from schedules.steps import Steps
from schedules.tick import Ticks
from sluis import broker, environments, timetable
from sluis.db import connect
from sluis.errors import Refused
from sluis.journal import jobs, runs, tasks
from sluis.journal.runs import Cause, Outcome
from sluis.journal.tasks import Task
from sluis.schedule import Window, plan
from sluis.settings import Settings
from sluis.tasks import TYPES, TaskType
from sluis.told import Unfit
from tests.task_desk import SAMPLE, SampleSettings

SIX = datetime(2027, 5, 3, 4, tzinfo=UTC)
"""06:00 in Amsterdam on a Monday: the end of the night's window."""

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


class Desk:
    """Tasks of environment 1, a clock that ticks when it is told to, and a worker likewise."""

    def __init__(self, connection) -> None:
        self.connection = connection
        self.ticks = Ticks()
        self.now = SIX

    def tick(self, now: datetime) -> None:
        self.now = now
        self.ticks.tick(self.connection, now)

    def add(self, name: str, *, due: datetime | None = SIX, **more: object) -> Task:
        """A daily task that is due at *due*, whatever the time is here."""
        facts = {
            "name": name,
            "type": "sample",
            "description": name,
            "frequency": {"every": "daily"},
            "settings": {"folder": "out"},
        }
        made = timetable.add(self.connection, 1, facts | more)
        tasks.set_next(self.connection, made.id, due)
        return made

    def begin(self) -> jobs.Job | None:
        """A worker takes the one job that waits."""
        row = self.connection.execute(
            "select lane from job where state = 'waiting' order by id limit 1"
        ).fetchone()
        if row is None:
            return None
        return jobs.claim(
            self.connection, row["lane"], worker="w", lease_seconds=60, max_attempts=3
        )

    def work(self, end: Callable = jobs.finish) -> list[str]:
        """Do all jobs that wait, with a tick at the same time after each; their tasks in order."""
        done = []
        while (job := self.begin()) is not None:
            done.append(tasks.of_job(self.connection, job).name)
            end(self.connection, job)
            self.tick(self.now)
        return done

    def told(self) -> list[tuple[str, str, Outcome | None]]:
        """Every run by slot: time of day in UTC, task, outcome."""
        rows = self.connection.execute(
            "select t.name, r.slot, r.outcome from task_run r join task t on t.id = r.task_id"
            " order by r.slot, r.id"
        )
        return [(f"{r['slot'].astimezone(UTC):%H:%M}", r["name"], r["outcome"]) for r in rows]


@pytest.fixture
def desk(database, valkey):
    """No type of task is known but the sample."""
    known = dict(TYPES)
    TYPES.clear()
    TYPES["sample"] = SAMPLE
    broker.set_up(Settings(redis_url=valkey)).client.flushall()
    with connect(database, autocommit=True) as connection:
        yield Desk(connection)
    TYPES.clear()
    TYPES.update(known)


def test_a_due_task_becomes_a_run_and_a_job(desk) -> None:
    """
    Not a second before its time; once; and with its bell rung and its next time reckoned.
    """
    task = desk.add("a")
    desk.tick(SIX - timedelta(seconds=1))
    assert desk.begin() is None
    desk.tick(SIX)
    desk.tick(SIX + timedelta(seconds=1))

    assert broker.pending() == 1
    assert desk.work() == ["a"]
    assert desk.told() == [("04:00", "a", Outcome.DONE)]
    assert tasks.get(desk.connection, task.id).next_run == SIX + DAY


def test_together_they_run_one_after_the_other(desk) -> None:
    """
    By sequence number, each begun when the one before has ended and not before.
    """
    for name, sequence in (("c", 30), ("a", 10), ("b", 20)):
        desk.add(name, sequence=sequence)
    desk.tick(SIX)
    first = desk.begin()
    assert first is not None
    desk.tick(SIX + MINUTE)
    assert desk.begin() is None
    jobs.finish(desk.connection, first)
    desk.tick(SIX + 2 * MINUTE)

    assert tasks.of_job(desk.connection, first).name == "a"
    assert desk.work() == ["b", "c"]


def test_system_tasks_go_first_and_hold_the_others(desk) -> None:
    """
    Whatever their numbers, and although they fell due at another time.
    """
    nightly = TaskType(job="nightly", dutch="n", meaning="n", settings=_Nothing, system=True)
    TYPES["nightly"] = nightly
    timetable.ensure_system_tasks(desk.connection)
    system = tasks.find(desk.connection, 1, "nightly")
    tasks.set_next(desk.connection, system.id, SIX - MINUTE)
    desk.add("user", sequence=0)
    desk.tick(SIX - MINUTE)
    job = desk.begin()
    desk.tick(SIX)

    assert job.kind == "nightly"
    assert desk.begin() is None
    jobs.finish(desk.connection, job)
    desk.tick(SIX)
    assert desk.work() == ["user"]


class _Nothing(SampleSettings, frozen=True, kw_only=True):
    folder: str = ""


@pytest.mark.parametrize(
    ("on_failure", "outcomes"),
    [
        ("continue", [Outcome.FAILED, Outcome.DONE, Outcome.DONE]),
        ("stop", [Outcome.FAILED, Outcome.SKIPPED, Outcome.SKIPPED]),
    ],
)
def test_what_failed_stops_those_after_it_or_lets_them_pass(desk, on_failure, outcomes) -> None:
    """
    As it is set on the one that failed; the skipped ones say why and are due again next time.
    """
    desk.add("a", on_failure=on_failure)
    desk.add("b")
    last = desk.add("c")
    desk.tick(SIX)
    jobs.fail(desk.connection, desk.begin(), {"rule": "job-failed", "text": "no"})
    desk.tick(SIX)
    desk.work()

    assert [outcome for _, _, outcome in desk.told()] == outcomes
    assert tasks.get(desk.connection, last.id).next_run == SIX + DAY
    if on_failure == "stop":
        assert runs.history(desk.connection, last.id)[0].error["rule"] == "task-before-it-failed"


def test_an_interval_shorter_than_its_run_does_not_pile_up(desk) -> None:
    """
    While it runs its due times pass with a warning; there is never a second job.
    """
    task = desk.add("a", frequency={"every": "interval", "minutes": 5})
    desk.tick(SIX)
    job = desk.begin()
    for n in range(1, 4):
        desk.tick(SIX + n * 5 * MINUTE)
        assert desk.begin() is None
    jobs.finish(desk.connection, job)
    desk.tick(SIX + 20 * MINUTE)

    history = runs.history(desk.connection, task.id)
    assert [run.outcome for run in history] == [None, *[Outcome.SKIPPED] * 3, Outcome.DONE]
    assert history[1].error["rule"] == "task-still-running"


def test_what_was_missed_while_down_runs_once(desk) -> None:
    """
    Three days of an interval and of a daily task: one run each, then by the clock again.
    """
    daily = desk.add("daily", sequence=2)
    often = desk.add("often", sequence=1, frequency={"every": "interval", "minutes": 30})
    back = SIX + 3 * DAY + 7 * MINUTE
    desk.tick(back)

    assert desk.work() == ["often", "daily"]
    assert tasks.get(desk.connection, daily.id).next_run == SIX + 4 * DAY
    assert tasks.get(desk.connection, often.id).next_run == back + 23 * MINUTE


def test_missed_tasks_wait_for_the_end_of_the_maintenance_window(desk) -> None:
    """
    Back at midnight, nothing of a user is started before the window ends.
    """
    desk.add("a", due=SIX - 10 * HOUR)
    desk.tick(SIX - 6 * HOUR)
    desk.tick(SIX - MINUTE)
    assert desk.begin() is None
    desk.tick(SIX)

    assert desk.work() == ["a"]


def test_a_clock_set_back_runs_nothing_twice(desk) -> None:
    """
    Back behind a time that was run: it is not run again, and the next one is not lost.
    """
    task = desk.add("a", frequency={"every": "interval", "minutes": 60})
    for now in (SIX, SIX + HOUR, SIX + 2 * HOUR):
        desk.tick(now)
        desk.work()
    desk.ticks = Ticks()  # as a clock that is set back, or starts, looks at it
    desk.tick(SIX + 30 * MINUTE)
    assert tasks.get(desk.connection, task.id).next_run == SIX + HOUR
    for minutes in range(40, 200, 10):
        desk.tick(SIX + minutes * MINUTE)
        desk.work()

    assert [at for at, _, _ in desk.told()] == ["04:00", "05:00", "06:00", "07:00"]


def test_a_clock_far_ahead_and_back_again_does_no_harm(desk) -> None:
    """
    A year ahead everything is run once, early; back again no task waits for a year.
    """
    task = desk.add("a")
    desk.tick(SIX)
    desk.work()
    desk.tick(SIX + 365 * DAY)
    desk.work()
    desk.ticks = Ticks()
    for days in range(1, 4):
        desk.tick(SIX + days * DAY - MINUTE)
        desk.tick(SIX + days * DAY)
        desk.work()

    slots = [run.slot for run in runs.history(desk.connection, task.id)]
    assert slots == [SIX + n * DAY for n in (3, 2, 1, 0)]


def test_steps_back_are_noticed_and_steps_forward_need_not_be() -> None:
    """
    Against a clock that only goes forward; small corrections are none.
    """
    steps = Steps()
    steps.back(SIX, 0.0)

    assert not steps.back(SIX + timedelta(seconds=9), 10.0)
    assert not steps.back(SIX + HOUR, 11.0)
    assert steps.back(SIX + MINUTE, 12.0)


def test_by_hand_a_task_is_started_at_any_time_and_never_doubled(desk) -> None:
    """
    Switched off, in the window, before its time: it starts; while it runs it is refused.
    """
    task = desk.add("a", active=False)
    timetable.start(desk.connection, task)
    with pytest.raises(Refused, match="already"):
        timetable.start(desk.connection, task)

    assert desk.work() == ["a"]
    assert runs.history(desk.connection, task.id)[0].cause is Cause.HAND


def test_a_run_by_hand_makes_its_due_time_pass(desk) -> None:
    """
    Due while it still runs by hand: skipped, and those that fell due with it go on.
    """
    task = desk.add("a")
    desk.add("b")
    timetable.start(desk.connection, task)
    job = desk.begin()
    desk.tick(SIX)
    other = desk.begin()

    assert tasks.of_job(desk.connection, other).name == "b"
    assert [run.outcome for run in runs.history(desk.connection, task.id)] == [
        Outcome.SKIPPED,
        None,
    ]
    jobs.finish(desk.connection, job)
    jobs.finish(desk.connection, other)


def test_stopping_reaches_what_waits_and_what_runs(desk) -> None:
    """
    A run that waits for its turn is cancelled at once, one with a worker is asked to end.
    """
    first, second = desk.add("a"), desk.add("b")
    desk.tick(SIX)
    job = desk.begin()

    assert timetable.stop(desk.connection, second)
    assert not timetable.stop(desk.connection, first)
    assert jobs.heartbeat(desk.connection, job, done=0, total=None, lease_seconds=60)
    jobs.cancel(desk.connection, job)
    desk.tick(SIX)
    assert [outcome for _, _, outcome in desk.told()] == [Outcome.CANCELLED] * 2
    with pytest.raises(Refused, match="does not run"):
        timetable.stop(desk.connection, first)


def test_a_fault_in_one_step_leaves_the_others_alone(desk) -> None:
    """
    What cannot be taken does not keep what has its turn from starting.
    """
    desk.add("a")
    desk.tick(SIX)
    job = desk.begin()
    desk.add("b", due=SIX)
    desk.connection.execute("update task set frequency = '{}' where name = 'b'")
    jobs.finish(desk.connection, job)
    desk.tick(SIX + MINUTE)

    assert desk.told() == [("04:00", "a", Outcome.DONE)]


def test_a_changed_window_moves_what_is_due(desk) -> None:
    """
    Daily tasks follow the new end; a task with its time inside it is named, and nothing changes.
    """
    place = environments.get(desk.connection, 1)
    daily = desk.add("daily")
    desk.add("early", frequency={"every": "time_of_day", "at": "06:30"})
    with pytest.raises(Unfit, match=r"early, frequency\.at: 06:30 lies in .* 22:00-07:00"):
        timetable.change_environment(
            desk.connection, _with_window(place, Window(time(22), time(7)))
        )
    assert environments.get(desk.connection, 1) == place
    timetable.change_environment(desk.connection, _with_window(place, Window(time(22), time(5))))

    due = tasks.get(desk.connection, daily.id).next_run
    assert due.astimezone(ZoneInfo("Europe/Amsterdam")).time() == time(5)


def _with_window(place, window):
    return type(place)(
        **{name: getattr(place, name) for name in place.__struct_fields__} | {"maintenance": window}
    )


@pytest.mark.parametrize("start", ["2027-03-26", "2028-10-28"])
def test_days_on_the_clock_are_as_planned(desk, start) -> None:
    """
    Ticks through a change of clocks, with a worker that does what it is told: the runs in the
    journal are those that the preview had listed, none more, none less, none twice.
    """
    zone = ZoneInfo("Europe/Amsterdam")
    first = datetime.fromisoformat(start).replace(tzinfo=zone)
    frequencies = [
        {"every": "daily"},
        {"every": "interval", "minutes": 240},
        {"every": "working_day", "at": "07:15"},
        {"every": "weekly", "day": "sunday"},
        {"every": "two_weekly", "days": [28, 31]},
        {"every": "monthly", "day": 31, "at": "09:00"},
        {"every": "cron", "expression": "15 8,16 * * *"},
        {"every": "cron", "expression": "0 */3 * * *"},
    ]
    for n, frequency in enumerate(frequencies):
        made = desk.add(f"t{n}", frequency=frequency)
        place = environments.get(desk.connection, 1)
        tasks.set_next(desk.connection, made.id, timetable.next_time(made, place, first))
    found = tasks.listed(desk.connection)
    expected = list(plan(timetable.planned(found, {1: place}), first, first + 4 * DAY))
    for now in sorted({at for at, _ in expected}):
        desk.tick(now + timedelta(seconds=1))
        while (job := desk.begin()) is not None:
            jobs.finish(desk.connection, job)
            desk.tick(now + timedelta(seconds=2))

    rows = desk.connection.execute(
        "select r.slot, r.task_id, j.id as job from task_run r join job j on j.id = r.job_id"
        " where r.outcome = 'done' order by j.id"
    ).fetchall()
    assert [(r["slot"], r["task_id"]) for r in rows] == [(at, task.key) for at, task in expected]
    assert len(rows) > 50
