"""What the header gives the records: languages, currency, address of the pictures, parties.

Shape:   made from a `Header`, whose `catalogue` holds the HEADER element as `_keep` gives it, so
         that an importer may replace fields of the header (the supplier's GLN, say) before reading.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sluis.codelists import languages
from sluis.entities import Json
from sluis.formats._parties import name_id
from sluis.model import Header, Transaction

UNDETERMINED = "und"
"""The language of a text when neither it nor the header names one (ISO 639-2)."""


@dataclass(slots=True)
class Party:
    """Someone the header of a BMEcat 2005 names once and refers to by number."""

    ids: dict[str, str]
    name: str | None


@dataclass(slots=True)
class Context:
    """One per document."""

    transaction: Transaction
    language: str
    currency: str | None
    generated_on: date | None
    supplier_id: str
    mime_roots: dict[str, str]
    parties: dict[str, Party]
    groups: dict[str, list[Json]] = field(default_factory=dict)
    grouped: set[str] = field(default_factory=set)
    languages: dict[str, str] = field(default_factory=dict)

    def language_of(self, code: str) -> str:
        """Two letters for *code*; codes without two letters stay as they came."""
        found = self.languages.get(code)
        if found is None:
            found = languages.two_letter(code) or code.strip() or self.language
            if len(self.languages) < 1_000:  # noqa: PLR2004  (there are fewer than 600 codes)
                self.languages[code] = found
        return found

    def uri(self, source: str, language: str) -> str | None:
        """Where *source* is: its own address, else below the root of the header."""
        if "://" in source[:12]:
            return source
        root = self.mime_roots.get(language) or next(iter(self.mime_roots.values()), None)
        if root is None:
            return None
        return f"{root.rstrip('/')}/{source.lstrip('/')}"


def context(header: Header) -> Context:
    """The context of the records under *header*."""
    head = header.catalogue
    language = header.default_language or UNDETERMINED
    catalog = first(head.get("CATALOG"))
    return Context(
        transaction=header.transaction,
        language=language,
        currency=header.currency,
        generated_on=header.generated_on,
        supplier_id=header.supplier_gln or name_id(header.supplier_name or ""),
        mime_roots=_by_language(children(catalog, "MIME_ROOT"), language),
        parties=parties(head),
    )


def parties(head: Json) -> dict[str, Party]:
    """Parties of a 2005 header by each of their numbers."""
    found: dict[str, Party] = {}
    for party in children(first(head.get("PARTIES")), "PARTY"):
        ids = {str(attribute(i, "type") or ""): text(i) for i in children(party, "PARTY_ID")}
        name = text(first(children(first(children(party, "ADDRESS")), "NAME")))
        found |= dict.fromkeys(filter(None, ids.values()), Party(ids, name or None))
    return found


def children(kept: Any, name: str) -> list[Any]:
    """The children *name* of a kept element."""
    found = kept.get(name) if isinstance(kept, dict) else None
    return found if isinstance(found, list) else []


def first(kept: Any) -> Any:
    """The first of a list of kept elements, or None."""
    return kept[0] if isinstance(kept, list) and kept else None


def text(kept: Any) -> str:
    """The text of a kept element."""
    found = kept.get("#text") if isinstance(kept, dict) else kept
    return found if isinstance(found, str) else ""


def attribute(kept: Any, name: str) -> str | None:
    """The attribute *name* of a kept element."""
    found = kept.get("@" + name) if isinstance(kept, dict) else None
    return found if isinstance(found, str) else None


def _by_language(kept: list[Any], default: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in kept:
        code = attribute(one, "lang")
        language = (languages.two_letter(code) or code) if code else default
        if text(one):
            found.setdefault(language, text(one))
    return found
