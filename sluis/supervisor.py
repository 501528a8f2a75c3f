"""Keep the processes of the Procfile alive, and end them in order.

One thread and one loop: the kernel's "send this signal when the parent dies" counts the thread that
forked, and no lock can be held over a fork. Lines are started in the order of the Procfile and
stopped in the same order, because that is the way of a file: doors first, workers last, and then
the embedded servers.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import shlex
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import structlog

from sluis import embedded, processes
from sluis.errors import Refused
from sluis.logfile import LogFile

log = structlog.get_logger(__name__)

LEAST_DELAY, LONGEST_DELAY = 0.2, 10.0
"""Seconds before a dead process is started again; doubles from the one to the other."""

WRONG_SETTINGS = 2
"""Exit code of a process that cannot work with its settings; it has said why."""

STEADY_SECONDS = 30.0
"""A process that lived this long starts again with the least delay."""

PATIENCE_SECONDS = 30.0
"""What a process gets to end by itself: a worker finishes its block and gives its job back."""

TICK_SECONDS = 0.5
LINE_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the Procfile."""

    name: str
    command: list[str]


def read_procfile(path: Path) -> list[Line]:
    """The lines `name: command`, comments and blank lines left out.

    Raises:
        Refused: the file is not there, or a line has another shape.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise Refused(f"{path}: {error.strerror}") from error
    found = []
    for number, row in enumerate(text.splitlines(), 1):
        if row.strip() and not row.lstrip().startswith("#"):
            name, colon, command = row.partition(":")
            if not (colon and name.strip() and command.strip()):
                raise Refused(f"{path}, line {number}: expected `name: command`")
            found.append(Line(name.strip(), shlex.split(command)))
    return found


@dataclass(slots=True)
class Backoff:
    """How long to wait before the next start.

    >>> backoff = Backoff()
    >>> [backoff.after(1.0) for _ in range(7)]
    [0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 10.0]
    >>> backoff.after(31.0)
    0.2
    """

    delay: float = 0.0

    def after(self, lived_seconds: float) -> float:
        """Seconds to wait after an end that came *lived_seconds* after the start."""
        if lived_seconds >= STEADY_SECONDS or not self.delay:
            self.delay = LEAST_DELAY
        else:
            self.delay = min(self.delay * 2, LONGEST_DELAY)
        return self.delay


@dataclass(slots=True, eq=False)
class _Kept:
    """One thing that is kept alive: a line of the Procfile or an embedded server."""

    name: str
    spawn: Callable[[], subprocess.Popen[bytes]]
    report_end: Callable[[int, float], None]
    process: subprocess.Popen[bytes] | None = None
    began: float = 0.0
    due: float = 0.0
    starts: int = 0
    hopeless: bool = False
    backoff: Backoff = field(default_factory=Backoff)

    def tend(self, now: float) -> bool:
        """Start it when it is due, notice its end; say whether anything changed."""
        if self.process is None:
            return now >= self.due and self.start(now)
        code = self.process.poll()
        if code is None:
            return False
        processes.kill_group(self.process.pid)
        self.process = None
        self.hopeless = code == WRONG_SETTINGS and self.starts == 1
        delay = self.backoff.after(now - self.began)
        self.due = now + delay
        self.report_end(code, delay)
        return True

    def start(self, now: float) -> bool:
        self.starts += 1
        try:
            self.process, self.began = self.spawn(), now
        except OSError as error:
            delay = self.backoff.after(0)
            self.due = now + delay
            log.warning("process_ended", line=self.name, reason=str(error), restart_seconds=delay)
        return True


class Supervisor:
    """Runs *lines* with *environment* beside *servers* until a signal asks it to stop."""

    def __init__(
        self,
        lines: list[Line],
        *,
        folder: Path,
        environment: dict[str, str],
        servers: list[embedded.Server],
        output: LogFile,
    ) -> None:
        self._folder = folder
        self._environment = environment
        self._output = output
        self._selector = selectors.DefaultSelector()
        self._servers = [self._server(server) for server in servers]
        self._lines = [self._line(line) for line in lines]
        self._asked: signal.Signals | None = None

    @property
    def stopping(self) -> bool:
        """Has a signal asked for the end?"""
        return self._asked is not None

    def run(self, changed: Callable[[dict[str, int]], None], tick: Callable[[], None]) -> None:
        """Keep everything alive; *changed* gets the pids by name, *tick* comes twice a second.

        Raises:
            Refused: a process ended at its first start because of its settings.
        """
        while not self.stopping:
            kept = [*self._servers, *self._lines]
            if sum(one.tend(time.monotonic()) for one in kept):
                changed({one.name: one.process.pid for one in kept if one.process})
            tick()
            self._listen(self._pause())
            if hopeless := [one.name for one in self._lines if one.hopeless]:
                raise Refused(
                    f"`{hopeless[0]}` cannot start with these settings; it said why above"
                )

    def _pause(self) -> float:
        """Seconds until something is due."""
        waits = [k.due - time.monotonic() for k in [*self._servers, *self._lines] if not k.process]
        return max(0.0, min([TICK_SECONDS, *waits]))

    def stop(self) -> None:
        """End the lines in order; their last log lines are still read."""
        log.info("stop_requested", signal=self._asked.name if self._asked else None)
        for kept in self._lines:
            if kept.process is not None:
                self._stop_line(kept.process)
                log.info("process_stopped", line=kept.name, code=kept.process.returncode)
                kept.process = None
        self._listen(0.0)

    def _stop_line(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        if process.poll() is None:
            process.terminate()
        while process.poll() is None and time.monotonic() < deadline:
            self._listen(0.1)
        processes.kill_group(process.pid)
        process.wait()

    @contextlib.contextmanager
    def signals(self) -> Iterator[None]:
        """Turn SIGINT, SIGTERM and SIGHUP into an orderly stop; a second one changes nothing."""
        ours, kernel = socket.socketpair()
        for end in (ours, kernel):
            end.setblocking(False)  # noqa: FBT003 - the name says it
        self._selector.register(ours, selectors.EVENT_READ, lambda: bool(ours.recv(4096)))
        signal.set_wakeup_fd(kernel.fileno(), warn_on_full_buffer=False)
        for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(signum, self._ask_to_stop)
        signal.signal(signal.SIGCHLD, lambda *_: None)  # wakes the loop
        try:
            yield
        finally:
            signal.set_wakeup_fd(-1)
            self._selector.unregister(ours)
            ours.close()
            kernel.close()

    def _ask_to_stop(self, signum: int, _frame: Any) -> None:
        self._asked = self._asked or signal.Signals(signum)  # no logging here: it may be busy

    def _line(self, line: Line) -> _Kept:
        def spawn() -> subprocess.Popen[bytes]:
            process = subprocess.Popen(
                line.command, cwd=self._folder, env=self._environment, stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
                preexec_fn=processes.dies_with_parent(signal.SIGTERM),  # noqa: PLW1509 - one thread
            )  # fmt: skip
            self._read_lines(line.name, process)
            log.info("process_started", line=line.name, pid=process.pid)
            return process

        def report_end(code: int, delay: float) -> None:
            log.warning("process_ended", line=line.name, code=code, restart_seconds=delay)

        return _Kept(line.name, spawn, report_end)

    def _server(self, server: embedded.Server) -> _Kept:
        def spawn() -> subprocess.Popen[bytes]:
            server.spawn()
            return server.process

        def report_end(code: int, delay: float) -> None:
            log.error("server_ended", server=server.name, code=code, restart_seconds=delay)

        return _Kept(server.name, spawn, report_end, server.process, time.monotonic())

    def _read_lines(self, name: str, process: subprocess.Popen[bytes]) -> None:
        """Hand over whole lines as they come, until the last holder of the pipe has closed it."""
        if process.stdout is None:
            return
        pipe, rest = process.stdout, bytearray()
        os.set_blocking(pipe.fileno(), False)

        def read() -> None:
            try:
                piece = os.read(pipe.fileno(), 65536)
            except BlockingIOError:
                return
            rest.extend(piece or b"\n")
            while (end := rest.find(b"\n")) >= 0 or len(rest) > LINE_BYTES:
                line = bytes(rest[:end] if end >= 0 else rest)
                del rest[: len(line) + 1]
                if line.strip():
                    self._output.take(name, line.decode("utf-8", "replace"))
            if not piece:
                self._selector.unregister(pipe)
                pipe.close()

        self._selector.register(pipe, selectors.EVENT_READ, read)

    def _listen(self, patience: float) -> None:
        for key, _ in self._selector.select(patience):
            key.data()
