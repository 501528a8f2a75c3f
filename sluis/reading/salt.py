"""What every fingerprint of a document depends on beside the document's own bytes.

Any change of what reads, checks or encodes records makes all earlier fingerprints worthless: the
next delivery is read as a whole, once.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec
from lxml import etree
from xxhash import xxh3_128

from sluis.model import Header

_PACKAGE = Path(__file__).parents[1]
_DECIDING = (
    "model.py",
    "catalogue",
    "checks",
    "codelists",
    "formats",
    "layouts",
    "reading",
    "tables",
)
"""Where records get their values and warnings."""


def salt(header: Header) -> bytes:
    """Code, parser, and the header without what the records do not see of it.

    The generation date is looked at record by record (`fingerprints.Days`); only whether there is
    one counts here. What the format itself takes from `catalogue` it adds by itself.
    """
    seen = msgspec.structs.replace(header, catalogue={}, generated_on=None)
    dated = b"dated" if header.generated_on else b"undated"
    encoded = msgspec.json.encode(seen, order="deterministic")
    return b"\0".join((_code(), dated, encoded))


@cache
def _code() -> bytes:
    digest = xxh3_128(repr((etree.LXML_VERSION, etree.LIBXML_VERSION)).encode())
    for part in _DECIDING:
        for path in sorted((_PACKAGE / part).rglob("*")) or [_PACKAGE / part]:
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(path.name.encode())
                digest.update(path.read_bytes())
    return digest.digest()
