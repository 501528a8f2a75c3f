"""The control channel: one client's commands, each with one reply, in order.

While a reply is being worked out in a thread (a password, a publish), and while a file is on its
way, further commands wait; only ABOR, STAT and NOOP are heard during a transfer.
"""

from __future__ import annotations

import re
from collections import deque
from typing import TYPE_CHECKING, Any

import structlog
from OpenSSL import SSL
from pyftpdlib.exceptions import FilesystemError
from pyftpdlib.handlers.ftps.control import TLS_FTPHandler

from ftp_server.transfer import PassiveChannel, Transfer
from sluis.accounts import client_address

if TYPE_CHECKING:
    import socket

    from ftp_server.gate import Gate

log = structlog.get_logger(__name__)

LOGIN_SECONDS = 60.0
"""Time from connecting to being logged in."""

MOST_WAITING = 100
"""Commands a client may send ahead; more is no FTP client."""

CURL_SECONDS = 0.002

_DURING_TRANSFER = (b"ABOR", b"STAT", b"NOOP")
_NOT_OFFERED = {"REIN", "STOU", "SITE CHMOD"}
_OPTIONS = re.compile(r"-[A-Za-z1]+(?: +|$)")


class _Everything:
    """pyftpdlib asks an authorizer about each command; our rules are where the commands are."""

    def has_perm(self, username: str, perm: str, path: str | None = None) -> bool:
        return True

    def get_perms(self, username: str) -> str:
        return "elr"

    def impersonate_user(self, username: str, password: str) -> None:
        pass

    def terminate_impersonation(self, username: str) -> None:
        pass


