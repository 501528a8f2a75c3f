"""Stage, compare, apply: the way of a file into the catalogue.

    stage = Stage(connection, environment, supplier_gln)
    stage.create()                          # any transaction, or autocommit
    stage.copy("trade_item", lines)         # block by block while the file is read
    comparison = stage.compare(complete)    # from here on in one transaction
    stage.apply(delivery_id)                # or stop here: a check, or the guard rail

Lines come from `sluis.catalogue.rows`. `compare` takes the lock of the supplier until the
transaction ends, so nothing moves between its verdicts and their writing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from psycopg.pq import TransactionStatus

from sluis.catalogue import apply, compare, findings, fingerprints, recall, staging
from sluis.catalogue.comparison import Comparison, count
from sluis.catalogue.locks import lock_supplier
from sluis.db import Connection
from sluis.model import Entity, Header

PRICE_JUMP = 0.5
"""Relative change from which a price counts as a jump, when the caller sets none."""


class Stage:
    """One file of one supplier on its way into the catalogue; belongs to one connection."""

    def __init__(self, connection: Connection, environment: int, supplier_gln: str) -> None:
        self.connection = connection
        self.environment = environment
        self.supplier_gln = supplier_gln
        self._compared: tuple[int, Comparison] | None = None

    def known(self) -> fingerprints.Known:
        """The slices that need no reading; see `recall`."""
        return recall.known(self.connection, self.environment, self.supplier_gln)

    def create(self) -> None:
        """Make the staging tables, empty."""
        staging.create(self.connection)

    def copy(self, table: str, lines: bytes) -> None:
        """Append a block of COPY lines to one staging table (`rows.encode` names it)."""
        staging.copy(self.connection, table, lines)

    def compare(
        self,
        complete: Collection[Entity],
        *,
        documents: Sequence[int] = (1,),
        price_jump: float = PRICE_JUMP,
    ) -> Comparison:
        """Say what the file would do; writes nothing but temporary tables.

        What is left out is missing for the entities that are *complete*. *documents* has the
        ordinal of the first record of each document of the delivery.
        Waits for another import of the same supplier that is under way.

        Raises:
            RuntimeError: the counts do not add up; a fault of ours, never of the file.
        """
        lock_supplier(self.connection, self.environment, self.supplier_gln)
        facts = {
            "environment": self.environment,
            "gln": self.supplier_gln,
            "jump": Decimal(str(price_jump)),
            "documents": list(documents),
        }
        recalled = compare.plan(self.connection, facts, complete)
        findings.collect(self.connection, facts)
        comparison = replace(count(self.connection, facts), recalled=recalled)
        self._compared = (self._transaction(), comparison)
        return comparison

    def apply(self, delivery_id: UUID, header: Header | None = None) -> int:
        """Write what differs, and only that; return the change number.

        Keeps the before-images for `undo` and forgets those of the supplier's earlier import.
        When nothing differs no record is touched and the number is the environment's present one.

        Raises:
            RuntimeError: not in the transaction of `compare`.
        """
        if self._compared is None or self._compared[0] != self._transaction():
            raise RuntimeError("compare and apply belong in one transaction")
        return apply.write(
            self.connection,
            apply.Import(self.environment, self.supplier_gln, delivery_id, header),
            self._compared[1],
        )

    def _transaction(self) -> int:
        """Number of the open transaction; 0 in autocommit, which no comparison ever has."""
        if self.connection.info.transaction_status is TransactionStatus.IDLE:
            return 0
        row = self.connection.execute("select pg_current_xact_id()::text::bigint as xid").fetchone()
        return int(row["xid"]) if row else 0
