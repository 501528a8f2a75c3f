"""The commands that look into the journal and decide, on a real one, with real stores."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from click.testing import CliRunner, Result
from psycopg.types.json import Jsonb

from sluis.cli import cli, import_file
from sluis.cli.output import Exit
from sluis.db import connect
from sluis.errors import Refused
from sluis.folders import Folders
from sluis.intake import hand_in
from sluis.journal import jobs as journal_jobs
from sluis.journal import overview

GLN = "8712345000004"


class Counter:
    """One Sluis as a command finds it: its database, its folders, nobody at work."""

    def __init__(self, url: str, data: Path) -> None:
        self.url = url
        self.data = data

    def run(self, *arguments: str) -> Result:
        return CliRunner().invoke(cli, list(arguments))

    def json(self, *arguments: str):
        result = self.run(*arguments, "--json")
        assert result.exit_code == Exit.OK, (result.output, result.exception)
        return json.loads(result.stdout)

    def execute(self, statement: str, values=()) -> list[dict]:
        with connect(self.url) as connection:
            cursor = connection.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

    def deliver(self, *, state: str = "imported", delivery_id: UUID | None = None, **changes):
        """A delivery in the journal, its original in the archive."""
        known = {
            "id": delivery_id or uuid4(),
            "environment": 1,
            "supplier_gln": GLN,
            "folder": "AutoImport",
            "path": "Uploads/AutoImport/list.xml",
            "file_name": "list.xml",
            "size_bytes": 9,
            "mtime_ns": uuid4().int % 2**60,
            "sha256": "00",
            "state": state,
            "counts": Jsonb({"trade_item": {"read": 5, "created": 4, "rejected": 1}}),
        } | changes
        known["stored_path"] = f"archive/2026/11/21/{known['id']}/list.xml"
        original = self.data / known["stored_path"]
        original.parent.mkdir(parents=True)
        original.write_bytes(b"<BMECAT/>")
        names = ", ".join(known)
        values = ", ".join(f"%({name})s" for name in known)
        self.execute(
            f"insert into delivery ({names}, stored_at) values ({values}, now())",  # noqa: S608
            known,
        )
        return known["id"]


@pytest.fixture
def counter(database, valkey, tmp_path, monkeypatch) -> Counter:
    """The stores' addresses in the environment, as a command would find them."""
    variables = {
        "SLUIS_DATABASE_URL": database,
        "SLUIS_REDIS_URL": valkey,
        "SLUIS_DATA": str(tmp_path / "data"),
        "SLUIS_STATE": str(tmp_path / "state"),
    }
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    Folders(tmp_path / "data").make([1])
    return Counter(database, tmp_path / "data")


def test_deliveries_are_listed_newest_first(counter) -> None:
    """
    The list shows state, supplier, file and counts; filters narrow it.
    """
    older = counter.deliver(received_at="2026-01-01T00:00Z")
    newer = counter.deliver(state="rejected", received_at="2026-01-02T00:00Z", supplier_gln="1")
    text = counter.run("deliveries").stdout

    assert [one["id"] for one in counter.json("deliveries")] == [str(newer), str(older)]
    assert [one["id"] for one in counter.json("deliveries", "--limit", "1")] == [str(newer)]
    assert [one["id"] for one in counter.json("deliveries", "--supplier", GLN)] == [str(older)]
    assert [one["id"] for one in counter.json("deliveries", "--state", "rejected")] == [str(newer)]
    assert text.index(str(newer)) < text.index(str(older))


def test_the_start_of_an_id_is_enough_when_it_is_the_only_one(counter) -> None:
    """
    A unique prefix names a delivery, in any case; one that fits two or none is refused.
    """
    one = counter.deliver(delivery_id=UUID("aaaa1111-0000-4000-8000-000000000001"))
    two = counter.deliver(delivery_id=UUID("aaaa2222-0000-4000-8000-000000000002"))

    assert counter.json("delivery", "show", "AAAA-1")["delivery"]["id"] == str(one)
    for prefix, reason in (("aaaa", str(two)), ("bbbb", "no delivery"), ("x", "not the id")):
        with pytest.raises(Refused, match=reason), connect(counter.url) as connection:
            overview.delivery_id(connection, prefix)


