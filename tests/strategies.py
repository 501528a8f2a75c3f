"""Records out of thin air: hypothesis strategies for everything in `sluis.model`.

`records` are of the right types and otherwise anything: nested parts are sometimes what a reader
gives, sometimes only nearly so, sometimes any JSON value at all.
"""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from sluis.entities import Condition, Relation
from sluis.model import (
    Entity,
    Finding,
    Header,
    Mode,
    Mutation,
    Patch,
    Product,
    Record,
    Severity,
    TradeItem,
    Transaction,
)

texts = st.text(max_size=12) | st.sampled_from(
    ["", "EC000905", "EF000003", "EV000242", "C62", "EUR", "nl", "-", "1.5", "Ã©", "\x80", "<b>"]
)
filled = texts.filter(bool)
days = st.dates(date(1990, 1, 1), date(2100, 1, 1))
numbers = st.decimals(allow_nan=True, allow_infinity=True) | st.decimals(-1000, 1000, places=2)
whole = st.integers(-1000, 1000)
json_values = st.recursive(
    st.none() | st.booleans() | whole | numbers | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
json = st.dictionaries(texts, json_values, max_size=3)


def part(**fields: st.SearchStrategy) -> st.SearchStrategy:
    """A nested part: any of *fields*, each sometimes holding something else entirely."""
    likely = {name: strategy | json_values for name, strategy in fields.items()}
    return st.fixed_dictionaries({}, optional=likely)


def some(strategy: st.SearchStrategy) -> st.SearchStrategy:
    return st.lists(strategy, max_size=3)


by_language = st.dictionaries(st.sampled_from(["nl", "en", "und", "zz"]), texts, max_size=2)
iso_days = days.map(date.isoformat) | texts
features = part(code=texts, values=some(texts), reason=texts, details=by_language)
attachments = part(
    code=st.sampled_from(["MD01", "MD36", "MD66"]),
    source=by_language,
    uri=by_language,
    purpose=texts,
    issue_date=iso_days,
    expiry_date=iso_days,
)
relations = part(type=texts, number=texts, quantity=numbers, catalogue_id=texts)
prices = part(
    type=st.sampled_from(["net_list", "net_customer", "nrp", "on_request", "mine"]),
    amount=numbers,
    currency=texts,
    tax=numbers,
    factor=numbers,
    unit=texts,
    unit_factor=numbers,
    lower_bound=numbers,
    territories=some(texts),
    valid_from=iso_days,
    valid_until=iso_days,
    daily=st.booleans(),
)
packaging = part(code=texts, quantity_min=numbers, gtin=texts, weight=numbers)
descriptions = st.dictionaries(
    st.sampled_from(["nl", "en", "und", "zz"]),
    part(short=texts, long=texts, keywords=some(texts), type=texts),
    max_size=2,
)
legislation = part(
    rohs=texts,
    reach=texts,
    battery_contained=st.booleans(),
    hazard=part(
        packing_group=texts, hazard_classes=some(texts), substances=some(part(un_number=texts))
    ),
)
modelling = part(**{"class": texts, "features": some(part(code=texts))})
customs = part(commodity_codes=some(part(number=texts, territories=some(texts))))


def maybe(strategy: st.SearchStrategy) -> st.SearchStrategy:
    return st.none() | strategy


products = st.builds(
    Product,
    manufacturer_id=filled,
    manufacturer_product_number=filled,
    manufacturer_gln=maybe(filled),
    manufacturer_name=maybe(filled),
    brand_name=maybe(filled),
    product_gtins=some(filled),
    status=maybe(filled),
    product_type=maybe(filled),
    etim_class=maybe(filled),
    validity_date=maybe(days),
    obsolescence_date=maybe(days),
    warranty_business=maybe(whole),
    warranty_consumer=maybe(whole),
    descriptions=descriptions | json,
    features=some(features | json),
    modelling=modelling | json,
    classifications=some(json),
    attachments=some(attachments | json),
    relations=some(relations | json),
    predecessors=some(filled),
    legislation=legislation | json,
    logistics=part(net_weight=numbers, countries_of_origin=some(texts)) | json,
    characteristics=some(json),
    extensions=part(product_status=some(part(type=texts))) | json,
)
trade_items = st.builds(
    TradeItem,
    supplier_item_number=filled,
    item_gtins=some(filled),
    status=maybe(filled),
    order_unit=maybe(filled),
    content_unit=maybe(filled),
    content_quantity=maybe(numbers),
    minimum_order_quantity=maybe(numbers),
    order_step_size=maybe(numbers),
    lead_time_days=maybe(numbers),
    price_unit=maybe(filled),
    price_unit_factor=maybe(numbers),
    price_quantity=maybe(numbers),
    currency=maybe(filled),
    gross_list_price=maybe(numbers),
    net_price=maybe(numbers),
    recommended_retail_price=maybe(numbers),
    vat_rate=maybe(numbers),
    prices=some(prices | json),
    surcharges=some(json),
    discount_group_id=maybe(filled),
    shelf_life_months=maybe(whole),
    validity_date=maybe(days),
    obsolescence_date=maybe(days),
    descriptions=descriptions | json,
    packaging_units=some(packaging | json),
    logistics=part(weight=numbers, length=numbers) | json,
    customs=customs | json,
    extensions=part(product_status=some(part(type=texts))) | json,
)
findings = st.builds(
    Finding,
    rule=st.just("element-empty"),
    severity=st.just(Severity.WARNING),
    entity=st.sampled_from(Entity),
)
headers = st.builds(
    Header,
    format=st.sampled_from(
        ["bmecat-1.2", "bmecat-2005", "bmecat-etim-3.1", "bmecat-etim-5.0", "other"]
    ),
    version=texts,
    transaction=st.sampled_from(Transaction),
    mutation=st.sampled_from(Mutation),
    supplier_gln=maybe(filled),
    languages=some(filled),
    default_language=maybe(filled),
    currency=maybe(filled),
    territories=some(filled),
    generated_on=maybe(days),
    catalogue=part(BUYER=some(part(BUYER_ID=some(json)))) | json,
)
conditions = st.builds(
    Condition,
    discount_group_id=texts,
    terms=st.sampled_from(["AC", "BC", "PC", "QQ"]),
    project_number=texts,
    valid_from=days,
    lower_bound=numbers,
    valid_until=maybe(days),
    percentage_1=maybe(numbers),
    percentage_2=maybe(numbers),
    net_price=maybe(numbers),
)
related = st.builds(
    Relation,
    kind=st.sampled_from(["AA", "PP", "PA"]),
    number=texts,
    type=texts,
    related_number=texts,
    quantity=maybe(numbers),
    valid_from=maybe(days),
    valid_until=maybe(days),
)
patches = st.builds(
    Patch,
    product=st.lists(st.sampled_from(Product.__struct_fields__), unique=True),
    trade_item=st.lists(st.sampled_from(TradeItem.__struct_fields__), unique=True),
    creates=st.booleans(),
)
records = st.builds(
    Record,
    ordinal=st.integers(1, 1000),
    key=texts,
    line=maybe(st.integers(1, 1000)),
    mode=st.sampled_from(Mode),
    product=maybe(products),
    trade_item=maybe(trade_items),
    part=maybe(conditions | related),
    patch=maybe(patches),
    findings=some(findings),
)
