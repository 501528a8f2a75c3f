"""The gate folders on disk: where a file lies, what lies there, and what kind of disk it is."""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sluis.folders import GATES, Folders, escape
from watcher.settle import Look

REMOTE = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "9p", "ceph", "glusterfs", "virtiofs"}
    | {"fuse.sshfs", "fuse.glusterfs", "fuse.s3fs", "fuse.rclone", "davfs", "fuse.davfs"}
)
"""File systems on which the kernel does not tell what other machines do."""

NOT_THERE = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG})


@dataclass(frozen=True, slots=True)
class Gate:
    """One of the gate folders of one environment."""

    environment: int
    folder: str
    root: str


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a gate folder; `below` is relative to its root, as the disk spells it."""

    gate: Gate
    below: str

    @property
    def path(self) -> str:
        return os.path.join(self.gate.root, self.below)  # noqa: PTH118 - names may be no UTF-8

    @property
    def name(self) -> str:
        return self.below.rpartition("/")[2]

    @property
    def in_environment(self) -> str:
        """Path below the environment's folder, as the disk spells it."""
        return f"Uploads/{self.gate.folder}/{self.below}"

    @property
    def text(self) -> str:
        """The same, fit for the journal and the log."""
        return escape(self.in_environment)

    def sibling(self, name: str) -> Spot:
        folder, slash, _ = self.below.rpartition("/")
        return Spot(self.gate, folder + slash + name)


def gates(folders: Folders, environments: Iterable[int]) -> list[Gate]:
    """Every gate folder of these environments."""
    return [
        Gate(number, name, str(folders.gate(number, name)))
        for number in environments
        for name in GATES
    ]


def look(path: str | Path) -> tuple[Look, int] | None:
    """What lies at *path*, and its mode; None when nothing does. Links are not followed.

    Raises:
        OSError: it cannot be told.
    """
    try:
        found = os.lstat(path)
    except OSError as error:
        if error.errno in NOT_THERE:
            return None
        raise
    return look_of(found), found.st_mode


def changed_at(path: str) -> float | None:
    """Wall-clock time of the last change, a rename included; None when nothing is there."""
    try:
        return os.lstat(path).st_ctime
    except OSError:
        return None


def look_of(found: os.stat_result) -> Look:
    """The part of a stat that tells one state of a file from another."""
    return Look(found.st_dev, found.st_ino % 2**63, found.st_size, found.st_mtime_ns)


def files(spot: Spot, unreadable: Callable[[str, OSError], None]) -> Iterator[Spot]:
    """All that is not a folder below *spot*.

    A folder that cannot be read is told to *unreadable*; the rest goes on.
    """
    todo = [spot]
    while todo:
        folder = todo.pop()
        try:
            with os.scandir(folder.path) as entries:
                listed = sorted(entries, key=lambda entry: entry.name)
        except FileNotFoundError:
            continue
        except OSError as error:
            unreadable(folder.path, error)
            continue
        for entry in listed:
            inside = Spot(spot.gate, f"{folder.below}/{entry.name}" if folder.below else entry.name)
            if entry.is_dir(follow_symlinks=False):
                todo.append(inside)
            else:
                yield inside


def is_file(mode: int) -> bool:
    return stat.S_ISREG(mode)


def is_folder(mode: int) -> bool:
    return stat.S_ISDIR(mode)


def hidden(spot: Spot) -> bool:
    """Does it lie in a hidden folder, where programs keep what is not finished?"""
    return any(part.startswith(".") for part in spot.below.split("/")[:-1])


def remote_kind(root: str, mounts: str) -> str | None:
    """The remote file system that holds *root* or a part of it; None when all of it is local.

    *mounts* is the text of /proc/self/mounts: device, mount point, type, ... per line.
    """
    table = [(_unmangled(f[1]), f[2]) for f in map(str.split, mounts.splitlines()) if len(f) > 2]  # noqa: PLR2004
    holding = max((m for m in table if _inside(root, m[0])), key=lambda m: len(m[0]), default=None)
    below = [mount for mount in table if _inside(mount[0], root)]
    kinds = [kind for _, kind in ([holding] if holding else []) + below if kind in REMOTE]
    return kinds[0] if kinds else None


def _inside(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")


def _unmangled(point: str) -> str:
    r"""The kernel writes blanks in mount points as \040."""
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), point)
