"""Which addresses may be asked for a file: allowed schemes and hosts, and nothing private.

An address in a supplier's table is a stranger's wish: without these bounds it could make us ask our
own network. A name is resolved once, and the connection goes to the address that was looked at, so
that no second answer of the name server slips in between.

>>> Allowed(hosts=("cdn.example.com", "*.example.org")).host("a.b.example.org")
True
>>> Allowed(hosts=("*",)).host("anything.example"), Allowed(hosts=()).host("anything.example")
(True, False)
"""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit


class NotAllowed(Exception):
    """This address may not be asked; the text says why."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """Schemes, hosts (`*` is any, `*.example.com` any below it), and whether private ones count."""

    schemes: tuple[str, ...] = ("https",)
    hosts: tuple[str, ...] = ()
    private: bool = False

    def host(self, name: str) -> bool:
        """Is the host on the list?"""
        name = name.rstrip(".").lower()
        return any(_fits(pattern.lower(), name) for pattern in self.hosts)

    def judge(self, url: str) -> None:
        """Look at an address before anything is asked.

        Raises:
            NotAllowed: its scheme or host is not on the list, or it is no address.
        """
        try:
            parts = urlsplit(url)
            host = parts.hostname or ""
        except ValueError as error:
            raise NotAllowed("this is no address") from error
        if parts.scheme not in self.schemes:
            raise NotAllowed(f"{parts.scheme or 'no scheme'} is not allowed")
        if parts.username or parts.password:
            raise NotAllowed("it holds a password")
        if not host or not self.host(host):
            raise NotAllowed(f"host {host or '-'} is not allowed")

    def resolve(self, host: str, port: int) -> str:
        """The network address to connect to.

        Raises:
            NotAllowed: the name leads to a private address.
            OSError: it cannot be resolved.
        """
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = [str(entry[4][0]) for entry in found]
        if not self.private:
            for address in addresses:
                if not _is_public(address):
                    raise NotAllowed(f"host {host} leads to a private address")
        return addresses[0]


def _fits(pattern: str, name: str) -> bool:
    if pattern == "*":
        return True
    below = pattern.removeprefix("*")
    return name.endswith(below) if below != pattern else name == pattern


def _is_public(address: str) -> bool:
    one = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(one, "ipv4_mapped", None) or getattr(one, "sixtofour", None)
    return one.is_global and not one.is_multicast and (mapped is None or _is_public(str(mapped)))
