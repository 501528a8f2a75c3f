"""Tasks and their runs as commands print them. Times are those of the task's environment."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from sluis import timetable
from sluis.environments import Environment
from sluis.journal.runs import Run
from sluis.journal.tasks import Since, Task
from sluis.schedule.wording import words
from sluis.tasks import TYPES

LIST = ("ENV", "NAME", "TYPE", "ACTIVE", "SEQ", "EVERY", "NEXT RUN", "LAST RUN", "OUTCOME", "TOOK")
HISTORY = ("DUE", "CAUSE", "STARTED", "ENDED", "TOOK", "OUTCOME", "JOB", "COUNTS", "WHY")


def local(at: datetime | None, zone: ZoneInfo) -> str | None:
    """A moment by the clocks of *zone*, to the second where it has seconds."""
    if at is None:
        return None
    there = at.astimezone(zone)
    return f"{there:%Y-%m-%d %H:%M}" if not there.second else f"{there:%Y-%m-%d %H:%M:%S}"


def listed(task: Task, last: Run | None, place: Environment) -> tuple[object, ...]:
    """A row of `sluis task list`."""
    kind = f"{task.type} *" if timetable.is_system(task) else task.type
    return (
        task.environment, task.name, kind, "yes" if task.active else "NO", task.sequence,
        words(task.frequency)["en"], local(task.next_run, place.zone),
        local(last.slot, place.zone) if last else None, _outcome(last), _took(last),
    )  # fmt: skip


def history(run: Run, zone: ZoneInfo) -> tuple[object, ...]:
    """A row of `sluis task history`."""
    return (
        local(run.slot, zone), run.cause, local(run.started_at, zone), local(run.ended_at, zone),
        _took(run), _outcome(run), run.job_id, _counts(run), (run.error or {}).get("text"),
    )  # fmt: skip


def facts(
    task: Task, last: Run | None, place: Environment, coming: list[datetime]
) -> list[tuple[str, object]]:
    """What `sluis task show` tells, one below the other."""
    zone, kind = place.zone, TYPES.get(task.type)
    en, nl = words(task.frequency).values()
    return [
        ("name", task.name),
        ("environment", task.environment),
        ("type", f"{task.type} ({kind.dutch})" if kind else task.type),
        ("description", task.description),
        ("active", "yes" if task.active else "no"),
        ("frequency", f"{en} ({nl})"),
        ("sequence", task.sequence),
        ("on failure", task.on_failure),
        *((f"  {name}", value) for name, value in task.settings.items()),
        ("changes since", None if timetable.is_system(task) else since(task.changes_since, zone)),
        ("next runs", ", ".join(filter(None, (local(at, zone) for at in coming))) or "none"),
        ("last run", local(last.slot, zone) if last else "never"),
        ("  outcome", _outcome(last)),
        ("  ended", local(last.ended_at, zone) if last else None),
        ("  took", _took(last)),
        ("  counts", _counts(last) or None),
        ("  why", (last.error or {}).get("text") if last else None),
    ]


def since(position: Since, zone: ZoneInfo) -> str:
    """What a task has read up to."""
    if position.number is not None:
        return f"change {position.number} ({local(position.at, zone) or 'set by hand'})"
    return local(position.at, zone) or "never run: everything"


def as_plain(task: Task, last: Run | None) -> dict[str, Any]:
    """A task with its last run, for JSON; times in UTC."""
    plain: dict[str, Any] = msgspec.to_builtins(task)
    return plain | {"system": timetable.is_system(task), "last_run": run_as_plain(last)}


def run_as_plain(run: Run | None) -> dict[str, Any] | None:
    """A run for JSON."""
    return None if run is None else {**msgspec.to_builtins(run), "seconds": run.seconds}


def _outcome(run: Run | None) -> str | None:
    if run is None:
        return None
    if run.outcome is None:
        return "waits" if run.job_id is None else "under way"
    warnings = run.counts.get("warnings")
    return f"{run.outcome}, {warnings} warnings" if warnings else run.outcome


def _took(run: Run | None) -> str | None:
    if run is None or run.seconds is None:
        return None
    whole = timedelta(seconds=round(run.seconds))
    return str(whole) if run.seconds >= 1 else f"{run.seconds:.2f} s"


def _counts(run: Run | None) -> str:
    counts = run.counts if run else {}
    return " ".join(f"{name}={value}" for name, value in counts.items())
