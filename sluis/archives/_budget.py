"""What an archive may cost, over all of its levels."""

from __future__ import annotations

from typing import NoReturn

import msgspec

from sluis.errors import UnreadableFile

MIB = 1024 * 1024
FREE_BYTES = 64 * MIB
"""What unpacks to less than this may have any ratio: blanks of fixed-width files pack well."""


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """Unpacked bytes and members of one delivery, and unpacked bytes to a byte of the archive."""

    max_bytes: int = 8192 * MIB
    max_members: int = 50_000
    max_ratio: int = 200


class Budget:
    """Counts against the limits; raises `UnreadableFile` at the first byte beyond them."""

    def __init__(self, limits: Limits, packed_bytes: int) -> None:
        self._limits = limits
        self._ratio_bytes = max(FREE_BYTES, limits.max_ratio * packed_bytes)
        self._bytes = 0
        self._members = 0

    def member(self) -> None:
        """One more member."""
        self._members += 1
        if self._members > self._limits.max_members:
            _refuse(f"more than {self._limits.max_members} members")

    def unpacked(self, count: int) -> None:
        """So many bytes more came out."""
        self._bytes += count
        self._look(self._bytes)

    def announced(self, count: int) -> None:
        """So many bytes are said to come in all; nothing of them has been unpacked yet."""
        self._look(self._bytes + count)

    def _look(self, count: int) -> None:
        if count > self._limits.max_bytes:
            _refuse(f"more than {self._limits.max_bytes // MIB} MiB unpacked")
        if count > self._ratio_bytes:
            _refuse(f"more than {self._limits.max_ratio} times its size unpacked")


def _refuse(reason: str) -> NoReturn:
    raise UnreadableFile(reason, format_name="archive", rule="archive-too-large")
