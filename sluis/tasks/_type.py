"""What makes a type of task."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import msgspec

from sluis.schedule import ByHand, Frequency
from sluis.told import Problem


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of the settings of every type: `class Mine(Settings, frozen=True, kw_only=True)`.

    Each field is `Annotated[type, told("Nederlandse term", "What it is for.")]`, with a default
    when it may be left out. Secrets are never fields, the name of a secret is.
    """


def nothing_more(_: Any) -> Iterable[Problem]:
    """For types whose fields say it all."""
    return ()


BY_HAND = ByHand()


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskType:
    """One type of periodic task; a line in `sluis.tasks.TYPES` makes it known everywhere.

    job       kind of the job that a run puts in the journal; `handlers.jobs.KINDS` has its work
    settings  struct of what is set per task
    check     what no single field can say (two that exclude each other): pure, gives problems
    system    exists by itself in every environment with the frequency `usual`, runs before
              user tasks and inside the maintenance window; cannot be added or removed
    once      a system type that looks at the machine: the first environment alone has it
    """

    job: str
    dutch: str
    meaning: str
    settings: type[Settings]
    check: Callable[[Any], Iterable[Problem]] = nothing_more
    system: bool = False
    once: bool = False
    usual: Frequency = BY_HAND
