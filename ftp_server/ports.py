"""Ports and addresses: taken, checked and explained at start, not when the first client fails."""

from __future__ import annotations

import errno
import os
import socket
from dataclasses import dataclass
from pathlib import Path

import structlog

from sluis.errors import Refused
from sluis.settings import CHECKOUT, Settings

log = structlog.get_logger(__name__)

DEFAULT_PORT = 2121
SELF_TEST_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Doors:
    """The listening sockets."""

    explicit: socket.socket
    implicit: socket.socket | None


def open_doors(settings: Settings, last: dict[str, int | None]) -> Doors:
    """Listen; *last* are the ports of the run before, taken again where the choice is free.

    Raises:
        Refused: a port that was asked for is taken; the text names its setting.
    """
    explicit = _open(
        settings.ftps_host,
        settings.ftps_port,
        "SLUIS_FTPS_PORT",
        asked=settings.ftps_port != DEFAULT_PORT or _is_set("SLUIS_FTPS_PORT"),
        last=last.get("port"),
    )
    implicit = None
    if settings.ftps_implicit_port >= 0:
        port, name = settings.ftps_implicit_port, "SLUIS_FTPS_IMPLICIT_PORT"
        last_port = last.get("implicit_port")
        implicit = _open(settings.ftps_host, port, name, asked=True, last=last_port)
    return Doors(explicit, implicit)


def _is_set(variable: str) -> bool:
    """Did somebody choose this value, in the environment or in `.env`?"""
    path = CHECKOUT / ".env"
    lines = path.read_text("utf-8").splitlines() if path.is_file() else []
    return bool(os.environ.get(variable)) or any(line.startswith(f"{variable}=") for line in lines)


def _open(host: str, port: int, variable: str, *, asked: bool, last: int | None) -> socket.socket:
    if port == 0:
        return _listen(host, last, variable) or _free(host, variable)
    found = _listen(host, port, variable)
    if found is None and asked:
        raise Refused(f"port {port} is taken: choose another with {variable} (0 takes a free one)")
    if found is None:
        found = _listen(host, last, variable) or _free(host, variable)
        log.warning("port_taken", wanted=port, taken=found.getsockname()[1], setting=variable)
    return found


def _free(host: str, variable: str) -> socket.socket:
    found = _listen(host, 0, variable)
    if found is None:
        raise Refused(f"no port is free on {host}: see {variable}")
    return found


def _listen(host: str, port: int | None, variable: str) -> socket.socket | None:
    """A listening socket; None when the port is taken (or none is given)."""
    if port is None:
        return None
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    both = family == socket.AF_INET6 and socket.has_dualstack_ipv6()
    try:
        return socket.create_server((host, port), family=family, dualstack_ipv6=both)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return None
        setting = variable if error.errno == errno.EACCES else "SLUIS_FTPS_HOST"
        raise Refused(
            f"cannot listen on {host} port {port}: {error.strerror}: see {setting}"
        ) from error


def check_passive(settings: Settings) -> None:
    """Open a port of the passive range and connect to it, as a client would.

    Raises:
        Refused: no port of the range is free.
    """
    host = settings.ftps_host
    variable = "SLUIS_FTPS_PASSIVE_PORTS"
    for port in settings.passive_range():
        probe = _listen(host, port, variable)
        if probe is not None:
            with probe:
                _connect(host, port)
            return
    raise Refused(f"none of the ports {settings.ftps_passive_ports} is free: see {variable}")


def _connect(host: str, port: int) -> None:
    near = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - not a bind
    try:
        socket.create_connection((near, port), SELF_TEST_SECONDS).close()
    except OSError as error:
        log.warning(
            "passive_port_unreachable",
            port=port,
            reason=error.strerror or str(error),
            setting="SLUIS_FTPS_PASSIVE_PORTS",
        )


def outer_address(settings: Settings) -> str:
    """The IPv4 address told to clients in answer to PASV; '' is the one they came in at.

    Raises:
        Refused: the setting is neither an address nor a name that resolves.
    """
    text = settings.ftps_masquerade_address
    if not text:
        return ""
    try:
        found = socket.getaddrinfo(text, None, socket.AF_INET, socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Refused(
            f"SLUIS_FTPS_MASQUERADE_ADDRESS {text!r} is no IPv4 address or name of one: {error}"
        ) from error
    return str(found[0][4][0])


def check_links(spool: Path, environments: Path) -> None:
    """Publishing is a hard link from the spool into a gate: it must work here.

    Raises:
        Refused: the file system has no hard links, or the two are on different ones.
    """
    probe, name = spool / f".probe-{os.getpid()}", environments / f".probe-{os.getpid()}"
    try:
        probe.touch()
        os.link(probe, name)
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            return  # full, which says nothing about links; uploads will be told
        raise Refused(
            f"{environments} and {spool} must be on one file system with hard links"
            f" ({error.strerror}): see SLUIS_DATA"
        ) from error
    finally:
        name.unlink(missing_ok=True)
        probe.unlink(missing_ok=True)
