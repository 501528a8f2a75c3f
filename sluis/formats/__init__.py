"""The exchange formats, recognised by content. To add one: write its module, add its line here."""

from __future__ import annotations

from sluis.errors import UnknownFormat, UnsupportedVersion
from sluis.formats import attachment_index, bmecat, dico, icc, koppeltabel, pab
from sluis.formats._format import Format
from sluis.formats._seen import describe

HEAD_BYTES = 64 * 1024
"""How much of a file `recognise` wants to see."""

FORMATS: tuple[Format, ...] = (
    *bmecat.FORMATS,
    *dico.FORMATS,
    *pab.FORMATS,
    *icc.FORMATS,
    *attachment_index.FORMATS,
    *koppeltabel.FORMATS,
)


def recognise(head: bytes) -> Format:
    """The one format whose content *head*, the first bytes of a file, shows.

    Raises:
        UnsupportedVersion: a format of ours in a version that we do not read; `reason` says which.
        UnknownFormat: anything else; `reason` says what was seen (`XML with root <Order>`).
    """
    head = head[:HEAD_BYTES]
    for one in FORMATS:
        if one.recognises(head):
            return one
    if version := bmecat.unsupported(bmecat.look(head)) or dico.unsupported(head):
        raise UnsupportedVersion(version)
    raise UnknownFormat(describe(head))


def by_name(name: str) -> Format:
    """The format called *name*; KeyError when there is none."""
    return {one.name: one for one in FORMATS}[name]
