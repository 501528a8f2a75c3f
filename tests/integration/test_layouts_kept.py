"""Layouts kept in the database by the command line: versions, export and import, history."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from sluis.cli import cli
from sluis.db import connect
from sluis.errors import Refused

LAYOUT = """name = "{name}"
[[pass]]
entity = "price"
[pass.fields]
supplier_item_number = "Nr"
net_price = "{column}"
"""


@pytest.fixture
def run(database: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SLUIS_DATABASE_URL", database)

    def invoke(*arguments: object) -> str:
        result = CliRunner().invoke(cli, ["layout", *map(str, arguments)], catch_exceptions=False)
        return result.stdout

    return invoke


def written(folder: Path, name: str, column: str = "Netto") -> Path:
    path = folder / f"{name}.toml"
    path.write_text(LAYOUT.format(name=name, column=column))
    return path


def test_versions_are_added_and_never_changed(run, tmp_path: Path) -> None:
    """
    The same layout again is no new version; another one is; the old one can still be had.
    """
    run("add", written(tmp_path, "prijzen"))
    assert "unchanged" in run("add", written(tmp_path, "prijzen"))
    assert "version 2: kept" in run("add", written(tmp_path, "prijzen", "Inkoop"))

    assert 'net_price = "Inkoop"' in run("export", "prijzen")
    assert 'net_price = "Netto"' in run("export", "prijzen", "--version", 1)
    versions = json.loads(run("history", "prijzen", "--json"))
    assert [one["version"] for one in versions] == [1, 2]
    assert '+net_price = "Inkoop"' in run("history", "prijzen", "--diff")
    with pytest.raises(Refused):
        run("export", "prijzen", "--version", 3)


def test_what_is_exported_is_imported_all_or_nothing(run, tmp_path: Path) -> None:
    """
    A folder of layouts, as kept in git: one that is wrong stops all.
    """
    wrong = written(tmp_path, "b-fout")
    wrong.write_text('name = "b-fout"\n')
    written(tmp_path, "a-goed")
    with pytest.raises(Refused, match="pass: there are 0 passes"):
        run("import", tmp_path)
    assert json.loads(run("list", "--json")) == []

    wrong.unlink()
    run("import", tmp_path)
    (tmp_path / "a-goed.toml").write_text(run("export", "a-goed"))
    assert "unchanged" in run("import", tmp_path)
    assert "price" in run("list")
    assert "Netto" in run("show", "a-goed")


def test_a_layout_in_use_is_not_removed(run, database: str, tmp_path: Path) -> None:
    """
    A task that reads by it keeps it; once removed it is gone from the list, not from history, and
    comes back as the next version.
    """
    run("add", written(tmp_path, "prijzen"))
    with connect(database) as connection:
        connection.execute(
            "insert into task (environment, name, type, description, sequence, frequency, settings)"
            " values (1, 'nacht', 'import', 'x', 10, '{}', '{\"layout\": \"prijzen\"}')"
        )
    with pytest.raises(Refused, match="nacht"):
        run("remove", "prijzen")
    with connect(database) as connection:
        connection.execute("delete from task")

    run("remove", "prijzen")

    assert json.loads(run("list", "--json")) == []
    assert "removed" in run("history", "prijzen")
    with pytest.raises(Refused):
        run("show", "prijzen")
    assert "version 3: kept" in run("add", written(tmp_path, "prijzen"))
