"""Faults on purpose, for tests: `SLUIS_FAULT=<point>:<what>[:<argument>]`; nothing when not set.

reading-block:sleep:0.2       each block takes 0.2 s longer
reading-block:kill            the reading child is killed as the kernel would
reading-batch:sleep:60        a helper of the reading child sleeps over each batch
after-apply-before-commit:kill
task-row-before-bell:kill       the clock dies when a task's job is in the journal and nobody knows
"""

from __future__ import annotations

import os
import signal
import time

VARIABLE = "SLUIS_FAULT"

_POINT, _, _REST = os.environ.get(VARIABLE, "").partition(":")


def hit(point: str) -> None:
    """Let happen what the variable asks for at *point*."""
    if point == _POINT:
        what, _, argument = _REST.partition(":")
        _WHAT[what](argument)


def _kill(_: str) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _sleep(seconds: str) -> None:
    time.sleep(float(seconds))


def _memory(_: str) -> None:
    hoard = [bytearray(1024 * 1024)]
    while True:
        hoard.append(bytearray(1024 * 1024))


_WHAT = {"kill": _kill, "sleep": _sleep, "memory": _memory}
