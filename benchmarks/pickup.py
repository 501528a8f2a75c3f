"""From a published upload to a running job, on an idle whole.

    python -m benchmarks.pickup --uploads 60

Starts `sluis run` in a temporary folder, uploads small files one by one over real FTPS with pauses
and takes the times from the journal: upload recorded (just before it is published) to job started.
Milliseconds of one machine mean little by themselves: the promise is p95 <= 50 ms.
"""

from __future__ import annotations

import argparse
import ftplib
import io
import json
import os
import shutil
import signal
import ssl
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from sluis.db import connect

CHECKOUT = Path(__file__).parents[1]
GLN = "8719990000009"
CATALOGUE = """<BMECAT version="2005"><HEADER><CATALOG><LANGUAGE>dut</LANGUAGE>
<CATALOG_ID>P{0}</CATALOG_ID><CATALOG_VERSION>1.0</CATALOG_VERSION></CATALOG></HEADER>
<T_UPDATE_PRODUCTS prev_version="1"><PRODUCT mode="update"><SUPPLIER_PID>P{0}</SUPPLIER_PID>
<PRODUCT_DETAILS><DESCRIPTION_SHORT>Klem {0}</DESCRIPTION_SHORT></PRODUCT_DETAILS></PRODUCT>
</T_UPDATE_PRODUCTS></BMECAT>"""
SPAN = """select extract(epoch from j.started_at - u.recorded_at) * 1000 as ms
from upload u join delivery d on d.upload_id = u.id
join job j on j.delivery_id = d.id and j.kind = 'import' where j.started_at is not null"""


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--uploads", type=int, default=60)
    folder = Path(tempfile.mkdtemp(prefix="sluis-pickup-"))
    folder.chmod(0o755)
    environ = {
        **os.environ,
        "SLUIS_STATE": str(folder / "state"),
        "SLUIS_DATA": str(folder / "data"),
        "SLUIS_FTPS_HOST": "127.0.0.1",
        "SLUIS_FTPS_PORT": "0",
    }
    service = _start(environ, folder / "log")
    try:
        spans = _measure(environ, folder, arguments.parse_args().uploads)
    finally:
        service.send_signal(signal.SIGTERM)
        service.wait(60)
        shutil.rmtree(folder, ignore_errors=True)
    cuts = statistics.quantiles(spans, n=100)
    print(
        f"published -> job started, n={len(spans)}: p50 {cuts[49]:.1f} ms, "
        f"p95 {cuts[94]:.1f} ms, max {max(spans):.1f} ms"
    )


def _start(environ: dict[str, str], log: Path) -> subprocess.Popen[bytes]:
    with log.open("wb") as output:
        return subprocess.Popen(
            [sys.executable, "-m", "sluis", "run"],
            cwd=CHECKOUT, env=environ, stdout=output, stderr=output,
        )  # fmt: skip


def _measure(environ: dict[str, str], folder: Path, uploads: int) -> list[float]:
    """Upload with pauses in which everything falls idle; the spans in milliseconds."""
    run = _running(folder / "state" / "run.json")
    made = subprocess.run(
        [sys.executable, "-m", "sluis", "account", "add", "pickup", "--gln", GLN, "--json"],
        cwd=CHECKOUT, env=environ, check=True, capture_output=True,
    )  # fmt: skip
    gate = run["ftps"]
    trust = ssl.create_default_context(cafile=gate["certificate"])
    client = ftplib.FTP_TLS(context=trust)  # noqa: S321 - TLS
    client.connect("127.0.0.1", gate["port"])
    client.login("pickup", json.loads(made.stdout)["password"])
    client.prot_p()
    for number in range(uploads):
        time.sleep(1.3)
        client.storbinary(
            f"STOR /AutoImport/p{number}.xml", io.BytesIO(CATALOGUE.format(number).encode())
        )
    client.quit()
    time.sleep(3)
    with connect(run["database_url"]) as connection:
        return [float(row["ms"]) for row in connection.execute(SPAN)]


def _running(path: Path) -> dict:
    """What `sluis run` says of itself, once its gate listens."""
    for _ in range(600):
        if path.exists() and (told := json.loads(path.read_text())).get("ftps"):
            return told
        time.sleep(0.1)
    sys.exit("the service does not start")


if __name__ == "__main__":
    main()
