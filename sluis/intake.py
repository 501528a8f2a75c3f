"""Hand a local file in at a gate, by the way every file takes: spool, fsync, journal, link.

The upload is recorded as the FTPS gate records one, so the watcher takes the file at once and
knows whose it is. A crash at any instant leaves at most a file in the spool.
"""

from __future__ import annotations

import errno
import hashlib
import os
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path
from uuid import UUID, uuid4

from sluis.db import Connection
from sluis.errors import Refused
from sluis.folders import GATES, Folders
from sluis.journal import uploads
from sluis.journal.uploads import Upload
from sluis.outbox import sync_folder
from sluis.staying import make_room

ACCOUNT = "command line"
"""Account of such uploads; no FTPS account can have a blank in its name."""

CHUNK_BYTES = 1024 * 1024

NAME_SECONDS = 15.0
"""How long to wait for an older file of the same name to be taken in."""

NAME_TICK = 0.1

LONGEST_NAME = 255
"""Bytes of a file name that common file systems take."""


def hand_in(
    data: Path,
    connection: Connection,
    source: Path,
    *,
    environment: int,
    gate: str,
    name: str = "",
    supplier_gln: str | None = None,
    progress: Callable[[int], object] = lambda done: None,
) -> Upload:
    """Put a copy of *source* into a gate folder; *progress* is told the bytes copied.

    *name* is what it is called there, perhaps in a sub-folder; that of *source* when left out.
    *connection* commits by itself.

    Raises:
        Refused: no such environment or gate, an empty file, a name no gate takes, or an older
            file of that name still waits; nothing was handed in.
        OSError: the source cannot be read, or the disk is full.
    """
    name = name or source.name
    target = _gate_folder(data, connection, environment, gate) / name
    _refuse_name(target.name)
    spooled = Folders(data).spool / f"command-line-{uuid4()}"
    spooled.parent.mkdir(parents=True, exist_ok=True)
    try:
        digest = _copy(source, spooled, progress)
        upload = _upload(spooled, digest, environment, supplier_gln, f"{gate}/{name}")
        target.parent.mkdir(exist_ok=True)
        make_room(connection, environment, upload.path, target, Folders(data).spool)
        _publish(connection, upload, spooled, target)
    finally:
        spooled.unlink(missing_ok=True)
    return upload


def delivery_of(connection: Connection, upload_id: UUID) -> UUID | None:
    """The delivery that an upload has become, once the watcher has taken it."""
    row = connection.execute("select id from delivery where upload_id = %s", [upload_id]).fetchone()
    return row["id"] if row else None


def _gate_folder(data: Path, connection: Connection, environment: int, gate: str) -> Path:
    if gate not in GATES:
        raise Refused(f"there is no gate {gate}; there are {', '.join(GATES)}")
    known = connection.execute("select from environment where number = %s", [environment])
    if known.fetchone() is None:
        raise Refused(f"there is no environment {environment}")
    folder = Folders(data).gate(environment, gate)
    if not folder.is_dir():
        raise Refused(f"{folder} is not there; is SLUIS_DATA the folder of the Sluis that runs?")
    return folder


def _refuse_name(name: str) -> None:
    """Names that the gate refuses or that mean "not ready yet"."""
    unfit = any(unicodedata.category(one) in {"Cc", "Cs"} for one in name) or "\\" in name
    if unfit or name.startswith(".") or len(os.fsencode(name)) > LONGEST_NAME:
        raise Refused(f"no gate takes a file named {name!a}; give it a plain name first")


def _copy(source: Path, target: Path, progress: Callable[[int], object]) -> str:
    """Copy, fsync, and return the SHA-256."""
    digest = hashlib.sha256()
    with source.open("rb") as read, target.open("xb") as written:
        while chunk := read.read(CHUNK_BYTES):
            digest.update(chunk)
            written.write(chunk)
            progress(written.tell())
        written.flush()
        os.fsync(written.fileno())
        if not written.tell():
            raise Refused(f"{source} is empty")
    return digest.hexdigest()


def _upload(
    spooled: Path, digest: str, environment: int, supplier_gln: str | None, below: str
) -> Upload:
    found = spooled.stat()
    return Upload(
        id=uuid4(),
        environment=environment,
        account=ACCOUNT,
        supplier_gln=supplier_gln,
        path=f"Uploads/{below}",
        size_bytes=found.st_size,
        mtime_ns=found.st_mtime_ns,
        inode=found.st_ino,
        sha256=digest,
    )


def _publish(connection: Connection, upload: Upload, spooled: Path, target: Path) -> None:
    """Row first, name after: a row without a file matches nothing."""
    uploads.record(connection, upload)
    try:
        _link(spooled, target)
    except BaseException:
        uploads.forget(connection, upload.id)
        raise
    sync_folder(target.parent)


def _link(spooled: Path, target: Path) -> None:
    """Give the file its name in the gate; one that lies there unclaimed is never replaced."""
    deadline = time.monotonic() + NAME_SECONDS
    while True:
        try:
            os.link(spooled, target, follow_symlinks=False)
        except OSError as error:
            if error.errno != errno.EEXIST:
                raise
            if time.monotonic() > deadline:
                raise Refused(f"an older {target.name} still waits in {target.parent}") from error
            time.sleep(NAME_TICK)
        else:
            return
