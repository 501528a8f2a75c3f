"""What an operator may decide about a delivery; each in the caller's transaction."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import structlog

from sluis.catalogue.undo import undo as undo_import
from sluis.db import Connection
from sluis.journal import deliveries, endings, jobs

log = structlog.get_logger(__name__)


def approve(connection: Connection, delivery_id: UUID) -> str:
    """Import a delivery that waits for approval after all; ring the returned lane after commit.

    Raises:
        Refused: it does not wait for approval.
    """
    deliveries.approve(connection, delivery_id)
    return _add_job(connection, delivery_id)


def reject(connection: Connection, delivery_id: UUID) -> endings.Ending:
    """Refuse a delivery that waits for approval; its findings stay, its file goes to quarantine.

    Call `after_commit` of what is returned after the commit.

    Raises:
        Refused: it does not wait for approval.
    """
    return endings.refuse(connection, delivery_id)


def retry(connection: Connection, delivery_id: UUID) -> str:
    """Begin anew with a rejected, failed or cancelled delivery; ring the returned lane.

    Raises:
        Refused: it is in another state, or its file is gone.
    """
    deliveries.retry(connection, delivery_id)
    return _add_job(connection, delivery_id)


def undo(connection: Connection, delivery_id: UUID) -> tuple[dict[str, Any], str]:
    """Take back the last import of a supplier, and report it anew.

    Returns what was restored and archived (see `sluis.catalogue.undo`), and the lane to ring
    after the commit.

    Raises:
        Refused: it is not the last import of its supplier, or was changed or undone since.
    """
    outcome = undo_import(connection, delivery_id)
    log.warning("delivery_undone", delivery_id=str(delivery_id), **outcome)
    return outcome, jobs.add_report(connection, delivery_id)


def _add_job(connection: Connection, delivery_id: UUID) -> str:
    delivery = deliveries.get(connection, delivery_id)
    lane = jobs.lane_of(delivery.environment, delivery.supplier_gln)
    kind = "check" if delivery.folder == "AutoCheck" else "import"
    jobs.add(connection, kind=kind, lane=lane, delivery_id=delivery_id)
    return lane
