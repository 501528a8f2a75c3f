"""Whose turn it is among tasks that fell due together."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from sluis.schedule import Skip, Stage, Start, Turn, decide

SIX = datetime(2027, 5, 3, 4, tzinfo=UTC)
WAITS, RUNS, WELL, BADLY = Stage


def turn(run: int, stage: Stage = WAITS, sequence: int = 10, **more) -> Turn:
    facts = {"round": SIX, "system": False, "slot": SIX}
    return Turn(run=run, stage=stage, sequence=sequence, **(facts | more))


def test_one_after_another_by_sequence_number() -> None:
    """
    The lowest number starts; the next starts when it has ended, well or not, and not before.
    """
    assert list(decide([turn(1, sequence=20), turn(2, sequence=10)])) == [Start(2)]
    assert list(decide([turn(1, sequence=20), turn(2, RUNS)])) == []
    assert list(decide([turn(1, sequence=20), turn(2, WELL)])) == [Start(1)]
    assert list(decide([turn(1, sequence=20), turn(2, BADLY)])) == [Start(1)]


def test_system_tasks_go_first() -> None:
    """
    Whatever their number; a user task starts in no round while one of them runs.
    """
    later = {"round": SIX + timedelta(hours=1)}

    assert list(decide([turn(1, sequence=1), turn(2, sequence=99, system=True)])) == [Start(2)]
    assert list(decide([turn(1, RUNS, system=True), turn(2, **later)])) == []
    assert list(decide([turn(1, RUNS, system=True, round=None), turn(2)])) == []
    assert list(decide([turn(1, WELL, system=True), turn(2, **later)])) == [Start(2)]


def test_rounds_do_not_wait_for_each_other() -> None:
    """
    What fell due at another time starts beside it; a run by hand keeps nobody waiting.
    """
    later = SIX + timedelta(minutes=5)

    assert list(decide([turn(1, RUNS), turn(2, round=later)])) == [Start(2)]
    assert list(decide([turn(1, RUNS, round=None), turn(2, sequence=99)])) == [Start(2)]


def test_one_that_ended_badly_may_stop_those_after_it() -> None:
    """
    All of them, if it is set so; those before it have run already.
    """
    ended = turn(1, BADLY, sequence=10, stops=True)
    waiting = [turn(2, sequence=20), turn(3, sequence=30)]

    assert list(decide([turn(9, WELL, sequence=5), ended, *waiting])) == [Skip(2, 1), Skip(3, 1)]
    assert list(decide([turn(1, WELL, stops=True), *waiting])) == [Start(2)]


def test_any_round_comes_to_its_end_in_order() -> None:
    """
    However many there are: one at a time, each once, system tasks and low numbers first.
    """
    dice = random.Random(7)  # noqa: S311 - a repeatable run
    turns = {
        n: turn(n, sequence=dice.randrange(5), system=dice.random() < 0.2) for n in range(1, 40)
    }
    order = []
    while decided := list(decide(turns.values())):
        (started,) = decided
        order.append(turns[started.run])
        turns[started.run] = turn(
            started.run,
            dice.choice([WELL, BADLY]),
            sequence=order[-1].sequence,
            system=order[-1].system,
        )

    assert len(order) == 39
    assert order == sorted(order, key=lambda t: (not t.system, t.sequence, t.run))
