"""Random deliveries against a model in plain Python: verdicts, stored records, undo."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sluis.model import Mode, Mutation, Record
from tests.catalogue_desk import Desk, fresh_gln, item, product

ITEMS = st.sampled_from(["A1", "A2", "A3", "A4"])
PRODUCTS = st.sampled_from(["P1", "P2", "P3"])
PRICES = st.sampled_from(["1", "2", "2.0"])
BRANDS = st.sampled_from(["Kade", "Wal"])


@dataclass(frozen=True)
class Line:
    """One record of a file; `kind` is full, item, product, price or removal."""

    kind: str
    number: str
    of: str
    price: str
    brand: str
    refused: bool

    def record(self) -> Record:
        trade_item = item(self.number, of=self.of, net_price=Decimal(self.price))
        described = product(self.of, brand_name=self.brand)
        return Record(
            ordinal=0,
            key=self.number,
            mode=Mode.DELETE if self.kind == "removal" else Mode.NEW,
            prices_only=self.kind == "price",
            trade_item=None if self.kind == "product" else trade_item,
            product=described if self.kind in ("full", "product") else None,
        )


LINES = st.builds(
    Line,
    kind=st.sampled_from(["full", "full", "full", "item", "product", "price", "removal"]),
    number=ITEMS, of=PRODUCTS, price=PRICES, brand=BRANDS,
    refused=st.sampled_from([False, False, False, False, True]),
)  # fmt: skip
FILES = st.tuples(st.lists(LINES, max_size=6), st.sampled_from(Mutation))
FIRST = st.tuples(
    st.lists(LINES.map(lambda line: replace(line, kind="full", refused=False)), min_size=2,
             max_size=4),
    st.just(Mutation.COMPLETE),
)  # fmt: skip
STEPS = st.builds(
    lambda first, rest: [first, *rest],
    FIRST,
    st.lists(st.one_of(FILES, FILES, FILES, st.just("undo")), min_size=1, max_size=5),
)


@dataclass
class Model:
    """What the store promises, one record at a time."""

    items: dict[str, dict[str, Any]] = field(default_factory=dict)
    products: dict[str, dict[str, Any]] = field(default_factory=dict)

    def deliver(self, lines: list[Line], mutation: Mutation) -> dict[str, dict[str, int]]:
        self.counts = {
            entity: dict.fromkeys(
                ("read", "created", "changed", "unchanged", "rejected", "missing", "archived"), 0
            )
            for entity in ("trade_item", "product")
        }
        before = copy.deepcopy(self)
        taken = self._taken([line for line in lines if not line.refused])
        refused = [line for line in lines if line.refused]
        for line in refused:
            self._tally(line, "rejected")
        for line in taken:
            if line.kind != "product":
                self._item(line)
        self._describe(taken)
        staged = [line for line in lines if not line.refused]
        complete = mutation is Mutation.COMPLETE
        if complete and any(line.kind in ("full", "item") for line in staged):
            present = {line.number for line in lines if line.kind != "product"}
            self._archive("trade_item", set(self._active(self.items)) - present, "missing")
        removed = {line.number for line in taken if line.kind == "removal"}
        self._lapse(removed, before, taken)
        if complete and any(line.kind in ("full", "product") for line in staged):
            spared = {
                before.items[line.number]["of"]
                for line in refused
                if line.kind != "product" and before.items.get(line.number, {}).get("active")
            }
            present = {line.of for line in taken if line.kind in ("full", "product")}
            present |= {line.of for line in refused if line.kind in ("full", "product")}
            self._archive("product", set(self._active(self.products)) - present - spared, "missing")
        return self.counts

    def _tally(self, line: Line, verdict: str) -> None:
        if line.kind != "product":
            self._count("trade_item", verdict)
        if line.kind in ("full", "product"):
            self._count("product", verdict)

    def _count(self, entity: str, verdict: str) -> None:
        self.counts[entity]["read"] += 1
        self.counts[entity][verdict] += 1

    def _taken(self, lines: list[Line]) -> list[Line]:
        """All but later occurrences of an item number."""
        seen: set[str] = set()
        taken = []
        for line in lines:
            if line.kind != "product" and line.number in seen:
                self._tally(line, "rejected")
                continue
            if line.kind != "product":
                seen.add(line.number)
            taken.append(line)
        return taken

    def _item(self, line: Line) -> None:
        stored = self.items.get(line.number)
        alive = stored is not None and stored["active"]
        price = Decimal(line.price)
        if line.kind == "removal":
            self._count("trade_item", "changed" if alive else "unchanged")
            if alive:
                self._archive("trade_item", {line.number})
        elif line.kind == "price":
            if not alive:
                self._count("trade_item", "rejected")
            else:
                self._count("trade_item", "unchanged" if stored["price"] == price else "changed")
                stored["price"] = price
        else:
            self._put("trade_item", self.items, line.number, {"price": price, "of": line.of})

    def _describe(self, taken: list[Line]) -> None:
        seen: set[str] = set()
        for line in taken:
            if line.kind in ("full", "product"):
                if line.of in seen:
                    self._count("product", "unchanged")
                else:
                    self._put("product", self.products, line.of, {"brand": line.brand})
                seen.add(line.of)

    def _put(self, entity: str, records: dict[str, Any], key: str, values: dict[str, Any]) -> None:
        new = values | {"active": True}
        verdict = "created" if key not in records else (
            "unchanged" if records[key] == new else "changed"
        )  # fmt: skip
        self._count(entity, verdict)
        records[key] = new

    def _lapse(self, removed: set[str], before: Model, taken: list[Line]) -> None:
        orphans = {
            before.items[number]["of"]
            for number in removed
            if before.items.get(number, {}).get("active")
        }
        described = {line.of for line in taken if line.kind in ("full", "product")}
        referred = {one["of"] for one in self._active(self.items).values()}
        self._archive(
            "product", (orphans & set(self._active(self.products))) - described - referred
        )

    def _archive(self, entity: str, keys: set[str], verdict: str = "") -> None:
        records = self.items if entity == "trade_item" else self.products
        for key in keys:
            records[key]["active"] = False
            self.counts[entity]["archived"] += 1
            if verdict:
                self.counts[entity][verdict] += 1

    def _active(self, records: dict[str, Any]) -> dict[str, Any]:
        return {key: one for key, one in records.items() if one["active"]}

    def told(self) -> tuple[dict[str, Any], dict[str, Any]]:
        return (
            {key: (one["price"], one["of"]) for key, one in self._active(self.items).items()},
            {key: one["brand"] for key, one in self._active(self.products).items()},
        )


def stored(desk: Desk) -> tuple[dict[str, Any], dict[str, Any]]:
    return (
        {
            one["supplier_item_number"]: (one["net_price"], one["manufacturer_product_number"])
            for one in desk.records()
        },
        {one["manufacturer_product_number"]: one["brand_name"] for one in desk.records("product")},
    )


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
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
                active = earlier.told()
                desk.undo(outcome)
                model, last = _undone(model, earlier), None
                assert stored(desk) == active
            continue
        lines, mutation = step
        earlier = copy.deepcopy(model)
        lines = sorted(lines, key=lambda line: line.refused)
        outcome = desk.deliver(
            *(line.record() for line in lines if not line.refused),
            refused=[line.record() for line in lines if line.refused],
            mutation=mutation,
        )
        expected = model.deliver(lines, mutation)
        last = (outcome, earlier)

        assert outcome.comparison.as_json() == expected
        assert stored(desk) == model.told()


def _undone(model: Model, earlier: Model) -> Model:
    """As before; what the import created stays behind, archived."""
    for records, old in ((model.items, earlier.items), (model.products, earlier.products)):
        for key, one in records.items():
            if key not in old:
                old[key] = one | {"active": False}
    return earlier
