"""Which element of the source a field comes from, for people who look into their own file.

Tables:  a column by its letters and heading, as the header says.
Source:  BMEcat 2005 and the ETIM guideline 5.0; BMEcat 1.2 has the same names with ARTICLE for
         PRODUCT and AID for PID. DICO and its forerunners: `sluis.checks._sources_dico`;
         PAB 2: `sluis.checks._sources_pab`.

>>> element("bmecat-etim-5.0", "descriptions.nl.short"), element("bmecat-1.2", "prices.type")
('DESCRIPTION_SHORT', 'ARTICLE_PRICE/@price_type')
>>> element("dico-sales005", "prices.lower_bound"), element("dico-sales005", "surcharges")
('PriceInformation/MinimumQuantity', None)
"""

from __future__ import annotations

import msgspec

from sluis.checks import _sources_dico, _sources_pab
from sluis.model import Entity, Finding, Header

BMECAT = "bmecat-"
BMECAT_12 = "bmecat-1.2"

_ELEMENTS = {
    "attachments.code": "MIME_CODE",
    "attachments.expiry_date": "MIME_EXPIRY_DATE",
    "attachments.issue_date": "MIME_ISSUE_DATE",
    "attachments.purpose": "MIME_PURPOSE",
    "attachments.source": "MIME_SOURCE",
    "brand_name": "UDX.EDXF.BRAND_NAME",
    "content_quantity": "NO_CU_PER_OU",
    "content_unit": "CONTENT_UNIT",
    "currency": "PRICE_CURRENCY",
    "customs.commodity_codes": "CUSTOMS_NUMBER",
    "customs.territories": "CUSTOMS_TARIFF_NUMBER/TERRITORY",
    "discount_group_id": "UDX.EDXF.DISCOUNT_GROUP_SUPPLIER",
    "etim_class": "REFERENCE_FEATURE_GROUP_ID",
    "features": "PRODUCT_FEATURES/FEATURE",
    "gross_list_price": "PRODUCT_PRICE/PRICE_AMOUNT",
    "item_gtins": "INTERNATIONAL_PID",
    "languages": "LANGUAGE",
    "lead_time_days": "DELIVERY_TIME",
    "legislation.battery_contained": "UDX.EDXF.BATTERY_CONTAINED",
    "legislation.ce_marking": "UDX.EDXF.CE_MARKING",
    "legislation.hazard": "UDX.EDXF.SPECIAL_TREATMENT_CLASS_DETAILS",
    "legislation.reach": "UDX.EDXF.REACH.INFO",
    "legislation.rohs": "UDX.EDXF.ROHS_INDICATOR",
    "legislation.scip_number": "UDX.EDXF.SCIP_NUMBER",
    "legislation.ufi_code": "UDX.EDXF.UFI_CODE",
    "logistics.countries_of_origin": "COUNTRY_OF_ORIGIN",
    "manufacturer_name": "MANUFACTURER_NAME",
    "manufacturer_product_number": "MANUFACTURER_PID",
    "minimum_order_quantity": "QUANTITY_MIN",
    "modelling.class": "UDX.EDXF.REFERENCE_FEATURE_MC_ID",
    "modelling.features": "UDX.EDXF.FEATURE_MC/UDX.EDXF.FNAME",
    "net_price": "PRODUCT_PRICE/PRICE_AMOUNT",
    "obsolescence_date": "UDX.EDXF.EXPIRATION_DATE",
    "order_step_size": "QUANTITY_INTERVAL",
    "order_unit": "ORDER_UNIT",
    "packaging_units.code": "UDX.EDXF.PACKING_UNIT_CODE",
    "packaging_units.gtin": "UDX.EDXF.GTIN",
    "packaging_units.quantity_min": "UDX.EDXF.QUANTITY_MIN",
    "predecessors": "UDX.EDXF.PREDECESSOR_PID",
    "price_quantity": "PRICE_QUANTITY",
    "price_unit": "PRICE_UNIT",
    "prices": "PRODUCT_PRICE_DETAILS",
    "prices.lower_bound": "LOWER_BOUND",
    "prices.factor": "PRICE_FACTOR",
    "prices.territories": "PRODUCT_PRICE/TERRITORY",
    "prices.type": "PRODUCT_PRICE/@price_type",
    "prices.unit": "PRICE_UNIT",
    "prices.unit_factor": "PRICE_UNIT_FACTOR",
    "prices.valid_from": "DATETIME/@valid_start_date",
    "prices.valid_until": "DATETIME/@valid_end_date",
    "product_gtins": "INTERNATIONAL_PID",
    "product_status": "PRODUCT_STATUS/@type",
    "product_type": "PRODUCT_TYPE",
    "relations.number": "PRODUCT_REFERENCE/PROD_ID_TO",
    "relations.quantity": "PRODUCT_REFERENCE/@quantity",
    "relations.type": "PRODUCT_REFERENCE/@type",
    "shelf_life_months": "UDX.EDXF.SHELF_LIFE_PERIOD",
    "supplier_alt_item_number": "SUPPLIER_ALT_PID",
    "supplier_gln": "SUPPLIER_ID",
    "supplier_item_number": "SUPPLIER_PID",
    "territories": "TERRITORY",
    "validity_date": "UDX.EDXF.VALID_FROM",
    "vat_rate": "TAX",
    "warranty_business": "UDX.EDXF.WARRANTY_BUSINESS",
    "warranty_consumer": "UDX.EDXF.WARRANTY_CONSUMER",
}
_TEXTS = {
    "keywords": "KEYWORD",
    "long": "DESCRIPTION_LONG",
    "remarks": "REMARKS",
    "series": "UDX.EDXF.PRODUCT_SERIES",
    "short": "DESCRIPTION_SHORT",
    "tender_text": "UDX.EDXF.TENDER_TEXT",
    "type": "MANUFACTURER_TYPE_DESCR",
    "variation": "UDX.EDXF.PRODUCT_VARIATION",
    "very_short": "UDX.EDXF.DESCRIPTION_VERY_SHORT",
}
_PRICE_KINDS = "prices."


