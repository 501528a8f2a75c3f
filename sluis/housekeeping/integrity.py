"""Read stored originals again and compare their hash with the journal, a bounded part each time.

Those that were read longest ago come first, so that every one is read in the course of time.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import structlog

from sluis.db import Pool
from sluis.errors import Refused
from sluis.journal import ageing, deliveries
from sluis.journal.deliveries import Delivery
from sluis.journal.leases import Lease
from sluis.journal.tasks import Task
from sluis.settings import Settings
from sluis.tasks.system import Integrity

log = structlog.get_logger(__name__)

BLOCK = 1024 * 1024
MEGABYTE = 1_000_000
LISTED = 1000
"""Deliveries looked up for one run."""


def run(
    settings: Settings, pool: Pool, lease: Lease, task: Task, wanted: Integrity
) -> dict[str, int]:
    """Counts of originals read, their bytes, and those that are not as they came."""
    counts = {"read": 0, "bytes": 0, "warnings": 0}
    budget = wanted.megabytes * MEGABYTE
    with pool.connection() as connection:
        found = ageing.unverified(connection, task.environment, wanted.days, LISTED)
    for delivery in found:
        lease.progress(counts["bytes"], budget)
        whole = _is_whole(settings.data, delivery, lease)
        with pool.connection() as connection:
            damaged = ageing.mark_verified(connection, delivery) and not whole
        if damaged:
            log.error("original_damaged", delivery_id=str(delivery.id), path=delivery.stored_path)
        counts["read"] += 1
        counts["bytes"] += delivery.size_bytes
        counts["warnings"] += damaged
        if counts["bytes"] >= budget:
            break
    return counts


def _is_whole(data: Path, delivery: Delivery, lease: Lease) -> bool:
    """Is the original there, and byte for byte what came?"""
    digest = hashlib.sha256()
    try:
        with deliveries.original(data, delivery).open("rb") as file:
            while block := file.read(BLOCK):
                lease.check()
                digest.update(block)
    except (OSError, Refused):
        return False
    return digest.hexdigest() == delivery.sha256
