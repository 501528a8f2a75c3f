"""Contents by their SHA-256: each is kept once, whoever sent it and under whatever name.

Place:   `<data>/attachments/ab/abcd...`, beside the archive: a content that lies there already is
         linked, not copied, where the disk can do that.
Crash:   a file gets its name when it is whole and on disk; drafts of a killed process are left in
         `.incoming` and removed after a day.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from sluis.contents import kinds
from sluis.outbox import sync_folder

CHUNK = 1 << 20
DRAFTS_SECONDS = 86_400.0
"""Age from which a draft belongs to nobody."""


class TooLarge(Exception):
    """The content is larger than what may be kept; nothing was."""


@dataclass(frozen=True, slots=True)
class Content:
    """What is known of a content."""

    sha256: str
    size_bytes: int
    media_type: str


class Store:
    """The contents below one data folder."""

    def __init__(self, data: Path) -> None:
        self._root = data / "attachments"

    def path(self, sha256: str) -> Path:
        """Where the content of this hash is, or would be."""
        return self._root / sha256[:2] / sha256

    def put(self, chunks: Iterable[bytes], name: str, limit: int) -> Content:
        """Keep what *chunks* give; *name* is what it came as.

        Raises:
            TooLarge: there are more than *limit* bytes.
        """
        draft = self._draft()
        try:
            content = _write(draft, chunks, name, limit)
            self._publish(draft, content.sha256)
        finally:
            draft.unlink(missing_ok=True)
        return content

    def adopt(self, file: Path, sha256: str, name: str) -> Content:
        """Keep a file of ours whose hash is known and which nobody will write to."""
        found = self.path(sha256)
        if not found.exists():
            draft = self._draft()
            try:
                os.link(file, draft)
            except OSError:  # another file system
                with file.open("rb") as stream:
                    return self.put(chunked(stream), name, file.stat().st_size)
            try:
                self._publish(draft, sha256)
            finally:
                draft.unlink(missing_ok=True)
        with found.open("rb") as stream:
            return Content(
                sha256, found.stat().st_size, kinds.media_type(stream.read(kinds.HEAD), name)
            )

    def _draft(self) -> Path:
        folder = self._root / ".incoming"
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.iterdir():
            if time.time() - old.stat().st_mtime > DRAFTS_SECONDS:
                old.unlink(missing_ok=True)
        return folder / str(uuid4())

    def _publish(self, draft: Path, sha256: str) -> None:
        target = self.path(sha256)
        target.parent.mkdir(parents=True, exist_ok=True)
        draft.replace(target)  # the same bytes, if somebody was faster
        sync_folder(target.parent)


def chunked(stream: BinaryIO) -> Iterable[bytes]:
    """What a stream holds, piece by piece."""
    return iter(lambda: stream.read(CHUNK), b"")


def _write(draft: Path, chunks: Iterable[bytes], name: str, limit: int) -> Content:
    digest, size, head = hashlib.sha256(), 0, b""
    with draft.open("xb") as out:
        for chunk in chunks:
            size += len(chunk)
            if size > limit:
                raise TooLarge
            head = head or chunk[: kinds.HEAD]
            digest.update(chunk)
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    return Content(digest.hexdigest(), size, kinds.media_type(head, name))
