"""Layouts as TOML: the form they are written, kept and exchanged in.

Reading:  unknown words, wrong types and everything `problems` judges are told together, each with
          its place (`pass 2, fields.gross_list_price`).
Fields:   a column may stand alone for its table of settings, and paths may be quoted or dotted.
"""

from __future__ import annotations

import tomllib
import types
import typing
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, TypeVar

import msgspec

from sluis.layouts.layout import Condition, Field, File, Layout, Pass
from sluis.layouts.problems import problems
from sluis.told import Problem, Unfit

S = TypeVar("S", bound=msgspec.Struct)

_LEAF = {"from", "value"}
"""A table of `fields` with one of these is a field; without, a step of a path."""

_STAND_IN: dict[type, dict[str, Any]] = {
    Pass: {"entity": "", "fields": {}},
    Condition: {"column": 1},
    Layout: {"name": "", "passes": ()},
}
"""What takes the place of a value that is wrong or missing, so that the rest can be judged."""


def decode(text: str) -> Layout:
    """The layout that a TOML document describes.

    Raises:
        Unfit: with every problem it has.
    """
    try:
        document = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        told = Problem("TOML", f"this is no TOML: {error}", f"dit is geen TOML: {error}")
        raise Unfit([told]) from error
    found: list[Problem] = []
    layout = _layout(document, found)
    found += [one for one in problems(layout) if one not in found]
    if found:
        raise Unfit(found)
    return layout


def encode(layout: Layout, notes: Mapping[str, str] | None = None) -> str:
    """The layout as TOML that `decode` reads; *notes* are comments by path of a field."""
    return "\n".join(_document(layout, notes or {})) + "\n"


def _layout(document: dict[str, Any], found: list[Problem]) -> Layout:
    rest = dict(document)
    file = _struct(File, rest.pop("file", {}), "file", found)
    passes = rest.pop("pass", [])
    if not isinstance(passes, list):
        found.append(_section("pass"))
        passes = []
    read = tuple(_pass(one, f"pass {n}", found) for n, one in enumerate(passes, 1))
    return _struct(Layout, rest, "", found, file=file, passes=read)


def _pass(document: Any, place: str, found: list[Problem]) -> Pass:
    if not isinstance(document, dict):
        found.append(_section(place))
        document = {}
    rest = dict(document)
    wanted = rest.pop("where", [])
    wanted = wanted if isinstance(wanted, list) else [wanted]
    where = tuple(
        _struct(Condition, one, f"{place}, where {n}", found) for n, one in enumerate(wanted, 1)
    )
    if "fields" not in rest:
        found.append(_missing(f"{place}, fields"))
    fields = rest.pop("fields", {})
    if not isinstance(fields, dict):
        found.append(_no_table(f"{place}, fields"))
        fields = {}
    read = {path: _field(one, place, path, found) for path, one in _flat(fields)}
    return _struct(Pass, rest, place, found, where=where, fields=read)


