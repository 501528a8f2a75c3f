"""Attachments and relations that were delivered by themselves, put into what they are about. Pure.

The shapes are those of `Product.attachments` and `Product.relations`; what has no place there goes
to their `extensions`.
"""

from __future__ import annotations

from typing import Any

from sluis.entities import Attachment, Json, Part, Relation
from sluis.model import Product, TradeItem

UNDETERMINED = "und"
"""The language of a text that names none (ISO 639-2)."""


def join(about: Product | TradeItem, part: Part) -> None:
    """Put *part* into *about*, after what is there."""
    if isinstance(part, Attachment):
        about.attachments = [*about.attachments, _attachment(part)]
    elif isinstance(part, Relation):
        about.relations = [*about.relations, _relation(part)]


def _attachment(part: Attachment) -> Json:
    language = part.language or UNDETERMINED
    return _filled(
        {
            "code": part.code,
            "source": {language: part.source},
            "file_name": {language: part.file_name} if part.file_name else None,
            "description": _texts(part.descriptions),
            "order": part.order,
            "issue_date": part.valid_from and part.valid_from.isoformat(),
            "expiry_date": part.valid_until and part.valid_until.isoformat(),
            "extensions": _filled(
                {
                    **part.extensions,
                    "sha256": part.sha256,
                    "size_bytes": part.size_bytes,
                    "media_type": part.media_type,
                    "low_resolution": part.low_resolution,
                }
            ),
        }
    )


def _relation(part: Relation) -> Json:
    return _filled(
        {
            "type": part.type,
            "number": part.related_number,
            "quantity": part.quantity,
            "description": _texts(part.descriptions),
            "extensions": _filled(
                {
                    **part.extensions,
                    "related_owner": part.related_owner,
                    "valid_from": part.valid_from and part.valid_from.isoformat(),
                    "valid_until": part.valid_until and part.valid_until.isoformat(),
                }
            ),
        }
    )


def _texts(descriptions: Json) -> Json:
    """One text per language, also of descriptions with several kinds of text."""
    return {language: _text(value) for language, value in descriptions.items()}


def _text(value: Any) -> Any:
    if isinstance(value, dict):
        return next((text for text in value.values() if isinstance(text, str)), "")
    return value


def _filled(values: Json) -> Json:
    return {name: value for name, value in values.items() if value not in (None, "", {}, [])}
