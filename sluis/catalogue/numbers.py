"""Change numbers: their order is commit order, so "changes since" can never miss a late commit."""

from __future__ import annotations

from sluis.db import Connection


def next_number(connection: Connection, environment: int) -> int:
    """Take the next number; its row lock holds other takers until this transaction ends."""
    return _number(
        connection,
        "update environment set change_number = change_number + 1 where number = %s"
        " returning change_number",
        environment,
    )


def present_number(connection: Connection, environment: int) -> int:
    """The last number that was given out and committed."""
    return _number(
        connection, "select change_number from environment where number = %s", environment
    )


def _number(connection: Connection, statement: str, environment: int) -> int:
    row = connection.execute(statement, [environment]).fetchone()
    if row is None:
        raise LookupError(f"environment {environment} does not exist")
    return int(row["change_number"])
