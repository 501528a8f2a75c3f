"""`python -m handlers`: the line `work` of the Procfile; becomes Dramatiq's own command.

It is replaced by exec and not imported: Dramatiq reads its variables when it is loaded. When one
worker process dies the command ends, and the supervisor starts it again.
"""

from __future__ import annotations

import os
import sys

from sluis.broker import worker_environment
from sluis.settings import Settings

SHUTDOWN_MS = 8000
"""Time to hand jobs back after SIGTERM: reading children are killed, statements cancelled."""


def main() -> None:
    settings = Settings.from_environ()
    environment = os.environ | worker_environment(settings.worker_threads)
    os.execve(sys.executable, command(settings), environment)  # noqa: S606 - that is the point


def command(settings: Settings) -> list[str]:
    """Dramatiq's command line; logging is ours."""
    return [
        sys.executable, "-m", "dramatiq", "handlers.worker:start", "handlers.jobs",
        "--processes", str(settings.worker_processes),
        "--threads", str(settings.worker_threads),
        "--worker-shutdown-timeout", str(SHUTDOWN_MS),
        "--skip-logging",
    ]  # fmt: skip


if __name__ == "__main__":
    main()
