"""The folders an account sees, and where each lies on disk.

    /AutoImport /AutoCheck /Import    written only; also as /Uploads/AutoImport and so on
    /Reports /Downloads               read only

`locate` is pure: virtual path in, `Place` out. `Tree` ties places to one account's real folders
and refuses whatever leads through a symbolic link.
"""

from __future__ import annotations

import os
import posixpath
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from sluis.accounts import Account
from sluis.folders import GATES, OUTGOING, Folders

LONGEST_NAME = 255
"""Bytes of a file name that common file systems take."""

TEMPORARY_SUFFIXES = (
    ".part", ".partial", ".filepart", ".tmp", ".temp", ".crdownload", ".lock", ".lck", ".swp", "~",
)  # fmt: skip
"""Ends of names under which clients send before they rename; no gate takes such a file in."""

TEMPORARY_PREFIXES = (".", "~$")

_GATES = {name.casefold(): name for name in GATES}
_OUTGOING = {name.casefold(): name for name in OUTGOING}


class NoSuchPlace(Exception):
    """There is nothing of that name for this account."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a virtual path leads.

    `folder` is one of GATES or OUTGOING, '' for the top and `Uploads` for the list of gates;
    `parts` are the names below it.
    """

    folder: str
    parts: tuple[str, ...] = ()

    @property
    def is_gate(self) -> bool:
        return self.folder in GATES

    @property
    def is_outgoing(self) -> bool:
        return self.folder in OUTGOING

    @property
    def name(self) -> str:
        return self.parts[-1] if self.parts else self.folder

    @property
    def virtual(self) -> str:
        """The one path by which the place is known: /AutoImport/a.xml."""
        return "/" + "/".join([self.folder, *self.parts] if self.folder else self.parts)


def normal(path: str, cwd: str = "/") -> str:
    """The absolute virtual path that *path* means, seen from *cwd*; never above the top.

    >>> normal("../../../etc/passwd", "/AutoImport")
    '/etc/passwd'
    """
    return "/" + posixpath.normpath(posixpath.join("/", cwd, path)).lstrip("/")


def locate(path: str) -> Place:
    """The place of an absolute virtual path; gates and outgoing folders in any letter case.

    >>> locate("/uploads/autoimport/a.xml")
    Place(folder='AutoImport', parts=('a.xml',))

    Raises:
        NoSuchPlace: no folder of ours, or a name that no file here can have.
    """
    first, *rest = [part for part in normal(path).split("/") if part] or [""]
    if first.casefold() == "uploads":
        if not rest:
            return Place("Uploads")
        first, *rest = rest
        if first.casefold() in _OUTGOING:
            raise NoSuchPlace(path)
    if any(name_problem(part) for part in rest):
        raise NoSuchPlace(path)
    key = first.casefold()
    folder = _GATES.get(key) or _OUTGOING.get(key)
    if folder is None and first:
        raise NoSuchPlace(path)
    return Place(folder or "", tuple(rest))


def name_problem(name: str) -> str:
    """Why a file cannot have this name, as the end of a sentence; empty when it can.

    >>> name_problem("..."), name_problem("Prijslijst 2026.xml")
    ('has nothing but dots and blanks', '')
    """
    if not name.strip(". "):
        return "has nothing but dots and blanks"
    if any(unicodedata.category(character) in {"Cc", "Cs"} for character in name):
        return "has control characters"
    if "/" in name or "\\" in name:
        return "has a slash or backslash"
    if len(os.fsencode(name)) > LONGEST_NAME:
        return f"is longer than {LONGEST_NAME} bytes"
    return ""


def is_temporary(name: str) -> bool:
    """Is this a name for the time of the transfer only? Hidden names are, too.

    >>> [is_temporary(name) for name in ("a.xml.filepart", ".in.a.xml.", "a.xml")]
    [True, True, False]
    """
    return name.startswith(TEMPORARY_PREFIXES) or name.casefold().endswith(TEMPORARY_SUFFIXES)


class Tree:
    """The real folders of one account. Reads the disk; writes only in `make`."""

    def __init__(self, account: Account, folders: Folders) -> None:
        self._account = account
        self._environment = Path(os.path.realpath(folders.environment(account.environment)))

    def base(self, folder: str) -> Path:
        """The account's own part of a gate or of Reports or Downloads."""
        top = self._environment / "Uploads" / folder if folder in GATES else self._top(folder)
        return Path(os.path.realpath(top)) / self._account.root

    def _top(self, folder: str) -> Path:
        return self._environment / folder

    def make(self) -> None:
        """Create the account's folders.

        Raises:
            OSError: the disk is full, or a link stands where a folder should be.
        """
        for folder in (*GATES, *OUTGOING):
            base = self.base(folder)
            base.mkdir(parents=True, exist_ok=True)
            if os.path.realpath(base) != str(base):
                raise NotADirectoryError(f"{base} is a symbolic link")

    def real(self, place: Place) -> Path:
        """Where *place* lies on disk, whether or not it is there.

        Raises:
            NoSuchPlace: a symbolic link is on the way, or the place is no real one.
        """
        if not (place.is_gate or place.is_outgoing):
            raise NoSuchPlace(place.virtual)
        path = self.base(place.folder).joinpath(*place.parts)
        if os.path.realpath(path) != str(path):
            raise NoSuchPlace(place.virtual)
        return path

    def journal_path(self, place: Place) -> str:
        """How the journal names an upload: below the environment's folder."""
        root = [self._account.root] if self._account.root else []
        return "/".join(["Uploads", place.folder, *root, *place.parts])
