"""From the spool into the gate: fsync, SHA-256, row in the journal, link, and only then 226.

`seal` and `hand_over` run in threads, `Publisher` on the loop. The order is what makes a crash
harmless at any instant: the row is committed before the name appears, the name appears at once and
whole (`link` fails where one lies already, and never replaces it), and the spool's own name goes
last. A row without a file is never matched by anything.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg
import structlog

from ftp_server.backstage import Backstage
from ftp_server.spool import Part
from ftp_server.tree import NoSuchPlace, Tree, is_temporary
from sluis.accounts import Account
from sluis.db import Pool
from sluis.journal import uploads
from sluis.outbox import sync_folder
from sluis.staying import make_room

log = structlog.get_logger(__name__)

DATABASE_SECONDS = 5.0
"""Patience for a connection to the database before the client is told to try again."""

NAME_SECONDS = 15.0
"""How long an upload waits for an older one of its name to be taken in."""

NAME_TICK = 0.05

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class EmptyFile(Exception):
    """Nothing was sent."""


class NameTaken(Exception):
    """An older upload of that name still lies in the folder."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """What is known of a file that will not change any more."""

    size_bytes: int
    mtime_ns: int
    inode: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Sender:
    """Whose upload it is, and where from."""

    account: Account
    tree: Tree
    client_address: str


def seal(part: Part) -> Sealed:
    """Put the file on disk for good and take its fingerprint.

    Raises:
        EmptyFile: it has no bytes.
        OSError: the disk is full or broken.
    """
    found = os.fstat(part.file.fileno())
    if found.st_size == 0:
        raise EmptyFile
    os.fsync(part.file.fileno())
    part.file.seek(0)
    digest = hashlib.file_digest(part.file, "sha256").hexdigest()
    return Sealed(found.st_size, found.st_mtime_ns, found.st_ino, digest)


def hand_over(pool: Pool, part: Part, sealed: Sealed, sender: Sender) -> uploads.Upload:
    """Record the upload and give it its name in the gate's folder.

    Raises:
        NameTaken: an older upload of that name still lies there; the row is taken back.
        psycopg.Error: the journal is away; nothing is published.
        OSError, NoSuchPlace: the folder is full, gone or not ours; nothing is published.
    """
    target = sender.tree.real(part.place)
    upload = uploads.Upload(
        id=uuid4(),
        environment=sender.account.environment,
        account=sender.account.name,
        supplier_gln=sender.account.supplier_gln,
        path=sender.tree.journal_path(part.place),
        size_bytes=sealed.size_bytes,
        mtime_ns=sealed.mtime_ns,
        inode=sealed.inode,
        sha256=sealed.sha256,
        client_address=sender.client_address,
    )
    target.parent.mkdir(parents=True, exist_ok=True)
    with pool.connection(timeout=DATABASE_SECONDS) as connection:
        uploads.record(connection, upload)
    try:
        _link(pool, part, target, upload)
    except OSError as error:
        _take_back(pool, upload)
        if isinstance(error, FileExistsError):
            raise NameTaken from error
        raise
    sync_folder(target.parent)
    part.drop()
    return upload


def _link(pool: Pool, part: Part, target: Path, upload: uploads.Upload) -> None:
    """Give the file its name; one that was taken and left there makes room for the new one."""
    try:
        os.link(part.path, target, follow_symlinks=False)
    except FileExistsError:
        with pool.connection(timeout=DATABASE_SECONDS) as connection:
            where = (upload.environment, upload.path, target)
            if not make_room(connection, *where, part.path.parent):
                raise
        os.link(part.path, target, follow_symlinks=False)


def _take_back(pool: Pool, upload: uploads.Upload) -> None:
    """Best effort: a row that stays matches no file."""
    with (
        contextlib.suppress(psycopg.Error),
        pool.connection(timeout=DATABASE_SECONDS) as connection,
    ):
        uploads.forget(connection, upload.id)


def reply_to(error: BaseException, name: str) -> str:
    """What the client is told when its file could not be handed in; never 226."""
    match error:
        case EmptyFile():
            return f"451 {name} is empty: nothing was handed in."
        case NameTaken():
            return (
                f"450 An older {name} still waits here to be taken in. Nothing was replaced;"
                " what you sent is kept. Try again in a minute."
            )
        case NoSuchPlace() | FileNotFoundError():
            return f"451 The folder for {name} is not there any more; what you sent is kept."
        case OSError() if error.errno in FULL:
            return f"452 No space left for {name}; what you sent is kept. Try again later."
        case psycopg.Error():
            return f"451 {name} cannot be recorded now; what you sent is kept. Try again later."
        case _:
            return f"451 {name} could not be handed in; what you sent is kept. Try again later."


class Publisher:
    """Brings whole uploads on their way; `running` counts those under way. Loop only."""

    def __init__(self, backstage: Backstage, pool: Pool) -> None:
        self._backstage = backstage
        self._pool = pool
        self.running = 0

    def publish(self, part: Part, sender: Sender, answer: Callable[[str], None]) -> None:
        """Publish *part*; *answer* gets the reply once it is certain.

        A temporary name is only kept, until it is renamed.
        """
        _Way(self, part, sender, answer).begin()


class _Way:
    """One upload on its way; each step is called by the one before, on the loop."""

    def __init__(
        self, publisher: Publisher, part: Part, sender: Sender, answer: Callable[[str], None]
    ) -> None:
        self._publisher = publisher
        self._backstage = publisher._backstage  # noqa: SLF001 - one module, one subject
        self._pool = publisher._pool  # noqa: SLF001
        self._part = part
        self._sender = sender
        self._answer = answer
        self._began = time.monotonic()

    def begin(self) -> None:
        self._publisher.running += 1
        self._backstage.submit(
            self._backstage.publishing, lambda: seal(self._part), self._after_seal
        )

    def _after_seal(self, done: Future[Sealed]) -> None:
        error = done.exception()
        if error is not None:
            self._refuse(error)
        elif is_temporary(self._part.place.name):
            self._set_aside()
        else:
            self._await_name(done.result())

    def _set_aside(self) -> None:
        try:
            self._part.set_whole()
        except OSError as error:
            self._refuse(error)
            return
        name = self._part.place.name
        self._end(f"226 {name} is kept; it is handed in when you rename it to its final name.")

    def _await_name(self, sealed: Sealed) -> None:
        """Do not record an upload whose name still lies there unclaimed."""
        try:
            taken = os.path.lexists(self._sender.tree.real(self._part.place))
        except NoSuchPlace as error:
            self._refuse(error)
            return
        if taken:
            self._wait(sealed)
        else:
            self._hand_over(sealed)

    def _wait(self, sealed: Sealed) -> None:
        if time.monotonic() - self._began > NAME_SECONDS:
            self._refuse(NameTaken())
        else:
            self._backstage.later(NAME_TICK, lambda: self._await_name(sealed))

    def _hand_over(self, sealed: Sealed) -> None:
        def work() -> uploads.Upload:
            return hand_over(self._pool, self._part, sealed, self._sender)

        def then(done: Future[uploads.Upload]) -> None:
            error = done.exception()
            if isinstance(error, NameTaken):
                self._wait(sealed)
            elif error is not None:
                self._refuse(error)
            else:
                self._published(done.result())

        self._backstage.submit(self._backstage.publishing, work, then)

    def _published(self, upload: uploads.Upload) -> None:
        log.info(
            "upload_published",
            upload_id=str(upload.id),
            account=upload.account,
            environment=upload.environment,
            supplier=upload.supplier_gln,
            path=upload.path,
            size_bytes=upload.size_bytes,
            sha256=upload.sha256,
            client_address=upload.client_address,
            duration_ms=round(1000 * (time.monotonic() - self._began)),
        )
        self._end("226 Received whole and handed in.")

    def _refuse(self, error: BaseException) -> None:
        name = self._part.place.name
        reply = reply_to(error, name)
        level = log.info if isinstance(error, EmptyFile | NameTaken) else log.error
        level(
            "upload_refused",
            account=self._sender.account.name,
            environment=self._sender.account.environment,
            path=self._sender.tree.journal_path(self._part.place),
            client_address=self._sender.client_address,
            reply=int(reply[:3]),
            reason=f"{type(error).__name__}: {error}".rstrip(": "),
        )
        self._part.keep()
        self._end(reply)

    def _end(self, reply: str) -> None:
        self._publisher.running -= 1
        self._answer(reply)
