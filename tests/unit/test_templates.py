"""Records made from templates: the same lines and findings as reading gives."""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random as Dice
from typing import ClassVar
from unittest import mock

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from sluis.formats import _holes
from sluis.formats.bmecat import _sliced
from sluis.formats.bmecat._holes import HOLES
from sluis.reading import Again, Done, Findings, Options, Rows, read_blocks, templates
from tests.import_desk import GLN, ROOT, catalogue

TODAY = date(2026, 11, 21)
HEAD = f"""<?xml version="1.0" encoding="{{encoding}}"?>
<BMECAT version="{{version}}">
<HEADER><CATALOG><LANGUAGE default="true">nld</LANGUAGE><LANGUAGE>eng</LANGUAGE>
<DATETIME type="generation_date"><DATE>2026-11-20</DATE></DATETIME><CURRENCY>EUR</CURRENCY>
<MIME_ROOT>https://media.example/</MIME_ROOT></CATALOG>
<SUPPLIER><SUPPLIER_ID type="gln">{GLN}</SUPPLIER_ID></SUPPLIER>
<USER_DEFINED_EXTENSIONS><UDX.EDXF.VERSION>5.0</UDX.EDXF.VERSION></USER_DEFINED_EXTENSIONS>
</HEADER><{{transaction}}>
"""
WORDS = ["Kabelgoot verzinkt", "Kogelkraan", "Klemmenkast IP65", "Buis 3 m", "geïsoleerd 2,5 mm²"]
ODD_WORDS = [
    'Koppeling 1/2"', "Schroef &amp; moer", "grÃ¼n", "prijs \x80", "2.5 mm&amp;sup2;", "x" * 100,
    "sinds 2026-11-21", "tot 2027-01-01 ", " rand", "MD01", "<![CDATA[<b>vet</b>]]>", "", "\\n",
    "a &lt;b&gt;vet&lt;/b&gt;", "&#233;&#x20ac;", "a]]b", "<!-- x -->y", "regel 1\nregel 2", "ß",
    "a ]] b", "Infinity u0000 E+", "\u2028", "\xa0", "{{}}\t", "q1Z", "q0Z", "7301.40", "İstanbul",
    "x" * 300, "\u0103\ufffd", "A" * 40, "<b>x</b>", "0000-01-01-01",
]  # fmt: skip
NUMBERS = ["1", "12.50", "3", "0.5", "100"]
ODD_NUMBERS = ["0", "-1", "1,5", "1e3", "007", "1.", ".5", "+2", "12.5000000", "x", "0.00", "NaN"]
GTINS = ["8712345678906", "8712345000004", "96385074", "08712345678906", "4006381333931"]
ODD_GTINS = ["8712345678905", "0000000000000", "871234", "00000000000000", "87123456789O6"]
UNITS = ["C62", "MTR", "KGM", "PR"]
ODD_UNITS = ["PCE", "c62", "stuk", " MTR", "H87"]
ADDRESSES = ["https://www.example.com/{n}.jpg", "http://a-b.example/x/{n}.pdf?s=1", "p/{n}.jpg"]
ODD_ADDRESSES = [
    "www.example.com/{n}",
    "C:\\x\\{n}.jpg",
    "http:/x/{n}",
    "https://e.com/a b",
    "/{n}",
]


