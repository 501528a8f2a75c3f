r"""One Struct as one line of COPY text. Pure; made once per table from its columns.

Options: the lines are for `COPY ... (NULL '')`: an empty field is NULL, `\` is the escape.
Limits:  PostgreSQL cannot hold U+0000, lone surrogates, NaN, infinities, whole numbers beyond 31
         bits or keys that do not fit an index: those raise `Unstorable`. Nothing is ever silently
         mended.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from operator import attrgetter
from typing import Any

import msgspec

from sluis.catalogue.columns import Shape, Table

KEY_LIMIT = 250
"""Characters of one part of a key: all parts together fit a B-tree entry of 2700 bytes."""

DIGITS_LIMIT = 1000
"""Digits before or after the point; PostgreSQL ends at 131072 and 16383."""

LARGE = 65536
"""Bytes of nested parts from which a record is looked at value by value."""

_WHOLE_LIMIT = 2**31 - 1
_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})
_encoder = msgspec.json.Encoder(decimal_format="number")
encode_json = _encoder.encode

Write = Callable[[int, int | None, Any, Any], bytes]
"""(ordinal, line, struct, warnings) -> one line, newline included; its last field, empty, is for
the fingerprint (`fingerprints.marked`)."""


class Unstorable(ValueError):
    """The database cannot hold a value; the record belongs among the rejected."""

    def __init__(self, field: str, value: object, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.value = ascii(value) if isinstance(value, str) else ""
        self.reason = reason


def writer(table: Table) -> Write:
    """A function that writes lines of *table*; fields as in `columns.copy_order`."""
    numbers, integers, scalars, texts, nested = (
        _getter(table, shape) for shape in ("number", "integer", "scalar", "texts", "json")
    )
    key, indexed = _tuple_getter(table.key), _tuple_getter(table.indexed)

    def write(ordinal: int, line: int | None, struct: Any, warnings: Any) -> bytes:
        try:
            _check_keys(key(struct), indexed(struct))
            fields = [str(ordinal), "" if line is None else str(line)]
            fields += _numbers(numbers(struct))
            fields += _integers(integers(struct))
            fields += _plain(scalars(struct))
            fields += [_array(value) if value else "{}" for value in texts(struct)]
            head = "\t".join(fields).encode()
            body = _nested((*nested(struct), warnings))
        except (ValueError, OverflowError, TypeError):
            _explain(table, struct)
            raise
        if len(body) > LARGE or _suspect(body):
            _explain(table, struct)
        return head + b"\t" + body.replace(b"\\", b"\\\\") + b"\t\n"

    return write


def _nested(values: tuple[Any, ...]) -> bytes:
    r"""The values as JSON with tabs between them; line feeds in texts stand there as `\n`.

    >>> _nested(({"nl": ["a\nb"]}, []))
    b'{"nl":["a\\nb"]}\t[]'
    """
    return _encoder.encode_lines(values)[:-1].replace(b"\n", b"\t")


def _suspect(body: bytes) -> bool:
    """Is there what unstorable values look like in JSON? A harmless text may look so as well.

    One byte is found ten times quicker than two, so that a rare one is asked for first.
    """
    return (
        b"NaN" in body
        or b"Infinity" in body
        or (b"\\" in body and b"u0000" in body)
        or (b"+" in body and b"E+" in body)
        or (b"-" in body and b"E-" in body)
    )


def fields_line(values: Iterable[object]) -> bytes:
    """A line of plain values, for the small staging tables."""
    return ("\t".join(_plain(tuple(values))) + "\n").encode()


def storable_key(value: str) -> str | None:
    """The part of a key, or None when no stored record can have it."""
    try:
        _check_keys((value,), (value,))
        _plain((value,))
        value.encode()
    except ValueError:
        return None
    return value


def _getter(table: Table, shape: Shape) -> Callable[[Any], tuple[Any, ...]]:
    return _tuple_getter([column.name for column in table.only(shape)])


def _tuple_getter(names: Iterable[str]) -> Callable[[Any], tuple[Any, ...]]:
    """`attrgetter` that gives a tuple for no name and for one name, too."""
    wanted = tuple(names)
    if len(wanted) > 1:
        return attrgetter(*wanted)
    if not wanted:
        return lambda struct: ()
    one = attrgetter(*wanted)
    return lambda struct: (one(struct),)


def _numbers(values: tuple[Decimal | None, ...]) -> list[str]:
    texts = ["" if value is None else str(value) for value in values]
    joined = "".join(texts)
    if len(joined) > DIGITS_LIMIT or "N" in joined or "I" in joined or "E" in joined:
        for value in values:
            _check_number(value)
    return texts


def _check_number(value: Decimal | None) -> None:
    if value is None:
        return
    if not value.is_finite():
        raise Unstorable("", value, "not a number")
    _, digits, exponent = value.as_tuple()
    if len(digits) > DIGITS_LIMIT or abs(int(exponent)) > DIGITS_LIMIT:
        raise Unstorable("", value, "the number has too many digits")


def _integers(values: tuple[int | None, ...]) -> list[str]:
    for value in values:
        if value is not None and not -_WHOLE_LIMIT <= value <= _WHOLE_LIMIT:
            raise Unstorable("", value, "the whole number is too large")
    return ["" if value is None else str(value) for value in values]


def _plain(values: tuple[Any, ...]) -> list[str]:
    r"""Texts, dates and booleans, escaped.

    >>> _plain(("a\tb", None, True, "C:\\x"))
    ['a\\tb', '', 'True', 'C:\\\\x']
    """
    texts = [
        "" if value is None else value if value.__class__ is str else str(value) for value in values
    ]
    joined = "".join(texts)
    if joined.isprintable() and "\\" not in joined:
        return texts
    if "\0" in joined:
        raise Unstorable("", joined, "a text contains the character U+0000")
    return [text.translate(_ESCAPES) for text in texts]


def _array(values: list[str]) -> str:
    r"""A text[] literal inside a COPY field: two layers of escapes.

    >>> print(_array(["a", 'say "b"', "back\\slash"]))
    {"a","say \\"b\\"","back\\\\slash"}
    """
    if "".join(values).isalnum():  # numbers such as GTINs: nothing to escape
        return '{"' + '","'.join(values) + '"}'
    quoted = ",".join('"' + v.replace("\\", "\\\\").replace('"', '\\"') + '"' for v in values)
    return "{" + _plain((quoted,))[0] + "}"


def _check_keys(key: tuple[Any, ...], indexed: tuple[Any, ...]) -> None:
    if not all(key):
        raise Unstorable("", "", "a part of the key is empty")
    for value in indexed:
        if value is not None and len(value) > KEY_LIMIT:
            raise Unstorable("", value, f"a key longer than {KEY_LIMIT} characters")


def _explain(table: Table, struct: Any) -> None:
    """Name the field that cannot be stored; return when all can."""
    for column in table.columns:
        value = getattr(struct, column.name)
        try:
            if column.name in table.indexed:
                _check_keys((value,) if column.name in table.key else (), (value,))
            _walk(value)
            if column.shape == "integer":
                _integers((value,))
            encode_json(value)
        except (ValueError, OverflowError, TypeError) as error:
            reason = error.reason if isinstance(error, Unstorable) else str(error)
            raise Unstorable(column.name, value, reason) from error


def _walk(value: Any) -> None:
    """Look at every text and number in *value*."""
    if isinstance(value, str):
        _plain((value,))
        value.encode()
    elif isinstance(value, Decimal):
        _check_number(value)
    elif isinstance(value, int) and value.bit_length() > 3 * DIGITS_LIMIT:
        raise Unstorable("", "", "the number has too many digits")
    elif isinstance(value, dict):
        for part in (*value.keys(), *value.values()):
            _walk(part)
    elif isinstance(value, list):
        for part in value:
            _walk(part)
