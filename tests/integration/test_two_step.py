"""Two-step reading, whole: deliveries with known slices end as if every record had been read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random as Dice
from unittest import mock

import pytest

from sluis import broker
from sluis.catalogue.columns import PRODUCT, TRADE_ITEM
from sluis.imports import undo, work
from tests.import_desk import GLN, HEAD, Desk, desk

RECORD = """<PRODUCT mode="{mode}"><SUPPLIER_PID>{number}</SUPPLIER_PID><PRODUCT_DETAILS>
<DESCRIPTION_SHORT>Kogelkraan {words}</DESCRIPTION_SHORT>
<MANUFACTURER_NAME>Kade</MANUFACTURER_NAME><MANUFACTURER_PID>{made}</MANUFACTURER_PID>
<DELIVERY_TIME>{days}</DELIVERY_TIME></PRODUCT_DETAILS>
<PRODUCT_ORDER_DETAILS><ORDER_UNIT>C62</ORDER_UNIT></PRODUCT_ORDER_DETAILS>
<PRODUCT_PRICE_DETAILS>{since}<PRODUCT_PRICE price_type="net_list">
<PRICE_AMOUNT>{price}</PRICE_AMOUNT>
<PRICE_CURRENCY>EUR</PRICE_CURRENCY></PRODUCT_PRICE></PRODUCT_PRICE_DETAILS>{reference}</PRODUCT>"""
SINCE = '<DATETIME type="valid_start_date"><DATE>{}</DATE></DATETIME>'
TO = '<PRODUCT_REFERENCE type="accessories"><PROD_ID_TO>W{}</PROD_ID_TO></PRODUCT_REFERENCE>'


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("two-step")


@pytest.fixture
def lock(database, valkey, data) -> Iterator[Desk]:
    with desk(database, valkey, data, guard_minimum=10_000) as one:
        broker.set_up(one.settings)
        yield one


def product(number: int, dice: Dice) -> str:
    return RECORD.format(
        mode="new", number=f"W{number}", words=dice.choice(["rood", "blauw", "ongekeerd" * 20]),
        made=f"P{number if dice.random() < 0.8 else number // 2}", days=dice.choice(["3", "snel"]),
        since=SINCE.format(date(2026, 1, 1) + timedelta(days=dice.randrange(500))),
        price=dice.choice(["1.50", "2.00", "9"]) if dice.random() < 0.9 else "-1",
        reference=TO.format(dice.randrange(25)) if dice.random() < 0.4 else "",
    )  # fmt: skip


def delivered(lock: Desk, records: list[str], transaction: str, *, plainly: bool, folder: str):
    """Deliver, and tell all that anybody can see of it."""
    content = HEAD.format(gln=GLN, transaction=transaction) + "\n".join(records)
    file = (content + f"</{transaction}></BMECAT>\n").encode()
    delivery = lock.deliver([file], folder=folder)
    if plainly:
        with mock.patch.object(work._Import, "_known", return_value=None):
            lock.work()
    else:
        lock.work()
    return delivery, seen(lock, delivery)


def seen(lock: Desk, delivery):
    row = lock.delivery(delivery)
    found = lock.query(
        "select rule, severity, entity, record_key, ordinal, line, field, value, detail"
        " from finding where delivery_id = %s order by number",
        [delivery],
    )
    return row.state, row.counts, found, tables(lock)


def tables(lock: Desk):
    """All rows by key; warnings in order of the record."""
    return [
        lock.query(  # the names are columns
            f"select {', '.join(table.names())}, warnings, archived_at is null as active,"  # noqa: S608
            f" change_number from {table.name} order by {', '.join(table.key)}"
        )
        for table in (PRODUCT, TRADE_ITEM)
    ]


def known(lock: Desk) -> int:
    """Slices that the next delivery need not read."""
    with lock.connection() as connection:
        stage = work.Stage(connection, 1, GLN)
        return sum(len(hashes) // 16 for hashes in stage.known().values())


def steps(dice: Dice):
    """A life of deliveries: nightly complete ones, updates, removals, price lists, an undo."""
    content = {number: product(number, dice) for number in range(20)}
    for _ in range(8):
        for number in dice.sample(range(24), dice.choice([0, 1, 3])):
            content[number] = product(number, dice)
        for number in dice.sample(sorted(content), dice.choice([0, 0, 2])):
            del content[number]
        records = list(content.values())
        records += dice.sample(records, dice.choice([0, 0, 2]))  # the same slice twice
        if dice.random() < 0.4:  # another slice with a known number, before or behind it
            records.insert(dice.randrange(len(records)), product(next(iter(content)), dice))
        kind = dice.choice(["T_NEW_CATALOG"] * 3 + ["T_UPDATE_PRODUCTS", "T_NEW_PRODUCTDATA"])
        if kind == "T_UPDATE_PRODUCTS":
            numbers = dice.sample(sorted(content), 3)
            records = [content[n].replace('"new"', '"delete"') for n in numbers[:2]]
            records.append(content[numbers[2]].replace('"new"', '"update"'))
        yield (
            records,
            kind,
            "AutoCheck" if dice.random() < 0.2 else "AutoImport",
            dice.random() < 0.2,
        )


def life(lock: Desk, seed: int, *, plainly: bool):
    told = []
    for records, kind, folder, undone in steps(Dice(seed)):  # noqa: S311
        delivery, one = delivered(lock, records, kind, plainly=plainly, folder=folder)
        told.append(one)
        if undone and folder == "AutoImport":
            lock.decide(undo, delivery)
            told.append(tables(lock))
    return told


@pytest.mark.parametrize("seed", range(3))
def test_known_slices_change_nothing(lock, seed) -> None:
    """
    A life of deliveries with duplicates, removals, undo and checks leaves the same rows, counts,
    findings and change numbers, whether known slices are read or not.
    """
    quick = life(lock, seed, plainly=False)
    assert known(lock) > 3
    lock.clear()
    with lock.connection() as connection:
        connection.execute("update environment set change_number = 0")
    plain = life(lock, seed, plainly=True)
    assert known(lock) == 0

    for one, other in zip(quick, plain, strict=True):
        assert one == other


def test_a_second_night_reads_nothing(lock) -> None:
    """
    The reader is told of every record, skips all of them, and no row is written.
    """
    whole = [product(n, Dice(n)).replace(">-1<", ">1<") for n in range(30)]  # noqa: S311
    records = [one.replace("snel", "1") for one in whole]
    records = [r.replace(f"P{n // 2}<", f"P{n}<") for n, r in enumerate(records)]
    delivered(lock, records, "T_NEW_CATALOG", plainly=False, folder="AutoImport")
    before = lock.query(
        "select ctid, xmin::text from product union all select ctid, xmin::text from trade_item"
    )
    assert known(lock) == 30

    _, (state, counts, _, _) = delivered(
        lock, records, "T_NEW_CATALOG", plainly=False, folder="AutoImport"
    )

    after = lock.query(
        "select ctid, xmin::text from product union all select ctid, xmin::text from trade_item"
    )
    assert (state, counts["trade_item"]["unchanged"], counts["product"]["unchanged"]) == (
        "imported",
        30,
        30,
    )
    assert after == before


def test_what_was_read_plainly_is_known_after_one_more_night(lock) -> None:
    """
    Unchanged records take their fingerprint quietly: same change number, no change counted.
    """
    records = [product(n, Dice(n)).replace(">-1<", ">1<") for n in range(10)]  # noqa: S311
    delivered(lock, records, "T_NEW_CATALOG", plainly=True, folder="AutoImport")
    before = tables(lock)
    assert known(lock) == 0

    delivered(lock, records, "T_NEW_CATALOG", plainly=False, folder="AutoImport")

    assert known(lock) > 5
    assert tables(lock) == before
