"""The rejected records with their reasons, to mend and send again.

In the format they came in where it can copy single records (reasons as comments), else as a table.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import groupby
from typing import BinaryIO

from sluis import formats
from sluis.formats._format import Format
from sluis.model import Finding
from sluis.reports import wording
from sluis.tables.cells import defused

HEADINGS = ("key", "position", "field", "value", "rule", "text", "remedy")


def copying_format(name: str | None) -> Format | None:
    """The format of that name, if it can write single records of a document."""
    found = next((one for one in formats.FORMATS if one.name == name), None)
    return found if found and found.copy_records else None


def suffix(fmt: Format | None) -> str:
    return fmt.suffixes[0] if fmt and fmt.suffixes else ".csv"


def wanted(found: Iterator[Finding], languages: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Ordinal and reasons of each rejected record; *found* is in order of ordinals."""
    for ordinal, group in groupby(found, key=lambda one: one.ordinal):
        yield ordinal, [reason for one in group for reason in _reasons(one, languages)]


def write_table(found: Iterator[Finding], language: str, out: BinaryIO) -> None:
    """CSV as spreadsheets in the trade open it: semicolons, UTF-8 with byte order mark, CRLF."""
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="", write_through=True)
    rows = csv.writer(text, delimiter=";", lineterminator="\r\n")
    rows.writerow(HEADINGS)
    rows.writerows([defused(cell) for cell in _cells(one, language)] for one in found)
    text.detach()


def _reasons(one: Finding, languages: list[str]) -> Iterator[str]:
    text, remedy = wording.text(one), wording.remedy(one)
    for language in languages:
        yield f"{one.rule}: {text[language]} {remedy[language]}".strip()


def _cells(one: Finding, language: str) -> tuple[str, ...]:
    line = f" (line {one.line})" if one.line else ""
    told = (wording.text(one)[language], wording.remedy(one)[language])
    return (one.record_key, f"{one.ordinal}{line}", one.field, one.value, one.rule, *told)
