"""The reading child: `python -m sluis.reading`, an order on stdin, frames on stdout.

It has no address of a database or broker, no secrets, a limit on memory and processor time, and
dies with its parent. A file that kills it kills nothing else.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
import traceback
from pathlib import Path
from typing import BinaryIO

from sluis import faults
from sluis.errors import ReaderDied, UnreadableFile
from sluis.processes import die_with
from sluis.reading import frames
from sluis.reading.document import read_blocks

MIB = 1024 * 1024
KILL_AFTER = 5
"""Seconds of processor time between SIGXCPU and SIGKILL."""


def main() -> None:
    """Read the order, set the limits, read the file."""
    order, known = frames.read_order(sys.stdin.buffer)
    die_with(order.parent, signal.SIGKILL)
    _limit(order)
    with _frames_only() as output:
        _read(order, known, output)


def _limit(order: frames.Order) -> None:
    memory = order.memory_mb * MIB
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    seconds = order.cpu_seconds
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + KILL_AFTER))  # SIGXCPU tells why
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _frames_only() -> BinaryIO:
    """The parent's pipe for frames alone: whatever a library prints goes to stderr."""
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return output


def _read(order: frames.Order, known: frames.Known | None, output: BinaryIO) -> None:
    try:
        path, processes = Path(order.path), order.processes
        for block in read_blocks(path, order.options, known, processes=processes):
            faults.hit("reading-block")
            frames.write(output, block)
            output.flush()
    except BrokenPipeError:
        os._exit(0)  # the parent wants no more
    except UnreadableFile as error:
        frames.write(output, frames.failed(error))
    except MemoryError:
        frames.write(output, frames.OUT_OF_MEMORY)
    except ReaderDied as error:
        frames.write(output, frames.Failed(final=False, reason=str(error)))
    except Exception as error:  # noqa: BLE001 - a process edge: the parent tells
        traceback.print_exc()
        reason = f"{type(error).__name__}: {error}"
        frames.write(output, frames.Failed(final=False, reason=reason))


main()
