"""Layouts: tables of the customer's own (CSV, TXT, Excel) as records. Pure.

layout      what a layout is              toml, problems   how it is written, what is wrong
targets     what a column can be for      notation, converters   how a cell is read
headings    which column is meant         conditions       which rows count
plan        a pass bound to a table       nested, assembly     from values to a record
reading     a file by its layout
"""

from __future__ import annotations
