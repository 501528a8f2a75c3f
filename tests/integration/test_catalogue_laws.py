"""Random deliveries against a model in plain Python: verdicts, stored records, undo."""

from __future__ import annotations

import copy
from collections import Counter
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import groupby
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sluis.model import Mode, Mutation, Patch, Record
from tests.catalogue_desk import Desk, fresh_gln, item, product

MEASURES = ("read", "created", "changed", "unchanged", "rejected", "missing", "archived")
FIELDS = {
    "trade_item": {"price": "net_price", "of": "manufacturer_product_number", "unit": "order_unit"},
    "product": {"brand": "brand_name", "status": "status"},
}
"""What the model knows of a record, and what the catalogue calls it."""


@dataclass(frozen=True)
class Line:
    """One record of a file.

    `kind` is full, item, product or removal; a patch names what it carries, of both or of one.
    """

    kind: str
    number: str
    of: str
    values: dict[str, Any]
    carries: frozenset[str] | None = None
    creates: bool = False
    refused: bool = False
    document: int = 1

    def record(self) -> Record:
        values = {"status": None, "unit": None} | self.values
        sold = item(
            self.number, of=self.of, net_price=Decimal(values["price"]), order_unit=values["unit"]
        )
        described = product(self.of, brand_name=values["brand"], status=values["status"])
        return Record(
            ordinal=0,
            key=self.number,
            mode=Mode.DELETE if self.kind == "removal" else Mode.NEW,
            trade_item=None if self.kind == "product" else sold,
            product=described if self.kind in ("full", "product") else None,
            patch=self._patch(),
        )

    def _patch(self) -> Patch | None:
        if self.carries is None or self.kind == "removal":
            return None
        named = {entity: [FIELDS[entity][f] for f in FIELDS[entity] if f in self.carries]
                 for entity in FIELDS}  # fmt: skip
        return Patch(**named, creates=self.creates)

    def pieces(self, ordinal: int) -> list[Piece]:
        kind = "whole" if self.carries is None else "create" if self.creates else "patch"
        kind = "remove" if self.kind == "removal" else kind
        kind = "reject" if self.refused else kind
        values = self.values | {"price": Decimal(self.values["price"]), "of": self.of}
        entities = {"full": ("trade_item", "product"), "product": ("product",)}
        found = []
        for entity in entities.get(self.kind, ("trade_item",)):
            key = self.number if entity == "trade_item" else self.of
            wanted = set(FIELDS[entity]) if self.carries is None else self.carries
            carried = {name: values.get(name) for name in FIELDS[entity] if name in wanted}
            found.append(Piece(entity, key, kind, carried, ordinal, self.document))
        return found


@dataclass(frozen=True)
class Piece:
    """What one record says of one entity."""

    entity: str
    key: str
    kind: str
    values: dict[str, Any]
    ordinal: int
    document: int

    @property
    def is_patch(self) -> bool:
        return self.kind in ("patch", "create")


def _sorted(said: list[Piece]) -> tuple[Piece | None, list[Piece]]:
    """The piece that counts, and the patches that go into it."""
    firsts: dict[int, Piece] = {}
    for one in said:
        if one.is_patch:
            firsts.setdefault(one.document, one)
    patches = list(firsts.values())
    base = next((one for one in said if not one.is_patch), None)
    if base is None:
        creating = (one for one in patches if one.kind == "create")
        base = next(creating, next(iter(patches), None))
    elif base.kind == "remove":
        return base, []
    return base, [one for one in patches if one is not base]


