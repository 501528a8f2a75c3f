"""Texts: encoding, language, length, mark-up.

Shape:   record -> one finding per text that is damaged or too long; all texts of a record are
         looked at for damage, descriptions and names for the rest.
Units:   lengths in characters.
Source:  maximum lengths of BMEcat 1.2 (80 for a short description) and of BMEcat 2005 and the ETIM
         guidelines (150); languages of ISO 639 (`sluis.codelists.languages`); encoding damage in
         `sluis.checks._damage`.
Limits:  an ordinary record is encoded once and looked at as bytes; only one that may hold damage
         is walked through text by text. Addresses of attachments are not texts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import msgspec

from sluis.checks import _about, rules
from sluis.checks._damage import damage, suspect
from sluis.codelists import languages, languages_rare
from sluis.entities import Json
from sluis.model import Finding, Header, Product, Record, TradeItem

SHORT_TEXTS = frozenset({"short", "very_short", "type", "series", "variation"})
UNDETERMINED = "und"
"""The language of a text when neither it nor the header says one; the header is told then."""

_LIMITS = {
    "short": 150,
    "very_short": 40,
    "long": 64_000,
    "tender_text": 64_000,
    "type": 50,
    "series": 50,
    "variation": 50,
    "keywords": 50,
}
_LIMITS_12 = {"short": 80, "long": 64_000, "type": 50, "keywords": 50}
_NUMBER_LIMIT = 32
_NAME_LIMIT = 50
_PRODUCT_NAMES = ("manufacturer_product_number", "manufacturer_name", "brand_name")
_STANDARDS = {
    "bmecat-1.2": ("BMEcat 1.2", _LIMITS_12),
    "bmecat-2005": ("BMEcat 2005", _LIMITS),
    "bmecat-etim-3.1": ("ETIM 3.1", _LIMITS),
    "bmecat-etim-4.0": ("ETIM 4.0", _LIMITS),
    "bmecat-etim-5.0": ("ETIM 5.0", _LIMITS),
}
_NO_STANDARD: tuple[str, dict[str, int]] = ("", {})
_NO_LIMIT = 1 << 62
_TAG = re.compile(
    r"</?(?:a|b|i|u|p|br|div|em|font|h[1-6]|hr|img|li|ol|small|span|strong|sub|sup|table|t[dhr]|ul)"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_encode = msgspec.json.Encoder().encode

About = Callable[..., Finding]


def check(record: Record, header: Header, today: date) -> Iterator[Finding]:
    """Warn about texts that cannot be read, used or kept whole by a receiver."""
    product, item = record.product, record.trade_item
    if product is not None:
        yield from _descriptions(record, product.descriptions, header, _about.product)
    elif item is not None:
        yield from _descriptions(record, item.descriptions, header, _about.item)
    yield from _names(record, header)
    if suspect(_encode((_product_words(product), _item_words(item)))):
        yield from _damage(record)


def check_header(header: Header, today: date) -> Iterator[Finding]:
    """Warn about languages that are missing or unknown."""
    if not header.languages:
        yield _about.document("language-missing", "languages")
    for language in header.languages:
        if not is_language(language):
            yield _about.document("language-unknown", "languages", language)


def is_language(code: str) -> bool:
    """Say whether *code* is a language as we store it.

    >>> is_language("nl"), is_language("gsw"), is_language("zz"), is_language("und")
    (True, True, False, True)
    """
    return code in languages.TWO_LETTER or code in languages_rare.CODES


# -- descriptions and names ---------------------------------------------------------------------


def _descriptions(
    record: Record, descriptions: Json, header: Header, about: About
) -> Iterator[Finding]:
    _, limits = _STANDARDS.get(header.format, _NO_STANDARD)
    for language, words in descriptions.items():
        if language not in languages.TWO_LETTER and not is_language(language):
            yield about(record, "language-unknown", "descriptions", language)
        if type(words) is not dict:
            continue
        for kind, found in words.items():
            for text in found if type(found) is list else (found,):
                if type(text) is not str:
                    continue
                if len(text) > limits.get(kind, _NO_LIMIT):
                    field, size = _field(language, kind), _size(text, limits[kind], header)
                    yield about(record, "text-too-long", field, text, **size)
                if "<" in text and kind in SHORT_TEXTS and (tag := _TAG.search(text)):
                    yield about(record, "text-html", _field(language, kind), tag[0])
    if descriptions and header.languages and descriptions.keys().isdisjoint(header.languages):
        yield from _language(record, descriptions, header, about)


def _field(language: str, kind: str) -> str:
    return f"descriptions.{language}.{kind}"


def _language(
    record: Record, descriptions: Json, header: Header, about: About
) -> Iterator[Finding]:
    found = ", ".join(sorted(descriptions))
    if found != UNDETERMINED:
        expected = ", ".join(header.languages)
        yield about(record, "description-language", "descriptions", found, expected=expected)


def _names(record: Record, header: Header) -> Iterator[Finding]:
    """Numbers and names, which many receivers cut at the length of the standard."""
    product, item = record.product, record.trade_item
    if header.format not in _STANDARDS:
        return
    if item is not None and len(item.supplier_item_number) > _NUMBER_LIMIT:
        yield _long_name(record, item, "supplier_item_number", _NUMBER_LIMIT, header)
    if product is None:
        return
    for name in _PRODUCT_NAMES:
        text = getattr(product, name)
        if text is not None and len(text) > _NAME_LIMIT:
            yield _long_name(record, product, name, _NAME_LIMIT, header)


def _long_name(
    record: Record, part: Product | TradeItem, name: str, limit: int, header: Header
) -> Finding:
    about = _about.product if type(part) is Product else _about.item
    text = getattr(part, name)
    return about(record, "text-too-long", name, text, **_size(text, limit, header))


def _size(text: str, limit: int, header: Header) -> dict[str, object]:
    standard, _ = _STANDARDS[header.format]
    return {"length": len(text), "limit": limit, "standard": standard}


# -- damage -------------------------------------------------------------------------------------


def _product_words(product: Product | None) -> tuple[Any, ...]:
    """The fields that may hold words: not numbers, dates, prices and codes."""
    if product is None:
        return ()
    return (
        product.descriptions,
        product.features,
        product.manufacturer_name,
        product.brand_name,
        product.manufacturer_product_number,
        product.classifications,
        product.attachments,
        product.relations,
        product.legislation,
        product.characteristics,
        product.extensions,
    )


def _item_words(item: TradeItem | None) -> tuple[Any, ...]:
    """Those of the trade item."""
    if item is None:
        return ()
    return (
        item.supplier_item_number,
        item.descriptions,
        item.discount_group_id,
        item.packaging_units,
        item.extensions,
    )


def _damage(record: Record) -> Iterator[Finding]:
    """Walk the record text by text; a trade item repeats texts of its product."""
    told: set[str] = set()
    for part, about in ((record.product, _about.product), (record.trade_item, _about.item)):
        for field, text in () if part is None else _texts(part):
            found = damage(text)
            if found is not None and text not in told:
                told.add(text)
                rule, piece, meant = found
                value = text if rule == "text-character-lost" else piece
                yield about(record, rule, field, value, probably=_shown(meant))


def _texts(part: Product | TradeItem) -> Iterator[tuple[str, str]]:
    for name in part.__struct_fields__:
        yield from _walk(name, getattr(part, name))


def _walk(path: str, value: Any) -> Iterator[tuple[str, str]]:
    if type(value) is str:
        yield path, value
    elif type(value) is dict:
        for name, inner in value.items():
            if name != "uri":
                yield from _walk(f"{path}.{name}", inner)
    elif type(value) is list:
        for inner in value:
            yield from _walk(path, inner)


def _shown(text: str) -> str:
    return text if len(text) <= rules.VALUE_LIMIT else text[: rules.VALUE_LIMIT - 1] + "…"
