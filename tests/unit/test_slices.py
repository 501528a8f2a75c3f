"""Two-step reading: documents of every kind come out as the plain reader gives them."""

from __future__ import annotations

import re
import tempfile
from datetime import date
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sluis.catalogue.fingerprints import HASH, Days
from sluis.errors import UnreadableFile
from sluis.formats import _cut_xml, _slices
from sluis.reading import NOTHING, Again, Done, Findings, HeaderRead, Options, Rows, read_blocks
from tests.import_desk import GLN, catalogue

TODAY = date(2026, 11, 21)
RECORD = (
    "<{p}PRODUCT{a}>{i}<{p}SUPPLIER_PID>{n}</{p}SUPPLIER_PID>{i}<{p}PRODUCT_DETAILS>"
    "<{p}DESCRIPTION_SHORT>Kraan {x}</{p}DESCRIPTION_SHORT></{p}PRODUCT_DETAILS>{i}"
    '<{p}PRODUCT_PRICE_DETAILS><{p}PRODUCT_PRICE price_type="net_list"><{p}PRICE_AMOUNT>{m}'
    "</{p}PRICE_AMOUNT></{p}PRODUCT_PRICE></{p}PRODUCT_PRICE_DETAILS>{i}{e}</{p}PRODUCT{s}>"
)
ODD = (
    "", "", "", "<!-- <PRODUCT> -->", "<![CDATA[</PRODUCT>]]>", "<?x </PRODUCT>?>", "junk", "é",
    "<X><PRODUCT><SUPPLIER_PID>inner</SUPPLIER_PID></PRODUCT></X>", "<EMPTY/>", "<X a='>'/>",
    "<!-- PRODUCT -->", "<![CDATA[x]]>", "<PRODUCTS>y</PRODUCTS>", "<q:PRODUCT/>", "&own;", "&amp;",
    "<r:X xmlns:r='urn:r'/>", "<X xml:space='preserve'> </X>", "\r", "\x0b",
)  # fmt: skip
BETWEEN = (
    "\n", "\n", "\n", "", " \r\n", "<!-- <PRODUCT> -->", "<!--", "-->", "<![CDATA[<PRODUCT>]]>",
    "<?pi <PRODUCT> ?>", "<PRODUCT/>", "<PRODUCT />\n", "text", "&#32;", "<BLOCK>", "</BLOCK>",
    "<PRODUCT><SUPPLIER_PID>x</SUPPLIER_PID></PRODUCT >", "<![CDATA[", "]]>", "<FORMULA/>", "\x0c",
    "<ARTICLE><SUPPLIER_AID>art</SUPPLIER_AID></ARTICLE>", "</T_NEW_CATALOG><T_NEW_CATALOG>",
    "<PRODUCT_TO_CATALOGGROUP_MAP><PROD_ID>W1</PROD_ID></PRODUCT_TO_CATALOGGROUP_MAP>",
)  # fmt: skip


def mostly(plain, odd):
    """Ordinary ones nine times out of ten: a document of many oddities is simply refused."""
    return st.integers(0, 9).flatmap(lambda n: st.sampled_from(plain if n else odd))


