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
    # The FTPS gate.
    "account_banned": ("warning", "Too many wrong passwords: account and address are banned."),
    "certificate_ends": ("warning", "The certificate of the gate ends in `days` days; replace it."),
    "certificate_made": ("info", "The gate has made itself a certificate; clients must trust it."),
    "connection_refused": ("warning", "Too many connections in all or from one address."),
    "download_sent": ("info", "A file of Reports or Downloads was fetched."),
    "ftps_listening": ("info", "The FTPS gate is open; addresses and certificate are in it."),
    "ftps_refused": ("error", "The FTPS gate cannot start; `reason` names the setting."),
    "ftps_stopping": ("info", "The FTPS gate closes; uploads being published are finished."),
    "handshake_failed": ("info", "A client's TLS did not fit: too old, or it distrusts us."),
    "injection_refused": ("warning", "Commands were slipped in before TLS began; cut off."),
    "login_accepted": ("info", "An account came in."),
    "login_impossible": ("error", "Nobody could say whether a password fits; the client waits."),
    "login_refused": ("warning", "A login was refused; `reason` says why, the client never knows."),
    "passive_port_unreachable": ("warning", "A data port does not answer on this machine itself."),
    "passive_ports_used_up": ("error", "No data port was free: widen the range."),
    "port_taken": ("warning", "The default port is taken; another one is used."),
    "session_fault": ("error", "A fault in the gate ended one session; the others go on."),
    "spool_failed": ("error", "The spool cannot be written: disk full? What came is kept."),
    "upload_incomplete": ("warning", "An upload broke off; nothing was published, a part is kept."),
    "upload_published": ("info", "An upload is whole, recorded and in its folder."),
    "upload_refused": ("error", "A whole upload could not be published; `reason` says why."),
    "attempt_failed": ("warning", "An attempt at a job failed; it is tried again a little later."),
    "bell_lost": (
        "warning",
        "Redis does not answer: `bells` lost. The clock rings again.",
    ),
    "clock_stands_by": ("info", "Another clock ticks; this one takes over when it is gone."),
    "clock_ticks": ("info", "This clock holds the lock and is the one that ticks."),
    "delivery_awaiting_approval": (
        "warning",
        "The guard rail holds it: approve or reject.",
    ),
    "delivery_checked": (
        "info",
        "The closing line of a check: what an import would do.",
    ),
    "delivery_imported": (
        "info",
        "The closing line of an import, with its counts.",
    ),
    "delivery_read_whole": (
        "info",
        "Known records could not be left out; the file is read as a whole. `reason` says why.",
    ),
    "delivery_rejected": ("error", "A document is unusable as a whole; its sender must mend it."),
    "delivery_undone": ("warning", "The last import of a supplier was taken back."),
    "heartbeat_failed": ("warning", "A worker could not renew its lease; it goes on trying."),
    "job_ended": ("info", "A job ended; `outcome`: done, cancelled, failed, put_back, lost, ..."),
    "job_failed": ("error", "A job was given up after its last attempt, or cannot be done."),
    "job_started": ("info", "A worker has taken up a job."),
    "lanes_rung": ("info", "The sweep found lanes with work that nobody did, and rang for them."),
    "lease_lost": ("warning", "A job was taken over by another worker; this one wrote nothing."),
    "disk_space_low": ("warning", "A disk that Sluis writes to is nearly full."),
    "nothing_arrived": ("warning", "No file has arrived in an environment for `hours` hours."),
    "nothing_ran": ("warning", "User tasks were due in `hours` hours and none ended well."),
    "original_damaged": ("error", "A stored original is gone or is not what came."),
    "task_late": ("info", "A task was due while Sluis was down; it runs once, now. `seconds`."),
    "task_reckoned": ("info", "A due time was reckoned anew: a clock was set back, or a start."),
    "task_run_ended": ("info", "The closing line of a task's run: `outcome`, `seconds`, counts."),
    "task_skipped": ("warning", "A due time passes without a run; `rule` says why."),
    "tick_failed": ("error", "An error nobody expected in the clock; the next tick tries again."),
    "store_away": ("warning", "PostgreSQL did not answer in mid-work; the work is done later."),
    "line_printed": ("warning", "A process wrote a line that is no log line; `text` holds it."),
    "process_crashed": ("error", "An exception nobody expected ended the process or a thread."),
    "process_ended": ("warning", "A process of the Procfile ended by itself and is started again."),
    "process_started": ("info", "A process of the Procfile was started."),
    "process_stopped": ("info", "A process of the Procfile ended because it was asked to."),
    "gate_silent": ("warning", "The FTPS gate has not said within 20 s that it listens."),
    "gate_listens": ("info", "The FTPS gate listens; host, port and certificate are known."),
    "run_file_unwritten": ("error", "`run.json` cannot be written: is the disk full?"),
    "operator_decided": ("info", "Somebody decided something by a command; `operator`."),
    "report_written": ("info", "The reports of a delivery are in Reports/: the closing line."),
    "report_mailed": ("info", "The mail server has accepted a report."),
    "report_mail_refused": ("warning", "The mail server will never take a report; `answer`."),
    "report_rejects_as_table": ("warning", "Rejected records were written as CSV; `error`: why."),
    "schema_migrated": ("info", "Migrations were applied to the database at start."),
    "server_ended": ("error", "The embedded PostgreSQL or Valkey died and is started again."),
    "server_left_over": ("warning", "A server of a killed Sluis still ran here; it was stopped."),
    "server_started": ("info", "The embedded PostgreSQL or Valkey answers."),
    "store_awaited": ("warning", "The external database does not answer yet; we try again."),
    "stop_requested": ("info", "A signal asked Sluis to stop: doors first, then workers, servers."),
    "stopped": ("info", "Everything has ended."),
    "claim_failed": ("error", "A file could not be moved to the archive; it is tried again."),
    "delivery_received": ("info", "A file was taken out of Uploads and is safe in the archive."),
    "delivery_unmatched": ("warning", "No task wants a file of this name in Import; it is kept."),
    "delivery_vanished": ("error", "A journalled file is neither in Uploads nor in the archive."),
    "done_file_kept": ("error", "A done-file could not be removed after its file was taken."),
    "file_ignored": (
        "warning",
        "Something in an upload folder is no file: a link, pipe or device.",
    ),
    "file_settling": ("debug", "A file from elsewhere was seen; it must lie still first."),
    "file_unreadable": ("error", "A file in an upload folder cannot be read; it is tried again."),
    "file_waiting": ("warning", "A file lies in an upload folder for minutes and is not whole."),
    "folder_broken": ("error", "An upload folder cannot be made or reached."),
    "folder_unreadable": ("error", "A folder below Uploads cannot be read; the rest goes on."),
    "journal_back": ("info", "The watcher has the database again; everything is scanned."),
    "journal_lost": ("warning", "The watcher lost the database; it tries again and loses nothing."),
    "reconcile_done": ("debug", "Every upload folder was scanned, whatever events told."),
    "watch_failed": ("error", "An error nobody expected in the watcher; it starts over."),
    "watch_mended": ("warning", "An upload folder was not heard any more; it is watched anew."),
    "watch_overflowed": ("warning", "The kernel dropped events; all upload folders are scanned."),
    "watch_polling": ("warning", "An upload folder cannot be watched; it is scanned instead."),
    "watch_started": ("info", "An upload folder is watched, or polled as it must be."),
    "watcher_active": ("info", "This watcher has become the active one."),
    "watcher_standing_by": ("info", "Another watcher is active; this one waits for its seat."),
    "watcher_started": ("info", "The watcher process has started."),
    "watcher_stopped": ("info", "The watcher process has ended as it was asked to."),
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
