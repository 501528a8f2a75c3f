"""Make `.venv` and keep it as the requirements files say. Standard library only: it runs first.

    python tools/setup_venv.py          what Sluis needs to run
    python tools/setup_venv.py --dev    and what tests and linters need

Nothing happens when nothing changed. A venv that was cut off, moved or lost its Python is made
anew.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
VENV = CHECKOUT / ".venv"
PYTHON = VENV / "bin" / "python"
MINIMUM = (3, 11)

LAYOUT = 1
"""Raise it when what is laid into the venv here changes: every venv is then made anew."""

LAUNCHER = """\
#!/bin/sh
exec "$(dirname "$(readlink -f "$0")")/python" -P -m sluis "$@"
"""
"""`-P`: the folder we happen to be in must not lend its own modules."""


def main() -> None:
    """Bring `.venv` up to date, one starter at a time."""
    _refuse_what_cannot_work()
    with (CHECKOUT / ".venv.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _same("base", "requirements-build.txt", "requirements.txt"):
            _make()
        if "--dev" in sys.argv and not _same("dev", "requirements-dev.txt"):
            _say("Adding what tests and linters need")
            _install("requirements-dev.txt")
            _remember("dev", "requirements-dev.txt")


def _refuse_what_cannot_work() -> None:
    if sys.version_info < MINIMUM:
        sys.exit(f"Sluis needs Python 3.11 or newer; this is {sys.version.split()[0]}. Set PYTHON.")
    if not (importlib.util.find_spec("ensurepip")):
        sys.exit(
            f"{sys.executable} cannot make virtual environments. Install its venv package "
            "(Debian, Ubuntu: apt-get install python3-venv), or name another one: make PYTHON=..."
        )


def _make() -> None:
    _say("Setting up .venv (once; about half a minute)")
    shutil.rmtree(VENV, ignore_errors=True)
    _run(sys.executable, "-m", "venv", str(VENV))
    _install("requirements-build.txt")
    _install("requirements.txt")
    site = next((VENV / "lib").glob("python*/site-packages"))
    (site / "sluis-checkout.pth").write_text(f"{CHECKOUT}\n", encoding="utf-8")
    launcher = VENV / "bin" / "sluis"
    launcher.write_text(LAUNCHER, encoding="utf-8")
    launcher.chmod(0o755)
    _remember("base", "requirements-build.txt", "requirements.txt")


def _install(requirements: str) -> None:
    """Every file is pinned by hash and closed in itself; sources build with the pinned tools."""
    _run(
        str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
        "--no-input", "--require-hashes", "--no-deps", "--no-build-isolation", "-r", requirements,
    )  # fmt: skip


def _same(part: str, *files: str) -> bool:
    """Does *part* stand as *files* say, and does its Python still run?"""
    mark = VENV / f"{part}.installed"
    if not mark.is_file() or mark.read_text(encoding="utf-8") != _state(*files):
        return False
    return subprocess.run([PYTHON, "-c", ""], check=False, capture_output=True).returncode == 0


def _remember(part: str, *files: str) -> None:
    (VENV / f"{part}.installed").write_text(_state(*files), encoding="utf-8")


def _state(*files: str) -> str:
    """Checkout folder and contents: scripts of a venv hold its path, so a moved one is useless."""
    content = b"".join((CHECKOUT / name).read_bytes() for name in files)
    return f"{LAYOUT}\n{CHECKOUT}\n{hashlib.sha256(content).hexdigest()}\n"


def _run(*command: str) -> None:
    done = subprocess.run(command, check=False, cwd=CHECKOUT, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{done.stdout}{done.stderr}Setting up failed at: {' '.join(command)}")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    try:
        main()
    except OSError as error:
        sys.exit(f"Setting up failed: {error}")
