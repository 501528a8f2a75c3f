"""The column that says why a row was rejected; a table that has it is a part of a whole."""

from __future__ import annotations

from sluis.layouts.headings import Headings, folded

HEADING = {
    "nl": "Reden van afwijzing (Sluis)",
    "en": "Reason of rejection (Sluis)",
    "de": "Grund der Ablehnung (Sluis)",
    "fr": "Motif du refus (Sluis)",
}
"""What stands above it, by language."""

_FOLDED = {folded(text) for text in HEADING.values()}


def column(headings: Headings) -> int | None:
    """Where the reasons stand, counted from 0; None in a table that is no such part."""
    texts = headings.texts or ()
    return next((at for at, text in enumerate(texts) if folded(text) in _FOLDED), None)
