"""What BMEcat writers make of records, field by field; for the laws of all see conformance."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from sluis.errors import Refused
from sluis.formats import by_name
from sluis.formats._format import Why
from sluis.model import Header, Mode, Product, Record, TradeItem, Transaction
from tests.catalogues import SUPPLIER_GLN
from tests.conformance.schemas import SCHEMAS
from tests.conformance.written import MemoryTarget
from tests.strategies import records

SAMPLES = Path(__file__).parents[1] / "samples"
DIALECTS = ("bmecat-etim-5.0", "bmecat-etim-3.1", "bmecat-2005", "bmecat-1.2")
HEADER = Header(
    format="catalogue",
    version="",
    supplier_gln=SUPPLIER_GLN,
    supplier_name="Groothandel De Schutsluis",
    languages=["nl", "en"],
    default_language="nl",
    currency="EUR",
    generated_on=date(2026, 3, 1),
)

every_dialect = pytest.mark.parametrize("dialect", DIALECTS)


def record(
    product: dict[str, Any] | None = None, item: dict[str, Any] | None = None, **more: Any
) -> Record:
    """One record that every dialect can write, with these fields changed."""
    about = {
        "manufacturer_id": "lichtwacht",
        "manufacturer_product_number": "LW-1",
        "manufacturer_name": "Lichtwacht",
        "etim_release": "10.0",
        "etim_class": "EC000905",
        "features": [{"code": "EF000227", "values": ["16"]}],
        "descriptions": {"nl": {"short": "Aardlekautomaat"}},
    }
    sold = {
        "supplier_item_number": "A-1",
        "order_unit": "C62",
        "content_unit": "C62",
        "price_unit": "C62",
        "price_quantity": Decimal(1),
        "currency": "EUR",
        "gross_list_price": Decimal("12.50"),
        "prices": [{"type": "net_list", "amount": Decimal("12.50"), "valid_from": "2026-01-01"}],
    }
    return Record(
        ordinal=1,
        key="A-1",
        product=Product(**(about | (product or {}))),
        trade_item=TradeItem(**(sold | (item or {}))),
        **more,
    )


class Document:
    """A written document: its elements, and what was told."""

    def __init__(self, target: MemoryTarget) -> None:
        self.content = target.documents[""].getvalue()
        self.told = [(one.field, one.why) for one in target.told if one.key]
        self.root = etree.fromstring(self.content)

    def texts(self, name: str) -> list[str | None]:
        return [element.text for element in self.root.iter(f"{{*}}{name}")]


def write(dialect: str, *records: Record, **header: Any) -> Document:
    target = MemoryTarget()
    one = by_name(dialect)
    assert one.write is not None
    one.write(msgspec.structs.replace(HEADER, **header), records, target)
    return Document(target)


def read(dialect: str, content: bytes) -> list[Record]:
    one = by_name(dialect)
    header = one.read_header(io.BytesIO(content))
    return list(one.read(io.BytesIO(content), header))


@every_dialect
def test_a_plain_record_loses_nothing(dialect: str) -> None:
    """
    What every dialect has a place for is written, and nothing is told.
    """
    document = write(dialect, record())
    [again] = read(dialect, document.content)

    assert document.told == []
    assert again.trade_item is not None
    assert again.trade_item.gross_list_price == Decimal("12.50")


@pytest.mark.parametrize(
    ("sample", "dialect"),
    [
        ("bmecat-etim-5.0/update_prices.xml", "bmecat-etim-5.0"),
        ("bmecat-etim-5.0/new_productdata.xml", "bmecat-etim-5.0"),
        ("bmecat-etim-3.1/new_catalog.xml", "bmecat-etim-3.1"),
        ("bmecat-2005/new_catalog.xml", "bmecat-2005"),
        ("bmecat-1.2/new_catalog_latin1.xml", "bmecat-1.2"),
        ("bmecat-1.2/update_prices.xml", "bmecat-1.2"),
        ("bmecat-1.2/update_products.xml", "bmecat-1.2"),
    ],
)
def test_own_samples_are_valid_when_written_again(
    sample: str, dialect: str, shared_formats: Path
) -> None:
    """
    Each transaction of each dialect holds to its schema, with the header of the source.
    """
    content = (SAMPLES / sample).read_bytes()
    header = by_name(dialect).read_header(io.BytesIO(content))
    target = MemoryTarget()
    by_name(dialect).write(header, read(dialect, content), target)
    again = target.documents[""].getvalue()

    assert SCHEMAS[dialect](shared_formats / "schemas", again) == []
    assert by_name(dialect).read_header(io.BytesIO(again)).transaction == header.transaction


def test_the_official_sample_comes_back_whole(shared_formats: Path) -> None:
    """
    The sample of ETIM International fills nearly every field: all of it is written again.
    """
    [path] = (shared_formats / "samples").glob("SampleFile_bmecat_etim_V5*.xml")
    content = path.read_bytes()
    header = by_name("bmecat-etim-5.0").read_header(io.BytesIO(content))
    records = read("bmecat-etim-5.0", content)
    target = MemoryTarget()
    by_name("bmecat-etim-5.0").write(header, records, target)
    again = read("bmecat-etim-5.0", target.documents[""].getvalue())

    assert [one for one in target.told if one.key] == []
    for one in (*records, *again):
        one.line = None
    assert again == records


@every_dialect
def test_texts_of_any_kind_are_well_formed(dialect: str) -> None:
    """
    Markup is escaped; what XML cannot hold becomes a question mark, and is told.
    """
    text = 'a <b> & "c" ]]> \x07 d'
    document = write(dialect, record({"descriptions": {"nl": {"short": text, "long": "a\r\nb"}}}))
    [again] = read(dialect, document.content)

    assert again.product is not None
    assert again.product.descriptions["nl"]["short"] == text.replace("\x07", "?")
    assert again.product.descriptions["nl"]["long"] == "a\r\nb"
    assert document.told == [("descriptions.nl.short", Why.CHANGED)]


@every_dialect
def test_long_texts_are_cut_and_long_numbers_are_not(dialect: str) -> None:
    """
    The beginning of a text is worth having; that of a number names something else.
    """
    document = write(
        dialect,
        record(
            {"descriptions": {"nl": {"short": "x" * 200}}},
            {"supplier_alt_item_number": "9" * 60, "descriptions": {}},
        ),
    )

    assert ("descriptions.nl.short", Why.CUT) in document.told
    assert ("supplier_alt_item_number", Why.NOT_ALLOWED) in document.told
    assert len(document.told) == 2
    assert len(document.texts("DESCRIPTION_SHORT")[0] or "") == (80 if "1.2" in dialect else 150)


@every_dialect
@pytest.mark.parametrize(
    ("item", "missing"),
    [
        ({"supplier_item_number": "9" * 40}, "supplier_item_number"),
        ({"order_unit": None}, "order_unit"),
        ({"order_unit": "furlong"}, "order_unit"),
        ({"prices": [], "gross_list_price": None}, "prices"),
        ({"prices": [{"type": "no_type", "amount": 1}], "gross_list_price": None}, "prices"),
        ({"price_unit": "furlong"}, "prices"),
    ],
)
def test_a_record_without_what_it_needs_is_left_out(
    dialect: str, item: dict[str, Any], missing: str
) -> None:
    """
    A number that would be cut, no unit, no price, a price per something else: never made up.
    """
    other = record({"manufacturer_product_number": "LW-2"}, {"supplier_item_number": "A-2"})
    document = write(dialect, record(item=item), other)

    assert len(read(dialect, document.content)) == 1
    assert (missing, Why.RECORD_LEFT_OUT) in document.told


@pytest.mark.parametrize("dialect", ["bmecat-etim-5.0", "bmecat-etim-3.1"])
def test_what_the_guideline_wants_is_filled_in_and_told(dialect: str) -> None:
    """
    Content unit, class, validity of the price: what stands there says no more than is known.
    """
    bare = record(
        {"etim_class": None, "etim_release": None, "features": []},
        {"content_unit": None, "prices": []},
    )
    document = write(dialect, bare)

    assert document.texts("CONTENT_UNIT") == ["C62"]
    assert document.texts("REFERENCE_FEATURE_GROUP_ID") == ["-"]
    assert document.texts("DATE") == ["2026-03-01", "2026-03-01"]
    filled = {field for field, why in document.told if why is Why.FILLED}
    assert filled - {"features"} == {
        "content_unit",
        "etim_class",
        "etim_release",
        "prices.valid_from",
    }


@every_dialect
@pytest.mark.parametrize(
    ("unit", "quantity", "written"),
    [
        ("MTR", Decimal(10), ["10"]),
        (None, Decimal(1), ["1"]),
        (None, Decimal(10), []),
        ("furlong", Decimal(10), []),
    ],
)
def test_a_quantity_of_nothing_known_is_not_written(
    dialect: str, unit: str | None, quantity: Decimal, written: list[str]
) -> None:
    """
    Ten of an unknown unit are not ten order units.
    """
    item = {"content_unit": unit, "content_quantity": quantity}
    document = write(dialect, record(item=item))

    assert document.texts("NO_CU_PER_OU") == written
    assert (("content_quantity", Why.NO_PLACE) in document.told) == (not written)


@every_dialect
@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(odd=st.lists(records, min_size=1, max_size=2))
def test_no_record_is_too_odd(dialect: str, odd: list[Record], shared_formats: Path) -> None:
    """
    Whatever stands in a record: it is written or told, and the document is valid.
    """
    for one in odd:
        if one.product is not None and one.trade_item is not None:
            one.product.descriptions["nl"] = {"short": "Aardlekautomaat"}
            one.trade_item.order_unit, one.trade_item.price_unit = "C62", None
            one.trade_item.prices.append({"type": "net_list", "amount": Decimal(1)})
    document = write(dialect, *odd, record())

    assert SCHEMAS[dialect](shared_formats / "schemas", document.content) == []
    assert read(dialect, document.content)[-1].key == "A-1"


def test_a_text_in_another_language_stands_in_for_the_short_one() -> None:
    """
    A description there must be: the very short or long one, then that of another language.
    """
    document = write(
        "bmecat-1.2", record({"descriptions": {"en": {"short": "Earth leakage breaker"}}})
    )

    assert document.texts("DESCRIPTION_SHORT") == ["Earth leakage breaker"]
    assert ("descriptions.nl.short", Why.FILLED) in document.told


@pytest.mark.parametrize(
    ("mode", "status", "written"),
    [
        (Mode.NEW, None, "new"),
        (Mode.UPDATE, "126", "update"),
        (Mode.DELETE, "126", "delete"),
        (Mode.UPDATE, "130", "delete"),
    ],
)
@every_dialect
def test_an_update_says_what_it_does(
    dialect: str, mode: Mode, status: str | None, written: str
) -> None:
    """
    New, changed or lapsed; what has lapsed by its status is taken away too.
    """
    document = write(
        dialect,
        record(item={"status": status}, mode=mode),
        transaction=Transaction.UPDATE_PRODUCTS,
    )
    [again] = read(dialect, document.content)

    assert document.root.xpath("//@mode") == [written]
    assert again.mode == written


@every_dialect
def test_a_complete_catalogue_leaves_out_what_has_lapsed(dialect: str) -> None:
    """
    Its absence is what says so.
    """
    lapsed = record({"manufacturer_product_number": "LW-2"}, {"supplier_item_number": "A-2"})
    lapsed.mode = Mode.DELETE
    document = write(dialect, record(), lapsed)

    assert [one.key for one in read(dialect, document.content)] == ["A-1"]
    assert document.told == [("status", Why.RECORD_LEFT_OUT)]


@every_dialect
def test_a_price_update_speaks_of_prices_alone(dialect: str) -> None:
    """
    Number and prices; all else of the record is not meant, and not lost.
    """
    document = write(
        dialect,
        record({"warranty_business": 12}, {"stock_item": True, "price_quantity": None}),
        transaction=Transaction.UPDATE_PRICES,
    )
    [again] = read(dialect, document.content)

    assert again.trade_item is not None
    assert again.trade_item.gross_list_price == Decimal("12.50")
    assert document.texts("DESCRIPTION_SHORT") == []
    assert document.told == []


def test_product_data_names_each_product_once() -> None:
    """
    T_NEW_PRODUCTDATA has no trade items: each is told as a whole, and its product stands once.
    """
    document = write(
        "bmecat-etim-5.0",
        record(),
        record(item={"supplier_item_number": "A-2"}),
        transaction=Transaction.NEW_PRODUCTDATA,
    )

    assert document.texts("SUPPLIER_PID") == ["A-1"]
    assert document.texts("ORDER_UNIT") == []
    assert document.told == [("", Why.NO_PLACE), ("", Why.NO_PLACE)]


@pytest.mark.parametrize("dialect", ["bmecat-etim-3.1", "bmecat-2005", "bmecat-1.2"])
def test_product_data_alone_is_refused_where_there_is_no_such_document(dialect: str) -> None:
    """
    The refusal says what is missing.
    """
    alone = record()
    alone.trade_item = None

    with pytest.raises(Refused, match="supplier_item_number in 1"):
        write(dialect, alone, transaction=Transaction.NEW_PRODUCTDATA)


def test_a_document_without_an_owner_is_refused() -> None:
    """
    A catalogue of nobody cannot be used.
    """
    with pytest.raises(Refused, match="GLN"):
        write("bmecat-etim-5.0", record(), supplier_gln=None, supplier_name=None)


def test_a_price_per_another_unit_is_written_where_there_is_a_place() -> None:
    """
    Guideline 5.0 and 2005 have PRICE_BASE; in the others the price would be another price.
    """
    per_metre = record(item={"price_unit": "MTR", "price_unit_factor": Decimal(100)})

    assert write("bmecat-etim-5.0", per_metre).texts("PRICE_UNIT") == ["MTR"]
    assert write("bmecat-2005", per_metre).texts("PRICE_UNIT_FACTOR") == ["100"]
    for dialect in ("bmecat-etim-3.1", "bmecat-1.2"):
        with pytest.raises(Refused, match="prices in 1"):
            write(dialect, per_metre)


def test_attachments_are_found_by_their_address() -> None:
    """
    A source below the root of another catalogue is written as the whole address.
    """
    picture = {
        "code": "MD01",
        "source": {"nl": "a.jpg"},
        "uri": {"nl": "https://example.com/pictures/a.jpg"},
    }
    document = write("bmecat-etim-5.0", record({"attachments": [picture]}))
    assert document.texts("UDX.EDXF.MIME_SOURCE") == ["https://example.com/pictures/a.jpg"]
    assert document.told == [("attachments.source.nl", Why.CHANGED)]

    root = {"CATALOG": [{"MIME_ROOT": ["https://example.com/pictures"]}]}
    document = write(
        "bmecat-etim-5.0",
        record({"attachments": [picture]}),
        format="bmecat-2005",
        catalogue=root,
    )
    assert document.texts("UDX.EDXF.MIME_SOURCE") == ["a.jpg"]
    assert document.told == []


def test_kinds_of_attachment_get_the_nearest_name() -> None:
    """
    A purpose becomes a code in 5.0, a code a purpose in 3.1, an unknown code MD99; all told.
    """
    plain = {"source": {"nl": "a.jpg"}, "purpose": "thumbnail"}
    coded = {"source": {"nl": "a.pdf"}, "code": "MD22"}
    soft = {"source": {"nl": "a.exe"}, "code": "SOF"}
    one = record({"attachments": [plain, coded, soft]})

    assert write("bmecat-etim-5.0", one).texts("UDX.EDXF.MIME_CODE") == ["MD47", "MD22", "MD99"]
    document = write("bmecat-etim-3.1", one)
    assert document.texts("MIME_PURPOSE") == ["thumbnail", "data_sheet", "others"]
    assert document.texts("MIME_TYPE")[:2] == ["image/jpeg", "application/pdf"]
    assert document.texts("MIME_DESCR") == ["MD22"]


def test_relations_of_other_lists_get_the_nearest_name() -> None:
    """
    A successor is a successor; what BMEcat has no word for is `others`, and told.
    """
    relations = [{"type": "OPV", "number": "A-2"}, {"type": "TEP", "number": "A-3", "quantity": 2}]
    document = write("bmecat-etim-5.0", record({"relations": relations}))

    assert document.root.xpath("//@type[.='followup' or .='others']") == ["followup", "others"]
    assert document.told == [("relations.type", Why.CHANGED), ("relations.type", Why.CHANGED)]


def test_an_unwritable_part_takes_only_itself_along() -> None:
    """
    A packaging unit without its code is left out; the other one and the record stay.
    """
    units = [{"quantity_min": 1}, {"code": "BX", "quantity_min": Decimal(10)}]
    document = write("bmecat-etim-5.0", record(item={"packaging_units": units}))

    assert document.texts("UDX.EDXF.QUANTITY_MIN") == ["10"]
    assert document.told == [
        ("packaging_units.code", Why.PART_LEFT_OUT),
        ("packaging_units.quantity_min", Why.PART_LEFT_OUT),
    ]
