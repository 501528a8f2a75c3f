"""Environments: add and list, by hand and by the command."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from sluis import environments
from sluis.cli import cli
from sluis.db import connect
from sluis.errors import Refused


def test_an_environment_is_added_once(database) -> None:
    """
    A new number is listed in order; the same number again is refused and changes nothing.
    """
    with connect(database, autocommit=True) as connection:
        environments.add(connection, 12, "Installatie", time_zone="Europe/Brussels")
        with pytest.raises(Refused, match="12 already"):
            environments.add(connection, 12, "Other")
        found = environments.listed(connection)

    assert [(one.number, one.name, one.time_zone) for one in found] == [
        (1, "default", "Europe/Amsterdam"),
        (12, "Installatie", "Europe/Brussels"),
    ]


@pytest.mark.parametrize(
    ("number", "name", "zone", "reason"),
    [
        (0, "a", "Europe/Amsterdam", "1 to 99999"),
        (100_000, "a", "Europe/Amsterdam", "1 to 99999"),
        (2, "  ", "Europe/Amsterdam", "needs a name"),
        (2, "a\x1b[2J", "Europe/Amsterdam", "printable"),
        (2, "a", "Mars/Olympus", "no time zone"),
        (2, "a", "../../etc/passwd", "no time zone"),
    ],
)
def test_nonsense_is_refused(database, number, name, zone, reason) -> None:
    """
    A bad number, name or time zone is refused with what would be right.
    """
    with connect(database) as connection, pytest.raises(Refused, match=reason):
        environments.add(connection, number, name, time_zone=zone)


def test_the_command_adds_and_lists(database, monkeypatch) -> None:
    """
    `sluis environment add` and `list` speak tables and JSON.
    """
    monkeypatch.setenv("SLUIS_DATABASE_URL", database)
    run = CliRunner().invoke
    added = run(cli, ["environment", "add", "2", "Sanitair", "--json"], catch_exceptions=False)
    listed = run(cli, ["environment", "list", "--json"], catch_exceptions=False)
    table = run(cli, ["environment", "list"], catch_exceptions=False)

    assert json.loads(added.output)["number"] == 2
    assert [one["name"] for one in json.loads(listed.output)] == ["default", "Sanitair"]
    assert "Sanitair" in table.output
