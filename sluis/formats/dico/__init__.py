"""The catalogue messages of DICO (SALES005) and of its forerunners INSBOU004 and INSBOU003.

Source:  Ketenstandaard Bouw en Techniek. The schemas are for members only: names and order are
         what is public (headers, programs that read real files, code lists, common types), and
         what is inferred from that; docs/reference/formats/dico.md says of each element which.
Shape:   one document is one message: articles (`PriceCatalogue`), products (`ProductData`), item
         relations, or conditions (terms).
Match:   local names in any spelling of the generations; namespaces, prefixes and the order of
         elements never matter.
Lost:    nothing that stands in a line; see the page for the rest.
"""

from __future__ import annotations

from functools import partial

from sluis.formats._format import Format
from sluis.formats.dico._copy import copy_records
from sluis.formats.dico._header import read_header
from sluis.formats.dico._messages import INSBOU003, INSBOU004, SALES005, look
from sluis.formats.dico._read import read
from sluis.formats.dico._sliced import SLICES
from sluis.formats.dico._write import write

__all__ = ["FORMATS", "unsupported"]


def unsupported(head: bytes) -> str:
    """Which version of our messages we do not read, in words; empty when there is none."""
    return look(head).unsupported


def _recognises(name: str, head: bytes) -> bool:
    return look(head).edition == name


def _format(name: str, title: str, source: str, *, is_written: bool = True) -> Format:
    return Format(
        name=name,
        title=title,
        source=source,
        suffixes=(".xml",),
        recognises=partial(_recognises, name),
        read_header=partial(read_header, name=name),
        read=read,
        copy_records=partial(copy_records, name=name),
        slices=SLICES,
        write=partial(write, name=name) if is_written else None,
    )


FORMATS = (
    _format(
        SALES005, "DICO (SALES005)", "DICO Standaard SALES005, Ketenstandaard Bouw en Techniek"
    ),
    _format(INSBOU004, "INSBOU004", "INSBOU004, Ketenstandaard Bouw en Techniek and GS1"),
    _format(
        INSBOU003,
        "INSBOU003",
        "INSBOU003, Ketenstandaard Bouw en Techniek and GS1",
        is_written=False,
    ),
)
