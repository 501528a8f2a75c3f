"""`sluis task` and `sluis schedule`: tasks made, kept in files, looked at, started and stopped."""

from __future__ import annotations

import json
import tomllib
from datetime import datetime

import pytest
from click.testing import CliRunner

from sluis.cli import cli
from sluis.db import connect
from sluis.journal import jobs, runs
from sluis.tasks import TYPES
from tests.task_desk import SAMPLE


@pytest.fixture
def sluis(database, valkey, tmp_path, monkeypatch):
    """Run a command against this database; gives its output, or fails with its error."""
    monkeypatch.setitem(TYPES, "sample", SAMPLE)
    monkeypatch.setenv("SLUIS_DATABASE_URL", database)
    monkeypatch.setenv("SLUIS_REDIS_URL", valkey)
    monkeypatch.setenv("SLUIS_STATE", str(tmp_path))

    def run(*arguments: str, fails: str = "") -> str:
        done = CliRunner().invoke(cli, list(arguments))
        if fails:
            assert done.exit_code != 0
            assert fails in f"{done.output}{done.exception}"
        else:
            assert done.exit_code == 0, (done.output, done.exception)
        return done.output

    return run


WEEKLY = (
    "task", "add", "prijzen", "--type", "sample", "--description", "Prijzen naar de winkel",
    "--every", "weekly", "--day", "monday", "--at", "07:00", "--set", "folder=out",
)  # fmt: skip


def test_a_task_is_made_shown_and_changed(sluis) -> None:
    """
    What is said is set, what is not said stays; the next run follows the new frequency.
    """
    sluis(*WEEKLY, "--set", "copies=2", "--sequence", "7")
    sluis("task", "edit", "prijzen", "--every", "interval", "--minutes", "15", "--unset", "copies")
    told = json.loads(sluis("task", "show", "prijzen", "--json"))

    assert told["frequency"] == {"every": "interval", "minutes": 15}
    assert told["settings"] == {"folder": "out", "copies": 1, "compress": False}
    assert (told["sequence"], told["description"]) == (7, "Prijzen naar de winkel")
    assert len(told["next_runs"]) == 5
    assert datetime.fromisoformat(told["next_run"]).minute % 15 == 0
    text = sluis("task", "show", "prijzen")
    assert "interval: 15 min" in text
    assert "sample (proef)" in text
    assert "never run: everything" in text
    assert "prijzen" in sluis("task", "list", "--type", "sample")


def test_a_part_of_a_frequency_is_changed_alone(sluis) -> None:
    """
    A new time leaves the day as it was.
    """
    sluis(*WEEKLY)
    sluis("task", "edit", "prijzen", "--at", "08:30")
    told = json.loads(sluis("task", "show", "prijzen", "--json"))

    assert told["frequency"] == {"every": "weekly", "day": "monday", "at": "08:30"}


def test_a_refusal_names_all_reasons_in_both_languages(sluis) -> None:
    """
    Nothing is made.
    """
    sluis(*WEEKLY[:-2], "--at", "05:00", "--set", "copies=two", fails="settings.folder: is missing")
    sluis(*WEEKLY[:-2], "--at", "05:00", fails="05:00 valt in het onderhoudsvenster 23:00-06:00")

    assert json.loads(sluis("task", "list", "--type", "sample", "--json")) == []


def test_tasks_go_to_a_file_and_come_back(sluis, tmp_path) -> None:
    """
    What is exported is read back as it was; a second import changes nothing, another does.
    """
    sluis(*WEEKLY)
    sluis("task", "add", "hand", "--type", "sample", "--description", 'Met "de hand"',
          "--every", "by_hand", "--set", "folder=b", "--inactive")  # fmt: skip
    text = sluis("task", "export", "prijzen", "hand")
    file = tmp_path / "tasks.toml"
    file.write_text(text, encoding="utf-8")
    assert [one["name"] for one in tomllib.loads(text)["task"]] == ["prijzen", "hand"]
    assert json.loads(sluis("task", "import", str(file), "--json")) == {
        "hand": "unchanged",
        "prijzen": "unchanged",
    }
    sluis("task", "remove", "hand")
    file.write_text(text.replace("07:00", "09:00"), encoding="utf-8")

    assert json.loads(sluis("task", "import", str(file), "--json")) == {
        "hand": "created",
        "prijzen": "changed",
    }
    assert sluis("task", "export", "prijzen", "hand") == text.replace("07:00", "09:00")


def test_an_import_is_whole_or_nothing(sluis, tmp_path) -> None:
    """
    One faulty task of a file, and none of it is kept; each problem has the name of its task.
    """
    good = sluis(*WEEKLY) and sluis("task", "export", "prijzen").replace("prijzen", "een")
    file = tmp_path / "tasks.toml"
    file.write_text(good + good.replace('"een"', '"twee"').replace("monday", "maandag"))
    sluis("task", "import", str(file), fails="twee, frequency.day")

    names = [one["name"] for one in json.loads(sluis("task", "list", "--type", "sample", "--json"))]
    assert names == ["prijzen"]


