r"""What a content is: its media type by its first bytes, else by the name it came under.

Source:  the signatures of the formats themselves; IANA media types.

>>> media_type(b"\x89PNG\r\n\x1a\n...", "foto.jpg"), media_type(b"solid x", "kraan.stl")
('image/png', 'model/stl')
>>> media_type(b"?", "zonder"), media_type(b"%PDF-1.7", "")
('application/octet-stream', 'application/pdf')
"""

from __future__ import annotations

import mimetypes

UNKNOWN = "application/octet-stream"

PICTURES = frozenset(
    {"image/jpeg", "image/png", "image/gif", "image/webp", "image/tiff", "image/bmp"}
)
"""What a small picture can be made from."""

_SIGNATURES = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"BM", "image/bmp"),
    (b"%PDF-", "application/pdf"),
)
_RIFF, _WEBP = b"RIFF", b"WEBP"

HEAD = 16
"""Bytes that are looked at."""


def media_type(head: bytes, name: str) -> str:
    """The media type of a content that begins with *head* and came as *name*."""
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    if head.startswith(_RIFF) and head[8:12] == _WEBP:
        return "image/webp"
    guessed = mimetypes.guess_type(name.lower(), strict=False)[0]
    return UNKNOWN if guessed is None or guessed in PICTURES else guessed
