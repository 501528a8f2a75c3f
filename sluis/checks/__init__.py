"""Checks: pure functions from a record or a header to findings.

Order:   that of the report. To add one: write its file, add its line here, and its rules with
         texts to the `_rules_*.py` of their subject.
Limits:  each record by itself; what needs the rest of the file or the catalogue (duplicates,
         unknown references, price jumps) is computed in SQL by `sluis.catalogue`.
         What could not be read at all is in `Record.findings` already, and is not repeated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from sluis.checks import (
    attachments,
    conditions,
    dates,
    etim,
    gtin,
    legislation,
    logistics,
    mandatory,
    prices,
    relations,
    status,
    texts,
    units,
)
from sluis.checks._damage import suspect as may_be_damaged
from sluis.checks._sources import with_element
from sluis.model import Finding, Header, Mode, Record

__all__ = ["CHECKS", "HEADER_CHECKS", "check_header", "check_record", "may_be_damaged"]

Check = Callable[[Record, Header, date], Iterator[Finding]]
HeaderCheck = Callable[[Header, date], Iterator[Finding]]

CHECKS: tuple[Check, ...] = (
    mandatory.check,
    gtin.check,
    texts.check,
    units.check,
    prices.check,
    conditions.check,
    dates.check,
    status.check,
    etim.check,
    relations.check,
    attachments.check,
    logistics.check,
    legislation.check,
)
"""What looks at a record that describes something or gives a price."""

HEADER_CHECKS: tuple[HeaderCheck, ...] = (
    gtin.check_header,
    texts.check_header,
    prices.check_header,
    dates.check_header,
    logistics.check_header,
)
"""What looks at the header."""


def check_record(record: Record, header: Header, today: date) -> Iterator[Finding]:
    """What is wrong with *record*, looked at by itself; never raises.

    A removal needs its number alone, which the reader has seen to.
    """
    if record.mode is Mode.DELETE:
        return
    for check in CHECKS:
        for found in check(record, header, today):
            yield with_element(found, header)


def check_header(header: Header, today: date) -> Iterator[Finding]:
    """What is wrong with *header*; never raises."""
    for check in HEADER_CHECKS:
        for found in check(header, today):
            yield with_element(found, header)
