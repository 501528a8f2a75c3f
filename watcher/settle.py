"""When is a file whole? Pure: looks and the clock come in, verdicts go out.

Law:   a file is taken when all looks over at least `settle_seconds` showed the same file with the
       same size and mtime, it is not empty, and nothing speaks against it (`ready`).
Clock: seconds of a clock that never goes back; only differences count.
"""

from __future__ import annotations

import heapq
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Generic, TypeVar

Spot = TypeVar("Spot", bound=Hashable)

TEMPORARY_SUFFIXES = (
    ".part",
    ".partial",
    ".filepart",
    ".tmp",
    ".temp",
    ".crdownload",
    ".lock",
    ".lck",
    ".swp",
    "~",
)
"""Endings that programs give to a file they still write."""

TEMPORARY_PREFIXES = (".", "~$")

SLOWEST_SECONDS = 30.0
"""Longest time between two looks at a file that does not get ready."""

QUICKEST_SECONDS = 0.05
"""Shortest time between two looks at such a file."""

NEVER = float("inf")


def temporary(name: str) -> bool:
    """Does the name say that its writer is not done?

    >>> [temporary(name) for name in ("a.xml", "a.xml.PART", ".a.xml.Xy12", "~$a.xlsx", "a.xml~")]
    [False, True, True, True, True]
    """
    return name.startswith(TEMPORARY_PREFIXES) or name.lower().endswith(TEMPORARY_SUFFIXES)


def done_names(name: str, done_suffix: str) -> tuple[str, ...]:
    """Names that the done-file of *name* may have.

    >>> done_names("prices.xml", ".done")
    ('prices.xml.done', 'prices.done')
    """
    stem, dot, _ = name.rpartition(".")
    whole = name + done_suffix
    return (whole, stem + done_suffix) if dot and stem else (whole,)


@dataclass(frozen=True, slots=True)
class Look:
    """What one look at a file showed; two equal looks mean: the same file, unchanged."""

    device: int
    inode: int
    size_bytes: int
    mtime_ns: int


@dataclass(slots=True)
class _File:
    look: Look
    first_at: float
    still_since: float
    next_at: float
    warned_at: float


class Settling(Generic[Spot]):
    """The files that are waited for, each with the time of its next look."""

    def __init__(self, *, settle_seconds: float, warn_seconds: float = 300.0) -> None:
        self.settle_seconds = settle_seconds
        self.warn_seconds = warn_seconds
        self._files: dict[Spot, _File] = {}
        self._queue: list[tuple[float, int, Spot]] = []
        self._order = count()

    def __contains__(self, spot: object) -> bool:
        return spot in self._files

    def __len__(self) -> int:
        return len(self._files)

    def __iter__(self) -> Iterator[Spot]:
        return iter(self._files)

    def see(self, spot: Spot, look: Look, now: float, *, ready: bool = True) -> bool:
        """Note a look; True when the file may be taken. It stays here until `forget`."""
        file = self._files.get(spot)
        if file is None:
            file = self._files[spot] = _File(look, now, now, NEVER, now)
        elif file.look != look:
            file.look, file.still_since = look, now
        still = now >= file.still_since + self.settle_seconds
        self._again(spot, file, now, still=still)
        return still and ready and look.size_bytes > 0

    def put_off(self, spot: Spot, now: float, seconds: float) -> None:
        """Look again after *seconds*, not before."""
        if file := self._files.get(spot):
            self._schedule(spot, file, now + seconds)

    def forget(self, spot: Spot) -> None:
        """The file is gone, or taken."""
        self._files.pop(spot, None)

    def due(self, now: float) -> list[Spot]:
        """The files to look at now; each is named once until it is looked at again."""
        found = []
        while self._queue and self._queue[0][0] <= now:
            at, _, spot = heapq.heappop(self._queue)
            file = self._files.get(spot)
            if file is not None and file.next_at == at:
                file.next_at = NEVER
                found.append(spot)
        return found

    def next_at(self) -> float | None:
        """When the next look is due; None when nothing is waited for."""
        return self._queue[0][0] if self._queue else None

    def overdue(self, now: float) -> list[tuple[Spot, float]]:
        """Files that wait for long, with their waiting time in seconds; each once in a while."""
        found = []
        for spot, file in self._files.items():
            if now - file.warned_at >= self.warn_seconds:
                file.warned_at = now
                found.append((spot, now - file.first_at))
        return found

    def _again(self, spot: Spot, file: _File, now: float, *, still: bool) -> None:
        """A moving file is looked at when it could be still; a still one ever less often."""
        if still:
            patience = min(SLOWEST_SECONDS, (now - file.first_at) / 10)
            at = now + max(QUICKEST_SECONDS, self.settle_seconds, patience)
        else:
            at = file.still_since + self.settle_seconds
        self._schedule(spot, file, at)

    def _schedule(self, spot: Spot, file: _File, at: float) -> None:
        if file.next_at != at:
            file.next_at = at
            heapq.heappush(self._queue, (at, next(self._order), spot))
