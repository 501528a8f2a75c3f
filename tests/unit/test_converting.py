"""`sluis convert`: what comes in goes out, or is told."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sluis.cli import cli
from sluis.converting import Wishes, convert
from sluis.errors import Refused, UnreadableFile
from sluis.formats import FORMATS, HEAD_BYTES, by_name, recognise
from sluis.formats._format import Why

SAMPLES = Path(__file__).parents[1] / "samples"
CATALOGUE = SAMPLES / "bmecat-1.2" / "new_catalog_latin1.xml"
TODAY = Wishes(today=date(2026, 3, 1))
WRITERS = [one.name for one in FORMATS if one.write is not None]
MEGABYTE = 1 << 20

PRODUCT = """<PRODUCT><SUPPLIER_PID>A-{n}</SUPPLIER_PID><PRODUCT_DETAILS>
<DESCRIPTION_SHORT>Kabelgoot {n}</DESCRIPTION_SHORT>
<DESCRIPTION_LONG>{text}</DESCRIPTION_LONG>
<MANUFACTURER_PID>P-{n}</MANUFACTURER_PID><MANUFACTURER_NAME>Polderstaal</MANUFACTURER_NAME>
</PRODUCT_DETAILS><PRODUCT_ORDER_DETAILS><ORDER_UNIT>C62</ORDER_UNIT></PRODUCT_ORDER_DETAILS>
<PRODUCT_PRICE_DETAILS><PRODUCT_PRICE price_type="net_list"><PRICE_AMOUNT>{price}</PRICE_AMOUNT>
</PRODUCT_PRICE></PRODUCT_PRICE_DETAILS></PRODUCT>
"""
HEAD = """<BMECAT version="2005"><HEADER><CATALOG><LANGUAGE>dut</LANGUAGE><CURRENCY>EUR</CURRENCY>
</CATALOG><SUPPLIER><SUPPLIER_ID type="gln">2900000000087</SUPPLIER_ID>
<SUPPLIER_NAME>Polderstaal</SUPPLIER_NAME></SUPPLIER></HEADER><T_NEW_CATALOG>
"""
TAIL = "</T_NEW_CATALOG></BMECAT>\n"


def catalogue(path: Path, *prices: str, text: str = "Gegalvaniseerd") -> Path:
    """A BMEcat 2005 with a product for each price, numbered from 1."""
    with path.open("w", encoding="utf-8") as out:
        out.write(HEAD)
        for n, price in enumerate(prices, start=1):
            out.write(PRODUCT.format(n=n, price=price, text=text))
        out.write(TAIL)
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["convert", *map(str, arguments)])


@pytest.mark.parametrize("to", WRITERS)
@pytest.mark.parametrize("name", [one.name for one in FORMATS])
def test_any_sample_becomes_any_format(name: str, to: str, tmp_path: Path) -> None:
    """
    A document of the other format, or a refusal that says what is missing; never a fault.
    """
    for sample in sorted((SAMPLES / name).iterdir()):
        if sample.suffix == ".json" and sample.with_suffix("").exists():
            continue
        out = tmp_path / sample.name
        try:
            done = convert(sample, out, by_name(to), TODAY)
        except Refused:
            assert not out.exists()
        else:
            assert done.source.name == name
            assert out.read_bytes()[:2] == b"PK" or recognise(out.read_bytes()[:HEAD_BYTES])


def test_what_was_lost_is_told(tmp_path: Path) -> None:
    """
    The command prints a summary, the report has every kind with its first records.
    """
    out, report = tmp_path / "out.xml", tmp_path / "report.json"
    result = run(CATALOGUE, out, "--to", "bmecat-etim-5.0", "--report", report)
    told = json.loads(report.read_bytes())

    assert result.exit_code == 0
    assert "bmecat-1.2" in result.output
    assert "no place in the format" in result.output
    assert told["source"] == {"name": CATALOGUE.name, "format": "bmecat-1.2"}
    assert told["counts"] == {
        "read": {"product": 1, "trade_item": 1},
        "rejected": 0,
        "left_out": 0,
    }
    [filled] = [one for one in told["lost"] if one["field"] == "prices.valid_from"]
    assert filled["why"] == Why.FILLED
    assert filled["examples"][0][0] == "6040"
    assert recognise(out.read_bytes()).name == "bmecat-etim-5.0"

    again = run(CATALOGUE, out, "--to", "bmecat-etim-5.0", "--overwrite", "--json")
    assert json.loads(again.stdout) == told


def test_wrong_records_are_left_out_and_told(tmp_path: Path) -> None:
    """
    Those that an import would reject, and those that the target cannot say: exit code 3.
    """
    source = catalogue(tmp_path / "in.xml", "1.50", "1,50", "2.50")
    text = source.read_text().replace("A-3", "A-1")
    source.write_text(text)
    report = tmp_path / "report.json"
    result = run(source, tmp_path / "out.xml", "--to", "bmecat-2005", "--report", report)
    told = json.loads(report.read_bytes())

    assert result.exit_code == 3
    assert "number-unreadable" in result.output
    assert told["counts"]["rejected"] == 2
    [duplicate] = [one for one in told["findings"] if one["rule"] == "duplicate-key"]
    assert "record 1 (line 4)" in duplicate["examples"][0]["text"]["en"]
    assert (tmp_path / "out.xml").read_text().count("<PRODUCT ") == 1


def test_records_without_a_place_give_exit_code_3(tmp_path: Path) -> None:
    """
    A unit that the guideline does not have: the record is left out of a document that is written.
    """
    source = catalogue(tmp_path / "in.xml", "1.50", "2.50")
    source.write_text(source.read_text().replace(">C62<", ">HLT<", 1))
    result = run(source, tmp_path / "out.xml", "--to", "bmecat-etim-5.0")

    assert result.exit_code == 3
    assert "Left out  1" in result.output


def test_an_existing_file_stays_unless_it_may_go(tmp_path: Path) -> None:
    """
    Without --overwrite, and when the conversion fails.
    """
    out = tmp_path / "out.xml"
    out.write_text("yesterday")
    broken = tmp_path / "broken.xml"
    broken.write_bytes(CATALOGUE.read_bytes()[:-20])

    refused = run(CATALOGUE, out, "--to", "bmecat-2005")
    failed = run(broken, out, "--to", "bmecat-2005", "--overwrite")

    assert isinstance(refused.exception, Refused)
    assert isinstance(failed.exception, UnreadableFile)
    assert out.read_text() == "yesterday"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["broken.xml", "out.xml"]
    assert run(CATALOGUE, out, "--to", "bmecat-2005", "--overwrite").exit_code == 0
    assert recognise(out.read_bytes()).name == "bmecat-2005"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--to", "bmecat-etim-4.0"], "bmecat-etim-4.0"),
        (["--to", "bmecat-2005", "--language", "klingon"], "klingon"),
        ([], "--to"),
    ],
)
def test_what_cannot_be_meant_is_a_usage_error(
    arguments: list[str], told: str, tmp_path: Path
) -> None:
    """
    A format that is only read, a language that is none, no format: exit code 2.
    """
    result = run(CATALOGUE, tmp_path / "out.xml", *arguments)

    assert result.exit_code == 2
    assert told in result.output


def test_wishes_go_into_the_header(tmp_path: Path) -> None:
    """
    Whose data it is, the language of texts without one, and today where the source has no date.
    """
    source = catalogue(tmp_path / "in.xml", "1.50")
    out = tmp_path / "out.xml"
    wishes = Wishes(today=date(2026, 3, 1), language="en", supplier_gln="2900000710009")
    convert(source, out, by_name("bmecat-etim-5.0"), wishes)
    with out.open("rb") as stream:
        header = by_name("bmecat-etim-5.0").read_header(stream)

    assert header.supplier_gln == "2900000710009"
    assert header.default_language == "en"
    assert header.languages == ["en", "nl"]
    assert header.generated_on == date(2026, 3, 1)


def test_a_language_is_given_to_texts_that_have_none(tmp_path: Path) -> None:
    """
    A source that names no language says nothing of its texts; the user knows.
    """
    source = catalogue(tmp_path / "in.xml", "1.50")
    source.write_text(source.read_text().replace("<LANGUAGE>dut</LANGUAGE>", ""))
    out = tmp_path / "out.xml"
    done = convert(
        source, out, by_name("bmecat-2005"), Wishes(today=date(2026, 3, 1), language="de")
    )
    with out.open("rb") as stream:
        records = by_name("bmecat-2005")
        [record] = records.read(stream, done.header)

    assert record.product is not None
    assert list(record.product.descriptions) == ["de"]


def test_progress_is_told_of_both_halves(tmp_path: Path) -> None:
    """
    Bytes read up to the size of the file, then records written out of all.
    """
    source = catalogue(tmp_path / "in.xml", *["1.50"] * 1000)
    read: list[int] = []
    written: list[int] = []
    totals: list[int] = []

    def writing(count: int) -> object:
        totals.append(count)
        return written.append

    convert(
        source,
        tmp_path / "out.xml",
        by_name("bmecat-2005"),
        TODAY,
        reading=read.append,
        writing=writing,  # type: ignore[arg-type]
    )

    assert totals == [1000]
    assert read[-1] == source.stat().st_size
    assert read == sorted(read)
    assert written == [200, 400, 600, 800, 1000]


CONVERT = """
import resource, sys
from datetime import date
from pathlib import Path
from sluis.converting import Wishes, convert
from sluis.formats import by_name
source, out = map(Path, sys.argv[1:])
convert(source, out, by_name("bmecat-etim-5.0"), Wishes(today=date(2026, 3, 1)))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    """
    Ten times as much to convert takes what the cache of the desk may take, no more.
    """
    peaks = []
    for products in (150, 1_500):
        source = catalogue(tmp_path / "in.xml", *["1.50"] * products, text="Gegalvaniseerd " * 1000)
        done = subprocess.run(
            [sys.executable, "-c", CONVERT, source, tmp_path / "out.xml"],
            check=True,
            capture_output=True,
        )
        peaks.append(int(done.stdout) * _unit())

    assert source.stat().st_size > 20 * MEGABYTE
    assert peaks[1] - peaks[0] < 20 * MEGABYTE


def _unit() -> int:
    """Bytes in one unit of `ru_maxrss`."""
    return 1 if sys.platform == "darwin" else 1024


def test_the_unit_of_memory_is_known() -> None:
    """
    This process itself takes more than ten megabytes: the unit above is right.
    """
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _unit() > 10 * MEGABYTE
