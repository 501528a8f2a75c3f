"""The code lists: sizes, shapes, and the schemas of the standards where they are at hand.

`pytest tests/unit/test_codelists.py --update-golden` writes the tables of the reference page anew.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path

import pytest

from sluis import codelists
from sluis.codelists import (
    attachments,
    countries,
    currencies,
    etim,
    etim_units,
    languages,
    languages_rare,
    measures,
    mime,
    packaging,
    prices,
    relations,
    sales005,
    status,
    surcharges,
    trade_units,
    units,
    units_rare,
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
    "units": (units.CODES | units_rare.CODES, r"[A-Z0-9]{2,3}"),
    "units of ETIM": (etim_units.SYMBOLS, r"EU\d{6}"),
    "packaging of EANCOM": (packaging.EANCOM, r"[A-Z0-9]{2,3}"),
    "attachments": (attachments.KINDS, r"MD\d\d|ATX0\d\d|MDX10\d|[A-Z]{3}"),
    "surcharges": (surcharges.NAMES, r"[A-Z0-9]{2,3}"),
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
    assert units.CODES.isdisjoint(units_rare.CODES)


@pytest.mark.parametrize(
    ("is_known", "good", "bad"),
    [
        (currencies.is_known, ("EUR", "DEM", "XXX"), ("EURO", "eur", "", "€")),
        (
            countries.is_known,
            ("NL", "DE-NW", "GB-1", "XK"),
            ("UK", "nl", "NL-", "DE-é1", "NLD", ""),
        ),
        (
            attachments.is_known,
            ("MD01", "MD36", "MD99", "ATX013"),
            ("MD00", "MD66", "md01", "PHI", ""),
        ),
        (packaging.is_known, ("BX", "C62", "BJ", "201"), ("BOX", "bx", "")),
        (surcharges.is_known, ("QD", "X21"), ("qd", "")),
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
    lists = (status.NAMES, prices.NAMES, etim.REASONS, trade_units.NAMES, surcharges.NAMES)
    for names in lists:
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


def test_every_kind_of_the_guideline_is_in_every_list() -> None:
    """
    Each MD code has its type of the data pool and of ETIM xChange, and none is invented.
    """
    of_guideline = mime.NAMES.keys() | mime.HISTORIC
    assert {code for code in attachments.KINDS if re.fullmatch(r"MD\d\d", code)} == of_guideline
    for kind in attachments.KINDS.values():
        assert kind.pool in attachments.POOL_TYPES
        assert kind.xchange in attachments.XCHANGE_TYPES
        assert kind.xchange_11 in attachments.XCHANGE_TYPES
        assert attachments.to_mime(kind.code) in of_guideline
        assert kind.evidence in {"p", "n"}


def test_every_type_of_the_pool_and_of_xchange_is_a_kind() -> None:
    """
    A type without a value or specification stands for a kind that goes back to the same type.
    """
    for type_ in attachments.POOL_TYPES:
        code, purpose = attachments.from_pool(type_) or ("", "")
        assert (attachments.to_pool(code, purpose) or ("",))[0] == type_
    for type_, code in attachments.XCHANGE_TYPES.items():
        assert type_ in {attachments.to_xchange_11(code), attachments.KINDS[code].xchange}


@pytest.mark.parametrize("face", ["Similar", "Millieu", "Back", "Front", "Left", "Right", "Top"])
def test_pictures_come_back_with_their_face_and_resolution(face) -> None:
    """
    The data pool has each picture twice; which of the two it was is not lost.
    """
    for type_ in (attachments.HIGH, attachments.LOW):
        code, purpose = attachments.from_pool(type_, face) or ("", "")
        assert attachments.to_pool(code, purpose) == (type_, face)


def test_what_is_in_no_list_of_attachments() -> None:
    """
    An unknown code is answered with None: whoever reads keeps it as it came.
    """
    assert attachments.to_pool("MD66") is None
    assert attachments.to_xchange("MD66") is None
    assert attachments.to_xchange_11("MD66") is None
    assert attachments.to_mime("MD66") is None
    assert attachments.from_pool("XYZ") is None
    assert attachments.from_pool("STR", "XYZ") is None
    assert attachments.from_xchange("ATX098") is None


def _enums(schema: object, name: str) -> list[set[str]]:
    """The values that *schema* allows for the property *name*, wherever it stands."""
    found = []
    if isinstance(schema, dict):
        allowed = schema.get("properties", {}).get(name, {}).get("enum")
        found += [set(allowed)] if allowed else []
        schema = list(schema.values())
    if isinstance(schema, list):
        for part in schema:
            found += _enums(part, name)
    return found


@pytest.mark.parametrize("version", ["1.1", "2.0"])
def test_the_lists_of_xchange_are_complete(shared_formats, version) -> None:
    """
    Every code that the JSON schema allows is in our table, and we write none that it does not.
    """
    path = shared_formats / "schemas" / f"etim_xchange_{version}.schema.json"
    schema = json.loads(path.read_text("utf-8"))
    kinds = attachments.KINDS.values()
    types = {kind.xchange if version == "2.0" else kind.xchange_11 for kind in kinds}
    allowed = set().union(*_enums(schema, "AttachmentType"))

    assert types <= allowed
    assert allowed - {"ATX009"} <= attachments.XCHANGE_TYPES.keys()
    for specified in _enums(schema, "AttachmentTypeSpecification"):
        assert specified == {kind.specification for kind in kinds if kind.specification}
    assert _enums(schema, "OrderUnit") == [trade_units.WRITABLE[f"etim-xchange-{version}"]]
    assert set(status.XCHANGE.values()) == _enums(schema, "ItemStatus")[0]
    assert _enums(schema, "AllowanceSurchargeType")[0] == surcharges.NAMES.keys() - {"CAC"}
    for name in ("NetDimensionUnit", "NetWeightUnit", "NetVolumeUnit"):
        assert _enums(schema, name)[0] <= measures.FACTORS.keys()
    for name in ("PackagingTypeCode",):
        assert _enums(schema, name)[0] == packaging.NAMES.keys() | packaging.XCHANGE_ONLY


def test_the_lists_of_sales005_are_complete(shared_formats) -> None:
    """
    Every unit, packaging, status, attachment and surcharge of the public code lists is known.
    """
    lists = json.loads((shared_formats / "codelists" / "dico_codelists.json").read_text("utf-8"))

    def codes(*names: str) -> set[str]:
        return {code for name in names for code, *_ in lists[name]}

    families = ("Number", "Length", "Area", "Angle", "Volume", "Weight", "Time")
    ours = {trade_units.written(code, "dico-sales005") for code in trade_units.NAMES}

    assert ours - {None} == codes(*(f"{family}UoMType" for family in families))
    assert packaging.EANCOM.keys() - {"LEN"} == codes("PackageDescriptionType")
    assert status.NAMES.keys() == codes("SpecialConditionType")
    assert attachments.POOL_TYPES.keys() == codes("AttachmentType")
    charges = ("CommonAllowanceType", "Sub1AllowanceType", "Sub2AllowanceType")
    charges += ("CommonChargeType", "SubChargeType")
    assert codes(*charges) <= surcharges.NAMES.keys()
    assert relations.SALES005.keys() == codes("RelationType")
    assert etim.REASONS.keys() == codes("ReasonNoValueType")
    for name, kept in {
        "BIMStatusType": sales005.BIM_STATUSES,
        "CertificateType": sales005.CERTIFICATES.keys(),
        "IndicatorType": sales005.INDICATORS.keys(),
        "MutationType": sales005.MUTATIONS.keys(),
        "RelationKindType": sales005.RELATION_KINDS.keys(),
        "ROHSIndicatorType": sales005.ROHS.keys(),
        "TermsType": sales005.TERMS.keys(),
        "ValueType": sales005.VALUE_TYPES.keys(),
        "VATRateType": sales005.VAT_RATES.keys(),
    }.items():
        assert set(kept) == codes(name)


def test_what_a_format_can_write_is_a_unit_with_a_name() -> None:
    """
    No format writes a unit that we would not understand ourselves, or that nobody can name.
    """
    for format_name, writable in trade_units.WRITABLE.items():
        assert writable <= trade_units.NAMES.keys()
        for code in writable:
            word = trade_units.written(code, format_name)
            assert units.canonical(word or "") == code


def test_measures_are_known_units_and_exact() -> None:
    """
    A factor stands for a unit we know; a mile is 1,760 yards and a gallon 128 fluid ounces.
    """
    assert [code for code in measures.FACTORS if units.canonical(code) is None] == []
    assert measures.stored(Decimal(1760), "YRD") == measures.stored(Decimal(1), "SMI")
    assert measures.stored(Decimal(128), "OZA") == measures.stored(Decimal(1), "GLL")
    assert measures.stored(Decimal(2240), "LBR") == measures.stored(Decimal(1), "LTN")


def test_units_of_etim_are_known_units() -> None:
    """
    The UN/ECE code that stands beside a symbol is one we know.
    """
    unknown = [code for code in etim_units.UNECE.values() if units.canonical(code) is None]

    assert unknown == []
    assert len(etim_units.SYMBOLS) == len(etim_units.CODES) == 114


def test_languages_go_there_and_back() -> None:
    """
    What BMEcat and ETIM xChange are given for a language is read back as that language.
    """
    for code in set(languages.TWO_LETTER.values()):
        assert languages.two_letter(languages.three_letter(code)) == code
    for code, spoken in languages.SPOKEN_IN.items():
        assert languages.two_letter(languages.tag(code) or "") == code
        assert [country for country in spoken.split() if not countries.is_known(country)] == []


def _tables() -> str:
    """The tables of the reference page that the code lists write themselves."""
    lines = [
        "",
        "## Status",
        "",
        "| code | English | Nederlands | ETIM xChange |",
        "|---|---|---|---|",
    ]
    for code, words in status.NAMES.items():
        word = status.to_xchange(code) or "-"
        lines.append(f"| {code} | {words['en']} | {words['nl']} | {word} |")
    lines += ["", "## Attachments", ""]
    lines += [
        "`*`: the data pool's own list does not have it; the type follows from the names.",
        "",
    ]
    lines += [
        "| code | what | data pool | xChange 1.1 | xChange 2.0 | BMEcat |",
        "|---|---|---|---|---|---|",
    ]
    for kind in attachments.KINDS.values():
        what = mime.NAMES.get(kind.code) or mime.HISTORIC.get(kind.code)
        what = what or attachments.POOL_TYPES.get(kind.code, ("",))[0] or "-"
        pool = f"{kind.pool} {kind.value}".strip() + (" *" if kind.evidence == "n" else "")
        new = f"{kind.xchange} {kind.specification}".strip()
        old = attachments.to_mime(kind.code)
        lines.append(f"| {kind.code} | {what} | {pool} | {kind.xchange_11} | {new} | {old} |")
    formats = list(trade_units.WRITABLE)
    lines += ["", "## Units that a format can write", ""]
    lines += ["| code | English | Nederlands | " + " | ".join(formats) + " |"]
    lines += ["|---" * (3 + len(formats)) + "|"]
    for code, words in trade_units.NAMES.items():
        row = " | ".join(trade_units.written(code, name) or "" for name in formats)
        lines.append(f"| {code} | {words['en']} | {words['nl']} | {row} |")
    lines += ["", "## Packaging of EANCOM 7065", "", "| code | what | nearest |", "|---|---|---|"]
    lines += [
        f"| {code} | {what} | {near or '-'} |" for code, (what, near) in packaging.EANCOM.items()
    ]
    lines += [
        "",
        "## Allowances and surcharges",
        "",
        "| code | English | Nederlands |",
        "|---|---|---|",
    ]
    lines += [f"| {code} | {w['en']} | {w['nl']} |" for code, w in surcharges.NAMES.items()]
    return "\n".join(lines) + "\n"


MARK = "<!-- From here on written by tests/unit/test_codelists.py -->\n"


def test_the_reference_page_has_the_tables(update_golden: bool) -> None:  # noqa: FBT001 - a fixture
    """
    The page shows every kind of attachment, unit, packaging and status as the code has it.
    """
    head, mark, written = PAGE.read_text(encoding="utf-8").partition(MARK)
    if update_golden:
        PAGE.write_text(head + MARK + _tables(), encoding="utf-8")
        return

    assert mark
    assert written == _tables(), "run pytest tests/unit/test_codelists.py --update-golden"
