"""Whose turn it is: the order of tasks of one environment that fell due together.

System tasks go first, then the sequence number decides; each starts when the one before it has
ended.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import groupby


class Stage(StrEnum):
    """How far a run has come. Badly: it failed, was stopped, or its delivery is held."""

    WAITS = "waits"
    RUNS = "runs"
    ENDED_WELL = "ended_well"
    ENDED_BADLY = "ended_badly"


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A run in its round. `round` is None for a run outside the schedule, which waits for nobody.

    `stops` says that those after it may not start when it ends badly.
    """

    run: int
    round: datetime | None
    system: bool
    sequence: int
    slot: datetime
    stage: Stage
    stops: bool = False


@dataclass(frozen=True, slots=True)
class Start:
    """The run may begin."""

    run: int


@dataclass(frozen=True, slots=True)
class Skip:
    """The run may not begin, because of *after*."""

    run: int
    after: int


def decide(turns: Iterable[Turn]) -> Iterator[Start | Skip]:
    """What to do now, given all runs under way in one environment and the ended ones of rounds
    in which somebody still waits. Of one round at most one run starts."""
    turns = list(turns)
    system_busy = any(turn.system and turn.stage is Stage.RUNS for turn in turns)
    in_rounds = sorted((turn for turn in turns if turn.round is not None), key=_place)
    for _, together in groupby(in_rounds, key=lambda turn: turn.round):
        yield from _of_round(list(together), system_busy=system_busy)


def _of_round(together: list[Turn], *, system_busy: bool) -> Iterator[Start | Skip]:
    stopped_by: Turn | None = None
    for turn in together:
        if turn.stage is Stage.ENDED_BADLY and turn.stops:
            stopped_by = turn
        elif turn.stage is Stage.RUNS:
            return
        elif turn.stage is Stage.WAITS and stopped_by is not None:
            yield Skip(turn.run, stopped_by.run)
        elif turn.stage is Stage.WAITS:
            if turn.system or not system_busy:
                yield Start(turn.run)
            return


def _place(turn: Turn) -> tuple[datetime, bool, int, datetime, int]:
    assert turn.round is not None  # noqa: S101 - for the type checker: those without were left out
    return (turn.round, not turn.system, turn.sequence, turn.slot, turn.run)
