"""The product message (ProductData): what things are, whoever sells them.

Names:   of the lines only those of attachments, certificates and codes are known; the others are
         inferred after the article message and the fields of the data pool.
Facts:   the maker's GLN of a line goes before that of the header; products of a mutation are
         changes, whatever their status (2BA documentation of DICO).
"""

from __future__ import annotations

from typing import Any

from sluis.codelists import relations, sales005
from sluis.entities import Json
from sluis.formats._parties import manufacturer_id
from sluis.formats.dico._article import DATA, INDICATORS
from sluis.formats.dico._attachments import attached, deeplink, linked
from sluis.formats.dico._certificates import REACH, certified
from sluis.formats.dico._descriptions import described, settle_short
from sluis.formats.dico._features import DYNAMIC, classified, modelled, release
from sluis.formats.dico._kinds import DAY, GTIN, TEXT, WHOLE, YES, translated
from sluis.formats.dico._line import Line, part_mode
from sluis.formats.dico._measures import NET, measured, settle_measures
from sluis.formats.dico._nodes import Put, Source, leaf, part, wrap
from sluis.formats.dico._settled import references, settle_references
from sluis.model import Mode, Product

_POOL, _READERS = Source.POOL, Source.READERS
_SALES = ("dico-sales005",)

ROHS = translated("RoHS", sales005.ROHS)
_BRANDS = (
    leaf("Series", "series", also=("Model", "ProductSeries", "Serie"), source=_POOL),
    leaf("Type", "type", also=("Version", "ProductType"), source=_POOL),
    leaf("Variation", "variation", also=("ProductVariation",), source=_POOL),
    leaf("Brand", "brand", also=("BrandName",), source=_POOL, written=()),
    leaf("Keyword", "keywords", put=Put.MANY, also=("Keywords", "SearchWord")),
)

LINE = part(
    "ProductLine",
    "",
    wrap(
        "ProductIdentification",
        leaf(
            "ManufacturersProductId",
            "manufacturer_product_number",
            also=("ManufacturerProductId", "Productcode", "ProductId", "ProductNumber"),
            marks=True,
        ),
        leaf("ManufacturerGLN", "manufacturer_gln", source=_POOL, marks=True),
        leaf("ManufacturerName", "manufacturer_name", source=_POOL, marks=True),
        leaf("GTIN", "product_gtins", GTIN, put=Put.MANY, source=_POOL, marks=True),
        wrap(
            "Manufacturer",
            leaf("GLN", "manufacturer_gln", marks=True),
            leaf("Name", "manufacturer_name", marks=True),
            written=(),
        ),
    ),
    leaf("Brand", "brand_name", also=("BrandName",), source=_POOL),
    leaf("ProductDescription", "short", also=("Description",), written=()),
    described("MultiLanguageProductDescription", "ProductDescription", *_BRANDS),
    leaf(
        "StatusCode",
        "status",
        TEXT,
        also=("SpecialConditionCode", "SpecialCondition", "Status", "ProductStatus"),
        source=_POOL,
    ),
    leaf("StartDate", "validity_date", DAY, source=_POOL),
    leaf("EndDate", "obsolescence_date", DAY),
    *references("Productcode", ("ProductId", "ProductCode", "ManufacturersProductId")),
    classified(),
    wrap(
        "PhysicalDimensions",
        *measured("logistics.net_", "Net"),
        also=("ProductDimensions", "LogisticInformation"),
    ),
    leaf(
        "CountryOfOrigin",
        "logistics.countries_of_origin",
        put=Put.MANY,
        also=("CountryOfOriginCode",),
    ),
    wrap(
        "Legislation",
        leaf("ROHSIndicator", "legislation.rohs", ROHS, source=_POOL),
        leaf("CEIndicator", "legislation.ce_marking", YES, also=("CEMarking",)),
        leaf("BatteryIndicator", "legislation.battery_contained", YES, also=("ContainsBattery",)),
        leaf("SCIPNumber", "legislation.scip_number"),
        leaf("UFICode", "legislation.ufi_code"),
    ),
    leaf("WarrantyBusiness", "warranty_business", WHOLE),
    leaf("WarrantyConsumer", "warranty_consumer", WHOLE),
    certified("legislation.certificates"),
    deeplink(),
    attached(),
    wrap(
        "UserDefinedExtension",
        INDICATORS,
        modelled(),
        source=_POOL,
        written=_SALES,
        space=DATA,
    ),
    also=("ProductDataLine", "ProductInformation", "Product", "ProductItem", "ProductDetails"),
)


def product(line: Line) -> tuple[str, Mode, Product]:
    """Key, mode and product of a line that was read."""
    found, context = line.found, line.context
    number = found.pop("manufacturer_product_number", "")
    gln = found.pop("manufacturer_gln", None) or context.manufacturer_gln
    settle_short(line)
    _links(found, context.language)
    settle_references(found)
    _predecessors(found)
    _brand(found)
    _measures(found)
    _reach(found)
    _release(found, line)
    made = Product(
        manufacturer_id=manufacturer_id(gln, found.get("manufacturer_name"), context.supplier_id),
        manufacturer_product_number=number,
        manufacturer_gln=gln,
        **found,
    )
    return number, part_mode(context), made


def _links(found: Json, language: str) -> None:
    address = found.pop("deeplink", None)
    if address:
        found.setdefault("attachments", []).insert(0, linked(address, language))


def _predecessors(found: Json) -> None:
    """A predecessor that has a number stands in the list of a product's own."""
    rest = []
    for one in found.pop("relations", []):
        if one["type"] == relations.PREDECESSOR and one.keys() == {"type", "number"}:
            found.setdefault("predecessors", []).append(one["number"])
        else:
            rest.append(one)
    if rest:
        found["relations"] = rest


def _brand(found: Json) -> None:
    """INSBOU004 may name the brand in each language; one that differs is kept beside it."""
    for language, texts in found.get("descriptions", {}).items():
        brand = texts.pop("brand", None)
        if brand and found.setdefault("brand_name", brand) != brand:
            kept = found.setdefault("extensions", {}).setdefault("brand_names", {})
            kept[language] = brand


def _measures(found: Json) -> None:
    measures = found.get("logistics", {})
    settle_measures(measures, NET)
    kept = measures.pop("extensions", {})
    if kept:
        found.setdefault("extensions", {}).update(kept)


def _reach(found: Json) -> None:
    """What the indicator says, else that there is a certificate."""
    legislation = found.setdefault("legislation", {})
    told = found.pop("indicators", [])
    for one in list(told):
        if one.get("type") == REACH and one.keys() == {"type", "value"}:
            legislation.setdefault("reach", one["value"])
            told.remove(one)
    if told:
        found.setdefault("extensions", {})["indicators"] = told
    for one in legislation.get("certificates", []):
        if one.get("type") == REACH:
            legislation.setdefault("reach", "true")
            if "revision_date" in one:
                legislation.setdefault("reach_list_date", one["revision_date"])


def _release(found: Json, line: Line) -> None:
    """The release of the line, else that of the header; its date says which dynamic one."""
    written: Any = found.pop("etim_release", None)
    if "etim_class" not in found:
        return
    found["etim_release"] = release(written) if written else line.context.etim_release
    if written is None and found["etim_release"] == DYNAMIC and line.context.etim_date:
        found.setdefault("extensions", {})["etim_release_date"] = line.context.etim_date
