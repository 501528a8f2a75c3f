"""Lines to records: one per line of Product and ArtLev, one per trade item of ArtPr2 and ArtToKo.

Odd:     a number or date that money or validity hang on and that cannot be read rejects the
         record; so does a line of the wrong length, or of another supplier than the document's.
Patches: ArtPr2 and ArtToKo name a trade item that others describe; only prices and surcharges of
         the record count. A price line that says delete is left out of the item's prices.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sluis.checks.rules import finding
from sluis.codelists import measures, surcharges
from sluis.codelists.relations import PREDECESSOR
from sluis.entities import Json
from sluis.formats._parties import manufacturer_id
from sluis.formats.pab._layouts import ALLOWANCE, ITEM, PRICE, PRODUCT, Field, Layout
from sluis.formats.pab._lines import in_length
from sluis.formats.pab._places import parse, put
from sluis.formats.pab._prices import (
    AMOUNTS,
    Values,
    has_begun,
    kept_words,
    price_fields,
    prices,
    surcharge,
)
from sluis.formats.pab._values import READ, Unreadable, decoded, number, plain
from sluis.model import Entity, Finding, Header, Mode, Patch, Product, Record, TradeItem

Line = tuple[int, bytes]
"""Its number from 1, and its bytes without the end."""

MODES = {"1": Mode.NEW, "2": Mode.DELETE, "3": Mode.UPDATE}
LAPSED = "130"
PRICES = (
    "price_unit",
    "price_unit_factor",
    "price_quantity",
    "currency",
    "gross_list_price",
    "net_price",
    "vat_rate",
)
"""What a price line may say of a trade item, beside `prices`."""

AMOUNT_FIELDS = ("gross_list_price", "net_price")
"""A price that no line has any more is gone."""


class Draft:
    """One record while its lines are read: values by name, and what was odd."""

    def __init__(self, layout: Layout, header: Header, ordinal: int) -> None:
        self.layout = layout
        self.header = header
        self.ordinal = ordinal
        self.line = 0
        self.key = ""
        self.texts: dict[str, str] = {}
        self.odd: list[Finding] = []

    @property
    def entity(self) -> Entity:
        return Entity.PRODUCT if self.layout is PRODUCT else Entity.TRADE_ITEM

    def note(self, rule: str, field: Field | None, value: object, **detail: object) -> None:
        """Remember a finding about *field*, or about the line."""
        place = "" if field is None or field.place.startswith("[") else field.place
        if field is not None:
            detail |= {"element": field.name}
        self.odd.append(
            finding(
                rule,
                entity=self.entity,
                key=self.key,
                ordinal=self.ordinal,
                line=self.line,
                field=place or ("" if field is None else field.name),
                value=value,
                **detail,
            )
        )

    def values(self, line: Line) -> Values | None:
        """What *line* holds, by name; None when it is no line of this file."""
        self.line, raw = line
        whole = in_length(raw, self.layout)
        if whole is None:
            self.note("line-length", None, len(raw), expected=self.layout.length)
            return None
        text = decoded(whole)
        self.texts = {
            field.name: part
            for field in self.layout.fields
            if (part := text[field.start : field.end].strip())
        }
        self.key = self.key or self.texts.get(_KEYS.get(self.layout.name, ""), "")
        return {
            field.name: value
            for field in self.layout.fields
            if (value := self._value(field)) is not None
        }

    def _value(self, field: Field) -> Any:
        text = self.texts.get(field.name)
        if text is None:
            return None
        try:
            return _READ.get(field.value, READ["number"])(text, field)
        except Unreadable as odd:
            self.note(odd.rule, field, text)
            return None

    def is_zero(self, name: str) -> bool:
        """Say whether the number *name* is filled in, with zeros."""
        text = self.texts.get(name, "")
        return bool(text) and not text.strip("0.")


_READ = {**READ, "days": number}
_KEYS = {PRODUCT.name: "Productcode"} | {
    one.name: "TradeItemId" for one in (ITEM, PRICE, ALLOWANCE)
}


def record(layout: Layout, header: Header, ordinal: int, group: Sequence[Line]) -> Record:
    """The record of the lines in *group*, all about one key."""
    draft = Draft(layout, header, ordinal)
    first = group[0][0]
    made = Record(ordinal=ordinal, key="", line=first)
    found = [facts for line in group if (facts := _facts(draft, line)) is not None]
    made.key = draft.key
    if found:
        _MAKE[layout.name](made, draft, found)
    if not draft.key and not draft.odd:
        draft.note("key-missing", layout.field(_KEYS[layout.name]), "")
    made.findings = draft.odd
    return made


def key_of(layout: Layout, line: bytes) -> bytes:
    """What lines about one trade item have in common, as it stands in the file."""
    field = layout.field(_KEYS[layout.name])
    return line[field.start : field.end].strip()


def _facts(draft: Draft, line: Line) -> Values | None:
    values = draft.values(line)
    if values is None:
        return None
    theirs, ours = values.get("SupplierGLN"), draft.header.supplier_ids.get("gln")
    if theirs and ours and theirs != ours:
        field = draft.layout.field("SupplierGLN")
        draft.note("line-of-other-supplier", field, theirs, expected=ours)
    if "VatRate" in values and draft.is_zero("VatPercentage"):
        values["VatPercentage"] = Decimal(0)  # a rate of zero, as the line says of which kind
    if not values.keys() & AMOUNTS.keys() and draft.is_zero("GrossPriceInOrderUnit"):
        values["GrossPriceInOrderUnit"] = Decimal(0)
    return values


# -- Product and ArtLev ---------------------------------------------------------------------------


def _product(made: Record, draft: Draft, found: list[Values]) -> None:
    values = found[0]
    made.mode = _mode(values)
    fields = _fields(draft, values)
    gln = fields.get("manufacturer_gln")
    maker = manufacturer_id(gln, None, draft.header.supplier_gln or "")
    _name_predecessor(fields)
    _address(fields)
    if made.mode is Mode.DELETE:
        fields.setdefault("status", LAPSED)
    fields.setdefault("manufacturer_product_number", "")
    made.product = Product(manufacturer_id=maker, **fields)


def _item(made: Record, draft: Draft, found: list[Values]) -> None:
    values = found[0]
    made.mode = _mode(values)
    fields = _fields(draft, values)
    if kept := kept_words(values):
        fields.setdefault("extensions", {}).update(kept)
    listed = prices(values)
    fields |= price_fields(listed, fields.get("order_unit"), draft.header.generated_on)
    if "price_quantity" not in fields and listed:
        fields["price_quantity"] = Decimal(1)
    for unit_packed in fields.get("packaging_units", []):
        unit_packed["quantity_min"] = Decimal(1)
    if made.mode is Mode.DELETE:
        fields.setdefault("status", LAPSED)
    fields.setdefault("supplier_item_number", "")
    if "manufacturer_product_number" in fields:
        gln = fields.get("manufacturer_id")
        fields["manufacturer_id"] = manufacturer_id(gln, None, draft.header.supplier_gln or "")
    made.trade_item = TradeItem(**fields)


def _mode(values: Values) -> Mode:
    return MODES.get(values.get("MutationCode", ""), Mode.NEW)


def _fields(draft: Draft, values: Values) -> Json:
    """Fields of the model by their places; a measure whose unit is unknown stays as it came."""
    fields: Json = {}
    for field, place in _PLACES[draft.layout.name]:
        value = values.get(field.name)
        if value is None:
            continue
        if "=" in field.value:
            value = _measured(draft, field, value, values)
        if value is None:
            for name in (field.name, field.value.partition("=")[2]):
                if name in draft.texts:
                    put(fields, parse(f"extensions.{name}"), draft.texts[name])
        else:
            put(fields, place, value)
    return fields


def _measured(draft: Draft, field: Field, amount: Decimal, values: Values) -> Decimal | None:
    kind, _, name = field.value.partition("=")
    unit = values.get(name)
    found = measures.stored(amount, unit or _USUAL[kind])
    if found is None or found[1] != _USUAL[kind]:
        draft.note("measure-unit-unknown", field, unit)
        return None
    return plain(found[0])


_USUAL = {"mass": measures.KILOGRAM, "span": measures.METRE, "days": measures.DAY}
"""The unit we store, and what a measure without a unit is taken to be in."""


def _name_predecessor(fields: Json) -> None:
    """A former product of which only the number is known stands in `predecessors`."""
    related = fields.pop("relations", [])
    plain_ones = [one for one in related if one["type"] == PREDECESSOR and "gtin" not in one]
    if plain_ones:
        fields["predecessors"] = [one["number"] for one in plain_ones]
    if rest := [one for one in related if one not in plain_ones]:
        fields["relations"] = rest


def _address(fields: Json) -> None:
    for link in fields.get("attachments", []):
        link["uri"] = dict(link["source"])


# -- ArtPr2 and ArtToKo ---------------------------------------------------------------------------


def _price_list(made: Record, draft: Draft, found: list[Values]) -> None:
    kept = [values for values in found if _mode(values) is not Mode.DELETE]
    listed = [price for values in kept for price in _with_words(values)]
    day = draft.header.generated_on
    item = TradeItem(supplier_item_number=draft.key, **price_fields(listed, None, day))
    named = [name for name in PRICES if getattr(item, name) is not None or name in AMOUNT_FIELDS]
    if kept and not has_begun(listed, day):
        named = []
    made.mode, made.trade_item = Mode.UPDATE, item
    made.patch = Patch(trade_item=[*named, "prices"])


def _with_words(values: Values) -> list[Json]:
    """The prices of a line; what the model has no place for stays with the first of them."""
    listed = prices(values)
    if (kept := kept_words(values)) and listed:
        listed[0]["extensions"] = kept
    return listed


def _allowances(made: Record, draft: Draft, found: list[Values]) -> None:
    listed = [surcharge(values) for values in found]
    made.mode = Mode.UPDATE
    made.trade_item = TradeItem(supplier_item_number=draft.key, surcharges=listed)
    made.patch = Patch(trade_item=["surcharges"])
    for one in listed:
        if not surcharges.is_known(one.get("type", "")):
            field = draft.layout.field("AllowanceType")
            draft.note("surcharge-type-unknown", field, one.get("type", ""))


_MAKE = {
    PRODUCT.name: _product,
    ITEM.name: _item,
    PRICE.name: _price_list,
    ALLOWANCE.name: _allowances,
}
_PLACES = {
    layout.name: [
        (field, parse(field.place)) for field in layout.fields if not field.place.startswith("[")
    ]
    for layout in (PRODUCT, ITEM)
}
