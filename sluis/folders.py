"""Folders on disk, one tree per environment. Pure paths; `make` alone touches the disk."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

GATES = ("Import", "AutoImport", "AutoCheck")
"""Folders of Uploads/ that suppliers may write into."""

OUTGOING = ("Reports", "Downloads")
"""Folders that suppliers may read."""


@dataclass(frozen=True, slots=True)
class Folders:
    """Where everything lies below the data folder."""

    data: Path

    @property
    def spool(self) -> Path:
        """Unfinished uploads: same file system, outside every watched folder."""
        return self.data / "spool"

    def environment(self, number: int) -> Path:
        return self.data / "Environments" / str(number)

    def uploads(self, number: int) -> Path:
        return self.environment(number) / "Uploads"

    def gate(self, number: int, name: str) -> Path:
        """Uploads/Import, Uploads/AutoImport or Uploads/AutoCheck of an environment."""
        return self.uploads(number) / name

    def reports(self, number: int) -> Path:
        return self.environment(number) / "Reports"

    def downloads(self, number: int) -> Path:
        return self.environment(number) / "Downloads"

    def make(self, numbers: list[int]) -> None:
        """Create what is missing for these environments."""
        for folder in (self.spool, self.data / "archive", self.data / "quarantine"):
            folder.mkdir(parents=True, exist_ok=True)
        for number in numbers:
            for name in GATES:
                self.gate(number, name).mkdir(parents=True, exist_ok=True)
            self.reports(number).mkdir(parents=True, exist_ok=True)
            self.downloads(number).mkdir(parents=True, exist_ok=True)


def archive_path(delivery_id: UUID, file_name: str, at: datetime) -> str:
    """Where the original is kept, below the data folder: by date and id, name kept.

    *file_name* is escaped; it is cut in the middle when that made it too long for a file system.
    """
    return f"archive/{at:%Y/%m/%d}/{delivery_id}/{_fitting(file_name)}"


NAME_BYTES = 255
"""Longest file name of the usual file systems."""


def _fitting(name: str) -> str:
    data = name.encode()
    if len(data) <= NAME_BYTES:
        return name
    half = NAME_BYTES // 2
    return data[:half].decode(errors="ignore") + data[-half:].decode(errors="ignore")


def escape(name: str) -> str:
    r"""A name or path from disk as text that every database, log and page can hold.

    Bytes that are no UTF-8, control characters and the backslash become `\xNN`.

    >>> escape("prijs\n\udcff.xml")
    'prijs\\x0a\\xff.xml'
    """
    return re.sub(r"[\x00-\x1f\x7f-\x9f\\\udc80-\udcff]", _hexadecimal, name)


def unescape(text: str) -> str:
    """The name or path on disk that `escape` has written so."""
    parts = re.split(r"\\x([0-9a-f]{2})", text)
    raw = [bytes.fromhex(p) if n % 2 else p.encode() for n, p in enumerate(parts)]
    return os.fsdecode(b"".join(raw))


def _hexadecimal(found: re.Match[str]) -> str:
    return "".join(f"\\x{byte:02x}" for byte in os.fsencode(found[0]))
