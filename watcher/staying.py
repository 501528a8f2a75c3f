"""Files that stay in Uploads/Import because their task does not remove them."""

from __future__ import annotations

from collections.abc import Iterable

from sluis.db import Connection
from sluis.journal import expected
from sluis.journal.expected import Kept
from watcher.gates import Spot
from watcher.settle import Look

GATE = "Import"


class Staying:
    """Which files were taken and lie there still, and which are to stay when they are taken."""

    def __init__(self) -> None:
        self._taken: dict[Spot, Look] = {}

    def taken(self, spot: Spot, seen: Look | None = None) -> bool:
        """Was the file at *spot* taken and left there, as far as was seen?"""
        known = self._taken.get(spot)
        return known is not None and seen in (None, known)

    def without_taken(
        self, connection: Connection, found: list[tuple[Spot, Look]]
    ) -> list[tuple[Spot, Look]]:
        """Those of *found* that are not such files."""
        asked = {_key(spot, seen): (spot, seen) for spot, seen in found if spot.gate.folder == GATE}
        for key in expected.kept(connection, list(asked)):
            spot, seen = asked[key]
            self._taken[spot] = seen
        return [(spot, seen) for spot, seen in found if not self.taken(spot, seen)]

    def to_stay(self, connection: Connection, spots: Iterable[Spot]) -> set[Spot]:
        """Those whose task leaves its file where it is."""
        found = set()
        for environment, group in _by_environment(spots).items():
            waiting = expected.tasks(connection, environment)
            if any(not task.delete for task in waiting):
                found |= {spot for spot in group if _stays(waiting, spot)}
        return found


def _stays(waiting: list[expected.Expected], spot: Spot) -> bool:
    task = expected.find(waiting, spot.text, None)
    return task is not None and not task.delete


def _by_environment(spots: Iterable[Spot]) -> dict[int, list[Spot]]:
    found: dict[int, list[Spot]] = {}
    for spot in spots:
        if spot.gate.folder == GATE:
            found.setdefault(spot.gate.environment, []).append(spot)
    return found


def _key(spot: Spot, seen: Look) -> Kept:
    return Kept(spot.gate.environment, spot.text, seen.inode, seen.size_bytes, seen.mtime_ns)