class Writer:
    """Writes records that are mostly alike, with now and then something odd."""

    def __init__(self, seed: int, odd: float) -> None:
        self.dice = Dice(seed)  # noqa: S311
        self.odd = odd
        self.kinds = [self.dice.random() for _ in range(2)]
        self.n = 0

    def one(self, plain: list[str], odd: list[str]) -> str:
        if self.dice.random() < self.odd:
            return self.dice.choice(odd)
        usual = Dice(f"{self.family}{plain}").choice(plain)  # noqa: S311
        return usual if self.dice.random() < 0.9 else self.dice.choice(plain)

    def words(self) -> str:
        text = self.one(WORDS, ODD_WORDS)
        return f"{text} {self.dice.random()}" if self.dice.random() < 0.9 else text

    def leaf(self, name: str, text: str, said: str = "") -> str:
        end = " " if self.dice.random() < self.odd / 10 else ""
        return f"<{name}{said}>{text}</{name}{end}>{self.space}"

    def record(self) -> str:
        self.n += 1
        self.family = self.dice.choice(self.kinds)
        self.space = "\n  " if self.family < 0.5 else ""
        # the same parts in each record of a family
        self.also = Dice(self.family).random  # noqa: S311
        number = f"W{self.n}" if self.dice.random() > self.odd else self.dice.choice(["W1", "Kade"])
        parts = [self.leaf("SUPPLIER_PID", number), self.details(number)]
        if self.also() < 0.8:
            parts.append(self.features())
        parts += [self.orders(), self.prices()]
        if self.also() < 0.8:
            parts.append(f"<MIME_INFO>{self.run(self.mime)}</MIME_INFO>")
        if self.also() < 0.5:
            parts.append(self.extensions())
        if self.also() < 0.5:
            parts.append(self.run(lambda: self.reference(number)))
        if self.also() < 0.5:
            parts.append(self.logistics())
        if self.dice.random() < self.odd:
            self.dice.shuffle(parts)
        if self.dice.random() < self.odd:
            parts.append(self.dice.choice(parts))
        mode = self.one([' mode="new"'], ["", ' mode="delete"', ' x="1"', '\n mode="new"'])
        return f"<PRODUCT{mode}>{self.space}{''.join(parts)}</PRODUCT>{self.space}"

    def maybe(self, part: str, share: float) -> str:
        return part if self.also() < share else ""

    def run(self, block) -> str:
        return self.space.join(block() for _ in range(self.dice.choice([1, 1, 2, 3])))

    def details(self, number: str) -> str:
        made = number if self.dice.random() < self.odd else f"M{self.n}"
        parts = [
            self.leaf("DESCRIPTION_SHORT", self.words(), ' lang="nld"'),
            self.leaf("DESCRIPTION_SHORT", self.words(), ' lang="eng"')
            if self.also() < 0.5
            else "",
            self.leaf("DESCRIPTION_LONG", self.words(), ' lang="nld"'),
            self.leaf("INTERNATIONAL_PID", self.one(GTINS, ODD_GTINS), ' type="gtin"'),
            self.maybe(self.leaf("INTERNATIONAL_PID", self.one(GTINS, ODD_GTINS)), 0.2),
            self.leaf("MANUFACTURER_PID", made),
            self.leaf("MANUFACTURER_NAME", self.one(["Kade", "Sluis BV", "K&amp;D"], ODD_WORDS)),
            *(self.leaf("KEYWORD", self.words(), ' lang="nld"') for _ in range(round(self.also()))),
        ]
        return f"<PRODUCT_DETAILS>{''.join(parts)}</PRODUCT_DETAILS>"

    def features(self) -> str:
        system = self.leaf("REFERENCE_FEATURE_SYSTEM_NAME", self.one(["ETIM-9.0"], ["ECLASS-8"]))
        group = self.leaf("REFERENCE_FEATURE_GROUP_ID", self.one(["EC000228", "EC001"], ["ec1"]))
        return f"<PRODUCT_FEATURES>{system}{group}{self.run(self.feature)}</PRODUCT_FEATURES>"

    def feature(self) -> str:
        value = self.one(["EV000123", "true", *NUMBERS], ["-", "UN", "EV1", *ODD_NUMBERS])
        values = [value, self.one(NUMBERS, ODD_NUMBERS)][: 1 + (self.dice.random() < 0.2)]
        unit = self.leaf("FUNIT", self.one(["EU570448", "mm"], ODD_WORDS))
        name = self.one([f"EF{self.dice.randrange(100):06}"], ["kleur", "EF1"])
        said = self.one([""], [' x="1"'])
        return (
            f"<FEATURE{said}>{self.leaf('FNAME', name)}"
            f"{''.join(self.leaf('FVALUE', one) for one in values)}"
            f"{unit if self.dice.random() < 0.5 else ''}</FEATURE>"
        )

    def orders(self) -> str:
        units = [self.leaf(n, self.one(UNITS, ODD_UNITS)) for n in ("ORDER_UNIT", "CONTENT_UNIT")]
        quantities = [
            self.leaf(name, self.one(NUMBERS, ODD_NUMBERS))
            for name in ("NO_CU_PER_OU", "PRICE_QUANTITY", "QUANTITY_MIN")
        ]
        return f"<PRODUCT_ORDER_DETAILS>{''.join(units + quantities)}</PRODUCT_ORDER_DETAILS>"

    def prices(self) -> str:
        day = self.one(["2026-01-01"], ["2026-11-21", "2027-01-01", "x"])
        kinds = ["net_list", "net_customer", "nrp"][: 1 + round(2 * self.also())]
        prices = "".join(
            f'<PRODUCT_PRICE price_type="{kind}">{self.leaf("PRICE_AMOUNT", self.amount(place))}'
            f"{self.leaf('PRICE_CURRENCY', 'EUR')}{self.leaf('TAX', self.one(['0.21'], ['21']))}"
            "</PRODUCT_PRICE>"
            for place, kind in enumerate(kinds)
        )
        start = f'<DATETIME type="valid_start_date"><DATE>{day}</DATE></DATETIME>'
        return f"<PRODUCT_PRICE_DETAILS>{start}{prices}</PRODUCT_PRICE_DETAILS>"

    def amount(self, place: int) -> str:
        usual = f"{(self.n + 3) * (place + 1)}.50"
        return usual if self.dice.random() > self.odd else self.one(NUMBERS, ODD_NUMBERS)

    def mime(self) -> str:
        source = self.one(ADDRESSES, ODD_ADDRESSES).format(n=self.n)
        words = self.leaf("MIME_DESCR", self.words()) if self.dice.random() < 0.5 else ""
        kind = self.leaf("MIME_TYPE", "image/jpeg")
        return f"<MIME>{kind}{self.leaf('MIME_SOURCE', source)}{words}</MIME>"

    def extensions(self) -> str:
        group = self.leaf("UDX.EDXF.DISCOUNT_GROUP_SUPPLIER", self.words())
        before = self.leaf("UDX.EDXF.PREDECESSOR_PID", self.one([f"V{self.n}"], [f"W{self.n}"]))
        packing = self.run(
            lambda: (
                "<UDX.EDXF.PACKING_UNIT>"
                f"{self.leaf('UDX.EDXF.QUANTITY_MIN', self.one(NUMBERS, ODD_NUMBERS))}"
                f"{self.leaf('UDX.EDXF.PACKING_UNIT_CODE', self.one(['CT', 'PA'], ['X']))}"
                f"{self.leaf('UDX.EDXF.GTIN', self.one(GTINS, ODD_GTINS))}</UDX.EDXF.PACKING_UNIT>"
            )
        )
        return (
            f"<USER_DEFINED_EXTENSIONS>{before}<UDX.EDXF.DISCOUNT_GROUP>{group}"
            f"</UDX.EDXF.DISCOUNT_GROUP><UDX.EDXF.PACKING_UNITS>{packing}</UDX.EDXF.PACKING_UNITS>"
            "</USER_DEFINED_EXTENSIONS>"
        )

    def reference(self, number: str) -> str:
        to = self.leaf("PROD_ID_TO", self.one([f"R{self.n}", "R1"], [number, "W2"]))
        return f'<PRODUCT_REFERENCE type="accessories">{to}</PRODUCT_REFERENCE>'

    def logistics(self) -> str:
        country = self.leaf("COUNTRY_OF_ORIGIN", self.one(["NL", "DE", "CN"], ["nl", "XX", "UK"]))
        customs = self.leaf("CUSTOMS_NUMBER", self.one(["85369010", "73181500"], ["8536", "x"]))
        weight = self.leaf("WEIGHT", self.one(NUMBERS, ODD_NUMBERS))
        return (
            "<PRODUCT_LOGISTIC_DETAILS><CUSTOMS_TARIFF_NUMBER>"
            f"{customs}</CUSTOMS_TARIFF_NUMBER>{country}<PRODUCT_DIMENSIONS>{weight}"
            "</PRODUCT_DIMENSIONS></PRODUCT_LOGISTIC_DETAILS>"
        )


