"""From what somebody wrote (TOML, options, JSON) to a struct, or to every problem at once.

msgspec stops at the first problem; people mend a file faster when they are told all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from types import UnionType
from typing import Annotated, Any, TypeVar, get_args, get_origin

import msgspec
from msgspec.structs import FieldInfo

from sluis.told import Problem, Unfit

Kind = TypeVar("Kind")


def read(kind: type[Kind] | UnionType, data: object, where: str = "") -> Kind:
    """*data* as a struct of *kind*, or of one of a union of tagged structs.

    Raises:
        Unfit: with every problem, its place below *where* in front.
    """
    problems = list(_problems(kind, data, where))
    if problems:
        raise Unfit(problems)
    found: Kind = msgspec.convert(data, kind)
    return found


def _problems(kind: Any, data: object, where: str) -> Iterator[Problem]:
    if not isinstance(data, Mapping):
        yield Problem(where, "a table of settings is wanted", "hier hoort een tabel")
        return
    if isinstance(kind, UnionType):
        chosen = _chosen(kind, data)
        if chosen is None:
            yield _untagged(kind, data, where)
            return
        kind = chosen
    fields = {field.encode_name: field for field in msgspec.structs.fields(kind)}
    tag = kind.__struct_config__.tag_field
    for key in data:
        if key not in fields and key != tag:
            yield _unknown(key, list(fields), _below(where, key))
    for name, field in fields.items():
        yield from _field(field, data, _below(where, name))


def _field(field: FieldInfo, data: Mapping[str, Any], where: str) -> Iterator[Problem]:
    if field.encode_name not in data:
        if field.required:
            yield Problem(where, "is missing", "ontbreekt")
        return
    value, kind = data[field.encode_name], _bare(field.type)
    if _is_struct(kind):
        yield from _problems(kind, value, where)
        return
    try:
        msgspec.convert(value, field.type)
    except msgspec.ValidationError as error:
        yield _misfit(str(error), value, where, field.type)


def _bare(kind: Any) -> Any:
    """A type without its notes."""
    return get_args(kind)[0] if get_origin(kind) is Annotated else kind


def _is_struct(kind: Any) -> bool:
    members = get_args(kind) if isinstance(kind, UnionType) else (kind,)
    return all(isinstance(one, type) and issubclass(one, msgspec.Struct) for one in members)


def _tags(union: UnionType) -> dict[str, Any]:
    return {one.__struct_config__.tag: one for one in get_args(union)}


def _chosen(union: UnionType, data: Mapping[str, Any]) -> Any:
    tag = get_args(union)[0].__struct_config__.tag_field
    return _tags(union).get(str(data.get(tag)))


def _untagged(union: UnionType, data: Mapping[str, Any], where: str) -> Problem:
    tag = get_args(union)[0].__struct_config__.tag_field
    choices = ", ".join(_tags(union))
    seen = f"{data[tag]!r}: " if tag in data else ""
    return Problem(_below(where, tag), f"{seen}choose from {choices}", f"{seen}kies uit {choices}")


def _unknown(key: str, known: list[str], where: str) -> Problem:
    near = get_close_matches(key, known, n=1)
    hint = f"; did you mean {near[0]}?" if near else ""
    tip = f"; bedoelde u {near[0]}?" if near else ""
    return Problem(where, f"there is no such setting{hint}", f"deze instelling bestaat niet{tip}")


def _misfit(error: str, value: object, where: str, kind: Any) -> Problem:
    """msgspec's text without its place, in both languages."""
    text, _, inner = error.partition(" - at `$")
    if text.startswith("Invalid enum value"):
        text = f"choose from {', '.join(_choices(kind))}"
    elif "matching regex" in text:
        text = _PATTERNS.get(text.partition("regex ")[2].strip("'"), text)
    dutch = text
    for pattern, replacement in _DUTCH:
        dutch = re.sub(pattern, replacement, dutch)
    return Problem(where + inner.rstrip("`"), f"{value!r}: {text}", f"{value!r}: {dutch}")


def _choices(kind: Any) -> list[str]:
    """The values of the first enum or literal within a type."""
    info = msgspec.json.schema(kind)
    return [str(value) for value in next(_enums(info), [])]


def _enums(schema: object) -> Iterator[list[object]]:
    if isinstance(schema, dict):
        if "enum" in schema:
            yield schema["enum"]
        for part in schema.values():
            yield from _enums(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from _enums(part)


_PATTERNS = {
    r"^([01][0-9]|2[0-3]):[0-5][0-9]\\Z": "a time is HH:MM, as 07:30",
    r"^[a-z0-9][a-z0-9._-]*\\Z": "a name has small letters, digits, dots, dashes and underscores",
}
"""What the patterns of names and times want, in words."""

_DUTCH = (
    ("choose from", "kies uit"),
    ("a time is HH:MM, as 07:30", "een tijd is UU:MM, zoals 07:30"),
    (
        "a name has small letters, digits, dots, dashes and underscores",
        "een naam heeft kleine letters, cijfers, punten en streepjes",
    ),
    ("Expected", "verwacht"),
    (", got", ", gekregen"),
    ("of length", "van lengte"),
    ("`int`", "een geheel getal"),
    ("`str`", "tekst"),
    ("`bool`", "ja of nee (true, false)"),
    ("`array`", "een lijst"),
    ("`object`", "een tabel"),
    ("`null`", "niets"),
)


def _below(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name
