"""Use cases of periodic tasks: define, switch, start and stop them, and reckon when they are due.

The rules of time are in `sluis.schedule`, the rows in `sluis.journal.tasks` and `.runs`; the
process `clock` takes what is due. Nothing here commits.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import msgspec

from sluis import db, environments
from sluis.db import Connection
from sluis.environments import Environment
from sluis.errors import Refused
from sluis.journal import endings, jobs, runs, tasks
from sluis.journal.runs import Cause
from sluis.journal.tasks import Task
from sluis.schedule import Planned, Window, next_run, refusals
from sluis.tasks import TYPES, Definition, read_definition
from sluis.told import Problem, Unfit


def is_system(task: Definition) -> bool:
    """Is it one of those that exist by themselves?"""
    return is_system_type(task.type)


def is_system_type(name: str) -> bool:
    """Do tasks of this type exist by themselves?"""
    return name in TYPES and TYPES[name].system


def next_time(task: Definition, place: Environment, now: datetime) -> datetime | None:
    """When a task of this environment is due after *now*; None when it does not run by itself."""
    if not task.active:
        return None
    window = None if is_system(task) else place.maintenance
    return next_run(task.frequency, now, place.zone, window)


def add(connection: Connection, environment: int, data: Mapping[str, Any]) -> Task:
    """Make a task from what somebody wrote.

    Raises:
        Unfit: with everything that is wrong with it.
        Refused: there is a task of this name, or no such environment.
    """
    place = environments.get(connection, environment)
    definition = read_definition(data, place.maintenance)
    if is_system(definition):
        raise Unfit(
            [Problem("type", "system tasks exist by themselves", "systeemtaken bestaan vanzelf")]
        )
    due = next_time(definition, place, db.present(connection))
    return tasks.add(connection, environment, definition, due)


def change(connection: Connection, task: Task, data: Mapping[str, Any]) -> Task:
    """Define a task anew; its type stays, what is due follows.

    Raises:
        Unfit: with everything that is wrong with it.
        Refused: another task has the new name.
    """
    place = environments.get(connection, task.environment)
    definition = read_definition(data, place.maintenance)
    if definition.type != task.type:
        told = (f"it stays {task.type}; make a new task", f"blijft {task.type}; maak een nieuwe")
        raise Unfit([Problem("type", *told)])
    due = next_time(definition, place, db.present(connection))
    return tasks.change(connection, task.id, definition, due)


def written(task: Task) -> dict[str, Any]:
    """A task as somebody would write it: what `add` and `change` read."""
    plain: dict[str, Any] = msgspec.to_builtins(task)
    return {name: plain[name] for name in Definition.__struct_fields__}


def remove(connection: Connection, task: Task) -> None:
    """Remove a task and its history.

    Raises:
        Refused: it is a system task, or a run of it is under way.
    """
    if is_system(task):
        raise Refused(f"{task.name} is a system task; it can be disabled, not removed")
    tasks.remove(connection, task.id)


def start(connection: Connection, task: Task) -> str:
    """Start a task by hand, whatever its schedule says; returns the lane to ring after the commit.

    Raises:
        Refused: it runs, or waits for its turn; or its type is not known here.
    """
    task = tasks.get(connection, task.id, lock=True)
    if task.type not in TYPES:
        raise Refused(f"no task type {task.type} is known here")
    if runs.under_way(connection, task.id):
        raise Refused(f"{task.name} runs already, or waits for its turn")
    return runs.start_now(connection, task.id, Cause.HAND, kind=TYPES[task.type].job)


def stop(connection: Connection, task: Task) -> bool:
    """Stop the runs of a task that are under way.

    Those that wait are cancelled now; a job that runs ends at its next block. False when there is
    one of these, so that the run goes on for a moment.

    Raises:
        Refused: no run of it is under way.
    """
    under_way = runs.under_way(connection, task.id)
    if not under_way:
        raise Refused(f"{task.name} does not run")
    runs.cancel_waiting(connection, task.id)
    open_jobs = jobs.open_of_runs(connection, [run.id for run in under_way])
    stopped = [endings.stop(connection, job) for job in open_jobs]
    return all(stopped)


def change_environment(connection: Connection, changed: Environment) -> Environment:
    """Write name, zone and maintenance window of an environment anew; its tasks follow.

    Raises:
        Refused: a task has its time in the new window; all of them are named.
    """
    now = db.present(connection)
    with connection.transaction():
        place = environments.change(
            connection,
            changed.number,
            name=changed.name,
            time_zone=changed.time_zone,
            maintenance=changed.maintenance,
        )
        found = tasks.listed(connection, environment=place.number)
        problems = [one for task in found for one in _inside(task, place.maintenance)]
        if problems:
            raise Unfit(problems)
        for task in found:
            tasks.set_next(connection, task.id, next_time(task, place, now))
    return place


def _inside(task: Task, window: Window | None) -> Iterator[Problem]:
    for problem in refusals(task.frequency, None if is_system(task) else window):
        yield Problem(f"{task.name}, {problem.where}", problem.en, problem.nl)


def reckon(connection: Connection, now: datetime) -> list[Task]:
    """Bring due times that lie too far ahead back to what the rules give; returns those tasks.

    So it is after a clock was set back, or the rules of a zone have changed. A due time that has
    passed stays: it is run once. A slot that was run already is not run again, whatever comes.
    """
    places = {place.number: place for place in environments.listed(connection)}
    moved = []
    for task in tasks.listed(connection):
        due = next_time(task, places[task.environment], now)
        if due is not None and (task.next_run is None or task.next_run > due):
            tasks.set_next(connection, task.id, due)
            moved.append(task)
    return moved


def ensure_system_tasks(connection: Connection) -> None:
    """Make the system tasks that an environment does not have yet."""
    for number, place in enumerate(environments.listed(connection)):
        found = tasks.listed(connection, environment=place.number)
        for sequence, (name, kind) in enumerate(TYPES.items()):
            wanted = kind.system and not (kind.once and number)
            if wanted and all(task.type != name for task in found):
                free = all(task.name != name for task in found)
                definition = Definition(
                    name=name if free else f"system-{name}",
                    type=name,
                    description=kind.meaning,
                    sequence=sequence,
                    frequency=kind.usual,
                    settings=msgspec.to_builtins(kind.settings()),
                )
                due = next_time(definition, place, db.present(connection))
                tasks.add(connection, place.number, definition, due)


def planned(found: list[Task], places: Mapping[int, Environment]) -> list[Planned]:
    """Tasks as the plan of a period wants them; those that are not active are left out."""
    return [
        Planned(
            key=task.id,
            environment=task.environment,
            system=is_system(task),
            sequence=task.sequence,
            frequency=task.frequency,
            zone=places[task.environment].zone,
            window=places[task.environment].maintenance,
        )
        for task in found
        if task.active
    ]
