"""The whole under kill -9: what was acknowledged is delivered once, and the catalogue is right.

`KILLS_FILES` sets the number of files (default 24; the long form uses 500).
"""

from __future__ import annotations

import ftplib
import hashlib
import io
import json
import os
import random
import signal
import ssl
import threading
import time
from collections.abc import Callable
from pathlib import Path

from stdnum import ean

FILES = int(os.environ.get("KILLS_FILES", "16"))
SEED = int(os.environ.get("KILLS_SEED", "1"))
SESSIONS = 8
LEAST_KILLS = max(8, FILES // 10)
FINAL = {"imported", "rejected", "failed", "cancelled", "checked", "unmatched"}
NO_GUARD = {"SLUIS_GUARD_MINIMUM": "1000000"}  # prices are random: no approval wanted
KILLED = ("ftp_server", "watcher", "handlers", "schedules")
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<!-- attempt {attempt} -->
<BMECAT version="2005" xmlns="https://www.etim-international.com/bmecat/50"><HEADER><CATALOG>
<LANGUAGE default="true">dut</LANGUAGE><CATALOG_ID>K</CATALOG_ID>
<CATALOG_VERSION>1.0</CATALOG_VERSION><CATALOG_NAME>Kills</CATALOG_NAME>
<DATETIME type="generation_date"><DATE>2026-01-01</DATE></DATETIME><CURRENCY>EUR</CURRENCY>
</CATALOG><SUPPLIER><SUPPLIER_ID type="gln">{gln}</SUPPLIER_ID>
<SUPPLIER_NAME>Kaapse Kranen</SUPPLIER_NAME></SUPPLIER><USER_DEFINED_EXTENSIONS>
<UDX.EDXF.VERSION>5.0</UDX.EDXF.VERSION></USER_DEFINED_EXTENSIONS></HEADER>
<T_UPDATE_PRODUCTS prev_version="1">
"""
ITEM = """<PRODUCT mode="update"><SUPPLIER_PID>{number}</SUPPLIER_PID><PRODUCT_DETAILS>
<DESCRIPTION_SHORT>Kraan {number}</DESCRIPTION_SHORT></PRODUCT_DETAILS><PRODUCT_ORDER_DETAILS>
<ORDER_UNIT>C62</ORDER_UNIT><CONTENT_UNIT>C62</CONTENT_UNIT><PRICE_QUANTITY>1</PRICE_QUANTITY>
</PRODUCT_ORDER_DETAILS><PRODUCT_PRICE_DETAILS><DATETIME type="valid_start_date">
<DATE>2026-01-01</DATE></DATETIME><PRODUCT_PRICE price_type="net_list">
<PRICE_AMOUNT>{price}</PRICE_AMOUNT><PRICE_CURRENCY>EUR</PRICE_CURRENCY></PRODUCT_PRICE>
</PRODUCT_PRICE_DETAILS></PRODUCT>
"""
TAIL = "</T_UPDATE_PRODUCTS></BMECAT>\n"


def _gln(number: int) -> str:
    body = f"871999{number:06d}"
    return body + ean.calc_check_digit(body)


def _contents(session: int, index: int) -> list[str]:
    """The records of one file: sizes differ, numbers overlap between files of one supplier."""
    rng = random.Random(f"{SEED}/{session}/{index}")  # noqa: S311 - a repeatable run
    size = rng.choice([1, 5, 40, 40, 200, 1500])
    numbers = rng.sample(range(4000), size)
    return [ITEM.format(number=f"K{n}", price=f"{rng.randint(1, 9999)}.25") for n in numbers]


def _file(session: int, index: int, attempt: int) -> bytes:
    head = HEAD.format(attempt=attempt, gln=_gln(session))
    return (head + "".join(_contents(session, index)) + TAIL).encode()


class _Session(threading.Thread):
    """One supplier who sends file after file, each until it is acknowledged with 226."""

    def __init__(self, service, number: int, password: str, files: int) -> None:
        super().__init__(name=f"supplier-{number}")
        self.service, self.number, self.password, self.files = service, number, password, files
        self.acknowledged: list[str] = []
        self.client: ftplib.FTP_TLS | None = None
        self.deadline = time.monotonic() + 60 + FILES

    def run(self) -> None:
        for index in range(self.files):
            attempt = 0
            while not self._sent(index, attempt) and time.monotonic() < self.deadline:
                attempt += 1
                time.sleep(0.2)
        if self.client is not None:
            self.client.close()

    def _sent(self, index: int, attempt: int) -> bool:
        content = _file(self.number, index, attempt)
        try:
            reply = self._connected().storbinary(
                f"STOR /AutoImport/f{index:04d}-{attempt}.xml", io.BytesIO(content)
            )
        except (*ftplib.all_errors, EOFError, ssl.SSLError):
            if self.client is not None:
                self.client.close()
            self.client = None
            return False
        if reply.startswith("226"):
            self.acknowledged.append(hashlib.sha256(content).hexdigest())
        return reply.startswith("226")

    def _connected(self) -> ftplib.FTP_TLS:
        if self.client is None:
            self.client = self.service.ftp(f"s{self.number}", self.password)
        return self.client


def _victims(root: int) -> dict[str, list[int]]:
    """Processes below the supervisor, by module name."""
    parents, names = {}, {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                command = (entry / "cmdline").read_bytes().decode().replace("\0", " ")
                stat = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            parents[int(entry.name)] = int(stat[1])
            names[int(entry.name)] = command
    found: dict[str, list[int]] = {name: [] for name in (*KILLED, "sluis.reading")}
    for pid, command in names.items():
        ancestor = pid
        while ancestor in parents and ancestor != root:
            ancestor = parents[ancestor]
        for name, pids in found.items():
            if ancestor == root and pid != root and name in command:
                pids.append(pid)
    return found


def _kill_until(done: Callable[[], bool], root: int, kills: list[str]) -> None:
    rng = random.Random(SEED)  # noqa: S311 - a repeatable run
    while not done() or len(kills) < LEAST_KILLS:
        time.sleep(rng.uniform(0.3, 1.2))
        name = KILLED[len(kills) % len(KILLED)]
        pids = _victims(root)[name]
        if pids:
            try:
                os.kill(rng.choice(pids), signal.SIGKILL)
            except ProcessLookupError:
                continue
            kills.append(name)


def _dump(service) -> list[str]:
    """Every stored value that an import decides; ids, times and change numbers aside."""
    rows = []
    for entity in ("trade_item", "product"):
        text = service.sluis("catalogue", "dump", "--entity", entity)
        for line in text.splitlines():
            row = json.loads(line)
            rows.append(json.dumps(_facts(row), sort_keys=True))
    return sorted(rows)


def _facts(row: dict) -> dict:
    book = {"id", "created_at", "changed_at", "change_number", "delivery_id", "fingerprint"}
    return {
        key: _facts(value) if isinstance(value, dict) and key == "product" else value
        for key, value in row.items()
        if key not in book
    }


def _run(service, *, kill: bool) -> tuple[list[_Session], list[str]]:
    sessions = []
    for number in range(SESSIONS):
        made = json.loads(
            service.sluis("account", "add", f"s{number}", "--gln", _gln(number), "--json")
        )
        share = FILES // SESSIONS + (number < FILES % SESSIONS)
        sessions.append(_Session(service, number, made["password"], share))
    for session in sessions:
        session.start()
    kills: list[str] = []
    if kill:
        _kill_until(lambda: not any(s.is_alive() for s in sessions), service.pid, kills)
    for session in sessions:
        session.join()
    return sessions, kills


def _settled(service, patience: float) -> list[dict]:
    """All deliveries, once each is in a final state."""
    deadline = time.monotonic() + patience
    while True:
        rows = json.loads(service.sluis("deliveries", "--limit", "100000", "--json"))
        if all(row["state"] in FINAL for row in rows) or time.monotonic() > deadline:
            return rows
        time.sleep(0.5)


def test_acknowledged_uploads_survive_kills(make_service) -> None:
    """
    Every upload answered with 226 ends as exactly one delivery in a final state, and the
    catalogue equals that of an undisturbed run.
    """
    calm = make_service("calm", **NO_GUARD)
    _run(calm, kill=False)
    expected_states = {row["state"] for row in _settled(calm, 60 + FILES)}
    expected = _dump(calm)
    calm.stop()

    rough = make_service("rough", **NO_GUARD)
    sessions, kills = _run(rough, kill=True)
    rows = _settled(rough, 60 + FILES)
    hashes = [row["sha256"] for row in rows]
    acknowledged = [sha for session in sessions for sha in session.acknowledged]

    assert expected_states == {"imported"}
    assert len(acknowledged) == FILES
    assert [hashes.count(sha) for sha in acknowledged] == [1] * FILES
    assert {row["state"] for row in rows} == {"imported"}
    assert _dump(rough) == expected
    assert kills
    rough.stop()
    print("kills:", {name: kills.count(name) for name in KILLED}, "deliveries:", len(rows))  # noqa: T201 - for the long form
