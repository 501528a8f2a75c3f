"""XML schemas that somebody may have and we may not give: messages are checked against them.

Shape:   a folder of `.xsd` files. A schema is for a document when it declares the document's root
         in the document's namespace; what it imports or includes stands beside it.
Limits:  only the first violations are told. A schema that wants another from the network is not
         used: nothing is fetched.
Memory:  flat; no tree is built.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, cast

from lxml import etree

from sluis.errors import Refused

MOST = 100
"""Violations of one document that are told."""

LINE_BYTES = 64 * 1024
"""What is given to the parser at a time: a line, or so much of a longer one."""

_XS = "{http://www.w3.org/2001/XMLSchema}"
_NAMESPACE = re.compile(r"\{[^{}]*\}")
_SAFE: dict[str, Any] = {"no_network": True, "load_dtd": False, "huge_tree": True}


class Violation(NamedTuple):
    """What a schema says about a line; 0 when it says nothing about any."""

    line: int
    element: str
    reason: str


class Unusable(Exception):
    """A schema of the folder that cannot be used; the text says which and why."""


class Schemas:
    """The schemas in *folder*; without one there are none."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def violations(self, document: BinaryIO) -> Iterator[Violation]:
        """What the schema for *document* says against it, in order; nothing without a schema.

        Leaves the stream anywhere. A document that is not well-formed is nothing for us: the
        reader says so.

        Raises:
            Unusable: there is a schema, and it cannot be used.
        """
        document.seek(0)
        root = _root(document)
        path = self._path(root) if self._folder is not None and root else None
        if path is not None:
            document.seek(0)
            yield from islice(_validated(document, _loaded(path)), MOST)

    def demand(self, document: BinaryIO) -> None:
        """Refuse *document*, which we have written, when its schema says something against it.

        Raises:
            Refused: with the first violation.
        """
        try:
            first = next(self.violations(document), None)
        except Unusable as error:
            raise Refused(f"what was written cannot be checked: {error}") from error
        if first is not None:
            raise Refused(f"what was written does not obey its schema: {first.reason}")

    def _path(self, root: str) -> Path | None:
        """The schema that declares *root* (in its namespace), the first by name."""
        assert self._folder is not None  # noqa: S101 - the caller has looked
        paths = sorted(self._folder.rglob("*.xsd"))
        return next((path for path in paths if root in _declared(path)), None)


def _root(document: BinaryIO) -> str:
    """The tag of the root; empty when there is none."""
    parser = etree.XMLPullParser(events=("start",), **_SAFE)
    try:
        while block := document.read(LINE_BYTES):
            parser.feed(block)
            for _, element in parser.read_events():
                return str(element.tag)  # type: ignore[union-attr]
    except etree.XMLSyntaxError:
        return ""
    return ""


def _declared(path: Path) -> set[str]:
    """The tags of the elements that a schema declares globally; none when it is no schema."""
    try:
        schema = etree.parse(path, etree.XMLParser(**_SAFE)).getroot()
    except etree.XMLSyntaxError:
        return set()
    namespace = schema.get("targetNamespace")
    names = (one.get("name") or "" for one in schema.iterchildren(_XS + "element"))
    return {f"{{{namespace}}}{name}" if namespace else name for name in names}


def _loaded(path: Path) -> etree.XMLSchema:
    parsed = etree.parse(path, etree.XMLParser(**_SAFE))
    for part in parsed.getroot().iterchildren(_XS + "import", _XS + "include"):
        if "://" in (part.get("schemaLocation") or ""):
            raise Unusable(f"{path.name} wants {part.get('schemaLocation')}")
    try:
        return etree.XMLSchema(parsed)
    except etree.XMLSchemaParseError as error:
        raise Unusable(f"{path.name}: {error}") from error


class _Nothing:
    """A target that builds no tree."""

    def close(self) -> None:
        """Nothing was built."""


def _validated(document: BinaryIO, schema: etree.XMLSchema) -> Iterator[Violation]:
    parser = etree.XMLParser(target=cast("Any", _Nothing()), schema=schema, **_SAFE)
    told, line = 0, 1
    try:
        while piece := document.readline(LINE_BYTES):
            parser.feed(piece)
            log = list(parser.feed_error_log)
            yield from (_violation(line, one.message) for one in log[told:])
            told = len(log)
            line += piece.endswith(b"\n")
        parser.close()
    except etree.XMLSyntaxError:
        log = list(parser.feed_error_log)[told:]
        yield from (_violation(line, one.message) for one in log if one.domain_name == "SCHEMASV")


def _violation(line: int, message: str) -> Violation:
    """The words of libxml2, without namespaces."""
    reason = " ".join(_NAMESPACE.sub("", message).split())
    element = re.match(r"Element '([^']*)'", reason)
    return Violation(line, element[1] if element else "", reason)
