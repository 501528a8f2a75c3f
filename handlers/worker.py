"""A worker process: what is set up once, before any actor is loaded."""

from __future__ import annotations

import os
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import dramatiq
from dramatiq.middleware import Middleware

from sluis import broker, db, logs
from sluis.errors import ShuttingDown
from sluis.journal.jobs import Job
from sluis.journal.leases import Lease
from sluis.processes import die_with
from sluis.settings import Settings


@dataclass(slots=True)
class Worker:
    """Settings, connections and the leases of this process."""

    settings: Settings
    pool: db.Pool
    stopping: bool = False
    _leases: set[Lease] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def name(self) -> str:
        """Who holds a job: host, process and thread."""
        return f"{socket.gethostname()}:{os.getpid()}:{threading.get_native_id()}"

    @contextmanager
    def lease(self, job: Job) -> Iterator[Lease]:
        """Keep *job* alive; ends with `ShuttingDown` when this process is asked to end."""
        lease = Lease(self.settings.database_url, job, self.settings.lease_seconds)
        with self._lock:
            self._leases.add(lease)
        if self.stopping:
            lease.interrupt(ShuttingDown())
        try:
            with lease:
                yield lease
        finally:
            with self._lock:
                self._leases.discard(lease)

    def stop(self) -> None:
        """Interrupt every job; each is handed back."""
        self.stopping = True
        with self._lock:
            leases = list(self._leases)
        for lease in leases:
            lease.interrupt(ShuttingDown())


class _Stop(Middleware):
    """Dramatiq's own notification cannot reach a thread that waits for a child or a server."""

    def before_worker_shutdown(self, broker: dramatiq.Broker, worker: dramatiq.Worker) -> None:
        current().stop()


_current: Worker | None = None


def current() -> Worker:
    if _current is None:
        raise RuntimeError("actors run in a worker process: start it with python -m handlers")
    return _current


def start() -> None:
    """Dramatiq calls this in each worker process, before it loads the actors."""
    settings = Settings.from_environ()
    logs.set_up("work", level=settings.log_level, style=settings.log_format)
    die_with(os.getppid(), signal.SIGKILL)  # the master is gone: a new one has its own workers
    broker.set_up(settings, _Stop())
    global _current  # noqa: PLW0603 - one worker per process, as in Dramatiq itself
    _current = Worker(settings, db.open_pool(settings.database_url, size=settings.worker_threads))
