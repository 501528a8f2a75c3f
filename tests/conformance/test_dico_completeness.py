"""Nothing that a DICO message says is dropped, by whichever name it says it."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, timedelta

import msgspec
import pytest
from lxml import etree

from sluis.formats import recognise
from sluis.formats.dico._messages import MESSAGES, Message
from sluis.formats.dico._nodes import Node
from sluis.model import Record

NAMESPACE = "http://www.ketenstandaard.nl/{}/SALES/005"
FIRST_DAY = date(2001, 1, 1)
CODES = {
    "certificate": "KOMO",
    "VAT rate": "S",
    "RoHS": "J",
    "terms": "BC",
    "relation": "ALT",
    "kind of relation": "PP",
    "BIM status": "ready",
    "unit": "MTR",
    "packaging": "CT",
    "true or false": "true",
    "language": "NL",
}
"""What stands for a code, a unit or a yes: these cannot be told from each other afterwards."""

WITHOUT_OWN_PLACE = {
    "AttachmentType": "CHR",
    "ValueType": "A",
    "DeliveryTimeUoM": "DAY",
    "LogicalValue": "J",
    "AttachedData": "aGFsbG8=",
    "AttributeName": "Resolution",
}
"""Leaves whose text becomes something else on purpose."""

every_message = pytest.mark.parametrize("message", MESSAGES, ids=lambda one: one.root)
Name = Callable[[Node], str]


class Filler:
    """A line in which every leaf that can be told from the others has a value of its own."""

    def __init__(self, message: Message, name: Name) -> None:
        self.markers: dict[str, str] = {}
        self._message = message
        self._name = name
        self._count = 0

    def document(self) -> bytes:
        space = NAMESPACE.format(self._message.written_segment)
        root = etree.Element(f"{{{space}}}{self._message.root}", nsmap={None: space})
        etree.SubElement(root, f"{{{space}}}MutationCode").text = "9"
        self._fill(etree.SubElement(root, self._name(self._message.line)), self._message.line)
        return etree.tostring(root)

    def _fill(self, element: etree._Element, node: Node) -> None:
        for one in node.children:
            if one.written or one.children:
                child = etree.SubElement(element, self._name(one))
                if one.children:
                    self._fill(child, one)
                else:
                    child.text = self._text(one)
        unknown = etree.SubElement(element, "Unheard")
        unknown.set("of", self._marker("of", "attribute"))
        etree.SubElement(unknown, "Deeper").text = self._marker("Deeper", "text")

    def _text(self, node: Node) -> str:
        fixed = WITHOUT_OWN_PLACE.get(node.name) or CODES.get(node.kind.words)
        return fixed or self._marker(node.name, node.kind.words)

    def _marker(self, name: str, kind: str) -> str:
        self._count += 1
        if kind == "date":
            marker = written = (FIRST_DAY + timedelta(days=self._count)).isoformat()
        elif kind == "percentage":
            written = f"0.{7000 + self._count}"
            marker = str(7000 + self._count)
        elif kind in {"number", "whole number", "GTIN"}:
            marker = written = str(70_000_000 + self._count)
        else:
            marker = written = f"m{self._count}m"
        self.markers[marker] = name
        return written


def read(document: bytes) -> list[Record]:
    one = recognise(document)
    header = one.read_header(io.BytesIO(document))
    return list(one.read(io.BytesIO(document), header))


def lost(filler: Filler) -> list[str]:
    """The elements whose values are not found after reading."""
    [record] = read(filler.document())
    record.findings = []  # a finding quotes values: that does not count as keeping them
    kept = msgspec.json.encode(record).decode()
    return [name for marker, name in filler.markers.items() if marker not in kept]


@every_message
def test_every_element_is_found_again(message: Message) -> None:
    """
    Each leaf of the description and each unknown element and attribute has a place in the record.
    """
    assert lost(Filler(message, lambda node: node.name)) == []


@every_message
def test_every_element_is_read_by_its_other_names(message: Message) -> None:
    """
    The other names lead to a place too, in any case.
    """
    assert lost(Filler(message, lambda node: (*node.also, node.name)[0].swapcase())) == []
