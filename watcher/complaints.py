"""The same complaint about the same path is made once in a while, not once per scan."""

from __future__ import annotations

import time

import structlog

from sluis.folders import escape

log = structlog.get_logger(__name__)

SILENCE_SECONDS = 300.0


class Complaints:
    """Remembers what was said lately."""

    def __init__(self) -> None:
        self._said: dict[tuple[str, str], float] = {}

    def ignored(self, path: str, reason: str) -> None:
        if self._is_news("file_ignored", path):
            log.warning("file_ignored", path=path, reason=reason)

    def unreadable(self, path: str, error: OSError) -> None:
        if self._is_news("file_unreadable", path):
            log.error("file_unreadable", path=path, error=str(error))

    def folder_unreadable(self, folder: str, error: OSError) -> None:
        if self._is_news("folder_unreadable", folder):
            log.error("folder_unreadable", folder=escape(folder), error=str(error))

    def _is_news(self, event: str, path: str) -> bool:
        now = time.monotonic()
        self._said = {key: at for key, at in self._said.items() if now - at < SILENCE_SECONDS}
        if (event, path) in self._said:
            return False
        self._said[event, path] = now
        return True
