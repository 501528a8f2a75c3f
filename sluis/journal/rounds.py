"""Runs in their rounds, as the order of turns wants them: see `sluis.schedule.decide`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sluis.db import Connection
from sluis.journal.runs import Outcome
from sluis.schedule import Stage, Turn


def turns(connection: Connection, is_system: Callable[[str], bool]) -> dict[int, list[Turn]]:
    """By environment: all runs under way, and the ended ones of rounds in which one still waits.

    *is_system* tells it of a type of task.
    """
    found: dict[int, list[Turn]] = {}
    for row in connection.execute(_TURNS):
        found.setdefault(row["environment"], []).append(_turn(row, is_system))
    return found


_TURNS = """
with waiting as materialized (
  select distinct t.environment, r.round
    from task_run r join task t on t.id = r.task_id
   where r.outcome is null and r.job_id is null
),
concerned as (
  select id from task_run where outcome is null
  union
  select r.id
    from task_run r join task t on t.id = r.task_id
   where r.round = any (array(select distinct round from waiting))
     and (t.environment, r.round) in (select environment, round from waiting)
)
select r.id, r.round, r.slot, r.job_id, r.outcome, t.environment, t.type, t.sequence, t.on_failure
  from concerned join task_run r using (id) join task t on t.id = r.task_id
 order by r.id
"""


def _turn(row: dict[str, Any], is_system: Callable[[str], bool]) -> Turn:
    return Turn(
        run=row["id"],
        round=row["round"],
        system=is_system(row["type"]),
        sequence=row["sequence"],
        slot=row["slot"],
        stage=_stage(row),
        stops=row["on_failure"] == "stop",
    )


def _stage(row: dict[str, Any]) -> Stage:
    if row["outcome"] is None:
        return Stage.RUNS if row["job_id"] else Stage.WAITS
    well = row["outcome"] in (Outcome.DONE, Outcome.SKIPPED)
    return Stage.ENDED_WELL if well else Stage.ENDED_BADLY
