"""Which kind of table a file is, and which reader reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from types import ModuleType
from typing import BinaryIO, NamedTuple
from zipfile import ZipFile

from sluis.errors import UnreadableFile
from sluis.model import Finding
from sluis.tables import _fast, _streamed, textfile
from sluis.tables.cells import Cell

Rows = Iterator[tuple[int, Sequence[Cell]]]

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARKUP = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe<\x00", b"{", b"%PDF")
_HEAD = 512

TEXT, WORKBOOK = "text", "workbook"


class TableForm(NamedTuple):
    """What is asked of a table; what is empty is found in the file."""

    kind: str | None = None
    sheet: str | int | None = None
    encoding: str = ""
    separator: str = ""
    quote: str = '"'


@dataclass(frozen=True, slots=True)
class Table:
    """An open table. `rows` begins anew each time; `text` says how a text file is written."""

    kind: str
    rows: Callable[[], Rows]
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    text: textfile.TextForm | None = None
    notes: list[Finding] = field(default_factory=list)


def open_table(stream: BinaryIO, form: TableForm) -> Table:
    """The table that *stream* holds, which must stay open as long as rows are read.

    Raises:
        UnreadableFile: it is no table, not the kind asked for, or has no such sheet.
    """
    stream.seek(0)
    head = stream.read(_HEAD)
    kind = WORKBOOK if head.startswith((_ZIP, _OLE)) else TEXT
    if form.kind and form.kind != kind:
        raise UnreadableFile(
            f"a {kind}", rule="table-kind", detail={"expected": form.kind, "seen": kind}
        )
    if kind == WORKBOOK:
        return _workbook(stream, form.sheet, head)
    return _text(stream, form, head)


def _text(stream: BinaryIO, form: TableForm, head: bytes) -> Table:
    if head.lstrip().startswith(_MARKUP):
        raise UnreadableFile(
            "markup, no table",
            rule="table-kind",
            detail={"expected": "text or workbook", "seen": "HTML, XML, JSON or PDF"},
        )
    written, notes = textfile.look(stream, form.encoding, form.separator, form.quote)
    rows = partial(textfile.rows, stream, written)
    return Table(TEXT, rows, text=written, notes=notes)


def _workbook(stream: BinaryIO, wanted: str | int | None, head: bytes) -> Table:
    with _Guarded():
        reader = _reader(stream, head)
        sheets = reader.sheets(stream)
    sheet = _chosen(sheets, wanted)
    names = tuple(name for name, _ in sheets)
    return Table(WORKBOOK, partial(_rows, reader, stream, sheet), sheet, names)


def _reader(stream: BinaryIO, head: bytes) -> ModuleType:
    if head.startswith(_OLE):
        return _fast
    with ZipFile(stream) as archive:
        is_xlsx = "xl/workbook.xml" in archive.namelist()
    return _streamed if is_xlsx and not _fast.is_small(stream) else _fast


def _rows(reader: ModuleType, stream: BinaryIO, sheet: str) -> Rows:
    with _Guarded():
        yield from reader.rows(stream, sheet)


def _chosen(sheets: list[tuple[str, bool]], wanted: str | int | None) -> str:
    """The sheet that is meant: by name, by number from 1, or the first that is to be seen."""
    names = [name for name, _ in sheets]
    if wanted is None:
        visible = [name for name, seen in sheets if seen] or names
        found = visible[:1]
    elif isinstance(wanted, int):
        found = names[wanted - 1 : wanted] if wanted > 0 else []
    else:
        folded = wanted.strip().casefold()
        found = [name for name in names if name.strip().casefold() == folded]
    if not found:
        raise UnreadableFile(
            f"there is no sheet {wanted}",
            rule="sheet-missing",
            detail={"wanted": str(wanted), "seen": ", ".join(names)},
        )
    return found[0]


class _Guarded:
    """Whatever a library raises about a workbook says that it cannot be read."""

    def __enter__(self) -> None:
        return

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: object) -> None:
        if type(error).__name__ == "PasswordError":  # of calamine, which may not be loaded
            raise UnreadableFile("the workbook is protected with a password")
        if isinstance(error, Exception) and not isinstance(error, MemoryError | UnreadableFile):
            raise UnreadableFile(f"the workbook is damaged ({error})") from error
