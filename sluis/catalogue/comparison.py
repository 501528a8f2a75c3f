"""The outcome of a comparison, counted; the same numbers for a check and for an import."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from psycopg import sql

from sluis.catalogue import findings
from sluis.catalogue.clauses import owned
from sluis.catalogue.columns import BY_ENTITY
from sluis.catalogue.recall import IDENTITY, Facts
from sluis.catalogue.staging import stage
from sluis.db import Connection
from sluis.model import Entity, Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """One entity: `read` = created + changed + unchanged + rejected.

    A patch that goes into another record of the file is no record of its own: it is `folded`.
    A removal that removes counts as changed; `archived` says how many records leave the active
    catalogue: removed, missing, and products that lapse with their last item.
    `noted` of the unchanged only get other warnings.
    """

    read: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0
    missing: int = 0
    archived: int = 0
    noted: int = 0
    folded: int = 0

    def as_json(self) -> dict[str, int]:
        names = ("read", "created", "changed", "unchanged", "rejected", "missing", "archived")
        told = {name: getattr(self, name) for name in names}
        return told | ({"folded": self.folded} if self.folded else {})


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What a file would do to the catalogue of its supplier.

    `compared_prices` counts active items with a price before and after in the same currency and
    unit; `price_jumps` those whose net or gross price per unit of one changes beyond the jump.
    `recalled` counts what stands for slices that were not read, by entity.
    """

    counts: dict[Entity, Counts]
    active_before: dict[Entity, int]
    compared_prices: int = 0
    price_jumps: int = 0
    verdicts: dict[Entity, dict[str, int]] = field(default_factory=dict)
    recalled: dict[Entity, int] = field(default_factory=dict)
    source: Callable[[], Iterator[Finding]] = field(default=lambda: iter(()), repr=False)

    def findings(self) -> Iterator[Finding]:
        """What the comparison found, in file order; see `findings.stream`."""
        return self.source()

    def as_json(self) -> dict[str, dict[str, int]]:
        """`{"trade_item": {...}, "product": {...}}` as the journal and the report keep it."""
        return {entity.value: counts.as_json() for entity, counts in self.counts.items()}

    def written(self) -> int:
        """Records that an import would create, change or archive."""
        quiet = {"unchanged", "noted", "folded", "repeated", "rejected", "spared"}
        return sum(
            n for verdicts in self.verdicts.values() for v, n in verdicts.items() if v not in quiet
        )


def count(connection: Connection, facts: Facts) -> Comparison:
    """Count the verdicts of the plan.

    Raises:
        RuntimeError: a record of the file has no verdict, or more than one.
    """
    rows = {e: _verdicts(connection, e) for e in (Entity.TRADE_ITEM, Entity.PRODUCT)}
    verdicts = {entity: {row["verdict"]: row["n"] for row in rows[entity]} for entity in rows}
    items = rows[Entity.TRADE_ITEM]
    return Comparison(
        counts={entity: _counts(connection, entity, verdicts[entity]) for entity in rows},
        active_before={entity: _active(connection, facts, entity) for entity in rows},
        compared_prices=sum(row["priced"] for row in items),
        price_jumps=sum(row["jumped"] for row in items),
        verdicts=verdicts,
        source=lambda: findings.stream(connection),
    )


def _verdicts(connection: Connection, entity: Entity) -> list[dict[str, Any]]:
    return connection.execute(
        sql.SQL(
            "select verdict, count(*) as n, count(*) filter (where priced) as priced,"
            " count(*) filter (where jumped) as jumped from {} group by verdict"
        ).format(stage(f"plan_{entity}"))
    ).fetchall()


def _counts(connection: Connection, entity: Entity, verdicts: dict[str, int]) -> Counts:
    def of(*names: str) -> int:
        return sum(verdicts.get(name, 0) for name in names)

    counts = Counts(
        read=_lines(connection, entity) - of("folded"),
        created=of("created"),
        changed=of("changed", "removed"),
        unchanged=of("unchanged", "noted", "repeated"),
        rejected=of("rejected"),
        missing=of("missing"),
        archived=of("removed", "missing", "lapsed"),
        noted=of("noted"),
        folded=of("folded"),
    )
    if counts.read != counts.created + counts.changed + counts.unchanged + counts.rejected:
        raise RuntimeError(f"the counts of {entity} do not add up: {counts}")
    return counts


def _lines(connection: Connection, entity: Entity) -> int:
    """Lines of the file, and slices that were not read."""
    table = BY_ENTITY[entity]
    sources = (
        sql.SQL("{} where carried is null").format(stage(table.name)),
        sql.SQL("{}").format(stage(table.patches)),
        sql.SQL("{}").format(stage(table.keys)),
        sql.SQL("{} where {} is not null").format(
            stage("recalled"), sql.Identifier(IDENTITY[table.name])
        ),
    )
    return sum(_count(connection, source) for source in sources)


def _active(connection: Connection, facts: Facts, entity: Entity) -> int:
    where = sql.SQL("{} t where {} and t.archived_at is null").format(
        sql.Identifier(entity.value), owned("t")
    )
    return _count(connection, where, facts)


def _count(connection: Connection, source: sql.Composed, facts: Facts | None = None) -> int:
    row = connection.execute(sql.SQL("select count(*) as n from {}").format(source), facts)
    found = row.fetchone()
    return int(found["n"]) if found else 0
