"""A task as somebody defines it: on the command line, or as a TOML file kept in git."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from sluis.schedule import Frequency, Window, refusals
from sluis.tasks._type import Settings
from sluis.tasks.reading import read
from sluis.tasks.types import TYPES
from sluis.told import Problem, Unfit, told


class OnFailure(StrEnum):
    """What becomes of the tasks that wait for this one when it does not end well."""

    CONTINUE = "continue"
    STOP = "stop"


class Definition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything that is set about a task; `settings` are those of its type."""

    name: Annotated[
        str,
        Meta(pattern=r"^[a-z0-9][a-z0-9._-]*\Z", max_length=60),
        told("naam", "What commands call it; unique in its environment."),
    ]
    type: Annotated[str, told("periodieke taaktype", "What it does; cannot be changed later.")]
    description: Annotated[
        str,
        Meta(min_length=1, max_length=500),
        told("omschrijving", "What it is for, in your own words."),
    ]
    active: Annotated[bool, told("actief", "false: it does not run by itself.")] = True
    sequence: Annotated[
        Annotated[int, Meta(ge=0, le=1_000_000)] | None,
        told("volgnummer", "Order of tasks that fall due together; left out: after the last."),
    ] = None
    on_failure: Annotated[
        OnFailure,
        told(
            "bij mislukken",
            "continue or stop: may the tasks that wait for it start when it did not end well?",
        ),
    ] = OnFailure.CONTINUE
    frequency: Annotated[Frequency, told("frequentie", "When it runs.")]
    settings: Annotated[dict[str, Any], told("aanvullende instellingen", "Those of its type.")] = (
        msgspec.field(default_factory=dict)
    )


def read_definition(data: Mapping[str, Any], window: Window | None) -> Definition:
    """*data*, as TOML gives it, as a definition that can be stored; *window* of its environment.

    Raises:
        Unfit: with every problem of the definition, its frequency and the settings of its type.
    """
    problems: list[Problem] = []
    definition: Definition | None = _gathered(problems, Definition, data)
    settings = _settings(problems, data)
    if definition is not None:
        problems += _frequency(definition, window)
    if problems or definition is None:
        raise Unfit(problems)
    return msgspec.structs.replace(definition, settings=msgspec.to_builtins(settings))


def settings_of(task: Definition) -> Any:
    """The settings of a task as the struct of its type."""
    return msgspec.convert(task.settings, TYPES[task.type].settings)


def _gathered(problems: list[Problem], kind: Any, data: object, where: str = "") -> Any:
    try:
        return read(kind, data, where)
    except Unfit as error:
        problems += error.problems
        return None


def _settings(problems: list[Problem], data: Mapping[str, Any]) -> Settings | None:
    name = data.get("type")
    kind = TYPES.get(str(name))
    if kind is None:
        if name is not None:
            choices = ", ".join(one for one, known in TYPES.items() if not known.system)
            problems.append(
                Problem("type", f"{name!r}: choose from {choices}", f"{name!r}: kies uit {choices}")
            )
        return None
    settings: Settings | None = _gathered(
        problems, kind.settings, data.get("settings", {}), "settings"
    )
    if settings is not None:
        problems += kind.check(settings)
    return settings


def _frequency(definition: Definition, window: Window | None) -> Iterator[Problem]:
    kind = TYPES.get(definition.type)
    yield from refusals(definition.frequency, None if kind and kind.system else window)
