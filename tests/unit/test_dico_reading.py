"""DICO and its forerunners: which message a document is, and what a line asks for."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest

from sluis.errors import UnknownFormat, UnsupportedVersion
from sluis.formats import recognise
from sluis.model import Entity, Header, Mode, Mutation, Record

CHECKOUT = Path(__file__).parents[2]
SALES = "http://www.ketenstandaard.nl/{}/SALES/005"
INSTANCE = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'


def read(document: str) -> tuple[Header, list[Record]]:
    stream = io.BytesIO(document.encode())
    one = recognise(document.encode())
    header = one.read_header(stream)
    stream.seek(0)
    return header, list(one.read(stream, header))


def article(line: str, code: str = "<MutationCode>9</MutationCode>", head: str = "") -> Record:
    """The only line of an article message."""
    _, [record] = read(
        f'<PriceCatalogue xmlns="{SALES.format("artikelbericht")}">{head}{code}<Grouping>'
        f"<Supplier><GLN>2900000000018</GLN></Supplier><TradeItemLine>"
        f"<TradeItemIdentification><SuppliersTradeItemId>A1</SuppliersTradeItemId>"
        f"</TradeItemIdentification>{line}</TradeItemLine></Grouping></PriceCatalogue>"
    )
    return record


@pytest.mark.parametrize(
    ("root", "name", "entity"),
    [
        (f'PriceCatalogue xmlns="{SALES.format("artikelbericht")}"', "dico-sales005", "trade_item"),
        (f'ProductData xmlns="{SALES.format("productgegevens")}"', "dico-sales005", "product"),
        (f'Whatever xmlns="{SALES.format("artikelbericht")}"', "dico-sales005", "trade_item"),
        (f'ItemRelation xmlns="{SALES.format("itemrelatie")}"', "dico-sales005", "relation"),
        (f'Terms xmlns="{SALES.format("Conditiebericht")}"', "dico-sales005", "condition"),
        ('PriceCatalogue xmlns="urn:own"', "dico-sales005", "trade_item"),
        (
            'PriceCatalogue xmlns="http://www.gs1.nl/artikelbericht/insbou/004"',
            "insbou004",
            "trade_item",
        ),
        ("ProductData", "insbou003", "product"),
        (
            f'Terms {INSTANCE} xsi:noNamespaceSchemaLocation="Conditiebericht_insbou003.xsd"',
            "insbou003",
            "condition",
        ),
        (
            f'Terms {INSTANCE} xsi:noNamespaceSchemaLocation="Conditiebericht_SALES005.xsd"',
            "dico-sales005",
            "condition",
        ),
    ],
)
def test_the_root_says_which_message_it_is(root, name, entity) -> None:
    """
    By namespace, schema or root; never by the name of a file.
    """
    document = f"<{root}><MutationCode>4</MutationCode></{root.split()[0]}>"
    header, records = read(document)

    assert (header.format, header.entities, records) == (name, (Entity(entity),), [])


@pytest.mark.parametrize(
    "root",
    [
        f'Invoice xmlns="{SALES.format("factuur")}"',
        'Order xmlns="http://www.gs1.nl/order/insbou/004"',
        "Terms",
        "Conditions",
        "Invoice",
    ],
)
def test_what_is_no_catalogue_is_none_of_ours(root) -> None:
    """
    Orders and invoices are other messages; a root that anybody may use is not ours alone.
    """
    with pytest.raises(UnknownFormat):
        recognise(f"<{root}/>".encode())


def test_a_later_version_is_named() -> None:
    """
    The sender is told which version we do not read.
    """
    with pytest.raises(UnsupportedVersion, match="SALES 006"):
        recognise(
            b'<PriceCatalogue xmlns="http://www.ketenstandaard.nl/artikelbericht/SALES/006"/>'
        )


@pytest.mark.parametrize(
    ("code", "status", "mode"),
    [
        ("9", "130", Mode.NEW),
        ("9", "", Mode.NEW),
        ("4", "125", Mode.UPDATE),
        ("4", "126", Mode.UPDATE),
        ("4", "94E", Mode.UPDATE),
        ("4", "155", Mode.UPDATE),
        ("4", "175", Mode.UPDATE),
        ("4", "", Mode.UPDATE),
        ("4", "130", Mode.DELETE),
    ],
)
def test_what_a_line_asks_for_follows_from_message_and_status(code, status, mode) -> None:
    """
    Nothing says it of the line itself: 130 in a mutation is a removal, all else a change.
    """
    line = f"<StatusCode>{status}</StatusCode>" if status else ""

    assert article(line, f"<MutationCode>{code}</MutationCode>").mode is mode


@pytest.mark.parametrize("code", ["", "<MutationCode>x</MutationCode>", "<MutationCode/>"])
def test_without_a_mutation_code_nothing_lapses(code) -> None:
    """
    Whoever forgets the code does not empty the catalogue, and is told.
    """
    record = article("", code)

    assert record.mode is Mode.UPDATE
    assert "mutation-code-unknown" in {found.rule for found in record.findings}


def test_a_condition_message_replaces_the_one_before() -> None:
    """
    Its rules say so, whether or not there is a mutation code.
    """
    header, _ = read(f'<Terms xmlns="{SALES.format("conditiebericht")}"><Buyer/></Terms>')

    assert header.mutation is Mutation.COMPLETE


def test_prices_hold_from_the_start_of_the_message() -> None:
    """
    A price without a start of its own has that of the header; one with its own keeps it.
    """
    record = article(
        "<PriceInformation><GrossPrice>1</GrossPrice></PriceInformation>"
        "<PriceInformation><GrossPrice>2</GrossPrice><StartDatePriceInformation>2027-01-01"
        "</StartDatePriceInformation></PriceInformation>",
        head="<StartDate>2026-04-01</StartDate><MessageDate>2026-05-01</MessageDate>",
    )
    assert record.trade_item is not None

    starts = [price["valid_from"] for price in record.trade_item.prices]
    assert starts == ["2026-04-01", "2027-01-01"]
    assert str(record.trade_item.gross_list_price) == "1"


def test_scalar_prices_are_all_per_the_same() -> None:
    """
    A net price per piece beside a gross price per hundred stays in the list only.
    """
    base = "<PriceBase><NumberOfUnitsInPriceBasis>{}</NumberOfUnitsInPriceBasis></PriceBase>"
    record = article(
        f"<PriceInformation><GrossPrice>150</GrossPrice>{base.format(100)}</PriceInformation>"
        f"<PriceInformation><NetPrice>1</NetPrice>{base.format(1)}</PriceInformation>"
    )
    item = record.trade_item
    assert item is not None

    assert (str(item.gross_list_price), str(item.price_quantity), item.net_price) == (
        "150",
        "100",
        None,
    )
    assert [str(price.get("quantity", "")) for price in item.prices] == ["", "1"]


PROGRAM = """
import io, resource, sys
from sluis.formats import recognise
line = "<TradeItemLine><TradeItemIdentification><SuppliersTradeItemId>{}</SuppliersTradeItemId>"
line += "</TradeItemIdentification><Remark>" + "x" * 4000 + "</Remark></TradeItemLine>"
def chunks(count):
    yield "<PriceCatalogue xmlns='http://www.ketenstandaard.nl/artikelbericht/SALES/005'>"
    yield "<MutationCode>9</MutationCode><Grouping>"
    yield from (line.format(n) for n in range(count))
    yield "</Grouping></PriceCatalogue>"
