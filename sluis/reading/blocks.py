"""What a reading gives, in blocks: the words between whoever reads and whoever takes it in.

Shape:   HeaderRead, then Rows, Findings and Progress in any order, then Done. After `Again` all
         begins anew, with a HeaderRead: what came before is void.
"""

from __future__ import annotations

from datetime import date

import msgspec

from sluis.model import Finding, Header


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """What reading depends on beside the file.

    `supplier_gln` is the account's and decides. With `supplier_required` a file is unusable when
    neither the account nor its header names the supplier. `today` is the environment's date.
    `schemas` is a folder of schemas to check documents against, if there is one.
    """

    today: date
    supplier_gln: str | None = None
    supplier_required: bool = False
    schemas: str | None = None


class HeaderRead(msgspec.Struct, frozen=True, tag="header"):
    """The header as it stands in the file, and the supplier that counts."""

    header: Header
    supplier_gln: str | None


class Rows(msgspec.Struct, frozen=True, tag="rows"):
    """Whole lines of COPY text for one staging table."""

    table: str
    count: int
    lines: bytes


class Findings(msgspec.Struct, frozen=True, tag="findings"):
    found: list[Finding]


class Again(msgspec.Struct, frozen=True, tag="again"):
    """The file must be read as a whole after all: forget every block so far."""

    reason: str


class Progress(msgspec.Struct, frozen=True, tag="progress"):
    """Bytes of the file behind us, and records."""

    done: int
    total: int
    records: int


class Done(msgspec.Struct, frozen=True, tag="done"):
    """The end of a file that was read as a whole; counts by entity (`product`, `trade_item`).

    `known` counts the records that were not read because their slices are known.
    """

    records: int
    read: dict[str, int]
    rejected: dict[str, int]
    known: int = 0


Block = HeaderRead | Rows | Findings | Again | Progress | Done
