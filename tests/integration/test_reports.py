"""Reports of deliveries in a real journal: contents, repetition, places, and flat memory."""

from __future__ import annotations

import csv
import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest
from psycopg.types.json import Jsonb
from structlog.testing import capture_logs

from sluis import formats, reports
from sluis.db import Pool, connect, open_pool
from sluis.errors import Refused
from sluis.formats._format import Format
from sluis.settings import Settings

COUNTS = {
    "trade_item": {
        "read": 4,
        "created": 2,
        "changed": 1,
        "unchanged": 0,
        "rejected": 1,
        "missing": 0,
        "archived": 0,
    },
    "findings": {"error": 1, "warning": 1},
}


@pytest.fixture
def pool(database) -> Iterator[Pool]:
    with open_pool(database) as opened:
        yield opened


@pytest.fixture
def settings(tmp_path) -> Settings:
    return Settings(data=tmp_path)


def insert_delivery(pool: Pool, data: Path, **changes) -> UUID:
    """A delivery in the journal, its original in the archive; returns its id."""
    delivery_id = uuid4()
    content = b"<BMECAT/>"
    known = {
        "id": delivery_id,
        "environment": 1,
        "account": "acme",
        "supplier_gln": "8712345000004",
        "folder": "AutoImport",
        "path": "Uploads/AutoImport/acme/list.xml",
        "file_name": "list.xml",
        "size_bytes": len(content),
        "mtime_ns": 1,
        "sha256": hashlib.sha256(content).hexdigest(),
        "state": "imported",
        "stored_path": f"archive/2026/11/21/{delivery_id}/list.xml",
        "format": "paper",
        "version": "1",
        "mutation": "mutation",
        "header": Jsonb({"supplier_name": "Acme"}),
        "counts": Jsonb(COUNTS),
    } | changes
    original = data / known["stored_path"]
    original.parent.mkdir(parents=True)
    original.write_bytes(content)
    columns = ", ".join(known)
    values = ", ".join(f"%({name})s" for name in known)
    with pool.connection() as connection:
        connection.execute(f"insert into delivery ({columns}) values ({values})", known)  # noqa: S608
    return delivery_id


def insert_findings(pool: Pool, delivery_id: UUID, rows: list[dict]) -> None:
    with pool.connection() as connection, connection.cursor() as cursor:
        cursor.executemany(
            "insert into finding values (%(id)s, %(number)s, %(rule)s, %(severity)s, 'trade_item',"
            " %(key)s, %(ordinal)s, %(line)s, 'FIELD', %(value)s, '{}')",
            [{"id": delivery_id, "number": n, "line": None} | row for n, row in enumerate(rows)],
        )


WARNING = {"rule": "supplier-gln-differs", "severity": "warning"}
ERROR = {"rule": "supplier-unknown", "severity": "error"}
TWO = [
    WARNING | {"key": "A1", "ordinal": 1, "value": "x"},
    ERROR | {"key": "A3", "ordinal": 3, "value": "=1+1", "line": 44},
]


def job(delivery_id: UUID) -> SimpleNamespace:
    return SimpleNamespace(delivery_id=delivery_id)


def files(settings: Settings) -> dict[str, bytes]:
    """Everything below Reports/ of environment 1."""
    folder = settings.data / "Environments/1/Reports"
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def test_reports_lie_where_the_supplier_looks(pool, settings) -> None:
    """
    JSON, HTML and the rejected records lie in the sub-folder of the account, named by delivery.
    """
    delivery = insert_delivery(pool, settings.data)
    insert_findings(pool, delivery, TWO)
    paths = reports.run(settings, pool, job(delivery))
    with pool.connection() as connection:
        kept = connection.execute("select reports from delivery").fetchone()["reports"]

    kinds = ["report.json", "report.html", "rejected.csv"]
    assert sorted(files(settings)) == sorted(f"acme/list.xml.{delivery}.{kind}" for kind in kinds)
    assert kept == paths == [f"Reports/acme/list.xml.{delivery}.{kind}" for kind in kinds]


