"""Stage, compare, apply: the way of a file into the catalogue.

    stage = Stage(connection, environment, supplier_gln)
    stage.create()                          # any transaction, or autocommit
    stage.copy("trade_item", lines)         # block by block while the file is read
    comparison = stage.compare(mutation)    # from here on in one transaction
    stage.apply(delivery_id, mutation)      # or stop here: a check, or the guard rail

Lines come from `sluis.catalogue.rows`. `compare` takes the lock of the supplier until the
transaction ends, so nothing moves between its verdicts and their writing.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from psycopg.pq import TransactionStatus

from sluis.catalogue import apply, compare, findings, fingerprints, recall, staging
from sluis.catalogue.comparison import Comparison, count
from sluis.catalogue.locks import lock_supplier
from sluis.db import Connection
from sluis.model import Header, Mutation

PRICE_JUMP = 0.5
"""Relative change from which a price counts as a jump, when the caller sets none."""


class Stage:
    """One file of one supplier on its way into the catalogue; belongs to one connection."""

    def __init__(self, connection: Connection, environment: int, supplier_gln: str) -> None:
        self.connection = connection
        self.environment = environment
        self.supplier_gln = supplier_gln
        self._compared: tuple[int, Mutation, Comparison] | None = None

    def known(self) -> fingerprints.Known:
        """The slices that need no reading; see `recall`."""
        return recall.known(self.connection, self.environment, self.supplier_gln)

    def create(self) -> None:
        """Make the staging tables, empty."""
        staging.create(self.connection)

    def copy(self, table: str, lines: bytes) -> None:
        """Append a block of COPY lines to one staging table (`rows.encode` names it)."""
        staging.copy(self.connection, table, lines)

    def compare(self, mutation: Mutation, *, price_jump: float = PRICE_JUMP) -> Comparison:
        """Say what the file would do; writes nothing but temporary tables.

        Waits for another import of the same supplier that is under way.

        Raises:
            RuntimeError: the counts do not add up; a fault of ours, never of the file.
        """
        lock_supplier(self.connection, self.environment, self.supplier_gln)
        facts = compare.facts(self.environment, self.supplier_gln, Decimal(str(price_jump)))
        recalled = compare.plan(self.connection, facts, mutation)
        findings.collect(self.connection, facts)
        comparison = replace(count(self.connection, facts, mutation), recalled=recalled)
        self._compared = (self._transaction(), mutation, comparison)
        return comparison

    def apply(self, delivery_id: UUID, mutation: Mutation, header: Header | None = None) -> int:
        """Write what differs, and only that; return the change number.

        Keeps the before-images for `undo` and forgets those of the supplier's earlier import.
        When nothing differs no record is touched and the number is the environment's present one.

        Raises:
            RuntimeError: not in the transaction of `compare`, or for another mutation.
        """
        if self._compared is None or self._compared[:2] != (self._transaction(), mutation):
            raise RuntimeError("compare and apply belong in one transaction")
        return apply.write(
            self.connection,
            apply.Import(self.environment, self.supplier_gln, delivery_id, header),
            self._compared[2],
        )

    def _transaction(self) -> int:
        """Number of the open transaction; 0 in autocommit, which no comparison ever has."""
        if self.connection.info.transaction_status is TransactionStatus.IDLE:
            return 0
        row = self.connection.execute("select pg_current_xact_id()::text::bigint as xid").fetchone()
        return int(row["xid"]) if row else 0
