"""The import: from a delivery to the catalogue, or to the counts of what an import would do.

    begin     delivery `checking`
    read      a child process reads; its blocks go by COPY into temporary tables
    compare   under the supplier's lock, in one transaction from here on
    decide    a check ends here; the guard rail may ask for approval
    apply     together with the delivery's state, counts and findings, the end of the job and the
              wish for a report: all of it is committed, or nothing

Memory:   one block at a time; temporary tables hold the rest.
Twice:    a run that was cut short leaves nothing but a state; the next one begins anew.
"""

from __future__ import annotations

from sluis.imports.decisions import approve, reject, retry, undo
from sluis.imports.work import run

__all__ = ["approve", "reject", "retry", "run", "undo"]
