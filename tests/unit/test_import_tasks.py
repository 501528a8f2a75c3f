"""Laws of import tasks: what may be set, and which file belongs to which task."""

from __future__ import annotations

import pytest

from sluis.tasks import read_definition, settings_of
from sluis.tasks.file_names import matches, nearest
from sluis.told import Unfit

TASK = {
    "name": "artikelen",
    "type": "import",
    "description": "Elke nacht de artikelen",
    "frequency": {"every": "by_hand"},
}
SOURCE = {"protocol": "sftp", "host": "files.example.com", "path": "/out/artikelen.xlsx"}


def told(**settings: object) -> dict[str, tuple[str, str]]:
    try:
        read_definition(TASK | {"settings": settings}, None)
    except Unfit as error:
        return {one.where: (one.en, one.nl) for one in error.problems}
    return {}


def test_a_short_definition_is_enough() -> None:
    """
    Entity, layout and file name: it is a delta import on arrival, and the file is removed.
    """
    settings = {"entity": "trade_item", "layout": "artikelen", "file": "artikelen.xlsx"}
    found = settings_of(read_definition(TASK | {"settings": settings}, None))

    assert (found.delta, found.delete, found.on_arrival) == (True, True, True)


@pytest.mark.parametrize("settings", [{"file": "a.xlsx", "source": SOURCE}, {}])
def test_a_file_and_a_source_exclude_each_other(settings: dict[str, object]) -> None:
    """
    Both or neither is refused in the words of the manual of periodic tasks.
    """
    english, dutch = told(entity="price", layout="prijzen", **settings)["settings.file"]

    assert (
        english == "Select an import file or set a source for the import. Never use both options."
    )
    assert dutch.startswith("Selecteer een importbestand of stel een bron in voor de import.")
    assert dutch.endswith("Gebruik nooit beide opties.")


def test_everything_else_that_does_not_fit_is_told_at_once() -> None:
    """
    Unknown entity, a standard with a layout, a name that leads elsewhere, a supplier that is none.
    """
    found = told(entity="artikel", format="standard", layout="x", file="../x.csv", supplier="871")

    assert set(found) == {"settings.supplier"}
    found = told(entity="artikel", format="standard", layout="x", file="../x.csv")
    assert set(found) == {"settings.entity", "settings.layout", "settings.file"}
    assert set(told(entity="price", file="prijs_{jaar}.csv")) == {
        "settings.layout",
        "settings.file",
    }


@pytest.mark.parametrize(
    ("name", "path", "same"),
    [
        ("artikelen.xlsx", "artikelen.xlsx", True),
        ("artikelen.xlsx", "kade/ARTIKELEN.xlsx", True),
        ("artikelen.xlsx", "artikelen.xls", False),
        ("artikelen.xlsx", "artikelen.xlsx.bak", False),
        ("cafe\u0301.csv", "CAF\u00c9.csv", True),
        ("kade/prijs.csv", "kade/prijs.csv", True),
        ("kade/prijs.csv", "ander/prijs.csv", False),
        ("prijs_{yyyy}{mm}{dd}.csv", "prijs_20260131.csv", True),
        ("prijs_{yyyy}{mm}{dd}.csv", "prijs_20261331.csv", False),
        ("prijs_{yyyy}{mm}{dd}.csv", "prijs_2026-01-31.csv", False),
        ("prijs_{n}.csv", "prijs_17.csv", True),
        ("prijs.{n}", "prijsx17", False),
    ],
)
def test_a_file_belongs_to_the_task_of_its_name(name: str, path: str, *, same: bool) -> None:
    """
    The exact name, but for capitals and spellings of accents; digits only where a part asks.
    """
    assert matches(name, path) is same


def test_names_that_come_near_are_told() -> None:
    """
    A supplier sees which name was expected.
    """
    names = ["artikelen.xlsx", "prijzen.csv", "relaties.xlsx"]

    assert nearest("Artikelen_def.xlsx", names)[0] == "artikelen.xlsx"
    assert nearest("q", names) == []
