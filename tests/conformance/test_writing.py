"""The law every writer obeys: what it writes is read again, and what is not the same was told."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from sluis.errors import Refused
from sluis.formats import FORMATS, HEAD_BYTES
from sluis.formats._format import Format
from sluis.model import Header, Record
from tests.catalogues import catalogues
from tests.conformance.schemas import SCHEMAS
from tests.conformance.written import MemoryTarget, in_order, read_again, untold, written

WRITERS = [one for one in FORMATS if one.write is not None]
EXAMPLES = 20
"""Catalogues per format, and catalogues that all formats share."""

Catalogue = tuple[Header, list[Record]]

every_writer = pytest.mark.parametrize("fmt", WRITERS, ids=lambda fmt: fmt.name)


@cache
def shared_catalogues() -> list[Catalogue]:
    """The same catalogues in each run and for each format: to make them costs most."""
    found: list[Catalogue] = []

    @seed(1)
    @settings(
        max_examples=EXAMPLES,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(catalogue=catalogues())
    def collect(catalogue: Catalogue) -> None:
        found.append(catalogue)

    collect()
    return found


def try_writing(fmt: Format, header: Header, records: list[Record]) -> MemoryTarget | None:
    """The documents, or None when nothing of so small a catalogue can be written."""
    try:
        return written(fmt, header, records)
    except Refused:
        return None


def all_written(fmt: Format) -> Iterator[tuple[Catalogue, MemoryTarget]]:
    for catalogue in shared_catalogues():
        target = try_writing(fmt, *catalogue)
        if target is not None:
            yield catalogue, target


@every_writer
@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
@given(catalogue=catalogues())
def test_what_reads_otherwise_was_told(fmt: Format, catalogue: Catalogue) -> None:
    """
    Products and trade items read as they were, but for what was told of each by its key.
    """
    header, records = catalogue
    target = try_writing(fmt, header, records)
    if target is not None:
        again = read_again(target)[1]
        assert untold(in_order(records), again, target.told) == []


@every_writer
def test_what_is_written_is_recognised(fmt: Format) -> None:
    """
    Each document is of its format and of no other, and says whose catalogue it is.
    """
    catalogues_written = list(all_written(fmt))

    assert catalogues_written
    for (header, _), target in catalogues_written:
        for document in target.documents.values():
            head = document.getvalue()[:HEAD_BYTES]
            assert [one.name for one in FORMATS if one.recognises(head)] == [fmt.name]
        for again in read_again(target)[0]:
            assert again.supplier_gln in {header.supplier_gln, None}
            assert again.mutation == header.mutation


@every_writer
def test_what_is_written_holds_to_the_official_schema(fmt: Format, shared_formats: Path) -> None:
    """
    Every document is valid, whatever the records lack or have too much of.
    """
    if fmt.name not in SCHEMAS:
        pytest.skip("this format has no public schema")
    errors = [
        SCHEMAS[fmt.name](shared_formats / "schemas", document.getvalue())
        for _, target in all_written(fmt)
        for document in target.documents.values()
    ]

    assert errors
    assert not any(errors)


@every_writer
def test_the_same_records_give_the_same_documents(fmt: Format) -> None:
    """
    A writer has no memory and no clock, and leaves the records as they are.
    """
    for (_, one), (_, other) in zip(all_written(fmt), all_written(fmt), strict=True):
        assert one.told == other.told
        assert [document.getvalue() for document in one.documents.values()] == [
            document.getvalue() for document in other.documents.values()
        ]


@every_writer
def test_nothing_to_write_is_refused(fmt: Format) -> None:
    """
    A catalogue without records is no document: a complete one would empty the receiver's.
    """
    header, _ = shared_catalogues()[0]

    with pytest.raises(Refused):
        written(fmt, header, [])
