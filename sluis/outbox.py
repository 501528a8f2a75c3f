"""Put a finished file at a door: write beside, fsync, rename. A reader never sees half a file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


@contextmanager
def published(path: Path, *, beside: str) -> Iterator[BinaryIO]:
    """Write *path* as a whole or not at all; an older file of that name stays until then.

    *beside* is the temporary name, starting with a dot, so that listings and watchers pass it by.
    On an exception the temporary file is removed and *path* is untouched.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(beside)
    try:
        with draft.open("wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make renames in *folder* survive a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
