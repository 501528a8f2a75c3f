"""The gate: everything started in the right order, served by one loop, and ended in peace."""

from __future__ import annotations

import json
import os
import signal
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from io import FileIO
from pathlib import Path
from typing import Any

import structlog
from OpenSSL import SSL
from pyftpdlib.ioloop import IOLoop
from pyftpdlib.servers import FTPServer

from ftp_server import ports, spool
from ftp_server.backstage import Backstage
from ftp_server.lockout import Lockout
from ftp_server.logins import Logins
from ftp_server.publish import Publisher
from ftp_server.session import ImplicitSession, Session
from ftp_server.transfer import Transfer
from sluis import certificates
from sluis.db import Pool
from sluis.folders import Folders
from sluis.settings import Settings

log = structlog.get_logger(__name__)

ENDING_SECONDS = 15.0
"""What uploads that are being published get to finish when the gate is asked to stop."""

SWEEP_SECONDS = 6 * 3600.0
DEAF_SECONDS = 0.5
"""Pause in accepting when the process has no file descriptors left."""

CERTIFICATE_WARNING_DAYS = 30


class Door(FTPServer):  # type: ignore[misc]
    """One listening socket; limits count the sessions of all doors together."""

    def __init__(self, gate: Gate, listener: Any, handler: type[Session]) -> None:
        self._gate = gate
        super().__init__(listener, handler, gate.loop)
        self.ip_map = gate.addresses
        self.max_cons_per_ip = gate.settings.ftps_max_connections_per_address

    def _accept_new_cons(self) -> bool:
        return len(self._gate.sessions) <= self._gate.settings.ftps_max_connections

    def handle_error(self) -> None:
        """A door never closes by itself; out of descriptors it pauses."""
        log.exception("session_fault")
        self.del_channel()
        self.ioloop.call_later(DEAF_SECONDS, self._hear_again)

    def _hear_again(self) -> None:
        if not self._closed:
            self.add_channel()


