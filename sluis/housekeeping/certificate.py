"""Warn before the certificate of the FTPS gate ends."""

from __future__ import annotations

from datetime import UTC, datetime

import structlog

from sluis.certificates import CERTIFICATE, Pair
from sluis.db import Pool
from sluis.journal.leases import Lease
from sluis.journal.tasks import Task
from sluis.settings import Settings
from sluis.tasks.system import Certificate

log = structlog.get_logger(__name__)


def run(
    settings: Settings, pool: Pool, lease: Lease, task: Task, wanted: Certificate
) -> dict[str, int]:
    """Days left; nothing where no gate has made or been given a certificate.

    Raises:
        Refused: the file is there and is no certificate.
    """
    path = settings.ftps_certificate or settings.state / CERTIFICATE
    if not path.exists():
        return {}
    days = Pair(path, path).days_left(datetime.now(UTC))
    if days < wanted.days:
        log.warning("certificate_ends", certificate=str(path), days=days)
    return {"days": days, "warnings": int(days < wanted.days)}
