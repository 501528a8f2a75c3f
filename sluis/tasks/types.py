"""The types of tasks by name. Whoever adds one adds its line here."""

from __future__ import annotations

from sluis.tasks import importing
from sluis.tasks._type import TaskType

TYPES: dict[str, TaskType] = {"import": importing.TYPE}
"""Name in TOML and on the command line -> type."""
