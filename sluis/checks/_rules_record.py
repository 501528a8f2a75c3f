"""Rules about one record, looked at by itself."""

from __future__ import annotations

from sluis.checks._rule import Rule

RULES: tuple[Rule, ...] = ()
