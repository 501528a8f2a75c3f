"""The guard rail: when a delivery would do so much that a human should look first. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from sluis.catalogue.comparison import Comparison
from sluis.model import Entity


class Thresholds(Protocol):
    """What the guard rail wants to know; `sluis.settings.Settings` has it."""

    @property
    def guard_missing_share(self) -> float: ...
    @property
    def guard_price_share(self) -> float: ...
    @property
    def guard_minimum(self) -> int: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a delivery waits: *count* of *total* is a larger share than *limit*.

    `code` is `vanishing` (records of the entity would be archived) or `price-jumps`.
    """

    code: str
    entity: Entity
    count: int
    total: int
    limit: float

    @property
    def share(self) -> float:
        return self.count / self.total

    def text(self, language: str = "en") -> str:
        """One clause for the report, in English or Dutch.

        >>> item = Entity.TRADE_ITEM
        >>> Reason(code="vanishing", entity=item, count=31, total=100, limit=0.2).text()
        '31 of 100 stored trade items would vanish (31 %, limit 20 %)'
        """
        words = _TEXTS[self.code].get(language, _TEXTS[self.code]["en"])
        return words.format(
            count=self.count,
            total=self.total,
            things=_THINGS[self.entity].get(language, _THINGS[self.entity]["en"]),
            share=_percent(self.share),
            limit=_percent(self.limit),
        )

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"entity": self.entity.value, "share": round(self.share, 4)}


def reasons(comparison: Comparison, limits: Thresholds) -> list[Reason]:
    """Why this delivery should wait for approval; empty when it may go on.

    A share is asked only of `guard_minimum` records or more: of the stored active records for
    what would vanish (missing or removed), of the compared prices for jumps.
    """
    return [
        reason
        for reason in _facts(comparison, limits)
        if reason.total >= max(limits.guard_minimum, 1) and reason.share > reason.limit
    ]


def _facts(comparison: Comparison, limits: Thresholds) -> Iterator[Reason]:
    for entity, counts in comparison.counts.items():
        yield Reason(
            code="vanishing",
            entity=entity,
            count=counts.archived,
            total=comparison.active_before[entity],
            limit=limits.guard_missing_share,
        )
    yield Reason(
        code="price-jumps",
        entity=Entity.TRADE_ITEM,
        count=comparison.price_jumps,
        total=comparison.compared_prices,
        limit=limits.guard_price_share,
    )


def _percent(share: float) -> str:
    return f"{100 * share:.3g} %"


_TEXTS = {
    "vanishing": {
        "en": "{count} of {total} stored {things} would vanish ({share}, limit {limit})",
        "nl": "{count} van {total} bewaarde {things} zouden verdwijnen ({share}, grens {limit})",
    },
    "price-jumps": {
        "en": "{count} of {total} compared prices jump ({share}, limit {limit})",
        "nl": "{count} van {total} vergeleken prijzen verspringen ({share}, grens {limit})",
    },
}
_THINGS = {
    Entity.TRADE_ITEM: {"en": "trade items", "nl": "artikelen"},
    Entity.PRODUCT: {"en": "products", "nl": "producten"},
}
