"""What runs here, and where: the lock of the state folder, and `run.json` that tells the others.

`sluis run` holds an advisory lock on `<state>/run.lock` for as long as it lives, and writes
`<state>/run.json` (mode 0600: it holds the addresses of the stores with their passwords).
Every other command asks `addresses`.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sluis.errors import Refused
from sluis.settings import Settings

LOCK_SECONDS = 1.0
"""Patience for the lock: `addresses` holds it for an instant when it looks."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the stores are; both are secrets."""

    database_url: str = field(repr=False)
    redis_url: str = field(repr=False)


def addresses(settings: Settings) -> Addresses:
    """The stores' addresses: from the settings, else those of the Sluis that runs here.

    Raises:
        Refused: neither is known; the text says how to start one.
    """
    if settings.database_url and settings.redis_url:
        return Addresses(settings.database_url, settings.redis_url)
    known = read(settings.state)
    return Addresses(
        settings.database_url or known["database_url"], settings.redis_url or known["redis_url"]
    )


def read(state: Path) -> dict[str, Any]:
    """`run.json` of the Sluis that runs on *state* now.

    Raises:
        Refused: none runs there, or it belongs to another user.
    """
    try:
        content: dict[str, Any] = json.loads((state / "run.json").read_bytes())
    except PermissionError as error:
        raise Refused(
            f"the Sluis in {state} belongs to another user: run this as that user"
        ) from error
    except (OSError, ValueError):
        content = {}
    if not content or not _locked(state / "run.lock"):
        raise Refused(
            f"no Sluis is running here ({state}): start it with make run, or set "
            "SLUIS_DATABASE_URL and SLUIS_REDIS_URL"
        )
    return content


def write(state: Path, content: dict[str, Any]) -> None:
    """Replace `run.json` at once and whole, readable by its owner only."""
    with tempfile.NamedTemporaryFile("w", dir=state, delete=False, encoding="utf-8") as file:
        json.dump(content, file, indent=2)
    Path(file.name).replace(state / "run.json")


def forget(state: Path) -> None:
    """Remove what tells of a running Sluis; a second time is no error."""
    for name in ("run.json", "ftps.json"):
        (state / name).unlink(missing_ok=True)


def gate(state: Path) -> dict[str, Any] | None:
    """What the FTPS gate wrote about itself once it listens: host, ports, certificate, pid."""
    try:
        content: dict[str, Any] = json.loads((state / "ftps.json").read_bytes())
    except (OSError, ValueError):
        return None
    return content


@contextlib.contextmanager
def lock(state: Path) -> Iterator[None]:
    """Be the one Sluis on *state*, until the block or the process ends, however it ends.

    Raises:
        Refused: another one runs there.
    """
    descriptor = os.open(state / "run.lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        if not _take(descriptor, LOCK_SECONDS):
            raise Refused(
                f"another Sluis already runs in {state}: stop it, or give this one a place of its "
                "own with SLUIS_STATE and SLUIS_DATA"
            )
        yield
    finally:
        os.close(descriptor)


def _take(descriptor: int, patience: float) -> bool:
    deadline = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                return False
            time.sleep(0.05)
        else:
            return True


def _locked(path: Path) -> bool:
    try:
        descriptor = os.open(path, os.O_RDWR)
    except OSError:
        return False
    try:
        return not _take(descriptor, 0)
    finally:
        os.close(descriptor)
