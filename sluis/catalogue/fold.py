"""Lines that share a key, and patches made whole: what comes before the comparison.

Rule:    of one key the first whole record or removal of the delivery counts, and of each document
         the first patch. Patches fold into the whole record in their order; without one into what
         is stored, or, where one of them `creates`, into nothing. The rest are duplicates; so is a
         patch of what the delivery removes.
Shape:   `shared` has a line for each line of a key that occurs more than once: `first` (the one
         that counts), `fold` (goes into it), `duplicate`; and for each patch that found nothing to
         go into: `unknown`. Afterwards the stage holds whole records only.
"""

from __future__ import annotations

from psycopg import sql

from sluis.catalogue import staging
from sluis.catalogue.clauses import names, stored
from sluis.catalogue.columns import PRODUCT, TABLES, Table
from sluis.catalogue.recall import IDENTITY, Facts
from sluis.catalogue.staging import stage
from sluis.codelists.status import LAPSED
from sluis.db import Connection


def share(connection: Connection, facts: Facts, table: Table) -> bool:
    """Find the lines of *table* that share a key; say whether there are any."""
    found = connection.execute(_SHARE[table.name], facts, prepare=False).rowcount
    staging.analyze(connection, ["shared"])
    return found > 0


def resolve(connection: Connection, facts: Facts, table: Table) -> None:
    """Make the patches of *table* whole, and fold into each record what goes into it."""
    for statement in _RESOLVE[table.name]:
        connection.execute(statement, facts, prepare=False)
    row = connection.execute(_ROUNDS, {"entity": table.name}).fetchone()
    for number in range(1, (row["n"] if row else 0) + 1):
        connection.execute(_FOLD[table.name], {"round": number}, prepare=False)


def undo(connection: Connection, table: Table) -> None:
    """Take what was made whole from the stage again."""
    connection.execute(
        sql.SQL("delete from {} where carried is not null").format(stage(table.name))
    )


def counts(entity: str) -> sql.Composed:
    """Condition: line `s` is the one of its key that counts."""
    return sql.SQL(
        "not exists (select from {shared} d where d.entity = {entity} and d.ordinal = s.ordinal"
        " and d.role <> 'first')"
    ).format(shared=stage("shared"), entity=sql.Literal(entity))


TAKEN = sql.SQL(
    "not exists (select from {shared} d where d.entity = 'trade_item' and d.ordinal = s.ordinal"
    " and d.role in ('duplicate', 'unknown'))"
).format(shared=stage("shared"))
"""Condition: the record of line `s` is not refused; a refused item takes its product with it."""


def lines(table: Table) -> sql.Composed:
    """Every line of the file with a key of *table*, none of them rejected: key, place and kind."""
    return sql.SQL(
        "select {key}, ordinal, line, 'whole' as kind from {stage} where carried is null"
        " union all select {key}, ordinal, line, case when creates then 'create' else 'patch' end"
        " from {patches}"
        " union all select {key}, ordinal, line, 'remove' from {keys} where asks = 'remove'"
        " union all select {key}, ordinal, line, 'whole' from {recalled}"
        " where {identity} is not null"
    ).format(
        key=names(table.key),
        stage=stage(table.name),
        patches=stage(table.patches),
        keys=stage(table.keys),
        recalled=stage("recalled"),
        identity=sql.Identifier(IDENTITY[table.name]),
    )


def _share(table: Table) -> sql.Composed:
    """One walk over all keys; only those that occur more than once are looked at closely."""
    return sql.SQL(
        "insert into {shared}"
        " with lines as materialized (select s.* from ({lines}) s where {taken}),"
        " placed as (select l.*, kind in ('patch', 'create') as patch, row_number() over"
        " (partition by {key}, kind in ('patch', 'create'), case when kind in ('patch', 'create')"
        " then width_bucket(ordinal, %(documents)s::integer[]) end order by ordinal) as place"
        " from lines l join (select {key} from lines group by {key} having count(*) > 1) as many"
        " using ({key})),"
        " ranked as (select *, first_value(ordinal) over first as first,"
        " first_value(line) over first as first_line, first_value(kind) over first as first_kind"
        " from placed window first as"
        " (partition by {key} order by place > 1, patch, kind <> 'create', ordinal)),"
        " told as (select *, case when ordinal = first then 'first'"
        " when patch and place = 1 and first_kind <> 'remove' then 'fold'"
        " when kind <> 'remove' and first_kind <> 'remove' then {again}"
        " else 'duplicate' end as role from ranked)"
        " select {entity}, ordinal, line, {number}, first, first_line, role,"
        " row_number() over (partition by {key}, role order by ordinal) from told"
    ).format(
        shared=stage("shared"),
        lines=lines(table),
        taken=TAKEN if table is PRODUCT else sql.SQL("true"),
        key=names(table.key),
        number=sql.Identifier(table.key[-1]),
        again=sql.Literal("repeated" if table is PRODUCT else "duplicate"),
        entity=sql.Literal(table.name),
    )


