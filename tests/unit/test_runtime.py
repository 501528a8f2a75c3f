"""The lock of the state folder, and what `run.json` tells."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from sluis import runtime
from sluis.errors import Refused
from sluis.settings import Settings

CONTENT = {"database_url": "postgresql://here/", "redis_url": "unix:///here"}


def test_addresses_of_the_one_that_runs(tmp_path: Path) -> None:
    """
    While the lock is held, `run.json` counts.
    """
    with runtime.lock(tmp_path):
        runtime.write(tmp_path, CONTENT)
        found = runtime.addresses(Settings(state=tmp_path))

    assert (found.database_url, found.redis_url) == ("postgresql://here/", "unix:///here")


def test_settings_win(tmp_path: Path) -> None:
    """
    Given addresses are taken as they are, running or not.
    """
    settings = Settings(state=tmp_path, database_url="postgresql://there/", redis_url="redis://r")
    found = runtime.addresses(settings)

    assert (found.database_url, found.redis_url) == ("postgresql://there/", "redis://r")


def test_one_given_address_is_joined_with_the_other(tmp_path: Path) -> None:
    """
    An external database beside the embedded Valkey.
    """
    with runtime.lock(tmp_path):
        runtime.write(tmp_path, CONTENT)
        found = runtime.addresses(Settings(state=tmp_path, database_url="postgresql://there/"))

    assert (found.database_url, found.redis_url) == ("postgresql://there/", "unix:///here")


def test_what_a_killed_one_left_does_not_count(tmp_path: Path) -> None:
    """
    `run.json` without the lock is stale: the text says how to start.
    """
    with runtime.lock(tmp_path):
        runtime.write(tmp_path, CONTENT)

    with pytest.raises(Refused, match="make run"):
        runtime.addresses(Settings(state=tmp_path))


def test_only_one_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    A second one on the same state folder is refused, with the settings that part them.
    """
    monkeypatch.setattr(runtime, "LOCK_SECONDS", 0.0)
    with (
        runtime.lock(tmp_path),
        pytest.raises(Refused, match=r"SLUIS_STATE and SLUIS_DATA"),
        runtime.lock(tmp_path),
    ):
        pass


def test_run_file_is_private(tmp_path: Path) -> None:
    """
    It holds passwords: its owner alone reads it; it is replaced whole, and no draft stays.
    """
    runtime.write(tmp_path, CONTENT)

    assert stat.S_IMODE((tmp_path / "run.json").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["run.json"]


def test_secrets_are_not_shown(tmp_path: Path) -> None:
    """
    Neither settings nor addresses show passwords when they are printed.
    """
    settings = Settings(database_url="postgresql://u:geheim@h/", redis_url="redis://:geheim@h")

    assert "geheim" not in repr(settings) + repr(runtime.addresses(settings))
