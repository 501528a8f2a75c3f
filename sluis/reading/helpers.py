"""Helpers of the reading child: children of its own that read new slices side by side.

Order:   each helper has one batch at a time; answers are taken in the order of the batches. The
         ordinal that a batch is given counts one record for each slice before it; when there turn
         out to be more, its answer is moved.
Limits:  those of the reading child hold for each of them, and they die with it. They have nothing
         of it open but stderr.
"""

from __future__ import annotations

import gc
import os
import resource
import signal
import socket
import traceback
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import NoReturn, Self

import msgspec

from sluis import faults
from sluis.errors import ReaderDied, UnreadableFile
from sluis.formats._slices import Unproven
from sluis.processes import die_with
from sluis.reading import frames
from sluis.reading.batches import Batch, New, Read, Work

WAITING = 32
"""Batches that wait for their turn, most of them with known slices alone."""

Answered = tuple[Batch, int, Read]
"""A batch, the ordinal it was given, and what came of it."""


class Helpers:
    """Reads batches with *count* helpers, started when there is work; a context manager.

    With one nobody is started. The first batch is read here: a small file needs no helper.
    """

    def __init__(self, work: Work, count: int) -> None:
        self._work = work
        self._count = count if count > 1 else 0
        self._helpers: list[_Helper] = []
        self._idle: deque[_Helper] = deque()
        self._waiting: deque[tuple[Batch, int, _Helper | None]] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for helper in self._helpers:
            helper.end()

    def read(self, batches: Iterable[Batch]) -> Iterator[Answered]:
        """What comes of *batches*, in their order.

        Raises:
            Unproven, UnreadableFile: a slice says so.
            ReaderDied: a helper was cut short.
        """
        ordinal, first = 1, True
        for batch in batches:
            done: list[Answered] = []
            if first or not self._count:
                done = [(batch, ordinal, self._work(ordinal, batch.new))]
                ordinal += sum(done[0][2].records) - len(batch.new)
            else:
                done = self._give(ordinal, batch)
            first = first and not batch.new
            ordinal += len(batch.known) + len(batch.new)
            yield from done
        while self._waiting:
            yield self._take()

    def _give(self, ordinal: int, batch: Batch) -> list[Answered]:
        """Hand out *batch*; what is taken meanwhile, so that a helper is free for it."""
        done: list[Answered] = []
        if batch.new and len(self._helpers) < self._count:
            self._start()
        while len(self._waiting) >= WAITING or (batch.new and not self._idle):
            done.append(self._take())
        helper = self._idle.popleft() if batch.new else None
        if helper is not None:
            helper.give(ordinal, batch.new)
        self._waiting.append((batch, ordinal, helper))
        return done

    def _take(self) -> Answered:
        batch, ordinal, helper = self._waiting.popleft()
        if helper is None:
            return batch, ordinal, self._work(ordinal, [])
        answer = helper.take()
        self._idle.append(helper)
        return batch, ordinal, answer

    def _start(self) -> None:
        helper = _Helper(self._work)
        self._helpers.append(helper)
        self._idle.append(helper)


class _Helper:
    """One helper, and the line to it."""

    def __init__(self, work: Work) -> None:
        ours, theirs = socket.socketpair()
        parent = os.getpid()
        self._pid = os.fork()
        if self._pid == 0:
            _serve(theirs, work, parent)
        theirs.close()
        self._line = ours.makefile("wb")
        self._answers = frames.answers(ours.makefile("rb"))
        ours.close()

    def give(self, ordinal: int, new: New) -> None:
        with suppress(BrokenPipeError):  # `take` will tell
            frames.write(self._line, frames.Ask(ordinal, new))
            self._line.flush()

    def take(self) -> Read:
        answer = next(self._answers, None)
        if answer is None:
            raise ReaderDied(frames.cause(self._wait()))
        if isinstance(answer, frames.Doubt):
            raise Unproven(answer.reason)
        if isinstance(answer, frames.Failed):
            raise answer.error()
        return answer

    def end(self) -> None:
        """Wherever it is: nothing is lost that anybody wants."""
        if self._pid:
            os.kill(self._pid, signal.SIGKILL)
            self._wait()
        with suppress(BrokenPipeError):
            self._line.close()

    def _wait(self) -> int:
        _, status = os.waitpid(self._pid, 0)
        self._pid = 0
        return os.waitstatus_to_exitcode(status)


def _serve(line: socket.socket, work: Work, parent: int) -> NoReturn:
    """What a helper does, until nobody asks any more."""
    try:
        die_with(parent, signal.SIGKILL)
        gc.freeze()  # what we share with our parent stays shared
        os.closerange(3, line.fileno())
        os.closerange(line.fileno() + 1, resource.getrlimit(resource.RLIMIT_NOFILE)[0])
        with line.makefile("rb") as asks, line.makefile("wb") as answers:
            for asked in frames.asked(asks):
                frames.write(answers, _answer(work, asked))
                answers.flush()
    finally:
        os._exit(0)


def _answer(work: Work, asked: frames.Ask) -> frames.Answer:
    faults.hit("reading-batch")
    try:
        return work(asked.ordinal, asked.new)
    except Unproven as error:
        return frames.Doubt(str(error))
    except UnreadableFile as error:
        return frames.failed(error)
    except MemoryError:
        return frames.OUT_OF_MEMORY
    except Exception as error:  # noqa: BLE001 - a process edge: the parent tells
        traceback.print_exc()
        return frames.Failed(final=False, reason=f"{type(error).__name__}: {error}")


def moved(read: Read, by: int) -> Read:
    """*read* with all ordinals raised by *by*."""
    if not by:
        return read
    part = msgspec.structs.replace(
        read.part,
        rows=[msgspec.structs.replace(r, lines=_moved(r.lines, by)) for r in read.part.rows],
        found=[
            msgspec.structs.replace(f, ordinal=f.ordinal + by) if f.ordinal else f
            for f in read.part.found
        ],
    )
    return msgspec.structs.replace(read, part=part)


def _moved(lines: bytes, by: int) -> bytes:
    """The ordinal is the first field of each line, which has no line feed but at its end."""
    split = (line.partition(b"\t") for line in lines.split(b"\n")[:-1])
    return b"".join(b"%d\t%b\n" % (int(ordinal) + by, rest) for ordinal, _, rest in split)
