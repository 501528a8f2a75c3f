"""COPY lines: the shape of each, and what is refused."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest

from sluis.catalogue import columns, rows
from sluis.catalogue.lines import KEY_LIMIT
from sluis.model import Entity, Finding, Mode, Patch, Product, Record, Severity, TradeItem

PRODUCT = Product(manufacturer_id="m", manufacturer_product_number="P1")
ITEM = TradeItem(supplier_item_number="A1")


def record(**changes) -> Record:
    fields = {"product": PRODUCT, "trade_item": ITEM} | changes
    return Record(ordinal=7, key="A1", line=70, **fields)


def warning(entity: Entity, field: str = "status") -> Finding:
    return Finding(rule="x", severity=Severity.WARNING, entity=entity, field=field)


def notes(line: bytes, at: int = -2) -> list[str]:
    return [one["field"] for one in msgspec.json.decode(line.split(b"\t")[at])]


@pytest.mark.parametrize(
    ("changes", "tables"),
    [
        ({}, ["product", "trade_item"]),
        ({"product": None}, ["trade_item"]),
        ({"trade_item": None}, ["product"]),
        ({"product": None, "trade_item": None}, []),
        ({"patch": Patch()}, ["product_patch", "trade_item_patch"]),
        ({"patch": Patch(), "product": None}, ["trade_item_patch"]),
        ({"mode": Mode.UPDATE}, ["product", "trade_item"]),
        ({"mode": Mode.DELETE}, ["trade_item_key"]),
        ({"mode": Mode.DELETE, "trade_item": None}, ["product_key"]),
        ({"mode": Mode.DELETE, "product": None, "trade_item": None}, ["trade_item_key"]),
    ],
)
def test_a_record_goes_to_the_tables_of_its_parts(changes, tables) -> None:
    """
    Each part has its staging table; every line starts with ordinal and line number.
    """
    lines = list(rows.encode(record(**changes), []))

    assert [table for table, _ in lines] == tables
    assert all(line.startswith(b"7\t70\t") and line.endswith(b"\n") for _, line in lines)


P1 = ("product_key", b"7\t70\treject\tm\tP1\n")
A1 = ("trade_item_key", b"7\t70\treject\tA1\n")


@pytest.mark.parametrize(
    ("changes", "lines"),
    [
        ({}, [P1, A1]),
        ({"product": None}, [A1]),
        ({"trade_item": None}, [P1]),
        ({"product": None, "trade_item": None}, [A1]),
        ({"mode": Mode.DELETE}, [A1]),
        ({"patch": Patch()}, [P1, A1]),
    ],
)
def test_a_rejected_record_leaves_its_keys(changes, lines) -> None:
    """
    Once for each entity it has; as a trade item when it has neither.
    """
    assert list(rows.encode_rejected(record(**changes))) == lines


def test_a_patch_says_what_it_carries() -> None:
    """
    A bit for each field of the entity, in the order of the model, and whether it creates.
    """
    patch = Patch(trade_item=["supplier_item_number", "manufacturer_id", "extensions"])
    [(_, line)] = rows.encode(record(product=None, patch=patch), [])
    [(_, creating)] = rows.encode(record(product=None, patch=Patch(creates=True)), [])
    fields = len(columns.TRADE_ITEM.fields)

    assert line.endswith(b"\tf\t1" + b"0" * (fields - 2) + b"1\n")
    assert creating.endswith(b"\tt\t" + b"0" * fields + b"\n")


def test_a_patch_names_fields_of_the_model() -> None:
    """
    Another name is a fault of the reader, told at once.
    """
    with pytest.raises(ValueError, match="trade_item has no field colour"):
        rows.encode(record(patch=Patch(trade_item=["colour"])), [])


@pytest.mark.parametrize("number", ["", "x" * (KEY_LIMIT + 1), "a\0b", "\ud800"])
def test_a_rejected_record_never_fails(number) -> None:
    """
    A key that no stored record can have is left out.
    """
    broken = record(trade_item=TradeItem(supplier_item_number=number), product=None)

    assert list(rows.encode_rejected(broken)) == [("trade_item_key", b"7\t70\treject\t\n")]


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
    patch = Patch(trade_item=["net_price"])
    ((_, price),) = rows.encode(
        record(product=None, patch=patch), [*found, warning(Entity.TRADE_ITEM, "net_price")]
    )

    assert (notes(product), notes(item)) == (["etim_class"], ["status"])
    assert notes(alone) == ["etim_class", "status"]
    assert notes(price, at=-4) == ["net_price"]


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
    Every field of the Structs has its column.
    """
    fields = {table.name: table.names() for table in columns.TABLES}

    assert fields == {
        "product": tuple(f.name for f in msgspec.structs.fields(Product)),
        "trade_item": tuple(f.name for f in msgspec.structs.fields(TradeItem)),
    }
