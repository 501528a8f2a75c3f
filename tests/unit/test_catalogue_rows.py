"""COPY lines: the shape of each, and what is refused."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest

from sluis.catalogue import columns, rows
from sluis.catalogue.lines import KEY_LIMIT
from sluis.model import PRICE_FIELDS, Entity, Finding, Mode, Product, Record, Severity, TradeItem

PRODUCT = Product(manufacturer_id="m", manufacturer_product_number="P1")
ITEM = TradeItem(supplier_item_number="A1")


def record(**changes) -> Record:
    fields = {"product": PRODUCT, "trade_item": ITEM} | changes
    return Record(ordinal=7, key="A1", line=70, **fields)


def warning(entity: Entity, field: str = "status") -> Finding:
    return Finding(rule="x", severity=Severity.WARNING, entity=entity, field=field)


def notes(line: bytes) -> list[str]:
    return [one["field"] for one in msgspec.json.decode(line.split(b"\t")[-2])]


@pytest.mark.parametrize(
    ("changes", "tables"),
    [
        ({}, ["product", "trade_item"]),
        ({"product": None}, ["trade_item"]),
        ({"trade_item": None}, ["product"]),
        ({"product": None, "trade_item": None}, []),
        ({"prices_only": True}, ["price"]),
        ({"mode": Mode.UPDATE}, ["product", "trade_item"]),
        ({"mode": Mode.DELETE}, ["removal"]),
        ({"mode": Mode.DELETE, "product": None, "trade_item": None}, ["removal"]),
    ],
)
def test_a_record_goes_to_the_tables_of_its_parts(changes, tables) -> None:
    """
    Each part has its staging table; every line starts with ordinal and line number.
    """
    lines = list(rows.encode(record(**changes), []))

    assert [table for table, _ in lines] == tables
    assert all(line.startswith(b"7\t70\t") and line.endswith(b"\n") for _, line in lines)


@pytest.mark.parametrize(
    ("changes", "lines"),
    [
        ({}, [b"7\t70\tproduct\t\tm\tP1\n", b"7\t70\ttrade_item\tA1\t\t\n"]),
        ({"product": None}, [b"7\t70\ttrade_item\tA1\t\t\n"]),
        ({"trade_item": None}, [b"7\t70\tproduct\t\tm\tP1\n"]),
        ({"product": None, "trade_item": None}, [b"7\t70\ttrade_item\tA1\t\t\n"]),
        ({"mode": Mode.DELETE}, [b"7\t70\ttrade_item\tA1\t\t\n"]),
        ({"prices_only": True}, [b"7\t70\ttrade_item\tA1\t\t\n"]),
    ],
)
def test_a_rejected_record_leaves_its_keys(changes, lines) -> None:
    """
    Once for each entity it has; as a trade item when it has neither.
    """
    assert [line for _, line in rows.encode_rejected(record(**changes))] == lines


@pytest.mark.parametrize("number", ["", "x" * (KEY_LIMIT + 1), "a\0b", "\ud800"])
def test_a_rejected_record_never_fails(number) -> None:
    """
    A key that no stored record can have is left out.
    """
    broken = record(trade_item=TradeItem(supplier_item_number=number), product=None)

    assert list(rows.encode_rejected(broken)) == [("rejected", b"7\t70\ttrade_item\t\t\t\n")]


def test_warnings_stay_with_their_entity() -> None:
    """
    Those about the product go to the product, those about the item to the item; places count
    from the record.
    What is said about the document belongs to no record.
    """
    found = [
        warning(Entity.PRODUCT, "etim_class"),
        warning(Entity.TRADE_ITEM),
        warning(Entity.DOCUMENT, "supplier_gln"),
    ]
    (_, product), (_, item) = rows.encode(record(), found)
    ((_, alone),) = rows.encode(record(trade_item=None), found)
    ((_, price),) = rows.encode(
        record(prices_only=True), [*found, warning(Entity.TRADE_ITEM, "net_price")]
    )

    assert (notes(product), notes(item)) == (["etim_class"], ["status"])
    assert notes(alone) == ["etim_class", "status"]
    assert notes(price) == ["net_price"]


@pytest.mark.parametrize(
    ("part", "field", "value"),
    [
        ("trade_item", "net_price", Decimal("NaN")),
        ("trade_item", "net_price", Decimal("-Infinity")),
        ("trade_item", "net_price", Decimal("1E+5000")),
        ("trade_item", "net_price", Decimal("1" * 5000)),
        ("trade_item", "shelf_life_months", 2**31),
        ("trade_item", "status", "a\0b"),
        ("trade_item", "status", "\udc80"),
        ("trade_item", "supplier_item_number", ""),
        ("trade_item", "supplier_item_number", "x" * (KEY_LIMIT + 1)),
        ("trade_item", "manufacturer_product_number", "x" * (KEY_LIMIT + 1)),
        ("trade_item", "item_gtins", ["a\0b"]),
        ("trade_item", "prices", [{"amount": Decimal("NaN")}]),
        ("trade_item", "prices", [{"amount": Decimal("1E-5000")}]),
        ("trade_item", "prices", [{"amount": Decimal("1" * 70_000)}]),
        ("trade_item", "descriptions", {"nl": {"long": "a\0b"}}),
        ("trade_item", "descriptions", {"a\0b": "x"}),
        ("trade_item", "descriptions", {"nl": "\ud800"}),
        pytest.param("trade_item", "extensions", {"n": 10**70_000}, id="int"),
        ("product", "manufacturer_id", ""),
        ("product", "features", [{"code": "EF1", "value": Decimal("Infinity")}]),
    ],
)  # fmt: skip
def test_what_the_database_cannot_hold_is_refused(part, field, value) -> None:
    """
    The whole record is refused before its first line, and the finding names the field.
    """
    whole = record()
    broken = msgspec.structs.replace(getattr(whole, part), **{field: value})
    whole = msgspec.structs.replace(whole, **{part: broken})
    with pytest.raises(rows.Unstorable) as refused:
        rows.encode(whole, [])
    found = rows.unstorable_finding(refused.value, whole)

    assert (found.rule, found.field, found.ordinal) == ("value-unstorable", field, 7)
    assert found.value.isprintable()


def test_harmless_texts_are_not_refused() -> None:
    """
    A text may speak of NaN, Infinity, E+3 or u0000, and a number may have an exponent.
    """
    item = msgspec.structs.replace(
        ITEM, descriptions={"nl": r"NaN Infinity E+3 \u0000"}, net_price=Decimal("1E+3")
    )

    assert len(list(rows.encode(record(trade_item=item), []))) == 2


def test_the_columns_are_those_of_the_model() -> None:
    """
    Every field of the Structs has its column, and price updates the key and `PRICE_FIELDS`.
    """
    fields = {table.name: table.names() for table in columns.TABLES}

    assert fields == {
        "product": tuple(f.name for f in msgspec.structs.fields(Product)),
        "trade_item": tuple(f.name for f in msgspec.structs.fields(TradeItem)),
    }
    assert set(columns.PRICE.names()) == {"supplier_item_number", *PRICE_FIELDS}
