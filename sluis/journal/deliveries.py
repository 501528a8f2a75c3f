"""Deliveries: one received file each, from its claim to its final state.

States:  received -> checking -> (awaiting_approval ->) importing -> imported, or one of
         checked, rejected, failed, cancelled, unmatched; `BEFORE` is the whole truth.
Commits: nothing here commits; the caller's transaction does.
Files:   `stored_path` changes in the row first, the file follows; `original` finds it in between.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
from psycopg.types.json import Jsonb

from sluis.db import Connection
from sluis.errors import Refused
from sluis.model import Header
from sluis.outbox import sync_folder


class State(StrEnum):
    """Where a delivery stands."""

    RECEIVED = "received"
    CHECKING = "checking"
    AWAITING_APPROVAL = "awaiting_approval"
    IMPORTING = "importing"
    IMPORTED = "imported"
    CHECKED = "checked"
    REJECTED = "rejected"
    FAILED = "failed"
    CANCELLED = "cancelled"
    UNMATCHED = "unmatched"


FINAL = frozenset(
    {
        State.IMPORTED,
        State.CHECKED,
        State.REJECTED,
        State.FAILED,
        State.CANCELLED,
        State.UNMATCHED,
    }
)
"""States in which no work is left; `ended_at` is set on the way in."""

_AT_WORK = frozenset({State.RECEIVED, State.CHECKING, State.IMPORTING})
_OPEN = _AT_WORK | {State.AWAITING_APPROVAL}

BEFORE: dict[State, frozenset[State]] = {
    State.RECEIVED: _OPEN | {State.REJECTED, State.FAILED, State.CANCELLED, State.UNMATCHED},
    State.CHECKING: _AT_WORK,
    State.AWAITING_APPROVAL: _AT_WORK,
    State.IMPORTING: _OPEN,
    State.IMPORTED: _OPEN,
    State.CHECKED: _AT_WORK,
    State.REJECTED: _OPEN,
    State.FAILED: _OPEN,
    State.CANCELLED: _OPEN,
    State.UNMATCHED: frozenset({State.RECEIVED}),
}
"""State -> the states it may follow. Its own is always allowed: actors run twice."""


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the table `delivery`, every column by its name."""

    id: UUID
    environment: int
    upload_id: UUID | None
    account: str | None
    supplier_gln: str | None
    task_id: int | None
    folder: str
    path: str
    file_name: str
    size_bytes: int
    mtime_ns: int
    sha256: str
    arrival: int
    state: State
    stored_path: str
    received_at: datetime
    stored_at: datetime | None
    ended_at: datetime | None
    approved_at: datetime | None
    undone_at: datetime | None
    format: str | None
    version: str | None
    transaction: str | None
    mutation: str | None
    header: dict[str, Any] | None
    counts: dict[str, Any]
    guard: dict[str, Any] | None
    error: dict[str, Any] | None
    reports: list[str]


COLUMNS = ", ".join(Delivery.__struct_fields__)


def get(connection: Connection, delivery_id: UUID, *, lock: bool = False) -> Delivery:
    """The delivery; with *lock* nobody else changes it before the transaction ends.

    Raises:
        Refused: there is no such delivery.
    """
    suffix = " for update" if lock else ""
    row = connection.execute(
        f"select {COLUMNS} from delivery where id = %s{suffix}",  # noqa: S608 - constants
        [delivery_id],
    ).fetchone()
    if row is None:
        raise Refused(f"there is no delivery {delivery_id}")
    return _delivery(row)


def listed(
    connection: Connection,
    *,
    states: Iterable[State] = (),
    environment: int | None = None,
    supplier: str | None = None,
    limit: int = 50,
) -> list[Delivery]:
    """Deliveries, newest first; each filter that is not given lets everything through."""
    rows = connection.execute(
        f"select {COLUMNS} from delivery"  # noqa: S608 - constants
        " where (cardinality(%(states)s::text[]) = 0 or state = any(%(states)s::text[]))"
        " and (%(environment)s::int is null or environment = %(environment)s)"
        " and (%(supplier)s::text is null or supplier_gln = %(supplier)s)"
        " order by received_at desc, id limit %(limit)s",
        {
            "states": [str(state) for state in states],
            "environment": environment,
            "supplier": supplier,
            "limit": limit,
        },
    )
    return [_delivery(row) for row in rows]


def set_state(
    connection: Connection,
    delivery_id: UUID,
    state: State,
    *,
    counts: dict[str, Any] | None = None,
    guard: dict[str, Any] | None = None,
    error: dict[str, Any] | None = None,
) -> None:
    """Move the delivery on; counts, guard and error stay as they are where None is given.

    Raises:
        Refused: there is no such delivery, or *state* cannot follow the one it is in.
    """
    changed = connection.execute(
        "update delivery set state = %(state)s, counts = coalesce(%(counts)s, counts),"
        " guard = coalesce(%(guard)s, guard), error = coalesce(%(error)s, error),"
        " ended_at = case when not %(final)s then null when state = %(state)s then ended_at"
        "  else now() end"
        " where id = %(id)s and state = any(%(before)s::text[])",
        {
            "id": delivery_id,
            "state": str(state),
            "final": state in FINAL,
            "before": [str(state), *map(str, BEFORE[state])],
            "counts": _json(counts),
            "guard": _json(guard),
            "error": _json(error),
        },
    )
    if not changed.rowcount:
        now = get(connection, delivery_id).state
        raise Refused(f"delivery {delivery_id} is {now}; it cannot become {state}")


