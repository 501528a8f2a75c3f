"""What goes in comes out: every field, the nastiest texts, exact numbers."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sluis.model import Product, Record, TradeItem

TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1),
    st.sampled_from(
        ["\\N", "\\", "\\.", "\t", "\n\r", '"', "{a,b}", "NULL", "a\\tb", "\u2028", "'"]
    ),
)
NUMBERS = st.decimals(allow_nan=False, allow_infinity=False).filter(
    lambda n: abs(n.as_tuple().exponent) < 300
)
SCALARS = st.one_of(TEXTS, NUMBERS, st.booleans(), st.integers(-(2**63), 2**63))
NESTED = st.dictionaries(TEXTS, st.one_of(SCALARS, st.lists(SCALARS, max_size=3)), max_size=4)
BY_TYPE = {
    "str": TEXTS,
    "date": st.dates(),
    "bool": st.booleans(),
    "int": st.integers(-(2**31) + 1, 2**31 - 1),
    "Decimal": NUMBERS,
    "list[str]": st.lists(TEXTS, max_size=3),
    "list[Json]": st.lists(NESTED, max_size=3),
    "Json": NESTED,
}  # fmt: skip
KEYS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=60
)


def structs(struct, keys):
    """Any value in any field."""
    fields = {}
    for name, hint in struct.__annotations__.items():
        kind, _, optional = hint.partition(" | ")
        plain = KEYS if name in keys or name.startswith("manufacturer_") else BY_TYPE[kind]
        fields[name] = st.one_of(st.none(), plain) if optional else plain
    return st.builds(struct, **fields)


RECORDS = st.builds(
    Record,
    ordinal=st.just(1),
    key=st.just("k"),
    product=structs(Product, {"manufacturer_id", "manufacturer_product_number"}),
    trade_item=structs(TradeItem, {"supplier_item_number"}),
)


def as_told(value):
    """A Struct as a dump tells it: dates as text, numbers by value."""
    told = msgspec.to_builtins(value, builtin_types=(Decimal, date))
    return {name: str(v) if isinstance(v, date) else v for name, v in told.items()}


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(record=RECORDS)
def test_every_field_comes_back_as_it_went_in(desk, record) -> None:
    """
    Through COPY, staging and apply to the dump: not a character and not a digit is lost.
    """
    desk.deliver(record)
    [item], [product] = desk.records(), desk.records("product")

    assert item == as_told(record.trade_item)
    assert product == as_told(record.product)
    assert desk.deliver(record).items == "read=1 unchanged=1"


def test_numbers_keep_their_digits(desk) -> None:
    """
    The dump's JSON has the digits of the file, in columns and in nested parts.
    """
    digits = "12345678901234567890.123456789012345678900"
    item = TradeItem(
        supplier_item_number="A1", net_price=Decimal(digits), prices=[{"amount": Decimal(digits)}]
    )
    desk.deliver(Record(ordinal=1, key="A1", trade_item=item))
    [stored] = desk.raw()

    assert str(stored["net_price"]) == digits
    assert str(stored["prices"][0]["amount"]) == digits


def test_a_dump_line_has_every_stored_field(desk) -> None:
    """
    All columns of the table, empty ones too, and the product as a nested object.
    """
    item = TradeItem(
        supplier_item_number="A1", manufacturer_id="m", manufacturer_product_number="P"
    )
    product = Product(manufacturer_id="m", manufacturer_product_number="P")
    desk.deliver(Record(ordinal=1, key="A1", trade_item=item, product=product))
    columns = {
        table: {
            row["column_name"]
            for row in desk.connection.execute(
                "select column_name from information_schema.columns where table_name = %s", [table]
            )
        }
        for table in ("trade_item", "product")
    }
    [stored] = desk.raw()

    assert set(stored) == columns["trade_item"] | {"product"}
    assert set(stored["product"]) == columns["product"]
    assert json.dumps(stored["warnings"]) == "[]"
