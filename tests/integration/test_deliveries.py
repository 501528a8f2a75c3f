"""Deliveries in the journal: states, filters, and where the original lies."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from sluis.db import Connection, connect
from sluis.errors import Refused
from sluis.journal import arrivals, deliveries
from sluis.journal.arrivals import Arrival
from sluis.journal.deliveries import FINAL, State
from sluis.model import Header

ARRIVAL = Arrival(
    environment=1,
    folder="AutoImport",
    path="Uploads/AutoImport/a.xml",
    file_name="a.xml",
    size_bytes=3,
    mtime_ns=5,
    sha256="ab",
)


@pytest.fixture
def connection(database):
    with connect(database, autocommit=True) as connection:
        yield connection


def stored(connection: Connection, path: str = ARRIVAL.path, gln: str | None = None) -> UUID:
    arrival = Arrival(1, "AutoImport", path, path.rpartition("/")[2], 3, 5, "ab", supplier_gln=gln)
    (claim,) = arrivals.receive(connection, [arrival], datetime.now(UTC))
    arrivals.store(connection, [claim.delivery_id])
    return claim.delivery_id


def test_a_delivery_goes_its_way_and_no_other(connection) -> None:
    """
    States follow each other as the journal says; twice the same is no error; a final state ends it.
    """
    key = stored(connection)
    deliveries.set_state(connection, key, State.CHECKING)
    deliveries.set_state(connection, key, State.CHECKING)
    deliveries.set_state(connection, key, State.AWAITING_APPROVAL, guard={"missing": 9})
    deliveries.approve(connection, key)
    deliveries.set_state(connection, key, State.IMPORTING)
    deliveries.finish(connection, key, State.IMPORTED, counts={"product": {"read": 1}})
    found = deliveries.get(connection, key)

    assert found.state is State.IMPORTED
    assert found.approved_at is not None
    assert found.ended_at is not None
    assert (found.counts, found.guard) == ({"product": {"read": 1}}, {"missing": 9})
    for state in State:
        if state is not State.IMPORTED:
            with pytest.raises(Refused, match="is imported"):
                deliveries.set_state(connection, key, state)


@pytest.mark.parametrize("state", sorted(FINAL - {State.IMPORTED, State.CHECKED, State.UNMATCHED}))
def test_what_failed_can_be_tried_again(connection, state) -> None:
    """
    A rejected, failed or cancelled delivery comes back without its error; a good one does not.
    """
    key = stored(connection)
    deliveries.finish(connection, key, state, error={"rule": "x", "text": "y"})
    deliveries.retry(connection, key)
    found = deliveries.get(connection, key)

    assert (found.state, found.error, found.ended_at) == (State.RECEIVED, None, None)
    with pytest.raises(Refused, match="nothing to try again"):
        deliveries.retry(connection, key)


def test_a_vanished_file_cannot_be_tried_again(connection) -> None:
    """
    Without an original there is nothing to try.
    """
    (claim,) = arrivals.receive(connection, [ARRIVAL], datetime.now(UTC))
    arrivals.give_up(connection, claim.delivery_id)

    with pytest.raises(Refused, match="sent again"):
        deliveries.retry(connection, claim.delivery_id)


def test_filters_combine_and_the_newest_comes_first(connection) -> None:
    """
    State, environment, supplier and limit each narrow the list.
    """
    keys = [stored(connection, f"Uploads/AutoImport/{n}.xml", gln="8712345000004") for n in "ab"]
    stored(connection, "Uploads/AutoImport/c.xml")
    deliveries.finish(connection, keys[0], State.CHECKED)

    def ids(**filters):
        return [one.id for one in deliveries.listed(connection, **filters)]

    assert ids(supplier="8712345000004") == keys[::-1]
    assert ids(states=[State.CHECKED]) == [keys[0]]
    assert ids(supplier="8712345000004", states=[State.RECEIVED], environment=1) == [keys[1]]
    assert ids(environment=2) == []
    assert len(ids(limit=2)) == 2
    with pytest.raises(Refused, match="no delivery"):
        deliveries.get(connection, uuid4())


def test_the_account_decides_whose_delivery_it_is(connection) -> None:
    """
    The header's GLN counts only where no account gave one.
    """
    header = Header(format="bmecat-2005", version="2005", supplier_gln="8798765000001")
    keys = [
        stored(connection, "Uploads/AutoImport/a.xml", "8712345000004"),
        stored(connection, "Uploads/AutoImport/b.xml"),
    ]
    for key in keys:
        deliveries.describe(connection, key, header)
    mine, other = (deliveries.get(connection, key) for key in keys)

    assert (mine.supplier_gln, other.supplier_gln) == ("8712345000004", "8798765000001")
    assert (mine.format, mine.mutation, mine.header["version"]) == (
        "bmecat-2005", "complete", "2005",
    )  # fmt: skip


def test_quarantine_survives_a_crash_between_row_and_file(connection, tmp_path: Path) -> None:
    """
    The row says quarantine, the file is still in the archive: asking for it brings it over.
    """
    key = stored(connection)
    path = tmp_path / deliveries.get(connection, key).stored_path
    path.parent.mkdir(parents=True)
    path.write_text("abc")
    deliveries.quarantine(connection, key)
    delivery = deliveries.get(connection, key)
    found = deliveries.original(tmp_path, delivery)

    assert found.read_text() == "abc"
    assert found.relative_to(tmp_path).parts[0] == "quarantine"
    assert not path.exists()
    assert deliveries.original(tmp_path, delivery) == found
    found.unlink()
    with pytest.raises(Refused, match="is gone"):
        deliveries.original(tmp_path, delivery)


def test_reports_are_noted_once(connection) -> None:
    """
    Writing the reports again, after a crash, adds nothing.
    """
    key = stored(connection)
    for paths in (["Reports/b", "Reports/a"], ["Reports/a"]):
        deliveries.add_reports(connection, key, paths)

    assert deliveries.get(connection, key).reports == ["Reports/a", "Reports/b"]


def test_a_pending_row_takes_over_what_its_file_has_become(connection) -> None:
    """
    A row whose file was never stored is not doubled when the file is another by then.
    """
    now = datetime.now(UTC)
    (first,) = arrivals.receive(connection, [ARRIVAL], now)
    changed = Arrival(1, "AutoImport", ARRIVAL.path, "a.xml", 4, 6, "cd")
    (second,) = arrivals.receive(connection, [changed], now)

    assert second == first
    assert deliveries.get(connection, first.delivery_id).sha256 == "cd"


def test_the_very_same_file_again_is_a_new_arrival(connection) -> None:
    """
    Same path, bytes and times: a new delivery, counted.
    """
    keys = [stored(connection) for _ in range(3)]

    assert len(set(keys)) == 3
    assert [deliveries.get(connection, key).arrival for key in keys] == [0, 1, 2]


def test_a_file_from_elsewhere_belongs_to_the_one_account_of_its_folder(connection) -> None:
    """
    The deepest root above the file counts; two accounts with one root say nothing.
    """
    rows = [("acme", "acme", "8712345000004"), ("acme-deep", "acme/deep", "8798765000001")]
    rows += [("x", "shared", "8712345000011"), ("y", "shared", None), ("all", "", "8712345000028")]
    for name, root, gln in rows:
        connection.execute(
            "insert into account (name, environment, supplier_gln, password_hash, root)"
            " values (%s, 1, %s, '', %s)",
            [name, gln, root],
        )

    def owner(below: str) -> tuple[str | None, str | None]:
        path = f"Uploads/AutoImport/{below}"
        found = arrivals.with_owner(connection, Arrival(1, "AutoImport", path, "f", 1, 1, "ab"))
        return found.account, found.supplier_gln

    assert owner("acme/f") == ("acme", "8712345000004")
    assert owner("acme/other/f") == ("acme", "8712345000004")
    assert owner("acme/deep/f") == ("acme-deep", "8798765000001")
    assert owner("shared/f") == owner("f") == owner("acmes/f") == (None, None)