def document(
    seed: int,
    odd: float,
    *,
    encoding="utf-8",
    version="2005",
    transaction="T_NEW_CATALOG",
    records=60,
) -> bytes:
    writer = Writer(seed, odd)
    head = HEAD.format(encoding=encoding, version=version, transaction=transaction)
    body = "".join(writer.record() for _ in range(records))
    text = f"{head}{body}</{transaction}></BMECAT>\n"
    if version == "1.2":
        text = text.replace("<PRODUCT", "<ARTICLE").replace("</PRODUCT", "</ARTICLE")
        text = text.replace("_PID", "_AID")
        text = text.replace("INTERNATIONAL_AID", "EAN").replace("PROD_ID_TO", "ART_ID_TO")
    return text.encode(encoding, errors="xmlcharrefreplace")


def outcome(content: bytes):
    """Lines by table, findings in their order, the end; and whether the file was read anew."""
    rows: dict[str, list[bytes]] = {}
    found, done, again = [], None, []
    with tempfile.NamedTemporaryFile(suffix=".xml") as file:
        file.write(content)
        file.flush()
        for block in read_blocks(Path(file.name), Options(today=TODAY, supplier_gln=GLN), {}):
            match block:
                case Rows():
                    rows.setdefault(block.table, []).extend(block.lines.split(b"\n"))
                case Findings():
                    found += block.found
                case Again():
                    again.append(block.reason)
                case Done():
                    done = block
    return rows, found, done, again


