"""Lines of PAB 2 for tests, from the values of their fields."""

from __future__ import annotations

from decimal import Decimal

from sluis.formats.pab._layouts import ALLOWANCE, HEADER, ITEM, PRICE, PRODUCT, Layout

SUPPLIER = "2900000000018"
MAKER = "2900000000513"

_ALWAYS = {
    HEADER.name: {"MessageDate": "20261101", "MutationCode": "4", "SupplierGLN": SUPPLIER},
    PRODUCT.name: {"MutationCode": "1", "ManufacturerGLN": MAKER},
    ITEM.name: {"MutationCode": "1", "SupplierGLN": SUPPLIER},
    PRICE.name: {"MutationCode": "1", "SupplierGLN": SUPPLIER},
    ALLOWANCE.name: {"SupplierGLN": SUPPLIER},
}


def line(layout: Layout, **values: str) -> bytes:
    """One line with its end; a number is written with its decimals, a text as it is."""
    values = _ALWAYS[layout.name] | values
    parts = []
    for field in layout.fields:
        text = values.pop(field.name, "")
        if field.decimals and len(text) < field.width and text.replace(".", "", 1).isdigit():
            text = f"{Decimal(text):0{field.width}.{field.decimals}f}"
        parts.append(text.ljust(field.width))
    assert not values, f"no such fields: {values}"
    return "".join(parts).encode("cp1252") + b"\r\n"
