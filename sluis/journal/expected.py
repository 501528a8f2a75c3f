"""Which import task a file in Uploads/Import belongs to.

Only active tasks expect files. A name with a folder goes before one without, an exact name before
a pattern, and then the order of the tasks decides. A task of one supplier takes no file that came
in through the account of another.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec

from sluis.db import Connection
from sluis.tasks.file_names import matches, nearest

FOLDER = "Uploads/Import/"
"""What the path of such a file begins with, below the environment's folder."""

_NAMES_TOLD = 10


class Expected(NamedTuple):
    """A task that takes a file, whose data it brings, and what it does with the file."""

    task_id: int
    name: str
    file: str
    supplier: str | None
    delete: bool
    on_arrival: bool


def tasks(connection: Connection, environment: int) -> list[Expected]:
    """The active import tasks of an environment that wait for a file, in the order of asking."""
    rows = connection.execute(_TASKS, [environment])
    return sorted((Expected(**row) for row in rows), key=_precision)


def _precision(task: Expected) -> tuple[bool, bool]:
    return "/" not in task.file, "{" in task.file


_TASKS = """
select id as task_id, name, settings ->> 'file' as file, settings ->> 'supplier' as supplier,
       coalesce((settings ->> 'delete')::boolean, true) as delete,
       coalesce((settings ->> 'on_arrival')::boolean, true) as on_arrival
  from task
 where environment = %s and type = 'import' and active and settings ->> 'file' is not null
 order by sequence, id
"""


def find(waiting: list[Expected], path: str, supplier_gln: str | None) -> Expected | None:
    """The first of *waiting* that takes the file at *path* (below the environment's folder)."""
    below = path.removeprefix(FOLDER)
    for task in waiting:
        ours = not (task.supplier and supplier_gln) or task.supplier == supplier_gln
        if ours and matches(task.file, below):
            return task
    return None


def unexpected(waiting: list[Expected], path: str) -> dict[str, Any]:
    """What the journal says of a file that no task takes."""
    names = [task.file for task in waiting]
    near = nearest(path.rpartition("/")[2], names)
    told = {"expected": names[:_NAMES_TOLD], "nearest": near}
    if near:
        text = f"no import task expects a file of this name; perhaps {near[0]} was meant"
    else:
        text = "no import task expects a file of this name"
    return {"rule": "file-unexpected", "text": text, **told}


class Kept(msgspec.Struct, frozen=True):
    """A file that was taken and stays in Uploads: it is known by its inode, size and time."""

    environment: int
    path: str
    inode: int
    size_bytes: int
    mtime_ns: int


def keep(connection: Connection, file: Kept, delivery_id: object) -> None:
    """The file at this path has become a delivery and stays where it is."""
    connection.execute(_KEEP, [*msgspec.structs.astuple(file), delivery_id])


_KEEP = """
insert into kept_file (environment, path, inode, size_bytes, mtime_ns, delivery_id)
values (%s, %s, %s, %s, %s, %s)
    on conflict (environment, path) do update
   set inode = excluded.inode, size_bytes = excluded.size_bytes, mtime_ns = excluded.mtime_ns,
       delivery_id = excluded.delivery_id
"""


def kept(connection: Connection, seen: list[Kept]) -> set[Kept]:
    """Those of the files that were taken before and have not changed."""
    columns = zip(*map(msgspec.structs.astuple, seen), strict=True) if seen else ()
    rows = connection.execute(_KEPT, list(map(list, columns))) if seen else ()
    return {Kept(**row) for row in rows}


_KEPT = """
select k.environment, k.path, k.inode, k.size_bytes, k.mtime_ns
  from kept_file k
  join unnest(%s::int[], %s::text[], %s::bigint[], %s::bigint[], %s::bigint[])
       as s (environment, path, inode, size_bytes, mtime_ns)
 using (environment, path, inode, size_bytes, mtime_ns)
"""
