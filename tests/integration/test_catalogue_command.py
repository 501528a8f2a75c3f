"""`sluis catalogue`: what a data manager sees."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from sluis.catalogue import store
from sluis.cli.catalogue import catalogue
from sluis.errors import Refused
from sluis.model import Header
from tests.catalogue_desk import Desk, fresh_gln, full


@pytest.fixture
def command(desk, catalogue_database):
    """Run `sluis catalogue ...` against the desk's database."""

    def run(*arguments: str):
        return CliRunner(env={"SLUIS_DATABASE_URL": catalogue_database}).invoke(
            catalogue, arguments, catch_exceptions=False
        )

    return run


def gtin(number: int) -> str:
    """A GTIN of the number range of one test; the store does not check its digit."""
    return f"{fresh_gln()}{number}"


def test_show_by_number_tells_item_and_product(desk, command) -> None:
    """
    Readable: a line per filled field, nested parts by their path.
    """
    desk.deliver(full("A1", "1.50", descriptions={"nl": {"short": "Goot\nbreed"}}))
    told = command("show", "A1", "--supplier", desk.gln).output

    assert "Trade item" in told
    assert "Product" in told
    assert "net_price" in told
    assert "1.50" in told
    assert "descriptions.nl.short" in told
    assert "Goot\\nbreed" in told
    assert "vat_rate" not in told


def test_show_json_keeps_the_digits(desk, command) -> None:
    """
    The same record as in the dump, numbers digit by digit.
    """
    desk.deliver(full("A1", "1234567890123.4500"))
    told = command("show", "A1", "--supplier", desk.gln, "--json").output
    record = json.loads(told, parse_float=Decimal)

    assert str(record["net_price"]) == "1234567890123.4500"
    assert record["product"]["brand_name"] == "Kade"


def test_show_finds_a_gtin(desk) -> None:
    """
    What is no item number is tried as GTIN.
    """
    number = gtin(1)
    desk.deliver(full("A1", item_gtins=[number]))

    assert store.show(desk.connection, 1, number)["supplier_item_number"] == "A1"


def test_show_wants_one_item(desk) -> None:
    """
    Two suppliers with the same number: the refusal names them; unknown: it says so.
    """
    number = gtin(2)
    other = Desk(desk.connection, fresh_gln())
    for one in (desk, other):
        one.deliver(full(number))
    with pytest.raises(Refused, match=f"{desk.gln}.*{other.gln}"):
        store.show(desk.connection, 1, number)
    with pytest.raises(Refused, match="no trade item"):
        store.show(desk.connection, 1, gtin(3))

    assert store.show(desk.connection, 1, number, other.gln)["supplier_gln"] == other.gln


def test_show_prefers_the_active_item(desk) -> None:
    """
    An archived item is shown, but only when no active one has the number.
    """
    number = gtin(4)
    desk.deliver(full("A1", item_gtins=[number]), full("A2", item_gtins=[number]))
    desk.deliver(full("A2", item_gtins=[number]))
    desk.mutate()

    assert store.show(desk.connection, 1, number)["supplier_item_number"] == "A2"
    assert store.show(desk.connection, 1, "A1", desk.gln)["archived_at"] is not None


def test_count_per_supplier_and_entity(desk, command) -> None:
    """
    Active and archived, with the supplier's name.
    """
    header = Header(format="f", version="1", supplier_name="Kade")
    desk.deliver(full("A1"), full("A2"), full("A3", of="PA1"), header=header)
    desk.deliver(full("A1"), full("A2"))
    rows = json.loads(command("count", "--supplier", desk.gln, "--json").output)

    assert rows == [
        {"entity": "trade_item", "supplier_gln": desk.gln, "supplier_name": "Kade",
         "active": 2, "archived": 1},
        {"entity": "product", "supplier_gln": desk.gln, "supplier_name": "Kade",
         "active": 2, "archived": 0},
    ]  # fmt: skip
    assert "ARCHIVED" in command("count", "--supplier", desk.gln).output


@pytest.mark.parametrize(
    ("options", "numbers"), [((), ["A1"]), (("--archived",), ["A1", "A2"])], ids=["active", "all"]
)
def test_dump_streams_json_lines(desk, command, options, numbers) -> None:
    """
    One line per record in key order, of one supplier when asked.
    """
    desk.deliver(full("A1"), full("A2"))
    desk.deliver(full("A1"))
    told = command("dump", "--entity", "trade_item", "--supplier", desk.gln, *options).output

    assert [json.loads(line)["supplier_item_number"] for line in told.splitlines()] == numbers


def test_dump_of_other_entities(desk, command) -> None:
    """
    Products by themselves, and suppliers with their header.
    """
    desk.deliver(full("A1"), header=Header(format="f", version="7"))
    product = json.loads(command("dump", "--entity", "product", "--supplier", desk.gln).output)
    supplier = json.loads(command("dump", "--entity", "supplier", "--supplier", desk.gln).output)

    assert product["manufacturer_product_number"] == "PA1"
    assert supplier["header"]["version"] == "7"


def test_an_unfinished_stream_leaves_the_connection_usable(desk) -> None:
    """
    A reader that has enough closes it.
    """
    desk.deliver(*(full(f"A{n}") for n in range(500)))
    with closing(store.stream(desk.connection, 1, "trade_item", desk.gln)) as lines:
        first = json.loads(next(lines))
    desk.connection.rollback()

    assert first["supplier_item_number"] == "A0"
    assert len(desk.numbers()) == 500


def test_dump_survives_a_closed_pipe(desk, catalogue_database) -> None:
    """
    `sluis catalogue dump | head -1` ends quietly with exit code 0.
    """
    desk.deliver(*(full(f"A{n}", descriptions={"nl": "x" * 2000}) for n in range(300)))
    dump = subprocess.Popen(
        [sys.executable, "-m", "sluis", "catalogue", "dump", "--supplier", desk.gln],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=Path(__file__).parents[2],
        env=os.environ | {"SLUIS_DATABASE_URL": catalogue_database},
    )  # fmt: skip
    first = dump.stdout.readline()
    dump.stdout.close()
    complaints = dump.stderr.read()
    dump.stderr.close()

    assert json.loads(first)["supplier_item_number"] == "A0"
    assert (dump.wait(30), complaints) == (0, b"")
