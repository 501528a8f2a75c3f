"""The article message (PriceCatalogue): trade items with their prices.

Shape:   a line is a trade item; the product it is a manifestation of is named, not described.
Status:  in a mutation, an item with status 130 (lapsed) is to be removed; all else is a change. In
         a complete message everything is as it stands (2BA documentation of DICO).
Dropped: a GTIN of zeros, which stands for none (`gtin-zeros`).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sluis.codelists import sales005, status
from sluis.entities import Json
from sluis.formats._parties import manufacturer_id
from sluis.formats._xml import Element
from sluis.formats.dico._attachments import attached, deeplink, linked
from sluis.formats.dico._certificates import certified
from sluis.formats.dico._descriptions import described, settle_short
from sluis.formats.dico._kinds import (
    AMOUNT,
    DAY,
    FRACTION,
    GTIN,
    PACKAGING,
    QUANTITY,
    TEXT,
    UNIT,
    WHOLE,
    YES,
    among,
)
from sluis.formats.dico._line import Line
from sluis.formats.dico._measures import loosen_measures, measured, settle_measures
from sluis.formats.dico._nodes import Put, Source, Space, leaf, part, wrap
from sluis.formats.dico._prices import GROUP_NAMES, priced, settle_prices
from sluis.formats.dico._settled import indicators, references, settle_references
from sluis.model import Mode, Mutation, TradeItem

_READERS, _POOL, _INSBOU = Source.READERS, Source.POOL, Source.INSBOU
_SALES = ("dico-sales005",)
_DAY, _WEEK = "DAY", "WEE"
_DAYS = {_DAY: 1, _WEEK: 7}

VAT_RATE = among("VAT rate", sales005.VAT_RATES, str.upper)


def _settle_packaging(line: Line, found: Json, element: Element) -> Json:
    settle_measures(found)
    return found


def _loosen_packaging(stored: list[Json]) -> list[Json]:
    made = [dict(one) for one in stored]
    for one in made:
        loosen_measures(one)
    return made


IDENTIFICATION = wrap(
    "TradeItemIdentification",
    leaf(
        "SuppliersTradeItemId",
        "supplier_item_number",
        also=("SupplierTradeItemId", "TradeItemId", "TradeItemNumber", "ArticleNumber"),
        source=_READERS,
        marks=True,
    ),
    leaf("GTIN", "item_gtins", GTIN, put=Put.MANY, source=_READERS, marks=True),
    leaf(
        "ManufacturersTradeItemId",
        "manufacturer_item_number",
        also=("ManufacturerTradeItemId",),
        source=_POOL,
    ),
    leaf("BuyersTradeItemId", "buyer_item_number", also=("BuyerTradeItemId",)),
    leaf("AlternativeTradeItemId", "supplier_alt_item_number", also=("AlternativeItemId",)),
    wrap(
        "AdditionalItemIdentification",
        leaf("TradeItemDescription", "short", source=_INSBOU, written=()),
        source=_INSBOU,
        written=(),
    ),
    source=_READERS,
)
PRODUCT_REFERENCE = wrap(
    "ProductIdentification",
    leaf("ManufacturerGLN", "maker.gln", source=_POOL, marks=True),
    leaf(
        "Productcode",
        "manufacturer_product_number",
        also=("ManufacturersProductId", "ManufacturerProductId", "ProductId"),
        source=_POOL,
        marks=True,
    ),
    leaf(
        "ProductGTIN",
        "extensions.product_gtins",
        GTIN,
        also=("GTIN",),
        put=Put.MANY,
        source=_POOL,
        marks=True,
    ),
    wrap(
        "Manufacturer",
        leaf("GLN", "maker.gln", marks=True, written=()),
        leaf("Name", "maker.name", marks=True),
    ),
    also=("ProductReference", "Product"),
)
PACKAGE = part(
    "PackageInformation",
    "packaging_units",
    leaf(
        "PackageTypeCode",
        "code",
        PACKAGING,
        also=("PackageType", "PackageDescription", "PackageDescriptionCode"),
        source=_POOL,
    ),
    leaf(
        "Quantity",
        "quantity_min",
        QUANTITY,
        also=("NumberOfUnits", "QuantityInPackage", "PackageQuantity"),
    ),
    leaf("MaximumQuantity", "quantity_max", QUANTITY),
    leaf("NumberOfPackageParts", "parts", QUANTITY, also=("NumberOfParts", "NumberOfPackages")),
    leaf("PackageBreakIndicator", "breakable", YES),
    leaf("GTIN", "gtin", GTIN),
    leaf("GS1128", "gs1_128"),
    *measured("", "Gross"),
    put=Put.MANY,
    also=("PackagingInformation", "Packaging", "Package", "LogisticInformation"),
    settle=_settle_packaging,
    loosen=_loosen_packaging,
)
DATA = Space("data", "http://www.ketenstandaard.nl/UDE/SALES/Data/v2", "DataUDEv2.xsd")
INDICATORS = wrap(
    "Indicators",
    part(
        "Indicator",
        "indicators",
        leaf("IndicatorType", "type", also=("Type", "IndicatorCode")),
        leaf("IndicatorValue", "value", also=("IndicatorText", "Value", "Text")),
        put=Put.MANY,
        source=Source.INFERRED,
        written=_SALES,
    ),
    source=_POOL,
    written=_SALES,
)
"""Of the data extension (DataUDE v2); what else stands there is kept by name."""

LINE = part(
    "TradeItemLine",
    "",
    IDENTIFICATION,
    PRODUCT_REFERENCE,
    described("MultiLanguageTradeItemDescription", "TradeItemDescription"),
    wrap(
        "TradeItemGrouping",
        leaf("BuyingGroup", "extensions.buying_group", source=_READERS),
        leaf("AllowanceGroup", "discount_group_id", also=GROUP_NAMES, source=_POOL),
        leaf("BonusGroup", "bonus_group_id", also=("BonusGroupCode",)),
        source=_READERS,
    ),
    leaf(
        "StatusCode",
        "status",
        TEXT,
        also=("SpecialConditionCode", "SpecialCondition", "Status", "TradeItemStatus"),
        source=_POOL,
    ),
    leaf("StartDate", "validity_date", DAY, also=("StartDatePriceNeutralInformation",)),
    leaf("EndDate", "obsolescence_date", DAY),
    *references("TradeItemId", ("TradeItemCode",)),
    wrap(
        "OrderConditions",
        leaf(
            "OrderUoM",
            "order_unit",
            UNIT,
            also=("OrderUnitMeasureCode", "OrderUnitUoM"),
            source=_READERS,
        ),
        leaf("PriceToOrderUnitFactor", "price_unit_factor", AMOUNT, source=_READERS),
        leaf("MinimumOrderQuantity", "minimum_order_quantity", AMOUNT, source=_READERS),
        leaf("OrderMultiple", "order_step_size", AMOUNT, also=("OrderStepSize",), source=_POOL),
        leaf("DeliveryTime", "delivery_time", QUANTITY, source=_POOL),
        leaf("DeliveryTimeUoM", "delivery_unit", TEXT, source=_POOL),
        leaf("OrderableIndicator", "extensions.orderable", YES, source=_POOL),
        leaf("ProcessableIndicator", "extensions.processable", YES, source=_POOL),
        leaf("StockItemIndicator", "stock_item", YES),
        source=_READERS,
    ),
    wrap(
        "UseUnitInformation",
        leaf("UseUnitUoM", "content_unit", UNIT, source=_READERS),
        leaf(
            "QuantityOfUseUnits",
            "content_quantity",
            AMOUNT,
            also=("NumberOfUseUnits", "UseUnitQuantity"),
            source=_POOL,
        ),
        source=_READERS,
    ),
    PACKAGE,
    leaf("ShelfLife", "shelf_life_months", WHOLE),
    leaf(
        "CBSNumber", "customs_number", also=("CustomsTariffNumber", "CommodityCode"), source=_POOL
    ),
    priced(),
    wrap(
        "VATInformation",
        leaf("VATRate", "extensions.vat_code", VAT_RATE, source=_READERS),
        leaf("VATPercentage", "vat_rate", FRACTION, source=_READERS),
        source=_READERS,
    ),
    deeplink(),
    attached(),
    certified("extensions.certificates"),
    wrap("UserDefinedExtension", INDICATORS, source=_POOL, written=_SALES, space=DATA),
    source=_READERS,
)
"""In the order in which the public readers and the data pool's manual speak of its parts; the order
of the schema is not public."""


def trade_item(line: Line) -> tuple[str, Mode, TradeItem]:
    """Key, mode and trade item of a line that was read."""
    found, context = line.found, line.context
    number = found.pop("supplier_item_number", "")
    maker = found.pop("maker", {})
    maker.setdefault("gln", context.manufacturer_gln)
    product_number = found.pop("manufacturer_product_number", None)
    settle_short(line)
    _links(found, context.language)
    settle_references(found)
    _lead_time(found)
    settle_prices(found, context.day, context.currency)
    _vat(found)
    indicators(found)
    if "customs_number" in found:
        found["customs"] = {"commodity_codes": [{"number": found.pop("customs_number")}]}
    if maker.get("name"):
        found.setdefault("extensions", {})["manufacturer_name"] = maker["name"]
    item = TradeItem(
        supplier_item_number=number,
        manufacturer_id=manufacturer_id(maker["gln"], maker.get("name"), context.supplier_id)
        if product_number
        else None,
        manufacturer_product_number=product_number,
        **found,
    )
    return number, mode(context.mutation, item.status), item


def mode(mutation: Mutation, code: str | None) -> Mode:
    """What a line asks for: the messages say it of the file as a whole and by the status."""
    if mutation is Mutation.COMPLETE:
        return Mode.NEW
    return Mode.DELETE if code == status.LAPSED else Mode.UPDATE


def _links(found: Json, language: str) -> None:
    address = found.pop("deeplink", None)
    if address:
        found.setdefault("attachments", []).insert(0, linked(address, language))


def _lead_time(found: Json) -> None:
    """Days and weeks are days; any other unit is kept as it came."""
    amount, unit = found.pop("delivery_time", None), found.pop("delivery_unit", _DAY)
    if amount is None:
        return
    if unit in _DAYS:
        found["lead_time_days"] = amount * _DAYS[unit]
    else:
        kept = found.setdefault("extensions", {})
        kept["delivery_time"] = {"value": amount, "unit": unit}


def _vat(found: Json) -> None:
    rate: Any = found.get("vat_rate")
    if isinstance(rate, Decimal):
        for price in found.get("prices", []):
            price["tax"] = rate
