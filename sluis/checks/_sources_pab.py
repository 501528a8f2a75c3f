"""Which field of a line of PAB 2 a field of a record is read from.

Source:  PAB 2.03; names are those of the 2BA web services.
"""

from __future__ import annotations

FORMAT = "pab-2"

ELEMENTS = {
    "attachments.source": "Deeplink",
    "brand_name": "Brand",
    "content_quantity": "QuantityOfUseUnits",
    "content_unit": "UseUnitMeasureUnitCode",
    "currency": "CurrencyCode",
    "customs.commodity_codes": "CBSNumber",
    "descriptions.nl.series": "Model",
    "descriptions.nl.short": "Description",
    "descriptions.nl.type": "Version",
    "discount_group_id": "AllowanceGroup",
    "gross_list_price": "GrossPriceInOrderUnit",
    "item_gtins": "GTIN",
    "lead_time_days": "DeliveryTime",
    "manufacturer_item_number": "ManufacturerTradeItemId",
    "manufacturer_product_number": "Productcode",
    "minimum_order_quantity": "MinimumOrderQuantity",
    "net_price": "NetPriceInOrderUnit",
    "order_step_size": "OrderMultiple",
    "order_unit": "OrderUnitMeasureCode",
    "packaging_units.code": "PackageTypeCode",
    "price_quantity": "NumberOfUnitsInPriceBasis",
    "price_unit": "PriceUnitMeasureUnitCode",
    "price_unit_factor": "PriceToOrderUnitFactor",
    "prices.net_customer": "NetPriceInOrderUnit",
    "prices.net_list": "GrossPriceInOrderUnit",
    "prices.udp_handling": "GrossPriceAllowanceGroup",
    "prices.valid_from": "StartDatePriceInformation",
    "product_gtins": "GTIN",
    "relations.number": "SuccessorProductcode",
    "status": "StatusCode",
    "supplier_gln": "SupplierGLN",
    "supplier_item_number": "TradeItemId",
    "vat_rate": "VatPercentage",
}
