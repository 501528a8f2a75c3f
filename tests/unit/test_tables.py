"""Laws of reading tables: text files and workbooks as numbered rows of cells."""

from __future__ import annotations

import io
import tracemalloc
from datetime import date, datetime, time
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl.styles import Font

from sluis.errors import UnreadableFile
from sluis.tables import TableForm, _fast, _streamed, open_table
from tests.workbooks import cached, content, edited, workbook, xlsx

NOON = datetime(2026, 1, 31, 12, 30)  # noqa: DTZ001 - a spreadsheet knows no zone
HEADED = "Artikelnr;Omschrijving\r\n1;Buis ë\r\n2;Bocht €\r\n"


def read(data: bytes, **asked: object) -> list[tuple[int, list[object]]]:
    table = open_table(io.BytesIO(data), TableForm(**asked))  # type: ignore[arg-type]
    return [(number, list(cells)) for number, cells in table.rows()]


@pytest.mark.parametrize(
    ("encoding", "separator", "end"),
    [
        ("utf-8", ";", "\r\n"),
        ("utf-8-sig", ",", "\n"),
        ("utf-16", "\t", "\r\n"),
        ("utf-16-le", "\t", "\r\n"),
        ("utf-16-be", ";", "\n"),
        ("cp1252", "|", "\r"),
    ],
)
def test_text_files_of_all_kinds_give_the_same_rows(
    encoding: str, separator: str, end: str
) -> None:
    """
    With or without byte order mark, in whatever encoding, separator and line end: the same cells.
    """
    text = HEADED.replace(";", separator).replace("\r\n", end)

    assert read(text.encode(encoding)) == [
        (1, ["Artikelnr", "Omschrijving"]),
        (2, ["1", "Buis ë"]),
        (3, ["2", "Bocht €"]),
    ]


@pytest.mark.parametrize(
    ("encoding", "asked", "rules", "read_as"),
    [
        ("utf-8", "", [], "utf-8"),
        ("cp1252", "", ["encoding-guessed"], "windows-1252"),
        ("cp1252", "windows-1252", [], "windows-1252"),
        ("cp1252", "utf-8", ["encoding-differs"], "windows-1252"),
        ("utf-16", "utf-8", ["encoding-differs"], "utf-16"),
        ("iso8859-15", "latin-9", [], "latin-9"),
    ],
)
def test_an_encoding_that_is_not_sure_is_told(
    encoding: str, asked: str, rules: list[str], read_as: str
) -> None:
    """
    What the file or the layout says is silent; a guess, and a file that is not what the layout
    says, are findings; a byte that would be lost never is the answer.
    """
    table = open_table(io.BytesIO(HEADED.encode(encoding)), TableForm(encoding=asked))

    assert [note.rule for note in table.notes] == rules
    assert table.text is not None
    assert table.text.encoding == read_as


def test_rows_keep_the_number_of_their_first_line() -> None:
    """
    Cells of several lines and blank lines: a row is found again at its line in an editor.
    """
    rows = read(b'nr;oms\n1;"a\nb;""c"""\n\n2;x\n')

    assert rows == [(1, ["nr", "oms"]), (2, ["1", 'a\nb;"c"']), (4, []), (5, ["2", "x"])]


def test_a_spreadsheets_separator_line_is_no_row() -> None:
    """
    `sep=,` as Excel reads and writes it decides, and is not data.
    """
    assert read(b"sep=,\na;b,c\n") == [(2, ["a;b", "c"])]


def test_an_open_quote_does_not_swallow_the_rest() -> None:
    """
    A quote that is never closed would hide all rows behind it: the file is refused with its line.
    """
    with pytest.raises(UnreadableFile) as caught:
        read(b'nr;oms\n1;a\n2;"3/4 buis\n3;c\n4;d\n')

    assert caught.value.line == 3


