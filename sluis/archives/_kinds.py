r"""What kind of archive a file is, by its first bytes.

>>> kind(b"PK\x03\x04..."), kind(b"\x1f\x8b\x08..."), kind(b"<BMECAT/>")
('zip', 'gzip', None)
"""

from __future__ import annotations

_MAGIC = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b\x08", "gzip"),
)
_TAR_AT, _TAR = 257, b"ustar"

HEAD_BYTES = 512
"""What `kind` looks at."""


def kind(head: bytes) -> str | None:
    """`zip`, `7z`, `gzip`, `tar`, or None for anything else."""
    for magic, name in _MAGIC:
        if head.startswith(magic):
            return name
    return "tar" if head[_TAR_AT:].startswith(_TAR) else None


def is_archive(head: bytes) -> bool:
    """Say whether a file that begins with *head* is an archive that we open.

    An Office document is a zip too, and is not opened: what it holds is one table.
    """
    return kind(head) is not None and not is_office(head)


def is_office(head: bytes) -> bool:
    """Say whether *head* begins a zip whose first member is that of an Office document."""
    name = head[30 : 30 + int.from_bytes(head[26:28], "little")]
    return head.startswith(b"PK\x03\x04") and name in {b"[Content_Types].xml", b"mimetype"}
