"""Deliveries for tests of the import: invented catalogues, journalled as the folder gate does."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID, uuid4

from sluis import imports
from sluis.db import Pool, connect, open_pool
from sluis.journal import deliveries, jobs
from sluis.journal.leases import Lease
from sluis.settings import Settings

ROOT = Path(__file__).parents[1]
GLN = "8712345000004"
"""Waterpoort Techniek, invented."""

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<BMECAT version="2005" xmlns="https://www.etim-international.com/bmecat/50">
<HEADER><CATALOG><LANGUAGE default="true">dut</LANGUAGE><CATALOG_ID>W1</CATALOG_ID>
<CATALOG_VERSION>1.0</CATALOG_VERSION><CATALOG_NAME>Waterpoort</CATALOG_NAME>
<DATETIME type="generation_date"><DATE>2026-01-01</DATE></DATETIME><CURRENCY>EUR</CURRENCY>
</CATALOG><SUPPLIER><SUPPLIER_ID type="gln">{gln}</SUPPLIER_ID>
<SUPPLIER_NAME>Waterpoort Techniek</SUPPLIER_NAME></SUPPLIER>
<USER_DEFINED_EXTENSIONS><UDX.EDXF.VERSION>5.0</UDX.EDXF.VERSION></USER_DEFINED_EXTENSIONS>
</HEADER>
<{transaction}>
"""
PRODUCT = """<PRODUCT mode="new"><SUPPLIER_PID>{number}</SUPPLIER_PID><PRODUCT_DETAILS>
<DESCRIPTION_SHORT>Kogelkraan {number}</DESCRIPTION_SHORT>
<DESCRIPTION_LONG>{words}</DESCRIPTION_LONG></PRODUCT_DETAILS>
<PRODUCT_ORDER_DETAILS><ORDER_UNIT>C62</ORDER_UNIT><CONTENT_UNIT>C62</CONTENT_UNIT>
<PRICE_QUANTITY>1</PRICE_QUANTITY></PRODUCT_ORDER_DETAILS>
<PRODUCT_PRICE_DETAILS><DATETIME type="valid_start_date"><DATE>2026-01-01</DATE></DATETIME>
<PRODUCT_PRICE price_type="net_list"><PRICE_AMOUNT>{price}</PRICE_AMOUNT>
<PRICE_CURRENCY>EUR</PRICE_CURRENCY></PRODUCT_PRICE></PRODUCT_PRICE_DETAILS></PRODUCT>
"""
TAIL = "</{transaction}></BMECAT>\n"


def catalogue(
    numbers: Iterable[int],
    *,
    gln: str | None = GLN,
    price: str = "12.50",
    words: str = "Messing, volle doorlaat.",
    transaction: str = "T_NEW_CATALOG",
) -> Iterator[bytes]:
    """A catalogue in pieces: one product per number."""
    yield HEAD.format(gln=gln, transaction=transaction).encode()
    for number in numbers:
        yield PRODUCT.format(number=f"W{number}", price=price, words=words).encode()
    yield TAIL.format(transaction=transaction).encode()


@dataclass
class Desk:
    """One database, one data folder, and the use case in this process or in real workers."""

    settings: Settings
    pool: Pool = field(repr=False)

    def deliver(
        self,
        content: Iterable[bytes],
        *,
        supplier_gln: str | None = GLN,
        folder: str = "AutoImport",
        name: str = "waterpoort.xml",
    ) -> UUID:
        """Store a file and journal it with its first job, as the folder gate would."""
        delivery_id = uuid4()
        stored = f"archive/2026/01/01/{delivery_id}/{name}"
        path = self.settings.data / stored
        path.parent.mkdir(parents=True)
        digest = hashlib.sha256()
        with path.open("wb") as file:
            for piece in content:
                file.write(piece)
                digest.update(piece)
        seen = path.stat()
        facts = [delivery_id, supplier_gln, folder, f"Uploads/{folder}/{name}", name]
        with self.connection() as connection:
            connection.execute(
                "insert into delivery (id, environment, supplier_gln, folder, path, file_name,"
                " size_bytes, mtime_ns, sha256, stored_path, stored_at)"
                " values (%s, 1, %s, %s, %s, %s, %s, %s, %s, %s, now())",
                [*facts, seen.st_size, seen.st_mtime_ns, digest.hexdigest(), stored],
            )
            kind = "check" if folder == "AutoCheck" else "import"
            lane = jobs.lane_of(1, supplier_gln)
            jobs.add(connection, kind=kind, lane=lane, delivery_id=delivery_id)
        return delivery_id

    def clear(self) -> None:
        """Forget what earlier tests have put into the same database."""
        with self.connection() as connection:
            connection.execute(
                "truncate delivery, job, finding, supplier, product, trade_item, record_change"
                " restart identity cascade"
            )

    def connection(self):
        return connect(self.settings.database_url)

    def claim(self, lane: str = f"1:{GLN}") -> jobs.Job | None:
        with self.connection() as connection:
            return jobs.claim(connection, lane, worker="test", lease_seconds=60, max_attempts=3)

    def work(self, lane: str = f"1:{GLN}") -> jobs.Job:
        """Do the oldest job of the lane in this process (the reading child is a real one)."""
        job = self.claim(lane)
        assert job is not None
        with Lease(self.settings.database_url, job, 60) as lease:
            imports.run(self.settings, self.pool, lease)
        return job

    def delivery(self, delivery_id: UUID) -> deliveries.Delivery:
        with self.connection() as connection:
            return deliveries.get(connection, delivery_id)

    def query(self, statement: str, values: list[object] | None = None) -> list[dict]:
        with self.connection() as connection:
            return connection.execute(statement, values).fetchall()

    def value(self, statement: str, values: list[object] | None = None) -> object:
        return next(iter(self.query(statement, values)[0].values()))

    def rules(self, delivery_id: UUID) -> list[str]:
        rows = self.query(
            "select rule from finding where delivery_id = %s order by number", [delivery_id]
        )
        return [row["rule"] for row in rows]

    def decide(self, decision, delivery_id: UUID):
        """Call approve, reject, retry or undo in a transaction of its own."""
        with self.connection() as connection:
            return decision(connection, delivery_id)

    def environment(self, **more: str) -> dict[str, str]:
        """The environment of a process of this desk."""
        return os.environ | {
            "SLUIS_DATABASE_URL": self.settings.database_url,
            "SLUIS_REDIS_URL": self.settings.redis_url,
            "SLUIS_DATA": str(self.settings.data),
            "SLUIS_LEASE_SECONDS": str(self.settings.lease_seconds),
            "SLUIS_LOG_FORMAT": "json",
            **more,
        }

    def start(self, module: str, output: int, **more: str) -> subprocess.Popen[bytes]:
        """A line of the Procfile in a process group of its own; logs go to *output*."""
        return subprocess.Popen(
            [sys.executable, "-m", module],
            cwd=ROOT,
            env=self.environment(**more),
            stdout=output,
            stderr=output,
            start_new_session=True,
        )


@contextmanager
def desk(database: str, redis_url: str, data: Path, **more: object) -> Iterator[Desk]:
    settings = Settings(database_url=database, redis_url=redis_url, data=data, **more)
    with open_pool(database, size=2) as pool:
        yield Desk(settings, pool)
