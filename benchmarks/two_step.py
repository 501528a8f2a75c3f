"""Whole jobs, delivery in the archive to committed catalogue, as ratios to a bare walk in one run.

    python -m benchmarks.two_step --products 20000 --pairs 3

The bare walk is `lxml.etree.iterparse(tag=..., remove_blank_text=True)` that only clears. Each case
is timed next to a walk of the same file. After each case all rows are compared with those of a
fresh full load of that file. Everything runs on an embedded PostgreSQL in a temporary folder.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from unittest import mock

import structlog
from lxml import etree

from sluis import broker, embedded
from sluis.catalogue.columns import PRODUCT, TRADE_ITEM
from sluis.db import connect
from sluis.db.migrate import migrate
from sluis.imports import work
from tests.import_desk import GLN, HEAD, Desk, desk

RECORD = """  <PRODUCT mode="new">
    <SUPPLIER_PID>A{n:07}</SUPPLIER_PID>
    <PRODUCT_DETAILS>
      <DESCRIPTION_SHORT lang="dut">Kabelgoot {n} verzinkt</DESCRIPTION_SHORT>
      <DESCRIPTION_LONG lang="dut">{long}</DESCRIPTION_LONG>
      <INTERNATIONAL_PID type="gtin">{gtin}</INTERNATIONAL_PID>
      <MANUFACTURER_PID>P{n:07}</MANUFACTURER_PID>
      <MANUFACTURER_NAME>Kade Techniek</MANUFACTURER_NAME>
    </PRODUCT_DETAILS>
    <PRODUCT_FEATURES>
      <REFERENCE_FEATURE_SYSTEM_NAME>ETIM-9.0</REFERENCE_FEATURE_SYSTEM_NAME>
      <REFERENCE_FEATURE_GROUP_ID>EC001764</REFERENCE_FEATURE_GROUP_ID>
{features}    </PRODUCT_FEATURES>
    <PRODUCT_ORDER_DETAILS>
      <ORDER_UNIT>C62</ORDER_UNIT>
      <CONTENT_UNIT>C62</CONTENT_UNIT>
      <NO_CU_PER_OU>1</NO_CU_PER_OU>
      <PRICE_QUANTITY>1</PRICE_QUANTITY>
    </PRODUCT_ORDER_DETAILS>
    <PRODUCT_PRICE_DETAILS>
      <DATETIME type="valid_start_date"><DATE>2026-01-01</DATE></DATETIME>
      <PRODUCT_PRICE price_type="net_list">
        <PRICE_AMOUNT>{price}</PRICE_AMOUNT>
        <PRICE_CURRENCY>EUR</PRICE_CURRENCY>
        <TAX>0.21</TAX>
      </PRODUCT_PRICE>
    </PRODUCT_PRICE_DETAILS>
    <MIME_INFO>
{mimes}    </MIME_INFO>
  </PRODUCT>
"""
FEATURE = """      <FEATURE>
        <FNAME>EF{code:06}</FNAME>
        <FVALUE>{value}</FVALUE>
        <FUNIT>EU570448</FUNIT>
      </FEATURE>
"""
MIME = """      <MIME>
        <MIME_TYPE>image/jpeg</MIME_TYPE>
        <MIME_SOURCE>https://example.test/{n}-{k}.jpg</MIME_SOURCE>
        <MIME_CODE>MD01</MIME_CODE>
        <MIME_DESCR lang="dut">Afbeelding {k} van kabelgoot {n}</MIME_DESCR>
      </MIME>
