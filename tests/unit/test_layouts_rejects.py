"""Laws of rejected rows: they come back in the form they came in, to be mended and sent again."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook

from sluis.layouts import toml
from sluis.layouts.layout import Layout
from sluis.layouts.reading import read, read_header
from sluis.layouts.reasons import HEADING
from sluis.layouts.rejects import copy_rows
from sluis.model import Mutation
from tests.workbooks import xlsx

PRICES = toml.decode(
    """
    name = "prijzen"
    [file]
    header_row = 2
    [[pass]]
    entity = "price"
    [pass.fields]
    supplier_item_number = "Artikelnr"
    net_price = "Netto"
    """
)
TEXT = (
    "Prijslijst;;\r\nArtikelnr;Netto;Omschrijving\r\nA1;1,50;goed\r\n;2,50;geen nummer\r\n\r\n"
    'A3;drie;"Buis ""3/4""; grijs"\r\nA4;4,50;=1+1\r\nA5;-5;@x\r\n'
)
WANTED = [(2, ["Vul de cel."]), (3, ["Geen getal.", "Not a number."]), (4, ["x"])]


def copied(content: io.BytesIO, layout: Layout = PRICES, wanted=WANTED) -> io.BytesIO:
    out = io.BytesIO()
    copy_rows(content, layout, iter(wanted), out)
    out.seek(0)
    return out


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_text_file_comes_back_as_it_was(encoding: str) -> None:
    """
    The rows above the data, the rejected rows alone, each with its reasons; encoding, separator,
    quotes and line ends as they were; nothing that a spreadsheet would calculate.
    """
    out = copied(io.BytesIO(TEXT.replace("goed", "goéd").encode(encoding)))

    data = out.getvalue()
    assert data.startswith("\ufeff".encode("utf-8")) == (encoding == "utf-8-sig")
    assert data.decode(encoding) == (
        f"Prijslijst;;\r\nArtikelnr;Netto;Omschrijving;{HEADING['nl']}\r\n"
        ";2,50;geen nummer;Vul de cel.\r\n"
        'A3;drie;"Buis ""3/4""; grijs";Geen getal. | Not a number.\r\n'
        "A4;4,50;'=1+1;x\r\n"
    )


def test_mended_rows_are_read_like_the_rest() -> None:
    """
    Sent again under the same name: the layout reads them, the apostrophe is gone, and what is
    missing from such a part is not missing from the catalogue.
    """
    layout = toml.decode(toml.encode(PRICES).replace("net_price", "discount_group_id").replace(
        "Netto", "Omschrijving").replace('"price"', '"trade_item"'))  # fmt: skip
    out = copied(io.BytesIO(TEXT.encode()), layout, [(4, ["x"])])

    (record,) = read(out, layout, layout.passes[0], "2900000710009")

    assert record.trade_item is not None
    assert record.trade_item.discount_group_id == "=1+1"
    whole = read_header(io.BytesIO(TEXT.encode()), layout, layout.passes[0], Mutation.COMPLETE)
    part = read_header(out, layout, layout.passes[0], Mutation.COMPLETE)
    assert (whole.mutation, part.mutation) == (Mutation.COMPLETE, Mutation.MUTATION)


def test_what_is_rejected_again_gets_no_second_column() -> None:
    """
    The reason is written in the column that is there already.
    """
    once = copied(io.BytesIO(TEXT.encode()))
    twice = copied(once, wanted=[(2, ["nog steeds"])])

    assert twice.getvalue().decode().splitlines()[1:] == [
        f"Artikelnr;Netto;Omschrijving;{HEADING['nl']}",
        'A3;drie;"Buis ""3/4""; grijs";nog steeds',
    ]


def test_a_workbook_comes_back_with_all_its_sheets() -> None:
    """
    Rejected rows of each pass on their own sheet, numbers as numbers, a text that looks like a
    formula as a text; a sheet without rejected rows keeps its headings, so that it can be sent.
    """
    layout = toml.decode(
        """
        name = "relaties"
        language = "en"
        [[pass]]
        entity = "organisation"
        sheet = "Bedrijven"
        fields = { organisation_number = "Nr" }
        [[pass]]
        entity = "contact"
        sheet = "Personen"
        fields = { organisation_number = "Bedrijf", contact_number = "Nr" }
        """
    )
    content = xlsx(
        Bedrijven=[["Nr", "Naam"], [100, "a"]],
        Personen=[["Nr", "Bedrijf", "Naam"], [1, 100, "b"], [2, None, "'=1+1"], [3, 7, "c"]],
    )

    out = copied(content, layout, [(3, ["no company"]), (4, ["unknown"])])

    book = load_workbook(out)
    assert book.sheetnames == ["Bedrijven", "Personen"]
    assert list(book["Bedrijven"].values) == [("Nr", "Naam", HEADING["en"])]
    assert list(book["Personen"].values) == [
        ("Nr", "Bedrijf", "Naam", HEADING["en"]),
        (2, None, "'=1+1", "no company"),
        (3, 7, "c", "unknown"),
    ]
    assert [len(list(read(out, layout, one, "1"))) for one in layout.passes] == [0, 2]


def test_a_workbook_never_calculates_what_a_file_says() -> None:
    """
    A cell that holds `=1+1` as text stays a text.
    """
    layout = toml.decode(toml.encode(PRICES).replace("header_row = 2", "header_row = 1"))
    rows = [["Artikelnr", "Netto", "Oms"], ["A1", "x", "=1+1"]]
    book = load_workbook(copied(_as_texts(rows), layout, [(1, ["x"])]))

    cell = book.active["C2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def _as_texts(rows: list[list[str]]) -> io.BytesIO:
    """A workbook in which each cell is a text, as a program writes one that reads a file."""
    from sluis.tables.writing import WorkbookFile

    book, out = WorkbookFile(), io.BytesIO()
    sheet = book.sheet("Blad")
    for row in rows:
        sheet.write(row)
    book.save(out)
    return out
