"""The data channel: bytes into the spool, and the one question that matters: how did it end?

Complete is what ended with TLS close_notify (or with a plain end, for accounts that are `lenient`).
A reset, a time-out, ABOR, a lost control connection or a full disk never are. pyftpdlib calls all
of these complete, so receiving is our own here; sending is pyftpdlib's.
"""

from __future__ import annotations

import contextlib
import errno
import io
import random
import socket
from collections.abc import Callable
from enum import Enum
from typing import TYPE_CHECKING, Any

import structlog
from OpenSSL import SSL
from pyftpdlib.handlers.ftp.dispatchers import PassiveDTP
from pyftpdlib.handlers.ftp.producers import FileProducer
from pyftpdlib.handlers.ftps.data import TLS_DTPHandler
from pyftpdlib.ioloop import Acceptor

from ftp_server.publish import FULL

if TYPE_CHECKING:
    from ftp_server.session import Session
    from ftp_server.spool import Part

log = structlog.get_logger(__name__)

RECORD = 16_384
"""Most bytes of one TLS record; OpenSSL gives one record per call."""

RECORDS_PER_TURN = 16
"""Records read before other sessions get their turn: 256 KiB, one write."""

_TCP_INFO = getattr(socket, "TCP_INFO", None)
_CLOSE_WAIT = 8  # Linux: the peer has sent FIN, and no reset since
_QUICK_ACK = getattr(socket, "TCP_QUICKACK", None)


class End(Enum):
    """How the sending ended."""

    CLOSE_NOTIFY = "close_notify"
    PLAIN_END = "plain_end"
    """A plain FIN; only asked for, and only trusted, where the account is `lenient`."""
    BROKEN = "broken"


class Transfer(TLS_DTPHandler):  # type: ignore[misc]
    """One data connection. `part` is set while an upload comes in."""

    cmd_channel: Session

    def __init__(self, sock: socket.socket, cmd_channel: Session) -> None:
        self.part: Part | None = None
        self.complete = False
        self.reason = "aborted"
        self.plain = sock
        self._after_handshake: list[Callable[[], object]] = []
        self.lenient = cmd_channel.account is not None and cmd_channel.account.lenient
        super().__init__(sock, cmd_channel)

    def secure_connection(self, ssl_context: SSL.Context) -> None:
        """Begin TLS; `lenient` clients get TLS 1.2.

        In TLS 1.3 a client that closes without having read our session tickets sends a reset, and
        then nobody can tell its plain end from a cut.
        """
        chosen = self.cmd_channel.lenient_context if self.lenient else ssl_context
        super().secure_connection(chosen)

    def handle_ssl_established(self) -> None:
        calls, self._after_handshake = self._after_handshake, []
        for call in calls:
            call()

    def _once_secure(self, call: Callable[[], object]) -> None:
        """Sending waits for TLS: an empty list would end before its connection has begun."""
        if self._ssl_accepting:
            self._initialized = True
            self._after_handshake.append(call)
        else:
            call()

    def push(self, data: bytes) -> None:
        push = super().push
        producer = super().push_with_producer
        empty = FileProducer(io.BytesIO(), "i")  # a push of nothing would be a write of nothing
        self._once_secure(lambda: push(data) if data else producer(empty))

    def push_with_producer(self, producer: Any) -> None:
        push = super().push_with_producer
        self._once_secure(lambda: push(producer))

    def close_when_done(self) -> None:
        close = super().close_when_done
        self._once_secure(close)

    @property
    def busy(self) -> bool:
        """Is a file or a list on its way? A channel may also be open and wait for its command."""
        return bool(self._initialized) and not self._closed

    def receive_into(self, part: Part, command: str) -> None:
        """Begin to receive; bytes are kept as they are sent, whatever TYPE says."""
        self.part = part
        self.enable_receiving("i", command)

    def handle_read_event(self) -> None:
        if not self.receive or self._ssl_accepting or self._ssl_closing:
            super().handle_read_event()
        else:
            with self._handle_ssl_want_rw():
                self._ssl_want_read = self._ssl_want_write = False
                self._receive()

    def _receive(self) -> None:
        chunks, end = self._read_records()
        self.tot_bytes_received += sum(map(len, chunks))
        if chunks and self.part is not None:
            try:
                self.part.write(chunks)
            except OSError as error:
                self._fail(error)
                return
        if end is None:
            self._acknowledge()
        else:
            self._ended(end)

    def _read_records(self) -> tuple[list[bytes], End | None]:
        chunks: list[bytes] = []
        if not self._ssl_established:  # PROT C is refused, so this never is; never trust it anyway
            return chunks, End.BROKEN
        try:
            for _ in range(RECORDS_PER_TURN):
                if self.lenient and (end := self._plain_end()):
                    return chunks, end
                chunks.append(self.socket.recv(RECORD))
        except SSL.WantReadError:
            pass
        except SSL.WantWriteError:
            self._ssl_want_write = True
        except SSL.ZeroReturnError:
            return chunks, End.CLOSE_NOTIFY
        except (SSL.Error, OSError):
            return chunks, End.BROKEN
        return chunks, None

    def _plain_end(self) -> End | None:
        """Has the peer sent FIN between two records? Asked before OpenSSL answers it with an alert.

        After a reset, too, reading gives "end of file" in the end: TCP's state tells them apart.
        """
        try:
            if self.plain.recv(1, socket.MSG_PEEK):
                return None
            state = self.plain.getsockopt(socket.IPPROTO_TCP, _TCP_INFO, 1)[0] if _TCP_INFO else 0
        except BlockingIOError:
            return None
        except OSError:
            return End.BROKEN
        return End.PLAIN_END if state in {0, _CLOSE_WAIT} else End.BROKEN

    def _acknowledge(self) -> None:
        """Ack at once: a client's last small record waits for it (Nagle), 40 ms per file else."""
        if _QUICK_ACK is not None:
            with contextlib.suppress(OSError):  # it is gone; the next read will say so
                self.plain.setsockopt(socket.IPPROTO_TCP, _QUICK_ACK, 1)

    def _ended(self, end: End) -> None:
        self.complete = end in {End.CLOSE_NOTIFY, End.PLAIN_END}
        if self.complete:
            self.transfer_finished = True
        else:
            self._error = True  # no TLS farewell to one who gave none
            self.reason = end.value
            self._say(
                "426 The data connection broke off without a TLS close: nothing was handed in,"
                " what you sent is kept. Resume or send again."
            )
        self.close()

    def _fail(self, error: OSError) -> None:
        """The spool cannot be written."""
        self.reason = errno.errorcode.get(error.errno or 0, "error")
        full = error.errno in FULL
        log.error("spool_failed", reason=self.reason, account=self.cmd_channel.username)
        self._say(
            "452 No space left; what was written is kept. Try again later."
            if full
            else "451 Cannot write; what was written is kept. Try again later."
        )
        self.close()

    def _say(self, reply: str) -> None:
        self._resp = (reply, None)

    def handle_close(self) -> None:
        """The socket is gone; while receiving that is never an end."""
        if self.part is not None:
            self._ended(End.BROKEN)
        elif self.receive:
            self.close()
        else:
            super().handle_close()

    def handle_timeout(self) -> None:
        self.reason = "timed_out"
        super().handle_timeout()

    def handle_error(self) -> None:
        log.exception("session_fault", account=self.cmd_channel.username)
        self._error = True
        self.reason = "internal_error"
        self._say("451 Internal error; what you sent is kept. Try again later.")
        self.close()

    def close(self) -> None:
        """Close the connection; a whole upload goes to be published, a cut one is kept."""
        part, self.part = self.part, None
        if part is not None:
            if self.complete:
                self.cmd_channel.hand_in(part)
            else:
                self.cmd_channel.upload_cut(part, self.reason, self.tot_bytes_received)
        super().close()

    def log_exception(self, instance: Any) -> None:
        log.exception("session_fault", account=self.cmd_channel.username)


