"""The elements of a PRODUCT, ready to be written, for each dialect and transaction."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache

from sluis.formats.bmecat._dialect import BMECAT_12
from sluis.formats.bmecat._table import DIALECTS, TABLE
from sluis.model import Transaction

_DATA_ONLY_WITHOUT = frozenset(
    {
        "PRODUCT_ORDER_DETAILS",
        "PRODUCT_PRICE_DETAILS",
        "PRODUCT_LOGISTIC_DETAILS",
        "UDX.EDXF.DISCOUNT_GROUP",
        "UDX.EDXF.BONUS_GROUP_SUPPLIER",
        "UDX.EDXF.ADDITIONAL_FACTORS",
        "UDX.EDXF.PRODUCT_TO_STOCK",
        "UDX.EDXF.PACKING_UNITS",
        "UDX.EDXF.PRODUCT_LOGISTIC_DETAILS",
        "UDX.EDXF.SHELF_LIFE_PERIOD",
        "UDX.EDXF.BATTERY_CONTAINED",
        "UDX.EDXF.ROHS_INDICATOR",
        "UDX.EDXF.CE_MARKING",
        "UDX.EDXF.REACH",
        "UDX.EDXF.SPECIAL_TREATMENT_CLASS_DETAILS",
        "UDX.EDXF.SURCHARGE_LIST",
        "UDX.EDXF.WARRANTY",
    }
)
"""Elements that T_NEW_PRODUCTDATA does not have."""

_PRICES_ONLY = frozenset(
    {"SUPPLIER_PID", "PRODUCT_PRICE_DETAILS", "USER_DEFINED_EXTENSIONS", "UDX.EDXF.SURCHARGE_LIST"}
)
"""Elements of T_UPDATE_PRICES that a price update is about."""

_OPTIONAL_IN_UPDATES = frozenset({"PRODUCT_FEATURES", "USER_DEFINED_EXTENSIONS"})

_CELL = re.compile(r"(!?)(?:(\d+)x)?(?:(\d+)-)?(\d*)(i?)")


_SIMPLE_KINDS = """
text id ids texts words listed lists number boolean day code codes word_codes kept each buyer
treatments declarations branch_numbers references system reach currency packing mime_type mime_code
purpose names
"""
_SIMPLE = frozenset(_SIMPLE_KINDS.split())
"""Kinds that say nothing when none of their fields is there."""


@dataclass(frozen=True, slots=True)
class Node:
    """One element of one dialect, ready to be written.

    `simple` are its fields as (part, name) when it says nothing without them; else None. The part
    is None for the one in hand; that of all languages ends in `*`.
    """

    name: str
    kind: str
    arguments: tuple[str, ...]
    fields: tuple[tuple[str, ...], ...]
    children: tuple[Node, ...]
    must: bool
    most: int | None
    shortest: int
    longest: int | None
    whole: bool
    simple: tuple[tuple[tuple[str, ...] | None, str], ...] | None


@cache
def product(dialect: str, transaction: Transaction) -> tuple[Node, ...]:
    """The children of PRODUCT in a document of this kind."""
    nodes = _nested(TABLE.strip().splitlines(), DIALECTS.index(dialect), 0)
    return tuple(_fitted(nodes, transaction))


def _nested(lines: list[str], column: int, depth: int) -> list[Node]:
    starts = [n for n, line in enumerate(lines) if _depth(line) == depth]
    blocks = [lines[start:end] for start, end in itertools.pairwise([*starts, len(lines)])]
    made = (_node(block[0].split(), block[1:], column, depth) for block in blocks)
    return [node for node in made if node is not None]


def _node(words: list[str], inner: list[str], column: int, depth: int) -> Node | None:
    cell = words[1 + column]
    if cell == "-":
        return None
    found = _CELL.fullmatch(cell.replace(".", ""))
    if found is None:
        raise ValueError(f"no cell: {cell}")
    must, most, shortest, longest, whole = found.groups()
    kind, *arguments = words[5].split(":") if len(words) > 5 else [""]  # noqa: PLR2004
    fields = tuple(tuple(_split(field)) for field in words[6:])
    return Node(
        name=_name(words[0], DIALECTS[column]),
        kind=kind or (words[0] if words[0].startswith("(") else "group"),
        arguments=tuple(arguments),
        fields=fields,
        children=tuple(_nested(inner, column, depth + 1)),
        must=bool(must),
        most=int(most) if most else None,
        shortest=int(shortest or 0),
        longest=int(longest) if longest else None,
        whole=bool(whole),
        simple=tuple((field[:-1] or None, field[-1]) for field in fields)
        if kind in _SIMPLE
        else None,
    )


def _fitted(nodes: Iterable[Node], transaction: Transaction) -> Iterator[Node]:
    """The nodes that the transaction has, with what it wants of them."""
    for node in nodes:
        within = tuple(_fitted(node.children, transaction))
        if transaction is Transaction.UPDATE_PRICES:
            if node.name.replace("ARTICLE", "PRODUCT").replace("AID", "PID") in _PRICES_ONLY:
                whole = node.name != "USER_DEFINED_EXTENSIONS"
                yield replace(node, must=whole, children=node.children if whole else within)
        elif transaction is Transaction.NEW_CATALOG:
            yield replace(node, children=within)
        elif transaction is Transaction.UPDATE_PRODUCTS or node.name not in _DATA_ONLY_WITHOUT:
            must = node.must and node.name not in _OPTIONAL_IN_UPDATES
            yield replace(node, must=must, children=within)


def _split(field: str) -> list[str]:
    """The names on the way to a field; a name may hold dots and slashes."""
    return field.removeprefix(".:").split(":") if field.startswith(".:") else field.split(":")


def _depth(line: str) -> int:
    return (len(line) - len(line.lstrip())) // 2


def _name(name: str, dialect: str) -> str:
    """The element's name; BMEcat 1.2 has its own for what 2005 renamed.

    >>> _name("PRODUCT_DETAILS", BMECAT_12), _name("PROD_ID_TO", BMECAT_12)
    ('ARTICLE_DETAILS', 'ART_ID_TO')
    """
    if dialect != BMECAT_12:
        return name
    name = re.sub(r"^PRODUCT(?=_|$)", "ARTICLE", name)
    return re.sub(r"_PID$", "_AID", name).replace("PROD_ID", "ART_ID")
