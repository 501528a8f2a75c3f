"""Accounts of the FTPS gate: who may come in, from where, and whose deliveries they bring.

Passwords are kept as argon2id hashes. A refused login says one thing to the client, whatever the
reason; the reason is for the log alone. A wrong name costs the same time as a wrong password.
"""

from __future__ import annotations

import re
import secrets
import string
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

import psycopg
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from stdnum import ean

from sluis.db import Connection
from sluis.errors import Refused, SluisError
from sluis.mail_addresses import is_address

PERMISSIONS = ("upload", "download")

LEAST_PASSWORD = 12
LONGEST_PASSWORD = 256
GENERATED_PASSWORD = 20
"""Characters of a generated password: 20 of 65, about 120 bits."""

_SPECIAL = "-_+"
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_ROOT_PART = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_GLN = re.compile(r"[0-9]{13}")
_COLUMNS = (
    "name, environment, supplier_gln, root, permissions, allowed_networks, lenient, active,"
    " report_to, created_at, password_at"
)

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


class LoginRefused(SluisError):
    """The login is not accepted; `reason` is for the log, never for the client."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One row of the table `account`, without the password."""

    name: str
    environment: int
    supplier_gln: str | None
    root: str
    permissions: list[str]
    allowed_networks: list[Network] = field(default_factory=list)
    lenient: bool = False
    active: bool = True
    report_to: list[str] = field(default_factory=list)
    created_at: datetime | None = None
    password_at: datetime | None = None

    def allows(self, address: Address) -> bool:
        """May this account be used from *address*? An empty list means from anywhere."""
        networks = self.allowed_networks
        return not networks or any(address in network for network in networks)


@cache
def _hasher() -> PasswordHasher:
    """Argon2id with 19 MiB and two passes: the least that OWASP recommends, some 20 ms.

    A gate has many short sessions, and every password here has 12 or more mixed characters.
    """
    return PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


@cache
def _nobody() -> str:
    """Hash that no password fits, so that an unknown name costs the time of a known one."""
    return _hasher().hash(secrets.token_urlsafe())


def warm_up() -> None:
    """Make the hash of nobody now, not at the first unknown name."""
    _nobody()


def client_address(text: str) -> Address:
    """The address of a client; an IPv4 address that came in over IPv6 is IPv4 again.

    >>> client_address("::ffff:192.0.2.7")
    IPv4Address('192.0.2.7')
    """
    address = ip_address(text.partition("%")[0])
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def verify(connection: Connection, name: str, password: str, address: Address) -> Account:
    """The account that *name* and *password* open from *address*.

    Slow on purpose (argon2) and asks the database: never call it on an event loop.

    Raises:
        LoginRefused: `unknown_account`, `wrong_password`, `inactive` or `address_not_allowed`.
        psycopg.Error: the database is away or failed.
    """
    row = connection.execute(
        f"select password_hash, {_COLUMNS} from account where name = %s",  # noqa: S608 - constants
        [name if _NAME.fullmatch(name) else ""],
    ).fetchone()
    fits = _fits(row["password_hash"] if row else _nobody(), password)
    if row is None:
        raise LoginRefused("unknown_account")
    account = _account(row)
    if not fits:
        raise LoginRefused("wrong_password")
    if not account.active:
        raise LoginRefused("inactive")
    if not account.allows(address):
        raise LoginRefused("address_not_allowed")
    return account


def _fits(password_hash: str, password: str) -> bool:
    try:
        return _hasher().verify(password_hash, password)
    except (VerificationError, InvalidHashError, UnicodeEncodeError):
        return False


def _account(row: dict[str, Any]) -> Account:
    values = {name: row[name] for name in Account.__dataclass_fields__}
    values["allowed_networks"] = [ip_network(str(one)) for one in row["allowed_networks"]]
    return Account(**values)


def add(connection: Connection, account: Account, password: str) -> None:
    """Store a new account.

    Raises:
        Refused: a value is not acceptable, the name is taken or the environment does not exist.
    """
    _require(account)
    try:
        connection.execute(
            "insert into account (name, environment, supplier_gln, password_hash, root,"
            " permissions, allowed_networks, lenient, active, report_to)"
            " values (%s, %s, %s, %s, %s, %s, %s::cidr[], %s, %s, %s)",
            [
                account.name, account.environment, account.supplier_gln, _hashed(password),
                account.root, account.permissions, [str(n) for n in account.allowed_networks],
                account.lenient, account.active, account.report_to,
            ],
        )  # fmt: skip
    except psycopg.errors.UniqueViolation as error:
        raise Refused(f"there is an account {account.name} already") from error
    except psycopg.errors.ForeignKeyViolation as error:
        raise Refused(
            f"there is no environment {account.environment}: see sluis environment list"
        ) from error


