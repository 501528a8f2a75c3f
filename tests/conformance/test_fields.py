"""What each format carries, field by field: docs/reference/formats/fields.md says what is so.

`pytest tests/conformance/test_fields.py --update-golden` writes the table anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from sluis.formats import FORMATS
from sluis.formats._format import Format, Why
from sluis.model import Entity, Product, Record, TradeItem
from tests.conformance.written import OF_PRODUCT, differences, facts, plain, read_again, written
from tests.full_record import FULL, HEADER, ITEM, PRODUCT, plain_record

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "formats" / "fields.md"
MARK = "<!-- From here on written by tests/conformance/test_fields.py -->\n"
WRITERS = [one for one in FORMATS if one.write is not None]
ALIKE = {"bmecat-etim-5.0", "etim-xchange-2.0", "dico-sales005", "pab-2"}
"""Formats in which the same thousand products must give the same facts."""

EMPTY_IN_FULL = {("product", "extensions"), ("trade_item", "attachments")} | {
    ("trade_item", "relations")
}
"""What the full record need not have: as in the product, or of no format."""

YES, NEAREST, MONOLINGUAL, NO = "yes", "nearest", "one language", "-"


def test_the_full_record_is_full() -> None:
    """
    A field that is added to the model is added to the table.
    """
    for entity, struct in (("product", PRODUCT), ("trade_item", ITEM)):
        empty = {(entity, name) for name in struct.__struct_fields__} - {
            (entity, name) for name in plain(struct)
        }
        assert empty <= EMPTY_IN_FULL


def paths(value: Any, path: str) -> Iterator[str]:
    """Fields of the full record, without languages and places in lists."""
    if isinstance(value, dict):
        for name, inner in value.items():
            below = path if name in HEADER.languages else f"{path}.{name}"
            yield from paths(inner, below)
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for inner in value:
            yield from paths(inner, path)
    else:
        yield path


def rows() -> dict[tuple[Entity, str], list[str]]:
    """Key of each half of the full record -> its fields, in the order of the model."""
    keys = {
        (Entity.PRODUCT, PRODUCT.manufacturer_product_number): plain(PRODUCT),
        (Entity.TRADE_ITEM, ITEM.supplier_item_number): {
            name: value for name, value in plain(ITEM).items() if name not in OF_PRODUCT
        },
    }
    return {
        key: list(dict.fromkeys(path for name in values for path in paths(values[name], name)))
        for key, values in keys.items()
    }


def bare(path: str) -> str:
    """A path without its languages."""
    return ".".join(name for name in path.split(".") if name not in HEADER.languages)


def carried(fmt: Format) -> dict[tuple[Entity, str], str]:
    """What becomes of each field when the full record is written and read again."""
    target = written(fmt, HEADER, [FULL])
    before, after = facts([FULL]), facts(read_again(target)[1])
    found = {}
    for key, fields in rows().items():
        differ = list(differences(before[key], after.get(key)))
        nearest = {
            bare(one.field)
            for one in target.told
            if one.entity == key[0] and one.why in {Why.CHANGED, Why.CUT}
        }
        for field in fields:
            wrong = [path for path in differ if _touches(field, bare(path))]
            found[key[0], field] = _said(field, wrong, nearest)
    return found


def _said(field: str, wrong: list[str], nearest: set[str]) -> str:
    if not wrong:
        return YES
    if field in nearest:
        return NEAREST
    others = HEADER.languages[1:]
    return MONOLINGUAL if all(_is_of(path, others) for path in wrong) else NO


def _is_of(path: str, languages: list[str]) -> bool:
    return any(name in languages for name in path.split("."))


def _touches(field: str, path: str) -> bool:
    return field == path or field.startswith(f"{path}.") or path.startswith(f"{field}.")


def table() -> str:
    cells = {fmt.name: carried(fmt) for fmt in WRITERS}
    lines = []
    for (entity, _), fields in rows().items():
        title = str(entity).replace("_", " ").capitalize()
        lines += [f"\n## {title}\n", "| field | " + " | ".join(cells) + " |"]
        lines.append("|---|" + "---|" * len(cells))
        for field in fields:
            said = (cells[name][entity, field] for name in cells)
            lines.append(f"| `{field}` | " + " | ".join(said) + " |")
    return "\n".join(lines) + "\n"


def test_the_table_of_fields_says_what_is_so(update_golden: bool) -> None:  # noqa: FBT001
    """
    What is written and read again stands in the docs as carried, all else as not.
    """
    head, mark, said = PAGE.read_text(encoding="utf-8").partition(MARK)
    if update_golden:
        PAGE.write_text(head + MARK + table(), encoding="utf-8")
        return

    assert mark
    assert said == table(), "run pytest tests/conformance/test_fields.py --update-golden"


def core(record: Record) -> dict[str, Any]:
    """The facts about a product and its price that every one of these formats carries."""
    product, item = record.product, record.trade_item
    assert isinstance(product, Product)
    assert isinstance(item, TradeItem)
    return {
        "item": item.supplier_item_number,
        "product": product.manufacturer_product_number,
        "gtin": item.item_gtins or product.product_gtins,
        "description": product.descriptions["nl"]["short"],
        "order_unit": item.order_unit,
        "minimum": item.minimum_order_quantity,
        "step": item.order_step_size,
        "discount_group": item.discount_group_id,
        "price": (item.gross_list_price, item.currency, item.price_quantity, item.price_unit),
    }


@pytest.mark.parametrize(
    "fmt", [one for one in WRITERS if one.name in ALIKE], ids=lambda fmt: fmt.name
)
def test_a_thousand_products_say_the_same_in_each_format(fmt: Format) -> None:
    """
    Product and price facts of one catalogue, written in each format and read again.
    """
    records = [plain_record(number) for number in range(1, 1001)]
    before = [core(record) for record in records]
    _, again = read_again(written(fmt, HEADER, records))

    assert [core(record) for record in again] == before
    assert msgspec.structs.asdict(records[0]) == msgspec.structs.asdict(plain_record(1))
