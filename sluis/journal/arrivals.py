"""From the file in Uploads to the delivery whose original is stored: the SQL of the folder gate.

Order:   `receive` -> commit -> the file moves to `stored_path` -> `store` -> commit -> ring.
Crash:   a row without `stored_at` is `pending`; it is finished or given up, never doubled.
Paths:   below the environment's folder, escaped (see `sluis.folders.escape`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from psycopg.types.json import Jsonb

from sluis.db import Connection, Row
from sluis.folders import archive_path
from sluis.journal import deliveries, expected, jobs, runs
from sluis.journal.deliveries import State
from sluis.journal.expected import Expected
from sluis.journal.runs import Cause

WATCHER_LOCK = 2026112103
"""Key of the advisory lock: one watcher is active, others stand by."""

KIND = {"AutoImport": "import", "AutoCheck": "check"}
"""Gate folder -> kind of the first job; in Import the task of the file's name decides."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A file as it lies in Uploads. `path` is as the gate wrote it, where text can hold it."""

    environment: int
    path: str
    inode: int
    size_bytes: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Upload:
    """What the FTPS gate has recorded about a file it received whole."""

    id: UUID
    account: str
    supplier_gln: str | None
    sha256: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file about to be claimed."""

    environment: int
    folder: str
    path: str
    file_name: str
    size_bytes: int
    mtime_ns: int
    sha256: str
    upload_id: UUID | None = None
    account: str | None = None
    supplier_gln: str | None = None
    task_id: int | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """The delivery of an arrival, and where its original goes, below the data folder."""

    delivery_id: UUID
    stored_path: str


@dataclass(frozen=True, slots=True)
class Pending:
    """A delivery whose original is not known to be stored."""

    id: UUID
    environment: int
    path: str
    stored_path: str
    size_bytes: int
    mtime_ns: int
    sha256: str
    upload_id: UUID | None
    task_id: int | None


def take_seat(connection: Connection) -> bool:
    """Become the active watcher; False when another one is. Held until the connection ends."""
    row = connection.execute("select pg_try_advisory_lock(%s) as taken", [WATCHER_LOCK]).fetchone()
    return bool(row and row["taken"])


def uploads(connection: Connection, seen: Sequence[Seen]) -> dict[Seen, Upload]:
    """Which of these files the FTPS gate has recorded, and no stored delivery has used yet."""
    rows = connection.execute(
        _UPLOADS,
        [
            [s.environment for s in seen],
            [s.path for s in seen],
            [s.inode for s in seen],
            [s.size_bytes for s in seen],
            [s.mtime_ns for s in seen],
        ],
    )
    return {seen[row.pop("n") - 1]: Upload(**row) for row in rows}


_UPLOADS = """
    select s.n, u.id, u.account, u.supplier_gln, u.sha256, u.recorded_at
      from unnest(%s::int[], %s::text[], %s::bigint[], %s::bigint[], %s::bigint[])
           with ordinality as s (environment, path, inode, size_bytes, mtime_ns, n)
      join upload u on u.environment = s.environment and u.path = s.path
       and u.inode = s.inode and u.size_bytes = s.size_bytes and u.mtime_ns = s.mtime_ns
      left join delivery d on d.upload_id = u.id
     where d.id is null or d.stored_at is null and d.state = 'received'
     order by u.recorded_at
