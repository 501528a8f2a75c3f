"""From bytes to COPY lines, as ratios to the bare lxml walk: `python -m benchmarks.reading`.

Shape:   one file of `--products` ordinary products of an invented company (12 ETIM features,
         2 prices, texts in 2 languages, 2 attachments), written to a temporary folder.
Stages:  read (bytes to records), check (records to findings), encode (records to COPY lines).
Units:   CPU time over that of `lxml.iterparse` with a tag, in turns within one run, so that the
         ratios hold on any machine: min, median and max of five.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from time import process_time

from lxml import etree

from sluis.catalogue import rows
from sluis.checks import check_record
from sluis.formats import recognise
from sluis.model import Header, Record

ROUNDS = 5
PRODUCTS = 5_000
SAMPLE = 2_000
"""Records that are kept for the stages after reading: more would only measure the memory."""

TODAY = date(2026, 11, 21)
GLN = "8719876500003"
WORDS = [
    "kabelgoot",
    "verzinkt",
    "deksel",
    "inbouwdoos",
    "grijs",
    "slagvast",
    "schroefloos",
    "wandlamp",
    "schakelaar",
    "buis",
    "hoekstuk",
    "bevestiging",
    "vochtige",
    "ruimten",
    "nominale",
    "breedte",
    "koppelstuk",
    "gelakt",
    "halogeenvrij",
]
HEAD = f"""<?xml version="1.0" encoding="UTF-8"?>
<BMECAT version="2005" xmlns="https://www.etim-international.com/bmecat/50">
  <HEADER>
    <CATALOG>
      <LANGUAGE default="true">nld</LANGUAGE>
      <LANGUAGE>eng</LANGUAGE>
      <CATALOG_ID>KADE</CATALOG_ID>
      <CATALOG_VERSION>001.000</CATALOG_VERSION>
      <CURRENCY>EUR</CURRENCY>
    </CATALOG>
    <SUPPLIER>
      <SUPPLIER_ID type="gln">{GLN}</SUPPLIER_ID>
      <SUPPLIER_NAME>Kade Techniek B.V.</SUPPLIER_NAME>
    </SUPPLIER>
  </HEADER>
  <T_NEW_CATALOG>
"""
TAIL = "  </T_NEW_CATALOG>\n</BMECAT>\n"


def words(number: int, count: int) -> str:
    return " ".join(WORDS[(number * 7 + n * n) % len(WORDS)] for n in range(count))


def details(number: int) -> str:
    texts = "".join(
        f'        <{tag} lang="{language}">{words(number + count, count)}</{tag}>\n'
        for tag, count in (("DESCRIPTION_SHORT", 6), ("DESCRIPTION_LONG", 35))
        for language in ("nld", "eng")
    )
    return f"""\
      <PRODUCT_DETAILS>
{texts}\
        <INTERNATIONAL_PID type="gtin">8719876500010</INTERNATIONAL_PID>
        <MANUFACTURER_IDREF type="gln">{GLN}</MANUFACTURER_IDREF>
        <MANUFACTURER_PID>M{number:08}</MANUFACTURER_PID>
        <MANUFACTURER_NAME>Kade Techniek</MANUFACTURER_NAME>
        <KEYWORD lang="nld">{words(number, 1)}</KEYWORD>
        <KEYWORD lang="nld">{words(number + 1, 1)}</KEYWORD>
      </PRODUCT_DETAILS>
"""


def feature(code: int, values: tuple[object, ...], unit: str = "") -> str:
    written = "".join(f"          <FVALUE>{value}</FVALUE>\n" for value in values)
    tail = f"          <FUNIT>{unit}</FUNIT>\n" if unit else ""
    return (
        f"        <FEATURE>\n          <FNAME>EF{code:06}</FNAME>\n"
        f"{written}{tail}        </FEATURE>\n"
    )


def features(number: int) -> str:
    codes = [feature(100 + n, (f"EV{(number * 31 + n) % 9999:06}",)) for n in range(4)]
    logical = [feature(200 + n, (("true", "false")[number % 2],)) for n in range(3)]
    numbers = [feature(300 + n, (f"{number % 977 / 10}",), "EU570448") for n in range(3)]
    ranges = [feature(400 + n, (number % 97, number % 97 + 40), "EU570126") for n in range(2)]
    return f"""\
      <PRODUCT_FEATURES>
        <REFERENCE_FEATURE_SYSTEM_NAME>ETIM-9.0</REFERENCE_FEATURE_SYSTEM_NAME>
        <REFERENCE_FEATURE_GROUP_ID>EC000228</REFERENCE_FEATURE_GROUP_ID>
{"".join(codes + logical + numbers + ranges)}\
      </PRODUCT_FEATURES>
"""


def price(kind: str, cents: int) -> str:
    return f"""\
        <PRODUCT_PRICE price_type="{kind}">
          <PRICE_AMOUNT>{cents / 100:.2f}</PRICE_AMOUNT>
          <PRICE_CURRENCY>EUR</PRICE_CURRENCY>
          <TAX>0.21</TAX>
        </PRODUCT_PRICE>
