"""A document with some of the records of another, to mend and send again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from lxml import etree

from sluis.errors import UnreadableFile
from sluis.formats._format import Wanted
from sluis.formats._xml import Document, Element, comment, forget, local
from sluis.formats.bmecat._document import RECORD_TAGS, SHAPE, in_record, is_record
from sluis.formats.bmecat._header import ENTRY_TAGS, TRANSACTIONS
from sluis.model import Mode, Transaction

Events = Iterator[tuple[str, Element]]

_XML = "http://www.w3.org/XML/1998/namespace"


def copy_records(stream: BinaryIO, wanted: Wanted, out: BinaryIO) -> None:
    """Write the records with the ordinals of *wanted*, ascending, each after its comments.

    The document has the root, HEADER and transaction of *stream*, in UTF-8, without DOCTYPE,
    classification blocks and group maps. T_NEW_CATALOG becomes T_UPDATE_PRODUCTS: as a complete
    catalogue, the few records would make all others lapse. Memory stays flat.
    """
    tags = ("{*}HEADER", *(f"{{*}}{name}" for name in TRANSACTIONS), *RECORD_TAGS, *ENTRY_TAGS)
    events = iter(Document(stream, SHAPE, tags, events=("start", "end"), as_written=True))
    header, transaction = _frame(events)
    root = transaction.getparent()
    if root is None:
        raise UnreadableFile("the transaction has no root around it", format_name="bmecat")
    with etree.xmlfile(out, encoding="utf-8") as file:
        file.write_declaration()
        with file.element(root.tag, _attributes(root), nsmap=_namespaces(root)):
            if header is not None:
                file.write("\n", header)
            tag, attributes = _as_update(transaction)
            with file.element(tag, attributes):
                _copy(events, iter(wanted), file, is_update=tag != transaction.tag)


def _namespaces(root: Element) -> dict[str | None, str]:
    """Those of the root; xmlfile only knows the prefix of xml:lang when it is declared."""
    declared = {prefix: str(uri) for prefix, uri in root.nsmap.items()}
    return declared | ({"xml": _XML} if any(_XML in str(name) for name in root.attrib) else {})


def _attributes(element: Element) -> dict[str, str]:
    return {str(name): str(value) for name, value in element.attrib.items()}


def _as_update(transaction: Element) -> tuple[str, dict[str, str]]:
    """Tag and attributes of the transaction; `prev_version` is mandatory in an update."""
    tag, attributes = str(transaction.tag), _attributes(transaction)
    if local(tag) != Transaction.NEW_CATALOG:
        return tag, attributes
    return tag.replace(Transaction.NEW_CATALOG, Transaction.UPDATE_PRODUCTS), {"prev_version": "0"}


def _frame(events: Events) -> tuple[Element | None, Element]:
    header: Element | None = None
    for event, element in events:
        name = local(str(element.tag))
        if name == "HEADER" and event == "end":
            header = element
            header.tail = "\n"
        elif name in TRANSACTIONS:
            return header, element
    raise UnreadableFile("no transaction such as T_NEW_CATALOG", format_name="bmecat")


def _copy(
    events: Events, wanted: Iterator[tuple[int, list[str]]], file: Any, *, is_update: bool
) -> None:
    ordinal = 0
    at, comments = next(wanted, (0, []))
    for event, element in events:
        if event == "start" or (in_record(element) and not is_record(element)):
            continue
        if is_record(element):
            ordinal += 1
            if ordinal == at:
                if is_update:
                    element.set("mode", Mode.NEW)
                _write(file, element, comments)
                at, comments = next(wanted, (0, []))
        if local(str(element.tag)) not in TRANSACTIONS:
            forget(element)


def _write(file: Any, element: Element, comments: list[str]) -> None:
    element.tail = None
    for words in comments:
        file.write("\n", etree.Comment(f" {comment(words)} "))
    file.write("\n", element)
