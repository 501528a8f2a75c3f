r"""What a file is that no format recognises, in a few safe words for the report.

>>> describe(b""), describe(b"PK\x03\x04..."), describe(b"<?xml version='1.0'?><Order/>")
('empty', 'ZIP archive', 'XML with root <Order>')
"""

from __future__ import annotations

import re

from sluis.formats.bmecat import look

_MAGIC = (
    (b"PK\x03\x04", "ZIP archive"),
    (b"PK\x05\x06", "empty ZIP archive"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip archive"),
    (b"Rar!", "RAR archive"),
    (b"\x1f\x8b", "gzip archive"),
    (b"%PDF", "PDF"),
    (b"\xd0\xcf\x11\xe0", "old Office document"),
    (b"\x89PNG", "picture (PNG)"),
    (b"\xff\xd8\xff", "picture (JPEG)"),
)
_NAME = re.compile(r"[\w.\-]{1,60}")
_CONTROL = frozenset(range(32)) - {9, 10, 12, 13, 27}


def describe(head: bytes) -> str:
    """Name the kind of file by its first bytes; never quotes its contents but a root's name."""
    if not head.strip(b"\0\t\r\n "):
        return "empty"
    for magic, name in _MAGIC:
        if head.startswith(magic):
            return name
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    seen = look(head)
    if seen.root and _NAME.fullmatch(seen.root):
        return f"XML with root <{seen.root}>"
    if text.startswith(b"<"):
        return "XML that cannot be read"
    if text[:1] in {b"{", b"["}:
        return "JSON"
    return "binary data" if _CONTROL.intersection(head[:4096]) else "text"
