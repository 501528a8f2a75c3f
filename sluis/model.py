"""The neutral catalogue: what every format is read into and written from. Plain values, no I/O.

Vocabulary: ETIM xChange 2.0 field names in snake_case.
Units:      money, quantities and dimensions are `Decimal`, never floats; units of measure are
            UN/ECE Rec 20/21 codes (piece is C62); lengths m, volumes m3, weights kg;
            currencies ISO 4217; languages ISO 639-1 (`nl`); dates are `datetime.date`.
Absent:     None or an empty collection. An empty string is never stored.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from enum import StrEnum

import msgspec

from sluis.entities import (
    AssortmentItem,
    Attachment,
    Condition,
    Contact,
    Json,
    Organisation,
    Part,
    ProductGroup,
    Relation,
)


class Severity(StrEnum):
    """An error rejects its record; a warning is reported and the record goes on."""

    ERROR = "error"
    WARNING = "warning"


class Entity(StrEnum):
    """What a record or a finding is about."""

    DOCUMENT = "document"
    PRODUCT = "product"
    TRADE_ITEM = "trade_item"
    ATTACHMENT = "attachment"
    RELATION = "relation"
    CONDITION = "condition"
    PRODUCT_GROUP = "product_group"
    ORGANISATION = "organisation"
    CONTACT = "contact"
    ASSORTMENT = "assortment"


class Transaction(StrEnum):
    """What the sender asks for, in the words of BMEcat; other formats map to these."""

    NEW_CATALOG = "T_NEW_CATALOG"
    UPDATE_PRODUCTS = "T_UPDATE_PRODUCTS"
    UPDATE_PRICES = "T_UPDATE_PRICES"
    NEW_PRODUCTDATA = "T_NEW_PRODUCTDATA"


class Mutation(StrEnum):
    """Complete: what is missing from the file is archived. Mutation: only what is in the file."""

    COMPLETE = "complete"
    MUTATION = "mutation"


class Mode(StrEnum):
    """What one record asks for."""

    NEW = "new"
    UPDATE = "update"
    DELETE = "delete"


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """Something wrong with one record or the document; data for the report, not an exception.

    `rule` is a code registered in `sluis.checks.rules`, which holds severity and texts.
    `ordinal` counts records from 1 in document order, 0 for the document; `line` is 1-based.
    `detail` fills the placeholders of the rule's text (`{expected}` and the like).
    """

    rule: str
    severity: Severity
    entity: Entity = Entity.TRADE_ITEM
    record_key: str = ""
    ordinal: int = 0
    line: int | None = None
    field: str = ""
    value: str = ""
    detail: dict[str, str] = {}


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """What stands before the records and gives them their meaning.

    `catalogue` holds every other header field by its own name, so that nothing is lost.
    `entities` are those the document speaks of: a complete one makes no record of another missing.
    """

    format: str
    version: str
    dialect: str = ""
    transaction: Transaction = Transaction.NEW_CATALOG
    mutation: Mutation = Mutation.COMPLETE
    entities: tuple[Entity, ...] = (Entity.PRODUCT, Entity.TRADE_ITEM)
    supplier_gln: str | None = None
    supplier_name: str | None = None
    supplier_ids: dict[str, str] = {}
    languages: list[str] = []
    default_language: str | None = None
    currency: str | None = None
    territories: list[str] = []
    generated_on: date | None = None
    catalogue: Json = {}

    @property
    def complete(self) -> tuple[Entity, ...]:
        """The entities of which this document has every record."""
        return self.entities if self.mutation is Mutation.COMPLETE else ()


class Product(msgspec.Struct, kw_only=True):
    """What a thing is, whoever sells it.

    Key: supplier GLN (whose data it is) + `manufacturer_id` + `manufacturer_product_number`.
    `manufacturer_id` is the manufacturer's GLN, else its name case-folded, else the supplier's GLN.

    Shapes of the nested parts (a key is absent when the source has nothing for it; docs/reference/
    formats says which source element goes where; texts by language are {"nl": ...}):
        descriptions     {"nl": {"short", "long", "very_short", "tender_text", "type", "series",
                         "variation", "keywords": [], "remarks": []}}
        features         [{"code", "values": [], "unit", "reason", "details": {"nl"},
                         "name": {"nl"}}]: two values are a range; `reason` is UN, NA or MV where
                         there is no value
        modelling        {"class", "version", "bim_status", "features": [{"port", "code", "values"
                         or "x", "y", "z" or "matrix"}]}
        classifications  [{"system", "group_id", "features": [], "groups": []}], other than ETIM
        attachments      [{"code", "source": {"nl"}, "uri": {"nl"}, "file_name": {"nl"},
                         "description": {"nl"}, "alt": {"nl"}, "issue_date", "expiry_date", "order",
                         "type", "purpose"}]
        relations        [{"type", "number", "quantity", "catalogue_id", "catalogue_version",
                         "description": {"nl"}}]
        legislation      {"rohs", "ce_marking", "battery_contained", "reach", "reach_list_date",
                         "scip_number", "ufi_code", "hazard": {}, "declarations": [],
                         "special_treatment_classes": [{"type", "value"}]}
        logistics        {"net_weight", "net_length", ..., "region_of_origin",
                         "countries_of_origin": []}
        characteristics  [{"code", "name": {"nl"}, "boolean" or "number" or "range_from", "range_to"
                         or "text": {"nl": []} or "set": {"nl": []} or "select", "unit", "gtin"}]
    A part may have `extensions` of its own; `extensions` holds what has no place, by element name.
    """

    manufacturer_id: str
    manufacturer_product_number: str
    manufacturer_gln: str | None = None
    manufacturer_name: str | None = None
    manufacturer_shortname: str | None = None
    brand_name: str | None = None
    product_gtins: list[str] = []
    status: str | None = None
    product_type: str | None = None
    etim_release: str | None = None
    etim_class: str | None = None
    validity_date: date | None = None
    obsolescence_date: date | None = None
    warranty_business: int | None = None
    warranty_consumer: int | None = None
    descriptions: Json = {}
    features: list[Json] = []
    modelling: Json = {}
    classifications: list[Json] = []
    attachments: list[Json] = []
    relations: list[Json] = []
    predecessors: list[str] = []
    legislation: Json = {}
    logistics: Json = {}
    characteristics: list[Json] = []
    extensions: Json = {}


class TradeItem(msgspec.Struct, kw_only=True):
    """How one supplier sells a product. Key: supplier GLN + `supplier_item_number`.

    Prices are amounts per `price_quantity` of `price_unit`, without VAT; `prices` holds every
    price of the source with scale, validity, territory and type; the three scalar prices are
    those valid for quantity 1 (lowest bound).

    Shapes of the nested parts:
        prices           [{"type", "amount", "currency", "tax", "factor", "lower_bound",
                         "territories": [], "valid_from", "valid_until", "daily", "unit",
                         "unit_factor"}]; dates as ISO text, tax as a fraction (0.21)
        surcharges       [{"type", "class", "manner", "percentage", "amount", "calculation", ...}]
        descriptions     {"nl": {"short"}}
        attachments, relations   as those of a product; they are about this trade item
        packaging_units  [{"code", "name": {"nl"}, "quantity_min", "quantity_max", "breakable",
                         "parts", "volume", "weight", "length", "width", "depth", "diameter",
                         "gtin", "gs1_128"}]
        logistics        {"volume", "weight", "length", "width", "depth"}, gross
        customs          {"commodity_codes": [{"number", "territories": []}], "statistics_factor"}
        extensions       {"product_status": [{"type", "text", "language"}], "catalogue_groups":
                         [{"id", "order"}], "country_branch_numbers": [{"type", "country",
                         "number"}], "additional_factors": {}} and whatever has no place, by name
    """

    supplier_item_number: str
    manufacturer_id: str | None = None
    manufacturer_product_number: str | None = None
    supplier_alt_item_number: str | None = None
    manufacturer_item_number: str | None = None
    buyer_item_number: str | None = None
    item_gtins: list[str] = []
    status: str | None = None
    order_unit: str | None = None
    content_unit: str | None = None
    content_quantity: Decimal | None = None
    minimum_order_quantity: Decimal | None = None
    order_step_size: Decimal | None = None
    lead_time_days: Decimal | None = None
    price_unit: str | None = None
    price_unit_factor: Decimal | None = None
    price_quantity: Decimal | None = None
    currency: str | None = None
    gross_list_price: Decimal | None = None
    net_price: Decimal | None = None
    recommended_retail_price: Decimal | None = None
    vat_rate: Decimal | None = None
    prices: list[Json] = []
    surcharges: list[Json] = []
    discount_group_id: str | None = None
    discount_group_manufacturer: str | None = None
    bonus_group_id: str | None = None
    stock_item: bool | None = None
    shelf_life_months: int | None = None
    validity_date: date | None = None
    obsolescence_date: date | None = None
    descriptions: Json = {}
    packaging_units: list[Json] = []
    attachments: list[Json] = []
    relations: list[Json] = []
    logistics: Json = {}
    customs: Json = {}
    extensions: Json = {}


PRICE_FIELDS = (
    "price_unit",
    "price_unit_factor",
    "price_quantity",
    "currency",
    "gross_list_price",
    "net_price",
    "recommended_retail_price",
    "vat_rate",
    "prices",
    "surcharges",
)
"""What a message that is about prices alone (T_UPDATE_PRICES, a price list) may carry."""


ENTITIES: dict[type, Entity] = {
    Product: Entity.PRODUCT,
    TradeItem: Entity.TRADE_ITEM,
    Attachment: Entity.ATTACHMENT,
    Relation: Entity.RELATION,
    Condition: Entity.CONDITION,
    ProductGroup: Entity.PRODUCT_GROUP,
    Organisation: Entity.ORGANISATION,
    Contact: Entity.CONTACT,
    AssortmentItem: Entity.ASSORTMENT,
}
"""What each struct is an instance of."""


class Patch(msgspec.Struct, frozen=True, kw_only=True):
    """The fields that a record carries; all else of what is stored stays as it is.

    A field that is named and empty is cleared; one that is not named does not count, whatever the
    struct holds. Parts of the key may be named or not. With `creates` an unknown record is made
    from what is carried; without it, it is refused.
    """

    product: list[str] = []
    trade_item: list[str] = []
    creates: bool = False


def filled(struct: msgspec.Struct, names: Iterable[str]) -> list[str]:
    """Those of *names* that hold something: what a patch names when absent means untouched.

    >>> filled(TradeItem(supplier_item_number="1", currency="EUR"), PRICE_FIELDS)
    ['currency']
    """
    return [name for name in names if getattr(struct, name) not in (None, [], {})]


class Record(msgspec.Struct, kw_only=True):
    """One slice of a document, read: a product, a trade item, or both; or one `part`.

    `patch` says which fields count; without it the record is whole.
    `findings` are what the reader itself could not make sense of.
    """

    ordinal: int
    key: str
    line: int | None = None
    mode: Mode = Mode.NEW
    product: Product | None = None
    trade_item: TradeItem | None = None
    part: Part | None = None
    patch: Patch | None = None
    findings: list[Finding] = []
