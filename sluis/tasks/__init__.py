"""Periodic tasks: what can be set, per type. Pure: no clock, no database, no settings of Sluis.

A new type of task brings:

1. a struct of its settings, a subclass of `Settings`, each field with `told(...)`;
2. a line in `TYPES`: name in TOML and on the command line -> `TaskType`;
3. the work: an entry in `KINDS` of `handlers/jobs.py` under the `job` of its type. The job that
   it is called with has `task_id` and `run_id`; `sluis.journal.tasks.of_job` gives the `Task`, and
   `settings_of` its typed settings. What the work must keep to stands in
   `docs/explanation/schedules.md`.
"""

from __future__ import annotations

from sluis.tasks._type import Settings, TaskType
from sluis.tasks.definition import Definition, OnFailure, read_definition, settings_of
from sluis.tasks.reading import read
from sluis.tasks.types import TYPES

__all__ = [
    "TYPES",
    "Definition",
    "OnFailure",
    "Settings",
    "TaskType",
    "read",
    "read_definition",
    "settings_of",
]