def finish(
    connection: Connection,
    delivery_id: UUID,
    state: State,
    *,
    counts: dict[str, Any] | None = None,
    error: dict[str, Any] | None = None,
) -> None:
    """Give the delivery a final state: with its counts, or with `rule` and `text` of the error.

    Raises:
        Refused: as `set_state`.
    """
    if state not in FINAL:
        raise ValueError(f"{state} is not a final state")
    set_state(connection, delivery_id, state, counts=counts, error=error)


def describe(connection: Connection, delivery_id: UUID, header: Header) -> None:
    """Write down what the file was recognised as.

    The supplier of the header counts only where the account gave none.
    """
    connection.execute(
        "update delivery set format = %s, version = %s, transaction = %s, mutation = %s,"
        " header = %s, supplier_gln = coalesce(supplier_gln, %s) where id = %s",
        [
            header.format,
            header.version,
            str(header.transaction),
            str(header.mutation),
            _json(msgspec.to_builtins(header)),
            header.supplier_gln,
            delivery_id,
        ],
    )


def approve(connection: Connection, delivery_id: UUID) -> None:
    """Let a delivery that waits for approval go on; the caller adds its job.

    Raises:
        Refused: it does not wait for approval.
    """
    state = get(connection, delivery_id, lock=True).state
    if state is not State.AWAITING_APPROVAL:
        raise Refused(f"delivery {delivery_id} is {state}; it does not wait for approval")
    set_state(connection, delivery_id, State.RECEIVED)
    connection.execute("update delivery set approved_at = now() where id = %s", [delivery_id])


def retry(connection: Connection, delivery_id: UUID) -> None:
    """Bring a rejected, failed or cancelled delivery back to `received`; the caller adds its job.

    Raises:
        Refused: it is in another state, or its file was never stored.
    """
    delivery = get(connection, delivery_id, lock=True)
    if delivery.state not in {State.REJECTED, State.FAILED, State.CANCELLED}:
        raise Refused(f"delivery {delivery_id} is {delivery.state}; there is nothing to try again")
    if delivery.stored_at is None or _is_removed(connection, delivery_id):
        raise Refused(f"the file of delivery {delivery_id} is not there; it must be sent again")
    set_state(connection, delivery_id, State.RECEIVED)
    connection.execute("update delivery set error = null where id = %s", [delivery_id])


def _is_removed(connection: Connection, delivery_id: UUID) -> bool:
    """Has retention removed its original?"""
    row = connection.execute(
        "select from delivery where id = %s and removed_at is not null", [delivery_id]
    ).fetchone()
    return row is not None


def add_reports(connection: Connection, delivery_id: UUID, paths: Iterable[str]) -> None:
    """Note reports, by their paths below the environment's folder; the same ones once."""
    connection.execute(
        "update delivery set reports ="
        " array(select distinct unnest(reports || %s::text[]) order by 1) where id = %s",
        [list(paths), delivery_id],
    )


def quarantine(connection: Connection, delivery_id: UUID) -> None:
    """Say in the row that the original belongs in quarantine; after commit call `original`."""
    connection.execute(
        "update delivery set stored_path = regexp_replace(stored_path, '^archive/', 'quarantine/')"
        " where id = %s",
        [delivery_id],
    )


def original(data: Path, delivery: Delivery) -> Path:
    """Where the original lies, below the folder *data*; a move that was cut short is done first.

    Raises:
        Refused: the file is nowhere.
    """
    wanted = data / delivery.stored_path
    if not wanted.exists():
        _follow(data, delivery.stored_path, wanted)
    return wanted


def _follow(data: Path, stored_path: str, wanted: Path) -> None:
    """Bring the file from the archive to quarantine, where the row says it is."""
    head, _, rest = stored_path.partition("/")
    source = data / "archive" / rest
    wanted.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.rename(source, wanted)  # noqa: PTH104 - beside its fsync
    except FileNotFoundError:
        if head == "quarantine" and wanted.exists():  # somebody else was faster
            return
        raise Refused(f"the original {stored_path} is gone") from None
    sync_folder(wanted.parent)
    sync_folder(source.parent)


def _delivery(row: dict[str, Any]) -> Delivery:
    return Delivery(**{**row, "state": State(row["state"])})


def _json(value: dict[str, Any] | None) -> Jsonb | None:
    return None if value is None else Jsonb(value, dumps=msgspec.json.encode)
