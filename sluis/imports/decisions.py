"""What an operator may decide about a delivery; each in the caller's transaction."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import structlog

from sluis.catalogue.undo import undo as undo_import
from sluis.db import Connection
from sluis.errors import Refused
from sluis.journal import deliveries, endings, jobs
from sluis.journal.deliveries import State

log = structlog.get_logger(__name__)


def approve(connection: Connection, delivery_id: UUID) -> str:
    """Import a delivery that waits for approval after all; ring the returned lane after commit.

    Raises:
        Refused: it does not wait for approval, or a later delivery has been imported.
    """
    _refuse_overtaken(connection, delivery_id)
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
        Refused: it is in another state, its file is gone, or a later one has been imported.
    """
    _refuse_overtaken(connection, delivery_id)
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


def _refuse_overtaken(connection: Connection, delivery_id: UUID) -> None:
    """An old file must not bring back old prices: later imports of the supplier stand."""
    delivery = deliveries.get(connection, delivery_id)
    later = connection.execute(
        "select file_name, received_at from delivery where environment = %s and supplier_gln = %s"
        " and received_at > %s and state = %s and undone_at is null"
        " order by received_at desc limit 1",
        [delivery.environment, delivery.supplier_gln, delivery.received_at, State.IMPORTED],
    ).fetchone()
    if later is not None and delivery.folder != "AutoCheck":
        raise Refused(
            f"delivery {delivery_id} is overtaken: {later['file_name']}, received "
            f"{later['received_at']:%Y-%m-%d %H:%M}, has been imported since; "
            "undo that one first, or have the file sent again"
        )


def _add_job(connection: Connection, delivery_id: UUID) -> str:
    delivery = deliveries.get(connection, delivery_id)
    lane = jobs.lane_of(delivery.environment, delivery.supplier_gln)
    kind = "check" if delivery.folder == "AutoCheck" else "import"
    jobs.add(connection, kind=kind, lane=lane, delivery_id=delivery_id)
    return lane