class Conversation(TLS_FTPHandler):  # type: ignore[misc]
    """One client: connection, order of commands, data connections. Commands are in `Session`."""

    gate: Gate
    implicit = False
    lenient_context: SSL.Context

    banner = "Sluis FTPS gate"
    authorizer = _Everything()
    dtp_handler = Transfer
    passive_dtp = PassiveChannel
    tls_control_required = True
    tls_data_required = True
    permit_foreign_addresses = False
    use_sendfile = False
    proto_cmds: dict[str, Any] = {  # noqa: RUF012 - pyftpdlib's shape
        name: facts for name, facts in TLS_FTPHandler.proto_cmds.items() if name not in _NOT_OFFERED
    }

    # Of pyftpdlib and asynchat:
    ac_in_buffer: bytes
    data_channel: Transfer | None
    _in_buffer: list[bytes]
    _in_dtp_queue: tuple[Any, str] | None
    _out_dtp_queue: tuple[Any, ...] | None
    _restart_position: int

    def __init__(self, conn: socket.socket, server: Any, ioloop: Any = None) -> None:
        self._waiting = False
        self._leaving = False
        self._ahead: deque[bytes] = deque()
        super().__init__(conn, server, ioloop)
        if self.connected:
            self._extra_feats = ["AUTH TLS", "PBSZ", "PROT"]
            self._current_type = "i"  # bytes are kept as they come; TYPE A changes nothing
            self._current_facts = ["type", "perm", "size", "modify"]
            self._available_facts = list(self._current_facts)
            self.gate.sessions.add(self)
            self.call_later(LOGIN_SECONDS, self._give_up_login)

    def handle(self) -> None:
        if self.implicit:
            self.secure_connection(self.ssl_context)
        else:
            super().handle()

    def handle_ssl_established(self) -> None:
        if self.implicit:
            super().handle()

    def handle_failed_ssl_handshake(self) -> None:
        log.info("handshake_failed", client_address=self.remote_ip)
        super().handle_failed_ssl_handshake()

    def handle_max_cons(self) -> None:
        self._turn_away("connections", "421 Too many connections. Try again later.")

    def handle_max_cons_per_ip(self) -> None:
        self._turn_away(
            "connections_per_address", "421 Too many connections from your address. Try later."
        )

    def _turn_away(self, reason: str, reply: str) -> None:
        log.warning("connection_refused", reason=reason, client_address=self.remote_ip)
        if not self.implicit:
            self.respond(reply)
        self.close()

    def _give_up_login(self) -> None:
        if not self.authenticated and not self._closed:
            self.handle_timeout()

    def secure_connection(self, ssl_context: SSL.Context) -> None:
        """Begin TLS; whoever has sent more in the clear is tampering, or tampered with."""
        if self.ac_in_buffer:
            log.warning("injection_refused", client_address=self.remote_ip)
            self.ac_in_buffer = b""
            self.close()
            return
        super().secure_connection(ssl_context)

    def dismiss(self) -> None:
        """The gate closes: say so, unless a reply is due; that one still comes."""
        if self._waiting:
            self._leaving = True
        else:
            self.respond("421 The gate closes. Try again in a minute.")
            self.close()

    def close(self) -> None:
        self.gate.sessions.discard(self)
        self._ahead.clear()
        super().close()

    # Commands in order.

    def found_terminator(self) -> None:
        line = b"".join(self._in_buffer)
        heard = line.split(b" ", 1)[0].upper()[-4:] in _DURING_TRANSFER
        if not self._waiting and (heard if self._transferring() else not self._ahead):
            super().found_terminator()
            return
        self._in_buffer, self._in_buffer_len = [], 0
        self._ahead.append(line)
        if len(self._ahead) > MOST_WAITING:
            self.ac_in_buffer = b""
            self.close()

    def _transferring(self) -> bool:
        return self.data_channel is not None and self.data_channel.busy

    def _go_on(self) -> None:
        """Take up the commands that waited, as far as they may run now."""
        while self._ahead and not (self._closed or self._waiting or self._transferring()):
            self._in_buffer = [self._ahead.popleft()]
            super().found_terminator()

    def _wait(self) -> None:
        """A reply is worked out elsewhere: nothing more is done for this client until `_reply`."""
        self._waiting = True
        self._stop_idling()

    def reply_soon(self, reply: str) -> None:
        """Reply a moment later.

        curl 7.88 waits a whole second before it connects when the answer to EPSV or PASV is there
        before it has begun to wait for it; two milliseconds spare it that (measured: 5 files/s
        with such stalls, 100 without).
        """
        self._wait()
        self.call_later(CURL_SECONDS, lambda: self._reply(reply))

    def _reply(self, reply: str) -> None:
        self._waiting = False
        if self._closed:
            return
        self.respond(reply)
        if self._leaving:
            self.close_when_done()
            return
        self._start_idling()
        self._go_on()

    def _stop_idling(self) -> None:
        if self._idler is not None and not self._idler.cancelled:
            self._idler.cancel()

    def _start_idling(self) -> None:
        self._stop_idling()
        self._idler = self.ioloop.call_later(
            self.timeout, self.handle_timeout, _errback=self.handle_error
        )

    def _on_dtp_connection(self) -> None:
        queued, self._in_dtp_queue = self._in_dtp_queue, None
        super()._on_dtp_connection()
        if queued and self.data_channel is not None:
            self.data_channel.receive_into(*queued)

    def _on_dtp_close(self) -> None:
        super()._on_dtp_close()
        if self._waiting:
            self._stop_idling()
        if not self._closed:
            self.call_later(0, self._go_on)  # later: the reply to this transfer comes first

    def drop_queued(self) -> None:
        """Forget a transfer whose data connection never came."""
        if self._in_dtp_queue is not None:
            self._in_dtp_queue[0].close()
        if self._out_dtp_queue is not None and self._out_dtp_queue[2] is not None:
            self._out_dtp_queue[2].close()
        self._in_dtp_queue = self._out_dtp_queue = None

    def pre_process_command(self, line: str, cmd: str, arg: str) -> None:
        if cmd in {"LIST", "NLST"}:  # options of ls, which some clients send
            arg = _OPTIONS.sub("", arg, count=1)
        try:
            super().pre_process_command(line, cmd, arg)
        except FilesystemError as error:
            self.respond(f"550 {error}.")

    def decode(self, bytes: bytes) -> str:  # noqa: A002 - pyftpdlib's name
        """UTF-8, or else what old Windows clients send."""
        try:
            return bytes.decode("utf-8")
        except UnicodeDecodeError:
            return bytes.decode("cp1252", "replace")

    # Data connections.

    def _make_epasv(self, extmode: bool = False) -> None:  # noqa: FBT001, FBT002
        self.drop_queued()
        try:
            super()._make_epasv(extmode)
        except OSError as error:
            log.error("passive_ports_used_up", reason=str(error))  # noqa: TRY400 - no fault
            self.respond("425 No port is free for the data connection. Try again later.")

    def _make_eport(self, ip: str, port: int) -> None:
        self.drop_queued()
        super()._make_eport(ip, port)

    def ftp_PASV(self, line: str) -> None:
        if ":" in str(client_address(self.socket.getsockname()[0])):
            self.respond("522 Use EPSV over IPv6.")
        else:
            super().ftp_PASV(line)

    def outer_address(self, local: str) -> str:
        """The address to tell a client that came in at *local*."""
        address = client_address(local)
        return str(address) if address.is_loopback else self.gate.outer_address or str(address)

    def ftp_TYPE(self, line: str) -> None:
        if line.upper().replace(" ", "") in {"A", "AN", "L7"}:
            self.respond("200 Type set to ASCII; bytes are kept as you send them.")
        else:
            super().ftp_TYPE(line)

    def ftp_QUIT(self, line: str) -> None:
        """No transfer runs: commands wait for its end."""
        self._shutdown_connecting_dtp()
        self.respond("221 Goodbye.")
        self.close_when_done()

    # pyftpdlib's own log lines: ours say it better, and lines cost time.

    def respond(self, resp: str, logfun: Any = None) -> None:
        self._last_response = resp
        if not self._closed:
            self.push(resp + "\r\n")

    def log(self, msg: str, logfun: Any = None) -> None:
        pass

    def logline(self, msg: str, logfun: Any = None) -> None:
        pass

    def log_cmd(self, cmd: str, arg: str, respcode: int, respstr: str) -> None:
        pass

    def log_exception(self, instance: Any) -> None:
        log.exception("session_fault", account=self.username)
