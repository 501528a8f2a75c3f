"""`sluis run`: start everything and keep it running."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import click

from sluis import service
from sluis.db import connect
from sluis.errors import StoreUnavailable
from sluis.settings import CHECKOUT, Settings
from sluis.supervisor import read_procfile


@click.command
@click.option(
    "--procfile",
    type=click.Path(path_type=Path, dir_okay=False),
    default=CHECKOUT / "Procfile",
    help="Other list of processes, for a machine that only works.",
)
def run(procfile: Path) -> None:
    """Start the stores and all processes, and keep them running until Ctrl-C."""
    settings = Settings.from_environ()
    service.serve(settings, read_procfile(procfile), lambda content: _announce(settings, content))


def _announce(settings: Settings, content: dict[str, Any]) -> None:
    gate = content["ftps"]
    host = gate["host"] if gate["host"] not in {"0.0.0.0", "::"} else socket.gethostname()  # noqa: S104
    rows = [
        ("Gate", f"ftp://{host}:{gate['port']} (TLS required)"),
        ("Certificate", gate["certificate"]),
        ("SHA-256", gate["fingerprint"]),
        ("Folders", str(settings.data / "Environments")),
    ]
    if gate.get("implicit_port"):
        rows.insert(1, ("Implicit TLS", f"ftps://{host}:{gate['implicit_port']}"))
    if not _has_accounts(content["database_url"]):
        rows.append(("Accounts", "none yet; make one: .venv/bin/sluis account add NAME --gln GLN"))
    click.echo("Sluis is open. Ctrl-C ends it.")
    click.echo("\n".join(f"  {name:<13}{value}" for name, value in rows))


def _has_accounts(url: str) -> bool:
    try:
        with connect(url) as connection:
            return connection.execute("select 1 from account limit 1").fetchone() is not None
    except StoreUnavailable:
        return True


commands: dict[str, click.Command] = {"run": run}
