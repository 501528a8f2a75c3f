"""Catalogues as suppliers have them: hypothesis strategies for headers and records that make sense.

Values are of the right shape and from the right lists; which of them a record has, how many, in
which languages, and whether a text is too long for a format, is left to chance.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from sluis.model import Entity, Header, Mode, Mutation, Product, Record, TradeItem, Transaction

SUPPLIER_GLN = "2900000710009"
MAKERS = {"2900000720008": "Lichtwacht", "2900000730007": "Polderstaal & Zn."}
LANGUAGES = ["nl", "en", "de"]
UNITS = ["C62", "MTR", "RO", "BX", "KGM", "SET"]
CURRENCY = "EUR"

_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,-/%<>&\"'éüß²Ω"
days = st.dates(date(2015, 1, 1), date(2035, 12, 31))
iso_days = days.map(date.isoformat)
money = st.decimals(0, 99_999, places=2)
quantities = st.integers(1, 9_999).map(Decimal)
measures = st.decimals(0, 99, places=3)
shares = st.sampled_from([Decimal("0.21"), Decimal("0.09"), Decimal(0)])


def texts(longest: int = 30) -> st.SearchStrategy[str]:
    """Texts as people write them, without white space around them; now and then too long."""
    return st.text(_LETTERS, min_size=1, max_size=longest).map(str.strip).filter(bool)


def numbers(first: str, longest: int = 8) -> st.SearchStrategy[str]:
    """Numbers of a company's own, which begin with *first*."""
    return st.text("ABCDEFGH0123456789.-", max_size=longest).map(lambda rest: first + rest + "X")


