"""ICC 1.1: the condition message, what one customer pays less. Fixed width, one header, conditions.

Source:  Stichting Instalnet, ASCII condities 1.1 (2005-06-01), of which only the table of contents
         is public; positions as a working importer reads them (Sisyphus-web, 2021).
Shape:   a line of 130 characters (130 and CR LF): supplier, customer, date, number of lines,
         version; then a line of 130 for each condition -> `Condition`.
Units:   discounts are digits in hundredths of a percent (that importer shows them so); a net price
         has nine digits whose decimals nobody states: it is read when it has a point, and else
         kept as it came, with a finding.
Inferred: dates are YYYYMMDD; conditions are basic ones (BC), as the message has no word for it.
Lost:    nothing; see docs/reference/formats/icc.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import BinaryIO

from sluis.checks.rules import finding
from sluis.entities import Condition, Json
from sluis.errors import UnreadableFile
from sluis.formats import _columns
from sluis.formats._format import Format, Records, Wanted
from sluis.formats._values import as_number
from sluis.model import Entity, Finding, Header, Mutation, Record, Transaction

FORMAT = "icc-1.1"
LENGTH = 130
LANGUAGE = "nl"

_HEADER = {
    "Leveranciers-ID": (0, 13),
    "n.v.t.2": (13, 20),
    "Klant-ID": (20, 40),
    "Productiedatum": (40, 48),
    "Aantal regels": (48, 54),
    "Versienummer": (54, 59),
    "Leveranciersnaam": (59, 94),
    "GLN klant": (94, 107),
    "n.v.t.3": (107, 130),
}
_CONDITION = {
    "Kortinggroep": (0, 20),
    "Artikelnummer": (20, 40),
    "Omschrijving": (40, 90),
    "Korting": (90, 95),
    "Korting 2": (95, 100),
    "Korting 3": (100, 105),
    "Netto prijs": (105, 114),
    "Ingangsdatum": (114, 122),
    "Einddatum": (122, 130),
}
_DAY = rb"(?:19|20)\d\d(?:0[1-9]|1[0-2])[0-3]\d"
_BEGIN = re.compile(rb"[^\x00-\x1f]{40}%b[ 0-9]{6}[^\x00-\x1f]*" % _DAY)
_LINE = re.compile(rb"[^\x00-\x1f]{90}[ 0-9.]{24}(?:%b|[ 0]{8})(?:%b|[ 0]{8})" % (_DAY, _DAY))
_SHORTEST = 115
_ENDS = b"\r\n\x1a\0"
_LONGEST = 4096
_HUNDRED = Decimal(100)
_GLN = re.compile(r"\d{13}")

Texts = dict[str, str]


def recognises(head: bytes) -> bool:
    """A header with a date and a count at their places, and conditions after it, if any."""
    lines = [line.rstrip(_ENDS) for line in head.split(b"\n")[:3]]
    shown = [line for line in lines if line.strip()]
    if not shown or len(shown[0]) > LENGTH or not _BEGIN.fullmatch(shown[0].ljust(LENGTH)):
        return False
    if len(shown) == 1:
        return len(shown[0]) == LENGTH
    return _LINE.fullmatch(shown[1].ljust(LENGTH)) is not None and len(shown[1]) <= LENGTH


def read_header(stream: BinaryIO) -> Header:
    texts = _texts(_HEADER, _first(stream))
    supplier = texts.get("Leveranciers-ID", "")
    gln = supplier if _GLN.fullmatch(supplier) else None
    return Header(
        format=FORMAT,
        version=texts.get("Versienummer") or "1.1",
        transaction=Transaction.UPDATE_PRICES,
        mutation=Mutation.MUTATION,
        entities=(Entity.CONDITION,),
        supplier_gln=gln,
        supplier_name=texts.get("Leveranciersnaam"),
        supplier_ids={"gln": gln} if gln else {},
        languages=[LANGUAGE],
        default_language=LANGUAGE,
        generated_on=_day(texts.get("Productiedatum", "")),
        catalogue={"beginrecord": texts},
    )


def read(stream: BinaryIO, header: Header) -> Records:
    """The conditions; the last one also has what is wrong with their number."""
    texts = _texts(_HEADER, _first(stream))
    customer = texts.get("GLN klant") or texts.get("Klant-ID", "")
    waiting: Record | None = None
    count = 0
    for number, line in _lines(stream):
        if number == 1:
            continue
        if waiting is not None:
            yield waiting
        count += 1
        waiting = _record(count, number, line, customer, header.generated_on)
    if waiting is not None:
        waiting.findings += _miscounted(texts.get("Aantal regels", ""), count)
        yield waiting


def copy_records(stream: BinaryIO, wanted: Wanted, out: BinaryIO) -> None:
    """Write the begin record and the lines of the wanted conditions."""
    _columns.copy_lines(stream, wanted, out, head=1)


def _first(stream: BinaryIO) -> bytes:
    stream.seek(0)
    line = stream.readline(_LONGEST).rstrip(_ENDS)
    stream.seek(0)
    if len(line) > LENGTH or not _BEGIN.fullmatch(line.ljust(LENGTH)):
        raise UnreadableFile("the first line is no begin record of ICC", format_name=FORMAT)
    return line


def _lines(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    number = 0
    while line := stream.readline(_LONGEST):
        number += 1
        text = line.rstrip(_ENDS)
        if text.strip():
            yield number, text


def _texts(table: dict[str, tuple[int, int]], line: bytes) -> Texts:
    text = line.ljust(LENGTH).decode("cp1252", "replace")
    parts = ((name, text[start:end].strip()) for name, (start, end) in table.items())
    return {name: part for name, part in parts if part}


def _day(text: str) -> date | None:
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:])) if text.strip("0") else None
    except ValueError:
        return None


class _Odd:
    """What is wrong with one condition."""

    def __init__(self, ordinal: int, line: int) -> None:
        self.ordinal = ordinal
        self.line = line
        self.key = ""
        self.found: list[Finding] = []

    def note(self, rule: str, field: str, value: object, **detail: object) -> None:
        self.found.append(
            finding(
                rule,
                entity=Entity.CONDITION,
                key=self.key,
                ordinal=self.ordinal,
                line=self.line,
                field=field,
                value=value,
                **detail,
            )
        )


def _record(ordinal: int, line: int, raw: bytes, customer: str, day: date | None) -> Record:
    odd = _Odd(ordinal, line)
    made = Record(ordinal=ordinal, key="", line=line)
    if not _SHORTEST <= len(raw) <= LENGTH:
        odd.note("line-length", "", len(raw), expected=LENGTH)
    else:
        texts = _texts(_CONDITION, raw)
        odd.key = texts.get("Artikelnummer") or texts.get("Kortinggroep", "")
        made.part = _condition(texts, customer, day, odd)
    made.key, made.findings = odd.key, odd.found
    return made


def _condition(texts: Texts, customer: str, day: date | None, odd: _Odd) -> Condition | None:
    if not odd.key:
        odd.note("part-incomplete", "Kortinggroep", "")
    start = _date(texts, "Ingangsdatum", odd) or day
    if start is None:
        odd.note("date-unreadable", "Ingangsdatum", texts.get("Ingangsdatum", ""))
        return None
    extensions: Json = {}
    price = _price(texts, extensions, odd)
    return Condition(
        customer=customer,
        discount_group_id=texts.get("Kortinggroep", ""),
        supplier_item_number=texts.get("Artikelnummer", ""),
        valid_from=start,
        valid_until=_date(texts, "Einddatum", odd),
        percentage_1=_percentage(texts, "Korting", odd),
        percentage_2=_percentage(texts, "Korting 2", odd),
        percentage_3=_percentage(texts, "Korting 3", odd),
        net_price=price,
        descriptions=_described(texts.get("Omschrijving")),
        extensions=extensions,
    )


def _described(text: str | None) -> Json:
    return {LANGUAGE: {"short": text}} if text else {}


def _date(texts: Texts, name: str, odd: _Odd) -> date | None:
    text = texts.get(name, "")
    found = _day(text)
    if found is None and text.strip("0"):
        odd.note("date-unreadable", name, text)
    return found


def _percentage(texts: Texts, name: str, odd: _Odd) -> Decimal | None:
    """Hundredths of a percent, or percents when they have a point; zero is not filled."""
    text = texts.get(name, "")
    number = as_number(text) if text else None
    if text and number is None:
        odd.note("number-unreadable", name, text)
    if not number:
        return None
    return number if "." in text else number / _HUNDRED


def _price(texts: Texts, extensions: Json, odd: _Odd) -> Decimal | None:
    """A net price with its point; without one it is kept as it came, and nobody counts with it."""
    text = texts.get("Netto prijs", "")
    if not text.strip("0."):
        return None
    number = as_number(text) if "." in text else None
    if number is None:
        extensions["Netto prijs"] = text
        odd.note("net-price-without-point", "Netto prijs", text)
    return number


def _miscounted(said: str, count: int) -> list[Finding]:
    """Some senders count the begin record with the conditions."""
    if not said.isdigit() or not int(said) or int(said) in {count, count + 1}:
        return []
    return [
        finding(
            "line-count-differs",
            entity=Entity.DOCUMENT,
            field="Aantal regels",
            value=said,
            expected=count,
        )
    ]


FORMATS = (
    Format(
        name=FORMAT,
        title="ICC 1.1 condition message",
        source="ASCII condities (ICC) 1.1, Stichting Instalnet, 2005-06-01",
        suffixes=(".txt",),
        recognises=recognises,
        read_header=read_header,
        read=read,
        copy_records=copy_records,
    ),
)