records = st.fixed_dictionaries(
    {
        "a": st.sampled_from(["", ' mode="new"', ' x="a>b"', '\n mode="new"', ' x="/>"', "\t"]),
        "i": st.sampled_from(["", "\n", "\r\n", "\r", "\n\n\n"]),
        "n": st.sampled_from(["W1", "W2", "W3", ""]),
        "x": st.sampled_from(["rood", "geel", "één", "x &lt;PRODUCT> y", "€"]),
        "m": mostly(["1", "2.50"], ["-1", "x"]),
        "e": mostly(["", "<!-- PRODUCT -->", "<![CDATA[x]]>"], ODD),
        "s": mostly([""], [" "]),
    }
)
documents = st.fixed_dictionaries(
    {
        "declared": mostly(
            ["", "utf-8", "UTF-8", "iso-8859-1", "us-ascii"], ["windows-1252", "utf-16", "utf-7"]
        ),
        "mark": mostly([""], ["\ufeff"]),
        "doctype": mostly(
            ["", "", '<!DOCTYPE BMECAT SYSTEM "b.dtd">', "<!-- <X> -->"],
            ["<!DOCTYPE BMECAT [<!ENTITY own 'x'>]>", "<!-- <PRODUCT> -->",
             "<!DOCTYPE BMECAT [<!ATTLIST PRODUCT mode CDATA 'delete'>]>",
             "<!DOCTYPE BMECAT [<!ENTITY own '<PRODUCT/>'>]>"],
        ),
        "spaces": mostly(
            [' xmlns:q="urn:q"', ' xmlns:q="u" xmlns="urn:a"'], ["", ' xml:space="preserve"']
        ),
        "head": mostly(["", "<X>PRODUCT</X>"], ["<!-- <PRODUCT> -->", "<X"]),
        "prefix": mostly([""], ["q:"]),
        "transaction": mostly(["T_NEW_CATALOG"], ["T_UPDATE_PRODUCTS", "T_NEW_PRODUCTDATA"]),
        "records": st.lists(
            st.tuples(mostly(["\n", "", " \r\n", "text", "<!-- x -->"], BETWEEN), records),
            max_size=6,
        ),
        "tail": mostly(["\n", "<!-- e -->", "<FORMULA/>"], ["</BLOCK>", "<PRODUCT>", "-->", "]]>"]),
        "after": mostly(["", "\n"], ["<!-- <PRODUCT> -->", "<more/>", "\0"]),
        "cut": mostly([0], [1, 20, 300]),
        "window": st.sampled_from([7, 64, 1 << 20]),
        "known": st.sets(st.integers(0, 5)),
    }
)  # fmt: skip


def written(facts) -> bytes:
    declaration = (
        f'<?xml version="1.0" encoding="{facts["declared"]}"?>' if facts["declared"] else ""
    )
    body = "".join(gap + RECORD.format(p=facts["prefix"], **one) for gap, one in facts["records"])
    text = (
        f'{facts["mark"]}{declaration}{facts["doctype"]}<BMECAT version="2005"{facts["spaces"]}>'
        f'<HEADER>{facts["head"]}<CATALOG><LANGUAGE>nld</LANGUAGE><DATETIME type="generation_date">'
        f"<DATE>2026-11-20</DATE></DATETIME></CATALOG></HEADER>\n<{facts['transaction']}>{body}"
        f'{facts["tail"]}</{facts["transaction"]}></BMECAT>{facts["after"]}'
    )  # fmt: skip
    coding = {"utf-16": "utf-16", "iso-8859-1": "iso-8859-1"}.get(facts["declared"], "utf-8")
    data = text.encode(coding, errors="xmlcharrefreplace")
    return data[: len(data) - facts["cut"]]


def outcome(content: bytes, known=None):
    """Everything a reading gives: rows by table and ordinal, findings, counts, how it ended."""
    with tempfile.NamedTemporaryFile(suffix=".xml") as file:
        file.write(content)
        file.flush()
        told, rows, found, end, again = None, {}, [], None, False
        try:
            for block in read_blocks(
                Path(file.name), Options(today=TODAY, supplier_gln=GLN), known
            ):
                match block:
                    case HeaderRead():
                        told = block
                    case Again():
                        rows, found, again = {}, [], True
                    case Rows():
                        for line in block.lines.splitlines(keepends=True):
                            rows.setdefault((block.table, int(line.split(b"\t")[0])), []).append(
                                line
                            )
                    case Findings():
                        found += block.found
                    case Done():
                        end = block
        except UnreadableFile as error:
            return told, {}, [], (error.reason, error.line, error.rule), again
    return told, rows, found, end, again


MARK = re.compile(rb"\\\\x([0-9a-f]{50})\n$")


def unmarked(rows):
    return {at: [MARK.sub(b"\n", line) for line in lines] for at, lines in rows.items()}


def marks(rows) -> dict[int, bytes]:
    """The whole fingerprint of each record that has one."""
    found = {}
    for (table, ordinal), lines in rows.items():
        match = MARK.search(lines[0])
        if match and table == "product":
            found[ordinal] = bytes.fromhex(match[1].decode())
    return found


