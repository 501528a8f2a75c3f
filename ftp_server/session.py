"""The commands of a client: log in, send, resume, rename, fetch; and what is refused, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import structlog

from ftp_server import spool
from ftp_server.conversation import Conversation
from ftp_server.files import AccountFiles
from ftp_server.publish import FULL, Sender
from ftp_server.tree import Place, Tree, is_temporary, name_problem
from sluis.accounts import Account, client_address

if TYPE_CHECKING:
    import socket

log = structlog.get_logger(__name__)


class Session(Conversation):
    """One client. The gate binds a subclass of this to itself, with `gate` and `ssl_context`."""

    fs: AccountFiles
    username: str

    def __init__(self, conn: socket.socket, server: Any, ioloop: Any = None) -> None:
        self.account: Account | None = None
        self._rename: Place | None = None
        self._fetching = ""
        super().__init__(conn, server, ioloop)

    # Login.

    def ftp_PROT(self, line: str) -> None:
        if line.upper() == "C":
            self.respond("534 Data connections are private here: use PROT P.")
        else:
            super().ftp_PROT(line)

    def ftp_USER(self, line: str) -> None:
        if self.authenticated:
            self.respond("530 You are logged in; use a new connection for another account.")
        else:
            super().ftp_USER(line)

    def ftp_PASS(self, line: str) -> None:
        if self.authenticated:
            self.respond("503 You are logged in.")
        elif not self.username:
            self.respond("503 Send USER first.")
        else:
            self._wait()
            self.gate.logins.begin(
                self.username, line, client_address(self.remote_ip), self._logged_in
            )

    def _logged_in(self, answer: Account | int) -> None:
        if self._closed:
            return
        if isinstance(answer, Account):
            self._enter(answer)
        elif answer == 530:  # noqa: PLR2004 - FTP's "not logged in"
            self._stay_out()
        else:
            self._reply("421 Nobody can log in now. Try again later.")
            self.close_when_done()

    def _enter(self, account: Account) -> None:
        self.account = account
        self.authenticated = True
        tree = Tree(account, self.gate.folders)
        mine = spool.Spool(account, self.gate.folders, self.gate.close_elsewhere)
        may = "download" in account.permissions
        self.fs = AccountFiles(self, tree, mine, may_download=may)
        log.info(
            "login_accepted",
            account=account.name,
            environment=account.environment,
            client_address=str(client_address(self.remote_ip)),
            tls=self.socket.get_protocol_version_name(),
        )
        self._reply("230 Welcome. Upload to /AutoImport or /AutoCheck; reports are in /Reports.")

    def _stay_out(self) -> None:
        self.username = ""
        self.attempted_logins += 1
        self._reply("530 Login incorrect.")
        if self.attempted_logins >= self.max_login_attempts:
            self.close_when_done()

    # Uploads.

    def ftp_STOR(self, path: str, mode: str = "w") -> None:
        offset, self._restart_position = self._restart_position, 0
        place = self._target(path)
        if place is None:
            return
        mine = self.fs.spool
        try:
            if mode == "a" or offset:
                part = mine.resume(place, None if mode == "a" else offset)
            else:
                part = mine.start(place)
        except spool.Busy:
            self.respond(f"450 {place.name} is being sent by another session.")
        except spool.CannotResume as error:
            self.respond(f"554 Cannot go on at {offset}: {error.size} bytes of it are here.")
        except OSError as error:
            self._storage_failed(error)
        else:
            self._receive(part, "APPE" if mode == "a" else "STOR")

    def ftp_APPE(self, path: str) -> None:
        self._restart_position = 0
        self.ftp_STOR(path, mode="a")

    def _target(self, path: str) -> Place | None:
        """Where an upload to *path* goes; None when that was refused, with its reason."""
        if problem := name_problem(path.rpartition("/")[2]):
            self.respond(f"553 The file name {problem}.")
            return None
        place = self.fs.place(path)
        if self.account is None or "upload" not in self.account.permissions:
            self.respond("550 This account may not upload.")
        elif not place.is_gate or not place.parts:
            self.respond("550 Upload into /AutoImport, /AutoCheck or /Import.")
        elif not self.fs.isdir(path.rpartition("/")[0]) or self.fs.isdir(path):
            self.respond("550 There are no sub-folders here: give just a file name.")
        else:
            return place
        return None

    def _storage_failed(self, error: OSError) -> None:
        log.error("spool_failed", reason=str(error), account=self.username)
        full = error.errno in FULL
        self.respond("452 No space left." if full else "451 Cannot write. Try again later.")

    def _receive(self, part: spool.Part, command: str) -> None:
        self.drop_queued()
        if self.data_channel is not None:
            self.respond("125 Go on.")
            self.data_channel.receive_into(part, command)
        else:
            self.respond("150 Send it.")
            self._in_dtp_queue = (part, command)

    def _sender(self) -> Sender:
        assert self.account is not None  # noqa: S101 - only a logged-in client has a transfer
        return Sender(self.account, self.fs.tree, str(client_address(self.remote_ip)))

    def hand_in(self, part: spool.Part) -> None:
        """An upload is whole: publish it; the reply waits for that."""
        files: AccountFiles = self.fs
        place, size = part.place, part.size
        self._wait()

        def answer(reply: str) -> None:
            if reply.startswith("226") and not is_temporary(place.name):
                files.remember(place, size)
            self._reply(reply)

        self.gate.publisher.publish(part, self._sender(), answer)

    def upload_cut(self, part: spool.Part, reason: str, received: int) -> None:
        """An upload broke off: keep what came for resuming."""
        sender = self._sender()
        log.warning(
            "upload_incomplete",
            reason=reason,
            account=sender.account.name,
            environment=sender.account.environment,
            path=sender.tree.journal_path(part.place),
            received_bytes=received,
            kept_bytes=part.size,
            client_address=sender.client_address,
        )
        part.keep()

    # Renaming, deleting and the rest.

    def ftp_RNFR(self, path: str) -> None:
        place = self.fs.place(path)
        self._rename = None
        if place.is_gate and place.parts and self.fs.spool.is_whole(place):
            self._rename = place
            self.respond("350 Send the final name.")
        elif place.is_gate and self.fs.spool.stat(place):
            self.respond(f"550 {place.name} has not been sent whole.")
        else:
            self.respond("550 Only an upload under a temporary name can be renamed.")

    def ftp_RNTO(self, path: str) -> None:
        source, self._rename = self._rename, None
        if source is None:
            self.respond("503 Send RNFR first.")
            return
        final = self._target(path)
        if final is None:
            return
        if (final.folder, final.parts[:-1]) != (source.folder, source.parts[:-1]):
            self.respond("553 Rename within the folder only.")
        elif is_temporary(final.name):
            self.respond("553 That is a temporary name, too; nothing was handed in.")
        else:
            self._publish_renamed(source, final)

    def _publish_renamed(self, source: Place, final: Place) -> None:
        try:
            part = self.fs.spool.whole(source, final)
        except spool.Busy:
            part = None
        if part is None:
            self.respond(f"450 {source.name} is being sent by another session.")
            return
        self._wait()
        self.gate.publisher.publish(part, self._sender(), self._renamed)

    def _renamed(self, reply: str) -> None:
        self._reply(reply.replace("226", "250", 1))  # what RNTO calls success

    def ftp_DELE(self, path: str) -> None:
        place = self.fs.place(path)
        try:
            gone = place.is_gate and bool(place.parts) and self.fs.spool.discard(place)
        except spool.Busy:
            self.respond(f"450 {place.name} is being sent by another session.")
            return
        if gone:
            self.respond(f"250 What was sent of {place.name} is gone.")
        elif self.fs.lexists(path):
            self.respond("550 What has been handed in, and what is offered, cannot be deleted.")
        else:
            self.respond(f"550 {path}: no such file.")

    def ftp_MFMT(self, path: str, timeval: str) -> None:
        """Nothing is changed: a published file keeps the time the journal knows."""
        if self.fs.place(path).is_gate:
            self.respond(f"213 Modify={timeval}; {path}")
        else:
            self.respond("550 Files here cannot be changed.")

    def ftp_MKD(self, path: str) -> None:
        self.respond("550 Folders cannot be made here: upload straight into the gate's folder.")

    def ftp_RMD(self, path: str) -> None:
        self.respond("550 Folders cannot be removed here.")

    def ftp_RETR(self, file: str) -> None:
        self._fetching = file
        super().ftp_RETR(file)

    def on_file_sent(self, file: str) -> None:
        log.info(
            "download_sent",
            account=self.username,
            path=self._fetching,
            client_address=str(client_address(self.remote_ip)),
        )


class ImplicitSession(Session):
    """TLS from the first byte: implicit FTPS."""

    implicit = True
