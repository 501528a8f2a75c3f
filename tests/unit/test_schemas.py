"""Documents against schemas that somebody else has."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest

from sluis.converting import Wishes, convert
from sluis.errors import Refused
from sluis.formats import by_name
from sluis.reading import Findings, Options, read_blocks
from sluis.schemas import LINE_BYTES, MOST, Schemas, Unusable
from sluis.targets import file_target

SAMPLES = Path(__file__).parents[1] / "samples"
SPACE = "http://www.ketenstandaard.nl/artikelbericht/SALES/005"
SCHEMA = f"""<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="{SPACE}"
    targetNamespace="{SPACE}" elementFormDefault="qualified">
  <xs:include schemaLocation="types.xsd"/>
  <xs:element name="PriceCatalogue"><xs:complexType><xs:sequence>
    <xs:element name="MutationCode" type="Mutation"/>
    <xs:element name="Grouping" maxOccurs="unbounded"><xs:complexType><xs:sequence>
      <xs:element name="Supplier"><xs:complexType><xs:sequence>
        <xs:element name="GLN" type="xs:string"/>
      </xs:sequence></xs:complexType></xs:element>
      <xs:element name="TradeItemLine" maxOccurs="unbounded"><xs:complexType><xs:sequence>
        <xs:element name="TradeItemIdentification"><xs:complexType><xs:sequence>
          <xs:element name="SuppliersTradeItemId" type="xs:string"/>
        </xs:sequence></xs:complexType></xs:element>
        <xs:element name="Quantity" type="xs:decimal" minOccurs="0"/>
      </xs:sequence></xs:complexType></xs:element>
    </xs:sequence></xs:complexType></xs:element>
  </xs:sequence></xs:complexType></xs:element>
</xs:schema>"""
TYPES = f"""<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="{SPACE}">
  <xs:simpleType name="Mutation"><xs:restriction base="xs:string">
    <xs:enumeration value="4"/><xs:enumeration value="9"/>
  </xs:restriction></xs:simpleType>
</xs:schema>"""
LINE = """<TradeItemLine><TradeItemIdentification>
<SuppliersTradeItemId>{number}</SuppliersTradeItemId>
</TradeItemIdentification>{more}</TradeItemLine>
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a schema of two files, and one for something else."""
    (tmp_path / "Artikelbericht.xsd").write_text(SCHEMA)
    (tmp_path / "types.xsd").write_text(TYPES)
    (tmp_path / "broken.xsd").write_text("<xs:schema")
    return tmp_path


def message(*more: str, code: str = "9") -> bytes:
    lines = "".join(LINE.format(number=n, more=one) for n, one in enumerate(more))
    return f"""<PriceCatalogue xmlns="{SPACE}">
<MutationCode>{code}</MutationCode>
<Grouping><Supplier><GLN>2900000000018</GLN></Supplier>
{lines}</Grouping></PriceCatalogue>""".encode()


def test_a_violation_is_told_with_its_line(folder) -> None:
    """
    Each fault has the line where it stands, the element, and the words without namespaces.
    """
    document = message("", "<Quantity>x</Quantity>", "<Colour/>")
    found = list(Schemas(folder).violations(io.BytesIO(document)))

    assert [(one.line, one.element) for one in found] == [(9, "Quantity"), (12, "Colour")]
    assert (
        found[0].reason
        == "Element 'Quantity': 'x' is not a valid value of the atomic type 'xs:decimal'."
    )


def test_a_document_as_it_should_be_gives_nothing(folder) -> None:
    """
    Neither does one without a schema, one that is no XML, and any when there is no folder.
    """
    for document in (message(""), b"<Order/>", b"no xml", b"", message("")[:-9]):
        assert list(Schemas(folder).violations(io.BytesIO(document))) == []
    assert list(Schemas(None).violations(io.BytesIO(message("<Colour/>")))) == []


def test_no_more_are_told_than_anybody_reads(folder) -> None:
    """
    A document in which all is wrong neither fills the memory nor the report; one line of any length
    is read in pieces.
    """
    document = message(*["<Colour/>"] * (2 * MOST)).replace(b"\n", b" ")

    assert len(document) > LINE_BYTES / 4
    assert len(list(Schemas(folder).violations(io.BytesIO(document)))) == MOST


def test_a_schema_that_wants_the_network_is_not_used(folder) -> None:
    """
    Nothing is fetched: whoever put it there is told.
    """
    elsewhere = SCHEMA.replace("types.xsd", "http://schemas.example/types.xsd")
    (folder / "Artikelbericht.xsd").write_text(elsewhere)

    with pytest.raises(Unusable, match=r"schemas\.example"):
        list(Schemas(folder).violations(io.BytesIO(message(""))))


def test_reading_tells_violations_as_warnings(folder) -> None:
    """
    The file is read all the same; a schema that is of no use is told too.
    """
    path = folder / "catalogue.xml"
    path.write_bytes(message("<Quantity>x</Quantity>"))
    options = Options(today=date(2026, 11, 21), schemas=str(folder))

    assert ("schema-violation", 6) in told(path, options)
    (folder / "types.xsd").write_text("<nothing/>")
    assert ("schema-unusable", None) in told(path, options)


def told(path: Path, options: Options) -> list[tuple[str, int | None]]:
    blocks = [one for one in read_blocks(path, options) if isinstance(one, Findings)]
    return [(found.rule, found.line) for block in blocks for found in block.found]


def test_what_breaks_its_schema_is_not_published(folder) -> None:
    """
    The file of before stays; what obeys is published.
    """
    path = folder / "out.xml"
    path.write_bytes(b"before")
    with pytest.raises(Refused, match="Colour"), file_target(path, Schemas(folder)) as target:
        target.document().write(message("<Colour/>"))

    assert path.read_bytes() == b"before"
    with file_target(path, Schemas(folder)) as target:
        target.document().write(message(""))
    assert path.read_bytes() == message("")


def test_a_conversion_obeys_the_schema(folder) -> None:
    """
    What `sluis convert` writes is held to the schema like any other document.
    """
    source = SAMPLES / "dico-sales005" / "article_complete.xml"
    wishes = Wishes(today=date(2026, 11, 21), schemas=folder)

    with pytest.raises(Refused, match="PriceCatalogueNumber"):
        convert(source, folder / "out.xml", by_name("dico-sales005"), wishes)
    assert not (folder / "out.xml").exists()
