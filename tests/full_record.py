"""One product and trade item with every field of the model filled, and a thousand plain ones.

Values are from the lists that most formats share (MD codes, UN/ECE units, BMEcat's words for
relations), so that a format that has a place for a field can say it.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sluis.model import Header, Product, Record, TradeItem
from tests.catalogues import SUPPLIER_GLN

MAKER_GLN = "2900000720008"
HEADER = Header(
    format="catalogue",
    version="",
    supplier_gln=SUPPLIER_GLN,
    supplier_name="Groothandel De Schutsluis",
    languages=["nl", "en"],
    default_language="nl",
    currency="EUR",
    territories=["NL"],
    generated_on=date(2026, 3, 1),
)
ATTACHMENT = {
    "code": "MD22",
    "source": {"nl": "https://example.com/lw-1001.pdf"},
    "uri": {"nl": "https://example.com/lw-1001.pdf"},
    "file_name": {"nl": "lw-1001.pdf"},
    "description": {"nl": "Productblad"},
    "alt": {"nl": "Productblad van de aardlekautomaat"},
    "issue_date": "2025-01-01",
    "expiry_date": "2030-12-31",
    "order": Decimal(1),
    "type": "application/pdf",
    "purpose": "data_sheet",
}
HAZARD = {
    "substances": [{"un_number": "1950", "net_weight": Decimal("0.3"), "volume": Decimal("0.4")}],
    "shipping_name": {"nl": "SPUITBUSSEN"},
    "packing_group": "II",
    "transport_category": Decimal(2),
    "multiplication_factor": Decimal(3),
    "limited_quantities": True,
    "excepted_quantities": False,
    "aggregation_state": "G",
    "special_provisions": ["190"],
    "hazard_classes": ["2.1"],
    "classification_code": "5F",
    "hazard_labels": ["2.1"],
    "environmental_hazards": False,
    "tunnel_code": "D",
    "ghs_labels": ["GHS02"],
    "ghs_signal_word": "D",
    "hazard_statements": ["H222"],
    "precautionary_statements": ["P210"],
    "lithium_ion_tested": True,
    "lithium_amount": Decimal("0.5"),
    "battery_energy": Decimal(20),
    "nos_274": False,
    "hazard_triggers": ["butaan"],
}
PRODUCT = Product(
    manufacturer_id=MAKER_GLN,
    manufacturer_product_number="LW-1001",
    manufacturer_gln=MAKER_GLN,
    manufacturer_name="Lichtwacht",
    manufacturer_shortname="LW",
    brand_name="Wachter",
    product_gtins=["2900000010017"],
    status="126",
    product_type="physical",
    etim_release="10.0",
    etim_class="EC000905",
    validity_date=date(2025, 1, 1),
    obsolescence_date=date(2035, 12, 31),
    warranty_business=12,
    warranty_consumer=24,
    descriptions={
        "nl": {
            "short": "Aardlekautomaat",
            "long": "Aardlekautomaat 1P+N C16",
            "very_short": "Aardlek",
            "tender_text": "Leveren en monteren van een aardlekautomaat",
            "type": "LW16",
            "series": "Wacht",
            "variation": "C16",
            "keywords": ["aardlek", "automaat"],
            "remarks": ["Nieuw model"],
        },
        "en": {"short": "Earth leakage breaker", "long": "Earth leakage breaker 1P+N C16"},
    },
    features=[
        {"code": "EF000227", "values": ["16"]},
        {"code": "EF007515", "values": ["-10", "60"]},
        {"code": "EF000003", "values": ["EV000242"]},
        {"code": "EF005997", "values": ["true"]},
        {"code": "EF001366", "values": [], "reason": "UN"},
    ],
    modelling={
        "class": "MC000023",
        "version": Decimal(1),
        "bim_status": "ready",
        "features": [
            {"port": Decimal(0), "code": "EF000227", "values": ["16"]},
            {
                "port": Decimal(1),
                "code": "EF015941",
                "x": Decimal(1),
                "y": Decimal(2),
                "z": Decimal(3),
            },
        ],
    },
    classifications=[
        {
            "system": "ECLASS-9.0",
            "group_id": "27142216",
            "features": [{"code": "0173-1.02-AAB072", "values": ["16"]}],
        }
    ],
    attachments=[ATTACHMENT],
    relations=[
        {
            "type": "accessories",
            "number": "LW-1002",
            "quantity": Decimal(2),
            "description": {"nl": "Kamrail"},
        }
    ],
    predecessors=["LW-0999"],
    legislation={
        "rohs": "true",
        "ce_marking": True,
        "battery_contained": False,
        "reach": "true",
        "reach_list_date": "2025-06-01",
        "scip_number": "f5716c60-d07c-415c-b4c0-c1a796eaaf04",
        "ufi_code": "N1QV-R02N-J00M-WQD5",
        "hazard": HAZARD,
        "special_treatment_classes": [{"type": "MSDS", "value": "true"}],
    },
    logistics={
        "net_volume": Decimal("0.001"),
        "net_weight": Decimal("0.25"),
        "net_length": Decimal("0.09"),
        "net_width": Decimal("0.04"),
        "net_depth": Decimal("0.07"),
        "net_diameter": Decimal("0.01"),
        "region_of_origin": "NL-ZH",
        "countries_of_origin": ["NL"],
    },
    characteristics=[
        {"code": "NL_012", "name": {"nl": "Bestelbaar"}, "boolean": True},
        {"code": "OWN_1", "name": {"nl": "Kleur"}, "text": {"nl": ["rood"]}},
    ],
)
ITEM = TradeItem(
    supplier_item_number="A-1001",
    manufacturer_id=MAKER_GLN,
    manufacturer_product_number="LW-1001",
    supplier_alt_item_number="OUD-1001",
    manufacturer_item_number="LW-1001-S",
    buyer_item_number="K-1001",
    item_gtins=["2900000010017"],
    status="126",
    order_unit="BX",
    content_unit="C62",
    content_quantity=Decimal(10),
    minimum_order_quantity=Decimal(2),
    order_step_size=Decimal(2),
    lead_time_days=Decimal(3),
    price_unit="BX",
    price_unit_factor=Decimal(1),
    price_quantity=Decimal(100),
    currency="EUR",
    gross_list_price=Decimal("1250.00"),
    net_price=Decimal("800.00"),
    recommended_retail_price=Decimal("1400.00"),
    vat_rate=Decimal("0.21"),
    prices=[
        {
            "type": kind,
            "amount": Decimal(amount),
            "currency": "EUR",
            "tax": Decimal("0.21"),
            "factor": Decimal(1),
            "lower_bound": Decimal(1),
            "territories": ["NL"],
            "valid_from": "2026-01-01",
            "valid_until": "2026-12-31",
            "daily": False,
            "unit": "BX",
            "unit_factor": Decimal(1),
        }
        for kind, amount in (
            ("net_list", "1250.00"),
            ("net_customer", "800.00"),
            ("nrp", "1400.00"),
        )
    ],
    surcharges=[
        {
            "type": "copper",
            "class": "700180",
            "manner": "base",
            "amount": Decimal("0.50"),
            "calculation": "1",
            "material_basis": Decimal(150),
            "material_weight": Decimal("0.1"),
        },
        {"type": "energy", "percentage": Decimal("0.05")},
    ],
    discount_group_id="D10",
    discount_group_manufacturer="MD10",
    bonus_group_id="B1",
    stock_item=True,
    shelf_life_months=24,
    validity_date=date(2025, 1, 1),
    obsolescence_date=date(2035, 12, 31),
    descriptions={"nl": {"short": "Aardlekautomaat"}, "en": {"short": "Earth leakage breaker"}},
    packaging_units=[
        {
            "code": "CT",
            "name": {"nl": "t-pak"},
            "quantity_min": Decimal(10),
            "quantity_max": Decimal(10),
            "breakable": True,
            "parts": Decimal(1),
            "volume": Decimal("0.017"),
            "weight": Decimal("7.6"),
            "length": Decimal("0.17"),
            "width": Decimal("0.32"),
            "depth": Decimal("0.31"),
            "diameter": Decimal("0.11"),
            "gtin": "2900000010024",
            "gs1_128": "00123456780000000001",
        }
    ],
    attachments=[],
    relations=[],
    logistics={
        "volume": Decimal("0.002"),
        "weight": Decimal("0.3"),
        "length": Decimal("0.1"),
        "width": Decimal("0.05"),
        "depth": Decimal("0.08"),
    },
    customs={
        "commodity_codes": [{"number": "85362010", "territories": ["NL"]}],
        "statistics_factor": Decimal(1),
    },
    extensions={
        "additional_factors": {"price_factor": Decimal("0.95"), "info": {"nl": ["Koper"]}},
        "country_branch_numbers": [{"type": "electrical", "country": "NO", "number": "1224400"}],
        "product_status": [{"type": "new_product", "text": "Nieuw", "language": "nl"}],
    },
)
FULL = Record(ordinal=1, key="A-1001", product=PRODUCT, trade_item=ITEM)


def plain_record(number: int) -> Record:
    """What every format can say: numbers, names, GTIN, class, units and prices."""
    price = Decimal(100 + number) / 4
    product = Product(
        manufacturer_id=MAKER_GLN,
        manufacturer_product_number=f"LW-{number}",
        manufacturer_gln=MAKER_GLN,
        manufacturer_name="Lichtwacht",
        product_gtins=[gtin(number)],
        etim_release="10.0",
        etim_class="EC000905",
        features=[{"code": "EF000227", "values": [str(number % 63 + 1)]}],
        descriptions={"nl": {"short": f"Aardlekautomaat {number}"}},
    )
    item = TradeItem(
        supplier_item_number=f"A{number}",
        manufacturer_id=MAKER_GLN,
        manufacturer_product_number=f"LW-{number}",
        item_gtins=[gtin(number)],
        order_unit="C62",
        content_unit="C62",
        minimum_order_quantity=Decimal(number % 10 + 1),
        order_step_size=Decimal(1),
        price_unit="C62",
        price_quantity=Decimal(100 if number % 3 else 1),
        currency="EUR",
        gross_list_price=price,
        vat_rate=Decimal("0.21"),
        prices=[
            {
                "type": "net_list",
                "amount": price,
                "currency": "EUR",
                "tax": Decimal("0.21"),
                "unit": "C62",
                "valid_from": "2026-01-01",
            }
        ],
        discount_group_id=f"D{number % 20}",
        descriptions={"nl": {"short": f"Aardlekautomaat {number}"}},
    )
    return Record(ordinal=number, key=f"A{number}", product=product, trade_item=item)


def gtin(number: int) -> str:
    """A GTIN-13 of restricted circulation with a valid check digit.

    >>> gtin(1001)
    '2900000010017'
    """
    head = f"290{number:09d}"
    total = sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(head))
    return head + str(-total % 10)
