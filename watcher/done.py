"""Done-files: where a suffix is configured, a file from elsewhere waits for its own."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path

import structlog

from watcher import gates
from watcher.gates import Spot
from watcher.settle import Settling, done_names

log = structlog.get_logger(__name__)


class DoneFiles:
    """What is asked about done-files; without a suffix there are none, and all is ready."""

    def __init__(self, suffix: str, settling: Settling[Spot]) -> None:
        self.suffix = suffix
        self._settling = settling

    def named(self, spot: Spot) -> bool:
        """Is this the name of a done-file? Such a file is no delivery."""
        return bool(self.suffix) and spot.name.endswith(self.suffix)

    def allow(self, spot: Spot) -> bool:
        """Is the done-file of *spot* there, if it needs one?"""
        names = done_names(spot.name, self.suffix) if self.suffix else ()
        return not names or any(gates.look(spot.sibling(name).path) for name in names)

    def seen(self, done: Spot, *, recorded: bool) -> None:
        """A done-file is there: the files it stands for are looked at now.

        One from the FTPS gate for which nothing waits says nothing new: what came that way was
        taken when it was whole.
        """
        waiting = self._waiting_for(done)
        for neighbour in waiting:
            self._settling.put_off(neighbour, time.monotonic(), 0.0)
        if recorded and not waiting:
            _remove(done)

    def remove(self, taken: Iterable[Spot]) -> None:
        """After the claim is committed; a done-file that others still wait for stays."""
        for spot in taken if self.suffix else ():
            for done in map(spot.sibling, done_names(spot.name, self.suffix)):
                if not self._waiting_for(done):
                    _remove(done)

    def _waiting_for(self, done: Spot) -> list[Spot]:
        return [
            waiting
            for waiting in self._settling
            if done.name in done_names(waiting.name, self.suffix)
            and waiting.sibling(done.name) == done
        ]


def _remove(done: Spot) -> None:
    try:
        Path(done.path).unlink(missing_ok=True)
    except OSError as error:
        log.error("done_file_kept", path=done.text, error=str(error))  # noqa: TRY400
