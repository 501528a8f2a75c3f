"""What operators decide on the command line goes into the log of all processes."""

from __future__ import annotations

import getpass
import logging
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog

from sluis import logs
from sluis.settings import Settings

log = structlog.get_logger(__name__)


@contextmanager
def trail(settings: Settings) -> Iterator[None]:
    """Log lines of this block go to `<state>/log/sluis.jsonl`, with the operator's name.

    Nowhere, when there is no such file: the command runs on another machine than the service.
    """
    path = settings.state / "log" / "sluis.jsonl"
    with _writable(path).open("a", encoding="utf-8") as stream:
        _set_up(stream)
        try:
            with structlog.contextvars.bound_contextvars(operator=getpass.getuser()):
                yield
        finally:
            logging.getLogger().handlers[:] = [logging.NullHandler()]


def decided(decision: str, **facts: object) -> None:
    """Log one decision, within `trail`."""
    log.info("operator_decided", decision=decision, **facts)


def _writable(path: Path) -> Path:
    there = path.is_file() and os.access(path, os.W_OK)
    return path if there else Path(os.devnull)


def _set_up(stream: logs.Stream) -> None:
    """As for a process, but a crash of a command is told to the user, not to the log."""
    hooks = sys.excepthook, threading.excepthook
    logs.set_up("cli", style="json", stream=stream)
    sys.excepthook, threading.excepthook = hooks
