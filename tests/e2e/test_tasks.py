"""Periodic tasks on a live service: by hand, by the clock, and after the clock was killed."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable

import psycopg


def _until(seconds: float, true: Callable[[], object]) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "not in time"
        time.sleep(0.1)


def _history(service, name: str) -> list[dict]:
    return json.loads(service.sluis("task", "history", name, "--json"))


def _due_now(service, name: str) -> None:
    """Let the task be due this second: no test can wait for tomorrow."""
    url = json.loads((service.state / "run.json").read_text(encoding="utf-8"))["database_url"]
    with psycopg.connect(url) as connection:
        connection.execute("update task set next_run = now() where name = %s", [name])


def test_tasks_run_by_hand_and_by_the_clock(make_service) -> None:
    """
    System tasks are there from the first start. One that is started runs within seconds, one that
    is due does too; with the clock killed in between it is still done, and once.
    """
    service = make_service("tasks")
    names = [one["name"] for one in json.loads(service.sluis("task", "list", "--json"))]
    assert {"retention", "integrity", "statistics", "disk"} <= set(names)
    service.sluis("task", "run", "disk")
    _until(20, lambda: [run["outcome"] for run in _history(service, "disk")] == ["done"])
    _due_now(service, "statistics")
    _until(20, lambda: [run["outcome"] for run in _history(service, "statistics")] == ["done"])
    run_file = json.loads((service.state / "run.json").read_text(encoding="utf-8"))
    os.kill(run_file["processes"]["clock"], signal.SIGKILL)
    _due_now(service, "statistics")
    _until(20, lambda: len(_history(service, "statistics")) == 2)
    _until(20, lambda: _history(service, "statistics")[0]["outcome"] == "done")
    (shown,) = (
        one for one in json.loads(service.sluis("task", "list", "--json")) if one["name"] == "disk"
    )

    assert shown["last_run"]["counts"]["data_free_percent"] >= 0
    assert shown["next_run"] is not None
    assert "retention" in service.sluis("schedule", "preview")