def element(format_name: str, field: str, entity: Entity = Entity.TRADE_ITEM) -> str | None:
    """The element that *field* is read from, in the words of the format; None if not known."""
    if format_name in _sources_dico.FORMATS:
        return _sources_dico.element(field, entity)
    if format_name == _sources_pab.FORMAT:
        return _sources_pab.ELEMENTS.get(field)
    if not format_name.startswith(BMECAT):
        return None
    found = _ELEMENTS.get(field)
    if found is None and field.startswith("descriptions."):
        found = _TEXTS.get(field.rpartition(".")[2])
    elif found is None and field.startswith(_PRICE_KINDS):
        found = "PRODUCT_PRICE/PRICE_AMOUNT"
    return _as_of_12(found) if found is not None and format_name == BMECAT_12 else found


def with_element(found: Finding, header: Header) -> Finding:
    """*found* with the element of its field in its detail, where that is known."""
    name = element(header.format, found.field, found.entity) or _column(header, found.field)
    if name is None:
        return found
    return msgspec.structs.replace(found, detail={**found.detail, "element": name})


def _column(header: Header, field: str) -> str | None:
    """The column of a table that is read by a layout, which its header names."""
    columns = header.catalogue.get("columns")
    if not columns:
        return None
    name: str | None = columns.get(field) or columns.get(field.partition(".")[0])
    return name


def _as_of_12(name: str) -> str:
    if name == "INTERNATIONAL_PID":
        return "EAN"
    name = name.replace("PRODUCT_", "ARTICLE_").replace("PROD_ID_TO", "ART_ID_TO")
    return name.removesuffix("_PID") + "_AID" if name.endswith("_PID") else name
