"""The watcher as a process: killed at any moment, ended politely, started without its settings."""

from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from uuid import uuid4

import pytest

from sluis.db import Connection, connect

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0
FILES = 300
COUNT = "select count(*) as stored from delivery where stored_at is not null"


@pytest.fixture
def environ(database: str, tmp_path: Path) -> dict[str, str]:
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("SLUIS_")},
        "SLUIS_DATABASE_URL": database,
        "SLUIS_REDIS_URL": f"unix://{tmp_path}/nobody.sock",  # a bell that nobody hears is no error
        "SLUIS_DATA": str(tmp_path / "data"),
        "SLUIS_SETTLE_SECONDS": "0.1",
        "SLUIS_LOG_LEVEL": "warning",
    }


def start(environ: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "watcher"], cwd=ROOT, env=environ)


def publish(connection: Connection, data: Path, number: int) -> None:
    """As the FTPS gate: row first, then the name."""
    spool = data / "spool" / f"{number}"
    content = b"content %d" % number
    spool.write_bytes(content)
    found = spool.stat()
    path = f"Uploads/AutoImport/acme/{number:03}.xml"
    connection.execute(
        "insert into upload (id, environment, account, path, size_bytes, mtime_ns, inode, sha256)"
        " values (%s, 1, 'acme', %s, %s, %s, %s, %s)",
        [uuid4(), path, found.st_size, found.st_mtime_ns, found.st_ino,
         hashlib.sha256(content).hexdigest()],
    )  # fmt: skip
    os.link(spool, data / "Environments/1" / path)
    spool.unlink()


def send(database: str, data: Path) -> None:
    """A burst: two of three files from the FTPS gate, one from elsewhere."""
    with connect(database, autocommit=True) as connection:
        for number in range(FILES):
            if number % 3:
                publish(connection, data, number)
            else:
                path = data / f"Environments/1/Uploads/AutoImport/acme/{number:03}.xml"
                path.write_bytes(b"content %d" % number)
            time.sleep(0.002)


def test_killed_again_and_again_each_file_is_one_delivery(database, environ, tmp_path) -> None:
    """
    kill -9 at random moments of a burst from the FTPS gate and from elsewhere: in the end each file
    is exactly one stored delivery with one job and its own bytes, and none is left.
    """
    data = tmp_path / "data"
    for folder in ("spool", "Environments/1/Uploads/AutoImport/acme"):
        (data / folder).mkdir(parents=True)
    chance = random.Random()  # noqa: S311 - moments, not secrets
    sender = threading.Thread(target=send, args=(database, data))
    sender.start()
    process, stored, kills = start(environ), 0, 0
    kill_at = chance.randrange(10, 50)
    with connect(database, autocommit=True) as connection:
        deadline = time.monotonic() + PATIENCE
        while stored < FILES and time.monotonic() < deadline:
            stored = connection.execute(COUNT).fetchone()["stored"]
            if kill_at <= stored < FILES:
                time.sleep(chance.uniform(0, 0.01))
                process.kill()
                process.wait()
                kills += 1
                process, kill_at = start(environ), stored + chance.randrange(10, 80)
            time.sleep(0.002)
        sender.join()
        process.terminate()
        process.wait(5)
        rows = connection.execute("select * from delivery").fetchall()
        jobs = [row["delivery_id"] for row in connection.execute("select delivery_id from job")]

    assert len(rows) == len({row["path"] for row in rows}) == stored == FILES
    assert sorted(jobs) == sorted(row["id"] for row in rows)
    assert [p for p in (data / "Environments").rglob("*") if p.is_file()] == []
    for row in rows:
        content = b"content %d" % int(row["file_name"].removesuffix(".xml"))
        assert (data / row["stored_path"]).read_bytes() == content
        assert row["sha256"] == hashlib.sha256(content).hexdigest()
    assert kills >= 2


def test_a_polite_request_ends_it_soon(environ, tmp_path) -> None:
    """
    SIGTERM ends the process with 0 within seconds, while a file settles, too.
    """
    process = start(environ | {"SLUIS_SETTLE_SECONDS": "60"})
    gate = tmp_path / "data/Environments/1/Uploads/AutoImport"
    deadline = time.monotonic() + 20
    while not gate.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    (gate / "a.xml").write_text("x")
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)

    assert process.wait(10) == 0
    assert time.monotonic() - began < 3
    assert (gate / "a.xml").exists()


def test_without_addresses_it_says_so(environ) -> None:
    """
    A process without its database ends at once with 2 and names what is missing.
    """
    bare = environ | {"SLUIS_DATABASE_URL": "", "SLUIS_REDIS_URL": ""}
    ended = subprocess.run(
        [sys.executable, "-m", "watcher"],
        cwd=ROOT, env=bare, capture_output=True, text=True, check=False, timeout=20,
    )  # fmt: skip

    assert ended.returncode == 2
    assert "SLUIS_DATABASE_URL is missing" in ended.stderr
    assert "SLUIS_REDIS_URL is missing" in ended.stderr
