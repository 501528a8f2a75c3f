"""What a task may be: everything wrong is told at once, in English and Dutch."""

from __future__ import annotations

from datetime import time

import pytest

from sluis.schedule import Window
from sluis.tasks import TYPES, OnFailure, read_definition, settings_of
from sluis.told import Unfit
from tests.task_desk import SAMPLE, SampleSettings, definition

NIGHT = Window(time(23), time(6))
GOOD = {
    "name": "nacht",
    "type": "sample",
    "description": "Elke nacht",
    "frequency": {"every": "weekly", "day": "monday", "at": "07:00"},
    "settings": {"folder": "out"},
}


@pytest.fixture(autouse=True)
def _sample(monkeypatch) -> None:
    monkeypatch.setitem(TYPES, "sample", SAMPLE)


def problems(window: Window | None = NIGHT, **changes: object) -> dict[str, tuple[str, str]]:
    """Place -> texts of what is wrong with GOOD after *changes*; a None takes a key out."""
    facts = {key: value for key, value in (GOOD | changes).items() if value is not None}
    try:
        read_definition(facts, window)
    except Unfit as error:
        return {one.where: (one.en, one.nl) for one in error.problems}
    return {}


def test_what_is_left_out_has_its_default() -> None:
    """
    A short definition is active, lets its followers pass and has all settings of its type.
    """
    read = read_definition(GOOD, NIGHT)

    assert (read.active, read.on_failure, read.sequence) == (True, OnFailure.CONTINUE, None)
    assert read.settings == {"folder": "out", "copies": 1, "compress": False}
    assert settings_of(read) == SampleSettings(folder="out")


def test_every_problem_is_told_at_once() -> None:
    """
    Missing, unknown, of the wrong type, out of range: one round is enough to mend a file.
    """
    found = problems(
        name="Een Naam",
        description=None,
        aktive=False,
        frequency={"every": "interval", "minutes": 3, "unit": "h"},
        settings={"copies": "two", "foldr": "out"},
    )

    assert set(found) == {
        "name", "description", "aktive", "frequency.minutes", "frequency.unit",
        "settings.copies", "settings.foldr", "settings.folder",
    }  # fmt: skip
    assert found["aktive"] == (
        "there is no such setting; did you mean active?",
        "deze instelling bestaat niet; bedoelde u active?",
    )
    assert found["frequency.minutes"] == (
        "3: Expected `int` >= 5",
        "3: verwacht een geheel getal >= 5",
    )


@pytest.mark.parametrize(
    ("frequency", "where"),
    [
        ({"every": "fortnightly"}, "frequency.every"),
        ({}, "frequency.every"),
        ("daily", "frequency"),
        ({"every": "weekly", "day": "maandag"}, "frequency.day"),
        ({"every": "weekly", "day": "monday", "at": "7:00"}, "frequency.at"),
        ({"every": "time_of_day", "at": "24:00"}, "frequency.at"),
        ({"every": "time_of_day", "at": "07:00\n"}, "frequency.at"),
        ({"every": "two_weekly", "days": [1]}, "frequency.days"),
        ({"every": "two_weekly", "days": [15, 15]}, "frequency.days"),
        ({"every": "monthly", "day": 32}, "frequency.day"),
        ({"every": "interval", "minutes": 241}, "frequency.minutes"),
        ({"every": "cron", "expression": "0 7 * *"}, "frequency.expression"),
        ({"every": "cron", "expression": "0 25 * * *"}, "frequency.expression"),
        ({"every": "cron", "expression": "0 8 30 2 *"}, "frequency.expression"),
    ],
)
def test_frequencies_that_cannot_be(frequency, where) -> None:
    """
    Each is refused at its place, in both languages.
    """
    found = problems(frequency=frequency)

    assert list(found) == [where]
    assert all(found[where])


@pytest.mark.parametrize(
    ("frequency", "where"),
    [
        ({"every": "time_of_day", "at": "23:00"}, "frequency.at"),
        ({"every": "working_day", "at": "05:59"}, "frequency.at"),
        ({"every": "monthly", "day": 1, "at": "00:00"}, "frequency.at"),
        ({"every": "cron", "expression": "30 7,3 * * *"}, "frequency.expression"),
    ],
)
def test_a_time_in_the_maintenance_window_is_refused(frequency, where) -> None:
    """
    With the window and the first free time in the reason; without a window it is a time as others.
    """
    english, dutch = problems(frequency=frequency)[where]

    assert "maintenance window 23:00-06:00; from 06:00 on is free" in english
    assert "onderhoudsvenster 23:00-06:00; vanaf 06:00 kan het wel" in dutch
    assert problems(None, frequency=frequency) == {}


def test_what_would_always_pause_is_refused() -> None:
    """
    A cron expression all of whose times lie in the window would never run.
    """
    long = Window(time(0, 15), time(0, 5))

    assert "frequency.expression" in problems(
        long, frequency={"every": "cron", "expression": "30 * * * *"}
    )
    assert problems(long, frequency={"every": "cron", "expression": "*/10 * * * *"}) == {}


@pytest.mark.parametrize(
    "frequency",
    [
        {"every": "time_of_day", "at": "22:59"},
        {"every": "time_of_day", "at": "06:00"},
        {"every": "cron", "expression": "*/20 * * * *"},
        {"every": "interval", "minutes": 240},
        {"every": "by_hand"},
    ],
)
def test_times_outside_the_window_are_free(frequency) -> None:
    """
    Up to its first minute, from its last on; what runs all day pauses in it and is not refused.
    """
    assert problems(frequency=frequency) == {}


def test_a_type_may_check_what_no_field_can_say() -> None:
    """
    Its problems come with the others.
    """
    found = problems(settings={"folder": "out", "compress": True, "copies": 2}, sequence=-1)

    assert found["settings.copies"] == ("one zip is enough", "één zip is genoeg")
    assert "sequence" in found


def test_an_unknown_type_names_those_there_are() -> None:
    """
    And says nothing about its settings.
    """
    found = problems(type="sampel")

    assert list(found) == ["type"]
    assert "sample" in found["type"][0]


def test_the_text_holds_both_languages() -> None:
    """
    Who is refused reads every reason in English and in Dutch.
    """
    with pytest.raises(Unfit, match=r"settings\.folder: is missing\n  ontbreekt"):
        definition(settings={})
