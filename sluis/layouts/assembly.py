"""From the values of one row to its record: Structs with what is filled, a patch that says what.

A field that is empty in a row is left out of the record's patch, so that what is stored stays,
unless its layout says that empty means clear.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from sluis.formats._parties import manufacturer_id
from sluis.layouts.nested import Leaf, Maker, maker
from sluis.layouts.targets import DESCRIPTION, MAKER, NAMING, Kept, Target
from sluis.model import Finding, Patch, Product, Record, TradeItem

Values = Sequence[Any]
Targets = Sequence[tuple[Target, bool]]
"""What each value of a row is for, and whether it is a constant."""


@dataclass(frozen=True, slots=True)
class Part:
    """The fields of one Struct that a layout maps; `cleared` count even when they are empty."""

    makers: tuple[tuple[str, Maker], ...]
    cleared: tuple[str, ...]

    def filled(self, values: Values) -> dict[str, Any]:
        """The fields that have a value in this row."""
        return {name: value for name, make in self.makers if (value := make(values)) or value == 0}

    def counting(self, filled: dict[str, Any]) -> list[str]:
        """The names for the patch of this row."""
        return [*filled, *(name for name in self.cleared if name not in filled)]


class Assembly:
    """What makes records of one entity."""

    def __init__(
        self, kept: Kept, targets: Targets, clears: Sequence[bool], supplier: str, language: str
    ) -> None:
        self._kept = kept
        self._supplier = supplier
        self._language = language
        self._own = _part(targets, clears, kept.struct, () if kept.struct is Product else MAKER)
        self._product = _part(targets, clears, Product) if kept.struct is TradeItem else None
        self._maker = _part(targets, clears, kept.struct, only=MAKER)
        self._has_maker = any(
            f.name == "manufacturer_id" for f in msgspec.structs.fields(kept.struct)
        )
        self._creates = not kept.only
        self._patches: dict[tuple[tuple[str, ...], tuple[str, ...]], Patch] = {}
        self._record = _RECORDS.get(kept.struct, Assembly._of_part)

    def record(self, ordinal: int, line: int, values: Values, found: list[Finding]) -> Record:
        """The record of one row; its findings get its key and place."""
        made = self._record(self, values)
        made.ordinal, made.line = ordinal, line
        if found:
            made.findings = [
                msgspec.structs.replace(one, record_key=made.key, ordinal=ordinal, line=line)
                for one in found
            ]
        return made

    def _of_product(self, values: Values) -> Record:
        filled = self._own.filled(values)
        number = filled.pop("manufacturer_product_number", "")
        names = self._own.counting(filled)
        product = Product(
            manufacturer_id=self._manufacturer(filled),
            manufacturer_product_number=number,
            **filled,
        )
        return Record(ordinal=0, key=number, product=product, patch=self._patch(names, []))

    def _of_item(self, values: Values) -> Record:
        filled = self._own.filled(values)
        number = filled.pop("supplier_item_number", "")
        product, product_names = self._product_of(values, filled, number)
        if "manufacturer_product_number" in filled:
            filled["manufacturer_id"] = self._manufacturer(self._maker.filled(values))
        return Record(
            ordinal=0,
            key=number,
            product=product,
            trade_item=TradeItem(supplier_item_number=number, **filled),
            patch=self._patch(product_names, self._own.counting(filled)),
        )

    def _product_of(
        self, values: Values, item: dict[str, Any], number: str
    ) -> tuple[Product | None, list[str]]:
        """The product of a trade item, when the row says anything of it beside its number."""
        if self._product is None or not self._product.makers:
            return None, []
        filled = self._product.filled(values)
        names = self._product.counting(filled)
        if not names:
            return None, []
        item.setdefault("manufacturer_product_number", number)
        filled |= self._maker.filled(values)
        product = Product(
            manufacturer_id=self._manufacturer(filled),
            manufacturer_product_number=item["manufacturer_product_number"],
            **filled,
        )
        return product, self._product.counting(filled)

    def _of_part(self, values: Values) -> Record:
        filled = self._own.filled(values)
        key = " / ".join(str(filled.get(name, "")) for name in self._kept.key)
        for name in self._kept.key:
            filled.setdefault(name, "")
        if description := filled.pop(DESCRIPTION, None):
            spoken = filled.get("language") or self._language
            filled.setdefault("descriptions", {}).setdefault(spoken, {})["short"] = description
        if "manufacturer_product_number" in filled and self._has_maker:
            filled["manufacturer_id"] = self._manufacturer(self._maker.filled(values))
        return Record(ordinal=0, key=key, part=self._kept.struct(**filled))

    def _manufacturer(self, filled: dict[str, Any]) -> str:
        gln, name = map(filled.get, MAKER)
        return manufacturer_id(gln, name, self._supplier)

    def _patch(self, product: list[str], item: list[str]) -> Patch:
        names = (tuple(product), tuple(item))
        patch = self._patches.get(names)
        if patch is None:
            patch = Patch(product=product, trade_item=item, creates=self._creates)
            self._patches[names] = patch
        return patch


_RECORDS: dict[type, Callable[[Assembly, Values], Record]] = {
    Product: Assembly._of_product,  # noqa: SLF001 - the class itself
    TradeItem: Assembly._of_item,  # noqa: SLF001 - likewise
}


def _part(
    targets: Targets,
    clears: Sequence[bool],
    struct: type,
    without: Sequence[str] = (),
    only: Sequence[str] = (),
) -> Part:
    leaves: dict[str, list[Leaf]] = {}
    cleared: dict[str, None] = {}
    for at, ((target, constant), clear) in enumerate(zip(targets, clears, strict=True)):
        name = str(target.steps[0])
        if target.struct is not struct or name in without or (only and name not in only):
            continue
        leaves.setdefault(name, []).append(Leaf(target.steps[1:], at, constant))
        if clear:
            cleared[name] = None
    keys = {*NAMING, "supplier_item_number"}
    return Part(
        tuple((name, maker(below)) for name, below in leaves.items()),
        tuple(name for name in cleared if name not in keys),
    )