def listed(connection: Connection, environment: int | None = None) -> list[Account]:
    """All accounts, or those of one environment, by name."""
    rows = connection.execute(
        f"select {_COLUMNS} from account"  # noqa: S608 - constants
        " where %(environment)s::int is null or environment = %(environment)s order by name",
        {"environment": environment},
    )
    return [_account(row) for row in rows]


def set_active(connection: Connection, name: str, *, active: bool) -> None:
    """Open or close an account; sessions that are open stay, the next login counts.

    Raises:
        Refused: there is no such account.
    """
    _changed(
        connection.execute("update account set active = %s where name = %s", [active, name]), name
    )


def set_report_to(connection: Connection, name: str, addresses: list[str]) -> None:
    """Say who gets the reports of an account by e-mail; nobody, when *addresses* is empty.

    Raises:
        Refused: there is no such account, or one of them is no address.
    """
    _require_addresses(addresses)
    _changed(
        connection.execute("update account set report_to = %s where name = %s", [addresses, name]),
        name,
    )


def set_password(connection: Connection, name: str, password: str) -> None:
    """Replace the password.

    Raises:
        Refused: the password is too weak, or there is no such account.
    """
    _changed(
        connection.execute(
            "update account set password_hash = %s, password_at = now() where name = %s",
            [_hashed(password), name],
        ),
        name,
    )


def _changed(cursor: psycopg.Cursor[Any], name: str) -> None:
    if cursor.rowcount == 0:
        raise Refused(f"there is no account {name}: see sluis account list")


def _hashed(password: str) -> str:
    if problems := password_problems(password):
        raise Refused(f"the password {', '.join(problems)}")
    return _hasher().hash(password)


def password_problems(password: str) -> list[str]:
    """What is wrong with an own password, as ends of a sentence; empty when it is good.

    >>> password_problems("Sleutel-2026x")
    []
    >>> password_problems("geheim")[0]
    'has 6 characters; at least 12 are needed'
    """
    problems = []
    if len(password) < LEAST_PASSWORD:
        problems.append(f"has {len(password)} characters; at least {LEAST_PASSWORD} are needed")
    if len(password) > LONGEST_PASSWORD:
        problems.append(f"has over {LONGEST_PASSWORD} characters")
    if any(not character.isprintable() for character in password) or password != password.strip():
        problems.append("has control characters, or blanks at an end")
    kinds = {
        "upper-case letter": str.isupper,
        "lower-case letter": str.islower,
        "digit": str.isdigit,
        "special character": lambda c: not c.isalnum() and not c.isspace(),
    }
    return problems + [
        f"has no {kind}" for kind, test in kinds.items() if not any(map(test, password))
    ]


def generate_password() -> str:
    """A new random password that passes `password_problems`; show it once, keep it nowhere."""
    alphabet = string.ascii_letters + string.digits + _SPECIAL
    while True:
        password = "".join(secrets.choice(alphabet) for _ in range(GENERATED_PASSWORD))
        if not password_problems(password) and password[0].isalnum():
            return password


def gln_warning(gln: str) -> str | None:
    """What is odd about a GLN of 13 digits; None when its check digit fits."""
    return None if ean.is_valid(gln) else f"the check digit of GLN {gln} is wrong"


def networks(texts: tuple[str, ...] | list[str]) -> list[Network]:
    """Addresses and CIDR blocks as networks.

    Raises:
        Refused: one of them is neither; the text names it.
    """
    found = []
    for text in texts:
        try:
            found.append(ip_network(text.strip()))
        except ValueError as error:
            raise Refused(f"{text!r} is no address or network: {error}") from error
    return found


def _require(account: Account) -> None:
    if not _NAME.fullmatch(account.name):
        raise Refused(
            f"account name {account.name!r}: use a-z, 0-9, dot, dash and underscore, 64 at most,"
            " first a letter or digit"
        )
    if not root_is_plain(account.root):
        raise Refused(
            f"root {account.root!r}: use a plain relative folder name such as acme or group/acme;"
            " '' is the environment's whole"
        )
    if account.supplier_gln is not None and not _GLN.fullmatch(account.supplier_gln):
        raise Refused(f"GLN {account.supplier_gln!r}: a GLN has 13 digits")
    if not account.permissions or set(account.permissions) - set(PERMISSIONS):
        raise Refused(f"permissions: choose from {', '.join(PERMISSIONS)}")
    _require_addresses(account.report_to)


def _require_addresses(addresses: list[str]) -> None:
    for address in addresses:
        if not is_address(address):
            raise Refused(f"{address!r} is no plain e-mail address, such as data@example.org")


def root_is_plain(root: str) -> bool:
    """Is *root* a folder name without tricks?

    >>> [root_is_plain(root) for root in ("", "acme", "group/acme", "../x", "/etc", "a//b", ".a")]
    [True, True, True, False, False, False, False]
    """
    return not root or all(_ROOT_PART.fullmatch(part) for part in root.split("/"))