@settings(
    max_examples=60, deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
@given(documents)
@example({"declared": "", "mark": "", "doctype": "", "spaces": "", "head": "", "prefix": "",
          "transaction": "T_NEW_CATALOG", "tail": "", "after": "", "cut": 0, "window": 4096,
          "known": {0, 2}, "records": [("\n" * 33_000, {"a": "", "i": "\n", "n": f"W{n}",
          "x": "€", "m": "1", "e": "", "s": ""}) for n in range(4)]})  # fmt: skip
def test_no_document_is_read_differently(facts) -> None:
    """
    Rows, findings, counts and refusals are those of the plain reader, at every ordinal and line,
    whichever slices are known; a known record is told by its ordinal and line.
    """
    content = written(facts)
    with mock.patch.object(_slices, "WINDOW", facts["window"]):
        plain = outcome(content)
        first = outcome(content, NOTHING)
        assert (first[0], unmarked(first[1]), *first[2:4]) == plain[:4]
        fingerprints = marks(first[1])
        if not fingerprints:
            return
        some = {f for ordinal, f in fingerprints.items() if ordinal - 1 in facts["known"]}
        known: dict[bytes, bytes] = {}
        for one in sorted(some):
            known[one[HASH:-1]] = known.get(one[HASH:-1], b"") + one[:HASH]
        second = outcome(content, known)

    skipped = {ordinal for ordinal, f in fingerprints.items() if f in some}
    assert {ordinal for table, ordinal in second[1] if table == "known"} == skipped
    for ordinal in skipped:
        line = second[1].pop(("known", ordinal))[0].split(b"\t")[1]
        assert line == plain[1][("product", ordinal)][0].split(b"\t")[1]
    rest = {at: lines for at, lines in plain[1].items() if at[1] not in skipped}
    assert unmarked(second[1]) == rest
    assert second[2] == [one for one in plain[2] if one.ordinal not in skipped]
    assert second[3].records == plain[3].records
    assert second[3].known == len(skipped)


CRUMBS = (b"<P", b"<P>", b"</P>", b"<P ", b"<PQ>", b" ", b"<", b"</", b"P>", b"\n")


@pytest.mark.parametrize("window", [1, 5, 1000])
@given(content=st.binary(max_size=60) | st.lists(st.sampled_from(CRUMBS)).map(b"".join))
def test_the_pieces_are_the_document(window, content) -> None:
    """
    Nothing is lost or doubled, and each slice is a start tag up to the next end tag.
    """
    with mock.patch.object(_slices, "WINDOW", window), tempfile.TemporaryFile() as stream:
        stream.write(content)
        stream.seek(0)
        pieces = list(_cut_xml.cut(stream, b"P"))

    assert b"".join(data for _, data in pieces) == content
    for is_slice, data in pieces:
        if is_slice:
            assert re.fullmatch(rb"(?s)<P[ \t\r\n>/](?:(?!</P>).)*</P>|<P>?</P>", data)


def test_ordinary_documents_take_the_fast_path() -> None:
    """
    A document as ETIM writers make them is never read as a whole again.
    """
    first = outcome(b"".join(catalogue(range(20))), NOTHING)

    assert not first[4]
    assert len(set(marks(first[1]).values())) == 20


@pytest.mark.parametrize(
    ("texts", "until"),
    [
        ([b"1999-01-01"], date(2149, 6, 6)),
        ([b"2026-11-21", b"2027-01-01"], date(2026, 11, 21)),
        ([b"2026-11-22"], date(2026, 11, 21)),
        ([b"2026-12-31 2027-01-01"], date(2026, 12, 30)),
    ],
)
def test_a_fingerprint_holds_until_a_date_is_reached(texts, until) -> None:
    """
    A warning about a day that has come cannot be missed: the record is read again that day.
    """
    days = Days(TODAY, date(2026, 11, 20))
    spans = days.spans(texts)
    assert spans is not None
    known = {spans: b"k" * HASH}
    generated = date(2026, 11, 20)

    assert Days(until, generated).current(known)
    if until < date(2149, 6, 6):
        assert not Days(date.fromordinal(until.toordinal() + 1), generated).current(known)
    assert not Days(date(2026, 11, 20), generated).current(known)


def test_an_impossible_date_gives_no_fingerprint() -> None:
    """
    What cannot be compared is read each time.
    """
    assert Days(TODAY, None).spans([b"2026-02-31"]) is None