def test_a_task_is_started_and_stopped_by_hand(sluis, database) -> None:
    """
    A job lies in the journal; started twice is refused; stopped before a worker came is at once.
    """
    sluis(*WEEKLY)
    sluis("task", "run", "prijzen")
    sluis("task", "run", "prijzen", fails="runs already")
    with connect(database, autocommit=True) as connection:
        (run,) = runs.under_way(connection)
        assert [job["task"] for job in json.loads(sluis("jobs", "--json"))] == ["prijzen"]
        assert "is stopped" in sluis("task", "stop", "prijzen")
        runs.close_ended(connection)
    (told,) = json.loads(sluis("task", "history", "prijzen", "--json"))

    assert (told["id"], told["outcome"], told["cause"]) == (run.id, "cancelled", "hand")
    sluis("task", "stop", "prijzen", fails="does not run")


def test_the_list_tells_how_the_last_run_went(sluis, database) -> None:
    """
    When it was due, how it ended, how long it took; the history tells its counts.
    """
    sluis(*WEEKLY)
    sluis("task", "run", "prijzen")
    with connect(database, autocommit=True) as connection:
        lane = jobs.task_lane(runs.under_way(connection)[0].task_id)
        job = jobs.claim(connection, lane, worker="w", lease_seconds=9, max_attempts=3)
        jobs.finish(connection, job, {"written": 12})
        runs.close_ended(connection)

    (told,) = json.loads(sluis("task", "list", "--type", "sample", "--json"))
    assert told["last_run"]["outcome"] == "done"
    assert told["last_run"]["seconds"] >= 0
    assert "written=12" in sluis("task", "history", "prijzen")


def test_the_position_is_set_by_hand(sluis) -> None:
    """
    A date in the zone of the environment, a change number, or never.
    """
    sluis(*WEEKLY)
    positions = []
    for text in ("2027-03-28", "2027-03-28T07:30", "41", "never"):
        sluis("task", "edit", "prijzen", "--changes-since", text)
        told = json.loads(sluis("task", "show", "prijzen", "--json"))["changes_since"]
        at = told["at"] and datetime.fromisoformat(told["at"]).isoformat()
        positions.append((told["number"], at))

    assert positions == [
        (None, "2027-03-27T23:00:00+00:00"),
        (None, "2027-03-28T05:30:00+00:00"),
        (41, None),
        (None, None),
    ]
    sluis("task", "edit", "prijzen", "--changes-since", "gisteren", fails="is no date")


def test_disabled_tasks_have_no_next_run(sluis) -> None:
    """
    Until they are enabled again.
    """
    sluis(*WEEKLY)
    sluis("task", "disable", "prijzen")
    assert json.loads(sluis("task", "show", "prijzen", "--json"))["next_run"] is None
    assert "next run" in sluis("task", "enable", "prijzen")
    assert json.loads(sluis("task", "show", "prijzen", "--json"))["next_run"] is not None


def test_the_preview_lists_every_run_of_a_period(sluis) -> None:
    """
    In the zone of the environment, through a change of clocks, for all tasks or one.
    """
    sluis(*WEEKLY)
    sluis("task", "add", "elke", "--type", "sample", "--description", "e", "--every", "interval",
          "--minutes", "240", "--set", "folder=b")  # fmt: skip
    period = ("--from", "2027-03-27", "--to", "2027-03-30")
    rows = json.loads(sluis("schedule", "preview", *period, "--json"))
    one = json.loads(sluis("schedule", "preview", *period, "--task", "prijzen", "--json"))

    assert [row["at"] for row in one] == ["2027-03-29T07:00:00+02:00"]
    assert len([row for row in rows if row["task"] == "elke"]) == 15
    assert "Sun 2027-03-28  06:00  CEST  elke" in sluis("schedule", "preview", *period)
    sluis("schedule", "preview", "--from", "morgen", fails="is no date")


def test_an_environment_has_its_own_maintenance_window(sluis) -> None:
    """
    Set when it is made, changed, switched off; what is no window is refused.
    """
    made = json.loads(
        sluis("environment", "add", "2", "Twee", "--maintenance", "22:00-05:00", "--json")
    )
    assert made["maintenance"] == {"start": "22:00:00", "end": "05:00:00"}
    changed = json.loads(sluis("environment", "edit", "2", "--maintenance", "off", "--json"))
    assert (changed["maintenance"], changed["name"]) == (None, "Twee")
    sluis("environment", "edit", "2", "--maintenance", "6-7", fails="write it as 23:00-06:00")
    assert "23:00-06:00" in sluis("environment", "list")
