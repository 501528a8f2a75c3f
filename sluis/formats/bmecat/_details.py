"""PRODUCT_DETAILS: numbers, names, descriptions and status of the thing itself."""

from __future__ import annotations

from decimal import Decimal

from sluis.formats._xml import Element, attributes
from sluis.formats.bmecat._draft import Draft
from sluis.formats.bmecat._names import Handler, Table

_GTIN_TYPES = ("gtin", "ean", "upc")


def details(draft: Draft, element: Element) -> None:
    for child in element:
        _TABLE[child.tag](draft, child)


def description(kind: str) -> Handler:
    """A handler that puts a text under its language as *kind*."""

    def put(draft: Draft, element: Element) -> None:
        words = draft.text(element)
        if words:
            language = draft.language(element)
            described = draft.descriptions.get(language)
            if described is None:
                described = draft.descriptions[language] = {}
            draft.put(described, kind, words, element)

    return put


def listed(kind: str) -> Handler:
    """A handler that adds a text to the list *kind* of its language."""

    def add(draft: Draft, element: Element) -> None:
        words = draft.text(element)
        if words:
            described = draft.descriptions.setdefault(draft.language(element), {})
            described.setdefault(kind, []).append(words)

    return add


def product_text(name: str) -> Handler:
    def put(draft: Draft, element: Element) -> None:
        draft.put(draft.product, name, draft.text(element), element)

    return put


def item_text(name: str) -> Handler:
    def put(draft: Draft, element: Element) -> None:
        draft.put(draft.item, name, draft.text(element), element)

    return put


def _gtin(draft: Draft, element: Element) -> None:
    kind = element.get("type")
    number = draft.text(element)
    if kind and not kind.lower().startswith(_GTIN_TYPES):
        draft.set_aside(element)
    elif number and number not in draft.gtins:
        draft.gtins.append(number)


def _buyer_number(draft: Draft, element: Element) -> None:
    if element.get("type") not in {None, "buyer_specific"}:
        draft.set_aside(element)
    else:
        draft.put(draft.item, "buyer_item_number", draft.text(element), element)


def _manufacturer_reference(draft: Draft, element: Element) -> None:
    """MANUFACTURER_IDREF of 2005: a GLN, or the number of a party in the header."""
    number = draft.text(element)
    party = draft.context.parties.get(number)
    if (element.get("type") or "").lower() in {"gln", "iln"}:
        draft.put(draft.product, "manufacturer_gln", number, element)
    elif number:
        draft.set_aside(element)
    if party is not None:
        draft.product.setdefault("manufacturer_gln", party.ids.get("gln") or party.ids.get("iln"))
        draft.product.setdefault("manufacturer_name", party.name)


def _delivery_time(draft: Draft, element: Element) -> None:
    draft.typed(draft.item, "lead_time_days", draft.number(element), element, Decimal)


def _special_treatment(draft: Draft, element: Element) -> None:
    value = draft.text(element)
    if value:
        one = {"type": element.get("type") or "", "value": value}
        draft.legislation.setdefault("special_treatment_classes", []).append(one)


def _status(draft: Draft, element: Element) -> None:
    """The word is kept with its type; none of them is one status code for certain."""
    facts = attributes(element)
    one = {"type": facts.pop("type", ""), "language": draft.language(element)}
    facts.pop("lang" if "lang" in facts else "locale", None)
    one |= {f"@{name}": value for name, value in facts.items()}
    words = (element.text or "").strip()
    if words:
        one["text"] = words
    if words or one["type"]:
        draft.extensions.setdefault("product_status", []).append(one)
    else:
        draft.note("element-empty", element)


def _remark(draft: Draft, element: Element) -> None:
    if element.get("type"):
        draft.set_aside(element)
    else:
        _REMARK(draft, element)


def _other(draft: Draft, element: Element) -> None:
    draft.set_aside(element, "PRODUCT_DETAILS")


_REMARK = listed("remarks")
_TABLE: Table[Handler] = Table(
    {
        "DESCRIPTION_SHORT": description("short"),
        "DESCRIPTION_LONG": description("long"),
        "MANUFACTURER_TYPE_DESCR": description("type"),
        "KEYWORD": listed("keywords"),
        "REMARKS": _remark,
        "INTERNATIONAL_PID": _gtin,
        "EAN": _gtin,
        "SUPPLIER_ALT_PID": item_text("supplier_alt_item_number"),
        "BUYER_PID": _buyer_number,
        "MANUFACTURER_PID": product_text("manufacturer_product_number"),
        "MANUFACTURER_NAME": product_text("manufacturer_name"),
        "MANUFACTURER_IDREF": _manufacturer_reference,
        "PRODUCT_TYPE": product_text("product_type"),
        "DELIVERY_TIME": _delivery_time,
        "SPECIAL_TREATMENT_CLASS": _special_treatment,
        "PRODUCT_STATUS": _status,
    },
    _other,
)
