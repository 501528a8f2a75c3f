"""HEADER and what stands before the first record, as a `Header`.

Kept:    the whole HEADER by element name in `Header.catalogue`, with the attributes of the root
         under `BMECAT`, of the transaction under its own name, and the blocks between header and
         records (classification and group systems, formulas, ...) under theirs.
Limits:  such a block is kept up to `BLOCK_LIMIT` entries; of a larger one the rest is counted in
         `not_kept`, by element name.
"""

from __future__ import annotations

from typing import Any, BinaryIO

from sluis.codelists import languages
from sluis.entities import Json
from sluis.errors import UnreadableFile, UnsupportedVersion
from sluis.formats._values import as_date
from sluis.formats._xml import Document, Element, attributes, local
from sluis.formats.bmecat import _context, _dialect
from sluis.formats.bmecat._context import attribute, children, first, text
from sluis.formats.bmecat._document import RECORD_TAGS, SHAPE
from sluis.formats.bmecat._keep import keep
from sluis.formats.bmecat._names import NAMES
from sluis.model import Header, Mutation, Transaction

TRANSACTIONS = tuple(str(transaction) for transaction in Transaction)
BLOCK_LIMIT = 5_000
ENTRIES = (
    "FEATURE_TEMPLATE",
    "ALLOWED_VALUE",
    "UNIT",
    "CLASSIFICATION_SYSTEM_FEATURE_TEMPLATE",
    "CLASSIFICATION_GROUP",
    "CATALOG_STRUCTURE",
    "FORMULA",
    "IPP_DEFINITION",
)
"""Elements that a block repeats; none of them occurs within a record."""

GROUP_MAP = "PRODUCT_TO_CATALOGGROUP_MAP"
GROUP_MAP_TAGS = ("{*}PRODUCT_TO_CATALOGGROUP_MAP", "{*}ARTICLE_TO_CATALOGGROUP_MAP")
ENTRY_TAGS = (*(f"{{*}}{name}" for name in ENTRIES), *GROUP_MAP_TAGS)

_COMPLETE = {Transaction.NEW_CATALOG, Transaction.NEW_PRODUCTDATA}


class _Prologue:
    """What is collected on the way to the first record."""

    def __init__(self) -> None:
        self.catalogue: Json = {}
        self.transaction: Element | None = None
        self.root: Json = {}
        self.entries = 0
        self.not_kept: dict[str, int] = {}
        self._husk: Element | None = None

    def see(self, event: str, element: Element) -> bool:
        """Take *element* in; False when the records begin or the transaction is over."""
        name = NAMES[element.tag]
        if name in TRANSACTIONS:
            self.transaction = element
            self.root = _attributes(element.getparent())
            return event == "start"
        if name == "HEADER" and event == "end":
            kept = keep(element)
            self.catalogue |= kept if isinstance(kept, dict) else {}
        elif name in ENTRIES and event == "end":
            self._limit(name, element)
        return name not in {"PRODUCT", GROUP_MAP} or self.transaction is None

    def blocks(self) -> Json:
        """The blocks between header and records, with the attributes of the transaction."""
        self._drop_husk()
        if self.transaction is None:
            return {}
        found: Json = {}
        for block in self.transaction:
            name = NAMES[block.tag]
            if name not in {"PRODUCT", GROUP_MAP}:
                found.setdefault(name, []).append(keep(block))
        attributes = _attributes(self.transaction)
        return found | ({local(str(self.transaction.tag)): attributes} if attributes else {})

    def _limit(self, name: str, element: Element) -> None:
        self.entries += 1
        if self.entries > BLOCK_LIMIT:
            self.not_kept[name] = self.not_kept.get(name, 0) + 1
            self._drop_husk()
            element.clear()
            self._husk = element

    def _drop_husk(self) -> None:
        """Remove the entry that was emptied last; the parser is past it now."""
        parent = self._husk.getparent() if self._husk is not None else None
        if self._husk is not None and parent is not None:
            parent.remove(self._husk)
        self._husk = None


