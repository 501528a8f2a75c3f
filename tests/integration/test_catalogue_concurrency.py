"""Several imports at once: one writer per supplier, no deadlocks, numbers in commit order."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from sluis.catalogue.locks import lock_supplier
from sluis.db import connect
from tests.catalogue_desk import Desk, fresh_gln, full, removal, repriced

PATIENCE = 20


@pytest.fixture
def two(catalogue_database):
    with connect(catalogue_database) as one, connect(catalogue_database) as other:
        yield one, other


def waits(connection, watcher) -> bool:
    """Does the backend of *connection* wait for a lock?"""
    row = watcher.execute(
        "select wait_event_type = 'Lock' as waits from pg_stat_activity where pid = %s",
        [connection.info.backend_pid],
    ).fetchone()
    watcher.commit()
    return bool(row and row["waits"])


def until(condition) -> bool:
    tick = threading.Event()
    return any(condition() or tick.wait(0.01) for _ in range(PATIENCE * 100))


def test_one_supplier_is_written_by_one_import_at_a_time(two, catalogue_database) -> None:
    """
    The second import of a supplier waits for the first one's end, then sees what it wrote.
    """
    gln = fresh_gln()
    first, second = (Desk(connection, gln) for connection in two)
    stage = first.stage([full("A1"), full("A2")])
    stage.compare([])
    stage.apply(first._journal())
    with ThreadPoolExecutor(1) as pool, connect(catalogue_database) as watcher:
        later = pool.submit(second.deliver, full("A1"), full("A2", "2"))
        waited = until(lambda: waits(two[1], watcher))
        two[0].commit()
        outcome = later.result(PATIENCE)

    assert waited
    assert outcome.items == "read=2 changed=1 unchanged=1"


def test_suppliers_do_not_wait_for_each_other_to_compare(two) -> None:
    """
    While one import is not committed yet, another supplier's file is staged and compared.
    """
    one, other = (Desk(connection, fresh_gln()) for connection in two)
    stage = one.stage([full("A1")])
    stage.compare([])
    stage.apply(one._journal())
    two[1].execute("set statement_timeout = '10s'")
    check = other.check(full("A1"))
    two[0].commit()

    assert check.items == "read=1 created=1"


def test_change_numbers_are_in_commit_order(two, catalogue_database) -> None:
    """
    A later number is never visible while an earlier one is not.
    """
    one, other = (Desk(connection, fresh_gln()) for connection in two)
    stage = one.stage([full("A1")])
    stage.compare([])
    number = stage.apply(one._journal())
    with ThreadPoolExecutor(1) as pool, connect(catalogue_database) as watcher:
        later = pool.submit(other.deliver, full("A1"))
        waited = until(lambda: waits(two[1], watcher))
        two[0].commit()
        outcome = later.result(PATIENCE)

    assert waited
    assert outcome.number == number + 1


def test_many_imports_at_once_do_not_deadlock(catalogue_database) -> None:
    """
    Four suppliers, the same numbers in different order, several rounds: all of them end.
    """
    numbers = [f"A{n}" for n in range(30)]

    def rounds(turn: int) -> list[str]:
        with connect(catalogue_database) as connection:
            desk = Desk(connection, glns[turn % 2])
            order = numbers if turn < 2 else numbers[::-1]
            return [
                desk.deliver(*(full(number, str(turn + k + 1)) for number in order)).items
                for k in range(3)
            ]

    glns = [fresh_gln(), fresh_gln()]
    with ThreadPoolExecutor(4) as pool:
        told = [one for result in pool.map(rounds, range(4)) for one in result]

    assert len(told) == 12
    assert {one.split()[0] for one in told} == {"read=30"}


def test_the_lock_ends_with_its_transaction(two) -> None:
    """
    A worker that dies leaves no lock behind.
    """
    gln = fresh_gln()
    lock_supplier(two[0], 1, gln)
    two[0].rollback()
    two[1].execute("set statement_timeout = '10s'")
    lock_supplier(two[1], 1, gln)


def test_large_files_of_every_kind_go_through(desk) -> None:
    """
    A larger file behaves as a small one, whatever it asks; a step that takes quadratic time
    would run for minutes here and be cut off.
    """
    desk.connection.execute("set statement_timeout = '20s'")
    numbers = [f"A{n:05}" for n in range(12_000)]
    records = [full(number, "5") for number in numbers]
    outcomes = [
        desk.deliver(*records),
        desk.deliver(*records),
        desk.mutate(*(repriced(number, "6") for number in numbers)),
        desk.mutate(*(removal(number) for number in numbers)),
        desk.deliver(*records, *records[:5000], refused=records[:5000]),
        desk.deliver(records[0]),
    ]
    desk.undo(outcomes[-1])

    assert [outcome.items for outcome in outcomes] == [
        "read=12000 created=12000",
        "read=12000 unchanged=12000",
        "read=12000 changed=12000",
        "read=12000 changed=12000 archived=12000",
        "read=22000 changed=12000 rejected=10000",
        "read=1 unchanged=1 missing=11999 archived=11999",
    ]
    assert len(desk.numbers()) == 12_000
