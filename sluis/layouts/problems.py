"""What is wrong with a layout, told all at once and each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from sluis.codelists import languages
from sluis.layouts.converters import MEASURES, factor_of, reader
from sluis.layouts.headings import number
from sluis.layouts.layout import (
    PASSES,
    Condition,
    Field,
    File,
    Layout,
    Pass,
    Source,
    first_row,
    header_row,
)
from sluis.layouts.notation import Misfit, day_pattern
from sluis.layouts.targets import ENTITIES, Kind, Target, nearest, resolve
from sluis.tables.encodings import ENCODINGS
from sluis.told import Problem

_NAME = re.compile(r"[\w-]{1,64}", re.ASCII)
_NUMBERS = {Kind.NUMBER, Kind.INTEGER, Kind.FEATURE, *MEASURES}


def problems(layout: Layout) -> list[Problem]:
    """Every problem, in the order of the layout; none when it can be used."""
    return [*_about_layout(layout), *_about_file(layout.file), *_about_passes(layout)]


def _about_layout(layout: Layout) -> Iterator[Problem]:
    if layout.name and not _NAME.fullmatch(layout.name):
        yield Problem(
            "name",
            f"{layout.name!r} is no name; use letters, digits, - and _, at most 64",
            f"{layout.name!r} is geen naam; gebruik letters, cijfers, - en _, hoogstens 64",
        )
    if languages.two_letter(layout.language) != layout.language:
        yield Problem(
            "language",
            f"{layout.language!r} is no language such as nl",
            f"{layout.language!r} is geen taal zoals nl",
        )
    passes = len(layout.passes)
    if not 1 <= passes <= PASSES:
        yield Problem(
            "pass",
            f"there are {passes} passes; a layout has 1 to {PASSES}",
            f"er zijn {passes} gangen; een lay-out heeft er 1 tot {PASSES}",
        )


def _about_file(file: File) -> Iterator[Problem]:
    if file.encoding and file.encoding not in ENCODINGS:
        known = ", ".join(ENCODINGS)
        yield _choose("file, encoding", file.encoding, known)
    for name, sign in (("separator", file.separator), ("quote", file.quote)):
        if len(sign) > 1 or sign in ("\r", "\n"):
            yield _no_sign(f"file, {name}", sign)
    if file.separator and file.separator == file.quote:
        yield _twice("file, quote", file.quote, "the separator", "het scheidingsteken")
    yield from _signs("file", file.decimal, file.thousands)
    yield from _dates("file, dates", file.dates)
    if file.header_row < 0:
        yield Problem(
            "file, header_row",
            "rows are counted from 1; 0 means that there are no headings",
            "rijen tellen vanaf 1; 0 betekent dat er geen koppen zijn",
        )


def _choose(where: str, value: str, choices: str) -> Problem:
    told = (f"{value!r}: choose from {choices}", f"{value!r}: kies uit {choices}")
    return Problem(where, *told)


def _no_sign(where: str, sign: str) -> Problem:
    return Problem(where, f"{sign!r} is not one sign", f"{sign!r} is niet één teken")


def _twice(where: str, sign: str, english: str, dutch: str) -> Problem:
    return Problem(where, f"{sign!r} is {english} too", f"{sign!r} is ook {dutch}")


def _signs(place: str, decimal: str, thousands: str) -> Iterator[Problem]:
    if decimal not in (",", "."):
        yield _choose(f"{place}, decimal", decimal, "',', '.'")
    if len(thousands) > 1 or thousands.isalnum():
        yield _no_sign(f"{place}, thousands", thousands)
    if decimal == thousands:
        yield _twice(f"{place}, thousands", thousands, "the decimal sign", "het decimaalteken")


def _dates(place: str, forms: Iterable[str]) -> Iterator[Problem]:
    for form in forms:
        if day_pattern(form) is None:
            yield Problem(
                place,
                f"{form!r} is no way to write a day, such as dd-mm-yyyy",
                f"{form!r} is geen schrijfwijze van een dag, zoals dd-mm-yyyy",
            )


def _about_passes(layout: Layout) -> Iterator[Problem]:
    for n, one in enumerate(layout.passes, 1):
        place = f"pass {n}"
        if one.entity in ENTITIES:
            yield from _about_pass(layout, one, place)
        elif one.entity:
            near = get_close_matches(one.entity, ENTITIES, 1) or ENTITIES
            yield _choose(f"{place}, entity", one.entity, ", ".join(near))


def _about_pass(layout: Layout, one: Pass, place: str) -> Iterator[Problem]:
    if first_row(layout, one) <= header_row(layout, one):
        yield Problem(
            f"{place}, first_row",
            "the first data row must come after the heading row",
            "de eerste rij met gegevens moet na de kopregel komen",
        )
    headed = header_row(layout, one) > 0
    for n, condition in enumerate(one.where, 1):
        yield from _about_condition(condition, f"{place}, where {n}", headed=headed)
    for path in one.fields:
        yield from _about_field(layout, one, path, f"{place}, fields.{path}", headed=headed)
    for path in dict.fromkeys((*ENTITIES[one.entity].key, *one.key)):
        if path not in one.fields:
            yield Problem(
                f"{place}, fields",
                f"{path} is part of the key and has no column",
                f"{path} hoort bij de sleutel en heeft geen kolom",
            )
    either = ENTITIES[one.entity].either
    if either and not any(path in one.fields for path in either):
        yield Problem(
            f"{place}, fields",
            f"one of {', '.join(either)} must have a column",
            f"een van {', '.join(either)} moet een kolom hebben",
        )
    for path in one.required:
        if path not in one.fields:
            yield Problem(
                f"{place}, required",
                f"{path} is not among the fields",
                f"{path} staat niet bij de velden",
            )


def _about_condition(one: Condition, place: str, *, headed: bool) -> Iterator[Problem]:
    yield from _about_source(one.column, place, headed=headed)
    if not (one.equals or one.differs or one.starts_with) and one.filled is None:
        yield Problem(
            place,
            "say what the column must hold: is, is_not, starts_with or filled",
            "zeg wat de kolom moet bevatten: is, is_not, starts_with of filled",
        )


def _about_source(source: Source, place: str, *, headed: bool) -> Iterator[Problem]:
    if isinstance(source, int):
        if source < 1:
            yield Problem(
                place,
                f"columns are counted from 1, not {source}",
                f"kolommen tellen vanaf 1, niet {source}",
            )
    elif not source.strip():
        yield Problem(place, "an empty heading names no column", "een lege kop noemt geen kolom")
    elif not headed and number(source) is None:
        yield Problem(
            place,
            f"without a heading row a column is a number or letters, not {source!r}",
            f"zonder kopregel is een kolom een nummer of letters, niet {source!r}",
        )


def _about_field(
    layout: Layout, one: Pass, path: str, place: str, *, headed: bool
) -> Iterator[Problem]:
    field = one.fields[path]
    if bool(field.source) == (field.value is not None):
        yield Problem(
            place,
            "give a column (from) or a constant (value), one of the two",
            "geef een kolom (from) of een vaste waarde (value), een van beide",
        )
        return
    for source in field.source:
        yield from _about_source(source, place, headed=headed)
    target = resolve(one.entity, path)
    if target is None:
        yield _no_field(one.entity, path, place)
        return
    faults = [*_about_settings(field, target.kind, place, layout.file)]
    yield from faults or _about_constant(field, target, place, layout.file)


def _no_field(entity: str, path: str, place: str) -> Problem:
    near = nearest(entity, path)
    hint, tip = (f"; did you mean {near}?", f"; bedoelde u {near}?") if near else ("", "")
    return Problem(place, f"{entity} has no such field{hint}", f"{entity} heeft dit veld niet{tip}")


def _about_constant(field: Field, target: Target, place: str, file: File) -> Iterator[Problem]:
    if field.value is None:
        return
    try:
        reader(field, target, file)(field.value)
    except Misfit:
        value, kind = field.value, target.kind
        told = (f"{value!r} does not fit: {kind}", f"{value!r} past niet: {kind}")
        yield Problem(f"{place}, value", *told)


def _about_settings(field: Field, kind: Kind, place: str, file: File) -> Iterator[Problem]:
    if field.split and kind not in (Kind.TEXTS, Kind.FEATURE):
        yield Problem(f"{place}, split", "the field holds one value", "het veld heeft één waarde")
    if field.unit and kind not in MEASURES:
        yield Problem(
            f"{place}, unit",
            "the field is no length, volume or weight",
            "het veld is geen lengte, inhoud of gewicht",
        )
    elif field.unit and factor_of(field.unit, kind) is None:
        told = (f"{field.unit!r} does not fit: {kind}", f"{field.unit!r} past niet: {kind}")
        yield Problem(f"{place}, unit", *told)
    if field.factor is not None and kind not in _NUMBERS:
        yield Problem(f"{place}, factor", "the field is no number", "het veld is geen getal")
    if field.pad < 0:
        yield Problem(f"{place}, pad", "a length is not below 0", "een lengte is niet onder 0")
    thousands = file.thousands if field.thousands is None else field.thousands
    if field.decimal or field.thousands is not None:
        yield from _signs(place, field.decimal or file.decimal, thousands)
    yield from _dates(f"{place}, dates", field.dates)
