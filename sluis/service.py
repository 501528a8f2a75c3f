"""The whole of Sluis on this machine: stores, schema, folders, processes; and its orderly end."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import structlog

from sluis import embedded, logs, runtime
from sluis.db import connect
from sluis.db.migrate import migrate
from sluis.errors import StoreUnavailable
from sluis.folders import Folders
from sluis.logfile import LogFile
from sluis.runtime import Addresses
from sluis.settings import CHECKOUT, Settings
from sluis.supervisor import Line, Supervisor

log = structlog.get_logger(__name__)

STORE_SECONDS = 30.0
"""Patience with an external database that is not up yet."""

GATE_SECONDS = 20.0
"""Time within which the FTPS gate should say that it listens."""

Announce = Callable[[dict[str, Any]], None]
"""Called with `run.json` when the FTPS gate listens for the first time."""


def serve(settings: Settings, lines: list[Line], announce: Announce) -> None:
    """Run until a signal asks for the end.

    Raises:
        Refused: another Sluis runs on this state folder, or a server does not start.
        StoreUnavailable: the external database does not answer.
    """
    for signum in (signal.SIGTERM, signal.SIGHUP):  # until the supervisor listens
        signal.signal(signum, lambda *_: sys.exit(0))
    settings.state.mkdir(parents=True, exist_ok=True)
    with runtime.lock(settings.state), _log_file(settings) as output:
        runtime.forget(settings.state)
        try:
            with _stores(settings) as (addresses, servers):
                _prepare(settings, addresses.database_url)
                supervisor = Supervisor(
                    lines, folder=CHECKOUT, environment=_environment(settings, addresses),
                    servers=servers, output=output,
                )  # fmt: skip
                _supervise(supervisor, _Notice(settings, addresses, announce))
        finally:
            runtime.forget(settings.state)
        log.info("stopped")


@contextlib.contextmanager
def _log_file(settings: Settings) -> Iterator[LogFile]:
    output = LogFile(settings.state, settings.log_format)
    logs.set_up("run", level=settings.log_level, style="json", stream=output)
    with contextlib.closing(output):
        yield output


@contextlib.contextmanager
def _stores(settings: Settings) -> Iterator[tuple[Addresses, list[embedded.Server]]]:
    """Start what has no address of its own; stop it, last started first, at the end."""
    with contextlib.ExitStack() as stack:
        servers = []
        home = embedded.home(settings.state)
        urls = {}
        for kind, given, start in (
            ("database_url", settings.database_url, embedded.start_postgres),
            ("redis_url", settings.redis_url, embedded.start_valkey),
        ):
            if not given:
                server = start(home)
                stack.callback(server.stop)
                servers.append(server)
                log.info("server_started", server=server.name, folder=str(home.folder))
            urls[kind] = given or server.url
        yield Addresses(**urls), servers


def _prepare(settings: Settings, url: str) -> None:
    """Bring the schema up to date and make the folders of every environment."""
    deadline = time.monotonic() + STORE_SECONDS
    while True:
        try:
            names = migrate(url)
            break
        except StoreUnavailable as error:
            if time.monotonic() > deadline:
                raise
            log.warning("store_awaited", reason=str(error))
            time.sleep(1.0)
    if names:
        log.info("schema_migrated", migrations=names)
    with connect(url) as connection:
        rows = connection.execute("select number from environment order by number").fetchall()
    Folders(settings.data).make([row["number"] for row in rows])


def _environment(settings: Settings, addresses: Addresses) -> dict[str, str]:
    """What the processes see: this interpreter's commands first, and the stores' addresses."""
    commands = str(Path(sys.executable).parent)
    return dict(os.environ) | {
        "PATH": os.pathsep.join([commands, os.environ.get("PATH", os.defpath)]),
        "PYTHONUNBUFFERED": "1",
        "SLUIS_DATABASE_URL": addresses.database_url,
        "SLUIS_REDIS_URL": addresses.redis_url,
        "SLUIS_STATE": str(settings.state),
        "SLUIS_DATA": str(settings.data),
        "SLUIS_LOG_FORMAT": "json",
    }


def _supervise(supervisor: Supervisor, notice: _Notice) -> None:
    with supervisor.signals():
        try:
            supervisor.run(notice.processes_changed, notice.look_at_gate)
        finally:
            supervisor.stop()


@dataclass(slots=True)
class _Notice:
    """Keeps `run.json` true: addresses, pids, and what the FTPS gate says of itself."""

    settings: Settings
    addresses: Addresses
    announce: Announce
    began: float = field(default_factory=time.monotonic)
    warned: bool = False
    announced: bool = False
    content: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.content = {
            "pid": os.getpid(),
            "started_at": datetime.now(UTC).isoformat(),
            "data": str(self.settings.data),
            "database_url": self.addresses.database_url,
            "redis_url": self.addresses.redis_url,
            "processes": {},
            "ftps": None,
        }

    def processes_changed(self, pids: dict[str, int]) -> None:
        self.content["processes"] = pids
        self._write()

    def look_at_gate(self) -> None:
        gate = runtime.gate(self.settings.state)
        if gate is not None and gate != self.content["ftps"]:
            self.content["ftps"] = gate
            self._write()
            log.info("gate_listens", host=gate.get("host"), port=gate.get("port"))
            if not self.announced:
                self.announced = True
                self.announce(self.content)
        if gate is None and not self.warned and time.monotonic() > self.began + GATE_SECONDS:
            self.warned = True
            log.warning("gate_silent", seconds=GATE_SECONDS)

    def _write(self) -> None:
        try:
            runtime.write(self.settings.state, self.content)
        except OSError as error:
            log.error("run_file_unwritten", reason=str(error))  # noqa: TRY400 - no trace needed
