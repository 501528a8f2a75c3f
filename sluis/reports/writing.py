"""Write the reports of one delivery into Reports/, whole or not at all, as often as asked."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from uuid import UUID, uuid4

import structlog

from sluis import broker
from sluis.db import Connection, Pool
from sluis.errors import Refused, UnreadableFile
from sluis.folders import Folders
from sluis.journal import deliveries
from sluis.mail import letters
from sluis.model import Severity
from sluis.outbox import published
from sluis.reports import as_html, as_json, facts, rejects, wording
from sluis.reports.facts import Facts
from sluis.reports.names import report_name, sub_folder
from sluis.settings import Settings

log = structlog.get_logger(__name__)

WITH_REJECTS = frozenset({"imported", "checked", "awaiting_approval"})
"""States in which single records were rejected, not the file as a whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where the reports of one delivery go."""

    settings: Settings
    told: Facts
    run: str
    """Part of the names of drafts: a run that lost its lease must not write into ours."""

    @property
    def folder(self) -> Path:
        reports = Folders(self.settings.data).reports(self.told.environment)
        return reports / sub_folder(self.told.path)

    @property
    def languages(self) -> list[str]:
        """That of parameters.xml first, where it names one."""
        listed = wording.languages(self.settings.report_languages)
        asked = self.told.language
        return [asked, *(one for one in listed if one != asked)] if asked else listed

    def path(self, kind: str) -> Path:
        return self.folder / report_name(self.told.file_name, self.told.id, kind)

    def draft(self, kind: str) -> str:
        return f".{self.told.id}.{kind}.{self.run}.part"

    def forget_drafts(self) -> None:
        """Remove what a killed run left over; one that lost its lease fails, as it should."""
        for draft in self.folder.glob(f".{self.told.id}.*.part"):
            draft.unlink(missing_ok=True)


class _Job(Protocol):
    """What is needed of a job."""

    @property
    def delivery_id(self) -> UUID | None: ...


def run(settings: Settings, pool: Pool, job: _Job) -> list[str]:
    """Do a job of kind `report`; see `write`."""
    if job.delivery_id is None:
        raise Refused("a report job needs a delivery")
    return write(settings, pool, job.delivery_id)


def write(settings: Settings, pool: Pool, delivery_id: UUID) -> list[str]:
    """Write JSON, HTML and, when records were rejected, these; return their paths.

    Safe to run twice: the same findings give the same bytes, renamed over the older ones. The
    paths are below the environment's folder and are kept in `delivery.reports`.

    Raises:
        Refused: there is no such delivery.
    """
    began = time.monotonic()
    with pool.connection() as connection, connection.transaction():
        # One snapshot: the counts and the findings of three readings must agree.
        connection.execute("set transaction isolation level repeatable read, read only")
        told = facts.load(connection, delivery_id)
        place = _Place(settings=settings, told=told, run=uuid4().hex[:8])
        place.forget_drafts()
        paths = list(_write_all(connection, place))
    kept = _record(settings, pool, told, paths)
    log.info("report_written", **_figures(told, paths, began))
    return kept


def _write_all(connection: Connection, place: _Place) -> Iterator[Path]:
    told = place.told
    rejected = _write_rejects(connection, place) if _has_rejects(told) else None
    rejects_file = rejected.name if rejected else None
    json_path, html_path = place.path("report.json"), place.path("report.html")
    with published(json_path, beside=place.draft("report.json")) as out:
        as_json.write(told, facts.stream(connection, told), rejects_file, out)
    with published(html_path, beside=place.draft("report.html")) as out:
        groups = facts.stream(connection, told)
        as_html.write(told, groups, rejects_file, place.languages, out)
    yield from (json_path, html_path)
    if rejected:
        yield rejected


def _has_rejects(told: Facts) -> bool:
    return told.state in WITH_REJECTS and told.findings(Severity.ERROR) > 0


def _write_rejects(connection: Connection, place: _Place) -> Path | None:
    """Copy the rejected records; as a table when the original is gone or cannot be copied."""
    if next(facts.stream_rejected(connection, place.told), None) is None:
        return None
    try:
        return _copy_records(connection, place) or _write_table(connection, place)
    except (Refused, UnreadableFile) as error:
        log.warning("report_rejects_as_table", error=str(error))
        return _write_table(connection, place)


def _copy_records(connection: Connection, place: _Place) -> Path | None:
    fmt = rejects.copying_format(place.told.format)
    if fmt is None or fmt.copy_records is None:
        return None
    path = place.path(f"rejected{rejects.suffix(fmt)}")
    delivery = deliveries.get(connection, place.told.id)
    original = deliveries.original(place.settings.data, delivery)
    wanted = rejects.wanted(facts.stream_rejected(connection, place.told), place.languages)
    with (
        original.open("rb") as source,
        published(path, beside=place.draft("rejected")) as out,
    ):
        fmt.copy_records(source, wanted, out)
    return path


def _write_table(connection: Connection, place: _Place) -> Path:
    path = place.path(f"rejected{rejects.suffix(None)}")
    found = facts.stream_rejected(connection, place.told)
    with published(path, beside=place.draft("rejected")) as out:
        rejects.write_table(found, place.languages[0], out)
    return path


def _record(settings: Settings, pool: Pool, told: Facts, paths: list[Path]) -> list[str]:
    """Keep the paths in the journal, then remove what an earlier report left over."""
    folders = Folders(settings.data)
    environment = folders.environment(told.environment)
    kept = [path.relative_to(environment).as_posix() for path in paths]
    with pool.connection() as connection:
        connection.execute("update delivery set reports = %s where id = %s", [kept, told.id])
        lane = _wish_for_mail(connection, settings, told)
    if lane:
        broker.ring(lane)
    for old in set(told.reports) - set(kept):
        path = environment / old
        if path.parent == paths[0].parent and str(told.id) in path.name:
            path.unlink(missing_ok=True)
    return kept


def _wish_for_mail(connection: Connection, settings: Settings, told: Facts) -> str | None:
    """Ask for the report to be mailed, when there is a server and somebody to have it."""
    addresses = letters.asked_for(connection, told.id) if settings.smtp_host else []
    language = told.language or wording.languages(settings.report_languages)[0]
    return letters.wish(connection, told.id, told.state, addresses, language) if addresses else None


def _figures(told: Facts, paths: list[Path], began: float) -> dict[str, object]:
    return {
        "delivery_id": str(told.id),
        "supplier": told.supplier_gln,
        "state": told.state,
        "files": len(paths),
        "errors": told.findings(Severity.ERROR),
        "warnings": told.findings(Severity.WARNING),
        "size_bytes": sum(path.stat().st_size for path in paths),
        "duration_ms": round(1000 * (time.monotonic() - began)),
    }
