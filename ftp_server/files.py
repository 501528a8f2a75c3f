"""What an account can see and fetch: the file system that pyftpdlib's commands are given.

Paths here are virtual ones throughout; `Tree` and `Spool` know the disk. Nothing is ever written
through this class: uploads go through `spool.py` and `publish.py`.
"""

from __future__ import annotations

import os
import posixpath
import stat
import time
from collections.abc import Iterator
from typing import Any, BinaryIO

from pyftpdlib.exceptions import FilesystemError
from pyftpdlib.filesystems import AbstractedFS

from ftp_server.spool import Spool
from ftp_server.tree import NoSuchPlace, Place, Tree, locate, normal
from sluis.folders import GATES, OUTGOING

REMEMBERED = 1000
"""Published files of a session that it may still ask about, though they have been taken in."""

_FOLDER = os.stat_result((stat.S_IFDIR | 0o755, 0, 0, 1, 0, 0, 0, 0, 0, 0))


class AccountFiles(AbstractedFS):  # type: ignore[misc]
    """The folders of one account, as its session sees them."""

    def __init__(self, session: Any, tree: Tree, spool: Spool, *, may_download: bool) -> None:
        super().__init__("/", session)
        self.tree = tree
        self.spool = spool
        self._may_download = may_download
        self._published: dict[Place, os.stat_result] = {}
        self._listed: dict[str, os.stat_result] = {}

    def remember(self, place: Place, size: int) -> None:
        """Keep size and time of a published file: clients like to look whether it has arrived."""
        now = time.time()
        mode = stat.S_IFREG | 0o644
        self._published[place] = os.stat_result((mode, 0, 0, 1, 0, 0, size, now, now, now))
        if len(self._published) > REMEMBERED:
            del self._published[next(iter(self._published))]

    def place(self, path: str) -> Place:
        """The place of a virtual path.

        Raises:
            FilesystemError: there is none; the text is for the client.
        """
        try:
            return locate(path)
        except NoSuchPlace as error:
            raise FilesystemError(_missing(path)) from error

    # Names: virtual paths all through.

    def ftp2fs(self, ftppath: str) -> str:
        return normal(ftppath, self.cwd)

    def fs2ftp(self, fspath: str) -> str:
        return fspath

    def validpath(self, path: str) -> bool:
        return True  # a virtual path cannot leave the tree; what it leads to is checked at use

    def realpath(self, path: str) -> str:
        return path

    # Looking.

    def stat(self, path: str) -> os.stat_result:
        """Size and time of a file or folder.

        Raises:
            FilesystemError: it is not there, or a symbolic link leads to it.
        """
        if path in self._listed:
            return self._listed[path]
        place = self.place(path)
        if not place.parts:
            return _FOLDER
        found = self._of_disk(place)
        if place.is_gate and (found is None or not stat.S_ISDIR(found.st_mode)):
            found = self.spool.stat(place) or found or self._published.get(place)
        if found is None:
            raise FilesystemError(_missing(path))
        return found

    lstat = stat

    def _of_disk(self, place: Place) -> os.stat_result | None:
        try:
            return _plain(self.tree.real(place).lstat())
        except (OSError, NoSuchPlace):
            return None

    def isdir(self, path: str) -> bool:
        return self._is(path, stat.S_ISDIR)

    def isfile(self, path: str) -> bool:
        return self._is(path, stat.S_ISREG)

    def lexists(self, path: str) -> bool:
        return self._is(path, lambda _: True)

    def islink(self, path: str) -> bool:
        return False

    def _is(self, path: str, test: Any) -> bool:
        try:
            return bool(test(self.stat(path).st_mode))
        except FilesystemError:
            return False

    def getsize(self, path: str) -> int:
        return self.stat(path).st_size

    def getmtime(self, path: str) -> float:
        return self.stat(path).st_mtime

    def get_user_by_uid(self, uid: int) -> str:
        return "sluis"

    get_group_by_gid = get_user_by_uid

    def chdir(self, path: str) -> None:
        if not self.isdir(path):
            raise FilesystemError(f"{path}: no such folder")
        self._cwd = self.place(path).virtual

    # Lists.

    def listdir(self, path: str) -> list[str]:
        """Names in a folder; what was found about each is kept for the lines that follow."""
        place = self.place(path)
        if not self.isdir(path):
            raise FilesystemError(f"{path}: no such folder")
        if not place.folder:
            found: dict[str, os.stat_result] = dict.fromkeys((*GATES, *OUTGOING), _FOLDER)
        elif place.folder == "Uploads":
            found = dict.fromkeys(GATES, _FOLDER)
        else:
            found = dict(self._entries(place))
        self._listed = {posixpath.join(path, name): entry for name, entry in found.items()}
        return list(found)

    def _entries(self, place: Place) -> Iterator[tuple[str, os.stat_result]]:
        if place.is_gate:
            for seen, found in self._published.items():
                if seen.folder == place.folder and seen.parts[:-1] == place.parts:
                    yield seen.name, found
        try:
            with os.scandir(self.tree.real(place)) as entries:
                for entry in entries:
                    plain = _plain(entry.stat(follow_symlinks=False))
                    if plain is not None and not entry.name.startswith("."):
                        yield entry.name, plain
        except (OSError, NoSuchPlace) as error:
            raise FilesystemError(_missing(place.virtual)) from error
        if place.is_gate:
            yield from self.spool.listed(place)

    def format_list(self, basedir: str, listing: list[str], ignore_err: bool = True) -> Any:  # noqa: FBT001, FBT002
        return self._then_forget(super().format_list(basedir, listing, ignore_err))

    def format_mlsx(
        self,
        basedir: str,
        listing: list[str],
        perms: str,
        facts: list[str],
        ignore_err: bool = True,  # noqa: FBT001, FBT002
    ) -> Any:
        perms = "elaw" if self.place(basedir).is_gate else "elr"
        return self._then_forget(super().format_mlsx(basedir, listing, perms, facts, ignore_err))

    def _then_forget(self, lines: Iterator[bytes]) -> Iterator[bytes]:
        yield from lines
        self._listed = {}

    # Fetching.

    def open(self, filename: str, mode: str) -> BinaryIO:
        """A file of Reports/ or Downloads/, for reading.

        Raises:
            FilesystemError: not there, not readable for this account, or not a file.
        """
        place = self.place(filename)
        if mode != "rb" or not place.is_outgoing:
            raise FilesystemError("only files of /Reports and /Downloads can be fetched")
        if not self._may_download:
            raise FilesystemError("this account may not download")
        if not self.isfile(filename):
            raise FilesystemError(_missing(filename))
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        try:
            return os.fdopen(os.open(self.tree.real(place), flags), "rb")
        except (OSError, NoSuchPlace) as error:
            raise FilesystemError(_missing(filename)) from error


def _plain(found: os.stat_result) -> os.stat_result | None:
    """Files and folders only: no links, devices or sockets."""
    return found if stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode) else None


def _missing(path: str) -> str:
    return f"{path}: no such file or folder"