LINES = st.builds(
    Line,
    kind=st.sampled_from(["full", "full", "full", "item", "product", "removal"]),
    number=st.sampled_from(["A1", "A2", "A3", "A4"]),
    of=st.sampled_from(["P1", "P2", "P3"]),
    values=st.fixed_dictionaries({
        "price": st.sampled_from(["1", "2", "2.0"]), "unit": st.sampled_from(["C62", "MTR", None]),
        "brand": st.sampled_from(["Kade", "Wal", None]), "status": st.sampled_from(["126", None]),
    }),
    carries=st.none() | st.none() | st.frozensets(
        st.sampled_from(["price", "unit", "of", "brand", "status"])
    ),
    creates=st.booleans(),
    refused=st.sampled_from([False, False, False, False, True]),
    document=st.integers(1, 3),
)  # fmt: skip
FILES = st.tuples(st.lists(LINES, max_size=8), st.sampled_from(Mutation))
FIRST = st.tuples(
    st.lists(LINES.map(lambda one: replace(one, kind="full", carries=None, refused=False)),
             min_size=2, max_size=4),
    st.just(Mutation.COMPLETE),
)  # fmt: skip
STEPS = st.builds(
    lambda first, rest: [first, *rest],
    FIRST,
    st.lists(st.one_of(FILES, FILES, FILES, st.just("undo")), min_size=1, max_size=5),
)


@dataclass
class Model:
    """What the store promises, one record at a time: entity -> key -> values."""

    records: dict[str, dict[str, dict[str, Any]]] = field(
        default_factory=lambda: {"trade_item": {}, "product": {}}
    )

    def deliver(self, lines: list[Line], mutation: Mutation) -> dict[str, dict[str, int]]:
        self.counts: dict[str, Counter[str]] = {"trade_item": Counter(), "product": Counter()}
        before = copy.deepcopy(self)
        pieces = [piece for n, line in enumerate(lines, 1) for piece in line.pieces(n)]
        items = [one for one in pieces if one.entity == "trade_item"]
        refused = self._settle("trade_item", items)
        products = [one for one in pieces if one.entity == "product"]
        for _ in (one for one in products if one.ordinal in refused):
            self._count("product", "rejected")
        products = [one for one in products if one.ordinal not in refused]
        self._settle("product", products)
        complete = mutation is Mutation.COMPLETE
        if complete and self._good("trade_item", items):
            present = {one.key for one in items}
            self._archive("trade_item", set(self.active("trade_item")) - present, "missing")
        self._lapse(before, items, products)
        if complete and self._good("product", products):
            present = {one.key for one in products} | {
                before.active("trade_item")[one.key]["of"]
                for one in items
                if one.kind == "reject" and one.key in before.active("trade_item")
            }
            self._archive("product", set(self.active("product")) - present, "missing")
        return {
            entity: {name: told[name] for name in MEASURES}
            | ({"folded": told["folded"]} if told["folded"] else {})
            for entity, told in self.counts.items()
        }

    def active(self, entity: str) -> dict[str, Any]:
        return {key: one for key, one in self.records[entity].items() if one["active"]}

    def _good(self, entity: str, pieces: list[Piece]) -> bool:
        """Is there any record that was taken over?"""
        keys = {one.key for one in pieces if one.kind not in ("reject", "remove")}
        return bool(keys & self.put[entity])

    def _settle(self, entity: str, pieces: list[Piece]) -> set[int]:
        """Take over what is said of each key; the ordinals of what is refused."""
        self.put = {**getattr(self, "put", {}), entity: set()}
        refused: set[int] = set()
        for key, group in groupby(sorted(pieces, key=lambda p: (p.key, p.ordinal)),
                                  key=lambda p: p.key):  # fmt: skip
            said = list(group)
            for _ in (one for one in said if one.kind == "reject"):
                self._count(entity, "rejected")
            refused |= self._key(entity, key, [one for one in said if one.kind != "reject"])
        return refused

    def _key(self, entity: str, key: str, said: list[Piece]) -> set[int]:
        """Take over what is said of one key; the ordinals of what is refused."""
        base, patches = _sorted(said)
        rest = [one for one in said if one is not base and one not in patches]
        for _ in rest:
            self._count(entity, "unchanged" if entity == "product" else "rejected")
        alive = key in self.active(entity)
        unknown = [base, *patches] if base and base.kind == "patch" and not alive else []
        for _ in unknown:
            self._count(entity, "rejected")
        if base is not None and base.kind == "remove":
            self._count(entity, "changed" if alive else "unchanged")
            self._archive(entity, {key} if alive else set())
        elif base is not None and not unknown:
            self._put(entity, key, base, patches)
        return {one.ordinal for one in (*rest, *unknown)}

    def _put(self, entity: str, key: str, base: Piece, patches: list[Piece]) -> None:
        stored = self.records[entity].get(key)
        new = dict.fromkeys(FIELDS[entity])
        if base.is_patch and stored is not None:
            new = {name: stored[name] for name in new}
            if entity == "product" and not stored["active"]:
                new["status"] = None  # it has not lapsed any more
        for one in (base, *patches):
            new |= one.values
        new["active"] = True
        self.counts[entity]["folded"] += len(patches)
        verdict = "created" if stored is None else "unchanged" if stored == new else "changed"
        self._count(entity, verdict)
        self.records[entity][key] = new
        self.put[entity].add(key)

    def _count(self, entity: str, verdict: str) -> None:
        self.counts[entity]["read"] += 1
        self.counts[entity][verdict] += 1

    def _lapse(self, before: Model, items: list[Piece], products: list[Piece]) -> None:
        """Products of removed items to which no active item refers any more."""
        gone = {
            one["of"]
            for key, one in before.active("trade_item").items()
            if key not in self.active("trade_item")
            and any(said.key == key and said.kind == "remove" for said in items)
        }
        referred = {one["of"] for one in self.active("trade_item").values()}
        named = {one.key for one in products if one.kind == "reject"} | self.put["product"]
        self._archive("product", (gone & set(self.active("product"))) - named - referred)

    def _archive(self, entity: str, keys: set[str], verdict: str = "") -> None:
        for key in keys:
            self.records[entity][key]["active"] = False
            if entity == "product":
                self.records[entity][key]["status"] = "130"
            self.counts[entity]["archived"] += 1
            if verdict:
                self.counts[entity][verdict] += 1


