"""The types of tasks by name. Whoever adds one adds its line here."""

from __future__ import annotations

from sluis.tasks import importing
from sluis.tasks._type import TaskType
from sluis.tasks.system import SYSTEM_TYPES

TYPES: dict[str, TaskType] = {"import": importing.TYPE, **SYSTEM_TYPES}
"""Name in TOML and on the command line -> type."""
