"""The parent of a reading child: start it, read its frames, make sure that it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Self

from sluis import faults
from sluis.errors import ReaderDied
from sluis.reading import frames
from sluis.reading.blocks import Block, Done, Options

HOME = Path(__file__).parents[2]
"""Where the package `sluis` lies: the child's working directory, so that it finds it."""

PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "LANG", "LC_ALL", faults.VARIABLE)
"""All of our environment that the child sees: no address, no secret."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one reading may use: MiB of address space, seconds on the clock and of processor, both
    for each of its processes, and how many of these may read side by side."""

    memory_mb: int
    seconds: int
    processes: int = 1


class Reader:
    """One reading child; a context manager, and the blocks when iterated over.

    `kill` may be called from any thread; the iteration then ends with `ReaderDied`.
    """

    def __init__(
        self, path: Path, options: Options, limits: Limits, known: frames.Known | None = None
    ) -> None:
        self._limits = limits
        self._too_slow = False
        order = frames.Order(
            path=str(path.absolute()),
            options=options,
            parent=os.getpid(),
            memory_mb=limits.memory_mb,
            cpu_seconds=limits.seconds,
            processes=limits.processes,
        )
        self._process = subprocess.Popen(
            [sys.executable, "-s", "-m", "sluis.reading"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={name: os.environ[name] for name in PASSED_ON if name in os.environ},
            cwd=HOME,
        )
        self._output: BinaryIO = self._pipe(self._process.stdout)
        with suppress(BrokenPipeError), self._pipe(self._process.stdin) as stdin:
            frames.order(stdin, order, known)
        self._timer = threading.Timer(limits.seconds, self._out_of_time)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        self.kill()
        self._output.close()
        self._process.wait()

    def __iter__(self) -> Iterator[Block]:
        """The blocks, up to and with `Done`.

        Raises:
            UnreadableFile: the child says so.
            ReaderDied: it crashed, ran out of memory or time, or was killed.
        """
        for frame in frames.read(self._output):
            if isinstance(frame, frames.Failed):
                raise frame.error()
            yield frame
            if isinstance(frame, Done):
                return
        raise ReaderDied(self._cause(self._process.wait()))

    def kill(self) -> None:
        """End the child now, wherever it is."""
        self._process.kill()

    def _out_of_time(self) -> None:
        self._too_slow = True
        self.kill()

    def _cause(self, code: int) -> str:
        too_slow = self._too_slow or -code == signal.SIGXCPU
        return frames.cause(code, self._limits.seconds if too_slow else None)

    @staticmethod
    def _pipe(stream: object) -> BinaryIO:
        assert stream is not None  # noqa: S101 - for the type checker: PIPE was asked for
        return stream  # type: ignore[return-value]
