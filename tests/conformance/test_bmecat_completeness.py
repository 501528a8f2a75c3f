"""Nothing that a BMEcat says is dropped: each value of a document is found again after reading."""

from __future__ import annotations

import io
from pathlib import Path

import msgspec
import pytest
from lxml import etree

from sluis.formats import recognise
from tests.conformance.element_tree import Filler, Node, schema_tree, table

OWN_TABLE = Path(__file__).with_name("etim_50_elements.txt")


def read_as_json(document: bytes) -> str:
    """Header and records of a document, as the JSON they are stored as."""
    one = recognise(document)
    header = one.read_header(io.BytesIO(document))
    records = list(one.read(io.BytesIO(document), header))
    for record in records:
        record.findings = []  # a finding quotes values: that does not count as keeping them
    return msgspec.json.encode([header, records]).decode()


def lost(root: Node) -> list[str]:
    """The places whose marker is not found after reading."""
    filler = Filler()
    kept = read_as_json(filler.document(root))
    return [place for marker, place in filler.places.items() if marker not in kept]


def test_every_element_of_etim_5_is_found_again() -> None:
    """
    Each leaf and attribute of the ETIM 5.0 tree has a place in header or record.
    """
    assert lost(table(OWN_TABLE.read_text())) == []


@pytest.mark.parametrize(
    ("tree", "transaction"),
    [
        ("bmecat_etim_5.0.1", "T_NEW_CATALOG"),
        ("bmecat_etim_5.0.1", "T_NEW_PRODUCTDATA"),
        ("bmecat_etim_5.0.1", "T_UPDATE_PRODUCTS"),
        ("bmecat_etim_3.1", "T_NEW_CATALOG"),
        ("bmecat_1.2_new_catalog", "T_NEW_CATALOG"),
        ("bmecat_1.2_update_products", "T_UPDATE_PRODUCTS"),
        ("bmecat_2005.1", "T_NEW_CATALOG"),
    ],
)
def test_every_element_of_a_schema_is_found_again(
    tree: str, transaction: str, shared_formats: Path
) -> None:
    """
    The same for the trees of the public schemas, of each dialect and transaction.
    """
    text = (shared_formats / "trees" / f"{tree}.tree.txt").read_text()

    assert lost(schema_tree(text, transaction)) == []


def test_every_value_of_the_official_sample_is_found_again(shared_formats: Path) -> None:
    """
    The sample of ETIM International: all texts but "-", which is read as a reason.
    """
    [path] = (shared_formats / "samples").glob("SampleFile_bmecat_etim_V5*.xml")
    document = path.read_bytes()
    kept = read_as_json(document)
    texts = {(element.tag, (element.text or "").strip()) for element in etree.XML(document).iter()}
    booleans = {"true", "false"}

    missing = [
        (tag, text)
        for tag, text in texts
        if text.removeprefix("ETIM-") not in kept and text not in {"-", *booleans}
    ]

    assert missing == []


@pytest.mark.parametrize(
    ("name", "dialect"),
    [
        ("SampleFile_bmecat_etim_V5_T_NEW_CATALOG_ETIM10.xml", "bmecat-etim-5.0"),
        ("WEI_BMECat_1010000000.xml", "bmecat-2005"),
        ("bmecat12_fischer_small.xml", "bmecat-1.2"),
        ("bmecat12_new_catalog.xml", "bmecat-1.2"),
        ("bmecat12_price_validity.xml", "bmecat-1.2"),
    ],
)
def test_the_public_samples_read_without_a_finding(
    name: str, dialect: str, shared_formats: Path
) -> None:
    """
    Real and official files hold nothing that the reader could not make sense of.
    """
    document = (shared_formats / "samples" / name).read_bytes()
    one = recognise(document)
    header = one.read_header(io.BytesIO(document))

    records = list(one.read(io.BytesIO(document), header))

    assert one.name == dialect
    assert records
    assert [found for record in records for found in record.findings] == []
