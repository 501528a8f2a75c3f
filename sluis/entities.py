"""What is delivered beside products and trade items, each a table of its own. Plain values, no I/O.

Units and absent values as in `sluis.model`; a part of a key that does not apply is an empty text.
`descriptions` have the shape of those of a product: {"nl": {"short", "long"}}.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import msgspec

Json = dict[str, Any]
"""A nested part kept as jsonb: str, int, Decimal, bool, list and dict only."""


class Attachment(msgspec.Struct, kw_only=True, tag_field="entity", tag="attachment"):
    """One document or picture, delivered by itself.

    Key: what it is about, `code`, `source` and `language`. It is about a product (`manufacturer_id`
    and `manufacturer_product_number`) or a trade item (`supplier_item_number`); what names the
    other of the two is empty. `source` is the address or the file name as delivered; `sha256`,
    `size_bytes` and `media_type` are those of the stored content, when there is one;
    `low_resolution` is the hash of the small picture made from it.
    """

    manufacturer_id: str = ""
    manufacturer_product_number: str = ""
    supplier_item_number: str = ""
    code: str
    source: str
    language: str = ""
    file_name: str | None = None
    descriptions: Json = {}
    order: int | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    sha256: str | None = None
    size_bytes: int | None = None
    media_type: str | None = None
    low_resolution: str | None = None
    extensions: Json = {}


class Relation(msgspec.Struct, kw_only=True, tag_field="entity", tag="relation"):
    """One product or trade item says something about another, delivered by itself.

    Key: `kind`, both numbers with their owners, and `type`. `kind` is `PP` (products: a number is
    a manufacturer product number, its owner a `manufacturer_id`), `AA` (trade items: supplier
    item numbers and supplier GLNs) or `PA` (the second is a trade item). The second is `type` to
    the first: its successor, a part of it.
    """

    kind: str
    owner: str = ""
    number: str
    type: str
    related_owner: str = ""
    related_number: str
    quantity: Decimal | None = None
    descriptions: Json = {}
    valid_from: date | None = None
    valid_until: date | None = None
    extensions: Json = {}


class Condition(msgspec.Struct, kw_only=True, tag_field="entity", tag="condition"):
    """What one customer pays less: by discount group or trade item. Key: up to `lower_bound`.

    A trade item is named by its number, and only where that is missing by its GTIN.

    `terms` is AC (action), BC (basic) or PC (project, with `project_number`). Percentages
    (0-100) are applied one after the other; a net price replaces them.
    """

    customer: str = ""
    discount_group_id: str = ""
    supplier_item_number: str = ""
    item_gtin: str = ""
    terms: str = "BC"
    project_number: str = ""
    valid_from: date
    lower_bound: Decimal = Decimal(0)
    valid_until: date | None = None
    percentage_1: Decimal | None = None
    percentage_2: Decimal | None = None
    percentage_3: Decimal | None = None
    net_price: Decimal | None = None
    currency: str | None = None
    descriptions: Json = {}
    extensions: Json = {}


class ProductGroup(msgspec.Struct, kw_only=True, tag_field="entity", tag="product_group"):
    """A group of a tree of products or trade items. Key: `system` + `code`."""

    system: str = ""
    code: str
    parent_code: str | None = None
    names: dict[str, str] = {}
    order: int | None = None
    extensions: Json = {}


class Organisation(msgspec.Struct, kw_only=True, tag_field="entity", tag="organisation"):
    """A company that one deals with. Key: `organisation_number`."""

    organisation_number: str
    gln: str | None = None
    name: str | None = None
    roles: list[str] = []
    parent_number: str | None = None
    street: str | None = None
    postal_code: str | None = None
    city: str | None = None
    country: str | None = None
    phone: str | None = None
    email: str | None = None
    website: str | None = None
    vat_number: str | None = None
    registration_number: str | None = None
    language: str | None = None
    extensions: Json = {}


class Contact(msgspec.Struct, kw_only=True, tag_field="entity", tag="contact"):
    """A person at an organisation. Key: `organisation_number` + `contact_number`."""

    organisation_number: str
    contact_number: str
    first_name: str | None = None
    last_name: str | None = None
    salutation: str | None = None
    function: str | None = None
    department: str | None = None
    phone: str | None = None
    mobile: str | None = None
    email: str | None = None
    language: str | None = None
    extensions: Json = {}


class AssortmentItem(msgspec.Struct, kw_only=True, tag_field="entity", tag="assortment"):
    """A trade item belongs to an assortment. Key: `assortment` + `supplier_item_number`.

    `publications` says where the item may be shown (`datapool`, `webshop`, ...).
    """

    assortment: str
    supplier_item_number: str
    publications: list[str] = []
    order: int | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    extensions: Json = {}


Part = Attachment | Relation | Condition | ProductGroup | Organisation | Contact | AssortmentItem
"""What a record can be instead of a product or a trade item."""
