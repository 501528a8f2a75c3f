"""`sluis account`: who may come in at the FTPS gate. Passwords are never on a command line."""

from __future__ import annotations

import sys

import click

from sluis import accounts
from sluis.accounts import Account
from sluis.cli import output
from sluis.errors import Refused
from sluis.settings import Settings

IN_JSON = click.option("--json", "in_json", is_flag=True, help="Print JSON.")
ON_STDIN = click.option(
    "--password-stdin", is_flag=True, help="Take an own password from standard input."
)


@click.group()
def account() -> None:
    """Accounts of the FTPS gate: one per supplier, as a rule."""


@account.command("add")
@click.argument("name")
@click.option("--environment", default=1, show_default=True, help="Number of its environment.")
@click.option("--gln", help="The supplier's GLN: whose data it brings.")
@click.option("--root", help="Sub-folder of each folder; '' is all of them.  [default: NAME]")
@click.option("--allow", multiple=True, metavar="CIDR", help="Only from here; repeatable.")
@click.option(
    "--permission",
    "permissions",
    multiple=True,
    type=click.Choice(accounts.PERMISSIONS),
    help="Repeatable.  [default: both]",
)
@click.option("--lenient", is_flag=True, help="For old clients: uploads need no TLS close_notify.")
@click.option("--report-to", multiple=True, metavar="ADDRESS", help="Mail reports; repeatable.")
@ON_STDIN
@IN_JSON
def add(
    *,
    name: str,
    environment: int,
    gln: str | None,
    root: str | None,
    allow: tuple[str, ...],
    permissions: tuple[str, ...],
    lenient: bool,
    report_to: tuple[str, ...],
    password_stdin: bool,
    in_json: bool,
) -> None:
    """Make account NAME; a generated password is shown once and kept nowhere."""
    password = _password(from_stdin=password_stdin)
    made = Account(
        name=name,
        environment=environment,
        supplier_gln=gln,
        root=name if root is None else root,
        permissions=list(permissions or accounts.PERMISSIONS),
        allowed_networks=accounts.networks(allow),
        lenient=lenient,
        report_to=list(report_to),
    )
    with output.journal(Settings.from_environ()) as connection:
        accounts.add(connection, made, password)
    if gln and (warning := accounts.gln_warning(gln)):
        click.echo(f"sluis: {warning}; the account was made all the same", err=True)
    _show(made, None if password_stdin else password, in_json=in_json)


@account.command("list")
@click.option("--environment", type=int, help="Only those of this environment.")
@IN_JSON
def listed(*, environment: int | None, in_json: bool) -> None:
    """List the accounts."""
    with output.journal(Settings.from_environ()) as connection:
        found = accounts.listed(connection, environment)
    if in_json:
        output.as_json([_facts(one) for one in found])
        return
    rows = [
        (
            one.name, one.environment, one.supplier_gln, one.root or "(all)",
            " ".join(one.permissions), " ".join(map(str, one.allowed_networks)) or "anywhere",
            "yes" if one.lenient else "", "yes" if one.active else "NO",
        )
        for one in found
    ]  # fmt: skip
    output.table(["NAME", "ENVIRONMENT", "GLN", "ROOT", "MAY", "FROM", "LENIENT", "ACTIVE"], rows)


@account.command("disable")
@click.argument("name")
@IN_JSON
def disable(*, name: str, in_json: bool) -> None:
    """Close account NAME: from its next login on it looks like a wrong password."""
    _set_active(name, active=False, in_json=in_json)


@account.command("enable")
@click.argument("name")
@IN_JSON
def enable(*, name: str, in_json: bool) -> None:
    """Open account NAME again."""
    _set_active(name, active=True, in_json=in_json)


@account.command("report-to")
@click.argument("name")
@click.argument("addresses", metavar="[ADDRESS]...", nargs=-1)
@IN_JSON
def report_to(*, name: str, addresses: tuple[str, ...], in_json: bool) -> None:
    """Mail the reports of account NAME to these addresses; without any, to nobody.

    A delivery whose parameters.xml names addresses goes to those instead.
    """
    with output.journal(Settings.from_environ()) as connection:
        accounts.set_report_to(connection, name, list(addresses))
    if in_json:
        output.as_json({"name": name, "report_to": list(addresses)})
    else:
        click.echo(f"reports of {name} are mailed to {', '.join(addresses) or 'nobody'}")


@account.command("password")
@click.argument("name")
@ON_STDIN
@IN_JSON
def password(*, name: str, password_stdin: bool, in_json: bool) -> None:
    """Give account NAME a new password; it counts from the next login on."""
    new = _password(from_stdin=password_stdin)
    with output.journal(Settings.from_environ()) as connection:
        accounts.set_password(connection, name, new)
    shown = None if password_stdin else new
    if in_json:
        output.as_json({"name": name, "password": shown})
    else:
        click.echo(f"{name} has a new password" + (f": {shown}" if shown else ""))


def _set_active(name: str, *, active: bool, in_json: bool) -> None:
    with output.journal(Settings.from_environ()) as connection:
        accounts.set_active(connection, name, active=active)
    if in_json:
        output.as_json({"name": name, "active": active})
    else:
        click.echo(f"{name} is {'open' if active else 'closed'} from its next login on")


def _password(*, from_stdin: bool) -> str:
    """The first line of standard input, asked for in a terminal; else a generated one.

    Raises:
        Refused: the password given is too weak.
    """
    if not from_stdin:
        return accounts.generate_password()
    if sys.stdin.isatty():
        text = str(click.prompt("Password", hide_input=True, confirmation_prompt=True))
    else:
        text = sys.stdin.readline().rstrip("\r\n")
    if problems := accounts.password_problems(text):
        raise Refused(f"the password {', '.join(problems)}")
    return text


def _facts(one: Account) -> dict[str, object]:
    return {
        "name": one.name,
        "environment": one.environment,
        "supplier_gln": one.supplier_gln,
        "root": one.root,
        "permissions": one.permissions,
        "allowed_networks": [str(network) for network in one.allowed_networks],
        "lenient": one.lenient,
        "active": one.active,
        "report_to": one.report_to,
        "created_at": one.created_at,
        "password_at": one.password_at,
    }


def _show(made: Account, shown_password: str | None, *, in_json: bool) -> None:
    facts = _facts(made) | {"password": shown_password}
    for unknown in ("created_at", "password_at"):
        del facts[unknown]
    if in_json:
        output.as_json(facts)
        return
    output.details(
        (name.replace("_", " "), ", ".join(map(str, value)) if isinstance(value, list) else value)
        for name, value in facts.items()
    )
    if shown_password:
        click.echo("The password is shown this once.")


commands: dict[str, click.Command] = {"account": account}