"""


def gtin(number: int) -> str:
    body = f"{870000000000 + number}"
    odd = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(body))
    return f"{body}{-odd % 10}"


def product(number: int, price: str) -> str:
    features = "".join(
        FEATURE.format(code=7000 + k, value=number % 97 * k + k) for k in range(1, 13)
    )
    mimes = "".join(MIME.format(n=number, k=k) for k in range(1, 6))
    long = f"Kabelgoot {number} van verzinkt staal, met deksel. " * 12
    return RECORD.format(
        n=number, long=long.strip(), gtin=gtin(number), features=features, mimes=mimes, price=price
    )


def write(path: Path, products: int, every: int) -> None:
    """A catalogue in which each *every*-th price differs; 0 for none."""
    with path.open("w", encoding="utf-8") as file:
        file.write(HEAD.format(gln=GLN, transaction="T_NEW_CATALOG"))
        for number in range(products):
            changed = every and number % every == 0
            file.write(product(number, "13.00" if changed else "12.50"))
        file.write("</T_NEW_CATALOG></BMECAT>\n")


def walk(path: Path) -> float:
    began = time.perf_counter()
    for _, element in etree.iterparse(path, tag="{*}PRODUCT", remove_blank_text=True):
        element.clear()
        parent = element.getparent()
        while parent is not None and parent[0] is not element:
            del parent[0]
    return time.perf_counter() - began


def whole_job(lock: Desk, path: Path, *, plainly: bool = False) -> float:
    """One delivery: reading child, COPY, compare, apply, findings, commit."""
    lock.deliver(iter([path.read_bytes()]))
    began = time.perf_counter()
    if plainly:
        with mock.patch.object(work._Import, "_known", return_value=None):  # noqa: SLF001
            lock.work()
    else:
        lock.work()
    return time.perf_counter() - began


def checksum(lock: Desk) -> str:
    """Over all rows and columns that files fill, in key order."""
    digest = hashlib.sha256()
    with connect(lock.settings.database_url) as connection:
        for table in (PRODUCT, TRADE_ITEM):
            columns = ", ".join((*table.names(), "warnings", "archived_at is null"))
            query = f"copy (select {columns} from {table.name} order by {', '.join(table.key)})"  # noqa: S608
            with connection.cursor() as cursor, cursor.copy(f"{query} to stdout") as rows:
                for row in rows:
                    digest.update(row)
    return digest.hexdigest()


def told(name: str, pairs: list[tuple[float, float]]) -> None:
    ratios = sorted(job / bare for job, bare in pairs)
    shown = f"{ratios[0]:.2f} - {statistics.median(ratios):.2f} - {ratios[-1]:.2f}"
    job, bare = (statistics.median(column) for column in zip(*pairs, strict=True))
    print(f"{name:28} {shown}   ({job:.2f} s against {bare:.2f} s)", flush=True)


def measure(lock: Desk, folder: Path, products: int, pairs: int, *, quick: bool) -> None:
    base = folder / "base.xml"
    write(base, products, 0)
    print(
        f"{products} products, {base.stat().st_size / 1e6:.0f} MB; min - median - max", flush=True
    )
    if not quick:
        load = paired(base, lambda: (lock.clear(), whole_job(lock, base, plainly=True))[1], pairs)
        told("first load, read plainly", load)
    loads = 1 if quick else pairs
    told("first load", paired(base, lambda: (lock.clear(), whole_job(lock, base))[1], loads))
    full = checksum(lock)
    told("same file again", paired(base, lambda: whole_job(lock, base), pairs))
    assert checksum(lock) == full, "the same file has changed a row"  # noqa: S101
    for share, every in (("1 %", 100), ("10 %", 10), ("100 %", 1))[: 1 if quick else 3]:
        changed = folder / "changed.xml"
        write(changed, products, every)
        times = []
        for _ in range(pairs):
            whole_job(lock, base)
            times += paired(changed, lambda: whole_job(lock, changed), 1)  # noqa: B023
        told(f"{share} changed", times)
        delta = checksum(lock)
        lock.clear()
        whole_job(lock, changed, plainly=True)
        assert checksum(lock) == delta, f"{share}: not what a fresh load gives"  # noqa: S101
        if not quick:
            lock.clear()
            whole_job(lock, base)


def paired(path: Path, job: Callable[[], float], pairs: int) -> list[tuple[float, float]]:
    return [(job(), walk(path)) for _ in range(pairs)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--products", type=int, default=20_000)
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="one load, the same again, 1 %%")
    options = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    folder = Path(tempfile.mkdtemp(prefix="sluis-bench-"))
    folder.chmod(0o755)
    home = embedded.home(folder)
    postgres, valkey = embedded.start_postgres(home), embedded.start_valkey(home)
    try:
        migrate(postgres.url)
        with desk(postgres.url, valkey.url, folder / "data", guard_price_share=1.0) as lock:
            broker.set_up(lock.settings)
            measure(lock, folder, options.products, options.pairs, quick=options.quick)
    finally:
        valkey.stop()
        postgres.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
