"""Workbooks for tests, made by openpyxl; edited where it cannot write what others do."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any
from zipfile import ZipFile

from openpyxl import Workbook


def workbook(sheets: dict[str, Iterable[Sequence[Any]]]) -> Workbook:
    """A workbook with these sheets, filled row by row."""
    made = Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    return made


def content(made: Workbook) -> io.BytesIO:
    stream = io.BytesIO()
    made.save(stream)
    stream.seek(0)
    return stream


def xlsx(**sheets: Iterable[Sequence[Any]]) -> io.BytesIO:
    return content(workbook(sheets))


def edited(stream: io.BytesIO, sheet: int, edit: Callable[[str], str]) -> io.BytesIO:
    """The same workbook with the XML of one sheet, counted from 1, edited."""
    out, name = io.BytesIO(), f"xl/worksheets/sheet{sheet}.xml"
    with ZipFile(stream) as old, ZipFile(out, "w") as new:
        for part in old.infolist():
            data = old.read(part)
            new.writestr(part, edit(data.decode()).encode() if part.filename == name else data)
    out.seek(0)
    return out


def cached(formula: str, value: str) -> Callable[[str], str]:
    """The edit that puts a value beside a formula, as a spreadsheet saves it."""
    pattern = re.compile(rf"<f>{re.escape(formula)}</f>\s*<v\s*/?>(?:</v>)?")
    return lambda text: pattern.sub(f"<f>{formula}</f><v>{value}</v>", text)
