"""Tables of our own that need no layout: a CSV with these headings is read as it is.

The template for attachments: whose it is (an item number, or a product number with its maker), the
type code (MD01 to MD70, see docs/reference/codelists.md), a file beside the CSV or an address, and
what is known of it. One row per attachment and language.
"""

from __future__ import annotations

import csv
import io

from sluis.layouts.layout import Field, File, Layout, Pass

ATTACHMENT = "attachment"

_OPTIONAL = (
    "supplier_item_number",
    "manufacturer_product_number",
    "manufacturer_gln",
    "manufacturer_name",
    "file_name",
    "language",
    "description",
    "order",
    "valid_from",
    "valid_until",
)
_REQUIRED = ("code", "source")
HEADINGS: dict[str, tuple[str, ...]] = {ATTACHMENT: (*_OPTIONAL[:4], *_REQUIRED, *_OPTIONAL[4:])}
"""Entity -> the headings of its template, which are the names of the fields."""

EXAMPLES: dict[str, tuple[dict[str, str], ...]] = {
    ATTACHMENT: (
        {
            "supplier_item_number": "VZ-AA16",
            "code": "MD01",
            "source": "vz-aa16.jpg",
            "language": "nl",
            "description": "Productfoto",
            "order": "1",
        },
        {
            "manufacturer_product_number": "AA-16",
            "manufacturer_gln": "2900000710009",
            "code": "MD14",
            "source": "https://www.example.com/aa-16.pdf",
            "language": "en",
            "description": "Mounting instructions",
            "valid_from": "2026-01-01",
        },
    )
}


def template(entity: str, *, examples: bool = False) -> str:
    """The CSV to fill in, as spreadsheets of the trade open it: semicolons, CRLF."""
    out = io.StringIO(newline="")
    rows = csv.DictWriter(out, HEADINGS[entity], delimiter=";", lineterminator="\r\n")
    rows.writeheader()
    rows.writerows(EXAMPLES[entity] if examples else ())
    return out.getvalue()


def layout(entity: str) -> Layout:
    """What a filled-in template is read by."""
    fields = {
        name: Field(source=(name,), optional=name not in _REQUIRED) for name in HEADINGS[entity]
    }
    dates = ("yyyy-m-d", "d-m-yyyy")
    one = Pass(entity=entity, fields=fields)
    return Layout(name=f"template-{entity}", file=File(dates=dates), passes=(one,))


def recognised(head: bytes) -> Layout | None:
    """The layout of the template that the first line of *head* shows, or None."""
    line = head.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0].decode("ascii", errors="replace")
    for entity, names in HEADINGS.items():
        for separator in ";,\t":
            seen = {word.strip().strip('"').lower() for word in line.split(separator)}
            if set(_REQUIRED) <= seen <= set(names) and seen & set(_OPTIONAL[:2]):
                return layout(entity)
    return None
