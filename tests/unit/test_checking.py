"""`sluis check`: a file judged without any service, on invented catalogues."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from sluis.checking import check
from sluis.cli import cli
from sluis.cli.output import Exit
from sluis.reports import wording

TODAY = date(2026, 11, 21)

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<BMECAT version="2005" xmlns="https://www.etim-international.com/bmecat/50"><HEADER><CATALOG>
<LANGUAGE default="true">dut</LANGUAGE><CATALOG_ID>K1</CATALOG_ID>
<CATALOG_VERSION>1.0</CATALOG_VERSION><CURRENCY>EUR</CURRENCY></CATALOG><SUPPLIER>
<SUPPLIER_ID type="gln">8712345000004</SUPPLIER_ID><SUPPLIER_NAME>Kade Klem</SUPPLIER_NAME>
</SUPPLIER><USER_DEFINED_EXTENSIONS><UDX.EDXF.VERSION>5.0</UDX.EDXF.VERSION>
</USER_DEFINED_EXTENSIONS></HEADER><T_NEW_CATALOG>
"""
PRODUCT = """<PRODUCT mode="new"><SUPPLIER_PID>{number}</SUPPLIER_PID><PRODUCT_DETAILS>
<DESCRIPTION_SHORT>Buisklem {number}</DESCRIPTION_SHORT></PRODUCT_DETAILS><PRODUCT_ORDER_DETAILS>
<ORDER_UNIT>C62</ORDER_UNIT></PRODUCT_ORDER_DETAILS><PRODUCT_PRICE_DETAILS>
<PRODUCT_PRICE price_type="net_list"><PRICE_AMOUNT>1.25</PRICE_AMOUNT></PRODUCT_PRICE>
</PRODUCT_PRICE_DETAILS></PRODUCT>
"""
TAIL = "</T_NEW_CATALOG></BMECAT>\n"


@pytest.fixture
def catalogue(tmp_path):
    """Write a catalogue with one product per number."""

    def write(*numbers: str, tail: str = TAIL) -> Path:
        path = tmp_path / "klemmen.xml"
        path.write_text(HEAD + "".join(PRODUCT.format(number=n) for n in numbers) + tail)
        return path

    return write


def found(path: Path):
    """Rule -> its findings, and the result."""
    result = check(path, today=TODAY)
    with result:
        return {group.rule: list(ones) for group, ones in result.findings()}, result.counts


def test_numbers_that_repeat_are_found(catalogue) -> None:
    """
    Of records with one number the first counts; each later one is rejected with its product and
    told where the first stands. Capitals make another number.
    """
    findings, counts = found(catalogue("A1", "B2", "A1", "a1", "A1"))
    duplicates = findings["duplicate-key"]

    assert [(one.record_key, one.ordinal) for one in duplicates] == [("A1", 3), ("A1", 5)]
    assert {one.detail["first_ordinal"] for one in duplicates} == {"1"}
    assert counts["trade_item"] == {"read": 5, "rejected": 2}
    assert counts["product"] == {"read": 5, "rejected": 2}


def test_numbers_are_told_as_they_are_written(catalogue) -> None:
    """
    A backslash in a number, which the staging lines escape, comes out as it was.
    """
    findings, _ = found(catalogue(r"A\1\t", r"A\1\t"))

    assert [one.record_key for one in findings["duplicate-key"]] == [r"A\1\t"]


def test_a_file_that_is_cut_off_is_of_no_use_as_a_whole(catalogue) -> None:
    """
    Nothing is counted of a truncated file; the one error says what is wrong.
    """
    findings, counts = found(catalogue("A1", "A2", tail=""))

    assert "file-unreadable" in findings
    assert counts == {}


def test_json_tells_what_a_report_tells(catalogue) -> None:
    """
    `check --json` prints format, version, transaction, counts and every finding; exit code 3.
    """
    result = CliRunner().invoke(cli, ["check", str(catalogue("A1", "A1")), "--json"])
    told = json.loads(result.stdout)

    assert result.exit_code == Exit.FINDINGS
    assert told["recognised_as"]["format"] == "bmecat-etim-5.0"
    assert told["recognised_as"]["transaction"] == "T_NEW_CATALOG"
    assert told["mutation"] == "complete"
    assert told["supplier_gln"] == "8712345000004"
    assert told["counts"]["trade_item"] == {"read": 2, "rejected": 1}
    assert told["findings"][0]["rule"] == "duplicate-key"
    assert told["findings"][0]["occurrences"][0]["ordinal"] == 2


def test_for_people_it_ends_with_the_verdict(catalogue) -> None:
    """
    The last line counts errors and warnings; without errors the exit code is 0.
    """
    result = CliRunner().invoke(cli, ["check", str(catalogue("A1", "A2"))])

    assert result.exit_code == Exit.OK
    assert "bmecat-etim-5.0" in result.stdout
    assert result.stdout.splitlines()[-1].startswith("0 errors, ")


def test_an_unknown_file_is_told_what_is_accepted(tmp_path) -> None:
    """
    What is no catalogue is not usable: the reason, the formats that are, and exit code 3.
    """
    path = tmp_path / "order.xml"
    path.write_text("<Order/>")
    result = CliRunner().invoke(cli, ["check", str(path)])

    assert result.exit_code == Exit.FINDINGS
    assert "XML with root <Order>" in result.stdout
    assert "BMEcat 1.2" in result.stdout


def test_a_file_that_is_not_there_is_wrong_usage(tmp_path) -> None:
    """
    A missing file is a mistake in the command, not a finding.
    """
    result = CliRunner().invoke(cli, ["check", str(tmp_path / "none.xml")])

    assert result.exit_code == Exit.USAGE


def test_check_needs_no_service(catalogue, tmp_path) -> None:
    """
    With settings that point nowhere and an empty folder, the same command works from a shell.
    """
    ended = subprocess.run(
        [sys.executable, "-m", "sluis", "check", str(catalogue("A1"))],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=tmp_path,
        check=True,
        env={
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": ":".join(sys.path),
            "SLUIS_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
        },
    )

    assert "Trade items" in ended.stdout
    assert ended.stderr == ""


_CHILD = """
import sys
from datetime import date
from pathlib import Path
from sluis.checking import check
for path in sys.argv[1:]:
    with check(Path(path), today=date(2026, 11, 21)) as result:
        count = sum(sum(1 for _ in found) for _, found in result.findings())
    print(count, int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]) // 1024)
"""


def test_memory_does_not_grow_with_the_file(catalogue, tmp_path) -> None:
    """
    A file with 12,000 records, half of them duplicates, and more findings than that takes hardly
    more memory than one with ten records.
    """
    small = catalogue(*(f"K{n % 5}" for n in range(10))).rename(tmp_path / "small.xml")
    large = catalogue(*(f"KLEM-{n % 6000}" for n in range(12000)))
    child = subprocess.run(
        [sys.executable, "-c", _CHILD, str(small), str(large)],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    (_, before), (findings, after) = (map(int, line.split()) for line in child.stdout.splitlines())

    assert findings > 12000
    assert after - before < 24


def test_every_rule_has_words_in_both_languages() -> None:
    """
    Titles, texts and remedies that reports show are there in English and Dutch.
    """
    from sluis.checks.rules import RULES

    for code, rule in RULES.items():
        for texts in (rule.title, rule.text, rule.remedy):
            assert set(texts) == set(wording.LANGUAGES), code
            assert all(texts.values()), code
