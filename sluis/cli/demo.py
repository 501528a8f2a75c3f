"""`sluis demo`: the whole way of a file, in a place of its own that is removed afterwards."""

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
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from sluis import embedded, runtime
from sluis.cli import output
from sluis.errors import Refused
from sluis.processes import dies_with_parent
from sluis.settings import CHECKOUT, variables

SAMPLE = CHECKOUT / "samples" / "demo-catalogue.xml"
ACCOUNT, GLN, SHOWN = "vaartzicht", "2900000710009", "VZ-AA16"

START_SECONDS = 90.0
"""Patience with the start: a slow disk makes a database in half a minute."""

REPORT_SECONDS = 60.0
STOP_SECONDS = 60.0


@click.command
def demo() -> None:
    """Show the whole way of a file in a place of its own; nothing of it stays behind."""
    began = time.monotonic()
    with _place() as place:
        click.echo(f"Everything happens in {place}, which is removed at the end.")
        with _service(place) as environment:
            _show(place, environment)
    click.echo(f"\nDone in {time.monotonic() - began:.0f} s; nothing is left behind.")


def _show(place: Path, environment: dict[str, str]) -> None:
    gate = runtime.read(place / "state")["ftps"]
    _step(f"The FTPS gate listens on port {gate['port']}; its certificate is")
    click.echo(f"SHA-256 {gate['fingerprint']}")

    _step("An operator makes an account for a supplier")
    account = json.loads(_sluis(environment, "account", "add", ACCOUNT, "--gln", GLN, "--json"))
    click.echo(f"{account['name']}, GLN {account['supplier_gln']}, password (shown once) ********")

    _step(f"The supplier uploads {SAMPLE.name} over FTPS, the certificate verified")
    first = _delivered(gate, account["password"])
    _print_report(first)

    _step(f"A data manager looks up {SHOWN} in the catalogue")
    click.echo(_sluis(environment, "catalogue", "show", SHOWN).rstrip())

    _step("The supplier uploads the same file again: nothing changes")
    second = _delivered(gate, account["password"])
    _print_report(second)
    _judge(first, second)


def _judge(first: dict[str, Any], second: dict[str, Any]) -> None:
    """A demo that shows something else than it says has failed."""
    created = first["counts"]["trade_item"]["created"]
    again = second["counts"]["trade_item"]
    if not created or again["unchanged"] != created or again["created"] or again["changed"]:
        raise Refused("the second upload should have changed nothing; this is a fault of Sluis")


@contextmanager
def _place() -> Iterator[Path]:
    """A folder that the user of the embedded servers may pass through, and nobody may list."""
    place = Path(tempfile.mkdtemp(prefix="sluis-demo-"))
    place.chmod(0o711)
    try:
        yield place
    finally:
        home = embedded.home(place / "state")
        for folder in (place, home.folder, home.sockets):
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _service(place: Path) -> Iterator[dict[str, str]]:
    """A running Sluis with defaults only: no `.env` can send the demo into a real database."""
    environment = dict(os.environ) | dict.fromkeys(variables(), "") | {
        "SLUIS_STATE": str(place / "state"),
        "SLUIS_DATA": str(place / "data"),
        "SLUIS_FTPS_HOST": "127.0.0.1",
        "SLUIS_FTPS_PORT": "0",
    }  # fmt: skip
    printed = place / "output"
    with printed.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "sluis", "run"], cwd=CHECKOUT, env=environment,
            stdin=subprocess.DEVNULL, stdout=file, stderr=file, start_new_session=True,
            preexec_fn=dies_with_parent(signal.SIGTERM),  # noqa: PLW1509 - no threads here
        )  # fmt: skip
    try:
        _await_gate(process, place / "state", printed)
        yield environment
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _await_gate(process: subprocess.Popen[bytes], state: Path, printed: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if runtime.read(state)["ftps"]:
                return
        except Refused:
            pass
        time.sleep(0.1)
    raise Refused(f"Sluis does not start:\n{printed.read_text('utf-8', 'replace')[-2000:]}")


def _sluis(environment: dict[str, str], *arguments: str) -> str:
    """Run one `sluis` command as an operator would, and say which."""
    click.echo(f"$ sluis {' '.join(arguments)}")
    done = subprocess.run(
        [sys.executable, "-m", "sluis", *arguments],
        cwd=CHECKOUT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode != 0:
        raise Refused(done.stderr.strip())
    return done.stdout


def _delivered(gate: dict[str, Any], password: str) -> dict[str, Any]:
    """Upload the sample and fetch the report that answers it, both as a supplier does."""
    context = ssl.create_default_context(cafile=gate["certificate"])
    with ftplib.FTP_TLS(context=context, timeout=30) as client:  # noqa: S321 - with TLS
        client.connect(gate["host"], gate["port"])
        client.login(ACCOUNT, password)
        client.prot_p()
        before = set(client.nlst("/Reports"))
        began = time.monotonic()
        with SAMPLE.open("rb") as file:
            client.storbinary(f"STOR /AutoImport/{SAMPLE.name}", file)
        name = _await_report(client, before)
        click.echo(f"report after {time.monotonic() - began:.1f} s: {Path(name).name}")
        parts: list[bytes] = []
        client.retrbinary(f"RETR /Reports/{Path(name).name}", parts.append)
    report: dict[str, Any] = json.loads(b"".join(parts))
    return report


def _await_report(client: ftplib.FTP_TLS, before: set[str]) -> str:
    deadline = time.monotonic() + REPORT_SECONDS
    while time.monotonic() < deadline:
        for name in set(client.nlst("/Reports")) - before:
            if name.endswith(".report.json"):
                return name
        time.sleep(0.1)
    raise Refused(f"no report came within {REPORT_SECONDS:.0f} s")


def _print_report(report: dict[str, Any]) -> None:
    known = report["recognised_as"]
    click.echo(f"{known['format']} {known['transaction']}, {report['mutation']}: {report['state']}")
    click.echo(report["summary"]["en"])
    names = ("read", "created", "changed", "unchanged", "rejected", "missing")
    rows = [
        (entity.replace("_", " "), *(report["counts"][entity][name] for name in names))
        for entity in ("product", "trade_item")
    ]
    output.table(["", *(name.upper() for name in names)], rows)
    for group in report["findings"]:
        for one in group["occurrences"]:
            place = f"line {one['line']}: " if one["line"] else ""
            click.echo(output.visible(f"{group['severity']}: {place}{one['text']['en']}"))


def _step(text: str) -> None:
    click.echo(f"\n== {text}")


commands: dict[str, click.Command] = {"demo": demo}
