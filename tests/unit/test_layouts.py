"""Laws of layouts: written as TOML, judged as a whole, and turning rows into records."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sluis.errors import UnreadableFile
from sluis.layouts import targets, toml
from sluis.layouts.layout import Condition, Field, File, Layout, Pass
from sluis.layouts.reading import read, read_header
from sluis.model import Entity, Mutation, Record
from sluis.told import Unfit
from tests.workbooks import xlsx

SUPPLIER = "2900000710009"

ARTIKELEN = """
name = "artikelen"

[file]
dates = "d-m-yyyy"

[[pass]]
entity = "trade_item"

[pass.fields]
supplier_item_number = "Artikelnr"
gross_list_price = "Bruto"
"""


def layout(fields: str, head: str = "", entity: str = "trade_item") -> Layout:
    return toml.decode(
        f'name = "eigen"\n{head}\n[[pass]]\nentity = "{entity}"\n[pass.fields]\n{fields}'
    )


def records(made: Layout, content: str | io.BytesIO, number: int = 0) -> list[Record]:
    stream = io.BytesIO(content.encode()) if isinstance(content, str) else content
    return list(read(stream, made, made.passes[number], SUPPLIER))


def values(fields: str, *cells: Any, head: str = "") -> Any:
    """The trade item that one row of a workbook gives; columns A, B, ... follow the number."""
    made = layout(f'supplier_item_number = "A"\n{fields}', f"{head}\n[file]\nheader_row = 0")
    (record,) = records(made, xlsx(Blad=[["1", *cells]]))
    return record


# --- layouts as TOML -------------------------------------------------------------------------


words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=8)
sources = st.lists(words | st.integers(1, 50), min_size=1, max_size=3).map(tuple)
fields = st.builds(
    Field,
    source=sources,
    join=words,
    trim=st.booleans(),
    upper=st.booleans(),
    pad=st.integers(0, 20),
    map=st.dictionaries(words, words, max_size=2),
    default=words,
    empty=st.none() | st.sampled_from(["keep", "clear"]),
    optional=st.booleans(),
)
named = {
    "supplier_item_number": fields,
    "descriptions.nl.short": fields,
    "product.features.EF000001": fields,
    "gross_list_price": st.builds(
        Field, source=sources, factor=st.decimals("0.001", 1000, places=3) | st.none()
    ),
    "currency": st.just(Field(value="EUR")),
}
conditions = st.builds(Condition, column=words, equals=st.tuples(words), filled=st.booleans())
layouts = st.builds(
    Layout,
    name=st.just("eigen-1"),
    description=words,
    empty=st.sampled_from(["keep", "clear"]),
    file=st.builds(File, sheet=st.none() | words | st.integers(1, 9), separator=st.just("\t")),
    passes=st.builds(
        Pass,
        entity=st.just("trade_item"),
        where=st.lists(conditions, max_size=2).map(tuple),
        fields=st.fixed_dictionaries(named),
    ).map(lambda one: (one,)),
).filter(lambda made: all(str(s).strip() for f in made.passes[0].fields.values() for s in f.source))


@given(layouts)
@settings(max_examples=30)
def test_a_layout_comes_back_from_its_toml(made: Layout) -> None:
    """
    What is exported is what is imported, whatever texts are in it.
    """
    text = toml.encode(made)

    if all(str(c.column).strip() for c in made.passes[0].where):
        assert toml.decode(text) == made


def test_paths_may_be_dotted_or_quoted() -> None:
    """
    People write tables of TOML as they like.
    """
    dotted = layout('supplier_item_number = "A"\ndescriptions.nl.short = ["B", "C"]')
    quoted = layout('supplier_item_number = "A"\n"descriptions.nl.short" = { from = ["B", "C"] }')

    assert dotted == quoted


def test_all_problems_are_told_at_once_with_their_place() -> None:
    """
    Whoever mends a layout reads all that is wrong with it, in both languages.
    """
    with pytest.raises(Unfit) as caught:
        toml.decode(
            """
            name = "mijn layout"
            langauge = "nl"
            [file]
            header_row = "x"
            encoding = "klingon"
            decimal = "."
            separator = ";;"
            dates = ["dd-mm"]
            [[pass]]
            entity = "trade_items"
            [pass.fields]
            supplier_item_number = "A"
            [[pass]]
            entity = "trade_item"
            required = ["net_price"]
            where = [{ column = "Soort" }]
            [pass.fields]
            grss_list_price = "Bruto"
            currency = { from = "Valuta", value = "EUR" }
            validity_date = { value = "morgen" }
            "product.logistics.net_weight" = { from = "Gewicht", unit = "mm" }
            order_unit = { from = "Eenheid", split = "|" }
            """
        )

    told = {problem.where: problem for problem in caught.value.problems}
    assert set(told) == {
        "name",
        "langauge",
        "file, header_row",
        "file, encoding",
        "file, separator",
        "file, thousands",
        "file, dates",
        "pass 1, entity",
        "pass 2, fields",
        "pass 2, required",
        "pass 2, where 1",
        "pass 2, fields.grss_list_price",
        "pass 2, fields.currency",
        "pass 2, fields.validity_date, value",
        "pass 2, fields.product.logistics.net_weight, unit",
        "pass 2, fields.order_unit, split",
    }
    assert "language?" in told["langauge"].en
    assert "gross_list_price?" in told["pass 2, fields.grss_list_price"].nl


def test_a_layout_has_one_to_five_passes() -> None:
    """
    No pass is no layout; a sixth is refused.
    """
    one = '[[pass]]\nentity = "price"\nfields = { supplier_item_number = "A" }\n'

    assert len(toml.decode('name = "vijf"\n' + 5 * one).passes) == 5
    for number in (0, 6):
        with pytest.raises(Unfit):
            toml.decode('name = "zes"\n' + number * one)


# --- columns ---------------------------------------------------------------------------------


def test_columns_are_found_by_heading_number_or_letters() -> None:
    """
    A heading in any case and spacing, a number anywhere, letters where there are no headings.
    """
    made = layout('supplier_item_number = " ARTIKEL  nr "\ngross_list_price = 3')
    (record,) = records(made, "Artikel nr;Oms;Bruto\nA1;x;12,50\n")

    assert record.trade_item is not None
    assert record.trade_item.gross_list_price == Decimal("12.50")


def test_headings_may_stand_in_two_rows() -> None:
    """
    A heading cell merged over two rows has its text in the upper one.
    """
    made = layout(
        'supplier_item_number = "Artikelnr"\ngross_list_price = "Bruto"',
        "file = { header_row = 2 }",
    )
    sheet = [["Artikelnr", "Prijzen", None], [None, "Bruto", "Netto"], ["A1", 12.5, 10]]

    assert records(made, xlsx(Blad=sheet))[0].trade_item.gross_list_price == Decimal("12.5")  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("headings", "told"),
    [
        ("Artikelnr;Bruto prijs", "Bruto (Bruto prijs?)"),
        ("Artikelnr;Bruto;bruto", "Bruto (2 x)"),
        ("x;y", "Artikelnr, Bruto"),
    ],
)
def test_missing_and_doubled_columns_refuse_the_file(headings: str, told: str) -> None:
    """
    All that is missing is named, with what comes near; nothing is read from a wrong column.
    """
    with pytest.raises(UnreadableFile) as caught:
        records(toml.decode(ARTIKELEN), f"{headings}\nA1;1;2\n")

    assert caught.value.rule == "columns-missing"
    assert caught.value.detail["columns"] == told


def test_an_optional_column_may_be_missing() -> None:
    """
    Then its field is left as it is.
    """
    made = layout('supplier_item_number = "Nr"\nnet_price = { from = "Netto", optional = true }')
    (record,) = records(made, "Nr;Bruto\nA1;1\n")

    assert record.patch is not None
    assert record.patch.trade_item == []


# --- cells -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "cell", "expected"),
    [
        ('gross_list_price = "B"', "1.234,56", Decimal("1234.56")),
        ('gross_list_price = "B"', "€ 12,-", Decimal(12)),
        ('gross_list_price = "B"', "12,5-", Decimal("-12.5")),
        ('gross_list_price = "B"', 12.5, Decimal("12.5")),
        ('gross_list_price = "B"', 0.1 + 0.2, Decimal("0.3")),
        ('gross_list_price = "B"', "1.23", None),
        (
            'gross_list_price = { from = "B", decimal = ".", thousands = "" }',
            "1.23",
            Decimal("1.23"),
        ),
        ('gross_list_price = { from = "B", factor = 0.01 }', "1250", Decimal("12.5")),
        ('gross_list_price = "B"', "twaalf", None),
        ('gross_list_price = "B"', "1e5", None),
        ('gross_list_price = "B"', "١٢", None),
        ('vat_rate = "B"', "21%", Decimal("0.21")),
        ('validity_date = "B"', "31-1-2026", date(2026, 1, 31)),
        ('validity_date = "B"', "2026-01-31T00:00:00", date(2026, 1, 31)),
        ('validity_date = "B"', date(2026, 1, 31), date(2026, 1, 31)),
        ('validity_date = "B"', 46053, date(2026, 1, 31)),
        ('validity_date = { from = "B", dates = "yyyymmdd" }', 20260131, date(2026, 1, 31)),
        ('validity_date = "B"', "30-2-2026", None),
        ('validity_date = "B"', "1/31/2026", None),
        ('stock_item = "B"', "Ja", True),
        ('stock_item = "B"', 0, False),
        ('stock_item = "B"', "misschien", None),
        ('order_unit = "B"', "Stuks", "C62"),
        ('order_unit = "B"', "mtr.", "MTR"),
        ('order_unit = "B"', "sjouw", "sjouw"),
        ('order_unit = { from = "B", map = { "100 ST" = "CEN" } }', "100 st", "CEN"),
        ('shelf_life_months = "B"', 24.0, 24),
        ('shelf_life_months = "B"', "2,5", None),
        ('discount_group_id = { from = "B", upper = true }', "ab", "AB"),
        ('discount_group_id = { from = "B", map = { A = "X" }, unmapped = "refuse" }', "B", None),
        ('discount_group_id = { from = "B", map = { A = "X" }, unmapped = "empty" }', "B", None),
        ('discount_group_id = { from = "B", default = "Z" }', None, "Z"),
        ('discount_group_id = { from = ["B", "A"], join = "-" }', "K", "K-1"),
        ('supplier_alt_item_number = "B"', 8712345678906, "8712345678906"),
        ('supplier_alt_item_number = "B"', 8712345678906.0, "8712345678906"),
        ('supplier_alt_item_number = "B"', "#N/A", None),
        ('item_gtins = { from = "B", pad = 13 }', 712345678906, ["0712345678906"]),
        ('item_gtins = { from = "B", split = "|" }', "1| 2 |", ["1", "2"]),
    ],
)
def test_cells_become_values(field: str, cell: object, expected: object) -> None:
    """
    As the trade writes them; what cannot be read for certain is a finding, not a guess.
    """
    record = values(field, cell)
    name = field.partition(" ")[0]
    value = getattr(record.trade_item, name)

    assert value == ([] if isinstance(value, list) and expected is None else expected)
    refused = expected is None and "empty" not in field
    assert [one.field for one in record.findings] == ([name] if refused else [])


@pytest.mark.parametrize(
    ("cell", "unit", "metres"),
    [("12,5", "mm", "0.0125"), ("12,5 cm", "mm", "0.125"), (250, "cm", "2.5"), ("3", "", "3")],
)
def test_measures_are_converted(cell: object, unit: str, metres: str) -> None:
    """
    Lengths, volumes and weights in the unit of the column, or in that of the cell.
    """
    record = values(f'logistics.length = {{ from = "B", unit = "{unit}" }}', cell)

    assert record.trade_item.logistics == {"length": Decimal(metres)}


def test_nested_parts_are_put_together() -> None:
    """
    Texts by language, graded prices, features and the product, from the columns of one row.
    """
    record = values(
        """
        descriptions.nl.short = "B"
        product.descriptions.nl.long = "C"
        product.descriptions.de.short = "D"
        prices.1.amount = "E"
        prices.1.lower_bound = { value = "10" }
        prices.2.amount = "F"
        prices.2.lower_bound = { value = "100" }
        prices.2.valid_from = { value = "2026-01-01" }
        "product.features.EF000001" = "G"
        "product.features.EF000001.unit" = { value = "mm" }
        "product.features.EF000002" = "H"
        product.etim_class = "I"
        manufacturer_product_number = "J"
        manufacturer_name = { value = "Van  Dam BV" }
        """,
        *("kort", "lang", None, None, "9,50", "12,5", "Ja", "EC000123", "M1"),
    )

    assert record.findings == []
    assert record.trade_item.descriptions == {"nl": {"short": "kort"}}
    assert record.trade_item.prices == [
        {"amount": Decimal("9.50"), "lower_bound": Decimal(100), "valid_from": "2026-01-01"}
    ]
    product = record.product
    assert product.descriptions == {"nl": {"long": "lang"}}
    assert product.features == [
        {"code": "EF000001", "values": ["12.5"], "unit": "mm"},
        {"code": "EF000002", "values": ["true"]},
    ]
    key = ("van dam bv", "M1")
    assert (product.manufacturer_id, product.manufacturer_product_number) == key
    assert (record.trade_item.manufacturer_id, record.trade_item.manufacturer_product_number) == key


# --- rows ------------------------------------------------------------------------------------


def test_empty_cells_keep_or_clear() -> None:
    """
    A patch names the fields that count: an empty cell is left out, or clears when that is asked.
    """
    fields = (
        'supplier_item_number = "A"\nnet_price = "B"\ncurrency = { from = "C", empty = "clear" }'
    )
    content = xlsx(Blad=[["1", 12, "EUR"], ["2", None, None]])

    kept = records(layout(fields, "[file]\nheader_row = 0"), content)
    cleared = records(layout(fields, 'empty = "clear"\n[file]\nheader_row = 0'), content)

    assert [set(one.patch.trade_item) for one in kept] == [{"net_price", "currency"}, {"currency"}]  # type: ignore[union-attr]
    assert [set(one.patch.trade_item) for one in cleared] == 2 * [{"net_price", "currency"}]  # type: ignore[union-attr]
    assert all(one.patch.creates for one in kept if one.patch)


def test_prices_create_nothing() -> None:
    """
    A price list changes prices of what is known; it brings no article into the catalogue.
    """
    made = layout('supplier_item_number = "Nr"\nnet_price = "Netto"', entity="price")
    (record,) = records(made, "Nr;Netto\nA1;1\n")

    assert record.patch == msgspec.structs.replace(record.patch, creates=False)  # type: ignore[type-var]
    with pytest.raises(Unfit):
        layout('supplier_item_number = "Nr"\nstatus = "S"', entity="price")


def test_only_rows_that_meet_the_conditions_count() -> None:
    """
    Blank rows, rows of another kind and totals are no records; ordinals and lines stay true.
    """
    made = toml.decode(
        ARTIKELEN.replace(
            'entity = "trade_item"',
            'entity = "trade_item"\nwhere = [{ column = "Soort", is = ["A", "B"] },'
            ' { column = "Status", is_not = "weg" }, { column = "Bruto", filled = true },'
            ' { column = "Artikelnr", starts_with = "1" }]',
        )
    )
    content = (
        "Artikelnr;Bruto;Soort;Status\n11;1;a;x\n;;;\n12;1;c;x\n13;1; B ;WEG\n14;;a;x\n"
        "24;1;a;x\n15;1;A;\nTotaal;9;;\n"
    )

    assert [(r.ordinal, r.line, r.key) for r in records(made, content)] == [
        (1, 2, "11"),
        (2, 8, "15"),
    ]


def test_findings_say_row_column_and_heading() -> None:
    """
    Whoever mends the file finds the cell: line, letters, heading, and the value that stood there.
    """
    made = toml.decode(
        ARTIKELEN.replace(
            "[pass.fields]", 'required = ["validity_date"]\n[pass.fields]\nvalidity_date = "Vanaf"'
        )
    )
    content = "Artikelnr;Oms;Bruto;Vanaf\nA1;x;12;1-1-2026\n;y;twaalf;\nA3;z;13;2-1-2026;1;2\n"

    good, bad, long = records(made, content)

    assert good.findings == []
    assert [(f.rule, f.line, f.ordinal, f.value, f.detail["element"]) for f in bad.findings] == [
        ("cell-number", 3, 2, "twaalf", "C Bruto"),
        ("row-key-missing", 3, 2, "", "A Artikelnr"),
        ("cell-required", 3, 2, "", "D Vanaf"),
    ]
    assert [(f.rule, f.value, f.record_key) for f in long.findings] == [("row-too-long", "1", "A3")]


def test_each_pass_is_an_entity_of_its_own() -> None:
    """
    Organisations and contacts from two sheets of one workbook, each under its own header.
    """
    made = toml.decode(
        """
        name = "relaties"
        [[pass]]
        entity = "organisation"
        sheet = "Bedrijven"
        [pass.fields]
        organisation_number = "Nr"
        name = "Naam"
        roles = { from = "Rol", split = "," }
        [[pass]]
        entity = "contact"
        sheet = "Personen"
        [pass.fields]
        organisation_number = "Bedrijf"
        contact_number = "Nr"
        last_name = "Naam"
        """
    )
    content = xlsx(
        Bedrijven=[["Nr", "Naam", "Rol"], [100, "Van Dam", "supplier, customer"]],
        Personen=[["Nr", "Bedrijf", "Naam"], [1, 100, "Jansen"], [2, None, "Pietersen"]],
    )
    headers = [read_header(content, made, one, Mutation.MUTATION) for one in made.passes]
    (company,), (person, stray) = (records(made, content, number) for number in (0, 1))

    assert [header.entities for header in headers] == [(Entity.ORGANISATION,), (Entity.CONTACT,)]
    assert msgspec.structs.asdict(company.part)["roles"] == ["supplier", "customer"]  # type: ignore[arg-type]
    assert person.part.organisation_number == "100"  # type: ignore[union-attr]
    assert [f.rule for f in stray.findings] == ["row-key-missing"]


def test_every_entity_can_be_mapped() -> None:
    """
    A row with the key of each entity gives a record of it, with its Struct and no finding.
    """
    for name, kept in targets.ENTITIES.items():
        names = [*kept.key, *kept.either[:1]]
        fields = "\n".join(f'{field} = "{field}"' for field in names)
        made = layout(fields, entity=name)
        cells = ["2026-01-01" if field == "valid_from" else "1" for field in names]
        (record,) = records(made, "\n".join((";".join(names), ";".join(cells))))

        assert record.findings == []
        assert kept.struct in {type(record.product), type(record.trade_item), type(record.part)}


def test_notes_about_the_file_travel_with_the_last_record() -> None:
    """
    A guessed encoding is told once, with the first pass.
    """
    content = io.BytesIO("Artikelnr;Bruto\nA1;1\nÉ2;2\n".encode("cp1252"))

    first, last = records(toml.decode(ARTIKELEN), content)

    assert first.findings == []
    assert [one.rule for one in last.findings] == ["encoding-guessed"]
