"""Count the catalogue of each supplier once a day: a line that data managers can follow."""

from __future__ import annotations

from typing import Any

from sluis import db, environments
from sluis.catalogue import statistics
from sluis.db import Pool
from sluis.journal.leases import Lease
from sluis.journal.tasks import Task
from sluis.settings import Settings

CANCEL_SECONDS = 2.0
"""Patience with the server when the count is to be cancelled."""

TOTALS = ("products", "products_archived", "trade_items", "trade_items_archived")


def run(settings: Settings, pool: Pool, lease: Lease, task: Task, _: Any) -> dict[str, int]:
    """The counts of all suppliers together."""
    with pool.connection() as connection:
        zone = environments.get(connection, task.environment).zone
        day = db.present(connection).astimezone(zone).date()
        with lease.interrupts(lambda: connection.cancel_safe(timeout=CANCEL_SECONDS)):
            statistics.count(connection, task.environment, day)
        counted = [
            one for one in statistics.listed(connection, task.environment, days=1) if one.day == day
        ]
    totals = {name: sum(getattr(one, name) for one in counted) for name in TOTALS}
    return {"suppliers": len(counted), **totals}
