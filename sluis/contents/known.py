"""What is known of the contents behind attachments, and an attachment with it.

A source is the name of a file, in whatever case, or an address. Pure.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping

import msgspec

from sluis.checks import rules
from sluis.entities import Attachment
from sluis.model import Entity, Finding, Record

SCHEMES = ("http://", "https://")


class Known(msgspec.Struct, frozen=True, omit_defaults=True):
    """What became of one source; `problem` says why there is no content, or no small picture."""

    sha256: str | None = None
    size_bytes: int | None = None
    media_type: str | None = None
    low_resolution: str | None = None
    problem: str | None = None


Contents = Mapping[str, Known]
"""By source, as `key` writes it."""


def is_address(source: str) -> bool:
    """Is this the address of a file on somebody's server?

    >>> is_address("HTTPS://example.com/a.jpg"), is_address("a.jpg")
    (True, False)
    """
    return source.lower().startswith(SCHEMES)


def key(source: str) -> str:
    r"""A source as it is compared: addresses as they are, names without folder and case.

    >>> key("Foto's\\VZ-AA16.JPG"), key("https://example.com/A.jpg")
    ('vz-aa16.jpg', 'https://example.com/A.jpg')
    """
    if is_address(source):
        return source
    name = source.replace("\\", "/").rpartition("/")[2]
    return unicodedata.normalize("NFC", name).casefold()


def with_content(record: Record, contents: Contents) -> Record:
    """The attachment of *record* with what is known of its source; findings where that is less."""
    part = record.part
    if isinstance(part, Attachment) and part.source:
        known = contents.get(key(part.source), Known())
        for name in ("sha256", "size_bytes", "media_type", "low_resolution"):
            setattr(part, name, getattr(known, name))
        record.findings = [*record.findings, *_found(record, part.source, known)]
    return record


def _found(record: Record, source: str, known: Known) -> Iterator[Finding]:
    if known.sha256 is None:
        fetched = is_address(source)
        if fetched and known.problem is None:
            return  # an address is good for itself
        rule = "attachment-not-fetched" if fetched else "attachment-missing"
    elif known.problem is not None:
        rule = "picture-not-made"
    else:
        return
    yield rules.finding(
        rule,
        entity=Entity.ATTACHMENT,
        key=record.key,
        ordinal=record.ordinal,
        line=record.line,
        field="source",
        value=source,
        reason=known.problem or "",
    )
