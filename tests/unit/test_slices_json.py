"""Items of a JSON array as slices: the same items as the streaming parser gives, or a refusal."""

from __future__ import annotations

import io
import json
import re
from unittest import mock

import ijson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sluis.formats import _slices
from sluis.formats._sliced_json import cut_json, json_object
from sluis.formats._slices import Unproven

PATH = ("Supplier", "Product")
values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5)
    | st.sampled_from(["", "}", "},{", '"Product":[{', "\\", "é", "\n", "1.50", '{"Id":']),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["Id", "Product", "a"]), inner, max_size=3
    ),
    max_leaves=5,
)  # fmt: skip
items = st.fixed_dictionaries({"Id": st.integers(0, 3)}, optional={"a": values, "Product": values})
documents = st.fixed_dictionaries(
    {
        "before": st.dictionaries(st.sampled_from(["Name", "Product", "Ω"]), values, max_size=2),
        "items": st.lists(items | st.integers(0, 19).flatmap(lambda n: items if n else values)),
        "more": st.lists(
            st.fixed_dictionaries({}, optional={"Product": st.lists(items, max_size=2)}),
            max_size=1,
        ),
        "after": st.dictionaries(st.sampled_from(["Name", "Product", "End"]), values, max_size=1),
        "indent": st.sampled_from([None, None, 0, 2, "\t"]),
        "ascii": st.booleans(),
        "feed": st.sampled_from(["\n", "\r\n"]),
        "window": st.sampled_from([3, 50, 1 << 20]),
        "cut": st.sampled_from([0, 0, 0, 1, 30]),
        "noise": st.none()
        | st.tuples(st.integers(0, 400), st.sampled_from([b",", b"}", b'"', b" ", b"\xff", b"1"])),
    }
)


def written(facts) -> bytes:
    document = {
        **facts["before"],
        "Supplier": [{"SupplierName": "Kade", "Product": facts["items"]}, *facts["more"]],
        **facts["after"],
    }
    compact = (",", ":") if facts["indent"] is None else None
    text = json.dumps(
        document, indent=facts["indent"], ensure_ascii=facts["ascii"], separators=compact
    )
    data = text.replace("\n", facts["feed"]).encode()
    data = data[: len(data) - facts["cut"]]
    if facts["noise"]:
        at, byte = facts["noise"]
        data = data[:at] + byte + data[at:]
    return data


def sliced(content: bytes):
    """The items by slice, and the places of the slices; nothing when it was refused."""
    try:
        slices = list(cut_json(io.BytesIO(content), PATH))
        return [json_object(one.data) for one in slices], slices
    except Unproven:
        return None


@settings(max_examples=300, deadline=None)
@given(documents)
def test_the_items_are_those_of_the_streaming_parser(facts) -> None:
    """
    Whatever the strings hold, wherever the array stands, broken or not: what is not refused is
    what the plain parser gives, and each slice lies at its line.
    """
    content = written(facts)
    with mock.patch.object(_slices, "WINDOW", facts["window"]):
        outcome = sliced(content)
    if outcome is None:
        return

    found, slices = outcome
    assert found == list(ijson.items(io.BytesIO(content), "Supplier.item.Product.item"))
    at = max(content.find(b'"Supplier"'), 0)  # what stands before may look like an item
    for one in slices:
        at = content.index(one.data, at)
        assert one.line == 1 + content.count(b"\n", 0, at)
        at += len(one.data)


@pytest.mark.parametrize("indent", [None, 2, "\t"])
@pytest.mark.parametrize("count", [1, 2, 50])
def test_ordinary_documents_are_cut(indent, count) -> None:
    """
    Documents as JSON writers make them, compact or indented, take the fast path.
    """
    products = [{"Id": n, "TradeItem": [{"No": "x"}, {"No": "},{"}]} for n in range(count)]
    document = {"Supplier": [{"Product": products}], "End": 1}

    outcome = sliced(json.dumps(document, indent=indent).encode())

    assert outcome is not None
    assert outcome[0] == products


@pytest.mark.parametrize(
    "change",
    [
        (b'"End"', b'"Supplier"'),
        (b'"End": 1', b'"End": 1e'),
        (b'"End": 1', b'"End": "\xff"'),
        (b'{"Supplier"', b'\xef\xbb\xbf{"Supplier"'),
        (b'"End": 1}', b'"End": 1} x'),
    ],
)
def test_what_is_no_plain_document_is_refused(change) -> None:
    """
    A name twice, damage before or behind the items, another encoding: left to the plain parser.
    """
    content = b'{"Supplier": [{"Product": [{"Id": 1}, {"Id": 2}]}], "End": 1}'
    assert sliced(content) is not None

    assert sliced(content.replace(*change)) is None


def test_a_slice_without_end_is_refused() -> None:
    """
    Memory stays bounded: what does not end is left to the plain parser.
    """
    content = b'{"Supplier":[{"Product":[{"Id":1},{"Id":2},{"Id":"' + b"x" * 500

    with mock.patch.object(_slices, "LONGEST", 100), mock.patch.object(_slices, "WINDOW", 10):
        assert sliced(content) is None


def test_numbers_keep_their_digits() -> None:
    """
    As in the plain parser, a number with a point is a decimal.
    """
    found = json_object(b'{"a": 1.10, "b": 3}')

    assert re.sub(r"\s", "", str(found)) == "{'a':Decimal('1.10'),'b':3}"