"""


def with_owner(connection: Connection, arrival: Arrival) -> Arrival:
    """The arrival of a file from elsewhere, with the account it belongs to, where that is known.

    Known: the gate recorded these very bytes under this path (a client has set the times since),
    or the sub-folder below the gate is the root of exactly one account.
    """
    upload = connection.execute(
        _SAME_BYTES, [arrival.environment, arrival.path, arrival.size_bytes, arrival.sha256]
    ).fetchone()
    if upload is not None:
        return replace(arrival, **upload)
    below = arrival.path.split("/")[2:-1]
    roots = ["/".join(below[:depth]) for depth in range(len(below), 0, -1)]
    account = connection.execute(_ROOT, [arrival.environment, roots, roots]).fetchone()
    if account is None or len(account["names"]) != 1:
        return arrival
    return replace(arrival, account=account["names"][0], supplier_gln=account["glns"][0])


def with_task(connection: Connection, arrival: Arrival) -> Arrival:
    """The arrival with the import task that expects it, whose supplier it then brings data of."""
    if arrival.folder != "Import":
        return arrival
    waiting = expected.tasks(connection, arrival.environment)
    task = expected.find(waiting, arrival.path, arrival.supplier_gln)
    if task is None:
        return arrival
    supplier = arrival.supplier_gln or task.supplier
    return replace(arrival, task_id=task.task_id, supplier_gln=supplier)


_SAME_BYTES = """
    select u.id as upload_id, u.account, u.supplier_gln
      from upload u left join delivery d on d.upload_id = u.id
     where u.environment = %s and u.path = %s and u.size_bytes = %s and u.sha256 = %s
       and (d.id is null or d.stored_at is null and d.state = 'received')
     order by u.recorded_at desc limit 1
"""

_ROOT = """
    select array_agg(name) as names, array_agg(supplier_gln) as glns
      from account
     where environment = %s and trim(both '/' from root) = any(%s::text[])
     group by trim(both '/' from root)
     order by array_position(%s::text[], trim(both '/' from root)) limit 1
"""


def receive(
    connection: Connection, arrivals: Iterable[Arrival], now: datetime
) -> list[Claim | None]:
    """Give each arrival its delivery: a new row, or the pending one of the same path.

    None where another watcher was faster; look again. A pending row takes over what the file is
    now: it was never stored, so nobody has acted on what it said.
    """
    claims = []
    for arrival in arrivals:
        delivery_id = uuid4()
        values: dict[str, Any] = {name: getattr(arrival, name) for name in arrival.__slots__}
        stored_path = archive_path(delivery_id, arrival.file_name, now)
        values |= {"id": delivery_id, "stored_path": stored_path}
        row = connection.execute(_ADOPT, values).fetchone()
        if row is None:
            row = connection.execute(_INSERT, values).fetchone()
        claims.append(Claim(row["id"], row["stored_path"]) if row else None)
    return claims


_SAME_KEY = """
    select coalesce(max(o.arrival) + 1, 0) from delivery o
     where o.environment = %(environment)s and o.path = %(path)s
       and o.size_bytes = %(size_bytes)s and o.mtime_ns = %(mtime_ns)s and o.sha256 = %(sha256)s
"""

_ADOPT = f"""
    update delivery
       set size_bytes = %(size_bytes)s, mtime_ns = %(mtime_ns)s, sha256 = %(sha256)s,
           upload_id = %(upload_id)s, account = %(account)s, supplier_gln = %(supplier_gln)s,
           task_id = %(task_id)s,
           arrival = ({_SAME_KEY} and o.id <> delivery.id)
     where id = (select id from delivery
                  where environment = %(environment)s and path = %(path)s
                    and stored_at is null and state = 'received'
                    and (upload_id is null or upload_id = %(upload_id)s)
                  order by upload_id limit 1)
 returning id, stored_path
"""  # noqa: S608 - constants

_INSERT = f"""
    insert into delivery (id, environment, upload_id, account, supplier_gln, task_id, folder,
                          path, file_name, size_bytes, mtime_ns, sha256, arrival, stored_path)
    values (%(id)s, %(environment)s, %(upload_id)s, %(account)s, %(supplier_gln)s, %(task_id)s,
            %(folder)s, %(path)s, %(file_name)s, %(size_bytes)s, %(mtime_ns)s, %(sha256)s,
            ({_SAME_KEY}), %(stored_path)s)
    on conflict do nothing
 returning id, stored_path