def test_a_quote_within_a_text_is_a_quote() -> None:
    """
    An inch sign in the middle of a cell opens nothing.
    """
    assert read(b'nr;oms\n1;Buis 3/4" grijs\n') == [
        (1, ["nr", "oms"]),
        (2, ["1", 'Buis 3/4" grijs']),
    ]


def test_text_files_are_read_as_streams(tmp_path: Path) -> None:
    """
    Memory does not grow with the file.
    """
    path = tmp_path / "big.csv"
    path.write_text("nr;omschrijving\n" + "12345;een buis van vijftig millimeter\n" * 60_000)
    with path.open("rb") as stream:
        tracemalloc.start()
        count = sum(1 for _ in open_table(stream, TableForm()).rows())
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()

    assert count == 60_001
    assert peak < path.stat().st_size + 1_500_000  # a window of a megabyte is decoded twice


def full_workbook() -> io.BytesIO:
    """Everything a cell can be, a hidden sheet, a hidden row, a gap, merged headings."""
    made = workbook(
        {
            "Verborgen": [["geheim"]],
            "Artikelen": [
                [],
                [None, "Kop", "Maat", None],
                [8712345678906, "08712345678906", 12.5, 0.1 + 0.2, True, date(2026, 1, 31)],
                [NOON, time(8, 5), "  sp ", "a\nb", None, 1e-7, 46053],
                [],
                ["=1+1", "=B2", -0.0, 1e21, "a_x000D_b"],
            ],
        }
    )
    made["Verborgen"].sheet_state = "hidden"
    sheet = made["Artikelen"]
    sheet.merge_cells("C2:D2")
    sheet["G4"].number_format = "dd-mm-yyyy"
    sheet.row_dimensions[4].hidden = True
    stream = content(made)
    for formula, value in (("1+1", "2"), ("B2", "Kop")):
        stream = edited(stream, 2, cached(formula, value))
    return edited(stream, 2, lambda text: text.replace('<c r="B6">', '<c r="B6" t="str">'))


def test_both_readers_of_workbooks_give_the_same_values() -> None:
    """
    openpyxl and calamine: the same rows, numbers and types, so that size decides nothing but speed.
    """
    stream = full_workbook()

    streamed, fast = (
        list(_streamed.rows(stream, "Artikelen")),
        list(_fast.rows(stream, "Artikelen")),
    )

    assert streamed == fast
    assert [[type(cell) for cell in cells] for _, cells in streamed] == [
        [type(cell) for cell in cells] for _, cells in fast
    ]
    assert _streamed.sheets(stream) == _fast.sheets(stream)
    assert streamed[2] == (3, [8712345678906, "08712345678906", 12.5, 0.3, True, date(2026, 1, 31)])
    assert streamed[3][1][-1] == date(2026, 1, 31)
    assert streamed[5] == (6, [2, "Kop", 0, 10**21, "a\rb"])


def test_what_the_fast_reader_would_lose_is_read_by_the_other() -> None:
    """
    A failed formula comes out of calamine as an empty cell: such a workbook goes to openpyxl.
    """
    rows = [["nr", "prijs"], ["A1", "#N/A"]]

    assert not _fast.is_small(xlsx(Blad=rows))
    assert read(xlsx(Blad=rows).getvalue())[1] == (2, ["A1", "#N/A"])
    assert _fast.is_small(xlsx(Blad=[["nr", "prijs"], ["A1", 12]]))


@pytest.mark.parametrize("place", ["A1048576", "XFD3", "GA9"])
def test_a_far_cell_does_not_fill_the_memory(place: str) -> None:
    """
    One cell at the edge of the sheet makes a table of billions of cells for the fast reader.
    """
    made = workbook({"Blad": [["nr"], ["A1"]]})
    made["Blad"][place] = "ver weg"

    assert not _fast.is_small(content(made))


def test_a_sheet_that_lies_about_its_size_is_read_whole() -> None:
    """
    The dimension that a program wrote into the sheet is not believed.
    """
    stream = edited(
        xlsx(Blad=[["nr", "oms"], ["A1", "x"], ["A2", "y"]]),
        1,
        lambda text: text.replace('ref="A1:B3"', 'ref="A1:A1"'),
    )

    assert list(_streamed.rows(stream, "Blad"))[2] == (3, ["A2", "y"])