class Stream(io.RawIOBase):
    def __init__(self, count):
        self.rest, self.parts = b"", chunks(count)
    def readable(self):
        return True
    def readinto(self, buffer):
        while len(self.rest) < len(buffer) and (part := next(self.parts, "")):
            self.rest += part.encode()
        given, self.rest = self.rest[: len(buffer)], self.rest[len(buffer) :]
        buffer[: len(given)] = given
        return len(given)
class Twice:
    def __init__(self, count):
        self.count = count
        self.seek(0)
    def seek(self, _):
        self.stream = Stream(self.count)
    def read(self, size):
        return self.stream.read(size)
count = int(sys.argv[1])
one = recognise(Twice(1).read(65536))
stream = Twice(count)
header = one.read_header(stream)
stream.seek(0)
assert sum(1 for _ in one.read(stream, header)) == count
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def peak(count: int) -> int:
    """MiB that reading *count* lines of 4 kB takes at most, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(count)],
        capture_output=True,
        check=True,
        cwd=CHECKOUT,
        text=True,
    )
    return int(done.stdout)


def test_memory_does_not_grow_with_the_message() -> None:
    """
    Forty megabytes take hardly more than one tenth of them.
    """
    assert peak(10_000) < peak(1_000) + 8


def test_other_messages_of_the_same_family_are_refused(shared_formats) -> None:
    """
    Invoices, responses, despatch advices and maintenance instructions are no catalogues.
    """
    folder = shared_formats / "samples"
    paths = [*folder.glob("*_insbou003_*.xml"), *folder.glob("Onderhoudsopdracht*.xml")]

    assert len(paths) > 2
    for path in paths:
        with pytest.raises(UnknownFormat):
            recognise(path.read_bytes())
