"""Who makes a thing, as one identifier."""

from __future__ import annotations


def name_id(name: str) -> str:
    """A maker's name as an identifier: case folded, white space collapsed.

    >>> name_id("  Van  Dam BV ")
    'van dam bv'
    """
    return " ".join(name.casefold().split())


def manufacturer_id(gln: str | None, name: str | None, supplier_id: str) -> str:
    """The maker's GLN, else its name folded, else whose data this is.

    >>> manufacturer_id(None, "Van Dam BV", "2900000710009"), manufacturer_id(None, None, "x")
    ('van dam bv', 'x')
    """
    return gln or name_id(name or "") or supplier_id
