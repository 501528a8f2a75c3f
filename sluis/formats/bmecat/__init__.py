"""BMEcat 1.2, 2005 and the ETIM guidelines 3.1, 4.0 and 5.0: five dialects.

Source:  BMEcat 1.2 and 2005 (BME e.V.); ETIM guideline for BMEcat 3.1 and 5.0 (5.0.1, 5.0.2).
         No schema of guideline 4.0 is public: it lies between 3.1 and 5.0 and is read as both.
Shape:   one document -> header -> a stream of PRODUCT (1.2: ARTICLE), in document order.
Units:   amounts per PRICE_QUANTITY of PRICE_UNIT or ORDER_UNIT, without VAT; TAX is a fraction.
Match:   local names only; namespaces, prefixes and the order of elements never matter.
Lost:    nothing that stands in a record; see docs/reference/formats/bmecat.md for the rest.
Written: all but guideline 4.0, by one table (`_table`) and valid by the schemas of each dialect.
"""

from __future__ import annotations

from functools import partial

from sluis.formats._format import Format
from sluis.formats.bmecat._copy import copy_records
from sluis.formats.bmecat._dialect import (
    BMECAT_12,
    BMECAT_2005,
    ETIM_31,
    ETIM_40,
    ETIM_50,
    dialect,
    look,
    unsupported,
)
from sluis.formats.bmecat._header import read_header
from sluis.formats.bmecat._read import read
from sluis.formats.bmecat._sliced import SLICES
from sluis.formats.bmecat._table import DIALECTS
from sluis.formats.bmecat._write import write

__all__ = ["FORMATS", "look", "unsupported"]


def _recognises(name: str, head: bytes) -> bool:
    return dialect(look(head)) == name


def _format(name: str, title: str, source: str) -> Format:
    return Format(
        name=name,
        title=title,
        source=source,
        suffixes=(".xml",),
        recognises=partial(_recognises, name),
        read_header=partial(read_header, name=name),
        read=read,
        copy_records=copy_records,
        slices=SLICES,
        write=partial(write, dialect=name) if name in DIALECTS else None,
    )


FORMATS = (
    _format(ETIM_50, "BMEcat ETIM 5.0", "ETIM guideline for BMEcat 5.0, ETIM International"),
    _format(ETIM_40, "BMEcat ETIM 4.0", "ETIM guideline for BMEcat 4.0, ETIM International"),
    _format(ETIM_31, "BMEcat ETIM 3.1", "ETIM guideline for BMEcat 3.1, ETIM International"),
    _format(BMECAT_2005, "BMEcat 2005", "BMEcat 2005, 2005.1 and 2005.2, BME e.V."),
    _format(BMECAT_12, "BMEcat 1.2", "BMEcat 1.2, BME e.V."),
)
"""One per dialect; a document belongs to exactly one."""
