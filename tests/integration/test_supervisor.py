"""`sluis run` with small stand-ins for the processes: restarts, order, and nothing left behind."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from sluis.errors import Refused
from sluis.supervisor import Line, read_procfile

CHECKOUT = Path(__file__).parents[2]
WAIT = "import signal, sys, time; signal.signal(15, lambda *_: sys.exit(0)); time.sleep(60)"


class Run:
    """`sluis run` with a Procfile of its own."""

    def __init__(self, place: Path, environ: dict[str, str], procfile: str) -> None:
        (place / "Procfile").write_text(procfile)
        self.place = place
        self.process = subprocess.Popen(
            [sys.executable, "-m", "sluis", "run", "--procfile", str(place / "Procfile")],
            cwd=CHECKOUT, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def events(self, name: str, line: str | None = None) -> list[dict]:
        try:
            text = (self.place / "state" / "log" / "sluis.jsonl").read_text()
        except FileNotFoundError:
            return []
        found = [json.loads(row) for row in text.splitlines()]
        return [e for e in found if e["event"] == name and line in {None, e.get("line")}]

    def told(self) -> dict:
        try:
            return json.loads((self.place / "state" / "run.json").read_text())
        except FileNotFoundError:
            return {"processes": {}}

    def stop(self, *signums: int) -> str:
        for signum in signums or (signal.SIGTERM,):
            self.process.send_signal(signum)
        return self.process.communicate(timeout=30)[1]


@pytest.fixture
def run(request: pytest.FixtureRequest) -> Iterator[Callable[..., Run]]:
    """Start `sluis run` in folders of its own; external stores unless `embedded`."""
    place = Path(tempfile.mkdtemp(prefix="sluis-run-"))
    place.chmod(0o711)
    environ = {k: v for k, v in os.environ.items() if not k.startswith("SLUIS_")} | {
        "SLUIS_STATE": str(place / "state"),
        "SLUIS_DATA": str(place / "data"),
        "PLACE": str(place),
    }
    started: list[Run] = []

    def start(procfile: str, *, embedded: bool = False) -> Run:
        if not embedded:
            environ["SLUIS_DATABASE_URL"] = request.getfixturevalue("database")
            environ["SLUIS_REDIS_URL"] = request.getfixturevalue("valkey")
        started.append(Run(place, environ, procfile))
        return started[-1]

    yield start
    for one in started:
        if one.process.poll() is None:
            one.stop()
    shutil.rmtree(place, ignore_errors=True)


def until(met: Callable[[], object], seconds: float = 20.0) -> object:
    """The first true answer; fails after *seconds*."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if answer := met():
            return answer
        time.sleep(0.02)
    pytest.fail("it did not come to that")


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def line(name: str, code: str) -> str:
    return f'{name}: python -c "{code}"\n'


def test_what_dies_comes_back_later_each_time(run: Callable[..., Run]) -> None:
    """
    A process that keeps dying waits 0.2, 0.4, 0.8 s; the others never notice.
    """
    one = run(line("ftp", "import sys; sys.exit(3)") + line("watch", WAIT))
    ends = until(lambda: len(found := one.events("process_ended", "ftp")) >= 3 and found)
    one.stop()

    assert [(end["code"], end["restart_seconds"]) for end in ends[:3]] == [
        (3, 0.2),
        (3, 0.4),
        (3, 0.8),
    ]
    assert len(one.events("process_started", "watch")) == 1


def test_the_end_is_in_order_and_a_second_signal_changes_nothing(run: Callable[..., Run]) -> None:
    """
    Doors first, workers last, each waited for; exit code 0, and no run.json is left.
    """
    slow = (
        "import signal, sys, time, os, pathlib\n"
        "def end(*_):\n"
        " time.sleep(0.3)\n"
        " with open(os.environ['PLACE'] + '/order', 'a') as file: file.write(sys.argv[1] + ' ')\n"
        " sys.exit(0)\n"
        "signal.signal(15, end)\n"
        "pathlib.Path(os.environ['PLACE'], 'ready-' + sys.argv[1]).touch()\n"
        "time.sleep(60)\n"
    )
    names = ("ftp", "watch", "clock", "work")
    script = Path(tempfile.mkdtemp(prefix="sluis-script-")) / "slow.py"
    script.write_text(slow)
    one = run("".join(f"{name}: python {script} {name}\n" for name in names))
    until(lambda: all((one.place / f"ready-{name}").exists() for name in names))
    one.stop(signal.SIGTERM, signal.SIGINT, signal.SIGTERM)
    shutil.rmtree(script.parent)

    assert one.process.returncode == 0
    assert (one.place / "order").read_text().split() == list(names)
    assert not (one.place / "state" / "run.json").exists()


