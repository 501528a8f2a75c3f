"""For tests of the FTPS gate: a gate in a thread or as a process, and clients of all manners."""

from __future__ import annotations

import contextlib
import ftplib
import json
import os
import socket
import ssl
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psycopg

from ftp_server.gate import Gate
from sluis import accounts
from sluis.accounts import Account
from sluis.db import Pool, connect, open_pool
from sluis.folders import Folders
from sluis.settings import Settings

PASSWORD = "Kraan-en-Klep-26"
GLN = "8719999000015"
ROOT = Path(__file__).parents[1]


def until(true: Callable[[], Any], seconds: float = 10.0) -> Any:
    """Wait for *true* to give something true, and return it; fail after *seconds*."""
    deadline = time.monotonic() + seconds
    while not (found := true()):
        if time.monotonic() > deadline:
            raise AssertionError("it did not come true in time")
        time.sleep(0.005)
    return found


@dataclass
class Desk:
    """A gate that listens, and what a test needs around it."""

    url: str
    folders: Folders
    port: int
    implicit_port: int | None
    certificate: str
    gate: Any = None
    process: Any = None
    state: Path = Path()

    def account(self, name: str, **values: Any) -> Account:
        """Make an account with PASSWORD."""
        facts = {"environment": 1, "supplier_gln": GLN, "root": name}
        made = Account(name=name, **facts | {"permissions": ["upload", "download"]} | values)
        with connect(self.url) as connection:
            accounts.add(connection, made, PASSWORD)
        return made

    def tls(self) -> ssl.SSLContext:
        """A client's context that trusts the gate's certificate and nothing else."""
        context = ssl.create_default_context(cafile=self.certificate)
        context.verify_flags |= ssl.VERIFY_X509_STRICT
        return context

    @contextlib.contextmanager
    def client(
        self, name: str, password: str = PASSWORD, source: str = "127.0.0.1"
    ) -> Iterator[ftplib.FTP_TLS]:
        """A client that has logged in, data connections private."""
        ftp = ftplib.FTP_TLS(  # noqa: S321 - FTPS it is
            context=self.tls(), timeout=20, source_address=(source, 0)
        )
        try:
            ftp.connect("localhost" if source == "127.0.0.1" else "127.0.0.1", self.port)
            ftp.login(name, password)
            ftp.prot_p()
            yield ftp
        finally:
            ftp.close()

    def published(self, account: str, gate: str = "AutoImport") -> dict[str, bytes]:
        """Files in the account's folder of a gate."""
        folder = self.folders.gate(1, gate) / account
        return {path.name: path.read_bytes() for path in folder.iterdir()}

    def rows(self, account: str) -> list[dict[str, Any]]:
        with connect(self.url) as connection:
            return connection.execute(
                "select * from upload where account = %s order by recorded_at", [account]
            ).fetchall()

    def part(self, account: str, name: str, gate: str = "AutoImport") -> Path:
        """Where the spool keeps an unfinished upload."""
        return self.folders.spool / "1" / account / gate / name / "part"


def settings(folder: Path, **values: Any) -> Settings:
    facts = {"data": folder / "data", "state": folder / "state", "ftps_host": "127.0.0.1"}
    return Settings(**facts | {"ftps_port": 0, "ftps_implicit_port": 0} | values)


@contextlib.contextmanager
def gate_thread(url: str, folder: Path, **values: Any) -> Iterator[Desk]:
    """A gate in a thread of this process, so that a test can slow down or break what it uses."""
    chosen = settings(folder, **values)
    folders = Folders(chosen.data)
    folders.make([1])
    chosen.state.mkdir(exist_ok=True)
    pool: Pool
    with open_pool(url, size=10) as pool:
        gate = Gate(chosen, pool)
        gate.open()
        thread = threading.Thread(target=gate.serve)
        thread.start()
        try:
            yield replace(_desk(url, folders, chosen.state), gate=gate)
        finally:
            gate.backstage.post(gate.stop)
            thread.join(20)
            assert not thread.is_alive()


@contextlib.contextmanager
def gate_process(url: str, folder: Path, **environ: str) -> Iterator[Desk]:
    """The gate as the Procfile starts it."""
    process = start_process(url, folder, **environ)
    state = folder / "state"
    try:
        until(lambda: (state / "ftps.json").exists() or process.poll() is not None)
        yield replace(_desk(url, Folders(folder / "data"), state), process=process)
    finally:
        process.terminate()
        process.wait(20)


def start_process(url: str, folder: Path, **environ: str) -> subprocess.Popen[bytes]:
    (folder / "state").mkdir(exist_ok=True)
    ours = {
        "SLUIS_DATABASE_URL": url,
        "SLUIS_DATA": str(folder / "data"),
        "SLUIS_STATE": str(folder / "state"),
        "SLUIS_FTPS_HOST": "127.0.0.1",
        "SLUIS_FTPS_PORT": "0",
        "SLUIS_LOG_FORMAT": "json",
    }
    with (folder / "gate.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "ftp_server"],
            cwd=ROOT, env=os.environ | ours | environ, stdin=subprocess.DEVNULL,
            stdout=log, stderr=log,
        )  # fmt: skip


def _desk(url: str, folders: Folders, state: Path) -> Desk:
    known = json.loads((state / "ftps.json").read_bytes())
    return Desk(
        url, folders, known["port"], known["implicit_port"], known["certificate"], state=state
    )


def break_off(data: ssl.SSLSocket | socket.socket, how: str) -> None:
    """End a data connection by a plain FIN or a reset, never by TLS close_notify."""
    raw = socket.socket(fileno=data.detach())
    if how == "reset":
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    else:
        raw.shutdown(socket.SHUT_WR)
        with contextlib.suppress(OSError):
            while raw.recv(65536):
                pass  # closing with something unread would be a reset
    raw.close()


def final_reply(ftp: ftplib.FTP_TLS) -> str:
    """The next reply, whatever its code."""
    try:
        return ftp.voidresp()
    except ftplib.Error as error:
        return str(error)


def send_file(ftp: ftplib.FTP_TLS, command: str, content: bytes, rest: int | None = None) -> str:
    """STOR or APPE *content*, closed as TLS wants it; the reply, whatever its code."""
    try:
        with ftp.transfercmd(command, rest) as data:
            data.sendall(content)
            data.unwrap()
    except ftplib.Error as error:
        return str(error)
    return final_reply(ftp)


@contextlib.contextmanager
def new_database(postgres: str, name: str) -> Iterator[str]:
    """A migrated database for a whole module of tests."""
    head, _, tail = postgres.partition("?")
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"create database {name} template template_sluis")
    yield f"{head.rsplit('/', 1)[0]}/{name}?{tail}"
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"drop database {name} with (force)")
