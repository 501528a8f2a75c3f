"""The files of PAB 2 as tables: the fields of a line, and where each goes in the model.

Source:  PAB 2.03, stichting ETIM Nederland, as two public readers of it agree (SlickLabs/PAB2,
         2017; Sisyphus-web, 2021); names of fields are those of the 2BA web services.
Shape:   name, width, kind, `*` when it must be filled, place, value. Kinds: A text, left aligned;
         N and Z digits; Dn a number with a decimal point and n decimals. The place is a path into
         the record (see `_places`), or a word in brackets where fields come together in one value:
         `[mode]`, `[price]`, `[surcharge]` (`_prices`), `[owner]`, `[header]`.
         A value `mass=FIELD` or `span=FIELD` is in the unit that FIELD holds.
Inferred: which mutation code means what, dates as YYYYMMDD, and that zeros mean not filled; see
         docs/reference/formats/pab.md.
"""

from __future__ import annotations

from typing import NamedTuple

_HEADER = """
MessageVersion                    3 A  * [header] text
MessageType                       3 A  * [header] text
ArticleMessagenumber             17 A  * [header] text
MessageDate                       8 N  * [header] day
MutationCode                      1 N  * [header] text
PriceChangeIndication             3 A  * [header] text
SupplierGLN                      13 N  - [header] gln
ConsumerGLN                      13 N  - [header] gln
CentralArtGLN                    13 N  - [header] gln
"""
_PRODUCT = """
MutationCode                      1 N  * [mode] text
Productcode                      20 A  * manufacturer_product_number text
ManufacturerGLN                  13 N  * manufacturer_gln gln
GTIN                             14 N  - product_gtins[] gtin
StartDate                         8 N  - validity_date day
Description                      70 A  - descriptions.nl.short text
StatusCode                        3 A  - status text
SuccessorGTIN                    14 N  - relations[OPV].gtin gtin
SuccessorProductcode             20 A  - relations[OPV].number text
PredecessorGTIN                  14 N  - relations[VOO].gtin gtin
PredecessorProductcode           20 A  - relations[VOO].number text
WeightQuantity                   19 D3 * logistics.net_weight mass=WeightMeasureUnitCode
WeightMeasureUnitCode             3 A  * [unit] unit
Brand                            35 A  - brand_name text
Model                            35 A  - descriptions.nl.series text
Version                          35 A  - descriptions.nl.type text
ProductgroupCode                  4 Z  - extensions.ProductgroupCode text
SequenceNumberProductClass        3 Z  - extensions.SequenceNumberProductClass text
StandardSheetVersion              2 Z  - extensions.StandardSheetVersion text
StandardSheetStatus               1 N  - extensions.StandardSheetStatus text
Deeplink                        512 A  - attachments[MD04].source.nl text
"""
_ITEM = """
MutationCode                      1 N  * [mode] text
TradeItemId                      20 A  * supplier_item_number text
SupplierGLN                      13 N  * [owner] gln
GTIN                             14 N  - item_gtins[] gtin
StartDatePriceNeutralInformation  8 N  - validity_date day
OrderableIndicator                3 A  * extensions.orderable yes
ProcessableIndicator              3 A  * extensions.processable yes
StatusCode                        3 A  - status text
SuccessorGTIN                    14 N  - relations[OPV].gtin gtin
SuccessorTradeItemCode           20 A  - relations[OPV].number text
PredecessorGTIN                  14 N  - relations[VOO].gtin gtin
PredecessorTradeItemCode         20 A  - relations[VOO].number text
QuantityOfUseUnits               16 D3 * content_quantity number
UseUnitMeasureUnitCode            3 A  * content_unit unit
ManufacturerGLN                  13 N  - manufacturer_id gln
Productcode                      20 A  - manufacturer_product_number text
ProductGTIN                      14 N  - extensions.product_gtins[] gtin
ManufacturerTradeItemId          20 A  - manufacturer_item_number text
ManufacturerTradeItemGTIN        14 N  - extensions.manufacturer_item_gtins[] gtin
BuyingGroup                      17 A  - extensions.buying_group text
CBSNumber                        17 A  - customs.commodity_codes[].number text
Description                      70 A  - descriptions.nl.short text
PackageTypeCode                   3 A  - packaging_units[].code package
PackagingWeight                  19 D3 - logistics.weight mass=PackagingWeightMeasureUnitCode
PackagingWeightMeasureUnitCode    3 A  - [unit] unit
PackagingHeight                  19 D3 - logistics.depth span=PackagingSizeMeasureUnitCode
PackagingDepth                   19 D3 - logistics.length span=PackagingSizeMeasureUnitCode
PackagingWidth                   19 D3 - logistics.width span=PackagingSizeMeasureUnitCode
PackagingSizeMeasureUnitCode      3 A  - [unit] unit
OrderUnitMeasureCode              3 A  - order_unit unit
MinimumOrderQuantity             16 D3 - minimum_order_quantity number
OrderMultiple                    16 D3 - order_step_size number
DeliveryTime                     15 N  - lead_time_days days=DeliveryTimeMeasureUnitCode
DeliveryTimeMeasureUnitCode       6 A  - [unit] unit
StartDatePriceInformation         8 N  - [price] day
VatRate                           1 A  - [price] text
VatPercentage                    18 D4 - [price] number
FollowManufacturerPriceIndication 3 A  - [price] yes
GrossPriceAllowanceGroup         16 D4 - [price] number
AllowanceGroup                   35 A  - discount_group_id text
GrossPriceInOrderUnit            16 D4 - [price] number
NumberOfUnitsInPriceBasis        10 D3 - [price] number
PriceUnitMeasureUnitCode          3 A  - [price] unit
NetPriceInOrderUnit              16 D4 - [price] number
PriceToOrderUnitFactor           16 D3 - [price] number
CurrencyCode                      3 A  - [price] text
"""
_PRICE = """
MutationCode                      1 N  * [mode] text
TradeItemId                      20 A  * supplier_item_number text
SupplierGLN                      13 N  * [owner] gln
StartDatePriceInformation         8 N  - [price] day
GrossPriceInOrderUnit            16 D4 - [price] number
NetPriceInOrderUnit              16 D4 - [price] number
NumberOfUnitsInPriceBasis        10 D3 - [price] number
PriceUnitMeasureUnitCode          3 A  - [price] unit
CurrencyCode                      3 A  - [price] text
GrossPriceAllowanceGroup         16 D4 - [price] number
FollowManufacturerPriceIndication 3 A  - [price] yes
VatRate                           1 A  - [price] text
VatPercentage                    18 D4 - [price] number
"""
_ALLOWANCE = """
TradeItemId                      20 A  * supplier_item_number text
SupplierGLN                      13 N  * [owner] gln
AllowanceType                     3 A  * [surcharge] text
StartDate                         8 N  - [surcharge] day
SequenceNumber                    2 N  - [surcharge] text
AllowanceCode                     1 A  * [surcharge] text
AllowanceDescription             35 A  - [surcharge] text
NVT                               2 A  - [surcharge] text
AllowancePercentage              11 D4 - [surcharge] number
AllowanceAmount                  16 D4 * [surcharge] number
CurrencyCode                      3 A  - [surcharge] text
LowerLimitScale                  19 D3 - [surcharge] number
LowerLimitScaleUnit               3 A  - [surcharge] unit
"""


