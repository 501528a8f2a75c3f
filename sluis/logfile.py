"""Where all lines of all processes come together: `<state>/log/sluis.jsonl`, and our own stderr."""

from __future__ import annotations

import contextlib
import json
import logging
import sys
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

from sluis.logs import readable

SIZE_BYTES = 50_000_000
"""Size at which a log file is set aside."""

KEPT = 5
"""Files kept beside the one being written: sluis.jsonl.1 is the newest of them."""


class _Rotating(RotatingFileHandler):
    """A full disk must not stop the service; the line still goes to stderr."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        pass


class LogFile:
    """A stream for our own logger, and the place for the lines of the others."""

    def __init__(self, state: Path, style: str = "auto") -> None:
        folder = state / "log"
        folder.mkdir(mode=0o750, exist_ok=True)
        self.path = folder / "sluis.jsonl"
        self._file = _Rotating(self.path, maxBytes=SIZE_BYTES, backupCount=KEPT, encoding="utf-8")
        self._for_people = style == "console" or (style == "auto" and sys.stderr.isatty())

    def write(self, text: str) -> int:
        """Take lines of our own logger, which are JSON already."""
        for line in text.splitlines():
            self.take("run", line)
        return len(text)

    def flush(self) -> None:
        """Nothing waits here: each line is written at once."""

    def isatty(self) -> bool:
        return False

    def take(self, process: str, line: str) -> None:
        """Write one line of *process*; what is not a JSON object becomes one."""
        event = _event(line)
        if event is None:
            event = {"event": "line_printed", "text": line, "process": process, "level": "warning",
                     "time": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"}  # fmt: skip
            line = json.dumps(event, ensure_ascii=False)
        self._file.emit(logging.makeLogRecord({"msg": line}))
        with contextlib.suppress(OSError, ValueError):  # a closed terminal is no reason to stop
            sys.stderr.write(f"{readable(event) if self._for_people else line}\n")
            sys.stderr.flush()

    def close(self) -> None:
        self._file.close()


def _event(line: str) -> dict[str, Any] | None:
    if not line.startswith("{"):
        return None
    try:
        event = json.loads(line)
    except ValueError:
        return None
    return event if isinstance(event, dict) and "event" in event else None
