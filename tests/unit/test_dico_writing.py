"""DICO written: what each message says, and what it does not say and tells."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest
from lxml import etree

from sluis.errors import Refused
from sluis.formats import by_name, recognise
from sluis.formats._format import Why
from sluis.model import (
    Condition,
    Entity,
    Header,
    Mode,
    Mutation,
    Patch,
    Product,
    Record,
    Relation,
    TradeItem,
)
from tests.conformance.test_writing import all_written
from tests.conformance.written import MemoryTarget

SAMPLES = Path(__file__).parents[1] / "samples"
GLN = "2900000000018"
WRITTEN = ("dico-sales005", "insbou004")

CODES = {
    "AttachmentType": "AttachmentType",
    "BIMStatus": "BIMStatusType",
    "CertificateType": "CertificateType",
    "IndicatorType": "IndicatorType",
    "MutationCode": "MutationType",
    "ROHSIndicator": "ROHSIndicatorType",
    "ReasonNoValue": "ReasonNoValueType",
    "RelationKind": "RelationKindType",
    "RelationType": "RelationType",
    "StatusCode": "SpecialConditionType",
    "TermsTypeCode": "TermsType",
    "VATRate": "VATRateType",
    "ValueType": "ValueType",
}
"""Element -> the code list it is of."""


def header(**fields: Any) -> Header:
    usual = {"supplier_gln": GLN, "currency": "EUR", "generated_on": date(2026, 3, 1)}
    return Header(**{"format": "catalogue", "version": "", **usual, **fields})


def item(**fields: Any) -> TradeItem:
    return TradeItem(**{"supplier_item_number": "A1", "order_unit": "C62", **fields})


def price(amount: str, kind: str = "net_list", **more: Any) -> dict[str, Any]:
    return {"type": kind, "amount": Decimal(amount), "currency": "EUR", **more}


def write(head: Header, *things: Any, mode: Mode = Mode.NEW) -> MemoryTarget:
    """The messages of *things*, one record each."""
    places = {Product: "product", TradeItem: "trade_item"}
    records = [
        Record(ordinal=n, key=f"{n}", mode=mode, **{places.get(type(one), "part"): one})
        for n, one in enumerate(things, start=1)
    ]
    target = MemoryTarget()
    one = by_name("dico-sales005")
    assert one.write is not None
    one.write(head, records, target)
    return target


def told(target: MemoryTarget) -> set[tuple[str, Why]]:
    return {(one.field, one.why) for one in target.told}


def found(target: MemoryTarget, path: str, name: str = "PriceCatalogue.xml") -> list[str]:
    """The texts at *path*, by local names, of the document called *name*."""
    root = etree.fromstring(target.documents[name].getvalue())
    steps = "/".join(f"*[local-name()='{step}']" for step in path.split("/"))
    return [one.text or "" for one in root.xpath(f"//{steps}")]


def read(document: bytes) -> tuple[Header, list[Record]]:
    one = recognise(document)
    head = one.read_header(io.BytesIO(document))
    return head, list(one.read(io.BytesIO(document), head))


@pytest.mark.parametrize(
    ("sample", "lost"),
    [
        ("dico-sales005/article_complete.xml", {"extensions"}),
        ("dico-sales005/product_complete.xml", {"extensions", "attachments.extensions"}),
        ("dico-sales005/item_relations_mutation.xml", {"extensions"}),
        ("insbou004/article.xml", set()),
        ("insbou004/article_mutation.xml", set()),
        ("insbou004/conditions.xml", set()),
        ("insbou004/product.xml", {"extensions"}),
    ],
)
def test_a_message_that_was_read_is_written_again(sample, lost) -> None:
    """
    Header and records are the same again, but for what has no name in the description.
    """
    head, records = read((SAMPLES / sample).read_bytes())
    one, target = by_name(head.format), MemoryTarget()
    assert one.write is not None
    one.write(head, records, target)
    again_head, again = read(target.documents[""].getvalue())

    assert {one.field.partition(".U")[0].partition(".O")[0] for one in target.told} <= lost
    assert bare(again_head) == bare(head)
    assert [bare(one) for one in again] == [bare(one) for one in records]


def bare(one: Any) -> Any:
    """Without what a writer writes in its own way, and what has no name in the description."""
    if isinstance(one, Header):
        return msgspec.structs.replace(one, catalogue={}, dialect="")
    record = msgspec.json.decode(msgspec.json.encode(one), type=Record)
    record.line, record.findings = None, []
    for thing in filter(None, (record.product, record.trade_item, record.part)):
        thing.extensions = {}
        for attachment in getattr(thing, "attachments", []):
            attachment.pop("extensions", None)
    return record


def test_a_catalogue_of_one_kind_is_one_document() -> None:
    """
    Of several kinds each message has its name; what is not spoken of is not written.
    """
    product = Product(manufacturer_id=GLN, manufacturer_product_number="P1", manufacturer_gln=GLN)

    assert set(write(header(), product, item()).documents) == {
        "ProductData.xml",
        "PriceCatalogue.xml",
    }
    assert set(write(header(entities=(Entity.TRADE_ITEM,)), product, item()).documents) == {""}


def test_relations_stand_in_a_message_of_their_own() -> None:
    """
    A successor stands in the line; a relation that says more does not.
    """
    product = Product(
        manufacturer_id=GLN,
        manufacturer_product_number="P1",
        manufacturer_gln=GLN,
        relations=[
            {"type": "OPV", "number": "P2"},
            {"type": "sparepart", "number": "P3", "quantity": Decimal(2)},
            {"type": "select", "number": "P4"},
        ],
    )
    alternative = Relation(kind="AA", number="A1", type="ALT", related_number="A2")
    target = write(header(), product, alternative)

    assert found(target, "SuccessorProductcode", "ProductData.xml") == ["P2"]
    assert found(target, "RelationType", "ItemRelation.xml") == ["RES", "ALT"]
    assert found(target, "Item2/ItemId", "ItemRelation.xml") == ["P3", "A2"]
    assert found(target, "Quantity", "ItemRelation.xml") == ["2"]
    assert ("relations", Why.NO_PLACE) in told(target)


def test_conditions_are_those_of_one_customer() -> None:
    """
    The message is for the buyer; what another pays is left out, and told.
    """
    since = date(2026, 1, 1)
    ours = Condition(
        customer=GLN, discount_group_id="K1", valid_from=since, percentage_1=Decimal("12.5")
    )
    target = write(
        header(entities=(Entity.CONDITION,)),
        ours,
        msgspec.structs.replace(ours, customer="2900000000063"),
        msgspec.structs.replace(ours, discount_group_id=""),
    )
    _, [record] = read(target.documents[""].getvalue())

    assert record.part == ours
    assert [one.why for one in target.told] == [Why.RECORD_LEFT_OUT] * 2


def test_a_condition_needs_no_currency() -> None:
    """
    Neither message nor condition names one: percentages are of any price.
    """
    ours = Condition(
        customer=GLN,
        supplier_item_number="A1",
        valid_from=date(2026, 1, 1),
        percentage_1=Decimal(5),
    )
    target = write(header(entities=(Entity.CONDITION,), currency=None), ours)

    assert read(target.documents[""].getvalue())[1][0].part == ours
    assert not target.told


def test_prices_of_one_period_and_quantity_stand_together() -> None:
    """
    Gross and net of the same are one element, in the order they have.
    """
    target = write(
        header(),
        item(
            prices=[
                price("10.00"),
                price("8.00", "net_customer"),
                price("7.00", "net_customer", lower_bound=Decimal(10)),
                price("12.00", valid_from="2026-07-01"),
            ]
        ),
    )

    assert found(target, "PriceInformation/GrossPrice") == ["10.00", "12.00"]
    assert found(target, "PriceInformation/NetPrice") == ["8.00", "7.00"]
    assert len(found(target, "PriceInformation")) == 3
    assert found(target, "PriceBase/PriceBasisUoM") == ["PCE"] * 3


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"prices": [price("1", unit="RO")]}, "prices"),
        ({"prices": [price("1", currency="USD")]}, "prices"),
        ({"prices": [price("1", territories=["BE"])]}, "prices"),
        ({"prices": [price("1", "on_request")]}, "prices"),
    ],
)
def test_a_price_that_would_say_something_else_is_left_out(fields, why) -> None:
    """
    Per another unit, in another currency or country: no price is better than a wrong one.
    """
    target = write(header(), item(**fields))

    assert found(target, "PriceInformation") == []
    assert (why, Why.PART_LEFT_OUT) in told(target)


def test_a_factor_is_worked_into_the_amount() -> None:
    """
    Nobody who reads the message knows of a factor.
    """
    target = write(header(), item(prices=[price("10.00", factor=Decimal("0.5"))]))

    assert found(target, "GrossPrice") == ["5.000"]
    assert {("prices.factor", Why.NO_PLACE), ("prices.amount", Why.CHANGED)} <= told(target)


def test_a_unit_that_sales005_has_not_is_left_out_and_told() -> None:
    """
    A box is no unit of the code list; a price per order unit is still one.
    """
    target = write(header(), item(order_unit="BX", prices=[price("1.00")]))

    assert found(target, "OrderUoM") == found(target, "PriceBasisUoM") == []
    assert found(target, "GrossPrice") == ["1.00"]
    assert ("order_unit", Why.NOT_ALLOWED) in told(target)


def test_long_texts_are_cut() -> None:
    """
    70 characters for the short description, 256 for the long one.
    """
    texts = {"nl": {"short": "a" * 71, "long": "b" * 257}}
    target = write(header(), item(descriptions=texts))

    assert [len(text) for text in found(target, "Description")] == [70]
    assert [len(text) for text in found(target, "LongDescription")] == [256]
    assert {
        ("descriptions.nl.short", Why.CUT),
        ("descriptions.nl.long", Why.CUT),
    } <= told(target)


def test_a_removal_is_a_status_in_a_mutation_and_an_absence_in_a_complete_message() -> None:
    """
    Status 130 asks for removal; a complete catalogue just does not have it.
    """
    gone = write(header(mutation=Mutation.MUTATION), item(), mode=Mode.DELETE)

    assert found(gone, "StatusCode") == ["130"]
    assert read(gone.documents["PriceCatalogue.xml"].getvalue())[1][0].mode is Mode.DELETE
    with pytest.raises(Refused):
        write(header(), item(), mode=Mode.DELETE)


def test_a_price_update_cannot_be_said() -> None:
    """
    A line is the whole item: prices alone would wipe the rest of it.
    """
    record = Record(ordinal=1, key="A1", patch=Patch(trade_item=["prices"]), trade_item=item())
    target = MemoryTarget()
    one = by_name("dico-sales005")
    assert one.write is not None

    with pytest.raises(Refused):
        one.write(header(), [record], target)
    assert told(target) == {("patch", Why.RECORD_LEFT_OUT)}


@pytest.mark.parametrize("name", WRITTEN)
def test_codes_are_those_of_the_official_lists(name, shared_formats) -> None:
    """
    Whatever the records hold, every code that is written is in the public code list.
    """
    allowed = enumerations(shared_formats / "schemas" / "codelist.xsd")
    units = allowed["NumberUoMType"].union(
        *(codes for kind, codes in allowed.items() if kind.endswith("UoMType"))
    )
    documents = [
        document.getvalue()
        for _, target in all_written(by_name(name))
        for document in target.documents.values()
    ]

    assert documents
    for document in documents:
        for element in etree.fromstring(document).iter("{*}*"):
            local = etree.QName(element).localname
            if local in CODES:
                assert element.text in allowed[CODES[local]], local
            elif local.endswith("UoM") and name == "dico-sales005":
                assert element.text in units, local


def enumerations(path: Path) -> dict[str, set[str]]:
    """The codes of each list of a schema."""
    space = "{http://www.w3.org/2001/XMLSchema}"
    return {
        one.get("name", ""): {code.get("value", "") for code in one.iter(f"{space}enumeration")}
        for one in etree.parse(path).iter(f"{space}simpleType")
    }
