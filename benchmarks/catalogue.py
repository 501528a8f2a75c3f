"""The catalogue store, as ratios to a raw COPY of the same lines in one run.

    python -m benchmarks.catalogue --records 100000 [--url postgresql://...]

Each record is a trade item and its product with 12 features, about 3 kB of COPY text. Without
--url an embedded PostgreSQL is started in a temporary folder. Encode speed is given per record.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

from sluis import embedded
from sluis.catalogue import rows, staging
from sluis.catalogue.stage import Stage
from sluis.db import Connection, connect
from sluis.db.migrate import migrate
from sluis.model import Entity, Product, Record, TradeItem

BLOCK = 1000
COMPLETE = (Entity.PRODUCT, Entity.TRADE_ITEM)


def record(number: int, price: int) -> Record:
    product = Product(
        manufacturer_id="8798765000003", manufacturer_product_number=f"P{number:07}",
        manufacturer_gln="8798765000003", manufacturer_name="Kade Techniek B.V.",
        brand_name="Kade", product_gtins=[f"{8700000000000 + number}"], status="94E",
        etim_release="9.0", etim_class="EC001764",
        descriptions={
            "nl": {"short": f"Kabelgoot {number}", "long": "Kabelgoot van verzinkt staal. " * 8},
            "en": {"short": f"Cable tray {number}", "long": "Cable tray of zinced steel. " * 8},
        },
        features=[
            {"code": f"EF{7000 + n:06}", "value": Decimal(number % 97 * n) / 4, "unit": "EU570448"}
            for n in range(12)
        ],
        attachments=[{"code": "MD01", "url": f"https://example.test/{number}.jpg"}],
    )  # fmt: skip
    item = TradeItem(
        supplier_item_number=f"A{number:07}", manufacturer_id="8798765000003",
        manufacturer_product_number=f"P{number:07}", item_gtins=[f"{8700000000000 + number}"],
        order_unit="C62", content_unit="C62", content_quantity=Decimal(1), currency="EUR",
        minimum_order_quantity=Decimal(1), order_step_size=Decimal(1), price_unit="C62",
        price_quantity=Decimal(1), gross_list_price=Decimal(price) / 100,
        net_price=Decimal(price * 7 // 10) / 100, discount_group_id=f"K{number % 40}",
        prices=[{"type": "net_list", "amount": Decimal(price) / 100, "currency": "EUR"}],
        descriptions={"nl": {"short": f"Kabelgoot {number}"}},
        packaging_units=[{"unit": "CT", "quantity": Decimal(10), "gtin": f"{number:013}"}],
    )  # fmt: skip
    return Record(
        ordinal=number + 1, key=item.supplier_item_number, line=40 * number,
        product=product, trade_item=item,
    )  # fmt: skip


def timed(told: dict[str, float], name: str, work: Callable[[], Any]) -> Any:
    began = time.perf_counter()
    result = work()
    told[name] = told.get(name, 0.0) + time.perf_counter() - began
    return result


def encoded(records: list[Record]) -> list[tuple[str, bytes]]:
    """Blocks as a reader sends them."""
    blocks = []
    for start in range(0, len(records), BLOCK):
        lines = defaultdict(list)
        for one in records[start : start + BLOCK]:
            for table, line in rows.encode(one, []):
                lines[table].append(line)
        blocks += [(table, b"".join(part)) for table, part in lines.items()]
    return blocks


def raw_copy(connection: Connection, blocks: list[tuple[str, bytes]]) -> None:
    staging.create(connection)
    for table, block in blocks:
        staging.copy(connection, table, block)


def imported(connection: Connection, blocks: list[tuple[str, bytes]], label: str) -> dict[str, Any]:
    told: dict[str, float] = {}
    stage = Stage(connection, 1, "8712345000004")
    timed(told, "copy", lambda: (stage.create(), [stage.copy(t, b) for t, b in blocks]))
    comparison = timed(told, "compare", lambda: stage.compare(COMPLETE))
    timed(told, "apply", lambda: stage.apply(uuid4()))
    timed(told, "commit", connection.commit)
    return {"case": label, **told, "counts": comparison.as_json()["trade_item"]}


@contextmanager
def database(url: str) -> Iterator[str]:
    if url:
        yield url
        return
    folder = Path(tempfile.mkdtemp(prefix="sluis-bench-"))
    folder.chmod(0o755)
    server = embedded.start_postgres(embedded.home(folder))
    try:
        yield server.url
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--url", default="")
    options = parser.parse_args()
    first = [record(n, 1000 + n % 500) for n in range(options.records)]
    told: dict[str, float] = {}
    blocks = timed(told, "encode", lambda: encoded(first))
    size = sum(len(block) for _, block in blocks)
    print(f"encode: {options.records / told['encode']:,.0f} records/s, {size / 1e6:.0f} MB")
    some = [record(n, 1000 + n % 500 + (n % 100 == 0)) for n in range(options.records)]
    every = [record(n, 1001 + n % 500) for n in range(options.records)]
    with database(options.url) as url:
        migrate(url)
        with connect(url) as connection:
            raw_copy(connection, blocks)
            connection.rollback()
            timed(told, "raw", lambda: raw_copy(connection, blocks))
            connection.rollback()
            print(f"raw COPY of the lines: {told['raw']:.2f} s = 1.0")
            cases = (
                ("first load", blocks), ("unchanged", blocks), ("1 % changed", encoded(some)),
                ("all items changed", encoded(every)),
                ("1 record, rest missing", encoded(every[:1])),
            )  # fmt: skip
            for label, file in cases:
                _print(imported(connection, file, label), told["raw"])


def _print(case: dict[str, Any], raw: float) -> None:
    parts = {name: case[name] for name in ("copy", "compare", "apply", "commit")}
    whole = sum(parts.values())
    shares = ", ".join(f"{name} {seconds:.2f} s" for name, seconds in parts.items())
    counts = " ".join(f"{name}={n}" for name, n in case["counts"].items() if n)
    print(f"{case['case']}: {whole / raw:.1f} x raw ({whole:.2f} s: {shares}) {counts}")


if __name__ == "__main__":
    main()
