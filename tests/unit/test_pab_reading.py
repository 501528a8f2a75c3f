"""PAB 2: the layouts, what a file is known by, and what its lines become."""

from __future__ import annotations

import io
import json
import tracemalloc
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sluis.checks import _sources, _sources_pab
from sluis.errors import UnreadableFile
from sluis.formats import recognise
from sluis.formats.pab import FORMATS
from sluis.formats.pab import _groups as groups_module
from sluis.formats.pab._groups import together
from sluis.formats.pab._layouts import ALLOWANCE, HEADER, ITEM, LAYOUTS, PRICE, PRODUCT
from sluis.model import Entity, Mode, Mutation, Record
from tests.pab_lines import MAKER, SUPPLIER, line

[PAB] = FORMATS
_KEY = {
    HEADER.name: {},
    PRODUCT.name: {"Productcode": "A1"},
    ITEM.name: {"TradeItemId": "A1"},
    PRICE.name: {"TradeItemId": "A1"},
    ALLOWANCE.name: {"TradeItemId": "A1"},
}


def read(document: bytes) -> list[Record]:
    return list(PAB.read(io.BytesIO(document), PAB.read_header(io.BytesIO(document))))


def rules(record: Record) -> list[str]:
    return [found.rule for found in record.findings]


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_the_layouts_are_those_of_the_public_readers(shared_formats, layout) -> None:
    """
    Each field has the name, position, width and kind that two independent readers know.
    """
    tables = json.loads((shared_formats / "codelists" / "pab2-icc-layouts.json").read_text())

    assert [(f.name, f.start + 1, f.width, f.kind, f.needed) for f in layout.fields] == [
        (row["key"], row["start"], row["length"], row["format"][0], row["required"])
        for row in tables[f"{layout.name}.txt"]
    ]


@pytest.mark.parametrize("end", [b"\r\n", b"\n", b"\n\x1a", b""])
@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_a_file_is_known_by_its_lines(layout, end) -> None:
    """
    Each of the five files is told apart by length and shape, whatever its lines end in.
    """
    one = line(layout, **_KEY[layout.name])

    head = one.rstrip(b"\r\n") + end
    assert recognise(head) is PAB
    assert PAB.read_header(io.BytesIO(head)).dialect == layout.name


@pytest.mark.parametrize("layout", [ITEM, PRODUCT, PRICE], ids=lambda layout: layout.name)
def test_blanks_at_the_end_may_be_gone_or_more(layout) -> None:
    """
    Mail programs cut blanks at the end of a line and others add some; it stays the same line.
    """
    name = layout.fields[1].name
    one = line(layout, **{name: "A1"}).rstrip(b"\r\n")
    filled = line(layout, **{name: "A1", **_NEEDED[layout.name]}).rstrip()

    for document in (one + b"\n", filled.ljust(layout.length) + b"    \n", filled + b"\n"):
        [record] = read(document)
        assert record.key == "A1"
        assert rules(record) == []


_NEEDED = {
    ITEM.name: {
        "OrderableIndicator": "JA",
        "ProcessableIndicator": "NEE",
        "QuantityOfUseUnits": "1",
        "UseUnitMeasureUnitCode": "PCE",
    },
    PRODUCT.name: {"WeightQuantity": "1", "WeightMeasureUnitCode": "KGM"},
    PRICE.name: {},
}


@pytest.mark.parametrize(
    "document",
    [
        b"x" * 623 + b"\n",
        b"9" * 623 + b"\n",
        line(PRICE, TradeItemId="A1", MutationCode="7"),
        line(PRICE, TradeItemId="A1", StartDatePriceInformation="20261301"),
        line(HEADER, MessageDate=""),
        line(PRICE, TradeItemId="A1") + line(ITEM, TradeItemId="A1", Description="x" * 70) * 9,
    ],
)
def test_what_only_has_the_length_is_no_pab(document) -> None:
    """
    Digits, dates and mutation codes must stand in their places; else it is some other text.
    """
    assert not PAB.recognises(document)
    with pytest.raises(UnreadableFile):
        PAB.read_header(io.BytesIO(document))


def test_utf8_is_brought_back_to_its_length() -> None:
    """
    A sender that writes UTF-8 makes lines longer by the byte; its fields stay where they are.
    """
    named = {"Description": "Ø 16 mm ½”", "CurrencyCode": "EUR"}
    text = line(ITEM, TradeItemId="A1", **named, **_NEEDED[ITEM.name])
    [record] = read(text.decode("cp1252").encode("utf-8"))

    assert record.trade_item is not None
    assert record.trade_item.descriptions == {"nl": {"short": "Ø 16 mm ½”"}}
    assert record.trade_item.currency == "EUR"


