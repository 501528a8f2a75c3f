"""Writing TOML: what the standard library reads but does not write."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any


def table(name: str, values: Mapping[str, Any]) -> Iterator[str]:
    """Lines of one `[[name]]` of an array of tables; tables within it are written inline.

    A value that is None is left out: TOML has none.
    """
    yield f"[[{name}]]"
    for key, value in values.items():
        if value is not None:
            yield f"{word(key)} = {text(value)}"


def text(value: Any) -> str:
    r"""A value as TOML.

    >>> print(text({"every": "weekly", "at": None, "days": [1, 15], "say \"hi\"": True}))
    { every = "weekly", days = [1, 15], "say \"hi\"" = true }
    """
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float() | Decimal():
            return str(value)
        case str():
            return _quoted(value)
        case Mapping():
            inside = ", ".join(f"{word(k)} = {text(v)}" for k, v in value.items() if v is not None)
            return f"{{ {inside} }}" if inside else "{}"
        case _:
            return f"[{', '.join(map(text, value))}]"


def word(key: str) -> str:
    """A key, quoted where it must be."""
    bare = key.replace("_", "").replace("-", "")
    return key if bare.isalnum() and bare.isascii() else _quoted(key)


def _quoted(value: str) -> str:
    return '"' + "".join(_ESCAPES.get(one) or _plain(one) for one in value) + '"'


def _plain(one: str) -> str:
    return f"\\u{ord(one):04x}" if ord(one) < ord(" ") or one == "\x7f" else one


_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
