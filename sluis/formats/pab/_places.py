"""Places in a record as paths: `descriptions.nl.short`, `item_gtins[]`, `relations[OPV].number`.

A name is an attribute of the struct, below it a key; `[]` is the only entry of a list; `[WORD]` is
the entry whose `type` is WORD, or whose `code` is when it is an attachment.

>>> fields: Json = {}
>>> put(fields, parse("relations[OPV].number"), "B2"); put(fields, parse("item_gtins[]"), "123")
>>> fields
{'relations': [{'type': 'OPV', 'number': 'B2'}], 'item_gtins': ['123']}
>>> get(fields, parse("relations[OPV].number")), get(fields, parse("relations[VOO].number"))
('B2', None)
"""

from __future__ import annotations

import re
from typing import Any

from sluis.entities import Json

Place = tuple[tuple[str, str | None], ...]
"""Steps: a name, and the word of the list entry (None: no list)."""

_STEP = re.compile(r"(\w+)(?:\[(\w*)\])?")
_CODED = "attachments"


def parse(path: str) -> Place:
    """The steps of *path*."""
    return tuple((step[1], step[2]) for step in _STEP.finditer(path))


def put(fields: Json, place: Place, value: Any) -> None:
    """Set *value* at *place*, making what lies between."""
    *steps, (name, word) = place
    for step in steps:
        fields = _into(fields, *step)
    if word is None:
        fields[name] = value
    else:
        fields[name] = [value]


def get(fields: Json, place: Place) -> Any:
    """The value at *place*, None when there is none."""
    found: Any = fields
    for name, word in place:
        found = found.get(name) if isinstance(found, dict) else None
        if word is not None:
            found = _entry(found or [], name, word)
    return found


def _into(fields: Json, name: str, word: str | None) -> Json:
    if word is None:
        below: Json = fields.setdefault(name, {})
        return below
    entries: list[Json] = fields.setdefault(name, [])
    found: Json | None = _entry(entries, name, word)
    if found is None:
        found = {_key(name): word} if word else {}
        entries.append(found)
    return found


def _entry(entries: list[Any], name: str, word: str) -> Any:
    if not word:
        return entries[0] if entries else None
    return next((one for one in entries if one.get(_key(name)) == word), None)


def _key(name: str) -> str:
    return "code" if name == _CODED else "type"