def told(model: Model) -> dict[str, Any]:
    return {
        entity: {key: {name: one[name] for name in FIELDS[entity]}
                 for key, one in model.active(entity).items()}
        for entity in FIELDS
    }  # fmt: skip


def stored(desk: Desk) -> dict[str, Any]:
    keys = {"trade_item": "supplier_item_number", "product": "manufacturer_product_number"}
    return {
        entity: {
            one[keys[entity]]: {name: one[column] for name, column in columns.items()}
            for one in desk.records(entity)
        }
        for entity, columns in FIELDS.items()
    }


@settings(
    max_examples=40,
    deadline=None,
    phases=[__import__("hypothesis").Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(steps=STEPS)
def test_the_store_does_what_the_model_says(desk, steps) -> None:
    """
    After any sequence of imports and undos: the same verdicts, the same active records, and
    read = created + changed + unchanged + rejected for each entity.
    """
    desk = Desk(desk.connection, fresh_gln())
    model, last = Model(), None
    for step in steps:
        if step == "undo":
            if last is not None:
                outcome, earlier = last
                active = told(earlier)
                desk.undo(outcome)
                model, last = _undone(model, earlier), None
                assert stored(desk) == active
            continue
        lines, mutation = step
        earlier = copy.deepcopy(model)
        lines = sorted(lines, key=lambda line: line.document)
        outcome = desk.deliver_lines(
            [(line.record(), line.refused, line.document) for line in lines], mutation
        )
        expected = model.deliver(lines, mutation)
        last = (outcome, earlier)

        assert outcome.comparison.as_json() == expected
        assert stored(desk) == told(model)


def _undone(model: Model, earlier: Model) -> Model:
    """As before; what the import created stays behind, archived."""
    for entity, records in model.records.items():
        for key, one in records.items():
            if key not in earlier.records[entity]:
                status = {"status": "130"} if entity == "product" else {}
                earlier.records[entity][key] = one | status | {"active": False}
    return earlier
