"""The process behind the line `watch` of the Procfile: python -m watcher."""

from __future__ import annotations

import logging
import signal
import sys

from sluis import broker, logs
from sluis.errors import SettingsError
from sluis.settings import Settings
from watcher.watch import Watch


def main() -> int:
    """Watch until SIGTERM or SIGINT; 2 when the settings are incomplete."""
    try:
        settings = _settings()
    except SettingsError as error:
        print("\n".join(f"watcher: {line}" for line in error.problems), file=sys.stderr)  # noqa: T201
        return 2
    logs.set_up("watch", level=settings.log_level, style=settings.log_format)
    logging.getLogger("watchdog").setLevel(logging.INFO)  # debug is a line per system event
    broker.set_up(settings)
    watch = Watch(settings, broker.ring)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: watch.stop())
    watch.run()
    return 0


def _settings() -> Settings:
    settings = Settings.from_environ()
    missing = [name for name in ("database_url", "redis_url") if not getattr(settings, name)]
    if missing:
        raise SettingsError([f"SLUIS_{name.upper()} is missing" for name in missing])
    return settings


if __name__ == "__main__":
    sys.exit(main())
