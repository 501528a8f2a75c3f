"""Uploads: what the FTPS gate has received whole, recorded just before it is published.

The row tells the watcher whose file it is, and that it is complete. It is matched by the very file:
path, inode, size and modification time, so that nothing else of that name is taken for it.
"""

from __future__ import annotations

from uuid import UUID

import msgspec

from sluis.db import Connection


class Upload(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the table `upload`. `path` is below the environment's folder."""

    id: UUID
    environment: int
    account: str
    supplier_gln: str | None
    path: str
    size_bytes: int
    mtime_ns: int
    inode: int
    sha256: str
    client_address: str | None = None


_COLUMNS = (
    "id, environment, account, supplier_gln, path, size_bytes, mtime_ns, inode, sha256,"
    " host(client_address) as client_address"
)


def record(connection: Connection, upload: Upload) -> None:
    """Insert the row; the caller commits before it publishes the file."""
    connection.execute(
        "insert into upload (id, environment, account, supplier_gln, path, size_bytes, mtime_ns,"
        " inode, sha256, client_address) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [
            upload.id, upload.environment, upload.account, upload.supplier_gln, upload.path,
            upload.size_bytes, upload.mtime_ns, upload.inode, upload.sha256, upload.client_address,
        ],
    )  # fmt: skip


def forget(connection: Connection, upload_id: UUID) -> None:
    """Take a row back whose file could not be published after all."""
    connection.execute("delete from upload where id = %s", [upload_id])


def matching(
    connection: Connection,
    environment: int,
    path: str,
    *,
    inode: int,
    size_bytes: int,
    mtime_ns: int,
) -> Upload | None:
    """The upload that is this very file and that no delivery has used yet."""
    row = connection.execute(
        f"select {_COLUMNS} from upload"  # noqa: S608 - constants
        " where environment = %s and path = %s and inode = %s and size_bytes = %s and mtime_ns = %s"
        " and not exists (select from delivery where delivery.upload_id = upload.id)"
        " order by recorded_at desc limit 1",
        [environment, path, inode, size_bytes, mtime_ns],
    ).fetchone()
    return Upload(**row) if row else None
