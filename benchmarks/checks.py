"""What the checks cost per record, beside encoding the same record: `python -m benchmarks.checks`.

Ordinary data: 12 features of which 3 ranges, 2 prices, 2 languages with umlauts, 2 attachments.
Both figures are CPU time of one run, so that their ratio holds on any machine.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from time import process_time

import msgspec

from sluis.checks import CHECKS, check_record
from sluis.model import Header, Product, Record, TradeItem

RECORDS = 5_000
TODAY = date(2026, 11, 21)
GLN = "8719876500003"
HEADER = Header(format="bmecat-etim-5.0", version="5.0", languages=["nl", "de"], currency="EUR")


def ordinary(number: int) -> Record:
    key = f"K{number:06}"
    return Record(ordinal=number, key=key, product=_product(key, number), trade_item=_item(key))


def _product(key: str, number: int) -> Product:
    words = f"Klemmenkast grijs {number} mm² voor gebruik in vochtige ruimten " * 4
    single = [{"code": f"EF{n:06}", "values": [f"EV{number % 999 + n:06}"]} for n in range(9)]
    ranges = [{"code": f"EF{n:06}", "values": [f"-{n}", str(number)]} for n in range(10, 13)]
    return Product(
        manufacturer_id=GLN,
        manufacturer_gln=GLN,
        manufacturer_product_number=key,
        etim_class="EC000228",
        descriptions={
            "nl": {"short": words[:80], "long": words, "keywords": ["kast", "klem", "grijs"]},
            "de": {"short": "Klemmenkasten für Feuchträume", "long": words},
        },
        features=[*single, *ranges],
        attachments=[
            {
                "code": code,
                "source": {"nl": f"{key}.jpg"},
                "uri": {"nl": f"https://x.example/{key}"},
            }
            for code in ("MD01", "MD22")
        ],
        logistics={"countries_of_origin": ["NL"]},
    )


def _item(key: str) -> TradeItem:
    amounts = {"net_list": Decimal("12.50"), "nrp": Decimal("18.75")}
    return TradeItem(
        supplier_item_number=key,
        item_gtins=["8719876500010"],
        order_unit="C62",
        price_unit="C62",
        price_quantity=Decimal(1),
        gross_list_price=amounts["net_list"],
        prices=[
            {"type": kind, "amount": amount, "currency": "EUR", "tax": Decimal("0.21")}
            for kind, amount in amounts.items()
        ],
        descriptions={"nl": {"short": "Klemmenkast"}},
        logistics={"weight": Decimal("0.3"), "length": Decimal("0.12")},
        customs={"commodity_codes": [{"number": "85369010"}]},
    )


def microseconds(each: Callable[[Record], Iterable[object]], records: list[Record]) -> float:
    """CPU time per record, the best of five runs."""
    best = float("inf")
    for _ in range(5):
        began = process_time()
        for record in records:
            for _found in each(record):
                pass
        best = min(best, process_time() - began)
    return best / len(records) * 1e6


def main() -> None:
    records = [ordinary(number) for number in range(RECORDS)]
    if any(list(check_record(record, HEADER, TODAY)) for record in records):
        raise SystemExit("the records are not ordinary: they have findings")
    encode = msgspec.json.encode
    encoding = microseconds(lambda record: (encode(record),), records)
    checking = microseconds(lambda record: check_record(record, HEADER, TODAY), records)
    write = sys.stdout.write
    write(f"encode {encoding:.1f} us, check {checking:.1f} us, {checking / encoding:.1f} times\n")
    for check in CHECKS:
        cost = microseconds(lambda record, check=check: check(record, HEADER, TODAY), records)  # type: ignore[misc]
        write(f"  {check.__module__.rpartition('.')[2]:<12} {cost:5.2f}\n")


if __name__ == "__main__":
    main()
