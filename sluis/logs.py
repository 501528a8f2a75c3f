"""Structured logs: one JSON object per line on stderr, ids from context, constant event names.

Every event is listed in `EVENTS` with its level and meaning; a test holds code and docs to it.
"""

from __future__ import annotations

import logging
import sys
from typing import Any

import structlog

EVENTS: dict[str, tuple[str, str]] = {}
"""Event name -> (level, what it tells an operator)."""


def set_up(process: str, *, level: str = "info", style: str = "auto") -> None:
    """Send structlog and foreign records through one formatter to stderr.

    *process* (`ftp`, `watch`, `work`, ...) is bound to every line of this process.
    """
    json = style == "json" or (style == "auto" and not sys.stderr.isatty())
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
    ]
    render = (
        structlog.processors.JSONRenderer() if json else structlog.dev.ConsoleRenderer(colors=False)
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.processors.format_exc_info],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, render],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    structlog.configure(
        processors=[
            *shared,
            structlog.processors.format_exc_info,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(process=process)
