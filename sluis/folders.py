"""Folders on disk, one tree per environment. Pure paths; `make` alone touches the disk."""

from __future__ import annotations

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
    """Where the original is kept, below the data folder: by date and id, name kept."""
    return f"archive/{at:%Y/%m/%d}/{delivery_id}/{file_name}"


def quarantine_path(delivery_id: UUID, file_name: str, at: datetime) -> str:
    """Where a refused original is kept, below the data folder."""
    return f"quarantine/{at:%Y/%m/%d}/{delivery_id}/{file_name}"
