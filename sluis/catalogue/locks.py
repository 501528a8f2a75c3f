"""One writer per supplier: the lock behind import, undo and every manual change."""

from __future__ import annotations

from sluis.db import Connection


def lock_supplier(connection: Connection, environment: int, gln: str) -> None:
    """Wait for the supplier's lock and hold it until the transaction ends.

    All records of a supplier are written under this lock alone, and no two suppliers share a
    record, so two imports can never deadlock. The only row they share is that of the environment
    (its change number), taken last of all.
    """
    connection.execute(
        "select pg_advisory_xact_lock(hashtextextended(%s, 0))",
        [f"sluis catalogue {environment} {gln}"],
    )
