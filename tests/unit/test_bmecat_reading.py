"""The BMEcat reader on odd, large and hostile documents."""

from __future__ import annotations

import io
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from sluis.errors import UnknownFormat, UnreadableFile, UnsupportedVersion
from sluis.formats import recognise
from sluis.model import Entity, Header, Mode, Patch, Record

ROOT = Path(__file__).parents[2]
HEAD = """<HEADER><CATALOG><LANGUAGE>nld</LANGUAGE><DATETIME type="generation_date">
<DATE>2026-03-01</DATE></DATETIME><CURRENCY>EUR</CURRENCY></CATALOG>
<SUPPLIER><SUPPLIER_ID type="gln">2900000000018</SUPPLIER_ID><SUPPLIER_NAME>Kadewerf</SUPPLIER_NAME>
</SUPPLIER></HEADER>"""


def document(
    records: str,
    *,
    transaction: str = "T_NEW_CATALOG",
    prologue: str = "",
    blocks: str = "",
    tail: str = "",
) -> bytes:
    return (
        f"{prologue}<BMECAT version='2005'>{HEAD}\n<{transaction}>{blocks}\n{records}{tail}"
        f"</{transaction}></BMECAT>"
    ).encode()


def product(details: str = "", *, number: str = "A1", more: str = "") -> str:
    if details:
        details = f"<PRODUCT_DETAILS>{details}</PRODUCT_DETAILS>"
    return f"<PRODUCT><SUPPLIER_PID>{number}</SUPPLIER_PID>{details}{more}</PRODUCT>"


def header_of(content: bytes) -> Header:
    return recognise(content).read_header(io.BytesIO(content))


def read(content: bytes) -> list[Record]:
    return list(recognise(content).read(io.BytesIO(content), header_of(content)))


def one(records: str, **parts: str) -> Record:
    [record] = read(document(records, **parts))
    return record


def rules(record: Record) -> list[str]:
    return [found.rule for found in record.findings]


# -- recognition --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("root", "name"),
    [
        ('xmlns="https://www.etim-international.com/bmecat/50" version="2005"', "bmecat-etim-5.0"),
        ('xmlns="https://www.etim-international.com/bmecat/40" version="2005"', "bmecat-etim-4.0"),
        ('xmlns="http://www.etim-international.com/bmecat/31" version="1.2"', "bmecat-etim-3.1"),
        ('xmlns="http://www.bmecat.org/bmecat/2005fd" version="2005"', "bmecat-2005"),
        ('xmlns="http://www.bmecat.org/bmecat/2005+onto" version="2005"', "bmecat-2005"),
        ('xmlns="http://www.bmecat.org/bmecat/2005.2" version="2005.2"', "bmecat-2005"),
        ('xmlns="http://www.bmecat.org/bmecat/2005.2"', "bmecat-2005"),
        ('xmlns="http://www.bmecat.org/bmecat/1.2/bmecat_new_catalog"', "bmecat-1.2"),
        ('version="1.01"', "bmecat-1.2"),
        ("", "bmecat-2005"),
    ],
)
def test_dialect_from_root(root: str, name: str) -> None:
    """
    Namespace and version decide, and neither is required.
    """
    content = f"<!-- hello --><BMECAT {root}><HEADER/><T_NEW_CATALOG/></BMECAT>".encode()

    assert recognise(content).name == name


@pytest.mark.parametrize(
    ("edxf", "name"),
    [
        ("5.0", "bmecat-etim-5.0"),
        ("5.0.2", "bmecat-etim-5.0"),
        ("4.0.3", "bmecat-etim-4.0"),
        ("ETIM 3.1", "bmecat-etim-3.1"),
        ("2.0", "bmecat-etim-3.1"),
    ],
)
def test_the_version_in_the_header_weighs_more(edxf: str, name: str) -> None:
    """
    Writers copy namespaces; what the header says is what was meant.
    """
    content = (
        '<BMECAT xmlns="https://www.etim-international.com/bmecat/50"><HEADER>'
        f"<X><UDX.EDXF.VERSION> {edxf} </UDX.EDXF.VERSION></X></HEADER><T_NEW_CATALOG/></BMECAT>"
    )

    assert recognise(content.encode()).name == name


