"""7z, by py7zr, which pushes the bytes of each member in blocks of up to 128 MB.

Only the directory tells what is to come: it is judged first. A block that is too much has been
unpacked before it can be counted, so that this wants a limit on memory around it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import py7zr
from py7zr.io import Py7zIO, WriterFactory

from sluis.archives._budget import Budget
from sluis.archives._names import Names, locked, unsafe
from sluis.archives._sink import Sink

MakeSink = Callable[[str], Sink]


def unpack_7z(path: Path, budget: Budget, make: MakeSink) -> list[Sink]:
    """The sinks of all members, filled, in the order in which they came."""
    with path.open("rb") as stream, py7zr.SevenZipFile(stream) as archive:  # no threads of its own
        if archive.needs_password():
            raise locked("the archive")
        names = Names()
        files = [one for one in archive.files if not one.is_directory]
        for one in files:
            name = names.take(one.filename)
            if one.is_symlink or one.is_junction or one.is_socket:
                raise unsafe("a link or device", name)
        budget.announced(sum(one.uncompressed or 0 for one in files))
        factory = _Sinks(budget, make)
        try:
            archive.extractall(factory=factory)
        except BaseException:
            factory.abandon()
            raise
        return [one.sink for one in factory.made]


class _Sinks(WriterFactory):
    def __init__(self, budget: Budget, make: MakeSink) -> None:
        self.made: list[_Push] = []
        self._budget = budget
        self._make = make

    def create(self, filename: str) -> _Push:
        self.made.append(_Push(self._make(filename.replace("\\", "/")), self._budget))
        return self.made[-1]

    def abandon(self) -> None:
        for one in self.made:
            one.sink.abandon()


class _Push(Py7zIO):
    def __init__(self, sink: Sink, budget: Budget) -> None:
        self.sink = sink
        self._budget = budget
        self._count = 0

    def write(self, data: Any) -> int:
        self._budget.unpacked(len(data))
        self._count += len(data)
        return self.sink.write(bytes(data))

    def read(self, size: int | None = None) -> bytes:
        raise NotImplementedError

    def seek(self, offset: int, whence: int = 0) -> int:
        return offset

    def flush(self) -> None:
        """Nothing waits."""

    def size(self) -> int:
        return self._count
