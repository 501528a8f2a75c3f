"""Names of members: shown to people and compared, never used as a path.

>>> checked("export/ArtLev.txt"), checked("ArtLev.txt")
('export/ArtLev.txt', 'ArtLev.txt')
"""

from __future__ import annotations

import re

from sluis.errors import UnreadableFile

LONGEST = 500
"""Characters of a name."""

_OUTSIDE = re.compile(r"^[/\\]|^[A-Za-z]:|(?:^|[/\\])\.\.(?:[/\\]|$)")


class Names:
    """The names of one archive, each of which may occur once, in capitals or not."""

    def __init__(self) -> None:
        self._seen: set[str] = set()

    def take(self, name: str) -> str:
        """*name* as it is shown.

        Raises:
            UnreadableFile: it leads outside, is no name, or was there before.
        """
        name = checked(name)
        folded = name.casefold()
        if folded in self._seen:
            raise unsafe("two members of one name", name)
        self._seen.add(folded)
        return name


def checked(name: str) -> str:
    """*name* with slashes between folders, if it leads nowhere else and can be shown."""
    if not name.isprintable() or not name or len(name) > LONGEST:
        raise unsafe("a member without a proper name", ascii(name)[:LONGEST])
    if _OUTSIDE.search(name):
        raise unsafe("a path that leads outside", name)
    return name.replace("\\", "/")


def unsafe(what: str, name: str) -> UnreadableFile:
    """The refusal of an archive with *what* in it."""
    return UnreadableFile(
        f"{what}: {name}",
        format_name="archive",
        rule="archive-unsafe",
        detail={"what": what, "member": name},
    )


def locked(name: str) -> UnreadableFile:
    """The refusal of an archive with a member that needs a password."""
    return UnreadableFile(
        f"a password is needed for {name}",
        format_name="archive",
        rule="archive-encrypted",
        detail={"member": name},
    )
