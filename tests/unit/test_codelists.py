"""The code lists: sizes, shapes, and the schemas of the standards where they are at hand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sluis import codelists
from sluis.codelists import (
    countries,
    currencies,
    etim,
    languages,
    languages_rare,
    mime,
    packaging,
    prices,
    relations,
    status,
    units,
)

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "codelists.md"
MODULES = sorted(
    path.stem for path in Path(codelists.__file__).parent.glob("*.py") if path.stem != "__init__"
)

SHAPES = {
    "currencies": (currencies.CODES | currencies.HISTORIC, r"[A-Z]{3}"),
    "countries": (countries.CODES | countries.ALSO_USED, r"[A-Z]{2}"),
    "mime": (mime.NAMES | mime.HISTORIC, r"MD\d\d"),
    "packaging": (packaging.NAMES | packaging.XCHANGE_ONLY, r"[A-Z0-9]{2,3}"),
    "status": (status.NAMES, r"\d\d[0-9A-Z]"),
    "prices": (prices.NAMES, r"[a-z_]{3,16}"),
    "relations": (relations.BMECAT, r"[a-z_]+"),
    "relations of SALES005": (relations.SALES005, r"[A-Z]{3}"),
    "languages_rare": (languages_rare.CODES, r"[a-z]{3}"),
    "units": (units.CODES, r"[A-Z0-9]{2,3}"),
}


@pytest.mark.parametrize(("codes", "shape"), SHAPES.values(), ids=SHAPES)
def test_codes_have_the_shape_of_their_list(codes, shape) -> None:
    """
    A code with a typing error would stand out.
    """
    assert [code for code in codes if not re.fullmatch(shape, code)] == []


def test_sizes() -> None:
    """
    ISO 3166-1 has 249 countries, the guideline 65 kinds of attachment and 33 of packaging.
    """
    sizes = (len(countries.CODES), len(mime.NAMES), len(packaging.NAMES), len(status.NAMES))

    assert sizes == (249, 65, 33, 6)


def test_now_and_then_do_not_overlap() -> None:
    """
    What is gone is not in use; a language with two letters is not a rare one.
    """
    assert currencies.CODES.isdisjoint(currencies.HISTORIC)
    assert mime.NAMES.keys().isdisjoint(mime.HISTORIC)
    assert languages.TWO_LETTER.keys().isdisjoint(languages_rare.CODES)


@pytest.mark.parametrize(
    ("is_known", "good", "bad"),
    [
        (currencies.is_known, ("EUR", "DEM", "XXX"), ("EURO", "eur", "", "€")),
        (
            countries.is_known,
            ("NL", "DE-NW", "GB-1", "XK"),
            ("UK", "nl", "NL-", "DE-é1", "NLD", ""),
        ),
        (mime.is_known, ("MD01", "MD36", "MD99"), ("MD00", "MD66", "md01", "")),
        (packaging.is_known, ("BX", "C62", "BJ"), ("BOX", "bx", "")),
        (status.is_known, ("94E", "new", "core_article"), ("94e", "999", "")),
        (prices.is_known, ("net_list", "gros_list", "udp_x"), ("gross_list", "")),
        (relations.is_known, ("sparepart", "OPV"), ("accessory", "")),
    ],
)
def test_known_and_unknown(is_known, good, bad) -> None:
    """
    Lists answer for codes exactly as they are written.
    """
    assert [code for code in good if not is_known(code)] == []
    assert [code for code in bad if is_known(code)] == []


@pytest.mark.parametrize(
    "text", ["EC00090", "EC0009055", "ec000905", "EC00090\uff15", "EF000905", ""]
)
def test_what_is_no_etim_class(text) -> None:
    """
    Two letters and six ASCII digits, nothing else.
    """
    assert not etim.is_code("EC", text)


def test_names_are_in_both_languages() -> None:
    """
    What people read has English and Dutch.
    """
    for names in (status.NAMES, prices.NAMES, etim.REASONS):
        assert all({"en", "nl"} == set(words) for words in names.values())


@pytest.mark.parametrize("name", MODULES)
def test_every_list_says_where_it_comes_from(name) -> None:
    """
    A list names its source in its docstring, and stands on the reference page.
    """
    docstring = (Path(codelists.__file__).parent / f"{name}.py").read_text().split('"""')[1]

    assert "Source:" in docstring
    assert f"`{name}`" in PAGE.read_text()


@pytest.mark.parametrize(
    ("kind", "known"),
    [
        ("dtCURRENCIES", currencies.is_known),
        ("dtUNIT", lambda code: units.canonical(code) is not None),
        ("dtPUNIT", packaging.is_known),
        (
            "dtLANG",
            lambda code: code in languages.TWO_LETTER or code in languages_rare.CODES,
        ),
    ],
)
def test_every_code_of_the_guideline_is_known(shared_formats, kind, known) -> None:
    """
    The schema of the ETIM guideline 5.0 has no code that we would call unknown.
    """
    schema = (shared_formats / "schemas" / "bmecat_etim_501.xsd").read_text("utf-8-sig")
    block = schema.partition(f'simpleType name="{kind}"')[2].partition("simpleType>")[0]
    codes = re.findall(r'enumeration value="([^"]+)"', block)

    assert codes
    assert [code for code in codes if not known(code)] == []
