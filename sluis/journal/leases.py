"""A lease kept alive: heartbeats in a thread of their own, and the news that the work must end."""

from __future__ import annotations

import contextvars
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import Self

import psycopg
import structlog
from psycopg.rows import dict_row

from sluis.db import Connection
from sluis.errors import JobStopped, LeaseLost, SluisError
from sluis.journal import jobs
from sluis.journal.jobs import Job

log = structlog.get_logger(__name__)

BEATS_PER_LEASE = 4
"""Three beats may fail before the lease runs out."""


class Lease:
    """The right to work on one job; a context manager around the work.

    The work tells its `progress`, registers with `interrupts` what would keep it waiting (a
    child process, a statement), and calls `check` where it may end. The thread has a connection
    of its own: a statement that takes minutes does not silence it.
    """

    def __init__(self, url: str, job: Job, seconds: float) -> None:
        self.job = job
        self.seconds = seconds
        self._url = url
        self._progress: tuple[int, int | None] = (0, None)
        self._reason: SluisError | None = JobStopped("stop") if job.stop_requested else None
        self._interrupts: list[Callable[[], None]] = []
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._connection: Connection | None = None
        context = contextvars.copy_context()
        self._thread = threading.Thread(
            target=context.run, args=(self._beat_until_over,), name=f"lease-{job.id}", daemon=True
        )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """The reason to end explains the exception that an interrupt has caused."""
        self.end()
        if error is not None and self._reason is not None and error is not self._reason:
            raise self._reason from error

    def end(self) -> None:
        """No more heartbeats: call it before the statement that ends the job, or a beat that
        waits for that row would take the end of the job for a lost lease."""
        self._over.set()
        if self._thread.is_alive():
            self._thread.join()

    def progress(self, done: int, total: int | None) -> None:
        """Bytes done of all; the next heartbeat tells."""
        self._progress = (done, total)

    def check(self) -> None:
        """Raise the reason why the work must end, if there is one.

        Raises:
            LeaseLost, JobStopped, ShuttingDown
        """
        if self._reason is not None:
            raise self._reason

    @contextmanager
    def interrupts(self, interrupt: Callable[[], None]) -> Iterator[None]:
        """Within this block a reason to end calls *interrupt*, from another thread."""
        with self._lock:
            self._interrupts.append(interrupt)
        try:
            self.check()
            yield
        finally:
            with self._lock:
                self._interrupts.remove(interrupt)

    def interrupt(self, reason: SluisError) -> None:
        """The work must end because of *reason*; the first reason counts."""
        with self._lock:
            if self._reason is not None:
                return
            self._reason = reason
            for interrupt in self._interrupts:
                with suppress(Exception):  # gone already; `check` ends the work
                    interrupt()

    def _beat_until_over(self) -> None:
        renewed = time.monotonic()
        try:
            while not self._over.wait(self.seconds / BEATS_PER_LEASE):
                if self._beat():
                    renewed = time.monotonic()
                elif time.monotonic() - renewed > self.seconds:
                    self.interrupt(LeaseLost(f"job {self.job.id}: no heartbeat came through"))
        finally:
            self._disconnect()

    def _beat(self) -> bool:
        """One heartbeat; False when the store did not answer."""
        done, total = self._progress
        try:
            stop = jobs.heartbeat(
                self._connected(), self.job, done=done, total=total, lease_seconds=self.seconds
            )
        except LeaseLost as error:
            self.interrupt(error)
        except psycopg.Error as error:
            log.warning("heartbeat_failed", job=self.job.id, error=str(error).strip())
            self._disconnect()
            return False
        else:
            if stop:
                self.interrupt(JobStopped(f"job {self.job.id} was asked to stop"))
        return True

    def _connected(self) -> Connection:
        if self._connection is None:
            patience = max(2, int(self.seconds / 2))
            self._connection = psycopg.connect(
                self._url, row_factory=dict_row, autocommit=True, connect_timeout=patience
            )
            self._connection.execute(f"set statement_timeout = '{patience}s'")
        return self._connection

    def _disconnect(self) -> None:
        if self._connection is not None:
            with suppress(psycopg.Error):
                self._connection.close()
        self._connection = None