def read_header(stream: BinaryIO, name: str) -> Header:
    """The header of *stream*, read up to the first record.

    Raises:
        UnreadableFile: no transaction, or the document ends or breaks before the first record.
    """
    head = stream.read(_dialect.HEAD_LIMIT)
    stream.seek(0)
    seen = _dialect.look(head)
    if _dialect.unsupported(seen):
        raise UnsupportedVersion(_dialect.unsupported(seen), format_name=name)
    prologue = _prologue(stream)
    if prologue.transaction is None:
        raise UnreadableFile("no transaction such as T_NEW_CATALOG", format_name=name)
    return _header(prologue, seen, name)


def _prologue(stream: BinaryIO) -> _Prologue:
    prologue = _Prologue()
    tags = ("{*}HEADER", *(f"{{*}}{name}" for name in TRANSACTIONS), *ENTRY_TAGS, *RECORD_TAGS)
    for event, element in Document(stream, SHAPE, tags, events=("start", "end")):
        if not prologue.see(event, element):
            break
    return prologue


def _header(prologue: _Prologue, seen: _dialect.Look, name: str) -> Header:
    head = prologue.catalogue
    transaction = Transaction(local(str(prologue.transaction.tag)))  # type: ignore[union-attr]
    catalog = first(head.get("CATALOG"))
    supplier = _Supplier(head)
    found = children(catalog, "LANGUAGE")
    codes = [languages.two_letter(text(one)) or text(one) for one in found if text(one)]
    return Header(
        format=name,
        version=seen.edxf or seen.version or name.rpartition("-")[2],
        dialect=seen.namespace,
        transaction=transaction,
        mutation=Mutation.COMPLETE if transaction in _COMPLETE else Mutation.MUTATION,
        supplier_gln=supplier.ids.get("gln") or supplier.ids.get("iln"),
        supplier_name=supplier.name,
        supplier_ids=supplier.ids,
        languages=list(dict.fromkeys(codes)),
        default_language=_default_language(found),
        currency=text(first(children(catalog, "CURRENCY"))) or None,
        territories=[text(one) for one in children(catalog, "TERRITORY") if text(one)],
        generated_on=_generated_on(catalog),
        catalogue=_catalogue(prologue),
    )


class _Supplier:
    """Who sends the catalogue: SUPPLIER, or in 2005 the party that SUPPLIER_IDREF points to."""

    def __init__(self, head: Json) -> None:
        supplier = first(head.get("SUPPLIER"))
        self.ids = {
            (attribute(one, "type") or "supplier_specific").lower(): text(one)
            for one in children(supplier, "SUPPLIER_ID")
            if text(one)
        }
        self.name: str | None = text(first(children(supplier, "SUPPLIER_NAME"))) or None
        reference = first(head.get("SUPPLIER_IDREF"))
        party = _context.parties(head).get(text(reference))
        if text(reference):
            self.ids.setdefault(
                attribute(reference, "type") or "supplier_specific", text(reference)
            )
        if party is not None:
            self.ids = {kind or "supplier_specific": n for kind, n in party.ids.items()} | self.ids
            self.name = self.name or party.name


def _attributes(element: Element | None) -> Json:
    if element is None:
        return {}
    return {f"@{name}": value for name, value in attributes(element).items()}


def _default_language(found: list[Any]) -> str | None:
    marked = [one for one in found if (attribute(one, "default") or "").lower() == "true"]
    code = text(first(marked or found))
    return (languages.two_letter(code) or code) if code else None


def _generated_on(catalog: Any) -> Any:
    stamped = first(children(catalog, "DATETIME"))
    written = text(first(children(stamped, "DATE"))) or text(
        first(children(catalog, "GENERATION_DATE"))
    )
    return as_date(written)


def _catalogue(prologue: _Prologue) -> Json:
    catalogue = prologue.catalogue | prologue.blocks()
    if prologue.root:
        catalogue["BMECAT"] = prologue.root
    if prologue.not_kept:
        catalogue["not_kept"] = prologue.not_kept
    return catalogue
