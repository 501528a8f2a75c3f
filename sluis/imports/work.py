"""One run of an import or a check, in the order of the package's docstring."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from itertools import islice
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import psycopg
import structlog
from psycopg.rows import dict_row

from sluis import broker, faults
from sluis.catalogue import guard
from sluis.catalogue.comparison import Comparison
from sluis.catalogue.fingerprints import Known
from sluis.catalogue.stage import Stage
from sluis.checks import rules
from sluis.db import Connection, Pool
from sluis.errors import UnreadableFile
from sluis.journal import deliveries, endings, findings, jobs
from sluis.journal.deliveries import FINAL, Delivery, State
from sluis.journal.leases import Lease
from sluis.model import Entity, Finding
from sluis.reading import (
    Again,
    Block,
    Done,
    Findings,
    HeaderRead,
    Limits,
    Options,
    Progress,
    Reader,
    Rows,
    document_finding,
)
from sluis.settings import Settings

log = structlog.get_logger(__name__)

STAGED_TOGETHER = 1000
"""Findings of the comparison that are copied at a time."""

CONNECTION_CHECK_MS = 1000
"""The server looks so often whether we still live while it runs a long statement: the supplier's
lock of a killed worker is free again within seconds."""

CANCEL_SECONDS = 2.0
"""Patience with the server when a statement is to be cancelled."""


class _Refusal(Exception):
    """The header or the document as a whole breaks a rule of severity error."""

    def __init__(self, found: Finding) -> None:
        super().__init__(found.rule)
        self.found = found


def run(settings: Settings, pool: Pool, lease: Lease) -> None:
    """Import or check the delivery of a job, and end the job.

    A delivery that has its final state already is left alone: the job has nothing to do.

    Raises:
        Refused: the delivery or its file is not there.
        ReaderDied: perhaps the file is poison; the attempt counts.
        LeaseLost, JobStopped, ShuttingDown: the work was interrupted; nothing is written.
    """
    began = time.monotonic()
    delivery, today = _begin(pool, lease)
    if delivery is None:
        return
    try:
        with _session(settings, lease) as connection:
            work = _Import(settings, pool, lease, connection, delivery)
            work.read(today)
            work.settle()
    except (UnreadableFile, _Refusal) as error:
        found = error.found if isinstance(error, _Refusal) else document_finding(error)
        _reject(settings, pool, lease, found)
    else:
        broker.ring(jobs.report_lane(delivery.id))
        work.log_end(began)


def _begin(pool: Pool, lease: Lease) -> tuple[Delivery | None, date]:
    with pool.connection() as connection:
        delivery = deliveries.get(connection, _delivery_id(lease), lock=True)
        today = _today(connection, delivery.environment)
        if delivery.state in FINAL:
            return None, today
        deliveries.set_state(connection, delivery.id, State.CHECKING)
    return delivery, today


def _delivery_id(lease: Lease) -> UUID:
    assert lease.job.delivery_id is not None  # noqa: S101 - whoever adds such a job names it
    return lease.job.delivery_id


def _today(connection: Connection, environment: int) -> date:
    """The date where the environment is."""
    row = connection.execute(
        "select time_zone from environment where number = %s", [environment]
    ).fetchone()
    zone = ZoneInfo(row["time_zone"]) if row else None
    return datetime.now(zone).date()


@contextmanager
def _session(settings: Settings, lease: Lease) -> Iterator[Connection]:
    """A connection for this import alone: its temporary tables end with it.

    A worker that freezes inside a transaction loses it, and with it the supplier's lock.
    """
    with psycopg.connect(
        settings.database_url,
        row_factory=dict_row,
        autocommit=True,
        application_name="sluis import",
    ) as connection:
        idle_ms = round(1000 * max(settings.lease_seconds, 10))
        connection.execute(f"set client_connection_check_interval = {CONNECTION_CHECK_MS}")
        connection.execute(f"set idle_in_transaction_session_timeout = {idle_ms}")
        with lease.interrupts(lambda: connection.cancel_safe(timeout=CANCEL_SECONDS)):
            yield connection


def _reject(settings: Settings, pool: Pool, lease: Lease, found: Finding) -> None:
    lease.end()
    lease.check()
    with pool.connection() as connection:
        ending = endings.reject(connection, lease.job, found)
    log.error("delivery_rejected", rule=found.rule, reason=rules.text(found, "en"))
    if ending is not None:
        ending.after_commit(pool, settings.data)


class _Import:
    """One run; `connection` is its own and commits by itself until `settle`."""

    def __init__(
        self,
        settings: Settings,
        pool: Pool,
        lease: Lease,
        connection: Connection,
        delivery: Delivery,
    ) -> None:
        self._settings = settings
        self._pool = pool
        self._lease = lease
        self._connection = connection
        self._delivery = delivery
        self._lines: Counter[str] = Counter()
        self._header: HeaderRead
        self._done: Done
        self._stage: Stage
        self._counts: dict[str, Any] = {}
        self._state = State.CHECKED

    def read(self, today: date) -> None:
        """Bring the file into the temporary tables."""
        findings.create_staging(self._connection)
        path = deliveries.original(self._settings.data, self._delivery)
        options = Options(
            today=today,
            supplier_gln=self._delivery.supplier_gln,
            supplier_required=True,
            schemas=str(self._settings.schemas) if self._settings.schemas else None,
        )
        limits = Limits(
            self._settings.reader_memory_mb,
            self._settings.reader_seconds,
            self._settings.reading_processes(),
        )
        known = self._known()
        size = path.stat().st_size
        with Reader(path, options, limits, known) as reader, self._lease.interrupts(reader.kill):
            for block in reader:
                self._lease.check()
                self._take(block)
        if path.stat().st_size != size:  # whoever handed it in kept it open, and writes on
            raise UnreadableFile("the file changed while it was read; it was handed in too early")

    def _known(self) -> Known:
        """What needs no reading; nothing when only the header can say whose data it is."""
        gln = self._delivery.supplier_gln
        if gln is None:
            return {}
        return Stage(self._connection, self._delivery.environment, gln).known()

    def _take(self, block: Block) -> None:
        match block:
            case HeaderRead():
                self._begin_stage(block)
            case Rows():
                self._stage.copy(block.table, block.lines)
                self._lines[block.table] += block.count
            case Findings():
                self._refuse_document(block.found)
                findings.stage(self._connection, block.found)
            case Again():
                log.info("delivery_read_whole", reason=block.reason)
                self._lines.clear()
                findings.clear_staging(self._connection)
            case Progress():
                self._lease.progress(block.done, block.total)
            case Done():
                self._done = block

    def _begin_stage(self, block: HeaderRead) -> None:
        assert block.supplier_gln is not None  # noqa: S101 - it was required
        self._header = block
        with self._pool.connection() as connection:
            deliveries.describe(connection, self._delivery.id, block.header)
        self._stage = Stage(self._connection, self._delivery.environment, block.supplier_gln)
        self._stage.create()

    def _refuse_document(self, found: Iterable[Finding]) -> None:
        for one in found:
            if one.entity is Entity.DOCUMENT and rules.is_error(one):
                raise _Refusal(one)

    def settle(self) -> None:
        """Compare, decide, write and end the job, in one transaction."""
        with self._connection.transaction():
            comparison = self._stage.compare(
                self._header.header.complete, price_jump=self._settings.guard_price_jump
            )
            self._counts = dict(comparison.as_json())
            self._verify(comparison)
            for batch in _batches(comparison.findings()):
                findings.stage(self._connection, batch)
            reasons = self._reasons_to_wait(comparison)
            if self._state is State.IMPORTED:
                self._apply()
            self._end(reasons)

    def _reasons_to_wait(self, comparison: Comparison) -> dict[str, Any] | None:
        """Decide what becomes of the delivery; the guard's facts when it must wait."""
        if self._lease.job.kind == "check":
            return None
        self._state = State.IMPORTED
        if self._delivery.approved_at is not None:
            return None
        reasons = guard.reasons(comparison, self._settings)
        if not reasons:
            return None
        self._state = State.AWAITING_APPROVAL
        told = {language: "; ".join(r.text(language) for r in reasons) for language in ("en", "nl")}
        return {**told, "reasons": [reason.as_json() for reason in reasons]}

    def _apply(self) -> None:
        with self._pool.connection() as connection:  # at once: for those who watch
            deliveries.set_state(connection, self._delivery.id, State.IMPORTING)
        self._stage.apply(self._delivery.id, self._header.header)
        faults.hit("after-apply-before-commit")

    def _end(self, reasons: dict[str, Any] | None) -> None:
        """The last statements before the commit; a lost lease makes the first of them fail."""
        delivery_id = self._delivery.id
        self._counts["findings"] = findings.store_staged(self._connection, delivery_id)
        self._lease.end()
        self._lease.check()
        jobs.finish(self._connection, self._lease.job, self._counts)
        deliveries.set_state(
            self._connection, delivery_id, self._state, counts=self._counts, guard=reasons
        )
        jobs.add_report(self._connection, delivery_id)

    def _verify(self, comparison: Comparison) -> None:
        """What was read is what was staged, and each record has one verdict.

        Raises:
            RuntimeError: it is not so; the attempt has failed and nothing is written.
        """
        recalled = comparison.recalled
        known = (self._done.known, self._lines["known"], recalled[Entity.PRODUCT])
        if len(set(known)) > 1:
            raise RuntimeError("{} records were known, {} staged, {} found".format(*known))
        staged = sum(self._lines.values()) - known[0]
        sent = sum(self._done.read.values())
        counted = sum(n.read + n.folded - recalled[e] for e, n in comparison.counts.items())
        if not staged == sent == counted:
            raise RuntimeError(f"{sent} records were sent, {staged} staged, {counted} compared")
        for entity, counts in comparison.counts.items():
            parts = counts.created + counts.changed + counts.unchanged + counts.rejected
            read = self._done.read.get(entity.value, 0) + recalled[entity]
            if not counts.read == parts == read - counts.folded:
                raise RuntimeError(f"the counts of {entity} do not add up: {counts}")

    def log_end(self, began: float) -> None:
        """One closing line for the delivery."""
        event, level = _EVENTS[self._state]
        log.log(
            level,
            event,
            supplier=self._header.supplier_gln,
            format=self._header.header.format,
            size_bytes=self._delivery.size_bytes,
            duration_ms=round(1000 * (time.monotonic() - began)),
            **self._counts,
        )


_INFO, _WARNING = 20, 30
_EVENTS = {
    State.IMPORTED: ("delivery_imported", _INFO),
    State.CHECKED: ("delivery_checked", _INFO),
    State.AWAITING_APPROVAL: ("delivery_awaiting_approval", _WARNING),
}


def _batches(found: Iterator[Finding]) -> Iterator[list[Finding]]:
    while batch := list(islice(found, STAGED_TOGETHER)):
        yield batch