def test_nothing_outlives_a_killed_supervisor(run: Callable[..., Run]) -> None:
    """
    kill -9 of `sluis run` ends its processes too, and the next start is not in their way.
    """
    one = run(line("ftp", WAIT) + line("work", WAIT))
    pids = until(lambda: len(found := one.told()["processes"]) == 2 and list(found.values()))
    one.process.kill()
    one.process.communicate()
    until(lambda: not any(map(alive, pids)))
    again = run(line("ftp", WAIT))
    until(lambda: len(again.events("process_started", "ftp")) == 2)
    again.stop()

    assert again.process.returncode == 0


def test_children_of_a_dead_process_do_not_stay(run: Callable[..., Run]) -> None:
    """
    A process that dies without its children does not leave them working beside the new one.
    """
    parent = (
        "import os, subprocess, sys; child = subprocess.Popen([sys.executable, '-c', "
        "'import time; time.sleep(60)']); "
        "open(os.environ['PLACE'] + '/child', 'w').write(str(child.pid)); os.kill(os.getpid(), 9)"
    )
    one = run(line("work", parent))
    until(lambda: one.events("process_ended", "work"))
    pid = int((one.place / "child").read_text())
    until(lambda: not alive(pid))


def test_impossible_settings_end_the_start(run: Callable[..., Run]) -> None:
    """
    Exit code 2 at the first start says that waiting will not help: everything ends, with code 1.
    """
    one = run(line("watch", WAIT) + line("ftp", "import sys; sys.exit(2)"))
    error = one.process.communicate(timeout=30)[1]

    assert one.process.returncode == 1
    assert "`ftp` cannot start with these settings" in error


def test_two_on_one_state_folder(run: Callable[..., Run]) -> None:
    """
    The second one is refused and told how to live beside the first, which goes on.
    """
    one = run(line("ftp", WAIT))
    until(lambda: one.told()["processes"])
    two = run(line("ftp", WAIT))
    error = two.process.communicate(timeout=30)[1]

    assert two.process.returncode == 1
    assert "SLUIS_STATE" in error
    assert one.process.poll() is None
    assert one.told()["processes"]


def test_output_without_line_ends_and_shape_is_kept(run: Callable[..., Run]) -> None:
    """
    What a process prints last, without a line end, is in the log all the same.
    """
    one = run(line("ftp", "import os; os.write(2, b'last words'); os._exit(3)"))
    found = until(lambda: one.events("line_printed"))

    assert (found[0]["text"], found[0]["process"]) == ("last words", "ftp")


def test_a_killed_database_comes_back_at_its_address(run: Callable[..., Run]) -> None:
    """
    The embedded PostgreSQL and Valkey are started again after kill -9; the processes keep theirs.
    """
    one = run(line("ftp", WAIT), embedded=True)
    until(lambda: one.told()["processes"].get("ftp"), 60)
    told = one.told()
    servers = ("PostgreSQL", "Valkey")
    for name in servers:
        os.kill(told["processes"][name], signal.SIGKILL)
    until(
        lambda: (
            [one.told()["processes"].get(n) not in {None, told["processes"][n]} for n in servers]
            == [True, True]
        )
    )

    def answers() -> bool:
        try:
            psycopg.connect(told["database_url"]).close()
        except psycopg.OperationalError:
            return False
        return True

    until(answers)
    one.stop()

    assert {event["server"] for event in one.events("server_ended")} == set(servers)
    assert len(one.events("process_started", "ftp")) == 1
    assert one.process.returncode == 0


def test_the_procfile_is_read(tmp_path: Path) -> None:
    """
    Comments and blank lines aside; arguments as a shell would part them.
    """
    path = tmp_path / "Procfile"
    path.write_text("# doors\n\nftp: python -m ftp_server\nwork: python -c 'print(1, 2)'\n")

    assert read_procfile(path) == [
        Line("ftp", ["python", "-m", "ftp_server"]),
        Line("work", ["python", "-c", "print(1, 2)"]),
    ]


@pytest.mark.parametrize(("text", "told"), [("ftp python", "line 1"), ("a: b\nwork:\n", "line 2")])
def test_a_bad_procfile_says_where(tmp_path: Path, text: str, told: str) -> None:
    """
    A line without a name or a command is named by its number.
    """
    path = tmp_path / "Procfile"
    path.write_text(text)

    with pytest.raises(Refused, match=told):
        read_procfile(path)


def test_our_procfile_names_processes_that_exist() -> None:
    """
    Each line starts a package of this checkout.
    """
    for one in read_procfile(CHECKOUT / "Procfile"):
        assert one.command[:2] == ["python", "-m"]
        assert (CHECKOUT / one.command[2] / "__main__.py").is_file()
