"""Attachments: kind, source, address and dates.

Shape:   record -> findings about its product and trade item. An attachment is {"code", "source",
         "uri", "purpose", "issue_date", "expiry_date", ...}; source and uri are by language.
Source:  kinds of all lists (`sluis.codelists.attachments`), MIME_PURPOSE of plain BMEcat
         (`sluis.codelists.mime`);
         RFC 3986 for addresses, of which only http, https and ftp open for a receiver.
Limits:  a file name is good as it is: the files may travel beside the catalogue.

>>> is_address("https://www.example.com/a b.jpg"), is_address("https://example.com/a.jpg?s=1")
(False, True)
>>> is_address("http:/example.com/x"), is_address("www.example.com/x.pdf"), is_address("x.pdf")
(False, False, True)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial

from sluis.checks import _about
from sluis.codelists import attachments, mime
from sluis.entities import Json
from sluis.model import Finding, Header, Record

WITHOUT_HISTORIC = frozenset({"bmecat-etim-4.0", "bmecat-etim-5.0"})
"""Formats whose guideline has dropped the historic codes; 3.1 had them."""

About = Callable[..., Finding]

_ADDRESS = re.compile(r"(?:https?|ftps?)://[^\s/?#.][^\s/?#]*\.[^\s/?#]+[^\s<>\"]*", re.IGNORECASE)
_WITHOUT_SCHEME = ("www.", "WWW.", "\\\\")
_MEANT_AS_ADDRESS = re.compile(r"https?[:/]|ftps?:|www\.|\w+://|[A-Za-z]:\\|\\\\", re.IGNORECASE)


def check(record: Record, header: Header, today: date) -> Iterator[Finding]:
    """Warn about attachments that nobody can fetch or file."""
    product, item = record.product, record.trade_item
    if product is not None:
        for attachment in product.attachments:
            yield from _attachment(partial(_about.product, record), attachment, header, today)
    if item is not None:
        for attachment in item.attachments:
            yield from _attachment(partial(_about.item, record), attachment, header, today)


def is_address(text: str) -> bool:
    """Say whether *text* opens as a web address, or is a mere file name."""
    if ":" not in text and not text.startswith(_WITHOUT_SCHEME):
        return True
    return _ADDRESS.fullmatch(text) is not None or _MEANT_AS_ADDRESS.match(text) is None


def _attachment(about: About, attachment: Json, header: Header, today: date) -> Iterator[Finding]:
    if "purpose" in attachment or _about.text(attachment, "code") not in mime.NAMES:
        yield from _kind(about, attachment, header)
    yield from _source(about, attachment)
    if "expiry_date" in attachment:
        yield from _dates(about, attachment, today)


def _kind(about: About, attachment: Json, header: Header) -> Iterator[Finding]:
    code, purpose = _about.text(attachment, "code"), _about.text(attachment, "purpose")
    if code in mime.HISTORIC and header.format in WITHOUT_HISTORIC:
        yield about("attachment-type-historic", "attachments.code", code)
    elif code and not attachments.is_known(code):
        yield about("attachment-type-unknown", "attachments.code", code)
    if purpose and purpose not in mime.PURPOSES:
        yield about("attachment-type-unknown", "attachments.purpose", purpose)


def _source(about: About, attachment: Json) -> Iterator[Finding]:
    sources = attachment.get("source")
    if not sources or type(sources) is not dict:
        code = _name(attachment)
        yield about("attachment-without-source", "attachments.source", code)
        return
    told: set[str] = set()
    addresses = attachment.get("uri")
    places = addresses if type(addresses) is dict and addresses else sources
    for place in places.values():
        if type(place) is str and not is_address(place) and place not in told:
            told.add(place)
            yield about("attachment-address", "attachments.source", place)


def _dates(about: About, attachment: Json, today: date) -> Iterator[Finding]:
    issued, expires = _about.day(attachment, "issue_date"), _about.day(attachment, "expiry_date")
    if expires is None:
        return
    if issued is not None and issued > expires:
        field = "attachments.issue_date"
        yield about("validity-order", field, issued, until=expires)
    elif expires < today:
        field, kind = "attachments.expiry_date", _name(attachment)
        yield about("attachment-expired", field, expires, type=kind)


def _name(attachment: Json) -> str:
    return _about.text(attachment, "code") or _about.text(attachment, "purpose") or "-"
