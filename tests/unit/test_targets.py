"""Documents of writers become files, whole or not at all, and what they lack is counted."""

from __future__ import annotations

import tracemalloc
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest

from sluis.formats._format import Why
from sluis.model import Entity
from sluis.targets import (
    EXAMPLES,
    LONGEST_VALUE,
    MOST_KINDS,
    OTHER_FIELDS,
    FileTarget,
    Losses,
    file_target,
)


def add(losses: Losses, field: str, *, key: str = "A-1", value: object = "x") -> None:
    losses.add(Entity.TRADE_ITEM, key, field, value, Why.NO_PLACE)


def write_half(target: FileTarget) -> None:
    target.document().write(b"half")
    raise ZeroDivisionError


def test_one_unnamed_document_is_a_plain_file(tmp_path: Path) -> None:
    """
    What was written is the file, byte for byte, and nothing else is left.
    """
    path = tmp_path / "new" / "out.xml"
    with file_target(path) as target:
        target.document().write(b"<a/>")
        assert not path.exists()

    assert path.read_bytes() == b"<a/>"
    assert [one.name for one in path.parent.iterdir()] == ["out.xml"]


def test_named_documents_are_a_zip(tmp_path: Path) -> None:
    """
    Members stand in the order in which they were asked for, though written in turn.
    """
    path = tmp_path / "out.zip"
    with file_target(path) as target:
        second, first = target.document("b.txt"), target.document("a.txt")
        first.write(b"1")
        second.write(b"2" * 100_000)
        first.write(b"3")

    with zipfile.ZipFile(path) as archive:
        assert archive.namelist() == ["b.txt", "a.txt"]
        assert archive.read("a.txt") == b"13"
        assert archive.read("b.txt") == b"2" * 100_000


def test_equal_documents_give_equal_zips(tmp_path: Path) -> None:
    """
    A zip says nothing of the moment at which it was made.
    """
    for name in ("one", "two"):
        with file_target(tmp_path / name) as target:
            target.document("a.txt").write(b"1")

    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


@pytest.mark.parametrize("names", [("a", "a"), ("", ""), ("", "a"), ("a", ""), ("../a",)])
def test_names_that_make_no_set_are_a_fault(tmp_path: Path, names: tuple[str, ...]) -> None:
    """
    A writer that mixes one document with a set, or names one twice, is wrong: no file.
    """
    with pytest.raises(ValueError, match="document"), file_target(tmp_path / "out") as target:
        list(map(target.document, names))

    assert list(tmp_path.iterdir()) == []


def test_no_document_is_a_fault(tmp_path: Path) -> None:
    """
    A writer that asks for nothing leaves no empty file behind.
    """
    with pytest.raises(ValueError, match="no document"), file_target(tmp_path / "out"):
        pass

    assert list(tmp_path.iterdir()) == []


def test_an_older_file_stays_when_the_writer_fails(tmp_path: Path) -> None:
    """
    Whole or not at all: the file of yesterday is still there.
    """
    path = tmp_path / "out.xml"
    path.write_bytes(b"yesterday")
    with pytest.raises(ZeroDivisionError), file_target(path) as target:
        write_half(target)

    assert path.read_bytes() == b"yesterday"
    assert [one.name for one in tmp_path.iterdir()] == ["out.xml"]


def test_memory_does_not_grow_with_the_documents(tmp_path: Path) -> None:
    """
    32 MB in a set of two need a few MB.
    """
    block = bytes(range(256)) * 256
    tracemalloc.start()
    with file_target(tmp_path / "out.zip") as target:
        documents = [target.document("a"), target.document("b")]
        for number in range(512):
            documents[number % 2].write(block)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 6_000_000


def test_losses_are_counted_by_field_and_reason() -> None:
    """
    One line for each kind, with the first records as examples.
    """
    losses = Losses()
    for number in range(EXAMPLES + 3):
        add(losses, "status", key=f"A-{number}", value=number)
    losses.add(Entity.PRODUCT, "P-1", "features", [{"unit": Decimal("1.50")}], Why.CUT)
    losses.add(Entity.TRADE_ITEM, "A-1", "status", "x" * 200, Why.NOT_ALLOWED)

    found = list(losses)

    assert [(one.entity, one.field, one.why, one.count) for one in found] == [
        ("product", "features", "cut", 1),
        ("trade_item", "status", "no_place", EXAMPLES + 3),
        ("trade_item", "status", "not_allowed", 1),
    ]
    assert found[0].examples == [("P-1", '[{"unit":1.50}]')]
    assert found[1].examples == [(f"A-{number}", str(number)) for number in range(EXAMPLES)]
    assert len(found[2].examples[0][1]) == LONGEST_VALUE


def test_invented_fields_do_not_fill_the_memory() -> None:
    """
    Beyond a thousand kinds all others are one, and still counted.
    """
    losses = Losses()
    for number in range(MOST_KINDS + 20):
        add(losses, f"extensions.{number}")

    assert len(losses) == MOST_KINDS + 1
    assert sum(one.count for one in losses if one.field == OTHER_FIELDS) == 20