class Gate:
    """The FTPS gate of this process; `serve` returns when it was asked to stop."""

    def __init__(self, settings: Settings, pool: Pool) -> None:
        self.settings = settings
        self.folders = Folders(settings.data)
        self.sessions: set[Session] = set()
        self.addresses: list[str] = []
        self.outer_address = ports.outer_address(settings)
        ports.check_passive(settings)
        self.loop = IOLoop()
        self.backstage = Backstage(self.loop)
        lockout = Lockout(settings.ftps_max_wrong_passwords, settings.ftps_ban_seconds)
        self.logins = Logins(self.backstage, pool, self.folders, lockout)
        self.publisher = Publisher(self.backstage, pool)
        self._file = settings.state / "ftps.json"
        self._doors: list[Door] = []
        self._stopping_since: float | None = None

    def open(self) -> None:
        """Make the certificate, listen, and say where in `<state>/ftps.json`.

        Raises:
            Refused: a port is taken or a setting cannot work; the text names the setting.
        """
        last = _read(self._file)
        self._file.unlink(missing_ok=True)
        pair = self._certificate()
        doors = ports.open_doors(self.settings, last)
        self._doors = [Door(self, doors.explicit, self._bound(Session, pair))]
        if doors.implicit is not None:
            self._doors.append(Door(self, doors.implicit, self._bound(ImplicitSession, pair)))
        self._announce(pair)

    def _certificate(self) -> certificates.Pair:
        settings, now = self.settings, datetime.now(UTC)
        if settings.ftps_certificate and settings.ftps_key:
            pair = certificates.given(settings.ftps_certificate, settings.ftps_key)
            if pair.days_left(now) < CERTIFICATE_WARNING_DAYS:
                log.warning("certificate_ends", days=pair.days_left(now))
            return pair
        names = certificates.names_of_host(settings.ftps_masquerade_address)
        pair = certificates.own(settings.state, names, now)
        if pair.made:
            log.info("certificate_made", path=str(pair.certificate), sha256=pair.fingerprint())
        return pair

    def _bound(self, kind: type[Session], pair: certificates.Pair) -> type[Session]:
        """A session class of this gate; pyftpdlib takes its settings from class attributes."""
        settings = self.settings
        transfer = type("BoundTransfer", (Transfer,), {"timeout": settings.ftps_idle_seconds})
        values = {
            "gate": self,
            "ssl_context": tls_context(pair),
            "lenient_context": tls_context(pair, newest=SSL.TLS1_2_VERSION),
            "dtp_handler": transfer,
            "timeout": settings.ftps_idle_seconds,
            "max_login_attempts": settings.ftps_max_wrong_passwords,
            "passive_ports": list(settings.passive_range()),
        }
        return type("BoundSession", (kind,), values)

    def _announce(self, pair: certificates.Pair) -> None:
        found = [door.address[1] for door in self._doors]
        content = {
            "host": self.settings.ftps_host,
            "port": found[0],
            "implicit_port": found[1] if len(found) > 1 else None,
            "certificate": str(pair.certificate),
            "fingerprint": pair.fingerprint(),
            "pid": os.getpid(),
        }
        with tempfile.NamedTemporaryFile(
            "w", dir=self._file.parent, delete=False, encoding="utf-8"
        ) as file:
            json.dump(content, file, indent=2)
        Path(file.name).replace(self._file)
        log.info("ftps_listening", **content)

    def stop_on_signals(self) -> None:
        """SIGTERM and SIGINT ask the gate to stop."""
        for signum in (signal.SIGTERM, signal.SIGINT):
            signal.signal(signum, lambda *_: self.backstage.post(self.stop))

    def serve(self) -> None:
        """Serve until `stop`; then finish what is being published."""
        self._sweep()
        timeout: float | None = None
        while not self._ended():
            timeout = self.loop.loop(timeout, blocking=False)
            if self._stopping_since is not None:
                timeout = min(0.1, timeout or 0.1)
        self._file.unlink(missing_ok=True)
        self.backstage.close()
        self.loop.close()

    def stop(self) -> None:
        """Close the doors, drop who only waits or still sends (parts are kept), finish the rest."""
        if self._stopping_since is not None:
            return
        self._stopping_since = time.monotonic()
        for door in self._doors:
            door.close()
        for session in list(self.sessions):
            session.dismiss()
        log.info("ftps_stopping", publishing=self.publisher.running)

    def _ended(self) -> bool:
        if self._stopping_since is None:
            return False
        late = time.monotonic() - self._stopping_since > ENDING_SECONDS
        return late or (self.publisher.running == 0 and not self.sessions)

    def _sweep(self) -> None:
        """Old parts go, now and every few hours."""
        work: Callable[[], int] = lambda: spool.sweep(self.folders, time.time())  # noqa: E731
        self.backstage.submit(self.backstage.publishing, work, lambda _: None)
        self.backstage.later(SWEEP_SECONDS, self._sweep)

    def close_elsewhere(self, file: FileIO) -> None:
        """Close in a thread: the last close of a large unlinked file frees its blocks."""
        self.backstage.publishing.submit(file.close)


def tls_context(pair: certificates.Pair, *, newest: int = 0) -> SSL.Context:
    """TLS 1.2 up to *newest* (0: whatever there is), no compression, no renegotiation."""
    context = SSL.Context(SSL.TLS_SERVER_METHOD)
    context.set_min_proto_version(SSL.TLS1_2_VERSION)
    context.set_max_proto_version(newest)
    context.set_options(SSL.OP_NO_COMPRESSION | SSL.OP_NO_RENEGOTIATION)
    context.set_session_id(b"sluis")
    context.use_certificate_chain_file(str(pair.certificate))
    context.use_privatekey_file(str(pair.key))
    context.check_privatekey()
    return context


def _read(path: Path) -> dict[str, Any]:
    try:
        content: dict[str, Any] = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return content
