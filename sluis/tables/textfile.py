r"""Text files as tables: rows of texts, whatever the encoding, separator and line ends. Streams.

Numbers:  a row has the number of the line on which it begins, from 1.
Excel:    a first line `sep=;` names the separator and is no row.
Errors:   a quote that is never closed would swallow all that follows: the file is of no use.

>>> import io
>>> form, notes = look(io.BytesIO(b"nr;oms\r\n1;\"a;b\"\r\n"))
>>> form.separator, list(rows(io.BytesIO(b"nr;oms\r\n1;\"a;b\"\r\n"), form))
(';', [(1, ['nr', 'oms']), (2, ['1', 'a;b'])])
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from itertools import chain, islice
from typing import Any, BinaryIO, NamedTuple

from sluis.checks import rules
from sluis.errors import UnreadableFile
from sluis.model import Entity, Finding
from sluis.tables.encodings import codec, detect, fits

SEPARATORS = (";", "\t", ",", "|")
"""What may separate columns, in order of preference."""

LONGEST_CELL = 1 << 20
"""Characters of the longest cell; a longer one is an open quote."""

_SAMPLE = 50
_SAMPLE_CHARACTERS = 1 << 18
_END = "\x00end of the file\n"
"""Goes through the parser as a last line; within open quotes it is no row of its own."""


class TextForm(NamedTuple):
    """How a text file is written: `encoding` as in a layout, `codec` as Python has it."""

    encoding: str
    codec: str
    separator: str
    quote: str


def look(
    stream: BinaryIO, encoding: str = "", separator: str = "", quote: str = '"'
) -> tuple[TextForm, list[Finding]]:
    """How the file is written, and what about that was not sure; what is given counts."""
    name, notes = _encoding(stream, encoding)
    found = codec(stream, name)
    form = TextForm(name, found, separator, quote)
    if not separator:
        form = form._replace(separator=_separator(stream, form))
    return form, notes


def rows(stream: BinaryIO, form: TextForm) -> Iterator[tuple[int, list[str]]]:
    """Each row with the number of its first line.

    Raises:
        UnreadableFile: a quote is not closed, or a cell is longer than any honest one.
    """
    stream.seek(0)
    text = io.TextIOWrapper(stream, encoding=form.codec, errors="replace", newline="")
    parsed = csv.reader(chain(text, [_END]), **_dialect(form))
    csv.field_size_limit(LONGEST_CELL)
    line = 1
    try:
        for cells in parsed:
            if _END.rstrip("\n") in cells[-1:]:
                return
            if line > 1 or not names_separator(form.separator.join(cells)):
                yield line, cells
            if cells and cells[-1].endswith(_END):
                raise _open_quote(line)
            line = parsed.line_num + 1
    except csv.Error as error:
        raise _open_quote(line) from error
    finally:
        text.detach()


def _open_quote(line: int) -> UnreadableFile:
    return UnreadableFile("a quotation mark is opened and never closed", line=line)


def _dialect(form: TextForm) -> dict[str, Any]:
    if not form.quote:
        return {"delimiter": form.separator, "quoting": csv.QUOTE_NONE}
    return {"delimiter": form.separator, "quotechar": form.quote}


def _encoding(stream: BinaryIO, wanted: str) -> tuple[str, list[Finding]]:
    if wanted and fits(stream, wanted):
        return wanted, []
    found = detect(stream)
    if wanted:
        return found.name, [_note("encoding-differs", found.name, expected=wanted)]
    return found.name, [_note("encoding-guessed", found.name)] if found.guessed else []


def _note(rule: str, value: str, **detail: object) -> Finding:
    facts: dict[str, Any] = {"entity": Entity.DOCUMENT, "field": "encoding", **detail}
    return rules.finding(rule, value=value, **facts)


def _separator(stream: BinaryIO, form: TextForm) -> str:
    """What cuts most rows into the same number of columns, and into most of them."""
    sample = list(islice(_sample(stream, form.codec), _SAMPLE))
    if sample and (named := _named_separator(sample[0])):
        return named
    return max(SEPARATORS, key=lambda sign: _fitness(sample, form._replace(separator=sign)))


def _sample(stream: BinaryIO, name: str) -> Iterator[str]:
    stream.seek(0)
    head = stream.read(_SAMPLE_CHARACTERS)
    text = io.TextIOWrapper(io.BytesIO(head), encoding=name, errors="replace", newline="")
    return (line for line in text if line.strip())


def _fitness(sample: list[str], form: TextForm) -> tuple[bool, int]:
    widths = Counter(len(cells) for cells in csv.reader(sample, **_dialect(form)))
    ((width, often),) = widths.most_common(1) or [(0, 0)]
    return width > 1, width * often


def _named_separator(line: str) -> str | None:
    name, _, sign = line.strip("\r\n\ufeff").partition("=")
    return sign if name.strip().lower() == "sep" and len(sign) == 1 else None


def names_separator(line: str) -> bool:
    """Is this the line `sep=;` by which spreadsheets are told the separator?"""
    return _named_separator(line) is not None
