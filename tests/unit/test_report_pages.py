"""The JSON and the HTML of a report, made from facts and findings in memory."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sluis.checks import rules
from sluis.model import Entity, Finding, Severity
from sluis.reports import as_html, as_json, wording
from sluis.reports.facts import Facts, Group

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\"'&amp;<!--]]>"

STATES = sorted(wording.STATE)


def facts(**changes) -> Facts:
    """A delivery that was imported with two findings, unless told otherwise."""
    known = {
        "id": UUID(int=5),
        "environment": 1,
        "time_zone": "Europe/Amsterdam",
        "folder": "AutoImport",
        "path": "Uploads/AutoImport/acme/list.xml",
        "file_name": "list.xml",
        "stored_path": "archive/2026/11/21/5/list.xml",
        "size_bytes": 1234567,
        "sha256": "ab" * 32,
        "received_at": datetime(2026, 7, 1, 10, 0, tzinfo=UTC),
        "state": "imported",
        "account": "acme",
        "supplier_gln": "8712345000004",
        "format": "bmecat-2005",
        "version": "2005",
        "transaction": "T_NEW_CATALOG",
        "mutation": "complete",
        "header": {"supplier_name": "Acme Klinknagels", "dialect": "bmecat-2005"},
        "counts": {"trade_item": {"read": 3, "created": 2, "rejected": 1}},
        "groups": [Group(rule="supplier-gln-differs", severity=Severity.WARNING, count=2)],
    }
    return Facts(**known | changes)


def found(**changes) -> Finding:
    known = {
        "rule": "supplier-gln-differs",
        "severity": Severity.WARNING,
        "entity": Entity.DOCUMENT,
        "record_key": "A-1",
        "ordinal": 7,
        "line": 99,
        "field": "SUPPLIER_ID",
        "value": "8712345000011",
        "detail": {"expected": "8712345000004"},
    }
    return Finding(**known | changes)


def groups_of(told: Facts, *findings: Finding):
    """The findings under each group of *told*."""
    return ((group, iter(findings)) for group in told.groups)


def as_page(told: Facts, *findings: Finding, languages=("en", "nl"), rejects=None) -> str:
    out = io.BytesIO()
    as_html.write(told, groups_of(told, *findings), rejects, list(languages), out)
    return out.getvalue().decode()


def as_object(told: Facts, *findings: Finding, rejects=None):
    out = io.BytesIO()
    as_json.write(told, groups_of(told, *findings), rejects, out)
    return json.loads(out.getvalue())


class Strict(HTMLParser):
    """Tags, their attributes and the visible text; an end tag that does not fit fails."""

    VOID = frozenset({"meta", "input", "br"})

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open, self.tags, self.attributes, self.text = [], set(), [], ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += attrs
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


OUR_TAGS = frozenset(
    "html head meta title style body input label main header p h1 h2 section ul li span table "  # noqa: SIM905
    "thead tbody tr th td details summary b code dl dt dd time br".split()
)


@pytest.mark.parametrize("state", STATES)
def test_every_state_has_a_page_with_sound_tags(state) -> None:
    """
    Whatever became of the delivery, the page says so in both languages and its tags fit.
    """
    page = Strict(as_page(facts(state=state), found()))

    assert page.open == []
    assert wording.STATE[state]["en"] in page.text
    assert wording.STATE[state]["nl"] in page.text


@given(value=st.text(st.characters(exclude_categories=["Cs"]), max_size=60) | st.just(HOSTILE))
def test_what_comes_from_a_file_is_only_ever_text(value) -> None:
    """
    No value of a file, a name or a header makes a tag, an attribute or a comment of its own.
    """
    told = facts(
        file_name=value,
        account=value,
        version=value,
        header={"supplier_name": value, "dialect": value},
        guard={"en": value, "nl": value, "reasons": []},
        error={"rule": value, "text": value},
        groups=[
            Group(rule="supplier-gln-differs", severity=Severity.WARNING, count=1),
            Group(rule=f"gone-{value}", severity=Severity.ERROR, count=1),
        ],
    )
    hostile = found(record_key=value, field=value, value=value, detail={"expected": value})
    page = Strict(as_page(told, hostile, rejects=value))

    assert page.tags <= OUR_TAGS
    assert not [name for name, _ in page.attributes if name.startswith("on") or name == "src"]
    assert page.open == []


def test_the_page_loads_nothing() -> None:
    """
    The page is whole in itself: no script, no link, no image, no address, and it says so.
    """
    page = as_page(facts(), found())

    assert "<script" not in page
    assert "<link" not in page
    assert "url(" not in page
    assert "http://" not in page
    assert "https://" not in page
    assert "default-src 'none'" in page


def test_the_page_reads_on_a_phone() -> None:
    """
    The page takes the width of the device and turns rows into cards when that is narrow.
    """
    page = as_page(facts(), found())

    assert '<meta name="viewport" content="width=device-width' in page
    assert "@media(max-width:" in page


def test_languages_stand_in_the_order_of_the_setting() -> None:
    """
    The first language is shown first; with one language there is no switch and no other text.
    """
    dutch_first = as_page(facts(), found(), languages=("nl", "en"))
    dutch_only = as_page(facts(), found(), languages=("nl",))

    assert 'id="nl" checked' in dutch_first
    assert dutch_first.index("Geïmporteerd") < dutch_first.index("Imported")
    assert "<input" not in dutch_only
    assert "Imported" not in dutch_only
    assert "Wat u kunt doen" in dutch_only


def test_times_are_those_of_the_environment() -> None:
    """
    A moment is told in the time zone of the environment, which it names.
    """
    page, told = as_page(facts(), found()), as_object(facts(), found())

    assert "2026-07-01 12:00:00" in page
    assert "Europe/Amsterdam" in page
    assert told["delivery"]["received_at"] == "2026-07-01T12:00:00+02:00"


def test_every_finding_is_there() -> None:
    """
    Nothing is cut off: 1,000 findings give 1,000 rows and 1,000 occurrences.
    """
    many = [found(record_key=f"KEY-{n}") for n in range(1000)]
    page, told = as_page(facts(), *many), as_object(facts(), *many)

    assert all(f"KEY-{n}<" in page for n in range(1000))
    assert len(told["findings"][0]["occurrences"]) == 1000


def test_json_tells_all_of_one_finding() -> None:
    """
    An occurrence has position, record, field, value, and text and remedy in both languages.
    """
    group = as_object(facts(), found())["findings"][0]

    assert group["rule"] == "supplier-gln-differs"
    assert group["severity"] == "warning"
    assert group["title"] == rules.RULES["supplier-gln-differs"].title
    assert group["occurrences"] == [
        {
            "ordinal": 7,
            "line": 99,
            "entity": "document",
            "record_key": "A-1",
            "field": "SUPPLIER_ID",
            "value": "8712345000011",
            "text": {lang: rules.text(found(), lang) for lang in ("en", "nl")},
            "remedy": {lang: rules.remedy(found(), lang) for lang in ("en", "nl")},
        }
    ]


@given(value=st.text(st.characters(exclude_categories=["Cs"])), groups=st.integers(0, 3))
def test_json_is_valid_whatever_is_in_it(value, groups) -> None:
    """
    Any number of groups with any text gives one JSON object that says exactly that text.
    """
    group = Group(rule="supplier-gln-differs", severity=Severity.WARNING, count=2)
    told = facts(file_name=value, groups=[group] * groups)
    read = as_object(told, found(value=value), found(record_key=value))

    assert read["delivery"]["file_name"] == value
    assert [len(one["occurrences"]) for one in read["findings"]] == [2] * groups


def test_an_unmatched_file_is_told_which_names_are_expected() -> None:
    """
    A file that no task wants gets an answer: which names are expected, and which comes near.
    """
    blank = {"state": "unmatched", "folder": "Import", "counts": {}, "groups": []}
    error = {"rule": "file-unexpected", "text": "", "expected": [], "nearest": []}
    none = as_object(facts(**blank, mutation=None, error=error))["summary"]
    names = {"expected": ["a.csv", "prijzen.csv"], "nearest": ["prijzen.csv"]}
    some = as_object(facts(**blank, mutation=None, error=error | names))["summary"]

    assert "No names are expected yet." in none["en"]
    assert "Verwachte namen: prijzen.csv, a.csv. Misschien is prijzen.csv bedoeld." in some["nl"]


@pytest.mark.parametrize(
    ("changes", "rejects", "expected"),
    [
        ({}, "list.rejected.xml", "You may send that file alone"),
        ({"transaction": "T_NEW_PRODUCTDATA"}, "list.rejected.xml", "or the others lapse"),
        ({}, "list.rejected.csv", "or the others lapse"),
    ],
)
def test_a_complete_delivery_says_how_to_send_its_rejects(changes, rejects, expected) -> None:
    """
    Mended records in a complete file of their own would let all others lapse: the report says
    whether the file of rejects is such a file.
    """
    steps = as_object(facts(**changes), rejects=rejects)["todo"]

    assert [step["en"] for step in steps if expected in step["en"]]


def test_a_mutation_needs_no_word_about_the_others() -> None:
    """
    Records that were sent as a mutation are sent again as one.
    """
    steps = as_object(facts(mutation="mutation"), rejects="list.rejected.xml")["todo"]

    assert not [step for step in steps if "lapse" in step["en"] or "alone" in step["en"]]


def test_a_delivery_that_waits_says_why() -> None:
    """
    The reason of the guard rail stands in the page in both languages.
    """
    guard = {"en": "31 of 100 would vanish", "nl": "31 van 100 zouden verdwijnen", "reasons": []}
    page = as_page(facts(state="awaiting_approval", guard=guard), found())

    assert "31 of 100 would vanish" in page
    assert "31 van 100 zouden verdwijnen" in page


def test_a_refused_delivery_does_not_ask_for_mending() -> None:
    """
    When an operator refused the delivery, the supplier is not told that the file is broken.
    """
    error = {"rule": "refused-by-operator", "text": "An operator has refused this delivery."}
    told = facts(state="rejected", error=error, groups=[])

    assert [step["nl"] for step in as_object(told)["todo"]] == [
        "Vraag de beheerder naar de reden en stuur het juiste bestand."
    ]
    assert "Een beheerder heeft deze aanlevering geweigerd." in as_page(told)


def test_an_undone_import_says_so() -> None:
    """
    After an undo the report is no success story any more.
    """
    page = as_page(facts(undone_at=datetime(2026, 7, 2, tzinfo=UTC)), found())

    assert "Imported, then undone" in page
    assert 'class="neutral"' in page


def test_a_rule_of_another_release_still_gives_a_report() -> None:
    """
    A code that this release does not know is shown by its name, with field and value.
    """
    told = facts(groups=[Group(rule="rule-of-old", severity=Severity.ERROR, count=1)])
    read = as_object(told, found(rule="rule-of-old", severity=Severity.ERROR))

    assert read["findings"][0]["title"]["en"] == "rule-of-old"
    assert read["findings"][0]["occurrences"][0]["text"]["nl"] == "SUPPLIER_ID 8712345000011"


def test_every_member_of_the_json_report_is_in_the_docs() -> None:
    """
    docs/reference/report.md names each member, state and count that a report can have.
    """
    page = (Path(__file__).parents[2] / "docs/reference/report.md").read_text(encoding="utf-8")
    told = as_object(facts(), found())
    group = told["findings"][0]
    parts = (told, told["delivery"], told["recognised_as"], told["counts"], group)
    members = {name for part in parts for name in part} | set(group["occurrences"][0])
    members |= set(told["counts"]["trade_item"]) | set(STATES)

    assert sorted(name for name in members if f"`{name}`" not in page) == []
