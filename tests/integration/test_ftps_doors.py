"""The FTPS gate, who comes in and what they can reach: TLS, passwords, bans, limits, folders."""

from __future__ import annotations

import contextlib
import ftplib
import io
import json
import os
import signal
import socket
import ssl
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from ftp_server import logins
from sluis import accounts, certificates
from sluis.db import connect
from tests.gate_desk import (
    PASSWORD,
    Desk,
    gate_process,
    gate_thread,
    new_database,
    send_file,
    start_process,
    until,
)


@pytest.fixture(scope="module")
def url(postgres: str) -> Iterator[str]:
    with new_database(postgres, "t_ftps_doors") as url:
        yield url


@pytest.fixture(scope="module")
def desk(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One gate for this module; tests that fail to log in come from addresses of their own."""
    with gate_thread(url, tmp_path_factory.mktemp("gate")) as desk:
        desk.account("acme")
        yield desk


@contextlib.contextmanager
def _plain(desk: Desk) -> Iterator[socket.socket]:
    """A connection without TLS, after the greeting."""
    with socket.create_connection(("127.0.0.1", desk.port), timeout=10) as sock:
        assert sock.recv(200).startswith(b"220 ")
        yield sock


def _say(sock: socket.socket, command: str) -> bytes:
    sock.sendall(command.encode() + b"\r\n")
    return sock.recv(500)


# TLS.


def test_nothing_goes_in_the_clear(desk: Desk) -> None:
    """
    No password without TLS, no data connection without PROT P, no way back to PROT C.
    """
    with _plain(desk) as sock:
        user, password = _say(sock, "USER acme"), _say(sock, f"PASS {PASSWORD}")
    with desk.client("acme") as ftp, pytest.raises(ftplib.error_perm, match="534"):
        ftp.prot_c()
    with desk.client("acme") as ftp:
        ftp.sendcmd("PBSZ 0")
        private = ftp.sendcmd("EPSV")
    unprotected = ftplib.FTP_TLS(context=desk.tls(), timeout=10)  # noqa: S321
    with unprotected as ftp:
        ftp.connect("localhost", desk.port)
        ftp.login("acme", PASSWORD)
        with pytest.raises(ftplib.error_perm, match="550"):
            ftp.storbinary("STOR /AutoImport/a.xml", io.BytesIO(b"x"))

    assert user.startswith(b"550")
    assert password.startswith(b"550")
    assert private.startswith("229")


def _client_hello(version: int) -> bytes:
    """A hello of a client that knows no TLS newer than *version*."""
    ciphers = bytes.fromhex("c013c014c009c00a002f0035")  # ECDHE and RSA with AES-CBC-SHA
    groups = bytes.fromhex("000a00040002001700 0b00020100".replace(" ", ""))
    body = (
        version.to_bytes(2, "big") + os.urandom(32) + b"\0" + len(ciphers).to_bytes(2, "big")
        + ciphers + b"\x01\0" + len(groups).to_bytes(2, "big") + groups
    )  # fmt: skip
    hello = b"\x01" + len(body).to_bytes(3, "big") + body
    return b"\x16\x03\x01" + len(hello).to_bytes(2, "big") + hello


@pytest.mark.parametrize("version", [0x0301, 0x0302], ids=["TLS 1.0", "TLS 1.1"])
def test_old_tls_is_refused(desk: Desk, version: int) -> None:
    """
    The answer to a client of TLS 1.0 or 1.1 is the alert `protocol_version`.
    """
    with _plain(desk) as sock:
        assert _say(sock, "AUTH TLS").startswith(b"234")
        sock.sendall(_client_hello(version))
        alert = sock.recv(100)

    assert alert[0] == 21
    assert alert[-2:] == bytes([2, 70])


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_new_tls_is_served(desk: Desk, version: ssl.TLSVersion) -> None:
    """
    TLS 1.2 and 1.3 work on control and data connection, and clients may resume sessions.
    """
    context = desk.tls()
    context.minimum_version = context.maximum_version = version
    with ftplib.FTP_TLS(context=context, timeout=10) as ftp:  # noqa: S321
        ftp.connect("localhost", desk.port)
        ftp.login("acme", PASSWORD)
        ftp.prot_p()
        names = ftp.nlst("/")

    assert names == ["AutoCheck", "AutoImport", "Downloads", "Import", "Reports"]


def test_injected_commands_close_the_connection(desk: Desk) -> None:
    """
    A command sent in the clear behind AUTH TLS is never answered inside TLS.
    """
    context = desk.tls()
    with capture_logs() as logs, _plain(desk) as sock:
        sock.sendall(b"AUTH TLS\r\nNOOP\r\n")
        rest = b""
        with contextlib.suppress(OSError):
            while piece := sock.recv(500):
                rest += piece
        with pytest.raises((ssl.SSLError, OSError)):
            context.wrap_socket(sock, server_hostname="localhost")

    assert b"200" not in rest
    assert "injection_refused" in [line["event"] for line in logs]


# Passwords.


def _refusal(desk: Desk, name: str, password: str, source: str) -> str:
    with pytest.raises(ftplib.error_perm) as refused, desk.client(name, password, source):
        pass
    return str(refused.value)


def test_every_refusal_looks_alike(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Unknown, wrong, closed, from elsewhere: one text, after one time; the log knows the reason.
    """
    monkeypatch.setattr(logins, "REFUSED_SECONDS", 0.3)
    desk.account("closed")
    desk.account("far", allowed_networks=accounts.networks(["192.0.2.0/24"]))
    with connect(desk.url) as connection:
        accounts.set_active(connection, "closed", active=False)
    tries = {
        "unknown_account": ("nobody", PASSWORD),
        "wrong_password": ("acme", "Wrong-password-1"),
        "inactive": ("closed", PASSWORD),
        "address_not_allowed": ("far", PASSWORD),
    }
    texts, times = [], []
    with capture_logs() as logs:
        for number, (name, password) in enumerate(tries.values()):
            began = time.monotonic()
            texts.append(_refusal(desk, name, password, f"127.0.1.{number + 1}"))
            times.append(time.monotonic() - began)
    refused = [line for line in logs if line["event"] == "login_refused"]

    assert set(texts) == {"530 Login incorrect."}
    assert min(times) >= 0.3
    assert max(times) - min(times) < 0.25
    assert [line["reason"] for line in refused] == list(tries)
    assert PASSWORD not in str(logs)


def test_an_allowed_network_lets_in(desk: Desk) -> None:
    """
    From inside its allow-list an account comes in.
    """
    desk.account("near", allowed_networks=accounts.networks(["127.0.2.0/24", "2001:db8::/32"]))
    with desk.client("near", source="127.0.2.9") as ftp:
        here = ftp.pwd()

    assert here == "/"


def test_three_wrong_passwords_ban_account_and_address(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Then the right password fails too, for the account from anywhere and from the address at all.
    """
    monkeypatch.setattr(logins, "REFUSED_SECONDS", 0.0)
    with gate_thread(url, tmp_path, ftps_ban_seconds=2) as desk, capture_logs() as logs:
        desk.account("victim")
        desk.account("other")
        began = time.monotonic()
        for _ in range(3):
            _refusal(desk, "victim", "Wrong-password-1", "127.0.3.1")
        banned = _refusal(desk, "victim", PASSWORD, "127.0.3.2")
        neighbour = _refusal(desk, "other", PASSWORD, "127.0.3.1")
        with desk.client("other", source="127.0.3.3") as ftp:
            elsewhere = ftp.pwd()
        time.sleep(max(0.0, began + 2.3 - time.monotonic()))
        with desk.client("victim", source="127.0.3.1") as ftp:
            afterwards = ftp.pwd()
    events = [line["event"] for line in logs]

    assert banned == neighbour == "530 Login incorrect."
    assert elsewhere == afterwards == "/"
    assert events.count("account_banned") == 1


def test_many_guesses_at_once_are_no_more_than_three(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Twelve connections that guess at the same moment get three verifications in all.
    """
    monkeypatch.setattr(logins, "REFUSED_SECONDS", 0.0)
    verified = []
    verify = logins.verify

    def counted(*arguments):
        verified.append(1)
        return verify(*arguments)

    monkeypatch.setattr(logins, "verify", counted)
    with gate_thread(url, tmp_path) as desk, contextlib.ExitStack() as stack:
        guesses = []
        for _ in range(12):
            ftp = ftplib.FTP_TLS(context=desk.tls(), timeout=20)  # noqa: S321
            ftp.connect("localhost", desk.port)
            stack.callback(ftp.close)
            ftp.auth()
            ftp.sendcmd("USER guessed")
            guesses.append(ftp)
        for ftp in guesses:
            ftp.putcmd("PASS Wrong-password-1")
        replies = []
        for ftp in guesses:
            with pytest.raises(ftplib.error_perm) as refused:
                ftp.voidresp()
            replies.append(str(refused.value))

    assert set(replies) == {"530 Login incorrect."}
    assert len(verified) == 3


# Connections.


def test_pipelined_commands_are_answered_in_order(desk: Desk) -> None:
    """
    Commands sent ahead wait for the password and for the transfer; each gets its reply, in order.
    """
    ftp = ftplib.FTP_TLS(context=desk.tls(), timeout=20)  # noqa: S321
    with ftp:
        ftp.connect("localhost", desk.port)
        ftp.auth()
        ftp.sock.sendall(f"USER acme\r\nPASS {PASSWORD}\r\nPBSZ 0\r\nPROT P\r\nPWD\r\n".encode())
        answers = [ftp.getmultiline()[:3] for _ in range(5)]
        ftp._prot_p = True
        data = ftp.transfercmd("STOR /AutoImport/piped.xml")
        data.sendall(b"<x/>")
        ftp.sock.sendall(b"PWD\r\nNOOP\r\nQUIT\r\n")
        noop = ftp.getmultiline()[:3]
        data.unwrap()
        data.close()
        rest = [ftp.getmultiline()[:3] for _ in range(3)]

    assert answers == ["331", "230", "200", "200", "257"]
    assert noop == "200"
    assert rest == ["226", "257", "221"]
    assert desk.published("acme")["piped.xml"] == b"<x/>"


def test_connection_limits(url: str, tmp_path: Path) -> None:
    """
    One address gets its share, all together theirs; who goes makes room.
    """
    with gate_thread(
        url, tmp_path, ftps_max_connections=3, ftps_max_connections_per_address=2
    ) as desk:
        where = ("127.0.0.1", desk.port)
        ours = [socket.create_connection(where, 10) for _ in range(3)]
        greetings = [sock.recv(100)[:3] for sock in ours]
        others = [socket.create_connection(where, 10, (f"127.0.4.{n}", 0)) for n in (1, 2)]
        more = [sock.recv(100)[:3] for sock in others]
        ours[0].close()
        until(lambda: len(desk.gate.sessions) == 2)
        with socket.create_connection(where, 10) as again:
            greeted = again.recv(100)[:3]
        for sock in (*ours, *others):
            sock.close()

    assert greetings == [b"220", b"220", b"421"]
    assert more == [b"220", b"421"]
    assert greeted == b"220"


def test_passive_ports_used_up_is_an_answer(url: str, tmp_path: Path) -> None:
    """
    No free port in the range: 425, never a port outside of it; the session lives.
    """
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with socket.create_server(("127.0.0.1", 0)) as other:
            free = other.getsockname()[1]
        with gate_thread(url, tmp_path, ftps_passive_ports=f"{free}-{free}") as desk:
            desk.account("ports")
            with desk.client("ports") as ftp:
                first = ftp.sendcmd("EPSV")
                desk.gate._doors[0].handler.passive_ports = [port]
                with pytest.raises(ftplib.error_temp, match="425"):
                    ftp.sendcmd("EPSV")
                alive = ftp.sendcmd("NOOP")

    assert f"|||{free}|" in first
    assert alive.startswith("200")


# Folders.


@pytest.mark.parametrize(
    "path",
    [
        "/AutoImport/../../../../etc/passwd", "../../x.xml", "/etc/passwd", "/Reports/x.xml",
        "/Downloads/x.xml", "/Uploads/x.xml", "/x.xml", "/AutoImport", "/AutoImport/sub/x.xml",
        "/Environments/1/Uploads/AutoImport/x.xml",
    ],
)  # fmt: skip
def test_uploads_elsewhere_are_refused(desk: Desk, path: str) -> None:
    """
    A file lands in a gate's folder or nowhere, whatever its path looks like.
    """
    before = {path for path in desk.folders.data.rglob("*") if path.is_file()}
    with desk.client("acme") as ftp:
        reply = send_file(ftp, f"STOR {path}", b"escaped")
        alive = ftp.sendcmd("NOOP")
    after = {path for path in desk.folders.data.rglob("*") if path.is_file()}

    assert reply.startswith("550")
    assert alive.startswith("200")
    assert after == before


@pytest.mark.parametrize("name", ["...", "a\x01b", "a\\b", "x" * 256, "a\x7f", "\x9b"])
def test_hostile_names_are_refused_with_a_reason(desk: Desk, name: str) -> None:
    """
    553 and the reason; the session lives.
    """
    with desk.client("acme") as ftp:
        reply = send_file(ftp, f"STOR /AutoImport/{name}", b"x")
        alive = ftp.sendcmd("NOOP")

    assert reply.startswith("553 The file name")
    assert alive.startswith("200")


def test_names_of_old_clients_are_understood(desk: Desk) -> None:
    """
    A name in UTF-8 and the same one in Windows-1252 are the same file.
    """
    desk.account("names")
    with desk.client("names") as ftp:
        ftp.encoding = "cp1252"
        reply = send_file(ftp, "STOR /AutoImport/Gießen é.xml", b"x")

    assert reply.startswith("226")
    assert list(desk.published("names")) == ["Gießen é.xml"]


def test_folders_show_what_they_should(desk: Desk) -> None:
    """
    Five folders, gates also below /Uploads in any case; reports are read, listed and resumed.
    """
    desk.account("reader")
    with desk.client("reader") as ftp:
        report = desk.folders.reports(1) / "reader" / "a.xml.report.json"
        report.write_bytes(b'{"read": 1}')
        listed = ftp.nlst("/Reports")
        facts = dict(ftp.mlsd("/Reports"))["a.xml.report.json"]
        lines: list[str] = []
        ftp.retrlines("LIST -la /Reports", lines.append)
        whole, rest = io.BytesIO(), io.BytesIO()
        ftp.cwd("/reports")
        ftp.retrbinary("RETR a.xml.report.json", whole.write)
        ftp.retrbinary("RETR a.xml.report.json", rest.write, rest=9)
        gates = ftp.nlst("/Uploads")
        ftp.cwd("/uploads/autoimport")
        here = ftp.pwd()

    assert listed == ["a.xml.report.json"]
    assert (facts["type"], facts["size"]) == ("file", "11")
    assert lines[0].endswith("a.xml.report.json")
    assert whole.getvalue() == b'{"read": 1}'
    assert rest.getvalue() == b"1}"
    assert gates == ["AutoCheck", "AutoImport", "Import"]
    assert here == "/AutoImport"


def test_empty_lists_and_files_are_sent_properly(desk: Desk) -> None:
    """
    What is empty still comes over a whole TLS connection; clients check that.
    """
    desk.account("empty")
    with desk.client("empty") as ftp:
        (desk.folders.downloads(1) / "empty" / "nothing").touch()
        lists = [ftp.nlst("/Reports"), list(ftp.mlsd("/Reports"))]
        lines: list[str] = []
        ftp.retrlines("LIST /Reports", lines.append)
        content = io.BytesIO()
        reply = ftp.retrbinary("RETR /Downloads/nothing", content.write)

    assert lists == [[], []]
    assert lines == []
    assert content.getvalue() == b""
    assert reply.startswith("226")


def test_outgoing_folders_are_read_only(desk: Desk) -> None:
    """
    Nothing under Reports and Downloads is written, deleted, renamed, dated or made.
    """
    desk.account("tidy")
    with desk.client("tidy") as ftp:
        report = desk.folders.reports(1) / "tidy" / "r.json"
        report.write_bytes(b"{}")
        commands = [
            "DELE /Reports/r.json", "RNFR /Reports/r.json", "MKD /Reports/x", "RMD /Reports",
            "MFMT 20200101000000 /Reports/r.json", "MKD /AutoImport/x", "RMD /AutoImport",
            "SITE CHMOD 777 /Reports/r.json", "RETR /AutoImport/r.json", "DELE /Reports",
        ]  # fmt: skip
        replies = []
        for command in commands:
            with pytest.raises(ftplib.error_perm) as refused:
                ftp.sendcmd(command)
            replies.append(str(refused.value)[:2])

    assert set(replies) <= {"55", "50"}
    assert report.read_bytes() == b"{}"


def test_permissions_are_kept(desk: Desk) -> None:
    """
    An account that may only download cannot upload, and the other way round.
    """
    desk.account("only-down", permissions=["download"])
    desk.account("only-up", permissions=["upload"])
    with desk.client("only-down") as ftp:
        upload = send_file(ftp, "STOR /AutoImport/a.xml", b"x")
    with desk.client("only-up") as ftp:
        (desk.folders.reports(1) / "only-up" / "r.json").write_bytes(b"{}")
        with pytest.raises(ftplib.error_perm, match="may not download"):
            ftp.retrbinary("RETR /Reports/r.json", bytes)

    assert upload.startswith("550")


def test_symbolic_links_lead_nowhere(desk: Desk, tmp_path: Path) -> None:
    """
    Links to files and folders outside are neither listed, entered, read nor written through.
    """
    desk.account("links")
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "s.txt").write_text("secret")
    with desk.client("links") as ftp:
        reports = desk.folders.reports(1) / "links"
        (reports / "file").symlink_to(secret / "s.txt")
        (reports / "folder").symlink_to(secret)
        gate = desk.folders.gate(1, "AutoImport") / "links"
        (gate / "folder").symlink_to(secret)
        (gate / "a.xml").symlink_to(secret / "new.xml")
        listed = ftp.nlst("/Reports")
        for command in ("RETR /Reports/file", "RETR /Reports/folder/s.txt", "CWD /Reports/folder"):
            with pytest.raises(ftplib.error_perm, match="550"):
                ftp.sendcmd(command)
        replies = [
            send_file(ftp, "STOR /AutoImport/folder/x.xml", b"x"),
            send_file(ftp, "STOR /AutoImport/a.xml", b"x"),
        ]

    assert listed == []
    assert [reply[:3] for reply in replies] == ["550", "451"]
    assert [path.name for path in secret.iterdir()] == ["s.txt"]


def test_an_account_of_the_whole_environment(desk: Desk) -> None:
    """
    Root '' sees the folders of all accounts, and can upload for them.
    """
    desk.account("own")
    desk.account("whole", root="")
    with desk.client("own"), desk.client("whole") as ftp:
        names = ftp.nlst("/AutoImport")
        reply = send_file(ftp, "STOR /AutoImport/own/a.xml", b"<x/>")

    assert "own" in names
    assert reply.startswith("226")
    assert desk.published("own") == {"a.xml": b"<x/>"}
    assert desk.rows("whole")[0]["path"] == "Uploads/AutoImport/own/a.xml"


# The process.


def test_the_process_says_where_it_is_and_ends_in_peace(url: str, tmp_path: Path) -> None:
    """
    ftps.json names address, certificate and pid; SIGTERM ends with 0 and removes it.
    """
    with gate_process(url, tmp_path, SLUIS_FTPS_IMPLICIT_PORT="0") as desk:
        known = json.loads((desk.state / "ftps.json").read_bytes())
        key = desk.state / certificates.KEY
        pair = certificates.Pair(Path(known["certificate"]), key)
        with desk.client(desk.account("proc").name) as ftp:
            desk.process.send_signal(signal.SIGTERM)
            farewell = ftp.getmultiline()
        code = desk.process.wait(20)

        assert known["pid"] == desk.process.pid
        assert known["fingerprint"] == pair.fingerprint()
        assert known["implicit_port"] == desk.implicit_port
        assert key.stat().st_mode & 0o777 == 0o600
        assert farewell.startswith("421")
        assert code == 0
        assert not (desk.state / "ftps.json").exists()


def test_a_killed_gate_comes_back_where_it_was(url: str, tmp_path: Path) -> None:
    """
    After kill -9 the next gate takes the same free port again, with the same certificate.
    """
    with gate_process(url, tmp_path) as desk:
        before = json.loads((desk.state / "ftps.json").read_bytes())
        desk.process.kill()
        desk.process.wait()
        again = start_process(url, tmp_path)
        try:
            path = desk.state / "ftps.json"
            until(lambda: path.exists() and json.loads(path.read_bytes())["pid"] == again.pid)
            after = json.loads(path.read_bytes())
        finally:
            again.terminate()
            again.wait(20)

    assert after["port"] == before["port"]
    assert after["fingerprint"] == before["fingerprint"]


@pytest.mark.parametrize(
    ("variable", "value", "code"),
    [
        ("SLUIS_FTPS_PORT", "{taken}", 2),
        ("SLUIS_FTPS_IMPLICIT_PORT", "{taken}", 2),
        ("SLUIS_FTPS_PASSIVE_PORTS", "{taken}-{taken}", 2),
        ("SLUIS_FTPS_MASQUERADE_ADDRESS", "no such host", 2),
        ("SLUIS_DATABASE_URL", "", 2),
    ],
)
def test_what_cannot_work_is_named(
    url: str, tmp_path: Path, variable: str, value: str, code: int
) -> None:
    """
    A taken port or an impossible setting ends the start with the name of its variable.
    """
    with socket.create_server(("127.0.0.1", 0)) as taken:
        text = value.format(taken=taken.getsockname()[1])
        process = start_process(url, tmp_path, **{variable: text})
        ended = process.wait(20)
    told = (tmp_path / "gate.log").read_text()

    assert ended == code
    assert variable in told