class Field(NamedTuple):
    """One field of a line, from `start` (counted from 0) to `end`."""

    name: str
    start: int
    end: int
    kind: str
    decimals: int
    needed: bool
    place: str
    value: str

    @property
    def width(self) -> int:
        return self.end - self.start


class Layout(NamedTuple):
    """One file of the set: `name` is its usual name without `.txt`."""

    name: str
    fields: tuple[Field, ...]
    length: int

    def field(self, name: str) -> Field:
        return next(field for field in self.fields if field.name == name)


def _layout(name: str, table: str) -> Layout:
    fields: list[Field] = []
    start = 0
    for row in table.strip().splitlines():
        key, width, kind, needed, place, value = row.split()
        end = start + int(width)
        decimals = int(kind[1:] or 0)
        fields.append(Field(key, start, end, kind[0], decimals, needed == "*", place, value))
        start = end
    return Layout(name, tuple(fields), start)


HEADER = _layout("HArtLev", _HEADER)
PRODUCT = _layout("Product", _PRODUCT)
ITEM = _layout("ArtLev", _ITEM)
PRICE = _layout("ArtPr2", _PRICE)
ALLOWANCE = _layout("ArtToKo", _ALLOWANCE)

LAYOUTS = (HEADER, PRODUCT, ITEM, PRICE, ALLOWANCE)
"""The files that are read and written, in the order in which they make sense."""

UNREAD = {
    "HProduct": "header of the product message",
    "ProdSpec": "technical specification",
    "ArtIn": "enclosed trade items",
    "ArtPlus": "further fields of trade items",
    "ArtPr": "prices of an older version",
    "Relatie": "relations",
    "Merk": "brands",
    "Versie": "version",
}
"""Other files of the set, whose layouts are not public; and the pick lists `KL_*`."""
