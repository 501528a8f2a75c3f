"""A running watcher for tests: real folders, a real PostgreSQL, the real loop in a thread."""

from __future__ import annotations

import hashlib
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from sluis.db import Connection
from sluis.settings import Settings
from watcher.watch import Watch

PATIENCE = 20.0
GLN = "8712345000004"


@dataclass
class Gatehouse:
    """A running watcher with its folders and its database."""

    settings: Settings
    journal: Connection
    rung: list[str] = field(default_factory=list)
    running: list[tuple[Watch, threading.Thread]] = field(default_factory=list)

    @property
    def uploads(self) -> Path:
        return self.settings.data / "Environments/1/Uploads"

    @property
    def gate(self) -> Path:
        return self.uploads / "AutoImport"

    def start(self) -> Watch:
        """Start a watcher and wait until it watches."""
        started = Watch(self.settings, self.rung.append)
        thread = threading.Thread(target=started.run, daemon=True)
        thread.start()
        self.running.append((started, thread))
        if len(self.running) == 1:
            eventually(lambda: started._scan_at > 0)  # the first scan is over
        return started

    def stop(self) -> None:
        for started, thread in self.running:
            started.stop()
            thread.join(PATIENCE)
            assert not thread.is_alive()
        self.running.clear()

    def rows(self) -> list[dict]:
        return self.journal.execute("select * from delivery order by received_at, id").fetchall()

    def jobs(self) -> list[dict]:
        return self.journal.execute("select * from job order by id").fetchall()

    def stored(self) -> list[dict]:
        return [row for row in self.rows() if row["stored_at"]]

    def await_stored(self, count: int) -> list[dict]:
        eventually(lambda: len(self.stored()) >= count)
        return self.stored()

    def original(self, row: dict) -> bytes:
        return (self.settings.data / row["stored_path"]).read_bytes()

    def left(self) -> list[str]:
        return [str(p.relative_to(self.uploads)) for p in self.uploads.rglob("*") if p.is_file()]

    def publish(self, below: str, content: bytes, *, account: str = "acme") -> None:
        """Hand a file in as the FTPS gate does: row first, then the name, at once and whole."""
        spool = self.settings.data / "spool" / uuid4().hex
        spool.parent.mkdir(exist_ok=True, parents=True)
        spool.write_bytes(content)
        found = spool.stat()
        sha256 = hashlib.sha256(content).hexdigest()
        self.journal.execute(
            "insert into upload (id, environment, account, supplier_gln, path, size_bytes,"
            " mtime_ns, inode, sha256) values (%s, 1, %s, %s, %s, %s, %s, %s, %s)",
            [uuid4(), account, GLN, f"Uploads/{below}", found.st_size, found.st_mtime_ns,
             found.st_ino, sha256],
        )  # fmt: skip
        target = self.uploads / below
        target.parent.mkdir(parents=True, exist_ok=True)
        os.link(spool, target)
        spool.unlink()


def eventually(condition: Callable[[], object], pause: float = 0.02) -> None:
    """Wait until it is so; fail when it never is."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(pause)
