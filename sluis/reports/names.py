"""Names of report files: safe for file systems, FTPS listings and Windows clients. Pure."""

from __future__ import annotations

import os
from pathlib import PurePosixPath
from uuid import UUID

from sluis.errors import Refused
from sluis.folders import unescape

LIMIT_BYTES = 255
"""Longest file name of the usual file systems, in bytes of UTF-8."""

_FORBIDDEN = frozenset('/\\:*?"<>|')
"""Characters that some client's file system refuses."""


def report_name(file_name: str, delivery_id: UUID, kind: str) -> str:
    """`<name>.<delivery id>.<kind>`, at most 255 bytes; only the name is shortened.

    *file_name* is as the journal has it, see `sluis.folders.escape`.

    >>> report_name("price list.xml", UUID(int=7), "report.html")
    'price list.xml.00000000-0000-0000-0000-000000000007.report.html'
    """
    tail = f".{delivery_id}.{kind}"
    return _shorten(safe(unescape(file_name)), LIMIT_BYTES - len(tail.encode())) + tail


def safe(file_name: str) -> str:
    r"""The name with what could break a listing or a disk as %XX; never hidden, never empty.

    >>> safe("a\r\nb:c.xml"), safe(".hidden"), safe(" x ")
    ('a%0D%0Ab%3Ac.xml', '%2Ehidden', '%20x%20')
    """
    name = "".join(map(_escape_if_unsafe, file_name))
    if name[:1] in {".", " ", "-"}:
        name = _escape(name[0]) + name[1:]
    if name[-1:] == " ":
        name = name[:-1] + _escape(" ")
    return name or "%00"


def sub_folder(path: str) -> PurePosixPath:
    """The folder below the gate in which the file lay: where its report goes below Reports/.

    *path* is as the journal has it; the result is as the disk has it.

    >>> str(sub_folder("Uploads/AutoImport/acme/summer/a.xml"))
    'acme/summer'
    """
    parts = PurePosixPath(unescape(path)).parts[2:-1]
    if ".." in parts:
        raise Refused(f"the path of the delivery leaves its folder: {path!r}")
    return PurePosixPath(*parts)


def _escape_if_unsafe(character: str) -> str:
    """Escape also what is not seen: controls break a listing, bidi overrides mislead its reader."""
    unsafe = character in _FORBIDDEN or not character.isprintable()
    return _escape(character) if unsafe else character


def _escape(character: str) -> str:
    foreign = "\udc80" <= character <= "\udcff"  # a byte that was no UTF-8
    data = os.fsencode(character) if foreign else character.encode("utf-8", "surrogatepass")
    return "".join(f"%{byte:02X}" for byte in data)


def _shorten(name: str, limit_bytes: int) -> str:
    return name.encode()[:limit_bytes].decode("utf-8", "ignore")
