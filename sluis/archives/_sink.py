"""Where the bytes of a member go: its first ones decide, then a numbered file or nowhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, NamedTuple

from sluis.archives._budget import Budget

HEAD_BYTES = 64 * 1024
"""What is known of a member before it is kept or left."""

Keep = Callable[[str, bytes], str]
"""(name, first bytes) -> why the member is not kept; empty when it is."""


class Member(NamedTuple):
    """A member that was written to disk."""

    name: str
    path: Path
    size: int


class Left(NamedTuple):
    """A member that was not, and why."""

    name: str
    why: str


class Sink:
    """One member while it comes out. Write to it, then close it; `wants_more` may say no.

    The bytes are counted by whoever unpacks them.
    """

    def __init__(self, name: str, path: Path, keep: Keep, budget: Budget) -> None:
        self.name = name
        self._path = path
        self._keep = keep
        self._head = b""
        self._file: BinaryIO | None = None
        self._size = 0
        self._why: str | None = None
        budget.member()

    @property
    def wants_more(self) -> bool:
        """Whether anything more of it is of use."""
        return not self._why

    def write(self, data: bytes) -> int:
        self._size += len(data)
        if self._file is not None:
            self._file.write(data)
        elif self._why is None:
            self._head += data
            if len(self._head) >= HEAD_BYTES:
                self._decide()
        return len(data)

    def close(self) -> Member | Left:
        """What became of it."""
        if self._why is None:
            self._decide()
        if self._file is None:
            return Left(self.name, self._why or "")
        self._file.close()
        self._file = None
        return Member(self.name, self._path, self._size)

    def abandon(self) -> None:
        """Close what is open after an exception."""
        if self._file is not None:
            self._file.close()

    def _decide(self) -> None:
        self._why = self._keep(self.name, self._head[:HEAD_BYTES])
        if not self._why:
            self._file = self._path.open("xb")
            self._file.write(self._head)
        self._head = b""
