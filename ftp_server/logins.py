"""Passwords: verified in a thread, counted on the loop, answered after the same time.

A refusal says the same and takes `REFUSED_SECONDS`, whether the name is unknown, the password
wrong, the account closed, the address not allowed, or a ban runs. The log tells them apart.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass

import psycopg
import structlog

from ftp_server.backstage import Backstage
from ftp_server.lockout import Answer, Lockout
from ftp_server.publish import DATABASE_SECONDS
from ftp_server.tree import Tree
from sluis.accounts import Account, Address, LoginRefused, verify
from sluis.db import Pool
from sluis.folders import Folders

log = structlog.get_logger(__name__)

REFUSED_SECONDS = 1.0
"""Time from PASS to a refusal, whatever its reason; longer only when verifying took longer."""

TURN_SECONDS = 0.02
"""Pause before asking again, while as many tries as may be wrong are under way."""

SHOWN = 64
"""Characters of an unknown name that are logged: somebody may have typed a password there."""


@dataclass(frozen=True, slots=True)
class Try:
    """One password, from one client. *answer* gets the account, or the code of the reply."""

    name: str
    password: str
    address: Address
    answer: Callable[[Account | int], None]
    began: float

    def __repr__(self) -> str:
        return f"Try({self.name!r})"


class Logins:
    """Decides on passwords; loop only."""

    def __init__(
        self, backstage: Backstage, pool: Pool, folders: Folders, lockout: Lockout
    ) -> None:
        self._backstage = backstage
        self._pool = pool
        self._folders = folders
        self._lockout = lockout

    def begin(
        self, name: str, password: str, address: Address, answer: Callable[[Account | int], None]
    ) -> None:
        """Verify; *answer* gets the account, 530 (refused) or 421 (nobody can say now)."""
        self._attempt(Try(name[:SHOWN], password, address, answer, time.monotonic()))

    def _attempt(self, one: Try) -> None:
        answer = self._lockout.ask(one.name, one.address, time.monotonic())
        if answer is Answer.BANNED:
            self._refuse(one, "banned")
        elif answer is Answer.LATER:
            self._backstage.later(TURN_SECONDS, lambda: self._attempt(one))
        else:
            self._backstage.submit(
                self._backstage.logins,
                lambda: self._verify(one),
                lambda done: self._decide(one, done),
            )

    def _verify(self, one: Try) -> Account:
        """In a thread: argon2, one query, and the account's folders."""
        with self._pool.connection(timeout=DATABASE_SECONDS) as connection:
            account = verify(connection, one.name, one.password, one.address)
        Tree(account, self._folders).make()
        return account

    def _decide(self, one: Try, done: Future[Account]) -> None:
        error = done.exception()
        if error is None:
            self._lockout.right(one.name, one.address)
            one.answer(done.result())
        elif isinstance(error, LoginRefused):
            if self._lockout.wrong(one.name, one.address, time.monotonic()):
                log.warning("account_banned", account=one.name, client_address=str(one.address))
            self._refuse(one, error.reason)
        else:
            self._lockout.unknown(one.name, one.address)
            reason = "database_away" if isinstance(error, psycopg.Error) else repr(error)
            log.error("login_impossible", account=one.name, reason=reason)
            one.answer(421)

    def _refuse(self, one: Try, reason: str) -> None:
        log.warning(
            "login_refused",
            reason=reason,
            account=one.name,
            client_address=str(one.address),
        )
        wait = max(0.0, one.began + REFUSED_SECONDS - time.monotonic())
        self._backstage.later(wait, lambda: one.answer(530))
