"""docs/tutorial/first-steps.md, done; and `sluis demo` as it is."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

from tests.conftest import need_client

CHECKOUT = Path(__file__).parents[2]
SAMPLE = CHECKOUT / "samples" / "demo-catalogue.xml"
GLN = "2900000710009"


class Supplier:
    """curl with an account, as the docs tell a supplier to use it."""

    def __init__(self, service, folder: Path) -> None:
        made = json.loads(service.sluis("account", "add", "vaartzicht", "--gln", GLN, "--json"))
        self.gate = service.gate
        self.netrc = folder / "netrc"
        self.netrc.write_text(f"machine localhost login vaartzicht password {made['password']}\n")
        self.netrc.chmod(0o600)

    def curl(self, path: str, *options: str) -> bytes:
        done = subprocess.run(
            [
                need_client("curl"), "-sS", "--ssl-reqd", "--cacert", self.gate["certificate"],
                "--netrc-file", str(self.netrc), *options,
                f"ftp://localhost:{self.gate['port']}{path}",
            ],
            capture_output=True, check=False, timeout=60,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def reports(self) -> set[str]:
        return set(self.curl("/Reports/", "--list-only").decode().split())

    def deliver(self, file: Path) -> tuple[dict, set[str]]:
        """Upload and wait: the JSON report, and the names of all new files in Reports."""
        before = self.reports()
        self.curl("/AutoImport/", "-T", str(file))
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            new = self.reports() - before
            for name in new:
                if name.endswith(".report.json"):
                    return json.loads(self.curl(f"/Reports/{name}")), self.reports() - before
            time.sleep(0.1)
        raise AssertionError("no report came")


def active(service) -> int:
    rows = json.loads(service.sluis("catalogue", "count", "--json"))
    return next(row["active"] for row in rows if row["entity"] == "trade_item")


def test_the_tutorial_works(make_service, tmp_path: Path) -> None:
    """
    Upload with curl, look, mend the rejected record, send it again, send everything again.
    """
    service = make_service("tutorial")
    supplier = Supplier(service, tmp_path)

    first, names = supplier.deliver(SAMPLE)
    assert first["state"] == "imported"
    assert first["counts"]["trade_item"]["created"] == active(service) == 29
    assert {group["rule"] for group in first["findings"]} == {"price-negative", "gtin-check-digit"}
    assert any(name.endswith(".report.html") for name in names)

    rejected = next(name for name in names if ".rejected." in name)
    mended = tmp_path / "mended.xml"
    mended.write_bytes(supplier.curl(f"/Reports/{rejected}").replace(b"-89.00", b"89.00"))
    second, _ = supplier.deliver(mended)
    assert second["mutation"] == "mutation"
    assert second["counts"]["trade_item"]["created"] == 1
    assert active(service) == 30

    third, _ = supplier.deliver(SAMPLE)
    counts = third["counts"]["trade_item"]
    assert (counts["unchanged"], counts["rejected"], counts["missing"]) == (29, 1, 0)
    assert active(service) == 30

    assert "Aardlekautomaat" in service.sluis("catalogue", "show", "VZ-AA16")
    assert "delivery_imported" in service.sluis("log")
    assert service.stop() == 0


def test_the_demo_shows_it_all() -> None:
    """
    `sluis demo` ends with 0 within a minute, prints the report, and leaves nothing behind.
    """
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "sluis", "demo"],
        cwd=CHECKOUT, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    took = time.monotonic() - began
    place = Path(done.stdout.split("Everything happens in ")[1].split(",")[0])

    assert done.returncode == 0, done.stderr
    assert took < 60
    assert "a price cannot be below zero" in done.stdout
    assert "Aardlekautomaat 1P+N B16 30 mA" in done.stdout
    assert not place.exists()


def test_the_sample_has_what_the_docs_say() -> None:
    """
    30 products, one error, one warning; `sluis check` needs nothing that runs.
    """
    done = subprocess.run(
        [sys.executable, "-m", "sluis", "check", str(SAMPLE), "--json"],
        cwd=CHECKOUT, capture_output=True, check=False,
    )  # fmt: skip
    report = json.loads(done.stdout)

    assert done.returncode == 3
    assert report["counts"]["trade_item"] == {"read": 30, "rejected": 1}
    assert report["counts"]["findings"] == {"error": 1, "warning": 1}
