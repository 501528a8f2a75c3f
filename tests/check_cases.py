"""A good record, and for each rule what makes it break that rule, and what nearly does.

`good()` breaks no rule. A case is two changes of it: one for the worse, and a near miss.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from sluis.entities import Condition, Part, Relation
from sluis.model import Header, Product, Record, TradeItem

TODAY = date(2026, 11, 21)
GTIN, OTHER_GTIN, GLN = "8719876500010", "8719876500027", "8719876500003"
BAD_GTIN, BAD_GLN = "8719876500011", "8719876500004"

HEADER = Header(
    format="bmecat-etim-5.0",
    version="5.0",
    supplier_gln=GLN,
    languages=["nl", "en"],
    default_language="nl",
    currency="EUR",
    territories=["NL", "BE"],
    generated_on=date(2026, 11, 20),
)


def good() -> Record:
    """A record of an invented company that breaks no rule at all."""
    return Record(ordinal=7, key="KR-100", line=42, product=_product(), trade_item=_item())


def _product() -> Product:
    return Product(
        manufacturer_id=GLN,
        manufacturer_product_number="KR100",
        manufacturer_gln=GLN,
        manufacturer_name="Kranenburg Fittingen",
        brand_name="Kranenburg",
        product_gtins=[GTIN],
        product_type="physical",
        etim_release="10.0",
        etim_class="EC011333",
        validity_date=date(2026, 1, 1),
        obsolescence_date=date(2027, 1, 1),
        warranty_business=24,
        descriptions={
            "nl": {"short": "Kogelkraan ½” één gat", "long": "Messing", "keywords": ["kraan"]},
            "en": {"short": "Ball valve"},
        },
        features=[
            {"code": "EF000008", "values": ["90"]},
            {"code": "EF000010", "values": ["-10", "60"]},
            {"code": "EF002169", "values": ["EV000154"]},
            {"code": "EF005750", "values": ["true"]},
            {"code": "EF007220", "values": [], "reason": "NA"},
        ],
        modelling={"class": "MC000023", "features": [{"code": "EF024014"}]},
        attachments=[
            {
                "code": "MD01",
                "source": {"nl": "kr100.jpg"},
                "uri": {"nl": "https://files.kranenburg.example/beeld/kr100.jpg"},
                "issue_date": "2026-01-01",
                "expiry_date": "2027-01-01",
            },
            {"source": {"nl": "kr100.pdf"}, "purpose": "data_sheet"},
        ],
        relations=[{"type": "accessories", "number": "KR-200", "quantity": Decimal(1)}],
        predecessors=["KR-099"],
        legislation={
            "rohs": "exempt",
            "reach": "no data",
            "battery_contained": False,
            "hazard": {
                "packing_group": "II",
                "transport_category": Decimal(3),
                "hazard_classes": ["2.1"],
                "substances": [{"un_number": "1950"}],
            },
        },
        logistics={"net_weight": Decimal("0.25"), "countries_of_origin": ["NL", "DE-NW"]},
    )


def _item() -> TradeItem:
    return TradeItem(
        supplier_item_number="KR-100",
        item_gtins=[GTIN],
        order_unit="C62",
        content_unit="C62",
        content_quantity=Decimal(1),
        minimum_order_quantity=Decimal(1),
        order_step_size=Decimal(1),
        lead_time_days=Decimal(0),
        price_unit="C62",
        price_quantity=Decimal(1),
        currency="EUR",
        gross_list_price=Decimal("12.50"),
        net_price=Decimal("12.50"),
        vat_rate=Decimal("0.21"),
        prices=[
            price("net_list", "12.50"),
            price("net_customer", "12.50"),
            price("net_customer", "11.00", lower_bound=Decimal(10)),
        ],
        discount_group_id="K1",
        shelf_life_months=0,
        validity_date=date(2026, 1, 1),
        obsolescence_date=date(2027, 1, 1),
        descriptions={"nl": {"short": "Kogelkraan ½” één gat"}},
        packaging_units=[{"code": "BX", "quantity_min": Decimal(10), "gtin": OTHER_GTIN}],
        logistics={"weight": Decimal("0.3")},
        customs={"commodity_codes": [{"number": "84818081"}]},
        extensions={"product_status": [{"type": "core_product", "language": "nl"}]},
    )


def price(kind: str, amount: str, **more) -> dict:
    told = {"type": kind, "amount": Decimal(amount), "currency": "EUR", "tax": Decimal("0.21")}
    return {**told, "valid_from": "2026-01-01", "valid_until": "2026-12-31", **more}


Change = Callable[[Record], None]


def item(**fields) -> Change:
    return lambda record: _set(record.trade_item, fields)


def product(**fields) -> Change:
    return lambda record: _set(record.product, fields)


def _set(part, fields) -> None:
    for name, value in fields.items():
        setattr(part, name, value)


def both(*changes: Change) -> Change:
    return lambda record: [change(record) for change in changes] and None


def prices(*listed: dict) -> Change:
    return item(
        prices=list(listed), gross_list_price=None, net_price=Decimal(1), discount_group_id=None
    )


def feature(*values: str, code: str = "EF000008", **more) -> Change:
    return product(features=[{"code": code, "values": list(values), **more}])


def short(text: str, language: str = "nl") -> Change:
    return product(descriptions={language: {"short": text}})


def long(text: str) -> Change:
    return product(descriptions={"nl": {"short": "Kraan", "long": text}})


def attachment(**fields) -> Change:
    return product(attachments=[{"code": "MD01", "source": {"nl": "a.jpg"}, **fields}])


def relation(**fields) -> Change:
    return product(relations=[{"type": "similar", "number": "KR-300", **fields}])


def package(**fields) -> Change:
    return item(packaging_units=[{"code": "BX", "quantity_min": Decimal(10), **fields}])


def alone(part: Part) -> Change:
    """The record is this part, and no product or trade item."""

    def change(record: Record) -> None:
        record.product, record.trade_item, record.part = None, None, part

    return change


def condition(**fields) -> Change:
    usual = {"discount_group_id": "K1", "percentage_1": Decimal("42.5")}
    return alone(Condition(valid_from=date(2026, 1, 1), **{**usual, **fields}))


def related(**fields) -> Change:
    usual = {"kind": "AA", "owner": GLN, "related_owner": GLN, "type": "ALT", "number": "KR-100"}
    return alone(Relation(**{**usual, "related_number": "KR-300", **fields}))


def life(start: date | None, end: date | None, status: str | None = None) -> Change:
    dates = {"validity_date": start, "obsolescence_date": end, "status": status}
    return both(item(**dates), product(**dates))


def nothing(_record: Record) -> None:
    """The good record itself is the near miss."""


CASES: dict[str, list[tuple[Change, Change]]] = {
    "gtin-format": [
        (item(item_gtins=["87198765000"]), item(item_gtins=["96385074"])),
        (item(item_gtins=["8719876-50001"]), item(item_gtins=["0" + GTIN])),
        (package(gtin="123"), package(gtin=GTIN)),
    ],
    "gtin-check-digit": [
        (item(item_gtins=[BAD_GTIN]), nothing),
        (package(gtin="8719876500028"), package(gtin=OTHER_GTIN)),
        (product(product_gtins=[BAD_GTIN]), product(product_gtins=[OTHER_GTIN])),
    ],
    "gtin-zeros": [
        (item(item_gtins=["00000000000000"]), item(item_gtins=["00000096385074"])),
        (item(item_gtins=["0"]), nothing),
    ],
    "gln-format": [(product(manufacturer_gln="87198765"), nothing)],
    "gln-check-digit": [(product(manufacturer_gln=BAD_GLN), nothing)],
    "unit-unknown": [
        (item(order_unit="STUK"), item(order_unit="MTR")),
        (item(price_unit="per"), item(price_unit="KGM")),
        (prices(price("nrp", "1", unit="DOOS")), prices(price("nrp", "1", unit="BX"))),
    ],
    "quantity-not-positive": [
        (item(minimum_order_quantity=Decimal(0)), item(minimum_order_quantity=Decimal("0.01"))),
        (item(order_step_size=Decimal(-1)), nothing),
        (item(content_quantity=Decimal("NaN")), nothing),
        (package(quantity_min=Decimal(0)), nothing),
        (relation(quantity=Decimal(0)), relation(quantity=Decimal(1))),
        (related(quantity=Decimal(0)), related(quantity=Decimal("0.5"))),
    ],
    "measure-negative": [
        (item(lead_time_days=Decimal(-1)), item(lead_time_days=Decimal(0))),
        (item(shelf_life_months=-1), nothing),
        (item(logistics={"length": Decimal("-0.1")}), item(logistics={"length": Decimal(0)})),
        (
            product(logistics={"net_weight": Decimal(-1)}),
            product(logistics={"net_weight": Decimal("-0")}),
        ),
        (product(warranty_consumer=-12), product(warranty_consumer=0)),
        (package(weight=Decimal(-1)), package(weight=Decimal(0))),
        (condition(lower_bound=Decimal(-1)), condition(lower_bound=Decimal(0))),
    ],
    "packaging-code-unknown": [(package(code="DOOS"), package(code="WR"))],
    "packaging-quantity-missing": [(item(packaging_units=[{"code": "BX"}]), nothing)],
    "status-unknown": [
        (item(status="999"), item(status="126")),
        (product(status="actief"), product(status="94E")),
        (
            item(extensions={"product_status": [{"type": "nieuw"}]}),
            item(extensions={"product_status": [{"type": "new_article"}]}),
        ),
    ],
    "product-type-unknown": [(product(product_type="thing"), product(product_type="Service"))],
    "country-unknown": [
        (
            product(logistics={"countries_of_origin": ["Nederland"]}),
            product(logistics={"countries_of_origin": ["XK"]}),
        ),
        (
            prices(price("nrp", "1", territories=["UK"])),
            prices(price("nrp", "1", territories=["GB"])),
        ),
    ],
    "customs-number-shape": [
        (
            item(customs={"commodity_codes": [{"number": "8481"}]}),
            item(customs={"commodity_codes": [{"number": "8481 80"}]}),
        ),
        (
            item(customs={"commodity_codes": [{"number": "848180819900"}]}),
            item(customs={"commodity_codes": [{"number": "84818081990"}]}),
        ),
    ],
    "legislation-value": [
        (product(legislation={"rohs": "yes"}), product(legislation={"rohs": "TRUE"})),
        (product(legislation={"reach": "unknown"}), product(legislation={"reach": "false"})),
        (product(legislation={"battery_contained": "ja"}), nothing),
        (
            product(legislation={"hazard": {"hazard_classes": ["10"]}}),
            product(legislation={"hazard": {"hazard_classes": ["1.4S", "9"]}}),
        ),
        (
            product(legislation={"hazard": {"substances": [{"un_number": "UN 12"}]}}),
            product(legislation={"hazard": {"tunnel_code": "C/E"}}),
        ),
        (
            product(legislation={"scip_number": "f5716c60"}),
            product(legislation={"scip_number": "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"}),
        ),
    ],
    "relation-type-unknown": [(relation(type="accessory"), relation(type="sparepart"))],
    "relation-without-target": [(relation(number=""), nothing)],
    "relation-to-itself": [
        (relation(number="KR-100"), relation(number="KR-100", catalogue_id="Parts")),
        (product(predecessors=["KR-100"]), product(predecessors=["kr-100"])),
        (related(related_number="KR-100"), related(related_number="KR-100", kind="PA")),
        (related(related_number="KR-100"), related(related_number="KR-100", owner="")),
    ],
    "text-windows-1252": [(short("prijs \x80 5"), short("prijs € 5"))],
    "text-double-encoded": [
        (short("grÃ¼n"), short("grün")),
        (feature("8", unit="mmÂ²"), feature("8", unit="mm²")),
        (product(manufacturer_name="MÃ¼ller"), product(manufacturer_name="Müller")),
        (long("Ã‰tanche, dâ€™eau"), long("IRMÃ “AÇÃO” Ø½")),
    ],
    "text-character-lost": [(long("Caf\ufffd"), long("Cafè?"))],
    "text-double-escaped": [
        (long("2,5 mm&sup2;"), long("R&D; Q&A")),
        (long("Kraan &amp; koppeling"), long("Kraan & koppeling;")),
        (
            attachment(description={"nl": "a &#233; b"}),
            attachment(uri={"nl": "https://x.nl/?a&b;"}),
        ),
    ],
    "text-html": [
        (short("<b>Kraan</b>"), short("Kraan < 5 mm > 2 mm")),
        (short("Kraan<br/>messing"), long("<b>Kraan</b>")),
    ],
    "text-too-long": [
        (short("x" * 151), short("x" * 150)),
        (product(manufacturer_name="x" * 51), product(manufacturer_name="x" * 50)),
        (item(supplier_item_number="1" * 33), item(supplier_item_number="1" * 32)),
        (
            product(descriptions={"nl": {"short": "a", "keywords": ["x" * 51]}}),
            product(descriptions={"nl": {"short": "a", "keywords": ["x" * 50] * 9}}),
        ),
    ],
    "description-missing": [
        (
            both(product(descriptions={"nl": {"long": "Kraan"}}), item(descriptions={})),
            product(descriptions={}),
        ),
    ],
    "description-language": [
        (short("Robinet", "fr"), short("Valve", "en")),
        (short("Robinet", "fr"), short("Kraan", "und")),
    ],
    "language-unknown": [(short("Kraan", "zz"), short("Chrane", "gsw"))],
    "order-unit-missing": [(item(order_unit=None), nothing)],
    "classification-missing": [
        (
            product(etim_class=None, features=[]),
            product(etim_class=None, features=[], classifications=[{"system": "ECLASS-9.0"}]),
        ),
    ],
    "attachment-without-source": [(attachment(source={}), attachment(source={"nl": "b.png"}))],
    "attachment-address": [
        (attachment(uri={"nl": "https://x.nl/a b.jpg"}), attachment(uri={"nl": "ftp://x.nl/ab"})),
        (attachment(source={"nl": "C:\\beeld\\a.jpg"}), attachment(source={"nl": "beeld/a b.jpg"})),
        (attachment(source={"nl": "www.x.nl/a.jpg"}), attachment(source={"nl": "www-x.jpg"})),
        (attachment(uri={"nl": "http:/x.nl/a"}), attachment(uri={"nl": "https://x.nl:8443/a"})),
    ],
    "attachment-type-unknown": [
        (attachment(code="MD66"), attachment(code="MD99")),
        (attachment(purpose="picture"), attachment(purpose="normal")),
    ],
    "attachment-type-historic": [(attachment(code="MD36"), attachment(code="MD49"))],
    "attachment-expired": [
        (attachment(expiry_date="2026-11-20"), attachment(expiry_date="2026-11-21")),
    ],
    "validity-future": [
        (life(date(2026, 11, 22), None), life(date(2026, 11, 21), None)),
        (item(validity_date=date(2026, 12, 1)), nothing),
    ],
    "validity-expired": [
        (life(None, date(2026, 11, 20)), life(None, date(2026, 11, 21))),
        (life(None, date(2020, 1, 1)), life(None, date(2020, 1, 1), status="94E")),
    ],
    "validity-order": [
        (life(date(2026, 5, 2), date(2026, 5, 1)), life(date(2026, 11, 21), date(2026, 11, 21))),
        (prices(price("nrp", "1", valid_from="2027-02-01")), prices(price("nrp", "1"))),
        (attachment(issue_date="2028-01-01", expiry_date="2027-01-01"), nothing),
        (condition(valid_until=date(2025, 12, 31)), condition(valid_until=date(2026, 1, 1))),
        (related(valid_from=TODAY, valid_until=date(2026, 1, 1)), related(valid_from=TODAY)),
    ],
    "price-impossible": [
        (item(net_price=Decimal("NaN")), nothing),
        (prices({**price("nrp", "1"), "amount": "op aanvraag"}), prices(price("on_request", "0"))),
    ],
    "price-negative": [
        (item(net_price=Decimal("-0.01")), nothing),
        (prices(price("net_list", "-1")), prices(price("net_list", "0.0001"))),
        (
            condition(percentage_1=None, net_price=Decimal(-1)),
            condition(percentage_1=None, net_price=Decimal("0.01")),
        ),
    ],
    "price-quantity-not-positive": [
        (item(price_quantity=Decimal(0)), item(price_quantity=Decimal(100))),
        (item(price_quantity=Decimal(-1)), nothing),
    ],
    "price-zero": [
        (prices(price("net_list", "0")), prices(price("net_list", "0", daily=True))),
        (item(recommended_retail_price=Decimal("0.00")), prices(price("on_request", "0"))),
    ],
    "price-missing": [
        (
            item(prices=[], gross_list_price=None, net_price=None),
            item(prices=[{"type": "on_request"}], gross_list_price=None, net_price=None),
        ),
        (
            item(prices=[], gross_list_price=None, net_price=None),
            item(prices=[], gross_list_price=None, net_price=None, status="130"),
        ),
    ],
    "price-without-quantity": [(item(price_quantity=None), nothing)],
    "price-without-unit": [
        (item(price_unit=None, order_unit=None), item(price_unit=None)),
    ],
    "price-factor-not-positive": [
        (
            prices(price("nrp", "1", factor=Decimal(0))),
            prices(price("nrp", "1", factor=Decimal("0.5"))),
        ),
        (prices(price("nrp", "1", unit_factor=Decimal(-1))), nothing),
        (
            item(prices=[], price_unit_factor=Decimal(0)),
            item(prices=[], price_unit_factor=Decimal(2)),
        ),
    ],
    "net-above-gross": [(item(net_price=Decimal("12.51")), item(net_price=Decimal("12.50")))],
    "price-scale-duplicate": [
        (
            prices(price("nrp", "2", lower_bound=Decimal(1)), price("nrp", "3")),
            prices(price("nrp", "2"), price("nrp", "3", territories=["BE"])),
        ),
        (
            prices(
                price("nrp", "2", lower_bound=Decimal(5)),
                price("nrp", "2", lower_bound=Decimal("5.0")),
            ),
            prices(price("nrp", "2", valid_from="2026-02-01"), price("nrp", "3")),
        ),
    ],
    "price-scale-order": [
        (
            prices(
                price("nrp", "2", lower_bound=Decimal(10)),
                price("nrp", "3", lower_bound=Decimal(5)),
            ),
            prices(price("nrp", "2", lower_bound=Decimal(10)), price("net_list", "3")),
        ),
    ],
    "price-type-unknown": [
        (prices(price("list", "1")), prices(price("udp_spring", "1"))),
        (prices({"amount": Decimal(1)}), nothing),
    ],
    "currency-unknown": [
        (item(currency="EURO"), item(currency="USD")),
        (prices(price("nrp", "1", currency="€")), prices(price("nrp", "1", currency="GBP"))),
    ],
    "vat-as-percentage": [
        (item(vat_rate=Decimal(21)), item(vat_rate=Decimal("0.999"))),
        (prices(price("nrp", "1", tax=Decimal(9))), prices(price("nrp", "1", tax=Decimal(0)))),
    ],
    "vat-impossible": [(item(vat_rate=Decimal("-0.21")), item(vat_rate=Decimal(0)))],
    "discount-group-without-gross": [
        (
            item(gross_list_price=None),
            both(prices(price("nrp", "1")), item(discount_group_id=None)),
        ),
        (
            item(gross_list_price=None),
            item(gross_list_price=None, recommended_retail_price=Decimal(9)),
        ),
    ],
    "percentage-impossible": [
        (condition(percentage_1=Decimal("100.01")), condition(percentage_1=Decimal(100))),
        (condition(percentage_3=Decimal(-1)), condition(percentage_3=Decimal(0))),
        (condition(percentage_2=Decimal("NaN")), condition(percentage_2=Decimal("2.5"))),
    ],
    "condition-project": [
        (condition(terms="PC"), condition(terms="PC", project_number="BRUG-7")),
        (condition(project_number="BRUG-7"), condition(terms="AC")),
    ],
    "condition-group-invalid": [
        (condition(discount_group_id="K[1]"), condition(discount_group_id="K.1/a")),
        (condition(discount_group_id="K*1"), condition(discount_group_id="K1*")),
        (condition(discount_group_id="**"), condition(discount_group_id="*")),
    ],
    "condition-twice": [
        (condition(net_price=Decimal(9)), condition(net_price=Decimal(9), percentage_1=None)),
    ],
    "condition-without-value": [
        (condition(percentage_1=None), condition(percentage_1=Decimal(0))),
    ],
    "price-not-yet-valid": [
        (
            prices(price("nrp", "1", valid_from="2026-11-22")),
            prices(price("nrp", "1"), price("net_list", "1", valid_from="2026-11-22")),
        ),
    ],
    "price-expired": [
        (
            prices(price("nrp", "1", valid_until="2026-11-20")),
            prices(price("nrp", "1", valid_until="2026-11-21")),
        ),
    ],
    "etim-class-shape": [(product(etim_class="EC1133"), product(etim_class="EC000001"))],
    "etim-feature-shape": [
        (feature("1", code="EF8"), feature("1", code="EF000008")),
        (product(modelling={"features": [{"code": "Aansluiting"}]}), nothing),
    ],
    "etim-value-shape": [(feature("EV242"), feature("EV000242"))],
    "etim-value-type": [
        (feature("1,5"), feature("1.5")),
        (feature("ja"), feature("True")),
        (feature("1", "groot"), feature("1", "2")),
        (feature("> 5"), feature("-5")),
    ],
    "etim-range-order": [(feature("10", "9.9"), feature("10", "10.0"))],
    "etim-value-missing": [
        (feature(), feature(reason="UN")),
        (feature(), feature(values_by_language={"nl": ["rood"]})),
    ],
    "etim-reason-missing": [(feature("-"), feature(reason="MV"))],
    "etim-reason-unknown": [
        (feature("-", details={"nl": "onbekend"}), feature("5", details={"nl": "circa"})),
        (feature(reason="XX"), feature(reason="NA")),
    ],
    "etim-feature-duplicate": [
        (
            product(features=[{"code": "EF000008", "values": ["1"]}] * 2),
            product(features=[{"code": f"EF00000{n}", "values": ["1"]} for n in (1, 2)]),
        ),
    ],
    "etim-modelling-shape": [
        (product(modelling={"class": "EC000023"}), product(modelling={"class": "MC000001"})),
    ],
}

HEADER_CASES: dict[str, list[tuple[dict, dict]]] = {
    "gln-format": [({"supplier_gln": "8719876"}, {"supplier_gln": None})],
    "gln-check-digit": [
        ({"supplier_gln": BAD_GLN}, {}),
        (
            {"catalogue": {"BUYER": [{"BUYER_ID": [{"@type": "gln", "#text": BAD_GLN}]}]}},
            {"catalogue": {"BUYER": [{"BUYER_ID": [{"@type": "duns", "#text": "123456789"}]}]}},
        ),
    ],
    "language-missing": [({"languages": []}, {"languages": ["und"]})],
    "language-unknown": [({"languages": ["nl", "zz"]}, {"languages": ["nl", "gsw"]})],
    "currency-unknown": [({"currency": "Euro"}, {"currency": "CHF"})],
    "country-unknown": [({"territories": ["NLD"]}, {"territories": ["DE-BY"]})],
    "document-date-future": [
        ({"generated_on": date(2026, 11, 23)}, {"generated_on": date(2026, 11, 22)}),
    ],
}
