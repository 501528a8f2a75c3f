"""Structured logs: one JSON object per line on stderr, ids from context, constant event names.

Every event is listed in `EVENTS` with its level and meaning; a test holds code and docs to it.
"""

from __future__ import annotations

import logging
import re
import sys
import threading
from collections.abc import MutableMapping
from types import TracebackType
from typing import Any, Protocol

import structlog

EVENTS: dict[str, tuple[str, str]] = {
    "line_printed": ("warning", "A process wrote a line that is no log line; `text` holds it."),
    "process_crashed": ("error", "An exception nobody expected ended the process or a thread."),
    "process_ended": ("warning", "A process of the Procfile ended by itself and is started again."),
    "process_started": ("info", "A process of the Procfile was started."),
    "process_stopped": ("info", "A process of the Procfile ended because it was asked to."),
    "gate_silent": ("warning", "The FTPS gate has not said within 20 s that it listens."),
    "gate_listens": ("info", "The FTPS gate listens; host, port and certificate are known."),
    "run_file_unwritten": ("error", "`run.json` cannot be written: is the disk full?"),
    "report_written": ("info", "The reports of a delivery are in Reports/; the last line about it."),
    "report_rejects_as_table": ("warning", "Rejected records were written as CSV; `error`: why."),
    "schema_migrated": ("info", "Migrations were applied to the database at start."),
    "server_ended": ("error", "The embedded PostgreSQL or Valkey died and is started again."),
    "server_left_over": ("warning", "A server of a killed Sluis still ran here; it was stopped."),
    "server_started": ("info", "The embedded PostgreSQL or Valkey answers."),
    "store_awaited": ("warning", "The external database does not answer yet; we try again."),
    "stop_requested": ("info", "A signal asked Sluis to stop: doors first, then workers, servers."),
    "stopped": ("info", "Everything has ended."),
}
"""Event name -> (level, what it tells an operator)."""

_SECRET = re.compile(r"(?<=://)[^\s:/@]*:[^\s/@]+(?=@)")

Event = MutableMapping[str, Any]


class Stream(Protocol):
    """Where log lines go: stderr, or what gathers the lines of all processes."""

    def write(self, text: str, /) -> int: ...
    def flush(self) -> None: ...
    def isatty(self) -> bool: ...


def set_up(
    process: str, *, level: str = "info", style: str = "auto", stream: Stream | None = None
) -> None:
    """Send structlog and foreign records through one formatter to stderr, or to *stream*.

    *process* (`ftp`, `watch`, `work`, ...) is on every line of this process, of every thread.
    """
    stream = stream or sys.stderr
    json = style == "json" or (style == "auto" and not stream.isatty())

    def name_process(_logger: Any, _method: str, event: Event) -> Event:
        event["process"] = process  # not a context variable: those do not cross threads
        return event

    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        name_process,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
        structlog.processors.format_exc_info,
        _mask,
    ]
    render = (
        structlog.processors.JSONRenderer(default=str)
        if json
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    handler: logging.Handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, render],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    sys.excepthook = _log_crash
    threading.excepthook = _log_thread_crash


def _mask(_logger: Any, _method: str, event: Event) -> Event:
    """Hide user and password of an address, wherever a library has put it."""
    for key, value in event.items():
        if isinstance(value, str) and "://" in value:
            event[key] = _SECRET.sub("***", value)
    return event


def _log_crash(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    log = structlog.get_logger(__name__)
    log.error("process_crashed", exc_info=(kind, error, trace))


def _log_thread_crash(crash: threading.ExceptHookArgs) -> None:
    if crash.exc_value is not None:
        _log_crash(crash.exc_type, crash.exc_value, crash.exc_traceback)


def readable(event: dict[str, Any]) -> str:
    """One event as a line for people; an exception follows on lines of its own.

    >>> readable({"time": "2026-11-21T03:49:01.7Z", "level": "info", "process": "ftp",
    ...           "event": "gate_listens", "port": 2121})
    '03:49:01 info    ftp    gate_listens  port=2121'
    """
    rest = {**event}
    time, level, process, name = (
        str(rest.pop(k, "")) for k in ("time", "level", "process", "event")
    )
    trace = rest.pop("exception", "")
    facts = "".join(f"  {key}={value}" for key, value in rest.items() if value is not None)
    line = f"{time[11:19]} {level:<7} {process:<6} {name}{facts}"
    return f"{line}\n{trace}" if trace else line
