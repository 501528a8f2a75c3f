"""Import tasks: a file under a fixed name, or from elsewhere, read by a layout or as a standard.

The terms are those of the trade's own periodic tasks (Importeren).
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from sluis.layouts.targets import ENTITIES
from sluis.tasks._type import Settings, TaskType
from sluis.tasks.file_names import problem
from sluis.told import Problem, told

_GLN = Annotated[str, Meta(pattern=r"^[0-9]{13}\Z")]


class Kind(StrEnum):
    """How the file is read."""

    LAYOUT = "layout"
    STANDARD = "standard"


class Protocol(StrEnum):
    """How a source is reached."""

    SFTP = "sftp"
    FTPS = "ftps"
    FTPS_IMPLICIT = "ftps_implicit"
    FTP = "ftp"


class Remote(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file on somebody else's server. Secrets are named here, never told."""

    protocol: Annotated[Protocol, told("protocol", "sftp, ftps, ftps_implicit or ftp.")]
    host: Annotated[str, Meta(min_length=1), told("server", "Name or address of the server.")]
    path: Annotated[
        str, Meta(min_length=1), told("pad", "The full path of the file, with its name.")
    ]
    port: Annotated[
        Annotated[int, Meta(ge=1, le=65535)] | None,
        told("poort", "Left out: the usual one of the protocol."),
    ] = None
    user: Annotated[str, told("gebruikersnaam", "Whom the server knows.")] = ""
    password: Annotated[str | None, told("wachtwoord", "Name of the secret that holds it.")] = None
    key: Annotated[str | None, told("sleutel", "Name of the secret with the private key.")] = None
    host_key: Annotated[
        str | None, told("sleutel van de server", "Fingerprint (SHA256:...) that it must show.")
    ] = None


class Import(Settings, frozen=True, kw_only=True):
    """What is set about an import task."""

    entity: Annotated[str, told("taakentiteit", f"One of {', '.join(ENTITIES)}.")]
    format: Annotated[
        Kind,
        told("formaattype", "layout: a table of your own; standard: recognised by its content."),
    ] = Kind.LAYOUT
    layout: Annotated[str | None, told("lay-out", "Name of the layout.")] = None
    assortment: Annotated[
        str | None, told("assortiment", "Only this assortment; what else there is stays.")
    ] = None
    supplier: Annotated[
        _GLN | None, told("leverancier", "GLN: whose data it is; left out: the account's.")
    ] = None
    delta: Annotated[
        bool, told("delta", "true: new and changed only; false: what is missing is archived.")
    ] = True
    file: Annotated[
        str | None, told("importbestand", "Fixed name in Uploads/Import; may have {yyyy}{mm}{dd}.")
    ] = None
    source: Annotated[Remote | None, told("bron of doel", "A file on another server.")] = None
    delete: Annotated[
        bool, told("bestand verwijderen na verwerking", "false: the file stays where it is.")
    ] = True
    on_arrival: Annotated[
        bool, told("bij aankomst", "false: the file waits for the next run of the task.")
    ] = True


def check(settings: Import) -> Iterator[Problem]:
    """What no single setting can say."""
    if settings.entity not in ENTITIES:
        known = ", ".join(ENTITIES)
        told_so = (
            f"{settings.entity!r}: choose from {known}",
            f"{settings.entity!r}: kies uit {known}",
        )
        yield Problem("settings.entity", *told_so)
    if (settings.file is None) == (settings.source is None):
        yield BOTH_OR_NEITHER
    if settings.file is not None and (wrong := problem(settings.file)):
        yield Problem(
            "settings.file", f"{wrong!r} is no name of a file", f"{wrong!r} is geen bestandsnaam"
        )
    if settings.format is Kind.LAYOUT and not settings.layout:
        yield Problem("settings.layout", "name the layout", "noem de lay-out")
    if settings.format is Kind.STANDARD and settings.layout:
        yield Problem(
            "settings.layout",
            "a standard is recognised by its content; it has no layout",
            "een branchestandaard wordt aan de inhoud herkend en heeft geen lay-out",
        )


BOTH_OR_NEITHER = Problem(
    "settings.file",
    "Select an import file or set a source for the import. Never use both options.",
    "Selecteer een importbestand of stel een bron in voor de import. Gebruik nooit beide opties.",
)
"""In the words of the manual of periodic tasks, section 3.1."""

TYPE = TaskType(
    job="import_task",
    dutch="Importeren",
    meaning="Import a file with a fixed name, or from another server.",
    settings=Import,
    check=check,
)
"""The type for `sluis.tasks.TYPES`."""
