"""Settings of the system tasks: they exist by themselves in every environment."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from sluis.schedule import Interval, TimeOfDay
from sluis.tasks._type import Settings, TaskType
from sluis.told import told

Days = Annotated[int, Meta(ge=1, le=36_500)]
NIGHTLY = TimeOfDay(at="04:00")
HOURLY = Interval(minutes=60)


class Retention(Settings, frozen=True, kw_only=True):
    """Ages in days after which things are removed. What waits for approval or can be undone stays,
    however old it is.
    """

    archive_days: Annotated[
        Days, told("archief bewaren", "Originals of deliveries that were imported or checked.")
    ] = 365
    quarantine_days: Annotated[
        Days, told("quarantaine bewaren", "Originals of deliveries that were refused.")
    ] = 90
    reports_days: Annotated[Days, told("rapporten bewaren", "Files in Reports.")] = 90
    findings_days: Annotated[
        Days, told("bevindingen bewaren", "Findings of deliveries; their counts stay.")
    ] = 90
    jobs_days: Annotated[Days, told("achtergrondtaken bewaren", "Jobs that have ended.")] = 90
    runs_days: Annotated[
        Days, told("uitvoeringen bewaren", "Runs of tasks; the last one of each stays.")
    ] = 365
    statistics_days: Annotated[
        Days, told("statistiek bewaren", "Daily statistics of the catalogue.")
    ] = 1095


class Statistics(Settings, frozen=True, kw_only=True):
    """Nothing is set."""


class Integrity(Settings, frozen=True, kw_only=True):
    """How much of the archive is read in one night."""

    megabytes: Annotated[
        int, Meta(ge=1), told("megabytes per keer", "At most so much is read in one run.")
    ] = 5000
    days: Annotated[
        Days, told("opnieuw na dagen", "An original is read again after so many days.")
    ] = 30


class Certificate(Settings, frozen=True, kw_only=True):
    """When the end of the gate's certificate is near enough to be told."""

    days: Annotated[Days, told("waarschuwen vanaf dagen", "Warn when it has fewer days left.")] = 30


class Disk(Settings, frozen=True, kw_only=True):
    """When a disk is full enough to be told."""

    free_percent: Annotated[
        int,
        Meta(ge=1, le=99),
        told("waarschuwen vanaf vrij", "Warn when less of a disk is free, in percent."),
    ] = 10


class Silence(Settings, frozen=True, kw_only=True):
    """How long it may be quiet."""

    run_hours: Annotated[
        int,
        Meta(ge=0, le=8760),
        told(
            "stilte van taken",
            "Warn when user tasks were due in so many hours and none ended well; 0: never.",
        ),
    ] = 48
    arrival_hours: Annotated[
        int,
        Meta(ge=0, le=8760),
        told("stilte van leveringen", "Warn when no file has arrived in so many hours; 0: never."),
    ] = 0


SYSTEM_TYPES: dict[str, TaskType] = {
    "retention": TaskType(
        job="retention",
        dutch="opruimen",
        meaning="Removes what is older than it must be kept.",
        settings=Retention,
        system=True,
        usual=NIGHTLY,
    ),
    "integrity": TaskType(
        job="integrity",
        dutch="archiefcontrole",
        meaning="Reads stored originals again, a part each night, and tells what is damaged.",
        settings=Integrity,
        system=True,
        usual=NIGHTLY,
    ),
    "statistics": TaskType(
        job="statistics",
        dutch="catalogusstatistiek",
        meaning="Counts the catalogue of each supplier, day by day.",
        settings=Statistics,
        system=True,
        usual=NIGHTLY,
    ),
    "certificate": TaskType(
        job="certificate",
        dutch="certificaatbewaking",
        meaning="Warns before the certificate of the FTPS gate ends.",
        settings=Certificate,
        system=True,
        once=True,
        usual=NIGHTLY,
    ),
    "disk": TaskType(
        job="disk",
        dutch="schijfbewaking",
        meaning="Warns when a disk that Sluis writes to is nearly full.",
        settings=Disk,
        system=True,
        once=True,
        usual=HOURLY,
    ),
    "silence": TaskType(
        job="silence",
        dutch="stiltebewaking",
        meaning="Warns when nothing was run or nothing has arrived for too long.",
        settings=Silence,
        system=True,
        usual=HOURLY,
    ),
}
"""In the order in which they run when they are due together."""