@pytest.mark.parametrize("coding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_encodings_are_recognised_and_read(coding: str) -> None:
    """
    Byte-order marks, UTF-16 with and without, and a declared eight-bit encoding.
    """
    declared = {"cp1252": "windows-1252"}.get(coding, coding.partition("-s")[0])
    text = document(product("<DESCRIPTION_SHORT>Größe \u2013 5 €</DESCRIPTION_SHORT>")).decode()
    content = f'<?xml version="1.0" encoding="{declared}"?>\n{text}'.encode(coding)

    [record] = read(content)

    assert record.product is not None
    assert record.product.descriptions["nl"]["short"] == "Größe \u2013 5 €"


@pytest.mark.parametrize("version", ["3.0", "2006", "1.3"])
def test_other_versions_are_named(version: str) -> None:
    """
    A BMEcat we do not read is not "unknown".
    """
    with pytest.raises(UnsupportedVersion, match=version):
        recognise(f'<BMECAT version="{version}"/>'.encode())


def test_a_later_guideline_is_not_guessed() -> None:
    """
    ETIM 6.0 may give other meanings to the same names.
    """
    with pytest.raises(UnsupportedVersion, match=r"guideline 6\.0"):
        recognise(b'<BMECAT xmlns="https://www.etim-international.com/bmecat/60"/>')


@pytest.mark.parametrize(
    ("content", "seen"),
    [
        (b"", "empty"),
        (b"<Order><Line/></Order>", "XML with root <Order>"),
        (b"<o:Order xmlns:o='x'/>", "XML with root <Order>"),
        (b"<1 a", "XML that cannot be read"),
        (b"PK\x03\x04rest", "ZIP archive"),
        (b'{"Suppliers": []}', "JSON"),
        (b"A;B;C\n1;2;3\n", "text"),
        (b"\x01\x02\x03", "binary data"),
    ],
)
def test_what_was_seen_of_an_unknown_file(content: bytes, seen: str) -> None:
    """
    The report can say what came in, without quoting it.
    """
    with pytest.raises(UnknownFormat) as refusal:
        recognise(content)

    assert refusal.value.reason == seen


# -- hostile and damaged documents --------------------------------------------------------------

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))


@pytest.mark.parametrize(
    "content",
    [
        document(
            product("<DESCRIPTION_SHORT>&l11;</DESCRIPTION_SHORT>"),
            prologue=f'<!DOCTYPE BMECAT [<!ENTITY l0 "ha">{LAUGHS}]>',
        ),
        document(
            product("<DESCRIPTION_SHORT>" + "&big;" * 2000 + "</DESCRIPTION_SHORT>"),
            prologue=f'<!DOCTYPE BMECAT [<!ENTITY big "{"x" * 50_000}">]>',
        ),
        document(
            product("<DESCRIPTION_SHORT>&file;</DESCRIPTION_SHORT>"),
            prologue='<!DOCTYPE BMECAT [<!ENTITY file SYSTEM "file:///etc/hostname">]>',
        ),
        document(
            product("<DESCRIPTION_SHORT>&auml;</DESCRIPTION_SHORT>"),
            prologue='<!DOCTYPE BMECAT SYSTEM "bmecat_new_catalog.dtd">',
        ),
        document(product("<KEYWORD>&auml;</KEYWORD>")),
        document(product("<X>" * 300 + "</X>" * 300)),
        document(product("<X>" * 5000 + "</X>" * 5000)),
        document(product()) + b"<more/>",
        document(product()) + b"trailing words",
        document(product())[:-1],
        document(product("<KEYWORD>a & b</KEYWORD>")),
        document(product("<KEYWORD>open</KEYWORDS>")),
        document(product("<KEYWORD>\x00</KEYWORD>")),
        document(product("<KEYWORD>a</KEYWORD>")).replace(b">a<", b">\xff\xfe<"),
        b"<BMECAT version='2005'><HEADER/></BMECAT>",
    ],
    ids=[
        *("billion laughs", "quadratic blow-up", "external entity", "entity of a DTD"),
        *("undefined entity", "300 deep", "5000 deep", "second root", "trailing text", "cut"),
        *("bare ampersand", "wrong end tag", "null byte", "not UTF-8", "no transaction"),
    ],
)
def test_unsafe_or_broken_documents_are_refused(content: bytes) -> None:
    """
    The whole document is refused, with a reason.
    """
    with pytest.raises(UnreadableFile) as refusal:
        read(content)

    assert refusal.value.reason