def test_empty_rows_with_a_style_are_empty() -> None:
    """
    Thousands of formatted rows below the data hold nothing.
    """
    made = workbook({"Blad": [["nr"], ["A1"]]})
    for row in range(3, 2003):
        made["Blad"].cell(row, 1).font = Font(bold=True)

    for reader in (_streamed, _fast):
        assert [cells for _, cells in reader.rows(content(made), "Blad") if cells] == [
            ["nr"],
            ["A1"],
        ]


@pytest.mark.parametrize(
    ("wanted", "first"),
    [(None, None), (1, "geheim"), (2, None), ("verborgen", "geheim"), (" ARTIKELEN ", None)],
)
def test_a_sheet_is_found_by_name_or_number(wanted: str | int | None, first: str | None) -> None:
    """
    The first visible sheet, or the one that is asked for, hidden or not, whatever the case.
    """
    rows = read(full_workbook().getvalue(), sheet=wanted)

    assert rows[0][1] == ([first] if first else [])


@pytest.mark.parametrize("wanted", ["Prijzen", 3, 0, -1])
def test_a_sheet_that_is_not_there_is_told_with_those_that_are(wanted: str | int) -> None:
    """
    The refusal names what the workbook has.
    """
    with pytest.raises(UnreadableFile) as caught:
        read(full_workbook().getvalue(), sheet=wanted)

    assert caught.value.rule == "sheet-missing"
    assert caught.value.detail["seen"] == "Verborgen, Artikelen"


def broken_zip() -> bytes:
    data = full_workbook().getvalue()
    return data[: len(data) // 2]


def other_zip() -> bytes:
    stream = io.BytesIO()
    with ZipFile(stream, "w") as archive:
        archive.writestr("readme.txt", "geen werkmap")
    return stream.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        broken_zip(),
        other_zip(),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096),
        b"<html><table><tr><td>1</td></tr></table></html>",
        b'{"a": 1}',
        edited(full_workbook(), 2, lambda text: text[:-300]).getvalue(),
    ],
    ids=["cut", "other zip", "empty ole", "html", "json", "cut sheet"],
)
def test_what_is_no_table_is_refused(data: bytes) -> None:
    """
    A damaged or foreign file is one refusal, whatever the library underneath raises.
    """
    with pytest.raises(UnreadableFile):
        read(data)


def test_the_kind_that_a_layout_asks_for_must_agree() -> None:
    """
    A workbook where a text file was agreed is refused by name, and the other way round.
    """
    for data, kind in ((HEADED.encode(), "workbook"), (full_workbook().getvalue(), "text")):
        with pytest.raises(UnreadableFile) as caught:
            read(data, kind=kind)
        assert caught.value.rule == "table-kind"


def ods() -> bytes:
    """A spreadsheet of LibreOffice as small as can be."""
    kinds = "urn:oasis:names:tc:opendocument:xmlns:"
    cells = (
        '<table:table-cell office:value-type="string"><text:p>A1</text:p></table:table-cell>'
        '<table:table-cell office:value-type="float" office:value="8712345678906"/>'
        '<table:table-cell office:value-type="date" office:date-value="2026-01-31"/>'
    )
    body = (
        f'<office:document-content xmlns:office="{kinds}office:1.0" '
        f'xmlns:table="{kinds}table:1.0" xmlns:text="{kinds}text:1.0"><office:body>'
        '<office:spreadsheet><table:table table:name="Blad"><table:table-row>'
        f"{cells}</table:table-row></table:table></office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    stream = io.BytesIO()
    with ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", body)
    return stream.getvalue()


def test_spreadsheets_of_libreoffice_are_read() -> None:
    """
    ods gives the same kinds of cells as xlsx.
    """
    assert read(ods()) == [(1, ["A1", 8712345678906, date(2026, 1, 31)])]
