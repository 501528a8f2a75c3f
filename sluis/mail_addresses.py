r"""Addresses that a report may be sent to: plain ones, nothing that could become another header.

>>> is_address("data@kadewerf.example"), is_address("a@b.example\nBcc: c@d.example")
(True, False)
"""

from __future__ import annotations

import re

_ADDRESS = re.compile(
    r"[\w.+'-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}", re.ASCII
)


def is_address(text: str) -> bool:
    """Say whether *text* is one address without a name, in ASCII."""
    return _ADDRESS.fullmatch(text) is not None