"""


def orders(number: int) -> str:
    return f"""\
      <PRODUCT_ORDER_DETAILS>
        <ORDER_UNIT>MTR</ORDER_UNIT>
        <CONTENT_UNIT>MTR</CONTENT_UNIT>
        <NO_CU_PER_OU>1</NO_CU_PER_OU>
        <PRICE_QUANTITY>1</PRICE_QUANTITY>
        <QUANTITY_MIN>10</QUANTITY_MIN>
        <QUANTITY_INTERVAL>5</QUANTITY_INTERVAL>
      </PRODUCT_ORDER_DETAILS>
      <PRODUCT_PRICE_DETAILS>
        <DATETIME type="valid_start_date"><DATE>2026-01-01</DATE></DATETIME>
{price("net_list", 1_000 + number)}{price("nrp", 1_210 + number)}\
      </PRODUCT_PRICE_DETAILS>
"""


def attachments(number: int) -> str:
    return "".join(
        f"""\
        <MIME>
          <MIME_TYPE>{kind}</MIME_TYPE>
          <MIME_SOURCE>https://media.kade.example/{number:07}.{suffix}</MIME_SOURCE>
          <MIME_PURPOSE>{purpose}</MIME_PURPOSE>
        </MIME>
"""
        for kind, suffix, purpose in (
            ("image/jpeg", "jpg", "normal"),
            ("application/pdf", "pdf", "data_sheet"),
        )
    )


def product(number: int) -> str:
    return f"""\
    <PRODUCT mode="new">
      <SUPPLIER_PID type="supplier_specific">KADE-{number:07}</SUPPLIER_PID>
{details(number)}{features(number)}{orders(number)}\
      <MIME_INFO>
{attachments(number)}\
      </MIME_INFO>
      <PRODUCT_LOGISTIC_DETAILS>
        <CUSTOMS_TARIFF_NUMBER><CUSTOMS_NUMBER>85369010</CUSTOMS_NUMBER></CUSTOMS_TARIFF_NUMBER>
        <COUNTRY_OF_ORIGIN>NL</COUNTRY_OF_ORIGIN>
        <PRODUCT_DIMENSIONS>
          <WEIGHT>{number % 997 / 1000:.3f}</WEIGHT>
          <LENGTH>1.796</LENGTH>
          <WIDTH>0.209</WIDTH>
        </PRODUCT_DIMENSIONS>
      </PRODUCT_LOGISTIC_DETAILS>
    </PRODUCT>
"""


def write(path: Path, products: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(HEAD)
        file.writelines(map(product, range(products)))
        file.write(TAIL)


def bare(path: Path) -> None:
    """The least that reading record by record costs."""
    for _, element in etree.iterparse(str(path), tag="{*}PRODUCT", remove_blank_text=True):
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]


def read(path: Path, keep: int = 0) -> tuple[Header, list[Record]]:
    kept: list[Record] = []
    with path.open("rb") as stream:
        kind = recognise(stream.read(65_536))
        stream.seek(0)
        header = kind.read_header(stream)
        stream.seek(0)
        for record in kind.read(stream, header):
            if len(kept) < keep:
                kept.append(record)
    return header, kept


def check(records: list[Record], header: Header) -> int:
    return sum(1 for record in records for _ in check_record(record, header, TODAY))


def encode(records: list[Record]) -> None:
    for record in records:
        for _line in rows.encode(record, []):
            pass


def seconds(work: Callable[[], object], records: int) -> float:
    """CPU time per record."""
    began = process_time()
    work()
    return (process_time() - began) / records


def measure(path: Path, products: int) -> dict[str, list[float]]:
    """Ratios by stage, `bare` itself in microseconds."""
    header, records = read(path, SAMPLE)
    if check(records, header):
        raise SystemExit("the records are not ordinary: they have findings")
    told: dict[str, list[float]] = {}
    for _ in range(ROUNDS):
        unit = seconds(lambda: bare(path), products)
        ratios = {
            "read": seconds(lambda: read(path), products) / unit,
            "check": seconds(lambda: check(records, header), len(records)) / unit,
            "encode": seconds(lambda: encode(records), len(records)) / unit,
        }
        for name, ratio in (ratios | {"all": sum(ratios.values()), "bare": unit * 1e6}).items():
            told.setdefault(name, []).append(ratio)
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--products", type=int, default=PRODUCTS)
    products = parser.parse_args().products
    with tempfile.TemporaryDirectory(prefix="sluis-bench-") as folder:
        path = Path(folder, "kade.xml")
        write(path, products)
        told = measure(path, products)
    print("bare walk = 1.0; min - median - max of", ROUNDS)
    for name, found in told.items():
        unit = "us/record" if name == "bare" else "x bare"
        print(
            f"{name:7}{min(found):6.2f} -{statistics.median(found):6.2f} -{max(found):6.2f} {unit}"
        )


if __name__ == "__main__":
    main()