def test_a_line_of_another_length_is_rejected_alone() -> None:
    """
    A line feed in a text spoils its own line; the others are read.
    """
    good = [line(ITEM, TradeItemId=number) for number in ("A1", "A2", "A3", "A4", "A5")]
    first, bad, last = read(good[0] + good[1][:100] + b"\n" + b"".join(good[2:]))[:3]

    assert (first.key, rules(first)) == ("A1", [])
    assert rules(bad) == ["line-length"]
    assert (last.key, last.line) == ("A3", 3)


def test_only_a_header_says_complete() -> None:
    """
    A file without its header never makes anything lapse; the header itself names no entity.
    """
    item = PAB.read_header(io.BytesIO(line(ITEM, TradeItemId="A1")))
    whole = PAB.read_header(io.BytesIO(line(HEADER, MutationCode="9")))

    assert (item.mutation, item.entities) == (Mutation.MUTATION, (Entity.TRADE_ITEM,))
    assert (whole.mutation, whole.entities) == (Mutation.COMPLETE, ())
    assert (item.supplier_gln, whole.supplier_gln) == (SUPPLIER, SUPPLIER)


@pytest.mark.parametrize(("code", "mode"), [("1", "new"), ("2", "delete"), ("3", "update")])
def test_mutation_codes_of_lines(code, mode) -> None:
    """
    Each line says what it asks for.
    """
    for layout in (PRODUCT, ITEM):
        [record] = read(line(layout, **{layout.fields[1].name: "A1"}, MutationCode=code))
        assert record.mode == mode


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("00000002405.5000", "2405.5"),
        ("     2405.5000  ", "2405.5"),
        ("2405", "2405"),
        ("0000000024055000", None),
        ("2.405,50", None),
        ("1234567890123456", None),
    ],
)
def test_a_price_is_never_guessed(text, price) -> None:
    """
    A decimal point is a point; digits that may have lost theirs reject the record.
    """
    [record] = read(line(PRICE, TradeItemId="A1", GrossPriceInOrderUnit=text.ljust(16)))

    if price is None:
        assert rules(record) == ["number-unreadable"]
    else:
        assert record.trade_item is not None
        assert record.trade_item.gross_list_price == Decimal(price)


def test_zeros_fill_up() -> None:
    """
    Zeros are not a GTIN, a date or a net price; a gross price of zero is one when it is the only.
    """
    zeros = {
        "GTIN": "0" * 14,
        "StartDatePriceNeutralInformation": "0" * 8,
        "NetPriceInOrderUnit": "0",
    }
    alone, beside = read(
        line(ITEM, TradeItemId="A1", **zeros, GrossPriceInOrderUnit="0", VatPercentage="0")
        + line(
            ITEM,
            TradeItemId="A2",
            **zeros,
            GrossPriceInOrderUnit="5",
            VatPercentage="0",
            VatRate="Z",
        )
    )

    assert alone.trade_item is not None
    assert beside.trade_item is not None
    assert alone.trade_item.item_gtins == []
    assert alone.trade_item.validity_date is None
    assert (alone.trade_item.gross_list_price, alone.trade_item.net_price) == (0, None)
    assert (alone.trade_item.vat_rate, beside.trade_item.vat_rate) == (None, 0)
    assert [price["type"] for price in beside.trade_item.prices] == ["net_list"]


@pytest.mark.parametrize(
    ("fourteen", "gtin"),
    [("02900000000032", "2900000000032"), ("00000096385074", "96385074"), ("12345678901231",) * 2],
)
def test_gtins_lose_the_zeros_that_fill_up(fourteen, gtin) -> None:
    """
    The same GTIN as in other formats, so that the same product is found by it.
    """
    [record] = read(line(ITEM, TradeItemId="A1", GTIN=fourteen))

    assert record.trade_item is not None
    assert record.trade_item.item_gtins == [gtin]


def test_a_price_that_starts_later_is_no_scalar_price_yet() -> None:
    """
    With the date of the message known, a price of next year leaves that of today as it is.
    """
    price = line(
        PRICE, TradeItemId="A1", StartDatePriceInformation="20270101", GrossPriceInOrderUnit="9"
    )
    message = PAB.read_header(io.BytesIO(line(HEADER)))
    [record] = PAB.read(io.BytesIO(price), message)

    assert record.patch is not None
    assert record.patch.trade_item == ["prices"]


def test_a_removed_price_does_not_remove_its_item() -> None:
    """
    Mutation code 2 in ArtPr2 takes the price away, and the scalar prices when it was the last.
    """
    gone = line(PRICE, TradeItemId="A1", MutationCode="2", GrossPriceInOrderUnit="9")
    [record] = read(gone)

    assert record.mode is Mode.UPDATE
    assert record.patch is not None
    assert set(record.patch.trade_item) == {"prices", "gross_list_price", "net_price"}
    assert record.trade_item is not None
    assert record.trade_item.prices == []


