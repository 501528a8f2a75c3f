"""Room for a new file under a name where a file lies that was taken and left there."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from uuid import uuid4

from sluis.db import Connection
from sluis.folders import escape
from sluis.journal import expected
from sluis.journal.expected import Kept


def make_room(
    connection: Connection, environment: int, path: str, target: Path, spool: Path
) -> bool:
    """Take away the file at *target* if it is one that was taken and left; say whether it is gone.

    *path* is the same below the environment's folder. Whatever lies there at that instant is moved
    aside first and looked at then, so that a file nobody has taken is never lost.
    """
    try:
        if not _is_kept(connection, environment, path, target):
            return False
        aside = spool / f"kept-{uuid4()}"
        os.rename(target, aside)  # noqa: PTH104 - names may be no UTF-8
    except FileNotFoundError:
        return True
    if _is_kept(connection, environment, path, aside):
        aside.unlink()
        return True
    with contextlib.suppress(FileExistsError):
        os.link(aside, target)
        aside.unlink()
    return False


def _is_kept(connection: Connection, environment: int, path: str, file: Path) -> bool:
    found = os.lstat(file)
    inode = found.st_ino % 2**63
    seen = Kept(environment, escape(path), inode, found.st_size, found.st_mtime_ns)
    return bool(expected.kept(connection, [seen]))
