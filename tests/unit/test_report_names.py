"""Names of report files, and cells of the table of rejected records."""

from __future__ import annotations

import csv
import io
from uuid import UUID

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sluis.errors import Refused
from sluis.folders import escape
from sluis.model import Finding, Severity
from sluis.reports.names import report_name, sub_folder
from sluis.reports.rejects import HEADINGS, wanted, write_table

ANY_NAME = st.text(min_size=0, max_size=300)


@given(name=ANY_NAME)
@example("\r\n226 done.xml")
@example("é" * 255 + ".xml")
@example("-rf \u202e\x1b[2J")
@example("..")
def test_a_name_is_safe_for_disk_and_listing(name) -> None:
    """
    Any file name gives a report name that is one visible, legal path part of at most 255 bytes.
    """
    made = report_name(name, UUID(int=1), "report.html")

    assert len(made.encode()) <= 255
    assert made.endswith(f".{UUID(int=1)}.report.html")
    assert made[0] not in ". -"
    assert made.isprintable()
    assert not set(made) & set('/\\:*?"<>|\0')


def test_an_ordinary_name_stays_as_it_is() -> None:
    """
    What a supplier called the file is what the report is called.
    """
    assert report_name("Prijslijst 2026 (één).xml", UUID(int=1), "report.json").startswith(
        "Prijslijst 2026 (één).xml."
    )


def test_names_of_any_bytes_are_told_byte_by_byte() -> None:
    """
    A name that was no UTF-8 on disk, escaped in the journal, is escaped once in the report's name.
    """
    made = report_name(escape("prijs\n\udcff\\.xml"), UUID(int=1), "report.json")

    assert made.startswith("prijs%0A%FF%5C.xml.")


def test_the_sub_folder_is_the_one_on_disk() -> None:
    """
    A folder with bytes that are no text is found again under its own name.
    """
    path = escape("Uploads/AutoImport/a\udcffb/list.xml")

    assert str(sub_folder(path)) == "a\udcffb"


def test_a_path_that_climbs_is_refused() -> None:
    """
    No report is written outside Reports/, whatever the journal says.
    """
    with pytest.raises(Refused):
        sub_folder("Uploads/AutoImport/../../../etc/a.xml")


def rejected(**changes) -> Finding:
    known = {"rule": "supplier-unknown", "severity": Severity.ERROR, "ordinal": 3, "line": 12}
    return Finding(**known | changes)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_spreadsheet_does_not_run_what_a_file_says(start) -> None:
    """
    A cell that would be taken for a formula begins with an apostrophe instead.
    """
    out = io.BytesIO()
    evil = start + "HYPERLINK(1)"
    write_table(iter([rejected(record_key=evil, value=evil, field=evil)]), "nl", out)
    text = io.StringIO(out.getvalue().decode("utf-8-sig"), newline="")
    head, row = csv.reader(text, delimiter=";")

    assert tuple(head) == HEADINGS
    assert [row[0], row[2], row[3]] == ["'" + evil] * 3
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)


def test_reasons_are_gathered_by_record() -> None:
    """
    A record with two errors is wanted once, with both reasons in each language.
    """
    found = [rejected(), rejected(), rejected(ordinal=9)]
    asked = list(wanted(iter(found), ["en", "nl"]))

    assert [ordinal for ordinal, _ in asked] == [3, 9]
    assert [len(reasons) for _, reasons in asked] == [4, 2]
