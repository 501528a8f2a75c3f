"""Attachments, from a deeplink to a certificate.

Shape:   {"code", "purpose", "source": {"nl"}, "uri", "file_name", "title", "description", "order",
         "md5", "original_name", "keep_source", "issue_date", "expiry_date", "type", ...}: `code` is
         the BMEcat MD code or that of `sluis.codelists.attachments`; what is by language has the
         language of the content. `keep_source` is the sender's wish that the address be kept.
Facts:   AttachmentHash (MD5 of the file) and OriginalFileSource (its name at the supplier) travel
         as characteristics (name and value), as may Face and ...Category, which tell what a
         picture or document shows (2BA documentation of DICO and of the attachment types).
Lost:    the content of an attachment that travels within the message: its hashes and size are
         kept, and `attachment-embedded` says so.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable
from typing import Any

from sluis.codelists import attachments
from sluis.codelists.mime import DEEPLINK
from sluis.entities import Json
from sluis.formats._format import Why
from sluis.formats._xml import Element
from sluis.formats.dico._kinds import DAY_TEXT, LANGUAGE, QUANTITY, TEXT, YES
from sluis.formats.dico._line import Line
from sluis.formats.dico._names import canonical
from sluis.formats.dico._nodes import Node, Put, Source, leaf, part, wrap

URL_LIMIT = 512
CODED_BY = frozenset({"face", "chrcategory", "mancategory", "schcategory", "strcategory"})
"""Characteristics whose value makes the type of an attachment exact."""

_SALES = ("dico-sales005",)
_NAMED = {
    "attachmenthash": "md5",
    "originalfilesource": "original_name",
    "contentlanguage": "language",
    "presentationsequence": "order",
}
_BY_LANGUAGE = ("file_name", "title", "description")


def attached() -> Node:
    """The element of one attachment."""
    return part(
        "Attachment",
        "attachments",
        leaf("AttachmentType", "kind", also=("DocumentType",)),
        wrap(
            "URLInformation",
            leaf("URL", "url", source=Source.READERS, limit=URL_LIMIT),
            source=Source.READERS,
        ),
        leaf("AttachedData", "content", source=Source.COMMON, written=()),
        leaf("FileType", "type", source=Source.COMMON, limit=35),
        leaf("FileName", "file_name", source=Source.COMMON, limit=512),
        leaf("ContentLanguage", "language", LANGUAGE, written=_SALES),
        leaf("Title", "title", source=Source.POOL, written=_SALES),
        leaf("Description", "description", source=Source.POOL, written=_SALES),
        leaf(
            "PresentationSequence",
            "order",
            QUANTITY,
            also=("PresentationOrder", "SequenceNumber"),
            source=Source.POOL,
            written=_SALES,
        ),
        leaf("OriginalSourceIndicator", "keep_source", YES, source=Source.POOL, written=_SALES),
        leaf("IssueDate", "issue_date", DAY_TEXT, written=_SALES),
        leaf("ExpiryDate", "expiry_date", DAY_TEXT, also=("ExpirationDate",), written=_SALES),
        leaf("AttachmentHash", "md5", written=()),
        leaf("OriginalFileSource", "original_name", written=()),
        part(
            "AttachmentCharacteristics",
            "characteristics",
            leaf("AttributeName", "name", source=Source.COMMON, limit=35),
            leaf("AttributeValue", "value", source=Source.COMMON, limit=70),
            put=Put.MANY,
            source=Source.COMMON,
        ),
        put=Put.MANY,
        source=Source.READERS,
        settle=_settled,
        loosen=_loosened,
    )


def deeplink() -> Node:
    """INSBOU004 has an element of its own for it; SALES005 an attachment of type LPP."""
    return leaf("Deeplink", "deeplink", TEXT, source=Source.POOL, written=("insbou004",))


def linked(address: str, language: str) -> Json:
    """The attachment that a deeplink is."""
    return {"code": DEEPLINK, "source": {language: address}, "uri": {language: address}}


def _settled(line: Line, found: Json, element: Element) -> Json:
    for one in found.pop("characteristics", []):
        _characteristic(found, one)
    made = _coded(found)
    language = found.pop("language", None) or line.context.language
    _located(found, made, language)
    for name in _BY_LANGUAGE:
        if name in found:
            made[name] = {language: found.pop(name)}
    _content(line, found, made, element)
    return made | found


def _characteristic(found: Json, one: Json) -> None:
    """A name and a value: a field we know, what makes the type exact, or kept by name."""
    name, value = one.get("name", ""), one.get("value", "")
    for unknown, values in one.get("extensions", {}).items():
        found.setdefault("extensions", {}).setdefault(unknown, []).extend(values)
    known = _NAMED.get(canonical(name))
    if known and known not in found:
        found[known] = value.lower() if known == "language" else value
    elif canonical(name) in CODED_BY:
        found["exact"] = value
    else:
        found.setdefault("extensions", {}).setdefault(name, []).append(value)


def _coded(found: Json) -> Json:
    """The code; an unknown type is kept as it came, which a check tells."""
    kind, exact = found.pop("kind", ""), found.pop("exact", "")
    known = attachments.from_pool(kind, exact)
    if known is None and exact:
        found.setdefault("extensions", {}).setdefault("Category", []).append(exact)
        known = attachments.from_pool(kind)
    if known is None:
        return {"code": kind} if kind else {}
    code, purpose = known
    return {"code": code, "purpose": purpose} if purpose else {"code": code}


def _located(found: Json, made: Json, language: str) -> None:
    """Where it is: an address, or the name of a file that travels with the message."""
    address = found.pop("url", None)
    source = address or found.get("file_name")
    if source:
        made["source"] = {language: source}
    if address and "://" in address:
        made["uri"] = {language: address}


def _content(line: Line, found: Json, made: Json, element: Element) -> None:
    written = found.pop("content", None)
    if written is None:
        return
    line.note("attachment-embedded", element, found.get("type", ""))
    try:
        content = base64.b64decode(written)
    except binascii.Error:
        return
    made["md5"] = found.pop("md5", None) or hashlib.md5(content, usedforsecurity=False).hexdigest()
    made["sha256"] = hashlib.sha256(content).hexdigest()
    made["size_bytes"] = len(content)


# -- writing ------------------------------------------------------------------------------------


def tell_attachments(stored: list[Json], tell: Callable[[str, object, Why], None]) -> None:
    """Tell what of attachments will be read otherwise; what has no place is told by itself."""
    for one in stored:
        sources = one.get("source") or {}
        if len(sources) > 1:
            tell("attachments", sources, Why.CHANGED)
        code, purpose = one.get("code", ""), one.get("purpose", "")
        again = attachments.from_pool(*(attachments.to_pool(code, purpose) or ("", "")))
        if again is not None and again[0] != code:
            tell("attachments.code", code, Why.CHANGED)
        if again is not None and again[1] != purpose:
            tell("attachments.purpose", purpose or again[1], Why.CHANGED if purpose else Why.FILLED)
        for name in _BY_LANGUAGE:
            if name in one and one[name].keys() != sources.keys():
                tell(f"attachments.{name}", one[name], Why.CHANGED)


def _loosened(stored: list[Json]) -> list[Json]:
    return [one for attachment in stored for one in _each(attachment)]


def _each(attachment: Json) -> list[Json]:
    """One attachment per language of its source: a message says where each is."""
    sources = attachment.get("source") or {}
    return [_one(attachment, language) for language in sources] or [dict(attachment)]


def _one(attachment: Json, language: str) -> Json:
    made: Json = dict(attachment)
    source, uri = made.pop("source")[language], made.pop("uri", {})
    address = uri.get(language) if isinstance(uri, dict) else None
    for name in _BY_LANGUAGE:
        texts: Any = made.pop(name, None)
        if isinstance(texts, dict) and (text := texts.get(language) or next(iter(texts.values()))):
            made[name] = text
    if address or made.get("file_name") != source:
        made["url"] = address or source
    if address and address != source:
        made["source"] = source  # which nothing is written of
    made["language"] = language
    pool = attachments.to_pool(made.pop("code", ""), made.pop("purpose", ""))
    made["kind"], exact = pool or ("", "")
    made["characteristics"] = _characteristics(made, exact)
    return made


def _characteristics(made: Json, exact: str) -> list[Json]:
    named = {"AttachmentHash": made.pop("md5", None)}
    named |= {"OriginalFileSource": made.pop("original_name", None)}
    if exact:
        named["Face" if made["kind"] in {"PHI", "PPI"} else f"{made['kind']}Category"] = exact
    return [{"name": name, "value": value} for name, value in named.items() if value]
