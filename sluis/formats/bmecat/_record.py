"""PRODUCT or ARTICLE: one walk over its children, and the `Record` that comes of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from sluis.entities import Json
from sluis.formats._parties import manufacturer_id
from sluis.formats._prices import settle
from sluis.formats._reading import findings
from sluis.formats._values import as_number
from sluis.formats._xml import Element, attributes
from sluis.formats.bmecat import _parts
from sluis.formats.bmecat._attachments import attachments, mime_info
from sluis.formats.bmecat._context import Context
from sluis.formats.bmecat._details import details
from sluis.formats.bmecat._draft import Draft, branch
from sluis.formats.bmecat._etim_extensions import dimensions, extensions
from sluis.formats.bmecat._features import features
from sluis.formats.bmecat._names import NAMES, Handler, Table
from sluis.formats.bmecat._parts import Fields, fill
from sluis.formats.bmecat._prices import order_details, price_details
from sluis.model import (
    PRICE_FIELDS,
    Entity,
    Mode,
    Patch,
    Product,
    Record,
    TradeItem,
    Transaction,
    filled,
)

LAPSED = "130"
"""Status of what the sender removes; the only one BMEcat states for certain."""

_ONE = Decimal(1)
_PRICE_PLACES = frozenset({*PRICE_FIELDS, "supplier_item_number"})


def record(
    element: Element,
    context: Context,
    *,
    ordinal: int,
    line: int,
    line_of: Callable[[Element], int],
) -> Record:
    """The record of one PRODUCT or ARTICLE; what is wrong with it is in its findings."""
    draft = Draft(context)
    for child in element:
        _TABLE[child.tag](draft, child)
    mode = _mode(draft, element)
    if context.transaction is Transaction.UPDATE_PRICES:
        _name_what_is_not_applied(draft, element)
    if not draft.key:
        draft.note("key-missing", element)
    made = Record(ordinal=ordinal, key=draft.key, line=line, mode=mode)
    _fill(made, draft)
    if draft.odd:
        about = Entity.TRADE_ITEM if made.trade_item is not None else Entity.PRODUCT
        made.findings = findings(
            draft.odd, names=NAMES, line_of=line_of, key=draft.key, ordinal=ordinal, entity=about
        )
    return made


def _fill(made: Record, draft: Draft) -> None:
    transaction = draft.context.transaction
    if transaction is Transaction.UPDATE_PRICES:
        made.trade_item = _price_update(draft)
        made.patch = Patch(trade_item=filled(made.trade_item, PRICE_FIELDS))
        return
    if transaction is not Transaction.NEW_PRODUCTDATA:
        made.trade_item = _trade_item(draft, made.mode)
        made.product = _product(draft, made.mode)
    else:
        draft.product_extensions |= _leftover(draft)
        made.product = _product(draft, made.mode)


def _product(draft: Draft, mode: Mode) -> Product:
    fields = {name: value for name, value in draft.product.items() if value is not None}
    legislation = draft.legislation | ({"hazard": draft.hazard} if draft.hazard else {})
    fields.setdefault("manufacturer_product_number", draft.key)
    return Product(
        manufacturer_id=_maker(draft),
        product_gtins=draft.gtins,
        status=LAPSED if mode is Mode.DELETE else None,
        descriptions=draft.descriptions,
        features=draft.features,
        modelling=draft.modelling,
        classifications=draft.classifications,
        attachments=draft.attachments,
        relations=draft.relations,
        predecessors=draft.predecessors,
        legislation=legislation,
        logistics=draft.net,
        characteristics=draft.characteristics,
        extensions=draft.product_extensions,
        **fields,
    )


def _maker(draft: Draft) -> str:
    made = draft.product
    return manufacturer_id(
        made.get("manufacturer_gln"), made.get("manufacturer_name"), draft.context.supplier_id
    )


def _trade_item(draft: Draft, mode: Mode) -> TradeItem:
    _choose_prices(draft)
    draft.item.setdefault("price_quantity", _ONE)
    groups = draft.context.groups.get(draft.key)
    if groups:
        draft.context.grouped.add(draft.key)
        draft.extensions["catalogue_groups"] = groups
    return TradeItem(
        supplier_item_number=draft.key,
        manufacturer_id=_maker(draft),
        manufacturer_product_number=draft.product.get("manufacturer_product_number", draft.key),
        item_gtins=draft.gtins,
        status=LAPSED if mode is Mode.DELETE else None,
        prices=draft.prices,
        surcharges=draft.surcharges,
        descriptions=_short(draft),
        packaging_units=draft.packaging,
        logistics=draft.logistics,
        customs=draft.customs,
        extensions=draft.extensions,
        **draft.item,
    )


def _price_update(draft: Draft) -> TradeItem:
    """Only what a price update may touch; anything else in it is named in a finding."""
    _choose_prices(draft)
    fields = {name: value for name, value in draft.item.items() if name in _PRICE_PLACES}
    return TradeItem(
        supplier_item_number=draft.key,
        prices=draft.prices,
        surcharges=draft.surcharges,
        **fields,
    )


def _choose_prices(draft: Draft) -> None:
    settle(draft.item, draft.prices, draft.context.generated_on, draft.context.currency)


def _leftover(draft: Draft) -> Json:
    """Trade data in a file of product data only: kept as it came, not as a trade item."""
    trade = {name: _plain(value) for name, value in draft.item.items() if value is not None}
    parts: Json = {
        "prices": draft.prices,
        "surcharges": draft.surcharges,
        "packaging_units": draft.packaging,
        "logistics": draft.logistics,
        "customs": draft.customs,
    }
    trade |= {name: value for name, value in parts.items() if value}
    return draft.extensions | ({"trade": trade} if trade else {})


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _short(draft: Draft) -> Json:
    """The short description stands with the trade item too: two items of one product may differ."""
    described = draft.descriptions.items()
    return {language: {"short": d["short"]} for language, d in described if "short" in d}


def _name_what_is_not_applied(draft: Draft, element: Element) -> None:
    """A price update only changes prices: say so of everything else in it."""
    for child in element:
        name = NAMES[child.tag]
        inner = {"PRODUCT_ORDER_DETAILS": "PRICE_QUANTITY"} | {
            "USER_DEFINED_EXTENSIONS": "UDX.EDXF.SURCHARGE_LIST"
        }
        if name in inner:
            for part in child:
                if NAMES[part.tag] != inner[name]:
                    draft.note("price-update-extra", part, (part.text or "").strip())
        elif name not in {"SUPPLIER_PID", "PRODUCT_PRICE_DETAILS"}:
            draft.note("price-update-extra", child, (child.text or "").strip())


def _mode(draft: Draft, element: Element) -> Mode:
    """What @mode asks for; only T_UPDATE_PRODUCTS may remove."""
    transaction = draft.context.transaction
    written = (element.get("mode") or "").strip().lower()
    default = Mode.UPDATE if transaction in _UPDATES else Mode.NEW
    if element.keys() != ["mode"]:
        for name, value in attributes(element).items():
            if name != "mode":
                draft.extensions[f"@{name}"] = value
    mode = _MODES.get(written) if written else default
    if mode is None or (mode is Mode.DELETE and transaction is not Transaction.UPDATE_PRODUCTS):
        draft.note("mode-unknown", element, written)
        return default
    return mode if transaction in _UPDATES else default


# -- the children of PRODUCT --------------------------------------------------------------------


def _key(draft: Draft, element: Element) -> None:
    written = draft.text(element)
    if draft.key and written:
        draft.repeated(element)
    elif written:
        draft.key = written


def _references(draft: Draft, element: Element) -> None:
    found: Json = {}
    for name, value in attributes(element).items():
        found[name if name == "type" else f"@{name}"] = value
    quantity = found.pop("@quantity", None)
    if quantity is not None:
        number = as_number(quantity.strip())
        found["quantity"] = quantity if number is None else number
        if number is None:
            draft.note("number-kept-as-text", element, quantity)
    fill(draft, found, element, _REFERENCE)
    draft.relations.append(found)


def _reference_mime(draft: Draft, found: Json, key: str, element: Element) -> None:
    found.setdefault(key, []).extend(attachments(draft, element))


def _logistics(draft: Draft, element: Element) -> None:
    for child in element:
        _LOGISTICS[child.tag](draft, child)


def _tariff(draft: Draft, element: Element) -> None:
    found: Json = {}
    fill(draft, found, element, _TARIFF)
    draft.customs.setdefault("commodity_codes", []).append(found)


def _statistics(draft: Draft, element: Element) -> None:
    draft.put(draft.customs, "statistics_factor", draft.number(element), element)


def _origin(draft: Draft, element: Element) -> None:
    country = draft.text(element)
    if country:
        draft.net.setdefault("countries_of_origin", []).append(country)


def _other_logistics(draft: Draft, element: Element) -> None:
    draft.set_aside(element, "PRODUCT_LOGISTIC_DETAILS")


_UPDATES = {Transaction.UPDATE_PRODUCTS, Transaction.UPDATE_PRICES}
_MODES = {str(mode): mode for mode in Mode}
_REFERENCE: Fields = {
    "PROD_ID_TO": ("number", _parts.text),
    "CATALOG_ID": ("catalogue_id", _parts.text),
    "CATALOG_VERSION": ("catalogue_version", _parts.text),
    "REFERENCE_DESCR": ("description", _parts.words),
    "MIME_INFO": ("attachments", _reference_mime),
}
_TARIFF: Fields = {
    "CUSTOMS_NUMBER": ("number", _parts.text),
    "TERRITORY": ("territories", _parts.texts),
}
_LOGISTICS: Table[Handler] = Table(
    {
        "CUSTOMS_TARIFF_NUMBER": branch(_tariff),
        "STATISTICS_FACTOR": _statistics,
        "COUNTRY_OF_ORIGIN": _origin,
        "PRODUCT_DIMENSIONS": branch(dimensions),
    },
    _other_logistics,
)
_TABLE: Table[Handler] = Table(
    {
        "SUPPLIER_PID": _key,
        "PRODUCT_DETAILS": branch(details),
        "PRODUCT_FEATURES": branch(features),
        "PRODUCT_ORDER_DETAILS": branch(order_details),
        "PRODUCT_PRICE_DETAILS": branch(price_details),
        "MIME_INFO": branch(mime_info),
        "USER_DEFINED_EXTENSIONS": branch(extensions),
        "PRODUCT_REFERENCE": branch(_references),
        "PRODUCT_LOGISTIC_DETAILS": branch(_logistics),
    },
    Draft.set_aside,
)
