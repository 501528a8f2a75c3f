"""PAB 2 (2.00 to 2.03): product data and trade items as files of fixed width.

Source:  ASCII Productgegevens & Artikel (PAB) 2.03, stichting ETIM Nederland, as two public readers
         of it agree; 2BA's documentation. No longer developed since 2007.
Shape:   one file of the set -> header -> a stream of records: products (Product), trade items
         (ArtLev), patches of their prices (ArtPr2) and surcharges (ArtToKo); HArtLev is a header
         without records.
Units:   amounts per NumberOfUnitsInPriceBasis of PriceUnitMeasureUnitCode, without VAT.
Lost:    see docs/reference/formats/pab.md.
"""

from __future__ import annotations

from sluis.formats._format import Format
from sluis.formats.pab._read import copy_records, read, read_header, recognises
from sluis.formats.pab._sliced import SLICES
from sluis.formats.pab._values import FORMAT

__all__ = ["FORMATS"]

FORMATS = (
    Format(
        name=FORMAT,
        title="PAB 2",
        source="ASCII Productgegevens & Artikel (PAB) 2.03, stichting ETIM Nederland",
        suffixes=(".txt",),
        recognises=recognises,
        read_header=read_header,
        read=read,
        copy_records=copy_records,
        slices=SLICES,
    ),
)
