"""Attachments, from both places: MIME_INFO (1.2, 2005, 3.1) and UDX.EDXF.MIME_INFO (4.0, 5.0).

Shape:   {"code", "source", "uri", "file_name", "description", "alt", "issue_date",
         "expiry_date", "order", "type", "purpose"}; source, uri, file_name, description and alt
         are by language. `uri` is the source below MIME_ROOT, or the source when it is a URL.
         Guideline 3.1 writes the MD code into MIME_DESCR: such a text is the `code`.
"""

from __future__ import annotations

import re

from sluis.entities import Json
from sluis.formats._xml import Element
from sluis.formats.bmecat._draft import Draft
from sluis.formats.bmecat._keep import keep
from sluis.formats.bmecat._names import NAMES, Handler, Table

_CODE = re.compile(r"MD\d\d")


def mime_info(draft: Draft, element: Element) -> None:
    draft.attachments.extend(attachments(draft, element))


def attachments(draft: Draft, element: Element) -> list[Json]:
    """The attachments of a MIME_INFO; anything else in it is kept by name."""
    found = []
    for child in element:
        if NAMES[child.tag].removeprefix("UDX.EDXF.") == "MIME":
            found.append(_attachment(draft, child))
        else:
            draft.set_aside(child, "MIME_INFO")
    return found


def _attachment(draft: Draft, element: Element) -> Json:
    attachment: Json = {}
    for child in element:
        _MIME[child.tag](draft, attachment, child)
    for language, source in attachment.get("source", {}).items():
        uri = draft.context.uri(source, language)
        if uri is not None:
            attachment.setdefault("uri", {})[language] = uri
    return attachment


def _words(name: str) -> Handler:
    def put(draft: Draft, attachment: Json, element: Element) -> None:
        draft.words(attachment.setdefault(name, {}), element)

    return put


def _text(name: str) -> Handler:
    def put(draft: Draft, attachment: Json, element: Element) -> None:
        draft.put(attachment, name, draft.text(element), element)

    return put


def _descr(draft: Draft, attachment: Json, element: Element) -> None:
    if _CODE.fullmatch((element.text or "").strip()):
        draft.put(attachment, "code", draft.text(element), element)
    else:
        draft.words(attachment.setdefault("description", {}), element)


def _day(name: str) -> Handler:
    def put(draft: Draft, attachment: Json, element: Element) -> None:
        draft.put(attachment, name, draft.day(element), element)

    return put


def _order(draft: Draft, attachment: Json, element: Element) -> None:
    draft.put(attachment, "order", draft.number(element), element)


def _more(draft: Draft, attachment: Json, element: Element) -> None:
    kept = keep(element)
    if kept is None:
        draft.note("element-empty", element)
        return
    name = NAMES[element.tag]
    attachment.setdefault("extensions", {}).setdefault(name, []).append(kept)


_MIME: Table[Handler] = Table(
    {
        "MIME_SOURCE": _words("source"),
        "MIME_TYPE": _text("type"),
        "MIME_PURPOSE": _text("purpose"),
        "MIME_DESCR": _descr,
        "MIME_ALT": _words("alt"),
        "MIME_ORDER": _order,
        "UDX.EDXF.MIME_SOURCE": _words("source"),
        "UDX.EDXF.MIME_CODE": _text("code"),
        "UDX.EDXF.MIME_FILENAME": _words("file_name"),
        "UDX.EDXF.MIME_DESIGNATION": _words("description"),
        "UDX.EDXF.MIME_ALT": _words("alt"),
        "UDX.EDXF.MIME_ISSUE_DATE": _day("issue_date"),
        "UDX.EDXF.MIME_EXPIRY_DATE": _day("expiry_date"),
        "UDX.EDXF.MIME_ORDER": _order,
    },
    _more,
)
