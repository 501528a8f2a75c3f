"""How quickly `sluis convert` works, and whether its memory stays flat.

Shape:   files of `--megabytes` and a tenth of that (see `reading.py`), converted to each written
         format in a process of its own.
Units:   wall time over that of the bare walk of the same file (`lxml.iterparse` with a tag), in
         turns within one run; peak memory of the process in MB.
Use:     python benchmarks/converting.py --megabytes 100
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import reading

from sluis.formats import FORMATS

ROUNDS = 3
PRODUCTS_PER_MEGABYTE = 208
CONVERT = """
import resource, sys
from datetime import date
from pathlib import Path
from sluis.converting import Wishes, convert
from sluis.formats import by_name
source, out, to = sys.argv[1:]
convert(Path(source), Path(out), by_name(to), Wishes(today=date(2026, 11, 21)))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def converted(source: Path, to: str) -> tuple[float, float]:
    """Seconds and peak MB of one conversion."""
    out = source.with_suffix(".out")
    begun = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", CONVERT, source, out, to], check=True, capture_output=True
    )
    return time.perf_counter() - begun, int(done.stdout) / 1024


def walked(source: Path) -> float:
    begun = time.perf_counter()
    reading.bare(source)
    return time.perf_counter() - begun


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--megabytes", type=int, default=100)
    megabytes = arguments.parse_args().megabytes
    with tempfile.TemporaryDirectory() as folder:
        large, small = Path(folder) / "large.xml", Path(folder) / "small.xml"
        reading.write(large, megabytes * PRODUCTS_PER_MEGABYTE)
        reading.write(small, megabytes * PRODUCTS_PER_MEGABYTE // 10)
        size = large.stat().st_size / 1e6
        print(f"{size:.0f} MB")
        for one in FORMATS:
            if one.write is None:
                continue
            _, few = converted(small, one.name)
            rounds = [(walked(large), *converted(large, one.name)) for _ in range(ROUNDS)]
            ratios = [seconds / walk for walk, seconds, _ in rounds]
            peak = max(peak for _, _, peak in rounds)
            print(
                f"{one.name:20} {min(ratios):.1f}-{statistics.median(ratios):.1f}"
                f"-{max(ratios):.1f} x bare walk, peak {peak:.0f} MB (a tenth: {few:.0f} MB)"
            )


if __name__ == "__main__":
    main()
