"""Operating-system facts about processes we start: whose they are, and that none outlives us."""

from __future__ import annotations

import contextlib
import ctypes
import functools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None
"""Loaded here, in the parent: a forked child should not load libraries."""


def die_with(parent: int, signum: int) -> None:
    """Called in a child: the kernel sends it *signum* when *parent* is gone.

    The kernel counts the *thread* that forked as the parent: start children from one that stays.
    Elsewhere than on Linux it does nothing, and left-over servers are found at the next start.
    """
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signum)
        if os.getppid() != parent:  # it died before prctl
            os._exit(1)


def dies_with_parent(signum: int) -> Callable[[], None]:
    """Make a `preexec_fn` that ties the child to this process (see `die_with`)."""
    return functools.partial(die_with, os.getpid(), signum)


def command_of(pid: int) -> list[str]:
    """The command line of a living process; empty when there is none (or a zombie)."""
    if Path("/proc/self").exists():
        try:
            raw = Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            return []
        return [os.fsdecode(part) for part in raw.split(b"\0") if part]
    listed = subprocess.run(
        ["ps", "-ww", "-o", "command=", "-p", str(pid)], check=False, capture_output=True, text=True
    )
    return listed.stdout.split()


def stop_stranger(pid: int, signum: int, *, patience: float) -> None:
    """End a process that is not our child: *signum*, then after *patience* seconds a kill."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signum)
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            if not command_of(pid):
                return
            time.sleep(0.05)
        os.kill(pid, signal.SIGKILL)
        time.sleep(0.2)


def stop_child(process: subprocess.Popen[bytes], *signums: int, patience: float) -> None:
    """End a child: each of *signums* gets *patience* seconds, then it is killed."""
    for signum in signums:
        if process.poll() is not None:
            return
        process.send_signal(signum)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(patience)
    if process.poll() is None:
        process.kill()
        process.wait()


def kill_group(leader: int) -> None:
    """Kill what is left of the process group that *leader* began."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)
