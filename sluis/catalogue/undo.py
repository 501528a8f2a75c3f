"""Undo the last import of a supplier: every record as it was before, under a new change number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg import sql

from sluis.catalogue.clauses import names
from sluis.catalogue.columns import PRODUCT, TRADE_ITEM, Table
from sluis.catalogue.locks import lock_supplier
from sluis.catalogue.numbers import next_number, present_number
from sluis.codelists.status import LAPSED
from sluis.db import Connection
from sluis.errors import Refused


@dataclass(frozen=True, slots=True)
class _Last:
    """The supplier's last import: the only one whose before-images are kept."""

    environment: int
    gln: str
    number: int


def undo(connection: Connection, delivery_id: UUID) -> dict[str, Any]:
    """Take back what the import of *delivery_id* did; on the caller's transaction.

    What it created is archived, what it changed or archived is as it was, and consumers see both
    as changes under a new number. Warnings that changed on otherwise equal records stay.

    Returns:
        `{"change_number": n, "trade_item": {"restored": n, "archived": n}, "product": {...}}`.

    Raises:
        Refused: it was not imported, is undone already, is not the supplier's last import, or
            something later has changed the same records.
    """
    last = _last_import(connection, delivery_id)
    _refuse_when_touched(connection, last)
    touched = _touched(connection, last)
    take = next_number if any(touched.values()) else present_number
    facts = _facts(last) | {"number": take(connection, last.environment)}
    outcome: dict[str, Any] = {"change_number": facts["number"]}
    for table in (PRODUCT, TRADE_ITEM):
        outcome[table.name] = {
            "restored": connection.execute(_restore(table), facts, prepare=False).rowcount,
            "archived": connection.execute(_archive(table), facts, prepare=False).rowcount,
        }
    _close(connection, last, delivery_id)
    return outcome


def _last_import(connection: Connection, delivery_id: UUID) -> _Last:
    """Find it, take its supplier's lock, and look again under the lock."""
    last = _find(connection, delivery_id)
    lock_supplier(connection, last.environment, last.gln)
    last = _find(connection, delivery_id)
    if not _kept(connection, last, delivery_id):
        raise Refused(f"what {delivery_id} changed is not kept any more; it cannot be undone")
    return last


def _find(connection: Connection, delivery_id: UUID) -> _Last:
    row = connection.execute(
        "select environment, gln, change_number from supplier where delivery_id = %s",
        [delivery_id],
    ).fetchone()
    if row is None:
        raise Refused(_why_not(connection, delivery_id))
    return _Last(row["environment"], row["gln"], row["change_number"])


def _why_not(connection: Connection, delivery_id: UUID) -> str:
    row = connection.execute(
        "select undone_at, state from delivery where id = %s", [delivery_id]
    ).fetchone()
    if row is None:
        return f"there is no delivery {delivery_id}"
    if row["undone_at"] is not None:
        return f"delivery {delivery_id} is undone already"
    if row["state"] != "imported":
        return f"delivery {delivery_id} is {row['state']}, not imported: there is nothing to undo"
    return f"delivery {delivery_id} is not the last import of its supplier; undo the last one only"


def _kept(connection: Connection, last: _Last, delivery_id: UUID) -> bool:
    """The supplier's own before-image is there for every import that can still be undone."""
    row = connection.execute(
        "select from record_change where environment = %(environment)s and supplier_gln = %(gln)s"
        " and entity = 'supplier' and delivery_id = %(delivery)s",
        _facts(last) | {"delivery": delivery_id},
    ).fetchone()
    return row is not None


def _refuse_when_touched(connection: Connection, last: _Last) -> None:
    for table in (PRODUCT, TRADE_ITEM):
        row = connection.execute(_TOUCHED_LATER[table.name], _facts(last)).fetchone()
        if row and row["n"]:
            raise Refused(
                f"{row['n']} records of {table.name} were changed after this import;"
                " send a corrected file instead"
            )


def _touched(connection: Connection, last: _Last) -> dict[str, int]:
    rows = connection.execute(
        "select entity, count(*) as n from record_change where environment = %(environment)s"
        " and supplier_gln = %(gln)s and entity <> 'supplier' group by entity",
        _facts(last),
    )
    return {row["entity"]: row["n"] for row in rows}


def _facts(last: _Last) -> dict[str, Any]:
    return {
        "environment": last.environment,
        "gln": last.gln,
        "imported": last.number,
        "lapsed": LAPSED,
    }


def _close(connection: Connection, last: _Last, delivery_id: UUID) -> None:
    """The supplier as it was; the way back is used up; the delivery says so."""
    facts = _facts(last) | {"delivery": delivery_id}
    for statement in _CLOSE:
        connection.execute(statement, facts)


_CHANGES = sql.SQL(
    "record_change c where c.environment = %(environment)s and c.supplier_gln = %(gln)s"
    " and c.entity = {entity}"
)


def _changes(table: Table) -> sql.Composed:
    return _CHANGES.format(entity=sql.Literal(table.name))


_TOUCHED_LATER = {
    table.name: sql.SQL(
        "select count(*) as n from {table} t, {changes}"
        " and t.id = c.record_id and t.change_number <> %(imported)s"
    ).format(table=sql.Identifier(table.name), changes=_changes(table))
    for table in (PRODUCT, TRADE_ITEM)
}


def _restore(table: Table) -> sql.Composed:
    """All but identity and what consumers go by comes from the before-image."""
    columns = (*table.names(), "warnings", "fingerprint", "delivery_id", "archived_at")
    return sql.SQL(
        "update {table} t set ({columns}) = row({before}), change_number = %(number)s,"
        " changed_at = now()"
        " from {changes} and c.before is not null and t.id = c.record_id"
    ).format(
        table=sql.Identifier(table.name),
        columns=names(columns),
        before=names(columns, "b"),
        changes=sql.SQL(
            "record_change c cross join lateral jsonb_populate_record(null::{table}, c.before) b"
            " where c.environment = %(environment)s and c.supplier_gln = %(gln)s"
            " and c.entity = {entity}"
        ).format(table=sql.Identifier(table.name), entity=sql.Literal(table.name)),
    )


def _archive(table: Table) -> sql.Composed:
    status = sql.SQL("status = %(lapsed)s," if table is PRODUCT else "")
    return sql.SQL(
        "update {table} t set archived_at = now(), {status} fingerprint = null,"
        " change_number = %(number)s, changed_at = now()"
        " from {changes} and c.before is null and t.id = c.record_id"
    ).format(table=sql.Identifier(table.name), status=status, changes=_changes(table))


_CLOSE = (
    sql.SQL(
        "update supplier s set (name, header, delivery_id, change_number, changed_at)"
        " = row(b.name, b.header, b.delivery_id, coalesce(b.change_number, 0), now())"
        " from record_change c cross join lateral"
        " jsonb_populate_record(null::supplier, coalesce(c.before, '{{}}')) b"
        " where c.environment = %(environment)s and c.supplier_gln = %(gln)s"
        " and c.entity = 'supplier' and s.id = c.record_id"
    ).format(),
    sql.SQL(
        "delete from record_change where environment = %(environment)s and supplier_gln = %(gln)s"
    ),
    sql.SQL("update delivery set undone_at = now() where id = %(delivery)s"),
)
