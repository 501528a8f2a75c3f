"""The migrations give exactly the documented schema, and the model and the schema agree."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sluis.catalogue.columns import BOOKKEEPING, TABLES
from sluis.db import connect

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "schema.md"

COLUMNS = """
select c.relname as table, a.attname as name,
       format_type(a.atttypid, a.atttypmod)
         || case when a.attcollation <> t.typcollation then ' collate "' || l.collname || '"'
                 else '' end as type,
       case when a.attnotnull then 'no' else 'yes' end as null,
       case when a.attidentity = 'a' then 'identity'
            else coalesce(pg_get_expr(d.adbin, d.adrelid), '') end as default
from pg_attribute a
join pg_class c on c.oid = a.attrelid
join pg_type t on t.oid = a.atttypid
left join pg_collation l on l.oid = a.attcollation
left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
  and a.attnum > 0 and not a.attisdropped
order by c.relname, a.attnum
"""
CONSTRAINTS = """
select conrelid::regclass::text as table, pg_get_constraintdef(oid) as definition
from pg_constraint
where connamespace = 'public'::regnamespace and contype in ('p', 'u', 'f', 'c')
order by 1, contype <> 'p', contype, 2
"""
INDEXES = """
select i.indrelid::regclass::text as table,
       regexp_replace(pg_get_indexdef(i.indexrelid), '^CREATE (UNIQUE )?INDEX .* USING', '\\1index')
         as definition
from pg_index i
join pg_class c on c.oid = i.indexrelid
where c.relnamespace = 'public'::regnamespace
  and not exists (select from pg_constraint k where k.conindid = i.indexrelid)
order by 1, 2
"""


def facts(url: str) -> dict[str, list[str]]:
    """Table -> its lines in the page: a row per column (meaning left out), an entry per key."""
    told: dict[str, list[str]] = {}
    with connect(url) as connection:
        for row in connection.execute(COLUMNS):
            told.setdefault(row["table"], []).append(
                f"| {row['name']} | {row['type']} | {row['null']} | {row['default']} |"
            )
        for query in (CONSTRAINTS, INDEXES):
            for row in connection.execute(query):
                told[row["table"]].append(f"- `{' '.join(row['definition'].split())}`")
    return told


def page() -> dict[str, list[str]]:
    """The same from the page; the last cell of a row is the meaning."""
    told: dict[str, list[str]] = {}
    table = ""
    for line in PAGE.read_text("utf-8").splitlines():
        if heading := re.fullmatch(r"## (\w+)", line):
            table = heading[1]
            told[table] = []
        elif line.startswith("- `"):
            told[table].append(line)
        elif line.startswith("| ") and not line.startswith(("| column", "| ---")):
            told[table].append(line.rsplit("|", 2)[0] + "|")
    return told


def test_the_migrations_give_the_documented_schema(database, update_golden) -> None:
    """
    Tables, columns, types, nullability, defaults, keys, checks and indexes: no more and no less.

    `pytest --update-golden` rewrites the page and keeps the meanings.
    """
    if update_golden:
        _rewrite(facts(database))
    assert page() == facts(database)


def test_every_column_has_its_meaning() -> None:
    """
    The page says what each column of each table is for.
    """
    rows = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| ")]

    assert [row for row in rows if not row.rsplit("|", 2)[1].strip()] == []


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_model_and_schema_agree(database, table) -> None:
    """
    Each field of the Struct is a column of the right type; the rest is bookkeeping.
    """
    with connect(database) as connection:
        stored = {
            row["name"]: row["type"]
            for row in connection.execute(COLUMNS)
            if row["table"] == table.name
        }
    wanted = {
        column.name: column.type.replace('collate "C"', 'collate "C"') for column in table.columns
    }

    assert {name: stored.get(name) for name in wanted} == wanted
    assert set(stored) - set(wanted) == set(BOOKKEEPING)


def _rewrite(told: dict[str, list[str]]) -> None:
    old = PAGE.read_text("utf-8") if PAGE.exists() else ""
    head = old.partition("\n## ")[0].rstrip() + "\n"
    meanings, leads, table = {}, {}, ""
    for line in old.splitlines():
        if heading := re.fullmatch(r"## (\w+)", line):
            table = heading[1]
        elif line.startswith("| "):
            meanings[table, line.split(" | ")[0]] = line.rsplit("|", 2)[1].strip()
        elif table and line and not line.startswith("- `"):
            leads[table] = f"{leads.get(table, '')}{line}\n"
    text = head
    for table, lines in told.items():
        rows = [line for line in lines if line.startswith("| ")]
        text += f"\n## {table}\n\n{leads.get(table, '')}\n"
        text += "| column | type | null | default | meaning |\n| --- | --- | --- | --- | --- |\n"
        for row in rows:
            meaning = meanings.get((table, row.split(" | ")[0]), "")
            text += f"{row} {meaning} |\n" if meaning else f"{row}  |\n"
        text += "\n" + "".join(f"{line}\n" for line in lines if line not in rows)
    PAGE.write_text(text, "utf-8")
