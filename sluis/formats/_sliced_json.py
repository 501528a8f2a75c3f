"""The items of one array of a JSON document as slices, with the proof that the cut was right.

Proof:   what is no slice must be a document with one string of a secret name in place of all the
         items, in the array at the end of the path. A new slice is parsed by itself and must be
         one object; a known one was. Between two items stands the same comma every time.
Refused: whatever the proof does not cover (`Unproven`): another encoding than UTF-8, a name twice
         in one object around the items, items in two arrays, items that are not written alike.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Generator, Iterator
from decimal import Decimal
from typing import Any, BinaryIO

import msgspec

from sluis.formats import _slices
from sluis.formats._slices import Slice, Unproven

_BLANK = rb"[ \t\r\n]*"
_AFTER = re.compile(_BLANK + rb"(?:,(" + _BLANK + rb")\{" + _BLANK + rb'"(?:[^"\\]|\\.)*"|\])')
"""What follows the first item: a comma and the second item's first name, or the array's end."""

_first_value = json.JSONDecoder().raw_decode
_object = msgspec.json.Decoder(dict[str, Any], float_hook=Decimal).decode


def cut_json(stream: BinaryIO, path: tuple[str, ...]) -> Iterator[Slice]:
    """The objects in the array at the end of *path*, each name of which is an array's.

    `("Supplier", "Product")` leads to `{"Supplier": [{"Product": [{...}, {...}]}]}`.
    Nothing is proven before the iteration has ended. Memory: a window and one slice.
    """
    stream.seek(0)
    head, rest = _head(stream, path[-1])
    line = 1 + head.count(b"\n")
    rest, comma = _comma(stream, rest)
    if comma:
        rest, line = yield from _cut(stream, rest, line, comma)
    else:
        rest += stream.read(_slices.LONGEST)
    end = _end(rest)
    yield Slice(line, rest[:end])
    _prove(head, rest[end:], path)


def json_object(data: bytes) -> dict[str, Any]:
    """The object that a slice is; numbers with a point are `Decimal`.

    Raises:
        Unproven: it is not exactly one object.
    """
    try:
        return _object(data)
    except (ValueError, RecursionError) as error:
        raise Unproven("a slice is no object") from error


def _head(stream: BinaryIO, name: str) -> tuple[bytes, bytes]:
    """What stands before the first item, and what was read from there on."""
    start = re.compile(_BLANK.join((json.dumps(name).encode(), b":", rb"\[", rb"(?=\{)")))
    head = b""
    while len(head) < _slices.LONGEST and (window := stream.read(_slices.WINDOW)):
        head += window
        if found := start.search(head):
            return head[: found.end()], head[found.end() :]
    raise Unproven("no record was found")


def _comma(stream: BinaryIO, rest: bytes) -> tuple[bytes, bytes]:
    """How two items are parted, from the brace that ends one to all that begins the next.

    Nothing for a single item. With a line feed in it, the blanks show how deep it stands; without,
    the first name of an item does.
    """
    while True:
        end = _end(rest)
        if end and (found := _AFTER.match(rest, end)):
            if found[1] is None:
                return rest, b""
            until = found.end(1) + 1 if b"\n" in found[1] else found.end()
            return rest, rest[end - 1 : until]
        window = stream.read(_slices.WINDOW)
        if not window or len(rest) > _slices.LONGEST:
            raise Unproven("the first record has no end")
        rest += window


def _end(rest: bytes) -> int:
    """The length of the object that *rest* begins with, 0 when it is not whole."""
    text = rest.decode(errors="ignore")
    try:
        _, end = _first_value(text)
    except (ValueError, RecursionError):
        return 0
    return len(text[:end].encode())


def _cut(
    stream: BinaryIO, buffer: bytes, line: int, comma: bytes
) -> Generator[Slice, None, tuple[bytes, int]]:
    """The slices that a comma follows; returns what begins with the last one, and its line."""
    skip, feeds = comma.index(b"{"), comma.count(b"\n")
    while len(buffer) <= _slices.LONGEST:
        start = 0
        while (end := buffer.find(comma, start) + 1) > 0:
            data = buffer[start:end]
            yield Slice(line, data)
            line += data.count(b"\n") + feeds
            start = end - 1 + skip
        buffer = buffer[start:]
        window = stream.read(_slices.WINDOW)
        if not window:
            return buffer, line
        buffer += window
    raise Unproven("a record has no end")


def _prove(head: bytes, tail: bytes, path: tuple[str, ...]) -> None:
    """The document around the items must have been as was supposed."""
    secret = secrets.token_hex(12)
    frame = head + json.dumps(secret).encode() + tail
    root = json_object(frame)
    try:
        json.loads(frame.decode(), object_pairs_hook=_once)
        arrays = [
            one[path[-1]] for one in _holders(root, path[:-1]) if one.get(path[-1]) is not None
        ]
    except (ValueError, RecursionError, AttributeError, TypeError) as error:
        raise Unproven("the document around the records is not plain") from error
    if [one for one in arrays if one != []] != [[secret]]:
        raise Unproven("records stand in two places")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name occurs twice in one object")
    return found


def _holders(root: Any, path: tuple[str, ...]) -> list[Any]:
    """The objects that may have the array."""
    held = [root]
    for name in path:
        held = [inner for one in held for inner in one.get(name) or ()]
    return held
