"""Slow work in threads; what comes of it is handled on the event loop.

`submit` may be called on the loop only; the work runs in a thread and must touch nothing of a
session. `then` is called on the loop with the finished future. A socket pair wakes the loop.
"""

from __future__ import annotations

import contextlib
import socket
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

import structlog
from pyftpdlib.ioloop import IOLoop

log = structlog.get_logger(__name__)

T = TypeVar("T")


class Backstage:
    """Threads beside *loop*, and the way back. One per process."""

    def __init__(self, loop: IOLoop, *, login_threads: int = 2, publish_threads: int = 8) -> None:
        self.logins = ThreadPoolExecutor(login_threads, "login")
        self.publishing = ThreadPoolExecutor(publish_threads, "publish")
        self._loop = loop
        self._calls: deque[Callable[[], object]] = deque()
        self._ours, self._theirs = socket.socketpair()
        for end in (self._ours, self._theirs):
            end.setblocking(False)  # noqa: FBT003 - the name says it
        self._fileno = self._ours.fileno()
        loop.register(self._fileno, self, loop.READ)

    def submit(
        self, threads: ThreadPoolExecutor, work: Callable[[], T], then: Callable[[Future[T]], None]
    ) -> None:
        """Run *work* in one of *threads*, and *then* on the loop."""
        future = threads.submit(work)
        future.add_done_callback(lambda done: self.post(lambda: then(done)))

    def post(self, call: Callable[[], object]) -> None:
        """Have *call* made on the loop soon; from any thread and from signal handlers."""
        self._calls.append(call)
        with contextlib.suppress(OSError):  # full: the loop is about to wake up anyway; or closed
            self._theirs.send(b"!")

    def later(self, seconds: float, call: Callable[[], Any]) -> Any:
        """Have *call* made on the loop after *seconds*; the answer can be cancelled."""
        return self._loop.call_later(seconds, call)

    # What the loop asks of everything it watches.

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return False

    def handle_read_event(self) -> None:
        with contextlib.suppress(BlockingIOError):
            self._ours.recv(4096)
        for _ in range(len(self._calls)):
            call = self._calls.popleft()
            try:
                call()
            except Exception:
                log.exception("session_fault")

    def handle_error(self) -> None:
        log.exception("session_fault")

    def handle_close(self) -> None:
        log.error("session_fault", reason="the loop's own wake-up socket was closed")

    def close(self) -> None:
        """End the threads; work that has not begun is dropped, its `then` never called."""
        self._loop.unregister(self._fileno)
        self.logins.shutdown(wait=False, cancel_futures=True)
        self.publishing.shutdown(wait=False, cancel_futures=True)
        self._ours.close()
        self._theirs.close()
