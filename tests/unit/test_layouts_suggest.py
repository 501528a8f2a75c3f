"""Laws of suggested layouts: what tables of the trade call their columns, in four languages."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from sluis.cli import cli
from sluis.layouts import toml
from sluis.layouts.problems import problems
from sluis.layouts.reading import read
from sluis.layouts.suggest import Suggestion, suggest
from sluis.layouts.synonyms import NAMES
from sluis.layouts.targets import resolve
from tests.workbooks import xlsx

TABLES = {
    "nl": "Artikelnr.;EAN-code;Omschrijving;Bruto prijs (excl. btw);Eenheid;Kortingsgroep;Merk",
    "en": "Item number;GTIN;Description;List price (EUR);Unit of measure;Discount group;Brand",
    "de": "Artikel-Nr.;EAN;Kurzbezeichnung;Listenpreis in EUR;Mengeneinheit;Rabattgruppe;Marke",
    "fr": "Référence;Code EAN;Désignation;Prix catalogue;Unité;Groupe de remise;Marque",
}
ROW = "A1;2900000000018;Buis 50;1.250,50;st;K1;VZ"


def of(text: str, name: str = "tabel") -> Suggestion:
    return suggest(io.BytesIO(text.encode()), name)


def columns(found: Suggestion) -> dict[str, object]:
    return {
        path: field.source[0] if field.source else field.value
        for path, field in found.layout.passes[0].fields.items()
    }


@pytest.mark.parametrize("language", TABLES)
def test_a_price_list_is_understood_in_each_language(language: str) -> None:
    """
    The same columns, whatever the language of their headings, and the layout can be used at once.
    """
    found = of(f"{TABLES[language]}\n{ROW}\n")

    assert list(columns(found)) == [
        "supplier_item_number",
        "item_gtins",
        f"descriptions.{language}.short",
        "gross_list_price",
        "order_unit",
        "discount_group_id",
        "product.brand_name",
        "currency",
    ]
    assert found.layout.language == language
    assert found.unknown == []
    (record,) = read(
        io.BytesIO(f"{TABLES[language]}\n{ROW}\n".encode()),
        found.layout,
        found.layout.passes[0],
        "2900000710009",
    )
    assert record.trade_item is not None
    assert record.trade_item.gross_list_price == Decimal("1250.50")


def test_values_say_what_headings_do_not() -> None:
    """
    GTINs, ETIM classes and features are known by their look; signs and dates are taken over.
    """
    found = of(
        "Nummer\tCode 1\tCode 2\tEF000123\tGewicht (gram)\tPrijs\tVanaf dag\tDescription EN\n"
        "A1\t2900000000018\tEC000123\t12\t500\t12.50\t2026/01/31\ttube\n"
    )

    mapped = columns(found)
    assert mapped["item_gtins"] == "Code 1"
    assert mapped["product.etim_class"] == "Code 2"
    assert mapped["product.features.EF000123"] == "EF000123"
    assert mapped["descriptions.en.short"] == "Description EN"
    assert found.layout.passes[0].fields["logistics.weight"].unit == "gram"
    assert found.layout.file.decimal == "."
    assert set(found.notes) == {"item_gtins", "product.etim_class", "currency"}
    assert found.unknown == ["G Vanaf dag"]


@pytest.mark.parametrize(
    ("headings", "entity"),
    [
        ("Artikelnummer;Bruto;Netto", "price"),
        ("Relatienummer;Naam;Adres;Postcode;Plaats", "organisation"),
        ("Relatienummer;Contactnummer;Voornaam;Achternaam;Functie", "contact"),
        ("Groepcode;Bovenliggende groep;Groepnaam", "product_group"),
        ("Kortingsgroep;Klantnummer;Korting;Geldig vanaf", "condition"),
        ("Assortiment;Artikelnummer", "assortment"),
        ("Fabrikantnummer;Fabrikant;Merk;ETIM klasse", "product"),
    ],
)
def test_the_entity_is_the_one_that_explains_most(headings: str, entity: str) -> None:
    """
    A table of companies is no table of articles.
    """
    assert of(f"{headings}\n").layout.passes[0].entity == entity


def test_headings_are_found_below_a_title_and_on_their_sheet() -> None:
    """
    A title, a blank row and a hidden sheet stand before the table.
    """
    sheet = [["Prijslijst 2026", None], [], ["Artikelnr", "Bruto", "Ingangsdatum", "Bruto"],
             ["A1", 12.5, date(2026, 1, 1), 13]]  # fmt: skip
    found = suggest(xlsx(Artikelen=sheet), "artikelen 2026!")

    assert found.layout.name == "artikelen-2026"
    assert (found.layout.file.sheet, found.layout.file.header_row) == ("Artikelen", 3)
    assert columns(found)["gross_list_price"] == 2
    assert toml.decode(toml.encode(found.layout, found.notes)) == found.layout


def test_a_table_without_headings_is_mapped_by_number() -> None:
    """
    Then values alone speak; what is missing is told as a problem, not hidden.
    """
    found = of("A1;2900000000018;12,50\nA2;2900000000025;13,50\n")

    assert found.layout.file.header_row == 0
    assert columns(found) == {"item_gtins": 2}
    assert [one.where for one in problems(found.layout)] == ["pass 1, fields"]


def test_every_name_belongs_to_a_field() -> None:
    """
    The list of names can suggest nothing that a layout cannot map.
    """
    for entity, names in NAMES.items():
        for path in names:
            assert resolve(entity, path.replace("{language}", "nl")), (entity, path)


# --- the command line ------------------------------------------------------------------------


def run(*arguments: str | Path) -> tuple[int, str, str]:
    result = CliRunner().invoke(cli, ["layout", *map(str, arguments)])
    if result.exception and not isinstance(result.exception, SystemExit):
        return 1, result.stdout, str(result.exception)
    return result.exit_code, result.stdout, result.stderr


def test_from_a_table_to_a_preview_on_the_command_line(tmp_path: Path) -> None:
    """
    What `suggest` prints is a layout that `check` takes and `preview` reads the table with; a
    faulty cell shows with its row and column, and in the exit code.
    """
    table, layout = tmp_path / "artikelen.csv", tmp_path / "artikelen.toml"
    table.write_text(f"{TABLES['nl']}\n{ROW}\n" + ROW.replace("1.250,50", "twaalf") + "\n")

    code, text, told = run("suggest", table)
    layout.write_text(text)

    assert code == 0
    assert "gross_list_price: please check" in told
    assert "descriptions.nl.short = Buis 50" in told
    assert run("check", layout)[:2] == (0, "artikelen: trade_item (8 fields)\n")
    code, shown, _ = run("preview", layout, table)
    assert code == 3
    assert "trade_item: 2 records, 1 rejected" in shown
    assert "line 3: D Bruto prijs (excl. btw) (gross_list_price) holds 'twaalf'" in shown


def test_all_problems_of_a_layout_are_printed(tmp_path: Path) -> None:
    """
    In both languages, each with its place.
    """
    layout = tmp_path / "fout.toml"
    layout.write_text('name = "x"\n[[pass]]\nentity = "artikel"\nkleur = 1\n')

    code, _, error = run("check", layout)

    assert code == 1
    assert "pass 1, kleur: there is no such setting" in error
    assert "pass 1, fields: is missing" in error
    assert "'artikel': kies uit" in error


def test_the_template_of_attachments_is_read_without_a_layout(tmp_path: Path) -> None:
    """
    The CSV to fill in, with its examples, is a table that its own layout reads without findings.
    """
    _, text, _ = run("template", "attachment", "--examples")
    _, own, _ = run("template", "attachment", "--layout")

    layout = toml.decode(own)
    photo, manual = read(io.BytesIO(text.encode()), layout, layout.passes[0], "2900000710009")

    assert photo.findings == manual.findings == []
    assert photo.part is not None
    assert photo.part.descriptions == {"nl": {"short": "Productfoto"}}  # type: ignore[union-attr]
    assert manual.part.manufacturer_id == "2900000710009"  # type: ignore[union-attr]