class PassiveChannel(PassiveDTP):  # type: ignore[misc]
    """Waits for the client's data connection, on a port of the configured range only."""

    def __init__(self, cmd_channel: Session, extmode: bool = False) -> None:  # noqa: FBT001, FBT002
        """Raises OSError when no port of the range is free."""
        self.cmd_channel = cmd_channel
        self.log = cmd_channel.log
        self.log_exception = cmd_channel.log_exception
        Acceptor.__init__(self, ioloop=cmd_channel.ioloop)
        local = cmd_channel.socket.getsockname()
        self.create_socket(cmd_channel.socket.family, socket.SOCK_STREAM)
        port = self._bind(local)
        self.listen(cmd_channel.server.backlog)
        self.call_later(self.timeout, self.handle_timeout)
        host = "" if extmode else cmd_channel.outer_address(local[0]).replace(".", ",")
        cmd_channel.reply_soon(
            f"229 Entering extended passive mode (|||{port}|)."
            if extmode
            else f"227 Entering passive mode ({host},{port // 256},{port % 256})."
        )

    def _bind(self, local: tuple[Any, ...]) -> int:
        """Take a random free port, so that nobody can foretell it."""
        ports: list[int] = list(self.cmd_channel.passive_ports)
        random.shuffle(ports)
        self.set_reuse_addr()
        for port in ports:
            try:
                self.bind((local[0], port, *local[2:]))
                self.socket.listen(1)  # two may bind one port; only one may listen
            except OSError as error:
                if error.errno not in {errno.EADDRINUSE, errno.EACCES}:
                    raise
            else:
                return port
        self.close()
        raise OSError(errno.EADDRINUSE, "no passive port is free")

    def handle_timeout(self) -> None:
        self.cmd_channel.drop_queued()
        super().handle_timeout()
