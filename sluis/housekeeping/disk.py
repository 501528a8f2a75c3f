"""Warn when a disk that Sluis writes to is nearly full."""

from __future__ import annotations

import shutil
from pathlib import Path

import structlog

from sluis.db import Pool
from sluis.journal.leases import Lease
from sluis.journal.tasks import Task
from sluis.settings import Settings
from sluis.tasks.system import Disk

log = structlog.get_logger(__name__)


def run(settings: Settings, pool: Pool, lease: Lease, task: Task, wanted: Disk) -> dict[str, int]:
    """Percent free of each disk; two folders on one disk are one."""
    disks: dict[int, tuple[str, Path]] = {}
    for name, folder in (("data", settings.data), ("state", settings.state)):
        if folder.exists():
            disks.setdefault(folder.stat().st_dev, (name, folder))
    counts, warnings = {}, 0
    for name, folder in disks.values():
        usage = shutil.disk_usage(folder)
        counts[f"{name}_free_percent"] = percent = 100 * usage.free // usage.total
        if percent < wanted.free_percent:
            warnings += 1
            log.warning(
                "disk_space_low", path=str(folder), free_percent=percent, free_bytes=usage.free
            )
    return counts | {"warnings": warnings}