def _flat(table: dict[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """Each field by its path, however the path was written."""
    for word, value in table.items():
        path = f"{above}{word}"
        if isinstance(value, dict) and not _LEAF & value.keys():
            yield from _flat(value, f"{path}.")
        else:
            yield path, value


def _field(value: Any, place: str, path: str, found: list[Problem]) -> Field:
    settings = value if isinstance(value, dict) else {"from": value}
    before = len(found)
    read = _struct(Field, settings, f"{place}, fields.{path}", found)
    return read if len(found) == before else Field(value="")


def _struct(cls: type[S], table: Any, place: str, found: list[Problem], **read: Any) -> S:
    """One Struct from a table; *read* are those of its values that have been read already."""
    if not isinstance(table, dict):
        found.append(_no_table(place))
        table = {}
    known = {field.encode_name: field for field in msgspec.structs.fields(cls)}
    values = dict(read)
    for word, value in table.items():
        where = f"{place}, {word}" if place else word
        if word not in known or known[word].name in read:
            found.append(_unknown(where, word, known))
            continue
        try:
            values[known[word].name] = _value(value, known[word].type)
        except msgspec.ValidationError as error:
            found.append(_misfit(where, value, str(error)))
            values.pop(known[word].name, None)
    return cls(**_complete(cls, values, place, found))


def _complete(
    cls: type, values: dict[str, Any], place: str, found: list[Problem]
) -> dict[str, Any]:
    """With something in place of what is missing and must be there; that is a problem too."""
    for field in msgspec.structs.fields(cls):
        if field.required and field.name not in values:
            where = f"{place}, {field.encode_name}" if place else field.encode_name
            if all(one.where != where for one in found):
                found.append(_missing(where))
            values[field.name] = _STAND_IN[cls][field.name]
    return values


def _value(value: Any, wanted: Any) -> Any:
    """*value* as the type wanted; one value may stand for a list of one."""
    listed = typing.get_origin(wanted) is tuple
    if listed and not isinstance(value, list):
        value = [value]
    if isinstance(value, int) and not isinstance(value, bool) and _takes(wanted, Decimal):
        value = Decimal(value)
    return msgspec.convert(value, wanted)


def _takes(wanted: Any, kind: type) -> bool:
    return isinstance(wanted, types.UnionType) and kind in typing.get_args(wanted)


def _section(place: str) -> Problem:
    told = ("each pass is a section [[pass]]", "elke gang is een sectie [[pass]]")
    return Problem(place, *told)


def _missing(place: str) -> Problem:
    return Problem(place, "is missing", "ontbreekt")


def _no_table(place: str) -> Problem:
    return Problem(place, "a table of settings is wanted", "hier hoort een tabel")


def _unknown(where: str, word: str, known: Iterable[str]) -> Problem:
    near = get_close_matches(word, known, 1)
    hint, tip = (f"; did you mean {near[0]}?", f"; bedoelde u {near[0]}?") if near else ("", "")
    told = (f"there is no such setting{hint}", f"deze instelling bestaat niet{tip}")
    return Problem(where, *told)


def _misfit(where: str, value: object, error: str) -> Problem:
    reason = error.partition(" - at ")[0]
    shown = str(value) if isinstance(value, Decimal) else repr(value)
    told = (f"{shown} does not fit: {reason}", f"{shown} past niet: {reason}")
    return Problem(where, *told)


def _document(layout: Layout, notes: Mapping[str, str]) -> Iterator[str]:
    yield from _settings(layout, ("file", "pass"))
    if layout.file != File():
        yield from ("", "[file]")
        yield from _settings(layout.file)
    for one in layout.passes:
        yield from ("", "[[pass]]")
        yield from _settings(one, ("where", "fields"))
        if one.where:
            yield "where = ["
            yield from (f"  {_inline(_table(condition))}," for condition in one.where)
            yield "]"
        yield from ("", "[pass.fields]")
        for path, field in one.fields.items():
            note = f"  # {notes[path]}" if path in notes else ""
            yield f"{_key(path)} = {_field_text(field)}{note}"


def _settings(struct: msgspec.Struct, without: tuple[str, ...] = ()) -> Iterator[str]:
    for word, value in _table(struct).items():
        if word not in without:
            yield f"{word} = {_text(value)}"


def _table(struct: msgspec.Struct) -> dict[str, Any]:
    """What is not as it is by default, in the order of the Struct, under the words of TOML."""
    found = {}
    for field in msgspec.structs.fields(type(struct)):
        value = getattr(struct, field.name)
        if field.required or value != _default(field):
            found[field.encode_name] = value
    return found


def _default(field: msgspec.structs.FieldInfo) -> Any:
    made = field.default_factory
    return field.default if made is msgspec.NODEFAULT else made()


def _field_text(field: Field) -> str:
    table = _table(field)
    return _text(_sources(table["from"])) if list(table) == ["from"] else _inline(table)


def _sources(sources: tuple[Any, ...]) -> Any:
    return sources[0] if len(sources) == 1 else list(sources)


def _inline(table: dict[str, Any]) -> str:
    inside = ", ".join(
        f"{_key(word)} = {_text(_sources(value) if isinstance(value, tuple) else value)}"
        for word, value in table.items()
    )
    return f"{{ {inside} }}"


def _text(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int() | Decimal():
            return f"{value:f}" if isinstance(value, Decimal) else str(value)
        case str():
            return _quoted(value)
        case dict():
            return _inline(value)
        case _:
            return f"[{', '.join(map(_text, value))}]"


def _key(word: str) -> str:
    bare = word.replace("_", "").replace("-", "")
    return word if bare.isalnum() and bare.isascii() else _quoted(word)


def _quoted(text: str) -> str:
    r"""A basic string of TOML.

    >>> print(_quoted('a "b"\n\t\\'))
    "a \"b\"\n\t\\"
    """
    return '"' + "".join(_ESCAPES.get(one) or _plain(one) for one in text) + '"'


def _plain(one: str) -> str:
    return f"\\u{ord(one):04x}" if ord(one) < ord(" ") or one == "\x7f" else one


_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
