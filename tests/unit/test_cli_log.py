"""`sluis log`: filters, order over rotated files, following a file that is set aside."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner

from sluis.cli.log import Filter, Tail, log

LONG_AGO = (datetime.now(UTC) - timedelta(hours=1)).isoformat()


def event(number: int, **changes) -> bytes:
    known = {"event": f"event_{number}", "level": "info", "process": "work"}
    known["time"] = LONG_AGO
    return json.dumps(known | changes).encode() + b"\n"


@pytest.fixture
def file(tmp_path, monkeypatch):
    """The log file of an empty state folder, which the settings name."""
    monkeypatch.setenv("SLUIS_STATE", str(tmp_path))
    (tmp_path / "log").mkdir()
    return tmp_path / "log" / "sluis.jsonl"


def names(*arguments) -> list[str]:
    """Names of the events that `sluis log --json` prints."""
    result = CliRunner().invoke(log, [*arguments, "--json"], catch_exceptions=False)
    return [json.loads(line)["event"] for line in result.stdout.splitlines()]


@pytest.mark.parametrize(
    ("option", "value", "expected"),
    [
        ("--delivery", "0AB", ["event_1"]),
        ("--supplier", "8712345000004", ["event_2"]),
        ("--level", "warning", ["event_3"]),
        ("--since", "5m", ["event_4"]),
        ("--lines", "2", ["event_3", "event_4"]),
        ("--level", "info", ["event_1", "event_2", "event_3", "event_4"]),
    ],
)
def test_each_filter_lets_through_what_it_names(file, option, value, expected) -> None:
    """
    By delivery (start of its id), by supplier, by level and above, by age, by number.
    """
    file.write_bytes(
        event(1, delivery_id="0ab12345")
        + event(2, supplier="8712345000004")
        + event(3, level="error")
        + event(4, time=datetime.now(UTC).isoformat())
    )

    assert names(option, value) == expected


def test_rotated_files_come_first(file) -> None:
    """
    Files that were set aside are older: the highest number first, the open file last.
    """
    file.write_bytes(event(3))
    file.with_name("sluis.jsonl.1").write_bytes(event(2))
    file.with_name("sluis.jsonl.10").write_bytes(event(1))

    assert names() == ["event_1", "event_2", "event_3"]


def test_a_line_that_is_no_event_is_passed_by(file) -> None:
    """
    Half a line after a power cut does not stop the rest.
    """
    file.write_bytes(b'{"event": "cut\n[]\n' + event(2))

    assert names() == ["event_2"]


def test_lines_for_people_cannot_drive_the_terminal(file) -> None:
    """
    A file name with an escape sequence is shown, not obeyed.
    """
    file.write_bytes(event(1, file_name="\x1b[2Jgone"))
    shown = CliRunner().invoke(log, [], catch_exceptions=False).stdout

    assert "\x1b" not in shown
    assert "\\x1b[2Jgone" in shown
    assert "event_1" in shown


def test_a_period_is_a_number_and_a_unit(file) -> None:
    """
    What is no period is a wrong usage, with an example of a right one.
    """
    result = CliRunner().invoke(log, ["--since", "yesterday"])

    assert result.exit_code == 2
    assert "15m" in result.stderr


def test_an_event_without_a_level_counts_as_info() -> None:
    """
    A foreign line that names no level is not lost when all is asked for.
    """
    assert Filter().wants({"event": "x"})
    assert not Filter(level="error").wants({"event": "x"})


def test_following_loses_no_line_when_the_file_is_set_aside(file) -> None:
    """
    Lines before and after the rotation come once each, in order; half a line waits for its end.
    """
    tail = Tail(file)
    file.write_bytes(event(1))
    seen = list(tail.new_lines())
    with file.open("ab") as out:
        out.write(event(2))
    file.rename(file.with_name("sluis.jsonl.1"))
    file.write_bytes(event(3) + event(4)[:9])
    seen += tail.new_lines()
    with file.open("ab") as out:
        out.write(event(4)[9:])
    seen += tail.new_lines()

    assert seen == [event(1), event(2), event(3), event(4)]


def test_following_waits_for_a_file_that_is_not_there(tmp_path) -> None:
    """
    The log may be followed before the first line is written.
    """
    tail = Tail(tmp_path / "sluis.jsonl")
    before = list(tail.new_lines())
    (tmp_path / "sluis.jsonl").write_bytes(event(1))

    assert before == []
    assert list(tail.new_lines()) == [event(1)]