def test_a_huge_element_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    One endless attribute may not fill the memory.
    """
    monkeypatch.setattr("sluis.formats._xml.ELEMENT_LIMIT", 1_000_000)
    content = document(product(f"<X y='{'z' * 3_000_000}'/>"))

    with pytest.raises(UnreadableFile, match="larger than"):
        read(content)


def test_a_doctype_is_tolerated_and_its_own_entities_are_right() -> None:
    """
    The SYSTEM identifier is never fetched; entities of the file itself are texts of the file.
    """
    record = one(
        product("<DESCRIPTION_SHORT>a&x;b</DESCRIPTION_SHORT>"),
        prologue='<!DOCTYPE BMECAT SYSTEM "http://127.0.0.1:9/x.dtd" [<!ENTITY x "&#228;">]>',
    )

    assert record.product is not None
    assert record.product.descriptions["nl"]["short"] == "aäb"


def test_the_line_of_the_damage_is_told() -> None:
    """
    Also beyond the 65,535 lines that libxml2 counts in its tree.
    """
    content = document("\n" * 70_000 + "<PRODUCT><SUPPLIER_PID>A</WRONG>")

    with pytest.raises(UnreadableFile) as refusal:
        read(content)

    assert refusal.value.line == content.count(b"\n") + 1


# -- lines and memory ---------------------------------------------------------------------------


def long_catalogue(records: int) -> bytes:
    body = "".join(
        f"""
  <PRODUCT mode="new">
    <SUPPLIER_PID>A{n}</SUPPLIER_PID>
    <!-- <PRODUCT> in a comment -->
    <PRODUCT_DETAILS>
      <DESCRIPTION_SHORT>Product {n}</DESCRIPTION_SHORT>
      <DESCRIPTION_LONG><![CDATA[ </PRODUCT> <PRODUCT>
      ]]></DESCRIPTION_LONG>
      <MANUFACTURER_PID></MANUFACTURER_PID>
    </PRODUCT_DETAILS>
  </PRODUCT>"""
        for n in range(records)
    )
    return document(body)


@pytest.mark.parametrize("coding", ["utf-8", "utf-16"])
def test_lines_are_right_beyond_65535(coding: str) -> None:
    """
    Of records and of findings, with tags in comments and CDATA on the way.
    """
    text = long_catalogue(7_500).decode()
    starts = [n for n, line in enumerate(text.splitlines(), 1) if line == '  <PRODUCT mode="new">']
    content = f'<?xml version="1.0" encoding="{coding}"?>{text}'.encode(coding)

    found = [(record.line, record.findings[0].line) for record in read(content)]

    assert starts[-1] > 70_000
    assert found == [(start, start + 7) for start in starts]


READ_AND_SAY_MEMORY = """
import sys
from sluis.formats import recognise
with open(sys.argv[1], "rb") as stream:
    fmt = recognise(stream.read(65536))
    stream.seek(0)
    header = fmt.read_header(stream)
    stream.seek(0)
    for _ in fmt.read(stream, header):
        pass
