"""Elements of BMEcat that have no typed place, kept under their canonical names."""

from __future__ import annotations

from sluis.formats._keep import keeper
from sluis.formats.bmecat._names import NAMES

keep = keeper(NAMES, "bmecat")