def _merged(table: Table, patch: str, base: dict[str, sql.Composed]) -> sql.Composed:
    """Each field of *table*: what *patch* carries, else that of *base*."""
    parts = (
        sql.SQL("case get_bit({carried}, {bit}) when 1 then {new} else {old} end").format(
            carried=sql.Identifier(patch, "carried"),
            bit=sql.Literal(bit),
            new=sql.Identifier(patch, column.name),
            old=base[column.name],
        )
        for bit, column in enumerate(table.fields)
    )
    return sql.SQL(", ").join(parts)


def _stored(table: Table) -> dict[str, sql.Composed]:
    """Each field as it is stored, or absent; a product that comes back has not lapsed."""
    fields = {
        column.name: sql.SQL("coalesce(t.{}, {})").format(
            sql.Identifier(column.name), sql.Literal(column.absent)
        )
        for column in table.fields
    }
    if table is PRODUCT:
        lapsed = sql.SQL("nullif(t.status, case when t.archived_at is not null then {} end)")
        fields["status"] = lapsed.format(sql.Literal(LAPSED))
    return fields


def _staged(table: Table, alias: str) -> dict[str, sql.Composed]:
    return {
        column.name: sql.SQL("{}").format(sql.Identifier(alias, column.name))
        for column in table.fields
    }


def _warnings(table: Table, patch: str, base: str) -> sql.Composed:
    """Those of the patch, and those of *base* about fields that it does not carry."""
    return sql.SQL(
        "{patch}.warnings || coalesce((select jsonb_agg(w) from jsonb_array_elements"
        "({base}.warnings) w where coalesce(get_bit({patch}.carried, array_position({fields},"
        " split_part(split_part(w ->> 'field', '.', 1), '[', 1)) - 1), 0) = 0), '[]')"
    ).format(
        patch=sql.Identifier(patch),
        base=sql.Identifier(base),
        fields=sql.Literal([column.name for column in table.fields]),
    )


def _resolve(table: Table) -> tuple[sql.Composed, ...]:
    wanted = sql.SQL("{} and {}").format(counts(table.name), TAKEN)
    return (
        sql.SQL(
            "with whole as (insert into {stage} (ordinal, line, carried, {key}, {fields}, warnings)"
            " select s.ordinal, s.line, s.carried, {staged_key}, {merged}, {warnings}"
            " from {patches} s left join {stored} where {wanted} and (s.creates"
            " or t.id is not null and t.archived_at is null) returning ordinal)"
            " insert into {shared} (entity, ordinal, role) select {entity}, ordinal, 'unknown'"
            " from {patches} s where {wanted}"
            " and not exists (select from whole w where w.ordinal = s.ordinal)"
        ).format(
            stage=stage(table.name),
            key=names(table.key),
            fields=names(table.fields),
            staged_key=names(table.key, "s"),
            merged=_merged(table, "s", _stored(table)),
            warnings=_warnings(table, "s", "t"),
            patches=stage(table.patches),
            stored=stored(table),
            wanted=wanted,
            shared=stage("shared"),
            entity=sql.Literal(table.name),
        ),
        sql.SQL(
            "update {shared} f set role = 'unknown' from {shared} u where u.entity = {entity}"
            " and u.role = 'unknown' and f.entity = u.entity and f.role = 'fold'"
            " and f.first_ordinal = u.ordinal"
        ).format(shared=stage("shared"), entity=sql.Literal(table.name)),
    )


def _fold(table: Table) -> sql.Composed:
    """The patches of one round into their records, which are no longer as a slice gave them."""
    return sql.SQL(
        "update {stage} b set ({fields}) = row({merged}), carried = b.carried | p.carried,"
        " warnings = {warnings}, fingerprint = null"
        " from {shared} f join {patches} p using (ordinal) where f.entity = {entity}"
        " and f.role = 'fold' and f.round = %(round)s and b.ordinal = f.first_ordinal"
    ).format(
        stage=stage(table.name),
        fields=names(table.fields),
        merged=_merged(
            table,
            "p",
            {c.name: sql.SQL("b.{}").format(sql.Identifier(c.name)) for c in table.fields},
        ),
        warnings=_warnings(table, "p", "b"),
        shared=stage("shared"),
        patches=stage(table.patches),
        entity=sql.Literal(table.name),
    )


_SHARE = {table.name: _share(table) for table in TABLES}
_RESOLVE = {table.name: _resolve(table) for table in TABLES}
_FOLD = {table.name: _fold(table) for table in TABLES}
_ROUNDS = sql.SQL(
    "select coalesce(max(round), 0) as n from {} where entity = %(entity)s and role = 'fold'"
).format(stage("shared"))