keys = st.lists(st.sampled_from(["A1", "A2", "A3", "B1"]), min_size=1, max_size=30)


@given(keys)
def test_no_price_line_is_lost(order) -> None:
    """
    Whatever the order of lines, each item is one record with all of its prices, in their order.
    """
    amounts = [Decimal(number) for number in range(1, len(order) + 1)]
    document = b"".join(
        line(PRICE, TradeItemId=key, GrossPriceInOrderUnit=str(amount))
        for key, amount in zip(order, amounts, strict=True)
    )
    found = {record.key: record.trade_item for record in read(document)}

    assert list(found) == list(dict.fromkeys(order))
    for key, item in found.items():
        expected = [amount for one, amount in zip(order, amounts, strict=True) if one == key]
        assert item is not None
        assert [price["amount"] for price in item.prices] == expected


@given(keys, st.integers(1, 4))
def test_a_sieve_that_is_full_only_costs_memory(order, bits) -> None:
    """
    Keys that are wrongly thought to stand apart come out in the same order.
    """
    lines = [(number, key.encode()) for number, key in enumerate(order, start=1)]
    usual = list(together(lambda: iter(lines), lambda key: key))
    size, groups_module.SIEVE_BITS = groups_module.SIEVE_BITS, 8 * bits
    try:
        assert list(together(lambda: iter(lines), lambda key: key)) == usual
    finally:
        groups_module.SIEVE_BITS = size


def test_memory_stays_flat() -> None:
    """
    Twenty times as many lines in order of their items need no more memory.
    """
    assert _peak(20_000) < 1.2 * _peak(1_000)


def _peak(items: int) -> int:
    document = io.BytesIO()
    for number in range(items):
        document.write(line(PRICE, TradeItemId=f"A{number:06}", GrossPriceInOrderUnit="1") * 2)
    document.seek(0)
    header = PAB.read_header(document)
    document.seek(0)
    tracemalloc.start()
    try:
        assert sum(1 for _ in PAB.read(document, header)) == items
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("layout", [PRODUCT, ITEM], ids=lambda layout: layout.name)
def test_slices_read_as_the_whole(layout) -> None:
    """
    A line read by itself gives the record that it gives in its file.
    """
    name = layout.fields[1].name
    document = b"\r\n".join(line(layout, **{name: f"A{n}"}).rstrip(b"\r\n") for n in range(5))
    document += b"\r\n\r\n" + line(layout, **{name: "A9"}) + b"short\r\n"
    assert PAB.slices is not None
    header = PAB.read_header(io.BytesIO(document))
    context, slices = PAB.slices.cut(io.BytesIO(document), header)
    read_slice = PAB.slices.reader(header, context)

    found = [record for n, one in enumerate(slices, start=1) for record in read_slice(n, one)]
    assert found == read(document)


def test_allowances_keep_every_step_of_their_scale() -> None:
    """
    Lines with one type and day are steps of a scale, told apart by their lower limit.
    """
    steps = [
        line(
            ALLOWANCE, TradeItemId="A1", AllowanceType="QD", AllowanceCode="K", LowerLimitScale=low
        )
        for low in ("1", "10", "100")
    ]
    [record] = read(b"".join(steps))

    assert record.trade_item is not None
    assert [one["lower_bound"] for one in record.trade_item.surcharges] == [1, 10, 100]
    assert record.patch is not None
    assert record.patch.trade_item == ["surcharges"]


def test_the_maker_of_a_product_is_its_gln() -> None:
    """
    An item finds its product: both name the maker's GLN and the product number.
    """
    [product] = read(line(PRODUCT, Productcode="P1"))
    [item] = read(line(ITEM, TradeItemId="A1", ManufacturerGLN=MAKER, Productcode="P1"))

    assert product.product is not None
    assert item.trade_item is not None
    assert item.trade_item.manufacturer_id == product.product.manufacturer_id == MAKER


def test_findings_name_the_fields_of_the_file() -> None:
    """
    What a check says about a field of the record is told with a name that a line has.
    """
    names = {field.name for layout in LAYOUTS for field in layout.fields}
    places = {
        field.place.replace("[]", ""): field.name
        for layout in LAYOUTS
        for field in layout.fields
        if field.place[0] not in "[er"  # no single field, extensions, relations
    }

    assert set(_sources_pab.ELEMENTS.values()) <= names
    for place, name in places.items():
        assert _sources.element("pab-2", place) in {name, None}
