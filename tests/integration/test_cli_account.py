"""`sluis account`: accounts are made, listed, closed and given passwords; nothing leaks."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from sluis import accounts
from sluis.accounts import LoginRefused
from sluis.cli.account import account
from sluis.db import connect
from sluis.errors import Refused

HERE = accounts.client_address("192.0.2.7")
OWN = "Eigen-Sleutel-26"


@pytest.fixture
def run(database: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SLUIS_DATABASE_URL", database)

    def run(*arguments: str, stdin: str | None = None) -> Result:
        return CliRunner().invoke(account, arguments, input=stdin)

    return run


def _reason(database: str, name: str, password: str) -> str:
    """Why a login is refused; '' when it is not."""
    with connect(database) as connection:
        try:
            accounts.verify(connection, name, password, HERE)
        except LoginRefused as refused:
            return refused.reason
    return ""


def test_a_generated_password_is_shown_once_and_works(run, database: str) -> None:
    """
    `add` prints it, `list` never does; root and permissions have their defaults.
    """
    made = json.loads(run("add", "acme", "--gln", "8719999000015", "--json").stdout)
    listed = run("list", "--json").stdout

    assert _reason(database, "acme", made["password"]) == ""
    assert (made["root"], made["permissions"]) == ("acme", ["upload", "download"])
    assert made["password"] not in listed
    assert "argon2" not in listed
    assert json.loads(listed)[0]["supplier_gln"] == "8719999000015"


def test_an_own_password_comes_on_stdin(run, database: str) -> None:
    """
    It is not printed; a weak one is refused with the reason and makes no account.
    """
    good = run("add", "acme", "--password-stdin", stdin=f"{OWN}\n")
    weak = run("add", "other", "--password-stdin", stdin="geheim\n")

    assert good.exit_code == 0
    assert OWN not in good.output
    assert _reason(database, "acme", OWN) == ""
    assert isinstance(weak.exception, Refused)
    assert "at least 12" in str(weak.exception)
    assert _reason(database, "other", "geheim") == "unknown_account"


def test_closing_opening_and_a_new_password(run, database: str) -> None:
    """
    Each counts from the next login on.
    """
    run("add", "acme", "--password-stdin", stdin=f"{OWN}\n")
    run("disable", "acme")
    closed = _reason(database, "acme", OWN)
    run("enable", "acme")
    opened = _reason(database, "acme", OWN)
    new = json.loads(run("password", "acme", "--json").stdout)["password"]

    assert (closed, opened) == ("inactive", "")
    assert _reason(database, "acme", OWN) == "wrong_password"
    assert _reason(database, "acme", new) == ""


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["add", "Acme"], "account name"),
        (["add", "..", "--root", "x"], "account name"),
        (["add", "a", "--root", "../b"], "root"),
        (["add", "a", "--root", "/etc"], "root"),
        (["add", "a", "--gln", "871"], "13 digits"),
        (["add", "a", "--allow", "10.0.0.1/8"], "10.0.0.1/8"),
        (["add", "a", "--environment", "77"], "environment 77"),
        (["disable", "nobody"], "no account nobody"),
        (["password", "nobody"], "no account nobody"),
    ],
)
def test_what_cannot_be_is_refused_by_name(run, arguments: list[str], text: str) -> None:
    """
    The text names the value that is wrong.
    """
    result = run(*arguments)

    assert isinstance(result.exception, Refused)
    assert text in str(result.exception)


def test_an_account_is_made_once_and_listed_for_people(run) -> None:
    """
    A second one of that name is refused; the table shows where from, and who is closed.
    """
    run("add", "acme", "--allow", "192.0.2.0/24", "--lenient", "--permission", "upload")
    again = run("add", "acme")
    run("disable", "acme")
    line = run("list").stdout.splitlines()[1]

    assert "already" in str(again.exception)
    assert line.split() == ["acme", "1", "acme", "upload", "192.0.2.0/24", "yes", "NO"]


def test_a_wrong_check_digit_is_said_and_let_pass(run) -> None:
    """
    Some real GLNs have one.
    """
    result = run("add", "acme", "--gln", "8719999000016")

    assert result.exit_code == 0
    assert "check digit" in result.stderr
