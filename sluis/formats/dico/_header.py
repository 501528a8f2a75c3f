"""What stands before the lines of a message, as a `Header`.

Kept:    every element of the header, by its name as written, in `Header.catalogue`; what stands in
         the first Grouping before its lines under `Grouping`.
Mutation: 9 is complete, 4 a mutation. Without a code a condition message is complete (its rules say
         so), any other a mutation: nothing lapses by mistake.
Language: DICO has none for the message; texts without one are Dutch (inferred).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from sluis.codelists import sales005
from sluis.entities import Json
from sluis.errors import UnreadableFile, UnsupportedVersion
from sluis.formats._parties import name_id
from sluis.formats._values import as_date
from sluis.formats._xml import Document, Element
from sluis.formats.dico._features import release
from sluis.formats.dico._line import Context, keep
from sluis.formats.dico._messages import (
    ARTICLE,
    CONDITION,
    GROUPING,
    HEAD_LIMIT,
    PRODUCT,
    Look,
    Message,
    look,
)
from sluis.formats.dico._names import LOCAL, NAMES, canonical
from sluis.model import Header, Mutation, Transaction

LANGUAGE = "nl"
"""Of texts that name none."""

_VERSION = {"dico-sales005": "005", "insbou004": "004", "insbou003": "003"}
_MUTATIONS = {sales005.COMPLETE: Mutation.COMPLETE, sales005.CHANGE: Mutation.MUTATION}
_NUMBERS = ("PriceCatalogueNumber", "MessageNumber")


def seen_in(stream: BinaryIO, name: str) -> tuple[Look, Message]:
    """What the head of *stream* shows; leaves it at 0.

    Raises:
        UnreadableFile: this is no catalogue message of that format.
    """
    stream.seek(0)
    seen = look(stream.read(HEAD_LIMIT))
    stream.seek(0)
    if seen.unsupported:
        raise UnsupportedVersion(seen.unsupported, format_name=name)
    if seen.message is None:
        raise UnreadableFile("no catalogue message", format_name=name)
    return seen, seen.message


def read_header(stream: BinaryIO, name: str) -> Header:
    """The header of *stream*, read up to the first line.

    Raises:
        UnreadableFile: the document ends or breaks before that.
    """
    seen, message = seen_in(stream, name)
    catalogue = _catalogue(stream, seen)
    supplier = _supplier(catalogue, message)
    complete = mutation(catalogue, message) is Mutation.COMPLETE
    gln = value(supplier, "GLN")
    return Header(
        format=seen.edition,
        version=_VERSION[seen.edition],
        dialect=seen.namespace or message.root,
        transaction=_transaction(message, complete=complete),
        mutation=Mutation.COMPLETE if complete else Mutation.MUTATION,
        entities=(message.entity,),
        supplier_gln=gln,
        supplier_name=value(supplier, "Name"),
        supplier_ids={"gln": gln} if gln else {},
        languages=[LANGUAGE],
        default_language=LANGUAGE,
        currency=(value(catalogue, "Currency") or "").upper() or None,
        generated_on=as_date(value(catalogue, "MessageDate") or ""),
        catalogue=catalogue,
    )


def context(header: Header) -> Context:
    """What the header gives the lines below it."""
    catalogue = header.catalogue
    etim = value(catalogue, "ETIMVersion", "VersionNumber")
    start = as_date(value(catalogue, "StartDate") or "")
    return Context(
        mutation=header.mutation,
        language=header.default_language or LANGUAGE,
        currency=header.currency,
        day=header.generated_on,
        start=start.isoformat() if start else None,
        supplier_id=header.supplier_gln or name_id(header.supplier_name or ""),
        manufacturer_gln=value(catalogue, "Manufacturer", "GLN"),
        customer=value(catalogue, "Buyer", "GLN") or value(catalogue, "Buyer", "Name") or "",
        etim_release=release(etim) if etim else None,
        etim_date=value(catalogue, "ETIMVersion", "IssueDate"),
    )


def value(kept: Any, *path: str) -> str | None:
    """The text at *path* in what was kept, by whichever spelling; the first of several."""
    for name in path:
        if not isinstance(kept, dict):
            return None
        wanted = canonical(name)
        found = (one for key, one in kept.items() if canonical(key) == wanted)
        kept = next(found, None)
        kept = kept[0] if isinstance(kept, list) and kept else kept
    if isinstance(kept, dict):
        kept = kept.get("#text")
    return kept if isinstance(kept, str) else None


def mutation(catalogue: Json, message: Message) -> Mutation:
    """What the mutation code says, or what its absence means."""
    stated = _MUTATIONS.get(value(catalogue, "MutationCode") or "")
    return stated or (Mutation.COMPLETE if message is CONDITION else Mutation.MUTATION)


def is_mutation_stated(header: Header) -> bool:
    """Say whether the mutation code is one of the list."""
    return value(header.catalogue, "MutationCode") in _MUTATIONS


def supplier_of(grouping: Element) -> Json:
    """The Supplier in a Grouping (or in the header), as it is kept."""
    found = (child for child in grouping if NAMES[child.tag] == "supplier")
    kept = keep(element) if (element := next(found, None)) is not None else None
    return kept if isinstance(kept, dict) else {}


def _catalogue(stream: BinaryIO, seen: Look) -> Json:
    shape = seen.shape()
    root: Element | None = None
    line: Element | None = None
    for event, element in Document(stream, shape, ("{*}*",), events=("start",)):
        root = element if root is None else root
        if event == "start" and shape.is_record(element):
            line = element
            break
    if root is None:
        raise UnreadableFile("no element at all", format_name=seen.edition)
    return _kept(root, line)


def _kept(root: Element, line: Element | None) -> Json:
    catalogue: Json = {}
    for child in _before(root, line):
        inside = NAMES[child.tag] == GROUPING
        value = _grouping(child, line) if inside else keep(child)
        if value is not None and (not inside or "Grouping" not in catalogue):
            catalogue.setdefault(LOCAL[child.tag], []).append(value)
    return catalogue


def _grouping(grouping: Element, line: Element | None) -> Json:
    kept: Json = {}
    for child in _before(grouping, line):
        kept.setdefault(LOCAL[child.tag], []).append(keep(child))
    return kept


def _before(parent: Element, line: Element | None) -> Iterator[Element]:
    for child in parent:
        if child is line:
            return
        yield child


def _supplier(catalogue: Json, message: Message) -> Any:
    """Who sells: named in the Grouping of an article message, in the header of the others."""
    groupings = catalogue.get("Grouping") or [{}]
    found = _child(groupings[0], "Supplier") if message is ARTICLE else None
    return found or _child(catalogue, "Supplier") or _child(groupings[0], "Supplier")


def _child(kept: Json, name: str) -> Any:
    wanted = canonical(name)
    found = next((one for key, one in kept.items() if canonical(key) == wanted), None)
    return found[0] if isinstance(found, list) and found else None


def _transaction(message: Message, *, complete: bool) -> Transaction:
    if not complete:
        return Transaction.UPDATE_PRODUCTS
    return Transaction.NEW_PRODUCTDATA if message is PRODUCT else Transaction.NEW_CATALOG
