"""A whole running Sluis for end-to-end tests: its own folders, free ports, real clients."""

from __future__ import annotations

import ftplib
import json
import os
import shutil
import signal
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
START_SECONDS = 60.0


class Service:
    """`sluis run` in folders of its own; stopped by its process id."""

    def __init__(self, folder: Path, settings: dict[str, str]) -> None:
        self.state, self.data = folder / "state", folder / "data"
        self.environ = {
            **{k: v for k, v in os.environ.items() if not k.startswith("SLUIS_")},
            "SLUIS_STATE": str(self.state),
            "SLUIS_DATA": str(self.data),
            "SLUIS_FTPS_HOST": "127.0.0.1",
            "SLUIS_FTPS_PORT": "0",
            **settings,
        }
        self.log = folder / "sluis.log"
        with self.log.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "sluis", "run"],
                cwd=CHECKOUT, env=self.environ, stdout=output, stderr=output,
            )  # fmt: skip
        self._wait_for_gate()

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def gate(self) -> dict:
        """Address of the gate as it is now: a gate on a free port has another one after a kill."""
        return json.loads((self.state / "run.json").read_text(encoding="utf-8"))["ftps"] or {}

    def _wait_for_gate(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                if self.gate:
                    return
            except (OSError, ValueError, KeyError):
                pass
            time.sleep(0.1)
        tail = self.log.read_text("utf-8", "replace")[-3000:]
        self.stop()
        pytest.fail(f"the service does not start:\n{tail}")

    def sluis(self, *arguments: str) -> str:
        """Output of a `sluis` command against this service."""
        done = subprocess.run(
            [sys.executable, "-m", "sluis", *arguments],
            cwd=CHECKOUT, env=self.environ, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def ftp(self, user: str, password: str) -> ftplib.FTP_TLS:
        """A client that has logged in, with the certificate verified."""
        gate = self.gate
        client = ftplib.FTP_TLS(  # noqa: S321 - TLS
            context=ssl.create_default_context(cafile=gate["certificate"]), timeout=30
        )
        try:
            client.connect("127.0.0.1", gate["port"])
            client.login(user, password)
            client.prot_p()
        except (*ftplib.all_errors, EOFError):
            client.close()
            raise
        return client

    def stop(self) -> int:
        """End it as an operator does; the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        return self.process.returncode


@pytest.fixture
def make_service() -> Iterator[Callable[..., Service]]:
    """Start services by name; all are stopped and their folders removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="sluis-e2e-"))
    folder.chmod(0o755)
    made: list[Service] = []

    def make(name: str, **settings: str) -> Service:
        (folder / name).mkdir()
        made.append(Service(folder / name, settings))
        return made[-1]

    yield make
    for service in made:
        service.stop()
    shutil.rmtree(folder, ignore_errors=True)