def test_the_json_report_tells_what_the_journal_knows(pool, settings) -> None:
    """
    Facts, counts and findings of the report are those of the journal.
    """
    delivery = insert_delivery(pool, settings.data)
    insert_findings(pool, delivery, TWO)
    reports.run(settings, pool, job(delivery))
    told = json.loads(files(settings)[f"acme/list.xml.{delivery}.report.json"])

    assert told["delivery"]["id"] == str(delivery)
    assert told["delivery"]["supplier_name"] == "Acme"
    assert told["counts"] == COUNTS | {"findings": {"error": 1, "warning": 1}}
    assert [(g["rule"], g["count"]) for g in told["findings"]] == [
        ("supplier-unknown", 1),
        ("supplier-gln-differs", 1),
    ]
    assert told["findings"][0]["occurrences"][0]["line"] == 44
    assert told["rejected_records_file"] == f"list.xml.{delivery}.rejected.csv"


def test_the_table_of_rejects_has_exactly_the_rejected(pool, settings) -> None:
    """
    Only records with an error stand in the table, formulas made harmless.
    """
    delivery = insert_delivery(pool, settings.data)
    insert_findings(pool, delivery, TWO)
    reports.run(settings, pool, job(delivery))
    text = files(settings)[f"acme/list.xml.{delivery}.rejected.csv"].decode("utf-8-sig")
    rows = list(csv.DictReader(text.splitlines(), delimiter=";"))

    assert [row["key"] for row in rows] == ["A3"]
    assert rows[0]["value"] == "'=1+1"
    assert rows[0]["position"] == "3 (line 44)"


def paper(copy_records) -> Format:
    """A format that can copy records, as *copy_records* does."""
    return Format(
        name="paper",
        title="Paper",
        source="none",
        suffixes=(".paper",),
        recognises=lambda head: False,
        read_header=lambda stream: None,
        read=lambda stream, header: iter(()),
        copy_records=copy_records,
    )


def test_rejects_are_written_in_the_format_they_came_in(pool, settings, monkeypatch) -> None:
    """
    A format that can copy records gets the original and the ordinals with their reasons.
    """

    def copy(stream, wanted, out):
        out.write(stream.read() + repr([(n, len(reasons)) for n, reasons in wanted]).encode())

    monkeypatch.setattr(formats, "FORMATS", (paper(copy),), raising=False)
    delivery = insert_delivery(pool, settings.data)
    insert_findings(pool, delivery, TWO)
    reports.run(settings, pool, job(delivery))

    assert files(settings)[f"acme/list.xml.{delivery}.rejected.paper"] == b"<BMECAT/>[(3, 2)]"


def test_rejects_become_a_table_when_the_original_is_gone(pool, settings, monkeypatch) -> None:
    """
    After the archive has been cleaned a report can still be made, with the rejects as a table.
    """
    monkeypatch.setattr(formats, "FORMATS", (paper(lambda *_: None),), raising=False)
    delivery = insert_delivery(pool, settings.data)
    insert_findings(pool, delivery, TWO)
    next((settings.data / "archive").rglob("list.xml")).unlink()
    reports.run(settings, pool, job(delivery))

    assert f"acme/list.xml.{delivery}.rejected.csv" in files(settings)


def test_a_second_run_gives_the_same_bytes(pool, settings) -> None:
    """
    A report job may run twice: same names, same bytes, one event each time, nothing left over.
    """
    delivery = insert_delivery(pool, settings.data)
    insert_findings(pool, delivery, TWO)
    with capture_logs() as events:
        reports.run(settings, pool, job(delivery))
        first = files(settings)
        reports.run(settings, pool, job(delivery))

    assert files(settings) == first
    assert len(first) == 3
    assert [e["event"] for e in events] == ["report_written"] * 2


def test_rejects_of_an_earlier_run_do_not_stay(pool, settings) -> None:
    """
    When a repeated import rejects nothing any more, the older file of rejects goes.
    """
    delivery = insert_delivery(pool, settings.data)
    insert_findings(pool, delivery, TWO)
    reports.run(settings, pool, job(delivery))
    with pool.connection() as connection:
        connection.execute("delete from finding where severity = 'error'")
    reports.run(settings, pool, job(delivery))

    assert not [name for name in files(settings) if "rejected" in name]


