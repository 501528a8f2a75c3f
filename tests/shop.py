"""A desk with real processes for tests: workers and clocks, started, killed and waited for."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress

import pytest

from tests.import_desk import Desk


class Shop:
    """A desk with processes: what is started here is killed in the end."""

    def __init__(self, made: Desk, log_path) -> None:
        self.desk = made
        self._log = log_path
        self._started = []

    def start(self, module: str, **more: str):
        output = os.open(self._log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        try:
            process = self.desk.start(module, output, **more)
        finally:
            os.close(output)
        self._started.append(process)
        return process

    def work(self, **more: str):
        return self.start("handlers", **{"SLUIS_WORKER_PROCESSES": "1"} | more)

    def clock(self):
        return self.start("schedules")

    def kill(self, process) -> None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def close(self) -> None:
        for process in self._started:
            self.kill(process)

    def until(self, seconds: float, true: Callable[[], object], what: str) -> None:
        """Wait until *true*; fails with the end of the log."""
        began = time.monotonic()
        while not true():
            if time.monotonic() - began > seconds:
                pytest.fail(f"not within {seconds} s: {what}\n{self.log()[-4000:]}")
            time.sleep(0.02)

    def log(self) -> str:
        return self._log.read_text("utf-8", "replace")

    def states(self) -> set[str]:
        return {row["state"] for row in self.desk.query("select state from delivery")}

    def reads(self) -> bool:
        """Is an import running, with its first block behind it?"""
        return bool(
            self.desk.query(
                "select from delivery d join job j on j.delivery_id = d.id"
                " where d.format is not null and j.state = 'running'"
            )
        )
