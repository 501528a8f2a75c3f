"""Tasks for tests: a type of their own, and definitions of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from sluis.tasks import Definition, Settings, TaskType, read_definition
from sluis.told import Problem, told


class SampleSettings(Settings, frozen=True, kw_only=True):
    """Settings of every kind a type may have."""

    folder: Annotated[str, told("map", "Where to.")]
    copies: Annotated[int, told("aantal", "How many.")] = 1
    compress: Annotated[bool, told("comprimeren", "Zip it?")] = False


def _check(settings: SampleSettings) -> Iterable[Problem]:
    if settings.compress and settings.copies > 1:
        yield Problem("settings.copies", "one zip is enough", "één zip is genoeg")


SAMPLE = TaskType(
    job="sample",
    dutch="proef",
    meaning="Does nothing, often.",
    settings=SampleSettings,
    check=_check,
)


def definition(name: str = "proef", **more: object) -> Definition:
    """A definition that fits; SAMPLE must be in TYPES under `sample`."""
    facts = {
        "name": name,
        "type": "sample",
        "description": f"Taak {name}",
        "frequency": {"every": "daily"},
        "settings": {"folder": "out"},
    }
    return read_definition(facts | more, None)
