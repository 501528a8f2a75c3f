"""Rules that need the rest of the file or the catalogue: duplicates, unknown references, jumps."""

from __future__ import annotations

from sluis.checks._rule import Rule

RULES: tuple[Rule, ...] = ()
