"""`parameters.xml`: every parameter of the description, and what becomes of what is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sluis.checks import rules
from sluis.codelists import mime
from sluis.errors import UnreadableFile
from sluis.mail_addresses import is_address
from sluis.model import Mutation
from sluis.parameters import Attachments, Parameters, Read, is_parameters, read

ENTITY = (
    b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    b"<UCProcessParameters><GeneratedBy>&a;</GeneratedBy></UCProcessParameters>"
)
NAMESPACE = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns="https://www.2ba.nl"'


def of(body: str, attributes: str = NAMESPACE) -> Read:
    text = f"<UCProcessParameters {attributes}>{body}</UCProcessParameters>"
    return read(text.encode())


def one(name: str, value: str) -> Read:
    return of(f"<{name}>{value}</{name}>")


@pytest.mark.parametrize(
    ("name", "value", "place", "expected"),
    [
        ("GeneratedBy", "Kadewerf PIM 7", "generated_by", "Kadewerf PIM 7"),
        ("PackageDescription", " Levering\n Q3 ", "description", "Levering Q3"),
        (
            "SendReportToEmail",
            "a@b.example; c@d.example",
            "report_to",
            ["a@b.example", "c@d.example"],
        ),
        ("ReportLanguage", "EN", "report_language", "en"),
        ("ReportLanguage", "NL", "report_language", "nl"),
        ("SkipLoadProducts", "true", "skip_products", True),
        ("SkipLoadArticlesAndPrices", "true", "skip_trade_items", True),
        ("SkipLoadPrices", "true", "skip_prices", True),
        ("SkipLoadAttachments", "true", "skip_attachments", True),
        ("SkipLoadAttachments", "false", "skip_attachments", False),
        ("KeepMimeURL", "MD99;MD12", "keep_urls", ["MD99", "MD12"]),
        ("KeepMimeURL", "*", "keep_urls", ["*"]),
    ],
)
def test_a_parameter_is_read(name, value, place, expected) -> None:
    """
    Each has its place, and is nothing to remark upon.
    """
    found = one(name, value)

    assert getattr(found.parameters, place) == expected
    assert found.found == []


@pytest.mark.parametrize(
    ("overrule", "code", "expected"),
    [
        ("true", "ReplaceExistingCatalog", Mutation.COMPLETE),
        ("true", "UpdateExistingCatalog", Mutation.MUTATION),
        ("true", "", Mutation.COMPLETE),
        ("false", "UpdateExistingCatalog", None),
        ("", "UpdateExistingCatalog", None),
    ],
)
def test_the_mutation_is_only_overruled_when_both_say_so(overrule, code, expected) -> None:
    """
    The code alone does nothing; without it, overruling means complete.
    """
    found = of(
        f"<PackageMutationCode>{code}</PackageMutationCode>"
        f"<OverrulePackageMutationCode>{overrule}</OverrulePackageMutationCode>"
    )

    assert found.parameters.mutation is expected
    assert found.found == []


def test_an_impossible_mutation_overrules_nothing() -> None:
    """
    Replacing everything is not what an unknown word is taken to mean.
    """
    found = of(
        "<OverrulePackageMutationCode>true</OverrulePackageMutationCode>"
        "<PackageMutationCode>Update</PackageMutationCode>"
    )

    assert found.parameters.mutation is None
    assert [told.rule for told in found.found] == ["parameter-invalid"]


@pytest.mark.parametrize(
    ("code", "solution", "complete", "mutation"),
    [
        ("7000160", "106", Attachments.KEEP, None),
        ("7000160", "108", Attachments.REMOVE, None),
        ("7000161", "165", None, Attachments.REMOVE),
        ("7000161", "166", None, Attachments.KEEP),
    ],
)
def test_answers_to_the_checks_about_attachments(code, solution, complete, mutation) -> None:
    """
    Each answer counts for its own kind of delivery only.
    """
    check = f'<Check Code="{code}" SolutionId="{solution}"/>'
    found = of(f"<InteractiveChecks>{check}</InteractiveChecks>").parameters

    assert found.attachments(Mutation.COMPLETE) == complete
    assert found.attachments(Mutation.MUTATION) == mutation


@pytest.mark.parametrize(
    "body",
    [
        "<skiploadproducts>true</skiploadproducts>",
        "<Unknown>x</Unknown>",
        '<InteractiveChecks><Check Code="1" SolutionId="106"/></InteractiveChecks>',
    ],
)
def test_what_is_no_parameter_is_told(body) -> None:
    """
    Capitals count: a parameter in small letters does nothing, and the sender learns it.
    """
    found = of(body)

    assert found.parameters == Parameters()
    assert [told.rule for told in found.found] == ["parameter-unknown"]
    for language in ("en", "nl"):
        assert "?" not in rules.remedy(found.found[0], language)


def test_the_right_spelling_is_named() -> None:
    """
    Of a name that only differs in its capitals, the right one is told.
    """
    found = one("SkiploadProducts", "true").found[0]

    assert rules.remedy(found, "en") == "Use: SkipLoadProducts."


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SkipLoadProducts", "True"),
        ("SkipLoadPrices", "1"),
        ("ReportLanguage", "en"),
        ("ReportLanguage", "DE"),
        ("SendReportToEmail", "a@b.example;not an address"),
        ("SendReportToEmail", "a@b.example&#10;Bcc: c@d.example"),
        ("SendReportToEmail", "a@" + "b" * 250 + ".example"),
        ("KeepMimeURL", "MD12,MD13"),
        ("KeepMimeURL", "MD66"),
        ("PackageDescription", "x" * 256),
    ],
)
def test_an_impossible_value_counts_as_not_given(name, value) -> None:
    """
    The standard value holds, and the finding says what is allowed.
    """
    found = one(name, value)

    assert found.parameters == Parameters()
    assert [told.rule for told in found.found] == ["parameter-invalid"]
    assert "?" not in rules.remedy(found.found[0], "nl")


def test_empty_parameters_are_as_if_absent() -> None:
    """
    Templates leave what is not used empty.
    """
    found = of("<SendReportToEmail/><SkipLoadPrices> </SkipLoadPrices><!-- none -->")

    assert found == Read(Parameters(), [])


def test_what_has_no_effect_is_told() -> None:
    """
    There is no list of master GLNs: whoever asks for it learns that nothing was converted.
    """
    found = one("AutoConvertToMasterGLN", "true")

    assert found.parameters.master_gln
    assert [told.rule for told in found.found] == ["parameter-without-effect"]


def test_pictures_are_never_kept_where_they_are() -> None:
    """
    Not even when all codes are asked for.
    """
    every = one("KeepMimeURL", "*").parameters
    some = one("KeepMimeURL", "MD12;MD01").parameters

    assert [code for code in mime.NAMES if not every.keeps_url(code)] == sorted(mime.PICTURES)
    assert [code for code in mime.NAMES if some.keeps_url(code)] == ["MD12"]


@pytest.mark.parametrize("attributes", ["", 'xmlns="https://other.example"', 'x="1"'])
def test_the_namespace_does_not_matter(attributes) -> None:
    """
    Only the names of elements do.
    """
    text = "<SkipLoadPrices>true</SkipLoadPrices>"

    assert of(text, attributes).parameters.skip_prices


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no xml",
        b"<UCProcessParameters>",
        b"<ucprocessparameters/>",
        b"<Other/>",
        ENTITY,
    ],
)
def test_what_cannot_be_read_refuses_the_delivery(data) -> None:
    """
    It may have asked to leave alone what an import would change.
    """
    with pytest.raises(UnreadableFile) as refused:
        read(data)

    assert refused.value.rule == "parameters-unreadable"


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_noise_is_parameters_or_a_refusal(data) -> None:
    """
    Never another exception.
    """
    try:
        found = read(data)
    except UnreadableFile:
        return
    assert isinstance(found.parameters, Parameters)


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("data@kadewerf.example", True),
        ("o'neill+q3@mail.kadewerf.example", True),
        ("data@localhost", False),
        ("data@@kadewerf.example", False),
        ("data@kadewerf..example", False),
        ("Data <data@kadewerf.example>", False),
        ("data@kadewerf.example\r\nX: y", False),
        ("é@kadewerf.example", False),
        ("", False),
    ],
)
def test_addresses(text, good) -> None:
    """
    A plain address and nothing else: it goes into the header of a mail.
    """
    assert is_address(text) == good


def test_the_file_is_known_by_its_name() -> None:
    """
    The description fixes it, in small letters; a folder before it does not matter.
    """
    assert is_parameters("parameters.xml")
    assert is_parameters("out/parameters.xml")
    assert not is_parameters("Parameters.xml")
    assert not is_parameters("my-parameters.xml")
