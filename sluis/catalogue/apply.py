"""Write what the comparison has decided: only what differs, and the way back.

Order:   before-images first; then the environment's change number, whose row lock makes the
         numbers commit order; then the records. Applies of one environment therefore go one
         after the other from the number on, while reading and comparing go on side by side.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg import sql

from sluis.catalogue.clauses import described, names
from sluis.catalogue.columns import PRODUCT, TRADE_ITEM, Table
from sluis.catalogue.comparison import Comparison
from sluis.catalogue.lines import encode_json
from sluis.catalogue.numbers import next_number, present_number
from sluis.catalogue.staging import stage
from sluis.codelists.status import LAPSED
from sluis.db import Connection
from sluis.model import Header


@dataclass(frozen=True, slots=True)
class Import:
    """Whose file is written, and which delivery it was."""

    environment: int
    supplier_gln: str
    delivery_id: UUID
    header: Header | None


def write(connection: Connection, the: Import, comparison: Comparison) -> int:
    """Carry out the plan; return the change number.

    Raises:
        RuntimeError: the rows written are not those that were counted; a fault of ours.
    """
    facts: dict[str, Any] = {
        "environment": the.environment,
        "gln": the.supplier_gln,
        "delivery": the.delivery_id,
        "lapsed": LAPSED,
    }
    connection.execute(_FORGET, facts)
    for statement in _BEFORE:
        connection.execute(statement, facts, prepare=False)
    number = present_number if comparison.written() == 0 else next_number
    facts["number"] = number(connection, the.environment)
    for table in (PRODUCT, TRADE_ITEM):
        verdicts = comparison.verdicts[table.entity]
        for wanted, statement in _WRITES[table.name]:
            expected = sum(verdicts.get(verdict, 0) for verdict in wanted)
            if expected:
                _write(connection, statement, facts, expected)
        connection.execute(_REFRESH[table.name], facts, prepare=False)
    _note_supplier(connection, the, facts)
    return int(facts["number"])


def _write(
    connection: Connection, statement: sql.Composed, facts: dict[str, Any], expected: int
) -> None:
    written = connection.execute(statement, facts, prepare=False).rowcount
    if written != expected:
        raise RuntimeError(f"{written} rows written where {expected} were planned")


def _note_supplier(connection: Connection, the: Import, facts: dict[str, Any]) -> None:
    header = None if the.header is None else encode_json(the.header).decode()
    name = None if the.header is None else the.header.supplier_name
    connection.execute(_SUPPLIER, facts | {"header": header, "name": name})


_FORGET = sql.SQL(
    "delete from record_change where environment = %(environment)s and supplier_gln = %(gln)s"
)
"""Only the last import of a supplier can be undone."""


def _before(table: Table) -> sql.Composed:
    return sql.SQL(
        "insert into record_change (environment, supplier_gln, entity, record_id, delivery_id,"
        " before) select %(environment)s, %(gln)s, {entity}, t.id, %(delivery)s, to_jsonb(t)"
        " from {plan} p join {table} t on t.id = p.id"
        " where p.verdict in ('changed', 'removed', 'missing', 'lapsed')"
    ).format(
        entity=sql.Literal(table.name),
        plan=stage(f"plan_{table.name}"),
        table=sql.Identifier(table.name),
    )


_BEFORE = (
    _before(PRODUCT),
    _before(TRADE_ITEM),
    sql.SQL(
        "insert into record_change (environment, supplier_gln, entity, record_id, delivery_id,"
        " before) select environment, gln, 'supplier', id, %(delivery)s, to_jsonb(s)"
        " from supplier s where environment = %(environment)s and gln = %(gln)s"
    ),
)

_SUPPLIER = sql.SQL(
    "with old as (select from supplier where environment = %(environment)s and gln = %(gln)s),"
    " written as (insert into supplier (environment, gln, name, header, delivery_id,"
    " change_number) values (%(environment)s, %(gln)s, %(name)s, %(header)s::jsonb, %(delivery)s,"
    " %(number)s) on conflict (environment, gln) do update set"
    " name = coalesce(excluded.name, supplier.name),"
    " header = coalesce(excluded.header, supplier.header),"
    " delivery_id = excluded.delivery_id, change_number = excluded.change_number,"
    " changed_at = now() returning id)"
    " insert into record_change (environment, supplier_gln, entity, record_id, delivery_id)"
    " select %(environment)s, %(gln)s, 'supplier', id, %(delivery)s from written"
    " where not exists (select from old)"
)


def _insert(table: Table) -> sql.Composed:
    """Create in key order, and note each id: an undo archives them."""
    return sql.SQL(
        "with written as (insert into {table} (environment, supplier_gln, {columns}, warnings,"
        " fingerprint, delivery_id, change_number) select %(environment)s, %(gln)s, {staged},"
        " s.warnings, s.fingerprint, %(delivery)s, %(number)s from {stage} s"
        " join {plan} p using (ordinal)"
        " where p.verdict = 'created' order by {key} returning id)"
        " insert into record_change (environment, supplier_gln, entity, record_id, delivery_id)"
        " select %(environment)s, %(gln)s, {entity}, id, %(delivery)s from written"
    ).format(
        table=sql.Identifier(table.name),
        columns=names(table.columns),
        staged=names(table.columns, "s"),
        stage=stage(table.name),
        plan=stage(f"plan_{table.name}"),
        key=names(table.key, "s"),
        entity=sql.Literal(table.name),
    )


_STAMPED = sql.SQL("delivery_id = %(delivery)s, change_number = %(number)s, changed_at = now()")
_TOUCHED = sql.SQL("{}, fingerprint = null").format(_STAMPED)
"""A record that is not as a slice of its own gave it has no fingerprint."""


def _update(table: Table) -> sql.Composed:
    columns = described(table)
    return sql.SQL(
        "update {table} t set ({columns}) = row({staged}), warnings = s.warnings,"
        " archived_at = null, fingerprint = s.fingerprint, {stamped} from {plan} p"
        " join {stage} s using (ordinal)"
        " where p.verdict = 'changed' and t.id = p.id"
    ).format(
        table=sql.Identifier(table.name),
        columns=names(columns),
        staged=names(columns, "s"),
        stamped=_STAMPED,
        plan=stage(f"plan_{table.name}"),
        stage=stage(table.name),
    )


def _archive(table: Table) -> sql.Composed:
    status = sql.SQL("status = %(lapsed)s," if table is PRODUCT else "")
    return sql.SQL(
        "update {table} t set archived_at = now(), {status} {touched} from {plan} p"
        " where p.verdict in ('removed', 'missing', 'lapsed') and t.id = p.id"
    ).format(
        table=sql.Identifier(table.name),
        status=status,
        touched=_TOUCHED,
        plan=stage(f"plan_{table.name}"),
    )


def _note(table: Table) -> sql.Composed:
    """Other warnings on the same record: written, but no change."""
    return sql.SQL(
        "update {table} t set warnings = s.warnings, fingerprint = s.fingerprint"
        " from {plan} p join {stage} s using (ordinal)"
        " where p.verdict = 'noted' and t.id = p.id"
    ).format(
        table=sql.Identifier(table.name),
        plan=stage(f"plan_{table.name}"),
        stage=stage(table.name),
    )


def _writes(table: Table) -> tuple[tuple[tuple[str, ...], sql.Composed], ...]:
    return (
        (("created",), _insert(table)),
        (("changed",), _update(table)),
        (("removed", "missing", "lapsed"), _archive(table)),
        (("noted",), _note(table)),
    )


_WRITES = {table.name: _writes(table) for table in (PRODUCT, TRADE_ITEM)}
"""Per table: which verdicts a statement writes, and the statement."""

_REFRESH = {
    table.name: sql.SQL(
        "update {table} t set fingerprint = s.fingerprint from {plan} p"
        " join {stage} s using (ordinal) where p.source = 'record' and p.verdict = 'unchanged'"
        " and s.fingerprint <> coalesce(t.fingerprint, '') and t.id = p.id"
    ).format(
        table=sql.Identifier(table.name),
        plan=stage(f"plan_{table.name}"),
        stage=stage(table.name),
    )
    for table in (PRODUCT, TRADE_ITEM)
}
"""Unchanged records take the fingerprint of the slice they are equal to: no change to anybody, but
their next delivery need not be read."""
