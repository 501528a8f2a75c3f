"""What commands print: tables, JSON, visible text; errors, exit codes, and the end of a pipe."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import click
import psycopg
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from sluis.cli import output
from sluis.errors import StoreUnavailable
from sluis.settings import Settings


def printed(function, *values) -> str:
    """What a command that calls *function* prints."""
    command = click.Command("x", callback=lambda: function(*values))
    result = CliRunner().invoke(command, catch_exceptions=False)
    return result.stdout


def test_numbers_stand_to_the_right() -> None:
    """
    Columns are as wide as their widest cell; those of numbers are flush right.
    """
    table = printed(output.table, ("NAME", "READ"), [("bolt", 7), ("nut", 1200)])

    assert table == "NAME  READ\nbolt     7\nnut   1200\n"


def test_an_empty_table_has_its_headings() -> None:
    """
    Nothing to list is no error: the headings are there.
    """
    assert printed(output.table, ("NAME", "READ"), []) == "NAME  READ\n"


def test_wide_characters_take_two_places() -> None:
    """
    Columns stay flush with wide and with combining characters.
    """
    table = printed(output.table, ("A", "B"), [("東京", "x"), ("e\u0301", "y"), ("abcd", "z")])

    assert [output.width(line) for line in table.splitlines()] == [7, 7, 7, 7]


@given(widths=st.lists(st.integers(1, 300), min_size=1, max_size=9), room=st.integers(1, 200))
def test_a_table_fits_the_terminal_where_it_can(widths, room) -> None:
    """
    Columns get narrower, widest first, until all fit or none may get narrower; never wider.
    """
    fitted = output.fit(widths, room)
    gaps = len(output.GAP) * (len(widths) - 1)

    assert all(new <= old for new, old in zip(fitted, widths, strict=True))
    assert sum(fitted) + gaps <= room or all(new <= max(output.LEAST_WIDTH, 1) for new in fitted)


@given(st.text())
def test_no_text_drives_the_terminal(text) -> None:
    """
    Whatever a name holds, what is printed has no control character and can be encoded.
    """
    shown = output.visible(text)

    assert not [one for one in shown if ord(one) < 32 or 127 <= ord(one) < 160]
    assert shown.encode().decode() == shown


def test_json_speaks_decimal_uuid_and_time() -> None:
    """
    Values that JSON does not know are told as text, exactly.
    """
    value = {"price": Decimal("1.10"), "id": UUID(int=1), "at": datetime(2026, 1, 2, tzinfo=UTC)}

    assert json.loads(printed(output.as_json, value)) == {
        "price": "1.10",
        "id": "00000000-0000-0000-0000-000000000001",
        "at": "2026-01-02T00:00:00Z",
    }


def test_no_color_is_respected(monkeypatch) -> None:
    """
    With NO_COLOR set no escape sequence is made, terminal or not.
    """
    monkeypatch.delenv("NO_COLOR", raising=False)
    coloured = output.style("x", fg="red")
    monkeypatch.setenv("NO_COLOR", "1")

    assert coloured != "x"
    assert output.style("x", fg="red") == "x"


def enter(context) -> None:
    with context:
        pass


def test_a_database_that_is_away_is_one_sentence(tmp_path) -> None:
    """
    No traceback and no lines of libpq: one sentence that says what is wrong.
    """
    nowhere = Settings(database_url=f"postgresql:///x?host={tmp_path}", redis_url="redis://x")

    with pytest.raises(StoreUnavailable, match=r"^the database does not answer: .+") as caught:
        enter(output.journal(nowhere))
    assert "\n" not in str(caught.value)


def test_a_database_that_goes_away_in_between_is_the_same(monkeypatch) -> None:
    """
    A server that ends while a command reads gives the same sentence.
    """

    class Away:
        def __enter__(self):
            raise psycopg.OperationalError("server closed\nthe connection")

        def __exit__(self, *_):
            return False

    monkeypatch.setattr(output, "connect", lambda *_, **__: Away())

    with pytest.raises(StoreUnavailable, match="does not answer: server closed the connection"):
        enter(output.journal(Settings(database_url="x", redis_url="x")))


def sluis(*arguments, folder, **variables) -> subprocess.CompletedProcess[str]:
    """Run the command itself, as from a shell."""
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": ":".join(sys.path), **variables}
    return subprocess.run(  # noqa: PLW1510 - the exit code is what is looked at
        [sys.executable, "-m", "sluis", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=folder,
        env=environment,
    )


def test_an_expected_error_is_one_line(tmp_path) -> None:
    """
    Without a running Sluis a command says in one line how to start one; exit code 1.
    """
    ended = sluis("jobs", folder=tmp_path, SLUIS_STATE=str(tmp_path))

    assert ended.returncode == output.Exit.FAILED
    assert ended.stdout == ""
    assert ended.stderr.startswith("sluis: no Sluis is running here")
    assert ended.stderr.count("\n") == 1


def test_wrong_settings_have_their_own_code(tmp_path) -> None:
    """
    Settings that cannot work are named, each on its line; exit code 2.
    """
    ended = sluis("jobs", folder=tmp_path, SLUIS_FTPS_PORT="x", SLUIS_MAX_ATTEMPTS="y")

    assert ended.returncode == output.Exit.USAGE
    assert ended.stderr.count("\n") == 2
    assert "SLUIS_FTPS_PORT" in ended.stderr


def test_the_end_of_a_pipe_is_no_error(tmp_path) -> None:
    """
    `sluis log | head -1` prints its line and ends without a word of complaint.
    """
    folder = tmp_path / "log"
    folder.mkdir()
    line = json.dumps({"event": "x", "level": "info", "text": "y" * 200}) + "\n"
    (folder / "sluis.jsonl").write_text(line * 5000)
    command = f"{shlex.quote(sys.executable)} -m sluis log --json | head -1"
    ended = subprocess.run(  # noqa: PLW1510
        ["/bin/sh", "-c", command],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=tmp_path,
        env={
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": ":".join(sys.path),
            "SLUIS_STATE": str(tmp_path),
        },
    )

    assert ended.stdout == line
    assert ended.stderr == ""
