"""What a column can be mapped to: the fields of each entity by path, with the kind of their values.

Scalars come from the Structs of the model; what can be mapped inside their nested parts stands
in `_NESTED`. A path has words and places: `{language}` (ISO 639-1), `{n}` (1 to 99, one element
of a list each), `{feature}` (an ETIM feature code) and `{name}` (free).
"""

from __future__ import annotations

import re
import types
import typing
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from typing import Any

from sluis.codelists import languages
from sluis.entities import (
    AssortmentItem,
    Attachment,
    Condition,
    Contact,
    Organisation,
    ProductGroup,
    Relation,
)
from sluis.model import PRICE_FIELDS, Entity, Product, TradeItem


class Kind(StrEnum):
    """What a value is; how it is read is said in `sluis.layouts.converters`."""

    TEXT = "text"
    TEXTS = "texts"
    FEATURE = "feature values"
    NUMBER = "number"
    INTEGER = "whole number"
    DATE = "date"
    BOOLEAN = "yes or no"
    UNIT = "unit"
    LENGTH = "length in m"
    VOLUME = "volume in m3"
    WEIGHT = "weight in kg"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An entity as a layout names it: its Struct, the fields a row needs, and those it may have.

    `either` are fields of which a row needs one at least.
    """

    entity: Entity
    struct: type
    key: tuple[str, ...]
    either: tuple[str, ...] = ()
    only: tuple[str, ...] = ()


ENTITIES: dict[str, Kept] = {
    "product": Kept(entity=Entity.PRODUCT, struct=Product, key=("manufacturer_product_number",)),
    "trade_item": Kept(entity=Entity.TRADE_ITEM, struct=TradeItem, key=("supplier_item_number",)),
    "price": Kept(
        entity=Entity.TRADE_ITEM,
        struct=TradeItem,
        key=("supplier_item_number",),
        only=("supplier_item_number", *PRICE_FIELDS),
    ),
    "attachment": Kept(
        entity=Entity.ATTACHMENT,
        struct=Attachment,
        key=("code", "source"),
        either=("supplier_item_number", "manufacturer_product_number"),
    ),
    "relation": Kept(
        entity=Entity.RELATION, struct=Relation, key=("kind", "number", "type", "related_number")
    ),
    "condition": Kept(
        entity=Entity.CONDITION,
        struct=Condition,
        key=("valid_from",),
        either=("discount_group_id", "supplier_item_number"),
    ),
    "product_group": Kept(entity=Entity.PRODUCT_GROUP, struct=ProductGroup, key=("code",)),
    "organisation": Kept(
        entity=Entity.ORGANISATION, struct=Organisation, key=("organisation_number",)
    ),
    "contact": Kept(
        entity=Entity.CONTACT, struct=Contact, key=("organisation_number", "contact_number")
    ),
    "assortment": Kept(
        entity=Entity.ASSORTMENT,
        struct=AssortmentItem,
        key=("assortment", "supplier_item_number"),
    ),
}
"""Word of a layout -> what it is. A price is a trade item of which only prices count."""

PRODUCT_PREFIX = "product."
"""Before the fields of its product in a pass of trade items, but for those that name it."""

_DERIVED = {"manufacturer_id", "sha256", "size_bytes", "media_type", "low_resolution"}
"""What is worked out, not read."""

MAKER = ("manufacturer_gln", "manufacturer_name")
"""From which `manufacturer_id` is worked out, also where the Struct has no field for them."""

DESCRIPTION = "description"
"""What an attachment is called in the language of its row."""

NAMING = ("manufacturer_product_number", *MAKER)
"""What names the product of a trade item; in its pass without a prefix."""

_UNITS = {"order_unit", "content_unit", "price_unit"}
_SIZES = {"length": Kind.LENGTH, "width": Kind.LENGTH, "height": Kind.LENGTH}
_SIZES |= {"depth": Kind.LENGTH, "diameter": Kind.LENGTH}
_SIZES |= {"volume": Kind.VOLUME, "weight": Kind.WEIGHT}

_SHORT = {"{language}.short": Kind.TEXT}
_ATTACHMENTS = {
    "{n}.code": Kind.TEXT,
    "{n}.type": Kind.TEXT,
    "{n}.purpose": Kind.TEXT,
    "{n}.order": Kind.INTEGER,
    "{n}.issue_date": Kind.DATE,
    "{n}.expiry_date": Kind.DATE,
    "{n}.source.{language}": Kind.TEXT,
    "{n}.uri.{language}": Kind.TEXT,
    "{n}.file_name.{language}": Kind.TEXT,
    "{n}.description.{language}": Kind.TEXT,
    "{n}.alt.{language}": Kind.TEXT,
}
_RELATIONS = {"{n}.type": Kind.TEXT, "{n}.number": Kind.TEXT, "{n}.quantity": Kind.NUMBER}
_EXTENSIONS = {"{name}": Kind.TEXT}

_NESTED: dict[tuple[type, str], dict[str, Kind]] = {
    (Product, "descriptions"): {
        **{
            f"{{language}}.{name}": Kind.TEXT
            for name in ("short", "long", "very_short", "tender_text", "type", "series")
        },
        "{language}.variation": Kind.TEXT,
        "{language}.keywords": Kind.TEXTS,
        "{language}.remarks": Kind.TEXTS,
    },
    (Product, "features"): {
        "{feature}": Kind.FEATURE,
        "{feature}.unit": Kind.TEXT,
        "{feature}.reason": Kind.TEXT,
        "{n}.code": Kind.TEXT,
        "{n}.values": Kind.FEATURE,
        "{n}.unit": Kind.TEXT,
        "{n}.reason": Kind.TEXT,
    },
    (Product, "classifications"): {"{n}.system": Kind.TEXT, "{n}.group_id": Kind.TEXT},
    (Product, "attachments"): _ATTACHMENTS,
    (Product, "relations"): _RELATIONS,
    (Product, "legislation"): {
        "rohs": Kind.TEXT,
        "ce_marking": Kind.BOOLEAN,
        "battery_contained": Kind.BOOLEAN,
        "reach": Kind.TEXT,
        "reach_list_date": Kind.DATE,
        "scip_number": Kind.TEXT,
        "ufi_code": Kind.TEXT,
    },
    (Product, "logistics"): {
        **{f"net_{name}": kind for name, kind in _SIZES.items()},
        "region_of_origin": Kind.TEXT,
        "countries_of_origin": Kind.TEXTS,
    },
    (Product, "characteristics"): {
        "{n}.code": Kind.TEXT,
        "{n}.name.{language}": Kind.TEXT,
        "{n}.number": Kind.NUMBER,
        "{n}.boolean": Kind.BOOLEAN,
        "{n}.text.{language}": Kind.TEXTS,
        "{n}.unit": Kind.TEXT,
    },
    (TradeItem, "prices"): {
        "{n}.type": Kind.TEXT,
        "{n}.amount": Kind.NUMBER,
        "{n}.currency": Kind.TEXT,
        "{n}.tax": Kind.NUMBER,
        "{n}.factor": Kind.NUMBER,
        "{n}.lower_bound": Kind.NUMBER,
        "{n}.territories": Kind.TEXTS,
        "{n}.valid_from": Kind.DATE,
        "{n}.valid_until": Kind.DATE,
        "{n}.daily": Kind.BOOLEAN,
        "{n}.unit": Kind.UNIT,
        "{n}.unit_factor": Kind.NUMBER,
    },
    (TradeItem, "surcharges"): {
        "{n}.type": Kind.TEXT,
        "{n}.class": Kind.TEXT,
        "{n}.manner": Kind.TEXT,
        "{n}.calculation": Kind.TEXT,
        "{n}.percentage": Kind.NUMBER,
        "{n}.amount": Kind.NUMBER,
    },
    (TradeItem, "descriptions"): _SHORT,
    (TradeItem, "packaging_units"): {
        "{n}.code": Kind.TEXT,
        "{n}.name.{language}": Kind.TEXT,
        "{n}.quantity_min": Kind.NUMBER,
        "{n}.quantity_max": Kind.NUMBER,
        "{n}.breakable": Kind.BOOLEAN,
        "{n}.parts": Kind.INTEGER,
        "{n}.gtin": Kind.TEXT,
        "{n}.gs1_128": Kind.TEXT,
        **{f"{{n}}.{name}": kind for name, kind in _SIZES.items() if name != "height"},
    },
    (TradeItem, "attachments"): _ATTACHMENTS,
    (TradeItem, "relations"): _RELATIONS,
    (TradeItem, "logistics"): {k: v for k, v in _SIZES.items() if k not in {"height", "diameter"}},
    (TradeItem, "customs"): {"commodity_codes.{n}.number": Kind.TEXT},
    (ProductGroup, "names"): {"{language}": Kind.TEXT},
}
"""What can be mapped inside the nested parts of a Struct."""

_SCALARS: dict[Any, Kind] = {
    str: Kind.TEXT,
    list[str]: Kind.TEXTS,
    Decimal: Kind.NUMBER,
    int: Kind.INTEGER,
    date: Kind.DATE,
    bool: Kind.BOOLEAN,
}

_PLACES = {
    "{n}": re.compile(r"[1-9][0-9]?", re.ASCII),
    "{feature}": re.compile(r"EF[0-9]{6}", re.ASCII),
    "{name}": re.compile(r"\w[\w -]{0,63}"),
}


@dataclass(frozen=True, slots=True)
class Target:
    """One field: the Struct that has it, the steps to it, and what its value is.

    The first step is an attribute of the Struct; those after it are keys of objects (text) and
    numbers of elements (int), or the code of a feature.
    """

    struct: type
    steps: tuple[str | int, ...]
    kind: Kind


def patterns(entity: str) -> dict[str, tuple[type, Kind]]:
    """Every path of an entity with its places open -> the Struct that has it, and its kind."""
    return dict(_patterns(entity))


@cache
def _patterns(entity: str) -> dict[str, tuple[type, Kind]]:
    kept = ENTITIES[entity]
    found = {path: (kept.struct, kind) for path, kind in _of_struct(kept.struct).items()}
    if kept.only:
        return {path: one for path, one in found.items() if path.split(".")[0] in kept.only}
    if entity == "trade_item":
        own = _of_struct(Product).items()
        found |= {
            PRODUCT_PREFIX + path: (Product, kind) for path, kind in own if path not in NAMING
        }
    return found


def _of_struct(struct: type) -> dict[str, Kind]:
    found: dict[str, Kind] = {}
    hints = typing.get_type_hints(struct)
    for name, hint in hints.items():
        nested = _EXTENSIONS if name == "extensions" else _NESTED.get((struct, name))
        if nested is None and name == "descriptions":
            nested = _SHORT
        if nested is not None:
            found |= {f"{name}.{path}": kind for path, kind in nested.items()}
        elif name not in _DERIVED and (kind := _scalar(name, hint)):
            found[name] = kind
    if "manufacturer_id" in hints:
        found |= {name: Kind.TEXT for name in MAKER if name not in found}
    if struct is Attachment:
        found[DESCRIPTION] = Kind.TEXT
    return found


def _scalar(name: str, hint: Any) -> Kind | None:
    if name in _UNITS:
        return Kind.UNIT
    bare = hint
    if isinstance(hint, types.UnionType):
        bare = next(part for part in typing.get_args(hint) if part is not type(None))
    return _SCALARS.get(bare)


def resolve(entity: str, path: str) -> Target | None:
    """The field that *path* names, or None when the entity has none of that name."""
    prefix = PRODUCT_PREFIX if path.startswith(PRODUCT_PREFIX) else ""
    words = path.removeprefix(prefix).split(".")
    for pattern, (struct, kind) in _patterns(entity).items():
        if pattern.startswith(PRODUCT_PREFIX) == bool(prefix):
            steps = pattern.removeprefix(prefix).split(".")
            if len(steps) == len(words) and all(map(_fits, steps, words)):
                taken = zip(steps, words, strict=True)
                return Target(struct, tuple(_step(step, word) for step, word in taken), kind)
    return None


def nearest(entity: str, path: str) -> str | None:
    """The path of the entity that looks most like *path*."""
    found = get_close_matches(path, _patterns(entity), 1, 0.5)
    return found[0] if found else None


def _fits(step: str, word: str) -> bool:
    if step == "{language}":
        return languages.two_letter(word) == word
    place = _PLACES.get(step)
    return step == word if place is None else place.fullmatch(word) is not None


def _step(step: str, word: str) -> str | int:
    return int(word) if step == "{n}" else word
