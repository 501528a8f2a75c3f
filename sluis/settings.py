"""Settings: read once at a process edge, frozen, then passed by hand."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from sluis.errors import SettingsError
from sluis.mail_addresses import is_address

PREFIX = "SLUIS_"

CHECKOUT = Path(__file__).parents[1]
"""Folder of the checkout: relative paths and `.env` count from here, whatever folder we are in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One attribute per variable; `SLUIS_` plus the upper-case name. Empty means not set."""

    data: Path = Path("var/data")
    """Folder of Environments, spool, archive and quarantine; one file system."""

    state: Path = Path("var")
    """Folder of the embedded PostgreSQL and Valkey, certificate, secrets and the log file."""

    database_url: str = field(default="", repr=False)
    """External PostgreSQL 17+ as a libpq URI; empty starts the embedded one. Secret."""

    redis_url: str = field(default="", repr=False)
    """External Redis or Valkey as redis:// URI; empty starts the embedded one. Secret."""

    log_level: str = "info"
    """Least level that is logged: debug, info, warning or error."""

    log_format: str = "auto"
    """json, console, or auto: console in a terminal, json elsewhere."""

    ftps_host: str = "0.0.0.0"  # noqa: S104 - a gate is there to be reached
    """Address the FTPS gate listens on."""

    ftps_port: int = 2121
    """Port of explicit FTPS; 0 takes a free one."""

    ftps_implicit_port: int = -1
    """Port of implicit FTPS; -1 is off, 0 takes a free one."""

    ftps_passive_ports: str = "50000-50099"
    """Range of ports for data connections, as low-high; open it in the firewall."""

    ftps_masquerade_address: str = ""
    """Address told to clients for data connections when the gate is behind NAT."""

    ftps_certificate: Path | None = None
    """PEM file with the certificate chain; empty makes a self-signed one under `state`."""

    ftps_key: Path | None = None
    """PEM file with the private key that belongs to the certificate."""

    ftps_max_connections: int = 256
    """Control connections in all."""

    ftps_max_connections_per_address: int = 16
    """Control connections per client address."""

    ftps_idle_seconds: int = 300
    """Seconds without a command or data after which a connection is closed."""

    ftps_max_wrong_passwords: int = 3
    """Wrong passwords after which account and address are banned."""

    ftps_ban_seconds: int = 300
    """Length of such a ban, in seconds."""

    settle_seconds: float = 2.0
    """Seconds a file from elsewhere must lie still before it counts as whole."""

    reconcile_seconds: float = 30.0
    """Seconds between full scans of the upload folders; 60 at most."""

    done_suffix: str = ""
    """When set (".done"), a file from elsewhere is taken only once its done-file is there."""

    polled_folders: str = ""
    """Upload folders to poll, not watch, comma-separated; NFS and SMB are found unasked."""

    worker_processes: int = 2
    """Worker processes; each runs one job per thread."""

    worker_threads: int = 2
    """Jobs a worker process runs at a time."""

    lease_seconds: float = 10.0
    """Seconds after which a job of a silent worker is taken up by another."""

    max_attempts: int = 3
    """Attempts at one job before it fails and its file goes to quarantine."""

    reader_memory_mb: int = 1024
    """Address space of one reading process, in MiB."""

    reader_seconds: int = 7200
    """Seconds one reading may take."""

    schemas: Path | None = None
    """Folder of XML schemas that are not ours to give (those of DICO, say): messages whose root one
    of them declares are checked against it when read, and when written."""

    reader_processes: int = 0
    """Processes that read new records of one file side by side; 0 is the number of cores."""

    guard_missing_share: float = 0.2
    """Share of a supplier's records that may vanish before a delivery waits for approval."""

    guard_price_share: float = 0.2
    """Share of prices that may jump before a delivery waits for approval."""

    guard_price_jump: float = 0.5
    """Relative change from which a price counts as a jump (0.5 is 50 %)."""

    guard_minimum: int = 20
    """Number of stored records below which the guard rail is not asked."""

    report_languages: str = "en,nl"
    """Languages of the HTML report, first one shown first."""

    smtp_host: str = ""
    """Mail server that takes reports for parameters.xml and accounts; empty sends none."""

    smtp_port: int = 587
    """Port of the mail server."""

    smtp_security: str = "starttls"
    """starttls, tls (from the first byte), or none: only for a server on this machine."""

    smtp_ca_file: Path | None = None
    """PEM file of the certificates to trust; empty trusts those of the system."""

    smtp_user: str = ""
    """Name to log in with; empty sends without."""

    smtp_password: str = field(default="", repr=False)
    """Password to log in with. Secret."""

    smtp_password_file: Path | None = None
    """File that holds the password, in place of the variable."""

    smtp_from: str = ""
    """Address that reports come from; needed with a mail server."""

    @classmethod
    def from_environ(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Read the settings from *environ*, or from `.env` below the process environment.

        Raises:
            SettingsError: naming every malformed, impossible or unknown variable at once.
        """
        source = _with_dotenv(os.environ) if environ is None else environ
        values: dict[str, Any] = {}
        problems = _unknown(source)
        for item in fields(cls):
            variable = PREFIX + item.name.upper()
            text = source.get(variable, "")
            if text:
                try:
                    values[item.name] = _CONVERT[str(item.type)](text.strip())
                except ValueError:
                    problems.append(f"{variable} is not {_WORDS[str(item.type)]}: {text!r}")
        problems += _out_of_range(cls(**values))
        if problems:
            raise SettingsError(problems)
        return cls(**values | _absolute(cls(**values)))

    def smtp_secret(self) -> str:
        """The password of the mail server, from its file if there is one."""
        if self.smtp_password_file is None:
            return self.smtp_password
        return self.smtp_password_file.read_text(encoding="utf-8").strip()

    def passive_range(self) -> range:
        """Ports of `ftps_passive_ports`, both ends included."""
        return _port_range(self.ftps_passive_ports)

    def reading_processes(self) -> int:
        """`reader_processes`, with the cores that this process may use for 0."""
        if self.reader_processes or not hasattr(os, "sched_getaffinity"):
            return self.reader_processes or os.cpu_count() or 1
        return len(os.sched_getaffinity(0))


_CONVERT: dict[str, Callable[[str], Any]] = {
    "str": str,
    "int": int,
    "float": float,
    "Path": Path,
    "Path | None": Path,
}
_WORDS = {"int": "a whole number", "float": "a number"}
_NOT_FIELDS = frozenset({"SLUIS_REQUIRE_CLIENTS", "SLUIS_FAULT"})
"""Variables of tests that are not settings."""


def variables() -> dict[str, str]:
    """Every variable and its default, for the docs."""
    return {PREFIX + f.name.upper(): str(f.default) for f in fields(Settings)}


def _absolute(settings: Settings) -> dict[str, Path]:
    values = ((f.name, getattr(settings, f.name)) for f in fields(settings))
    return {name: CHECKOUT / value for name, value in values if isinstance(value, Path)}


def _with_dotenv(environ: Mapping[str, str]) -> dict[str, str]:
    path = CHECKOUT / ".env"
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    pairs = (line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    return {key.strip(): value.strip().strip("'\"") for key, value in pairs} | dict(environ)


def _unknown(source: Mapping[str, str]) -> list[str]:
    known = set(variables()) | _NOT_FIELDS
    return [
        f"{name} is not a setting"
        for name in sorted(source)
        if name.startswith(PREFIX) and name not in known
    ]


def _port_range(text: str) -> range:
    low, _, high = text.partition("-")
    return range(int(low), int(high or low) + 1)


def _out_of_range(settings: Settings) -> list[str]:
    """Say which values cannot work, each with its variable."""
    problems = []
    try:
        ports = settings.passive_range()
        if not ports or ports[0] < 1024 or ports[-1] > 65535:  # noqa: PLR2004 - port limits
            problems.append("SLUIS_FTPS_PASSIVE_PORTS must be low-high within 1024-65535")
    except ValueError:
        problems.append("SLUIS_FTPS_PASSIVE_PORTS must be low-high, as 50000-50099")
    if not 0 < settings.reconcile_seconds <= 60:  # noqa: PLR2004 - the promise of the folder gate
        problems.append("SLUIS_RECONCILE_SECONDS must be over 0 and at most 60")
    if (settings.ftps_certificate is None) != (settings.ftps_key is None):
        problems.append("SLUIS_FTPS_CERTIFICATE and SLUIS_FTPS_KEY go together")
    if settings.log_level not in {"debug", "info", "warning", "error"}:
        problems.append("SLUIS_LOG_LEVEL must be debug, info, warning or error")
    if settings.log_format not in {"auto", "json", "console"}:
        problems.append("SLUIS_LOG_FORMAT must be auto, json or console")
    problems += _mail_problems(settings)
    for name, low in (("ftps_port", 0), ("ftps_implicit_port", -1), ("smtp_port", 1)):
        if not low <= getattr(settings, name) <= 65535:  # noqa: PLR2004 - port limits
            problems.append(f"SLUIS_{name.upper()} must be within {low}-65535")
    problems += [
        f"SLUIS_{name.upper()} must be within 0-1"
        for name in ("guard_missing_share", "guard_price_share")
        if not 0 <= getattr(settings, name) <= 1
    ]
    if settings.reader_processes < 0:
        problems.append("SLUIS_READER_PROCESSES must be 0 or more")
    positive = ("worker_processes", "worker_threads", "max_attempts", "lease_seconds")
    problems += [
        f"SLUIS_{name.upper()} must be over 0" for name in positive if getattr(settings, name) <= 0
    ]
    return problems


def _mail_problems(settings: Settings) -> list[str]:
    problems = []
    if settings.smtp_security not in {"starttls", "tls", "none"}:
        problems.append("SLUIS_SMTP_SECURITY must be starttls, tls or none")
    if settings.smtp_user and settings.smtp_security == "none":
        problems.append("SLUIS_SMTP_USER needs SLUIS_SMTP_SECURITY: its password would be readable")
    if settings.smtp_host and not is_address(settings.smtp_from):
        problems.append("SLUIS_SMTP_FROM must be an address when SLUIS_SMTP_HOST is set")
    return problems