"""  # noqa: S608 - constants


def correct(connection: Connection, delivery_id: UUID, arrival: Arrival) -> None:
    """Say in a pending row what its file turned out to be."""
    values: dict[str, Any] = {name: getattr(arrival, name) for name in arrival.__slots__}
    connection.execute(_CORRECT, values | {"id": delivery_id})


_CORRECT = f"""
    update delivery
       set size_bytes = %(size_bytes)s, mtime_ns = %(mtime_ns)s, sha256 = %(sha256)s,
           arrival = ({_SAME_KEY} and o.id <> delivery.id)
     where id = %(id)s and stored_at is null and state = 'received'
"""  # noqa: S608 - constants


def store(
    connection: Connection, delivery_ids: Sequence[UUID]
) -> list[tuple[UUID, str, str | None]]:
    """The originals of these deliveries are safe: give each its first job, in this order.

    Returns (delivery, state, lane to ring after the commit), without those another watcher did. A
    file that waits for the next run of its task has no lane.
    """
    rows = connection.execute(_STORE, [list(delivery_ids)]).fetchall()
    by_id = {row["id"]: row for row in rows}
    stored = []
    for delivery_id in delivery_ids:
        if row := by_id.pop(delivery_id, None):
            lane = _first_job(connection, row)
            stored.append((delivery_id, str(row["state"]), lane))
    return stored


_STORE = """
    update delivery
       set stored_at = now(),
           state = case when folder = 'Import' and task_id is null then 'unmatched' else state end,
           ended_at = case when folder = 'Import' and task_id is null then now() end
     where id = any(%s) and stored_at is null and state = 'received'
 returning id, environment, supplier_gln, folder, path, task_id, state
"""


def _first_job(connection: Connection, row: Row) -> str | None:
    if row["folder"] == "Import":
        waiting = expected.tasks(connection, row["environment"])
        if row["state"] == "unmatched":
            return _unmatched(connection, row, waiting)
        return _of_task(connection, row, waiting)
    lane = jobs.lane_of(row["environment"], row["supplier_gln"])
    jobs.add(connection, kind=KIND[row["folder"]], lane=lane, delivery_id=row["id"])
    return lane


def _unmatched(connection: Connection, row: Row, waiting: list[Expected]) -> str:
    """A name that nobody expects: a report says which names are."""
    error = Jsonb(expected.unexpected(waiting, row["path"]))
    connection.execute("update delivery set error = %s where id = %s", [error, row["id"]])
    return jobs.add_report(connection, row["id"])


def _of_task(connection: Connection, row: Row, waiting: list[Expected]) -> str | None:
    """The run of an import task that its file begins; None when the task has a time of its own."""
    if not any(task.task_id == row["task_id"] and task.on_arrival for task in waiting):
        return None
    lane = import_lane(row["environment"], row["supplier_gln"], row["task_id"])
    return runs.start_now(
        connection, row["task_id"], Cause.ARRIVAL, kind="import", lane=lane, delivery_id=row["id"]
    )


def import_lane(environment: int, supplier_gln: str | None, task_id: int) -> str:
    """Lane of the imports of a task: that of its supplier, so that nothing of it overtakes."""
    return jobs.lane_of(environment, supplier_gln) if supplier_gln else jobs.task_lane(task_id)


def pending(connection: Connection) -> list[Pending]:
    """Deliveries whose original is not known to be stored, oldest first."""
    rows = connection.execute(
        "select id, environment, path, stored_path, size_bytes, mtime_ns, sha256, upload_id,"
        " task_id from delivery where state = 'received' and stored_at is null"
        " order by received_at, id"
    )
    return [Pending(**row) for row in rows]


def give_up(connection: Connection, delivery_id: UUID) -> None:
    """The file is neither in Uploads nor in the archive: nobody can do anything more."""
    text = "the file vanished from Uploads before it could be stored; it must be sent again"
    error = {"rule": "source-vanished", "text": text}
    deliveries.finish(connection, delivery_id, State.FAILED, error=error)