class Counted(templates.Templates):
    """Templates that count how often they could be used; never audited, so that faults show."""

    counts: ClassVar[Counter[str]] = Counter()

    def fill(self, ordinal, one, mark):
        filled = super().fill(ordinal, one, mark)
        self.counts["asked"] += 1
        self.counts["filled"] += filled is not None
        return filled


def by_templates(content: bytes):
    Counted.counts.clear()
    with (
        mock.patch("sluis.reading.document.Templates", Counted),
        mock.patch.object(templates, "FEW", 0),
        mock.patch.object(templates, "AUDITED", 1 << 30),
        mock.patch.object(templates, "PATIENCE", 1),
    ):
        return outcome(content)


def by_reading(content: bytes):
    with mock.patch.object(_sliced, "PLAIN_ENCODINGS", frozenset()):
        return outcome(content)


@settings(max_examples=15, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(
    st.integers(0, 1 << 32),
    st.sampled_from([0, 0.01, 0.03, 0.1]),
    st.sampled_from(["utf-8", "utf-8", "iso-8859-1", "us-ascii"]),
    st.sampled_from(["2005", "2005", "1.2"]),
    st.sampled_from(["T_NEW_CATALOG", "T_NEW_CATALOG", "T_UPDATE_PRODUCTS", "T_NEW_PRODUCTDATA"]),
)
def test_a_template_gives_what_reading_gives(seed, odd, encoding, version, transaction) -> None:
    """
    Byte for byte the same lines and fingerprints, the same findings in the same order.
    """
    content = document(seed, odd, encoding=encoding, version=version, transaction=transaction)

    assert by_templates(content) == by_reading(content)


SAMPLES = sorted(ROOT.glob("tests/samples/bmecat-*/*.xml"))
RECORDS = re.compile(rb"<(PRODUCT|ARTICLE)[\s>].*</\1>", re.DOTALL)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_records_of_a_sample_come_again_from_templates(sample) -> None:
    """
    Every element of the samples, four times over: from the second time on by templates, or not.
    """
    content = sample.read_bytes()
    records = RECORDS.search(content)
    if records is None:
        pytest.skip("another encoding, of which no byte is a tag")
    again = content[: records.end()] + 3 * records[0] + content[records.end() :]

    assert by_templates(again) == by_reading(again)


def test_ordinary_records_are_filled() -> None:
    """
    Records as a supplier's system writes them, each of its own numbers and words.
    """
    content = b"".join(catalogue(range(50)))
    by_templates(content)

    assert Counted.counts["filled"] >= 48


def spoiled(name: str, *kinds: _holes.Kind):
    """The holes of BMEcat with another promise about the element *name*."""
    wrong = replace(HOLES, leaves={**HOLES.leaves, name: kinds})
    return mock.patch.object(_sliced, "HOLES", wrong)


def test_a_promise_that_never_holds_makes_no_template() -> None:
    """
    The name of the maker is also its number, case folded: without that form nothing is learned.
    """
    content = document(1, 0)
    with spoiled("MANUFACTURER_NAME", _holes.words(50)):
        found = by_templates(content)

    assert Counted.counts["filled"] == 0
    assert found == by_reading(content)


def test_a_promise_that_does_not_always_hold_is_found_out() -> None:
    """
    A template that gives another outcome than reading gives the file to the plain reader.
    """
    content = b"".join(catalogue(range(60))).replace(b"<ORDER_UNIT>C62<", b"<ORDER_UNIT>PCE<")
    content = content.replace(b"<ORDER_UNIT>PCE<", b"<ORDER_UNIT>KGM<", 2)
    anything = _holes.Kind("[A-Z]{3}", lambda n: ("KGM", "GRM")[n % 2])
    with spoiled("ORDER_UNIT", anything):
        found = outcome(content)

    assert found[3] == ["a template gives another outcome than reading"]
    assert found[0].keys() == {"product", "trade_item"}
    assert len(found[0]["trade_item"]) == 61


def test_what_is_remembered_has_a_limit() -> None:
    """
    A file in which nothing repeats costs a bounded number of attempts, and little memory.
    """
    content = document(3, 0.9, records=300)
    parted = mock.patch.object(
        templates.Templates, "_parted", autospec=True, side_effect=templates.Templates._parted
    )
    with mock.patch.object(templates, "TRIES", 20), parted as tried:
        outcome(content)

    assert tried.call_count < 50
