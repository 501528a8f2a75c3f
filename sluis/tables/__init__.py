"""Tables of other people: text files and workbooks as numbered rows of cells. Streams, no guesses.

Kinds:    text (CSV, TXT, "Unicode text"), xlsx, xls, xlsb, ods; told apart by content.
Hidden:   rows and columns that are hidden are read like the others; a hidden sheet is read when it
          is asked for by name or number.
Errors:   a file that cannot be read as a table is `UnreadableFile`, whatever library says so.
"""

from __future__ import annotations

from sluis.tables.cells import Cell
from sluis.tables.opening import Table, TableForm, open_table

__all__ = ["Cell", "Table", "TableForm", "open_table"]
