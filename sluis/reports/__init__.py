"""Reports: what became of a delivery, for the supplier to fetch and for programs to read.

One `facts.Facts` per delivery and a stream of findings by rule go in; a JSON file, an HTML page
and, when records were rejected, a file with exactly those records come out. Nothing is cut off,
and memory does not grow with the number of findings.
"""

from __future__ import annotations

from sluis.reports.writing import run

__all__ = ["run"]