def by_language(value: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(st.sampled_from(LANGUAGES), value, min_size=1, max_size=2)


def part(needed: dict[str, Any], **more: Any) -> st.SearchStrategy[dict[str, Any]]:
    """A nested part with what it needs, and any of the rest."""
    return st.fixed_dictionaries(needed, optional=more)


def some(value: st.SearchStrategy[Any], most: int = 2) -> st.SearchStrategy[list[Any]]:
    return st.lists(value, max_size=most)


def maybe(value: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | value


@st.composite
def gtins(draw: st.DrawFn) -> str:
    """GTIN-13 of restricted circulation with a valid check digit."""
    head = f"290{draw(st.integers(0, 999_999_999)):09d}"
    total = sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(head))
    return head + str(-total % 10)


descriptions = st.dictionaries(
    st.sampled_from(LANGUAGES),
    part(
        {"short": texts(100)},
        long=texts(60),
        very_short=texts(),
        tender_text=texts(),
        type=texts(),
        series=texts(),
        variation=texts(),
        keywords=st.lists(texts(), min_size=1, max_size=2, unique=True),
        remarks=st.lists(texts(), min_size=1, max_size=1),
    ),
    min_size=1,
)
feature_values = st.lists(
    st.sampled_from(["EV000242", "230", "-10", "0.03", "true", "false"]), min_size=1, max_size=2
)
features = st.lists(
    part({"code": st.sampled_from([f"EF00{n:04d}" for n in range(40)]), "values": feature_values})
    | part(
        {
            "code": st.sampled_from([f"EF01{n:04d}" for n in range(40)]),
            "values": st.just([]),
            "reason": st.sampled_from(["UN", "NA", "MV"]),
        }
    ),
    max_size=3,
    unique_by=lambda feature: feature["code"],
)
attachments = part(
    {
        "code": st.sampled_from(["MD01", "MD04", "MD14", "MD22", "MD51", "MD99"]),
        "source": by_language(st.sampled_from(["https://example.com/a.pdf", "b.jpg", "c/d.png"])),
    },
    description=by_language(texts()),
    file_name=by_language(st.sampled_from(["a.pdf", "b.jpg"])),
    alt=by_language(texts()),
    issue_date=iso_days,
    expiry_date=iso_days,
    order=st.integers(1, 99).map(Decimal),
)
relations = part(
    {
        "type": st.sampled_from(["accessories", "sparepart", "similar", "followup", "OPV"]),
        "number": numbers("R"),
    },
    quantity=quantities,
)
prices = part(
    {
        "type": st.sampled_from(["net_list", "net_customer", "nrp"]),
        "amount": money,
        "currency": st.just(CURRENCY),
    },
    tax=shares,
    factor=st.just(Decimal(1)),
    lower_bound=quantities,
    valid_from=iso_days,
    valid_until=iso_days,
    territories=st.lists(st.sampled_from(["NL", "BE"]), min_size=1, max_size=2, unique=True),
)
packaging = part(
    {
        "code": st.sampled_from(["BX", "CT", "PF", "RO", "C62"]),
        "quantity_min": quantities,
        "quantity_max": quantities,
    },
    breakable=st.booleans(),
    parts=quantities,
    volume=measures,
    weight=measures,
    length=measures,
    width=measures,
    depth=measures,
    gtin=gtins(),
)
hazards = part(
    {"substances": st.just([{"un_number": "1234", "net_weight": Decimal("0.003")}])},
    shipping_name=by_language(texts()),
    packing_group=st.sampled_from(["I", "II", "III"]),
    hazard_classes=st.just(["3"]),
    ghs_labels=st.just(["GHS02"]),
    limited_quantities=st.booleans(),
)
legislation = part(
    {},
    rohs=st.sampled_from(["true", "false", "exempt"]),
    reach=st.sampled_from(["true", "false", "no data"]),
    reach_list_date=iso_days,
    battery_contained=st.booleans(),
    ce_marking=st.booleans(),
    hazard=hazards,
)
logistics = part(
    {},
    net_weight=measures,
    net_length=measures,
    net_width=measures,
    net_volume=measures,
    countries_of_origin=st.just(["NL"]),
)
characteristics = part(
    {"code": st.sampled_from(["NL_012", "NL_014", "OWN_1"]), "name": by_language(texts())},
    boolean=st.booleans(),
)
modelling = part(
    {
        "class": st.just("MC000023"),
        "version": st.just(Decimal(1)),
        "features": st.just([{"port": Decimal(0), "code": "EF000227", "values": ["16"]}]),
    },
    bim_status=st.just("ready"),
)
customs = part(
    {},
    commodity_codes=st.just([{"number": "85362010"}]),
    statistics_factor=st.just(Decimal(1)),
)


@st.composite
def products(draw: st.DrawFn, number: str) -> Product:
    gln = draw(st.sampled_from(sorted(MAKERS)))
    return Product(
        manufacturer_id=gln,
        manufacturer_product_number=number,
        manufacturer_gln=gln,
        manufacturer_name=draw(maybe(st.just(MAKERS[gln]))),
        manufacturer_shortname=draw(maybe(st.just("LW"))),
        brand_name=draw(maybe(texts())),
        product_gtins=draw(some(gtins(), 1)),
        status=draw(maybe(st.sampled_from(["125", "126", "94E"]))),
        etim_release=draw(st.sampled_from(["9.0", "10.0"])),
        etim_class=draw(st.sampled_from(["EC000905", "EC001959"])),
        validity_date=draw(maybe(days)),
        obsolescence_date=draw(maybe(days)),
        warranty_consumer=draw(maybe(st.integers(0, 120))),
        descriptions=draw(descriptions),
        features=draw(features),
        modelling=draw(st.just({}) | modelling),
        attachments=draw(some(attachments)),
        relations=draw(some(relations)),
        predecessors=draw(some(numbers("V"), 1)),
        legislation=draw(legislation),
        logistics=draw(logistics),
        characteristics=draw(some(characteristics, 1)),
    )


@st.composite
def trade_items(draw: st.DrawFn, number: str, product: Product) -> TradeItem:
    unit = draw(st.sampled_from(UNITS))
    listed = draw(some(prices))
    return TradeItem(
        supplier_item_number=number,
        manufacturer_id=product.manufacturer_id,
        manufacturer_product_number=product.manufacturer_product_number,
        supplier_alt_item_number=draw(maybe(numbers("ALT"))),
        item_gtins=draw(some(gtins(), 1)),
        status=draw(maybe(st.sampled_from(["125", "126", "94E"]))),
        order_unit=unit,
        content_unit=draw(st.sampled_from(UNITS)),
        content_quantity=draw(maybe(quantities)),
        minimum_order_quantity=draw(maybe(quantities)),
        order_step_size=draw(maybe(quantities)),
        lead_time_days=draw(maybe(st.integers(0, 60).map(Decimal))),
        price_unit=unit,
        price_quantity=draw(st.sampled_from([Decimal(1), Decimal(100)])),
        currency=CURRENCY,
        gross_list_price=draw(money),
        net_price=draw(maybe(money)),
        vat_rate=draw(maybe(shares)),
        prices=listed,
        discount_group_id=draw(maybe(numbers("D", 4))),
        bonus_group_id=draw(maybe(numbers("B", 4))),
        stock_item=draw(maybe(st.booleans())),
        shelf_life_months=draw(maybe(st.integers(0, 120))),
        validity_date=draw(maybe(days)),
        descriptions=draw(st.just({}) | by_language(part({"short": texts()}))),
        packaging_units=draw(some(packaging)),
        customs=draw(customs),
    )


@st.composite
def headers(draw: st.DrawFn) -> Header:
    transaction, mutation = draw(
        st.sampled_from(
            [
                (Transaction.NEW_CATALOG, Mutation.COMPLETE),
                (Transaction.UPDATE_PRODUCTS, Mutation.MUTATION),
            ]
        )
    )
    return Header(
        format="catalogue",
        version="",
        transaction=transaction,
        mutation=mutation,
        supplier_gln=SUPPLIER_GLN,
        supplier_name="Groothandel De Schutsluis",
        languages=LANGUAGES,
        default_language="nl",
        currency=CURRENCY,
        territories=draw(st.sampled_from([[], ["NL"], ["NL", "BE"]])),
        generated_on=draw(days),
    )


@st.composite
def catalogues(draw: st.DrawFn) -> tuple[Header, list[Record]]:
    """A header and its records: products with one, two or no trade item."""
    header = draw(headers())
    found: list[Record] = []
    for nth in range(draw(st.integers(1, 3))):
        product = draw(products(f"P-{nth}"))
        for item in range(draw(st.sampled_from([1, 1, 1, 2, 0]))):
            number = f"A-{nth}.{item}"
            found.append(_record(len(found) + 1, product, draw(trade_items(number, product))))
        if not found or found[-1].product is not product:
            found.append(_record(len(found) + 1, product, None))
    return header, found


def _record(ordinal: int, product: Product, item: TradeItem | None) -> Record:
    key = item.supplier_item_number if item else product.manufacturer_product_number
    return Record(ordinal=ordinal, key=key, mode=Mode.NEW, product=product, trade_item=item)


ENTITIES = (Entity.PRODUCT, Entity.TRADE_ITEM)
"""What the records of these catalogues are about."""