def test_a_report_that_fails_leaves_the_older_one(pool, settings, monkeypatch) -> None:
    """
    A crash in mid-report leaves no half file and does not touch the report that was there.
    """
    delivery = insert_delivery(pool, settings.data)
    insert_findings(pool, delivery, TWO)
    reports.run(settings, pool, job(delivery))
    before = files(settings)

    def fail(*_):
        raise OSError("disk full")

    monkeypatch.setattr("sluis.reports.as_html.wording.tone", fail)
    with pytest.raises(OSError, match="disk full"):
        reports.run(settings, pool, job(delivery))

    assert files(settings) == before


def test_drafts_of_a_killed_run_are_cleared_away(pool, settings) -> None:
    """
    What a worker killed in mid-report left behind goes with the next run.
    """
    delivery = insert_delivery(pool, settings.data)
    folder = settings.data / "Environments/1/Reports/acme"
    folder.mkdir(parents=True)
    (folder / f".{delivery}.report.html.0badcafe.part").write_bytes(b"<html>")
    reports.run(settings, pool, job(delivery))

    assert not [name for name in files(settings) if name.endswith(".part")]


def test_an_unreadable_file_has_a_report_without_rejects(pool, settings) -> None:
    """
    A file that was rejected as a whole is answered too; its records are not sent back.
    """
    reason = {"rule": "file-unreadable", "text": "cut off in line 7"}
    delivery = insert_delivery(
        pool, settings.data, state="rejected", format=None, counts=Jsonb({}), error=Jsonb(reason)
    )
    insert_findings(pool, delivery, TWO)
    reports.run(settings, pool, job(delivery))
    told = json.loads(files(settings)[f"acme/list.xml.{delivery}.report.json"])

    assert told["recognised_as"] is None
    assert told["error"] == reason
    assert told["rejected_records_file"] is None
    assert len(files(settings)) == 2


def test_no_delivery_no_report(pool, settings) -> None:
    """
    An unknown delivery is refused with a sentence.
    """
    with pytest.raises(Refused, match="there is no delivery"):
        reports.run(settings, pool, job(uuid4()))


MANY = 60_000
GROWTH_MB = 24
"""What 60,000 findings may add to the peak memory of a process that reported 10."""

_CHILD = """
import sys
from pathlib import Path
from types import SimpleNamespace
from uuid import UUID
from sluis import reports
from sluis.db import open_pool
from sluis.settings import Settings
url, data, *ids = sys.argv[1:]
peaks = []
with open_pool(url) as pool:
    for one in ids:
        reports.run(Settings(data=Path(data)), pool, SimpleNamespace(delivery_id=UUID(one)))
        peaks.append(int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]))
print(*peaks)
"""


def test_memory_does_not_grow_with_the_findings(database, pool, settings) -> None:
    """
    60,000 findings are all in the report, and take hardly more memory than a few.
    """
    few, many = (insert_delivery(pool, settings.data, mtime_ns=n) for n in (1, 2))
    insert_findings(pool, few, TWO)
    with connect(database) as connection:
        connection.execute(
            "insert into finding select %s, n, 'supplier-unknown', 'error', 'trade_item',"
            " 'KEY-' || n, n, n, 'FIELD', repeat('v', 150), '{}' from generate_series(1, %s) n",
            [many, MANY],
        )
    child = subprocess.run(
        [sys.executable, "-c", _CHILD, database, str(settings.data), str(few), str(many)],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    small, large = (int(kilobytes) / 1024 for kilobytes in child.stdout.splitlines()[-1].split())
    page = files(settings)[f"acme/list.xml.{many}.report.html"]

    assert large - small < GROWTH_MB
    assert page.count(b"<tr><td>") == MANY
    assert len(page) > 2 * GROWTH_MB * 1_000_000 / 3
