"""An account of one record: what a writer takes out of it, and at the end what is left.

A writer takes each value out of the record by its name; what nobody has taken when the account is
closed has no place in the format and is told to the target. So nothing is dropped in silence.

>>> told = []
>>> class Told:
...     def lost(self, entity, key, field, value="", why=Why.NO_PLACE):
...         told.append(f"{entity} {key} {field} {value} {why}")
>>> account = Account(Told(), "A-1", "P-1")
>>> item = account.part(Entity.TRADE_ITEM, {"status": "126", "prices": [{"tax": 1, "amount": 2}]})
>>> [price.take("amount") for price in item.parts("prices")]
[2]
>>> account.close()
>>> told
['trade_item A-1 status 126 no_place', 'trade_item A-1 prices.tax 1 no_place']
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sluis.entities import Json
from sluis.formats._format import Target, Why
from sluis.model import Entity


class Lacking(Exception):
    """The format wants a field that is missing; the nearest part around it is left out."""

    def __init__(self, entity: Entity, field: str) -> None:
        super().__init__(f"{entity} {field}")
        self.entity = entity
        self.field = field


class Account:
    """One per record. What is told waits until `close` or `leave_out`."""

    def __init__(self, target: Target, item_key: str, product_key: str) -> None:
        self._target = target
        self._keys = {Entity.DOCUMENT: "", Entity.PRODUCT: product_key}
        self._key = item_key or product_key
        self._parts: list[Part] = []
        self._told: list[tuple[Entity, str, object, Why]] = []
        self._taken: list[tuple[Part, str, Any]] = []

    def part(self, entity: Entity, values: Json, path: str = "") -> Part:
        """Open a part of the record; *values* stay as they are."""
        made = Part(self, entity, values, path)
        self._parts.append(made)
        return made

    def tell(self, entity: Entity, field: str, value: object, why: Why) -> None:
        self._told.append((entity, field, value, why))

    def took(self, part: Part, name: str, value: Any) -> None:
        """Remember what was taken, for `optional`."""
        self._taken.append((part, name, value))

    @contextmanager
    def optional(self) -> Iterator[None]:
        """A part of the document that may be left out: a `Lacking` in it ends here.

        The field that is missing is told, and so is all that was taken for the part.
        """
        before = self.mark()
        try:
            yield
        except Lacking as lacking:
            self.drop(before, lacking)

    def mark(self) -> int:
        """Where an optional part begins; see `drop`."""
        return len(self._taken)

    def drop(self, before: int, lacking: Lacking) -> None:
        """Leave out the part that began at *before*: what `optional` does, for hot places."""
        self.tell(lacking.entity, lacking.field, "", Why.PART_LEFT_OUT)
        for part, name, value in self._taken[before:]:
            part.tell(name, value, Why.PART_LEFT_OUT)
        del self._taken[before:]

    def close(self) -> None:
        """Tell all there is to tell; what was not taken has no place."""
        for part in self._parts:
            for name, value in part.values.items():
                if not is_empty(value):
                    part.tell(name, value, Why.NO_PLACE)
        for entity, field, value, why in self._told:
            self._target.lost(entity, self._keys.get(entity, self._key), field, value, why)

    def leave_out(self, entity: Entity, field: str) -> None:
        """Tell that the record as a whole is left out because of *field*, and nothing else."""
        self._target.lost(entity, self._keys.get(entity, self._key), field, "", Why.RECORD_LEFT_OUT)


class Part:
    """Values of a record by name, each to be taken once; `values` are those that are left."""

    __slots__ = ("_account", "_given", "entity", "path", "values")

    def __init__(self, account: Account, entity: Entity, given: Json, path: str) -> None:
        self._account = account
        self._given = given
        self.entity = entity
        self.values = dict(given)
        self.path = path

    def seen(self, name: str) -> Any:
        """The value without taking it; None when it is empty, or has been taken."""
        value = self.values.get(name)
        return None if is_empty(value) else value

    def was(self, name: str) -> Any:
        """The value as it was given, taken or not; None when it is empty."""
        value = self._given.get(name)
        return None if is_empty(value) else value

    def take(self, name: str) -> Any:
        """The value, which is now accounted for; None when there is none or it is empty."""
        value = self.values.pop(name, None)
        if is_empty(value):
            return None
        self._account.took(self, name, value)
        return value

    def need(self, name: str) -> Any:
        """The value; raises `Lacking` when there is none."""
        value = self.take(name)
        if value is None:
            raise Lacking(self.entity, self.at(name))
        return value

    def part(self, name: str) -> Part | None:
        """A nested part, to take values out of in its turn; None when there is none."""
        value = self.values.get(name)
        if not value or not isinstance(value, dict):
            return None
        del self.values[name]
        return self._account.part(self.entity, value, self.at(name))

    def parts(self, name: str) -> list[Part]:
        """A list of nested parts; what in it is no part stays to be told."""
        found = self.values.get(name)
        if not found or not isinstance(found, list):
            return []
        rest = [one for one in found if not isinstance(one, dict)]
        self.values[name] = rest
        path = self.at(name)
        return [
            self._account.part(self.entity, one, path) for one in found if isinstance(one, dict)
        ]

    def tell(self, name: str, value: object, why: Why) -> None:
        """Say that *name* is not in the document as it is here."""
        self._account.tell(self.entity, self.at(name), value, why)

    def at(self, name: str) -> str:
        """The path of *name* in the words of the model."""
        return f"{self.path}.{name}" if self.path else name


def is_empty(value: object) -> bool:
    """Whether a value says nothing.

    >>> is_empty([]), is_empty(""), is_empty(0), is_empty(False)
    (True, True, False, False)
    """
    return value is None or (not value and isinstance(value, str | list | dict | tuple))