print(open('/proc/self/status').read().split('VmHWM:')[1].split()[0])
"""


def test_memory_stays_flat(tmp_path: Path) -> None:
    """
    Ten times the records take no more memory, counted outside Python too.
    """
    if not Path("/proc/self/status").exists():
        pytest.skip("the peak of a process is read from /proc")
    small, large = (peak_kb(tmp_path / f"{n}.xml", records=n) for n in (2_500, 25_000))

    assert large < small + 4_000


def peak_kb(path: Path, *, records: int) -> int:
    path.write_bytes(long_catalogue(records))
    command = [sys.executable, "-c", READ_AND_SAY_MEMORY, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    return int(done.stdout)


def test_large_blocks_before_the_records_are_cut_and_told() -> None:
    """
    A whole classification system in front of the records does not fill the header.
    """
    entries = "".join(
        f"<CATALOG_STRUCTURE><GROUP_ID>{n}</GROUP_ID></CATALOG_STRUCTURE>" for n in range(6_000)
    )
    content = document(product(), blocks=f"<CATALOG_GROUP_SYSTEM>{entries}</CATALOG_GROUP_SYSTEM>")

    [block] = header_of(content).catalogue["CATALOG_GROUP_SYSTEM"]
    [record] = read(content)

    assert len(block["CATALOG_STRUCTURE"]) == 5_000
    assert header_of(content).catalogue["not_kept"] == {"CATALOG_STRUCTURE": 1_000}
    assert [(f.rule, f.entity, f.value) for f in record.findings] == [
        ("block-not-kept", Entity.DOCUMENT, "1000")
    ]


# -- values -------------------------------------------------------------------------------------

PRICED = "<PRODUCT_PRICE_DETAILS>{}</PRODUCT_PRICE_DETAILS>"


def price(amount: str, kind: str = "net_list", more: str = "") -> str:
    return (
        f"<PRODUCT_PRICE price_type='{kind}'><PRICE_AMOUNT>{amount}</PRICE_AMOUNT>{more}"
        "</PRODUCT_PRICE>"
    )


def period(start: str, *prices: str) -> str:
    stamp = f"<DATETIME type='valid_start_date'><DATE>{start}</DATE></DATETIME>"
    return PRICED.format(stamp + "".join(prices))


def gross(record: Record) -> Decimal | None:
    assert record.trade_item is not None
    return record.trade_item.gross_list_price


def test_the_period_that_has_begun_gives_the_price() -> None:
    """
    The generation date is 2026-03-01: not last year's price, nor next month's.
    """
    more = (
        period("2025-01-01", price("1"))
        + period("2026-04-01", price("3"))
        + period("2026-01-01", price("2.50", more="<LOWER_BOUND>10</LOWER_BOUND>"), price("2.75"))
    )

    assert gross(one(product(more=more))) == Decimal("2.75")


def test_when_no_period_has_begun_the_first_counts() -> None:
    """
    A catalogue sent ahead of its prices still has prices.
    """
    more = period("2026-06-01", price("5")) + period("2027-01-01", price("6"))

    assert gross(one(product(more=more))) == Decimal(5)


def test_prices_per_type() -> None:
    """
    net_customer comes before net_customer_exp; a list price with VAT is no gross list price.
    """
    prices = price("9", "net_customer_exp") + price("8", "net_customer") + price("12", "gros_list")
    item = one(product(more=PRICED.format(prices))).trade_item

    assert item is not None
    assert (item.net_price, item.gross_list_price, len(item.prices)) == (Decimal(8), None, 3)


@pytest.mark.parametrize("amount", ["12,50", "1.234,56", "1 234", "EUR 5", "NaN", "1e999", "--1"])
def test_prices_are_never_guessed(amount: str) -> None:
    """
    What is not a plain number rejects the record, with the value and the element.
    """
    record = one(product(more=PRICED.format(price(amount))))

    [found] = record.findings
    assert (found.rule, found.field, found.value) == ("number-unreadable", "PRICE_AMOUNT", amount)
    assert (found.record_key, found.ordinal) == ("A1", 1)
    assert gross(record) is None


def test_values_that_do_no_harm_are_kept_as_text() -> None:
    """
    A strange weight or flag does not stop a record, and is not lost.
    """
    record = one(
        product(
            "<DELIVERY_TIME>soon</DELIVERY_TIME>",
            more="<USER_DEFINED_EXTENSIONS><UDX.EDXF.CE_MARKING>ja</UDX.EDXF.CE_MARKING>"
            "<UDX.EDXF.PRODUCT_LOGISTIC_DETAILS><UDX.EDXF.NETWEIGHT>1,5</UDX.EDXF.NETWEIGHT>"
            "</UDX.EDXF.PRODUCT_LOGISTIC_DETAILS></USER_DEFINED_EXTENSIONS>",
        )
    )

    assert rules(record) == ["number-kept-as-text", "boolean-unreadable", "number-kept-as-text"]
    assert record.product is not None
    assert record.trade_item is not None
    assert record.product.logistics == {"net_weight": "1,5"}
    assert record.product.legislation == {"ce_marking": "ja"}
    assert record.trade_item.extensions == {"DELIVERY_TIME": ["soon"]}


def test_second_values_and_stray_texts_are_kept_beside_the_first() -> None:
    """
    An element that can hold one value and comes twice loses neither.
    """
    record = one(
        product(
            "<MANUFACTURER_PID>M1</MANUFACTURER_PID><MANUFACTURER_PID>M2</MANUFACTURER_PID>",
            more="<USER_DEFINED_EXTENSIONS>note<UDX.EDXF.DISCOUNT_GROUP>D1"
            "</UDX.EDXF.DISCOUNT_GROUP></USER_DEFINED_EXTENSIONS>",
        )
    )

    assert rules(record) == ["element-repeated", "text-misplaced"]
    assert record.trade_item is not None
    assert record.trade_item.manufacturer_product_number == "M1"
    assert record.trade_item.extensions == {
        "MANUFACTURER_PID": ["M2"],
        "USER_DEFINED_EXTENSIONS": ["note"],
        "UDX.EDXF.DISCOUNT_GROUP": ["D1"],
    }


def test_a_product_inside_a_record_is_part_of_it() -> None:
    """
    Only children of the transaction are records.
    """
    [record] = read(document(product("<X><PRODUCT><Y>1</Y></PRODUCT></X>", number="OUT")))

    assert record.key == "OUT"
    assert record.trade_item is not None
    assert record.trade_item.extensions == {"PRODUCT_DETAILS/X": [{"PRODUCT": [{"Y": ["1"]}]}]}


def test_a_record_without_a_number_is_told_and_the_rest_goes_on() -> None:
    """
    The empty key marks it as rejected.
    """
    first, second = read(document("<PRODUCT/>" + product(number="B")))

    assert (first.key, rules(first), second.key) == ("", ["key-missing"], "B")


@pytest.mark.parametrize(
    ("transaction", "mode", "expected", "odd"),
    [
        ("T_UPDATE_PRODUCTS", "delete", Mode.DELETE, []),
        ("T_UPDATE_PRODUCTS", "", Mode.UPDATE, []),
        ("T_UPDATE_PRODUCTS", "new", Mode.NEW, []),
        ("T_UPDATE_PRODUCTS", "kill", Mode.UPDATE, ["mode-unknown"]),
        ("T_NEW_CATALOG", "delete", Mode.NEW, ["mode-unknown"]),
        ("T_NEW_CATALOG", "update", Mode.NEW, []),
        ("T_UPDATE_PRICES", "", Mode.UPDATE, []),
    ],
)
def test_modes(transaction: str, mode: str, expected: Mode, odd: list[str]) -> None:
    """
    Only an update may remove.
    """
    written = f"<PRODUCT mode='{mode}'><SUPPLIER_PID>A</SUPPLIER_PID></PRODUCT>"
    record = one(written, transaction=transaction)

    assert (record.mode, rules(record)) == (expected, odd)


def test_a_price_update_touches_prices_only() -> None:
    """
    There is no product and no price quantity to overwrite what is stored; the rest is named.
    """
    record = one(
        product("<DESCRIPTION_SHORT>new words</DESCRIPTION_SHORT>", more=PRICED.format(price("5"))),
        transaction="T_UPDATE_PRICES",
    )

    assert (record.product, rules(record)) == (None, ["price-update-extra"])
    assert record.trade_item is not None
    assert record.patch == Patch(trade_item=["currency", "gross_list_price", "prices"])
    assert (record.trade_item.price_quantity, record.trade_item.descriptions) == (None, {})
    assert gross(record) == Decimal(5)


def test_the_importer_may_replace_the_supplier() -> None:
    """
    A product without a maker belongs to the supplier of the header that is passed in.
    """
    content = document(product())
    header = header_of(content)
    changed = Header(format=header.format, version=header.version, supplier_gln="2900000000025")

    [record] = recognise(content).read(io.BytesIO(content), changed)

    assert header.generated_on == date(2026, 3, 1)
    assert record.product is not None
    assert record.product.manufacturer_id == "2900000000025"


@pytest.mark.parametrize("name", ["UNIT", "FORMULA", "CATALOG_STRUCTURE", "ARTICLE"])
def test_extensions_may_use_any_name(name: str) -> None:
    """
    A name of the blocks before the records means nothing special within a record.
    """
    more = (
        f"<USER_DEFINED_EXTENSIONS><UDX.X.A>first</UDX.X.A><UDX.X.B><{name}>1</{name}></UDX.X.B>"
        "</USER_DEFINED_EXTENSIONS>"
    )
    item = one(product(more=more)).trade_item

    assert item is not None
    assert item.extensions["UDX.X.A"] == ["first"]
    assert list(item.extensions["UDX.X.B"][0].values()) == [["1"]]


@pytest.mark.parametrize("system", ["ETIM-9.0", "ETIM 9.0", "etim_9.0", "ETIM9.0"])
def test_etim_is_known_in_its_spellings(system: str) -> None:
    """
    The release is what the spellings have in common.
    """
    record = one(
        product(
            more=f"<PRODUCT_FEATURES><REFERENCE_FEATURE_SYSTEM_NAME>{system}"
            "</REFERENCE_FEATURE_SYSTEM_NAME><REFERENCE_FEATURE_GROUP_ID>EC000905"
            "</REFERENCE_FEATURE_GROUP_ID></PRODUCT_FEATURES>"
        )
    )

    assert record.product is not None
    assert (record.product.etim_release, record.product.etim_class) == ("9.0", "EC000905")


def test_lines_are_right_where_libxml2_stops_counting() -> None:
    """
    A record that begins before line 65,535 and goes on after it.
    """
    content = document(
        "\n" * 65_000
        + "<PRODUCT><SUPPLIER_PID>A</SUPPLIER_PID>\n<PRODUCT_DETAILS><KEYWORD/>"
        + "\n" * 1_000
        + "<SEGMENT/></PRODUCT_DETAILS></PRODUCT>"
    )
    begins = content[: content.index(b"<PRODUCT>")].count(b"\n") + 1

    [record] = read(content)

    assert record.line == begins
    assert [found.line for found in record.findings] == [begins + 1, begins + 1_001]
