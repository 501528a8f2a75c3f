"""Who may try a password: counts wrong ones per account and per address, and bans. Pure.

A ban and a wrong password look alike to the client. What is being verified counts as if it were
wrong until the answer is known, so that many connections at once get no more tries than one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from ipaddress import IPv6Address, ip_network

from sluis.accounts import Address

FORGET_ABOVE = 10_000
"""Number of keys from which expired ones are dropped: guessing must not fill the memory."""


class Answer(Enum):
    """May this password be tried now?"""

    YES = "yes"
    LATER = "later"
    BANNED = "banned"


@dataclass(slots=True)
class _Tally:
    """Of one account or address: wrong passwords as (when, for which account)."""

    wrong: list[tuple[float, str]] = field(default_factory=list)
    under_way: int = 0
    banned_until: float = 0.0


class Lockout:
    """At *most* wrong passwords within *seconds*, account and address are banned for *seconds*.

    The clock is the caller's: any number of seconds that only grows. One thread only.
    """

    def __init__(self, most: int, seconds: float) -> None:
        self._most = most
        self._seconds = seconds
        self._tallies: dict[str, _Tally] = {}

    def ask(self, account: str, address: Address, now: float) -> Answer:
        """YES counts the try as under way: `right`, `wrong` or `unknown` must follow."""
        known = (self._tallies.get(key) for key in _keys(account, address))
        if any(tally and now < tally.banned_until for tally in known):
            return Answer.BANNED
        tallies = list(self._of(account, address))
        for tally in tallies:
            self._forget(tally, now)
            if len(tally.wrong) + tally.under_way >= self._most:
                return Answer.LATER
        for tally in tallies:
            tally.under_way += 1
        return Answer.YES

    def right(self, account: str, address: Address) -> None:
        """The password fitted: what this account did wrong before is forgotten, and no more."""
        for tally in self._of(account, address):
            tally.under_way -= 1
            tally.wrong = [(at, name) for at, name in tally.wrong if name != account]

    def wrong(self, account: str, address: Address, now: float) -> bool:
        """The password was wrong; say whether that began a ban."""
        began = False
        for tally in self._of(account, address):
            tally.under_way -= 1
            tally.wrong.append((now, account))
            if len(tally.wrong) >= self._most:
                tally.banned_until = now + self._seconds
                tally.wrong = []
                began = True
        self._drop_expired(now)
        return began

    def unknown(self, account: str, address: Address) -> None:
        """Nobody knows whether it was right (the database is away): it counts for nothing."""
        for tally in self._of(account, address):
            tally.under_way -= 1

    def _of(self, account: str, address: Address) -> Iterator[_Tally]:
        for key in _keys(account, address):
            yield self._tallies.setdefault(key, _Tally())

    def _forget(self, tally: _Tally, now: float) -> None:
        tally.wrong = [(at, name) for at, name in tally.wrong if now - at < self._seconds]

    def _drop_expired(self, now: float) -> None:
        if len(self._tallies) <= FORGET_ABOVE:
            return
        for key, tally in list(self._tallies.items()):
            self._forget(tally, now)
            if not tally.wrong and not tally.under_way and now >= tally.banned_until:
                del self._tallies[key]


def _keys(account: str, address: Address) -> tuple[str, str]:
    return f"account {account}", f"address {_block(address)}"


def _block(address: Address) -> str:
    """One IPv4 address counts as one, and so does the /64 that an IPv6 client can choose in."""
    if isinstance(address, IPv6Address):
        return str(ip_network((address, 64), strict=False))
    return str(address)
