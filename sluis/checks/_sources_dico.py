"""Which element of a DICO message a field comes from.

Source:  the description of the messages in `sluis.formats.dico`, to which a test holds this table.
         INSBOU003 has some names in an older spelling.

>>> element("descriptions.nl.short"), element("prices.net_customer")
('Description', 'PriceInformation')
>>> element("net_price"), element("net_price", Entity.CONDITION)
('PriceInformation/NetPrice', 'NetPrice')
"""

from __future__ import annotations

from sluis.model import Entity

FORMATS = frozenset({"dico-sales005", "insbou004", "insbou003"})

ELEMENTS = {
    "attachments.code": "Attachment/AttachmentType",
    "attachments.expiry_date": "Attachment/ExpiryDate",
    "attachments.issue_date": "Attachment/IssueDate",
    "attachments.source": "Attachment/URLInformation/URL",
    "brand_name": "Brand",
    "content_quantity": "UseUnitInformation/QuantityOfUseUnits",
    "content_unit": "UseUnitInformation/UseUnitUoM",
    "currency": "Currency",
    "customs.commodity_codes": "CBSNumber",
    "discount_group_id": "TradeItemGrouping/AllowanceGroup",
    "etim_class": "ETIMClassification/ETIMClassCode",
    "features": "ETIMClassification/ETIMFeature",
    "gross_list_price": "PriceInformation/GrossPrice",
    "item_gtins": "TradeItemIdentification/GTIN",
    "lead_time_days": "OrderConditions/DeliveryTime",
    "legislation.battery_contained": "Legislation/BatteryIndicator",
    "legislation.ce_marking": "Legislation/CEIndicator",
    "legislation.reach": "UserDefinedExtension/Indicators/Indicator",
    "legislation.rohs": "Legislation/ROHSIndicator",
    "legislation.scip_number": "Legislation/SCIPNumber",
    "legislation.ufi_code": "Legislation/UFICode",
    "logistics.countries_of_origin": "CountryOfOrigin",
    "manufacturer_name": "ProductIdentification/ManufacturerName",
    "manufacturer_product_number": "ProductIdentification/ManufacturersProductId",
    "minimum_order_quantity": "OrderConditions/MinimumOrderQuantity",
    "modelling.class": "ModelClassificationCharacteristics/ModellingClassCode",
    "modelling.features": "ModelClassificationCharacteristics/ModelClassificationCharacteristic",
    "net_price": "PriceInformation/NetPrice",
    "obsolescence_date": "EndDate",
    "order_step_size": "OrderConditions/OrderMultiple",
    "order_unit": "OrderConditions/OrderUoM",
    "packaging_units.code": "PackageInformation/PackageTypeCode",
    "packaging_units.gtin": "PackageInformation/GTIN",
    "packaging_units.quantity_min": "PackageInformation/Quantity",
    "predecessors": "PredecessorProductcode",
    "price_quantity": "PriceInformation/PriceBase/NumberOfUnitsInPriceBasis",
    "price_unit": "PriceInformation/PriceBase/PriceBasisUoM",
    "price_unit_factor": "OrderConditions/PriceToOrderUnitFactor",
    "prices": "PriceInformation",
    "prices.lower_bound": "PriceInformation/MinimumQuantity",
    "prices.unit": "PriceInformation/PriceBase/PriceBasisUoM",
    "prices.unit_factor": "OrderConditions/PriceToOrderUnitFactor",
    "prices.valid_from": "PriceInformation/StartDatePriceInformation",
    "prices.valid_until": "PriceInformation/EndDatePriceInformation",
    "product_gtins": "ProductIdentification/GTIN",
    "recommended_retail_price": "PriceInformation/RecommendedRetailPrice",
    "shelf_life_months": "ShelfLife",
    "status": "StatusCode",
    "supplier_alt_item_number": "TradeItemIdentification/AlternativeTradeItemId",
    "supplier_gln": "Supplier/GLN",
    "supplier_item_number": "TradeItemIdentification/SuppliersTradeItemId",
    "validity_date": "StartDate",
    "vat_rate": "VATInformation/VATPercentage",
    "warranty_business": "WarrantyBusiness",
    "warranty_consumer": "WarrantyConsumer",
}
OF_CONDITIONS = {
    "discount_group_id": "AllowanceGroup",
    "lower_bound": "BracketLowerLimit",
    "net_price": "NetPrice",
    "percentage_1": "AllowancePercentage1",
    "percentage_2": "AllowancePercentage2",
    "percentage_3": "AllowancePercentage3",
    "terms": "TermsTypeCode",
    "valid_from": "ValidityStartDate",
}
OF_RELATIONS = {"quantity": "Quantity", "related_number": "Item2/ItemId", "valid_from": "StartDate"}
_OF_PARTS = {Entity.CONDITION: OF_CONDITIONS, Entity.RELATION: OF_RELATIONS}
_TEXTS = {
    "keywords": "Keyword",
    "long": "LongDescription",
    "marketing_text": "MarketingText",
    "series": "Series",
    "short": "Description",
    "type": "Type",
    "variation": "Variation",
}
_PRICES = "prices."


def element(field: str, entity: Entity = Entity.TRADE_ITEM) -> str | None:
    """The element that *field* is read from; None if not known."""
    if entity in _OF_PARTS:
        return _OF_PARTS[entity].get(field)
    found = ELEMENTS.get(field)
    if found is None and field.startswith("descriptions."):
        return _TEXTS.get(field.rpartition(".")[2])
    return "PriceInformation" if found is None and field.startswith(_PRICES) else found
