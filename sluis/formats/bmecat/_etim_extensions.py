"""USER_DEFINED_EXTENSIONS of the ETIM guideline (UDX.EDXF.*), 3.1 to 5.0.

Units:   packing and net dimensions in m, m3 and kg; shelf life in months [as the guideline's
         samples show]; warranty in months; surcharge percentages are fractions (0.05).
Lost:    nothing; elements of other companies and of later revisions go to `extensions`.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sluis.codelists import units
from sluis.entities import Json
from sluis.formats._xml import Element, attributes
from sluis.formats.bmecat import _parts
from sluis.formats.bmecat._attachments import mime_info
from sluis.formats.bmecat._details import description, item_text, product_text
from sluis.formats.bmecat._draft import Draft, branch
from sluis.formats.bmecat._names import Handler, Table
from sluis.formats.bmecat._parts import Fields, fill, nested, part


def extensions(draft: Draft, element: Element) -> None:
    for child in element:
        _TABLE[child.tag](draft, child)


def _packing_code(draft: Draft, found: Json, key: str, element: Element) -> None:
    written = draft.text(element)
    draft.put(found, key, units.canonical(written) or written, element)


_DIMENSIONS: Fields = {
    "VOLUME": ("volume", _parts.number),
    "WEIGHT": ("weight", _parts.number),
    "LENGTH": ("length", _parts.number),
    "WIDTH": ("width", _parts.number),
    "DEPTH": ("depth", _parts.number),
    "DIAMETER": ("diameter", _parts.number),
}
_PACKING: Fields = {
    "QUANTITY_MIN": ("quantity_min", _parts.amount),
    "QUANTITY_MAX": ("quantity_max", _parts.amount),
    "PACKING_UNIT_CODE": ("code", _packing_code),
    "PACKING_UNIT_NAME": ("name", _parts.words),
    "SUPPLIER_PID": ("supplier_item_number", _parts.text),
    "PACKING_UNIT_DESCR": ("description", _parts.words),
    "PACKAGE_BREAK": ("breakable", _parts.boolean),
    "PACKING_PARTS": ("parts", _parts.number),
    **_DIMENSIONS,
    "GTIN": ("gtin", _parts.text),
    "GS1_128": ("gs1_128", _parts.text),
}
_NET: Fields = {
    "NETVOLUME": ("net_volume", _parts.number),
    "NETWEIGHT": ("net_weight", _parts.number),
    "NETLENGTH": ("net_length", _parts.number),
    "NETWIDTH": ("net_width", _parts.number),
    "NETDEPTH": ("net_depth", _parts.number),
    "NETDIAMETER": ("net_diameter", _parts.number),
    "REGION_OF_ORIGIN": ("region_of_origin", _parts.text),
}
_REACH: Fields = {
    "REACH.LISTDATE": ("reach_list_date", _parts.day),
    "REACH.INFO": ("reach", _parts.text),
    "SCIP_NUMBER": ("scip_number", _parts.text),
    "UFI_CODE": ("ufi_code", _parts.text),
}
_SUBSTANCE: Fields = {
    "UN_NUMBER": ("un_number", _parts.text),
    "NET_WEIGHT_OF_HAZARDOUS_SUBSTANCE": ("net_weight", _parts.number),
    "VOLUME_OF_HAZARDOUS_SUBSTANCES": ("volume", _parts.number),
}
_HAZARD: Fields = {
    "HAZARDOUS_SUBSTANCES": ("substances", nested(_SUBSTANCE)),
    "SHIPPING_NAME": ("shipping_name", _parts.words),
    "PACKING_GROUP": ("packing_group", _parts.text),
    "TRANSPORT_CATEGORY": ("transport_category", _parts.number),
    "MULTIPLICATION_FACTOR": ("multiplication_factor", _parts.number),
    "LIMITED_QUANTITIES": ("limited_quantities", _parts.boolean),
    "EXCEPTED_QUANTITIES": ("excepted_quantities", _parts.boolean),
    "AGGREGATION_STATE": ("aggregation_state", _parts.text),
    "SPECIAL_PROVISION_ID": ("special_provisions", _parts.texts),
    "HAZARD_CLASS": ("hazard_classes", _parts.texts),
    "CLASSIFICATION_CODE": ("classification_code", _parts.text),
    "HAZARD_LABEL": ("hazard_labels", _parts.texts),
    "ENVIRONMENTAL_HAZARDS": ("environmental_hazards", _parts.boolean),
    "TUNNEL_CODE": ("tunnel_code", _parts.text),
    "GHS_LABEL_CODE": ("ghs_labels", _parts.texts),
    "GHS_SIGNAL_WORD": ("ghs_signal_word", _parts.text),
    "HAZARD_STATEMENT": ("hazard_statements", _parts.texts),
    "PRECAUTIONARY_STATEMENT": ("precautionary_statements", _parts.texts),
    "LI-ION_TESTED": ("lithium_ion_tested", _parts.boolean),
    "LITHIUM_AMOUNT": ("lithium_amount", _parts.number),
    "BATTERY_ENERGY": ("battery_energy", _parts.number),
    "NOS_274": ("nos_274", _parts.boolean),
    "HAZARD_TRIGGER": ("hazard_triggers", _parts.texts),
}
_SURCHARGE: Fields = {
    "SURCHARGE_TYPE": ("type", _parts.text),
    "SURCHARGE_CLASS": ("class", _parts.text),
    "SURCHARGE_MANNER": ("manner", _parts.text),
    "SURCHARGE_PERCENTAGE": ("percentage", _parts.amount),
    "SURCHARGE_PRICE_AMOUNT": ("amount", _parts.amount),
    "SURCHARGE_CALCULATION": ("calculation", _parts.text),
    "MATERIAL_BASIS": ("material_basis", _parts.amount),
    "MATERIAL_BASIS_WEIGHT": ("material_weight", _parts.amount),
    "MATERIAL_BASIS_SURCHARGE_THRESHOLD": ("material_threshold", _parts.amount),
    "MATERIAL_BASIS_SURCHARGE_SHUTTER": ("material_shutter", _parts.text),
    "MATERIAL_BASIS_SURCHARGE_CREDIT": ("material_credit", _parts.text),
    "MATERIAL_BASIS_SURCHARGE_TABLE": ("material_tables", _parts.word_lists),
}
_MATRIX_VALUE: Fields = {
    "MATRIX_SOURCE_VALUE": ("source", _parts.number),
    "MATRIX_RESULT_VALUE": ("result", _parts.number),
}
_FEATURE_MC: Fields = {
    "PORTCODE": ("port", _parts.number),
    "FNAME": ("code", _parts.text),
    "FVALUE": ("values", _parts.texts),
    "COORDINATE_X": ("x", _parts.number),
    "COORDINATE_Y": ("y", _parts.number),
    "COORDINATE_Z": ("z", _parts.number),
    "MATRIX_VALUES": ("matrix", nested({"MATRIX_VALUE": ("values", nested(_MATRIX_VALUE))})),
}
_MODELLING: Fields = {
    "REFERENCE_FEATURE_MC_ID": ("class", _parts.text),
    "REFERENCE_FEATURE_MC_VERSION": ("version", _parts.number),
    "BIM_STATUS": ("bim_status", _parts.text),
    "FEATURE_MC": ("features", nested(_FEATURE_MC)),
}
_C = "PRODUCT_CHARACTERISTIC_"
_CHARACTERISTIC: Fields = {
    _C + "CODE": ("code", _parts.text),
    _C + "NAME": ("name", _parts.words),
    _C + "VALUE_BOOLEAN": ("boolean", _parts.boolean),
    _C + "VALUE_NUMERIC": ("number", _parts.number),
    _C + "VALUE_RANGE_FROM": ("range_from", _parts.number),
    _C + "VALUE_RANGE_TO": ("range_to", _parts.number),
    _C + "VALUE_STRING": ("text", _parts.word_lists),
    _C + "VALUE_SET": ("set", _parts.word_lists),
    _C + "VALUE_SELECT": ("select", _parts.text),
    _C + "VALUE_UNIT_CODE": ("unit", _parts.text),
    _C + "REFERENCE_GTIN": ("gtin", _parts.text),
}
_FACTORS: Fields = {
    "ADDITIONAL_PRICE_FACTOR": ("price_factor", _parts.amount),
    "ADDITIONAL_FACTOR_INFO": ("info", _parts.word_lists),
}


def packing_units(draft: Draft, element: Element) -> None:
    """PACKING_UNITS, of the guideline's extensions or of plain 2005's order details."""
    for child in element:
        if str(child.tag).endswith("PACKING_UNIT"):
            draft.packaging.append(part(draft, child, _PACKING))
        else:
            draft.set_aside(child, "PACKING_UNITS")


def dimensions(draft: Draft, element: Element) -> None:
    """PRODUCT_DIMENSIONS of plain 2005."""
    fill(draft, draft.logistics, element, _DIMENSIONS)


def _discount(draft: Draft, element: Element) -> None:
    for child in element:
        _DISCOUNT[child.tag](draft, child)


def _into(target: str, fields: Fields) -> Handler:
    def read(draft: Draft, element: Element) -> None:
        fill(draft, getattr(draft, target), element, fields)

    return read


def _each(target: str, name: str, fields: Fields) -> Handler:
    def read(draft: Draft, element: Element) -> None:
        for child in element:
            if str(child.tag).endswith(name):
                getattr(draft, target).append(part(draft, child, fields))
            else:
                draft.set_aside(child)

    return read


def _extension(key: str, fields: Fields) -> Handler:
    def read(draft: Draft, element: Element) -> None:
        fill(draft, draft.extensions.setdefault(key, {}), element, fields)

    return read


def _country_numbers(key: str) -> Handler:
    """National article numbers: NRF, RSK, EL and the like."""

    def read(draft: Draft, element: Element) -> None:
        for child in element:
            number = draft.text(child)
            if number:
                one = attributes(child)
                draft.extensions.setdefault(key, []).append({**one, "number": number})

    return read


def _legislation(key: str) -> Handler:
    def read(draft: Draft, element: Element) -> None:
        draft.put(draft.legislation, key, draft.boolean(element), element)

    return read


def _rohs(draft: Draft, element: Element) -> None:
    draft.put(draft.legislation, "rohs", draft.text(element), element)


def _declaration(draft: Draft, element: Element) -> None:
    value = draft.text(element)
    if value:
        one = attributes(element)
        draft.legislation.setdefault("declarations", []).append({**one, "value": value})


def _stock(draft: Draft, element: Element) -> None:
    draft.typed(draft.item, "stock_item", draft.boolean(element), element, bool)


def _months(side: str, name: str) -> Handler:
    def read(draft: Draft, element: Element) -> None:
        value: Any = draft.number(element)
        if isinstance(value, Decimal) and value == value.to_integral_value():
            value = int(value)
        elif isinstance(value, Decimal):
            draft.note("number-kept-as-text", element, str(value))
        draft.typed(getattr(draft, side), name, value, element, int)

    return read


def _life(name: str) -> Handler:
    """The life of product and trade item alike."""

    def read(draft: Draft, element: Element) -> None:
        day = draft.validity(element)
        draft.put(draft.product, name, day, element)
        draft.item.setdefault(name, day)

    return read


def _predecessor(draft: Draft, element: Element) -> None:
    number = draft.text(element)
    if number:
        draft.predecessors.append(number)


def _warranty(draft: Draft, element: Element) -> None:
    for child in element:
        _WARRANTY[child.tag](draft, child)


def _dynamic(draft: Draft, element: Element) -> None:
    fill(
        draft,
        draft.product_extensions,
        element,
        {"PRODUCT_ETIM_RELEASE_DATE": ("etim_release_date", _parts.day)},
    )


_E = "UDX.EDXF."
_DISCOUNT: Table[Handler] = Table(
    {
        _E + "DISCOUNT_GROUP_MANUFACTURER": item_text("discount_group_manufacturer"),
        _E + "DISCOUNT_GROUP_SUPPLIER": item_text("discount_group_id"),
    },
    Draft.set_aside,
)
_WARRANTY: Table[Handler] = Table(
    {
        _E + "WARRANTY_BUSINESS": _months("product", "warranty_business"),
        _E + "WARRANTY_CONSUMER": _months("product", "warranty_consumer"),
    },
    Draft.set_aside,
)
_TABLE: Table[Handler] = Table(
    {
        _E + "MIME_INFO": branch(mime_info),
        _E + "MANUFACTURER_ACRONYM": product_text("manufacturer_shortname"),
        _E + "DESCRIPTION_VERY_SHORT": description("very_short"),
        _E + "BRAND_NAME": product_text("brand_name"),
        _E + "TENDER_TEXT": description("tender_text"),
        _E + "VALID_FROM": _life("validity_date"),
        _E + "EXPIRATION_DATE": _life("obsolescence_date"),
        _E + "DISCOUNT_GROUP": branch(_discount),
        _E + "BONUS_GROUP_SUPPLIER": item_text("bonus_group_id"),
        _E + "ADDITIONAL_FACTORS": branch(_extension("additional_factors", _FACTORS)),
        _E + "PRODUCT_TO_STOCK": _stock,
        _E + "PRODUCT_SERIES": description("series"),
        _E + "PRODUCT_VARIATION": description("variation"),
        _E + "PREDECESSOR_PID": _predecessor,
        _E + "COUNTRY_BRANCH_NUMBERS": branch(_country_numbers("country_branch_numbers")),
        _E + "COUNTRY_BRANCH_SUPPLIER_IDS": branch(_country_numbers("country_branch_supplier_ids")),
        _E + "PACKING_UNITS": branch(packing_units),
        _E + "PRODUCT_LOGISTIC_DETAILS": branch(_into("net", _NET)),
        _E + "SHELF_LIFE_PERIOD": _months("item", "shelf_life_months"),
        _E + "BATTERY_CONTAINED": _legislation("battery_contained"),
        _E + "ROHS_INDICATOR": _rohs,
        _E + "CE_MARKING": _legislation("ce_marking"),
        _E + "REACH": branch(_into("legislation", _REACH)),
        _E + "SPECIAL_TREATMENT_CLASS_DETAILS": branch(_into("hazard", _HAZARD)),
        _E + "SURCHARGE_LIST": branch(_each("surcharges", "SURCHARGE", _SURCHARGE)),
        _E + "WARRANTY": branch(_warranty),
        _E + "PRODUCT_ETIM_DYNAMIC": branch(_dynamic),
        _E + "PRODUCT_FEATURES_MC": branch(_into("modelling", _MODELLING)),
        _E + "PRODUCT_CHARACTERISTICS": branch(
            _each("characteristics", "PRODUCT_CHARACTERISTIC", _CHARACTERISTIC)
        ),
        _E + "DECLARATION": _declaration,
    },
    Draft.set_aside,
)