def test_a_delivery_is_shown_with_figures_and_findings(counter) -> None:
    """
    Ten findings of a rule are shown, then how many more there are; with --all, all of them.
    """
    delivery = counter.deliver()
    counter.execute(
        "insert into finding select %s, n, 'supplier-unknown', 'error', 'trade_item', 'K' || n, n,"
        " n, '', '', '{}' from generate_series(1, 25) n",
        [delivery],
    )
    text = counter.run("delivery", "show", str(delivery)).stdout
    everything = counter.run("delivery", "show", str(delivery), "--all").stdout

    assert text.startswith("Imported\nThe file was imported, except for 1 rejected record.\n")
    assert text.count("  line ") == 10
    assert "and 15 more" in text
    assert everything.count("  line ") == 25


def test_the_json_of_show_is_the_report(counter) -> None:
    """
    `delivery show --json` has the members of the JSON report, findings included.
    """
    delivery = counter.deliver()
    told = counter.json("delivery", "show", str(delivery))

    assert told["schema_version"] == 1
    assert told["counts"]["trade_item"]["read"] == 5
    assert told["findings"] == []


def test_an_approved_delivery_gets_its_job(counter) -> None:
    """
    Approval puts the import back into the lane of its supplier.
    """
    delivery = counter.deliver(state="awaiting_approval")
    told = counter.json("delivery", "approve", str(delivery))

    assert told == {"id": str(delivery), "state": "received"}
    assert [job["lane"] for job in counter.json("jobs")] == [f"1:{GLN}"]


def test_a_refused_delivery_goes_to_quarantine(counter) -> None:
    """
    Rejection ends the delivery, asks for its report and moves the original.
    """
    delivery = counter.deliver(state="awaiting_approval")
    told = counter.json("delivery", "reject", str(delivery))

    assert told["state"] == "rejected"
    assert [job["kind"] for job in counter.json("jobs")] == ["report"]
    assert len(list((counter.data / "quarantine").rglob("list.xml"))) == 1


def test_a_decision_that_does_not_fit_is_refused(counter) -> None:
    """
    What is imported cannot be approved; nothing changes and the reason is told.
    """
    delivery = counter.deliver()
    result = counter.run("delivery", "approve", str(delivery))

    assert isinstance(result.exception, Refused)
    assert "does not wait for approval" in str(result.exception)
    assert counter.json("jobs", "--all") == []


def test_a_failed_delivery_is_tried_again(counter) -> None:
    """
    Retry brings it back to the start, in text and in the journal.
    """
    delivery = counter.deliver(state="failed")
    result = counter.run("delivery", "retry", str(delivery)[:13])

    assert result.stdout == f"Delivery {delivery} will be tried again.\n"
    assert counter.json("deliveries")[0]["state"] == "received"


def test_decisions_are_in_the_log_and_not_in_the_output(counter, tmp_path) -> None:
    """
    The log of all processes tells who decided what; standard output stays pure JSON.
    """
    (tmp_path / "state" / "log").mkdir(parents=True)
    file = tmp_path / "state" / "log" / "sluis.jsonl"
    file.touch()
    delivery = counter.deliver(state="failed")
    counter.json("delivery", "retry", str(delivery))
    (event,) = map(json.loads, file.read_text().splitlines())

    assert event["event"] == "operator_decided"
    assert event["decision"] == "retry"
    assert event["delivery_id"] == str(delivery)
    assert event["operator"]


def test_a_waiting_job_is_cancelled_at_once(counter) -> None:
    """
    Stopping a job that waits cancels it and its delivery; a job that ended is refused.
    """
    delivery = counter.deliver(state="received")
    with connect(counter.url) as connection:
        number = journal_jobs.add(connection, kind="import", lane=f"1:{GLN}", delivery_id=delivery)
    told = counter.json("job", "stop", str(number))

    assert told == {"id": number, "cancelled": True, "stop_requested": True}
    assert counter.json("deliveries")[0]["state"] == "cancelled"
    assert isinstance(counter.run("job", "stop", str(number)).exception, Refused)


def test_a_running_job_is_asked_to_stop(counter) -> None:
    """
    A job that runs ends by itself at the next block; the list shows that it was asked.
    """
    delivery = counter.deliver(state="checking")
    (row,) = counter.execute(
        "insert into job (kind, lane, delivery_id, state, progress_done, progress_total)"
        " values ('import', 'x', %s, 'running', 50, 200) returning id",
        [delivery],
    )
    result = counter.run("job", "stop", str(row["id"]))

    assert "has been asked to stop" in result.stdout
    assert "running, stopping  25%" in counter.run("jobs").stdout


