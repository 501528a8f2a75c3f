"""Keep a content with its small picture: what becomes of a file that somebody sends."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sluis.contents import kinds
from sluis.contents.known import Known
from sluis.contents.pictures import NoPicture, small
from sluis.contents.store import Content, Store, TooLarge

SmallOf = Callable[[str], str | None]
"""SHA-256 of a content -> that of the small picture which was made of it before."""


def keep(store: Store, chunks: Iterable[bytes], name: str, limit: int, made: SmallOf) -> Known:
    """Keep what *chunks* give, *limit* bytes at most."""
    try:
        content = store.put(chunks, name, limit)
    except TooLarge:
        return Known(problem=f"it has more than {limit} bytes")
    return with_picture(store, content, made)


def with_picture(store: Store, content: Content, made: SmallOf) -> Known:
    """The content, and a small picture where it is one."""
    low, problem = None, None
    if content.media_type in kinds.PICTURES:
        low = made(content.sha256)
        if low is None:
            try:
                picture = small(store.path(content.sha256))
                low = store.put([picture], "small.jpg", len(picture)).sha256
            except NoPicture as error:
                problem = str(error)
    return Known(
        sha256=content.sha256,
        size_bytes=content.size_bytes,
        media_type=content.media_type,
        low_resolution=low,
        problem=problem,
    )
