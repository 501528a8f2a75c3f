"""AttachmentIndex: one line for each attachment of a product, in columns between TABs.

Source:  2BA documentation (as of 2024) names the format; its columns are not public. A public
         script that reads a 2BA export (2025-10) knows: at least seven columns; GLN in the third,
         number in the fourth, address in the seventh; one of the others has the type (`PPI`).
Shape:   a line -> `Attachment` of the product with that maker's GLN and number.
Inferred: the type stands in the column whose words are types of the data pool, the language in one
         whose words are languages; a word such as `Front` or `DOP` in another says which kind. What
         other columns hold is kept by their place (`column 1`), or by name when the file has names.
Lost:    nothing; see docs/reference/formats/attachment-index.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import BinaryIO, NamedTuple
from urllib.parse import unquote, urlsplit

from sluis.checks.rules import finding
from sluis.codelists import attachments, languages
from sluis.entities import Attachment
from sluis.errors import UnreadableFile
from sluis.formats import _columns
from sluis.formats._columns import Row
from sluis.formats._format import Format, Records, Wanted
from sluis.model import Entity, Header, Mutation, Record, Transaction

FORMAT = "attachment-index"
DELIMITER = "\t"
GLN, NUMBER, ADDRESS = 2, 3, 6
"""Places of the columns, counted from 0."""

WIDTH = ADDRESS + 1
TWO = 2
_KNOWN = (GLN, NUMBER, ADDRESS)
_GLN = re.compile(r"\d{13}")


def recognises(head: bytes) -> bool:
    """Seven columns or more, one of them with types of attachments."""
    return _layout(head) is not None


class Layout(NamedTuple):
    """Places of columns, counted from 0 (-1: none has it), and their names if the file has any."""

    type: int
    language: int
    names: tuple[str, ...]


def _layout(head: bytes) -> Layout | None:
    rows = _columns.head_rows(head, DELIMITER)
    lines = [row for row in rows if len(row) >= WIDTH]
    if len(lines) < _columns.MOST * len(rows):
        return None
    names: tuple[str, ...] = ()
    if len(lines) > 1 and not any(_is_type(cell) or _is_gln(cell) for cell in lines[0]):
        names, lines = tuple(lines[0]), lines[1:]
    type_ = _columns.column(lines, _is_type, but=_KNOWN)
    if type_ < 0 or not _columns.is_mostly([row[GLN] for row in lines], _is_gln):
        return None
    return Layout(type_, _columns.column(lines, _is_language, but=(*_KNOWN, type_)), names)


def _is_type(cell: str) -> bool:
    return cell in attachments.POOL_TYPES


def _is_gln(cell: str) -> bool:
    return _GLN.fullmatch(cell) is not None


def _is_language(cell: str) -> bool:
    return len(cell) == TWO and cell.lower() in languages.TWO_LETTER


def _found(stream: BinaryIO) -> Layout:
    layout = _layout(stream.read(_columns.HEAD_BYTES))
    stream.seek(0)
    if layout is None:
        raise UnreadableFile("no column holds types of attachments", format_name=FORMAT)
    return layout


def read_header(stream: BinaryIO) -> Header:
    layout = _found(stream)
    return Header(
        format=FORMAT,
        version="2",
        transaction=Transaction.UPDATE_PRODUCTS,
        mutation=Mutation.MUTATION,
        entities=(Entity.ATTACHMENT,),
        catalogue={"columns": list(layout.names)} if layout.names else {},
    )


def read(stream: BinaryIO, header: Header) -> Records:
    layout = _found(stream)
    ordinal = 0
    for row in _columns.rows(stream, DELIMITER):
        if ordinal or not layout.names or tuple(row.cells) != layout.names:
            ordinal += 1
            yield _record(ordinal, row, layout)


def copy_records(stream: BinaryIO, wanted: Wanted, out: BinaryIO) -> None:
    """Write the lines of the wanted records, after the names of the columns."""
    _columns.copy_lines(stream, wanted, out, head=1 if _found(stream).names else 0)


def _record(ordinal: int, row: Row, layout: Layout) -> Record:
    cells = row.cells
    number = cells[NUMBER] if len(cells) > NUMBER else ""
    made = Record(ordinal=ordinal, key=number, line=row.line)

    def note(rule: str, field: str, value: str, **detail: object) -> None:
        made.findings.append(
            finding(
                rule,
                entity=Entity.ATTACHMENT,
                key=number,
                ordinal=ordinal,
                line=row.line,
                field=field,
                value=value,
                **detail,
            )
        )

    width = max(WIDTH, layout.type + 1)
    if len(cells) < width:
        note("row-too-short", "", str(len(cells)), expected=width)
        return made
    needed = {
        "manufacturer_id": cells[GLN] if _is_gln(cells[GLN]) else "",
        "manufacturer_product_number": number,
        "source": cells[ADDRESS],
    }
    for field, value in needed.items():
        if not value:
            note("part-incomplete", field, value)
    type_ = cells[layout.type]
    if not _is_type(type_):
        note("attachment-type-unknown", "code", type_)
    made.part = _attachment(cells, layout)
    return made


def _attachment(cells: list[str], layout: Layout) -> Attachment:
    used = {*_KNOWN, layout.type, layout.language}
    rest = {
        _columns.name(layout.names, place): cell
        for place, cell in enumerate(cells)
        if cell and place not in used
    }
    code, purpose = _kind(cells[layout.type], rest.values())
    language = cells[layout.language] if 0 <= layout.language < len(cells) else ""
    return Attachment(
        manufacturer_id=cells[GLN],
        manufacturer_product_number=cells[NUMBER],
        code=code,
        source=cells[ADDRESS],
        language=languages.two_letter(language) or language,
        file_name=_file_name(cells[ADDRESS]),
        extensions=rest | ({"purpose": purpose} if purpose else {}),
    )


def _kind(type_: str, others: Iterable[str]) -> tuple[str, str]:
    """Code and purpose; a word in another column may say what kind of picture or certificate."""
    exact = (attachments.from_pool(type_, word) for word in others)
    return next(filter(None, exact), None) or attachments.from_pool(type_) or (type_, "")


def _file_name(address: str) -> str | None:
    """The last part of an address, or the name of a file beside the index.

    >>> _file_name("https://media.example/a/KT%2016.jpg?w=1"), _file_name("KT16.jpg")
    ('KT 16.jpg', 'KT16.jpg')
    """
    try:
        path = urlsplit(address).path if "://" in address else address.replace("\\", "/")
    except ValueError:
        return None
    return unquote(path.rpartition("/")[2]) or None


FORMATS = (
    Format(
        name=FORMAT,
        title="AttachmentIndex",
        source="AttachmentIndex of 2BA, columns as a public script reads them (2025-10)",
        suffixes=(".txt",),
        recognises=recognises,
        read_header=read_header,
        read=read,
        copy_records=copy_records,
    ),
)
