"""Settings: every problem at once, `.env`, and paths that count from the checkout."""

from __future__ import annotations

from pathlib import Path

import pytest

from sluis import settings
from sluis.errors import SettingsError
from sluis.settings import CHECKOUT, Settings


def test_every_problem_is_named_at_once() -> None:
    """
    Malformed, impossible and unknown variables come in one error, each with its name.
    """
    environ = {
        "SLUIS_FTPS_PORT": "many",
        "SLUIS_RECONCILE_SECONDS": "90",
        "SLUIS_FTPS_KEY": "/key.pem",
        "SLUIS_LOG_LEVEL": "loud",
        "SLUIS_GUARD_PRICE_SHARE": "20",
        "SLUIS_WORKER_PROCESES": "3",
    }
    with pytest.raises(SettingsError) as caught:
        Settings.from_environ(environ)

    text = str(caught.value)
    assert [name for name in environ if name not in text] == []
    assert len(caught.value.problems) == len(environ)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("SLUIS_FTPS_PASSIVE_PORTS", "50100-50000"),
        ("SLUIS_FTPS_PASSIVE_PORTS", "80-90"),
        ("SLUIS_FTPS_PASSIVE_PORTS", "all"),
        ("SLUIS_FTPS_PORT", "70000"),
        ("SLUIS_FTPS_IMPLICIT_PORT", "-2"),
        ("SLUIS_RECONCILE_SECONDS", "0"),
        ("SLUIS_WORKER_PROCESSES", "0"),
        ("SLUIS_READER_PROCESSES", "-1"),
        ("SLUIS_LOG_FORMAT", "xml"),
    ],
)
def test_what_cannot_work_is_refused(variable: str, value: str) -> None:
    """
    A value of the right kind that cannot work names its variable too.
    """
    with pytest.raises(SettingsError, match=variable):
        Settings.from_environ({variable: value})


def test_readers_are_as_many_as_the_cores_unless_said() -> None:
    """
    0 takes the cores that this process may use; any other number is taken as it is.
    """
    assert Settings().reading_processes() >= 1
    assert Settings(reader_processes=7).reading_processes() == 7


def test_empty_means_not_set() -> None:
    """
    An empty variable is the default, so that one can be switched off in a shell.
    """
    assert Settings.from_environ({"SLUIS_FTPS_PORT": ""}).ftps_port == Settings().ftps_port


def test_relative_paths_count_from_the_checkout(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """
    Wherever a command is typed, it finds the same data.
    """
    monkeypatch.chdir(tmp_path)
    found = Settings.from_environ({"SLUIS_STATE": "elsewhere", "SLUIS_FTPS_KEY": ""})

    assert found.state == CHECKOUT / "elsewhere"
    assert found.data == CHECKOUT / "var" / "data"
    assert found.ftps_key is None


def test_dotenv_is_below_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """
    `.env` is read from the checkout, quotes and comments aside; the real environment wins.
    """
    (tmp_path / ".env").write_text('# ours\nSLUIS_FTPS_PORT="2990"\nSLUIS_LOG_LEVEL=debug\n')
    monkeypatch.setattr(settings, "CHECKOUT", tmp_path)
    monkeypatch.setenv("SLUIS_LOG_LEVEL", "error")
    found = Settings.from_environ()

    assert (found.ftps_port, found.log_level) == (2990, "error")
