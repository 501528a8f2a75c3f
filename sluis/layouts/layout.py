"""A layout: how the columns of somebody's own table become fields of the catalogue. Plain values.

A layout is read from and written to TOML (`sluis.layouts.toml`), judged as a whole by
`sluis.layouts.problems`, and compiled for one file by `sluis.layouts.plan`. The docstring of an
attribute is its text in docs/reference/layouts.md.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

import msgspec

FORMAT = "layout"
"""Name of the format of all that is read by a layout; the dialect is the layout's name."""

PASSES = 5
"""Most passes over one file."""

Source = str | int
"""A column: its heading, its number from 1, or, in a table without headings, its letters."""

Empty = Literal["keep", "clear"]


class Field(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where the value of one field comes from, and what is done to it on the way."""

    source: tuple[Source, ...] = msgspec.field(name="from", default=())
    """The column, or several columns that are put together. A heading as it stands in the file
    (case and spaces do not matter), a number from 1, or letters (`"C"`) without a heading row."""

    value: str | None = None
    """A constant in place of a column."""

    join: str = " "
    """What is put between the texts of several columns; empty ones are passed over."""

    trim: bool = True
    """Take away blanks before and after the text."""

    upper: bool = False
    """Turn the text into capitals."""

    pad: int = 0
    """Put zeros before the text until it has this length, such as 13 for a GTIN."""

    map: dict[str, str] = {}
    """What stands in the file -> what is meant (nothing, when empty); case does not matter."""

    unmapped: Literal["keep", "refuse", "empty"] = "keep"
    """What becomes of a value that `map` does not name."""

    default: str = ""
    """What an empty cell stands for."""

    split: str = ""
    """The sign between several values in one cell."""

    factor: Decimal | None = None
    """What a number is multiplied by, such as 0.01 for a price in cents."""

    unit: str = ""
    """The unit of a length, volume or weight in the file (`mm`, `l`, `g`, ...); the catalogue
    has metres, cubic metres and kilograms."""

    decimal: str = ""
    """The decimal sign of this column, when it differs from that of the file."""

    thousands: str | None = None
    """The thousands sign of this column, when it differs from that of the file."""

    dates: tuple[str, ...] = ()
    """How dates are written in this column, when it differs from the file."""

    empty: Empty | None = None
    """What an empty cell does, when it differs from the rest of the layout."""

    optional: bool = False
    """The file may lack the column."""


class Condition(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something that must be so for a row to count. Case and blanks around do not matter."""

    column: Source
    """The column that is looked at."""

    equals: tuple[str, ...] = msgspec.field(name="is", default=())
    """It holds one of these."""

    differs: tuple[str, ...] = msgspec.field(name="is_not", default=())
    """It holds none of these."""

    starts_with: tuple[str, ...] = ()
    """It begins with one of these."""

    filled: bool | None = None
    """It is filled (`true`) or empty (`false`)."""


class Pass(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One reading of the file: each row that counts is one record of one entity."""

    entity: str
    """What a row is: `product`, `trade_item`, `price`, `attachment`, `relation`, `condition`,
    `product_group`, `organisation`, `contact` or `assortment`."""

    sheet: str | int | None = None
    """The sheet of this pass, when it differs from that of the file."""

    header_row: int | None = None
    """The heading row of this pass, when it differs from that of the file."""

    first_row: int | None = None
    """The first data row of this pass, when it differs from that of the file."""

    where: tuple[Condition, ...] = ()
    """Only rows that meet all of these count."""

    key: tuple[str, ...] = ()
    """The fields without which a row says nothing; what the entity needs, when left out."""

    required: tuple[str, ...] = ()
    """Fields that every row must fill, beside the key."""

    fields: dict[str, Field]
    """Field of the entity -> its column. The column alone may stand for the table of settings:
    `supplier_item_number = "Artikelnummer"`."""


class File(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What kind of table the file is. What is left out is found in the file itself."""

    kind: Literal["text", "workbook"] | None = None
    """`text` (CSV, TXT) or `workbook` (xlsx, xls, ods); the content must agree."""

    sheet: str | int | None = None
    """Name of the sheet, or its number from 1; the first sheet that is not hidden."""

    header_row: int = 1
    """The row with the headings; 0 when there are none."""

    first_row: int | None = None
    """The first row with data; the one after the heading row."""

    encoding: str = ""
    """`utf-8`, `utf-16`, `windows-1252`, `latin-1`, `latin-9` or `cp850`."""

    separator: str = ""
    """The sign between columns in a text file; a tab is `"\\t"`."""

    quote: str = '"'
    """The sign around texts that hold the separator; empty when there is none."""

    decimal: str = ","
    """The decimal sign of numbers written as text."""

    thousands: str = "."
    """The thousands sign of numbers written as text; empty when there is none."""

    dates: tuple[str, ...] = ("d-m-yyyy", "yyyy-m-d")
    """How dates are written as text, of `d` or `dd` (two digits), `m` or `mm`, `yy` or `yyyy`."""


class Layout(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A table of the customer's own."""

    name: str
    """What the layout is called: letters, digits, `-` and `_`."""

    description: str = ""
    """What it is for, in your own words."""

    language: str = "nl"
    """The language of the supplier, in which rejected rows come back."""

    empty: Empty = "keep"
    """What an empty cell does: `keep` what is stored, or `clear` it."""

    file: File = File()
    """The table: section `[file]`."""

    passes: tuple[Pass, ...] = msgspec.field(name="pass")
    """One to five passes over the file, in this order: sections `[[pass]]`."""


def first_row(layout: Layout, one: Pass) -> int:
    """Where the data of a pass begins."""
    given = one.first_row if one.first_row is not None else layout.file.first_row
    return given if given is not None else header_row(layout, one) + 1


def header_row(layout: Layout, one: Pass) -> int:
    """The heading row of a pass; 0 for none."""
    return layout.file.header_row if one.header_row is None else one.header_row


def sheet(layout: Layout, one: Pass) -> str | int | None:
    """The sheet of a pass; None for the first that is to be seen."""
    return layout.file.sheet if one.sheet is None else one.sheet
