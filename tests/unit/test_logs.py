"""What stands on every log line, and what never does."""

from __future__ import annotations

import io
import json
import logging
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from sluis import logs
from sluis.logfile import LogFile


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """A stream that the log goes to; logging is as it was afterwards."""
    root, hooks = logging.getLogger(), (logs.sys.excepthook, threading.excepthook)
    handlers, level = root.handlers[:], root.level
    found = io.StringIO()
    logs.set_up("ftp", stream=found)
    yield found
    root.handlers[:] = handlers
    root.setLevel(level)
    logs.sys.excepthook, threading.excepthook = hooks
    structlog.reset_defaults()


def lines(stream: io.StringIO) -> list[dict]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_every_thread_names_the_process(stream: io.StringIO) -> None:
    """
    Lines of threads and of libraries carry the process as our own do.
    """
    log = structlog.get_logger("test")
    threads = [
        threading.Thread(target=log.info, args=["upload_published"]),
        threading.Thread(target=logging.getLogger("library").warning, args=["%s words", "own"]),
    ]
    for thread in threads:
        thread.start()
        thread.join()
    found = lines(stream)

    assert [line["process"] for line in found] == ["ftp", "ftp"]
    assert found[1]["event"] == "own words"
    assert {"time", "level", "event"} <= found[0].keys()


def test_passwords_in_addresses_are_masked(stream: io.StringIO) -> None:
    """
    Wherever an address with a password turns up, in a value or a trace, it is hidden.
    """
    log = structlog.get_logger("test")
    try:
        raise ValueError("cannot reach postgresql://sluis:geheim@host/db")  # noqa: TRY301
    except ValueError:
        log.exception("process_crashed", url="redis://:geheim@host")

    assert "geheim" not in stream.getvalue()
    assert lines(stream)[0]["url"] == "redis://***@host"


def test_a_dying_thread_leaves_one_line(stream: io.StringIO) -> None:
    """
    An exception nobody caught is one JSON line with its trace.
    """
    thread = threading.Thread(target=lambda: 1 / 0)
    thread.start()
    thread.join()
    found = lines(stream)

    assert [line["event"] for line in found] == ["process_crashed"]
    assert "ZeroDivisionError" in found[0]["exception"]


def test_every_line_of_the_log_file_is_json(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    """
    JSON lines go through untouched; what is none becomes one, with its process.
    """
    output = LogFile(tmp_path, "json")
    output.take("ftp", '{"event": "ftps_listening", "port": 2121}')
    output.take("work", "Segmentation fault")
    output.take("work", '{"not": "an event"}')
    output.close()
    found = [json.loads(line) for line in output.path.read_text().splitlines()]

    assert found[0] == {"event": "ftps_listening", "port": 2121}
    assert [(one["event"], one["process"]) for one in found[1:]] == [("line_printed", "work")] * 2
    assert capsys.readouterr().err == output.path.read_text()


def test_the_log_file_is_set_aside_when_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    A full file moves to .1, and no line is lost on the way.
    """
    monkeypatch.setattr("sluis.logfile.SIZE_BYTES", 2000)
    output = LogFile(tmp_path, "json")
    for number in range(40):
        output.take(
            "ftp", json.dumps({"event": "login_accepted", "number": number, "pad": "x" * 40})
        )
    output.close()
    older = output.path.with_name("sluis.jsonl.1")
    numbers = [
        json.loads(line)["number"]
        for path in (*sorted(tmp_path.glob("log/*.jsonl.*"), reverse=True), output.path)
        for line in path.read_text().splitlines()
    ]

    assert older.exists()
    assert numbers == list(range(40))
