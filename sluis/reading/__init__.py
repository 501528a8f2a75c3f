"""Reading a file into blocks: `read_blocks` in this process, `Reader` in a child with limits."""

from __future__ import annotations

from sluis.reading.blocks import (
    Again,
    Block,
    Done,
    Findings,
    HeaderRead,
    Options,
    Progress,
    Rows,
)
from sluis.reading.document import NOTHING, document_finding, read_blocks
from sluis.reading.parent import Limits, Reader

__all__ = [
    "NOTHING",
    "Again",
    "Block",
    "Done",
    "Findings",
    "HeaderRead",
    "Limits",
    "Options",
    "Progress",
    "Reader",
    "Rows",
    "document_finding",
    "read_blocks",
]
