"""Law of two-step reading by a layout: row by row gives what the whole gives, or refuses."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sluis.formats._slices import Unproven
from sluis.layouts import toml
from sluis.layouts.format import as_format
from sluis.model import Mutation, Record
from tests.workbooks import xlsx

LAYOUT = toml.decode(
    """
    name = "artikelen"
    [file]
    separator = ";"
    header_row = 2
    [[pass]]
    entity = "trade_item"
    where = [{ column = "Soort", is_not = "weg" }]
    [pass.fields]
    supplier_item_number = "Nr"
    gross_list_price = "Bruto"
    "descriptions.nl.short" = "Oms"
    """
)
FORMAT = as_format(LAYOUT, LAYOUT.passes[0], Mutation.COMPLETE)

cells = st.text(st.sampled_from('ab1,.;"\n\r é€'), max_size=6)
rows = st.lists(st.lists(cells, max_size=5), max_size=8)
encodings = st.sampled_from(["utf-8", "utf-8-sig", "cp1252"])


def whole(content: bytes) -> list[Record]:
    stream = io.BytesIO(content)
    header = FORMAT.read_header(stream)
    return list(FORMAT.read(io.BytesIO(content), header))


def by_row(content: bytes) -> list[Record]:
    header = FORMAT.read_header(io.BytesIO(content))
    assert FORMAT.slices is not None
    context, slices = FORMAT.slices.cut(io.BytesIO(content), header)
    read = FORMAT.slices.reader(header, context)
    found: list[Record] = []
    for one in slices:
        found += read(len(found) + 1, one)
    return found


def table(rows: list[list[str]], end: str, encoding: str) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator=end)
    writer.writerows([["Lijst"], ["Nr", "Soort", "Oms", "Bruto"], *rows])
    return text.getvalue().encode(encoding)


@given(rows, st.sampled_from(["\n", "\r\n"]), encodings)
@settings(max_examples=150)
def test_rows_read_one_by_one_are_those_of_the_whole(
    rows: list[list[str]], end: str, encoding: str
) -> None:
    """
    The same records with the same ordinals, lines and findings, or nothing at all.
    """
    content = table(rows, end, encoding)
    try:
        found = by_row(content)
    except Unproven:
        return

    assert found == whole(content)


def test_plain_tables_are_read_row_by_row() -> None:
    """
    Quoted cells with line ends in them, blank rows, rows that do not count: no refusal.
    """
    content = table([["1", "a", "x\ny", "1,5"], [], ["2", "weg", "", ""], ["3"]], "\r\n", "utf-8")

    assert [(one.ordinal, one.line, one.key) for one in by_row(content)] == [
        (1, 3, "1"),
        (2, 7, "3"),
    ]
    assert by_row(b"sep=;\r\n" + content) == whole(b"sep=;\r\n" + content)


@pytest.mark.parametrize(
    "content",
    [
        xlsx(Blad=[["Lijst"], ["Nr", "Soort", "Oms", "Bruto"], ["1"]]).getvalue(),
        table([["1", "", "é", ""]], "\r\n", "cp1252"),
        table([["1"]], "\r\n", "utf-16"),
        table([["1", "", 'x"', ""]], "\r\n", "utf-8").replace(b'"x"""', b'x"'),
    ],
    ids=["workbook", "guessed encoding", "utf-16", "stray quote"],
)
def test_what_is_not_sure_is_read_as_a_whole(content: bytes) -> None:
    """
    No cut where a row is not certain by its bytes, or where something must be told of the file.
    """
    with pytest.raises(Unproven):
        by_row(content)

    assert len(whole(content)) == 1