def test_a_file_handed_in_lies_in_the_gate_and_in_the_journal(counter, tmp_path) -> None:
    """
    `import --no-wait` leaves the file in the gate, and a row by which the watcher knows it.
    """
    source = tmp_path / "prices.xml"
    source.write_bytes(b"<BMECAT/>")
    told = counter.json("import", str(source), "--no-wait", "--supplier", GLN)
    (row,) = counter.execute("select * from upload")
    target = counter.data / "Environments/1/Uploads/AutoImport/prices.xml"

    assert told["path"] == row["path"] == "Uploads/AutoImport/prices.xml"
    assert row["supplier_gln"] == GLN
    assert (row["inode"], row["mtime_ns"]) == (target.stat().st_ino, target.stat().st_mtime_ns)
    assert target.read_bytes() == source.read_bytes()
    assert list((counter.data / "spool").iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--environment", "7"], "no environment 7"),
        (["--gate", "AutoCheck"], "is not there"),
    ],
)
def test_what_cannot_be_handed_in_is_refused(counter, tmp_path, arguments, reason) -> None:
    """
    A missing environment or folder is told, and nothing is left in the spool or the journal.
    """
    source = tmp_path / "prices.xml"
    source.write_bytes(b"<BMECAT/>")
    (counter.data / "Environments/1/Uploads/AutoCheck").rmdir()
    result = counter.run("import", str(source), *arguments)

    assert isinstance(result.exception, Refused)
    assert reason in str(result.exception)
    assert counter.execute("select from upload") == []
    assert list((counter.data / "spool").iterdir()) == []


@pytest.mark.parametrize("name", [".hidden.xml", "a\nb.xml", "a\\b.xml", "empty.xml"])
def test_names_no_gate_takes_are_refused(counter, tmp_path, name) -> None:
    """
    A hidden, unprintable or empty file would never be taken in: it is refused at once.
    """
    source = tmp_path / name
    source.write_bytes(b"" if name == "empty.xml" else b"<BMECAT/>")
    result = counter.run("import", str(source), "--no-wait")

    assert isinstance(result.exception, Refused)
    assert list((counter.data / "spool").iterdir()) == []


def test_an_older_file_of_the_name_is_not_replaced(counter, tmp_path, monkeypatch) -> None:
    """
    What still lies in the gate is waited for, and never overwritten.
    """
    monkeypatch.setattr("sluis.intake.NAME_SECONDS", 0.2)
    source = tmp_path / "prices.xml"
    source.write_bytes(b"<BMECAT/>")
    target = counter.data / "Environments/1/Uploads/AutoImport/prices.xml"
    target.write_bytes(b"older")
    result = counter.run("import", str(source), "--no-wait")

    assert isinstance(result.exception, Refused)
    assert target.read_bytes() == b"older"
    assert counter.execute("select from upload") == []


def test_an_older_file_that_goes_makes_room(counter, tmp_path) -> None:
    """
    As soon as the watcher has taken the older file, the new one gets the name.
    """
    source = tmp_path / "prices.xml"
    source.write_bytes(b"<BMECAT/>")
    target = counter.data / "Environments/1/Uploads/AutoImport/prices.xml"
    target.write_bytes(b"older")
    timer = threading.Timer(0.3, target.unlink)
    timer.start()
    with connect(counter.url, autocommit=True) as connection:
        hand_in(counter.data, connection, source, environment=1, gate="AutoImport")
    timer.join()

    assert target.read_bytes() == b"<BMECAT/>"


@pytest.mark.parametrize(
    ("state", "rule", "code"),
    [
        ("imported", None, Exit.OK),
        ("imported", "error", Exit.FINDINGS),
        ("rejected", "error", Exit.FINDINGS),
        ("awaiting_approval", None, Exit.FAILED),
        ("failed", "error", Exit.FAILED),
        ("unmatched", None, Exit.FAILED),
    ],
)
def test_import_waits_and_tells_by_its_exit_code(  # noqa: PLR0917
    counter, tmp_path, monkeypatch, state, rule, code
) -> None:
    """
    `sluis import` ends when the delivery has its report; 0 is imported or checked, 3 has errors,
    1 is anything that did not come to its end.
    """
    monkeypatch.setattr(import_file, "REPORT_SECONDS", 0.0)
    source = tmp_path / "prices.xml"
    source.write_bytes(b"<BMECAT/>")

    def take_in(connection, upload_id):
        delivery = counter.deliver(state=state, upload_id=upload_id)
        if rule:
            counter.execute(
                "insert into finding values (%s, 1, 'supplier-unknown', %s, 'document', '', 0,"
                " null, '', '', '{}')",
                [delivery, rule],
            )
        return delivery

    monkeypatch.setattr(import_file, "delivery_of", take_in)
    result = counter.run("import", str(source))

    assert result.exit_code == code
    assert "prices.xml" not in result.stderr
