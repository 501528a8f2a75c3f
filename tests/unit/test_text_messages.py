"""ICC, AttachmentIndex and Koppeltabel: what is known of them is read, what is not is kept."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pytest

from sluis.entities import Attachment, Condition, Relation
from sluis.errors import UnreadableFile
from sluis.formats import attachment_index, icc, koppeltabel
from sluis.formats._format import Format
from sluis.model import Entity, Mutation, Record

[ICC], [INDEX], [LINKS] = icc.FORMATS, attachment_index.FORMATS, koppeltabel.FORMATS
MAKER, SUPPLIER = "2900000000513", "2900000000018"


def read(fmt: Format, text: str) -> list[Record]:
    document = text.encode("cp1252")
    assert fmt.recognises(document)
    return list(fmt.read(io.BytesIO(document), fmt.read_header(io.BytesIO(document))))


def rules(record: Record) -> list[str]:
    return [found.rule for found in record.findings]


# -- ICC ------------------------------------------------------------------------------------------


def begin(count: str = "000001", day: str = "20261101") -> str:
    return f"{SUPPLIER:20}{'KL-1':20}{day}{count}1.1  {'Kadewerf':35}{'':36}\r\n"


def condition(group: str = "", number: str = "", *, terms: str = "", days: str = "20260101") -> str:
    return f"{group:20}{number:20}{'':50}{terms:24}{days:16}\r\n"


@pytest.mark.parametrize(
    ("digits", "percentage"),
    [("04250", "42.5"), ("10000", "100"), ("00001", "0.01"), ("42.50", "42.5"), ("00000", None)],
)
def test_discounts_are_hundredths_of_a_percent(digits, percentage) -> None:
    """
    As the one importer shows them that is public; a point is believed.
    """
    [record] = read(ICC, begin() + condition("A1", terms=digits))

    assert isinstance(record.part, Condition)
    assert record.part.percentage_1 == (Decimal(percentage) if percentage else None)
    assert rules(record) == []


def test_a_net_price_is_not_guessed() -> None:
    """
    Nobody says how many of the nine digits are decimals: without a point no price is stored.
    """
    bare, pointed = read(
        ICC,
        begin("000002")
        + condition(number="K1", terms=f"{'':15}000012345")
        + condition(number="K2", terms=f"{'':15}000123.45"),
    )

    assert isinstance(bare.part, Condition)
    assert isinstance(pointed.part, Condition)
    assert (bare.part.net_price, bare.part.extensions) == (None, {"Netto prijs": "000012345"})
    assert rules(bare) == ["net-price-without-point"]
    assert pointed.part.net_price == Decimal("123.45")


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        (condition(terms="01000"), "part-incomplete"),
        (condition("A1", days="20260231"), "date-unreadable"),
        ("short\r\n", "line-length"),
    ],
)
def test_a_bad_condition_is_rejected_alone(line, rule) -> None:
    """
    The next line is read all the same.
    """
    good, bad, last = read(ICC, begin("000003") + condition("B1") + line + condition("B2"))

    assert [rules(good), rules(last)] == [[], []]
    assert rule in rules(bad)


@pytest.mark.parametrize(("count", "told"), [("000002", []), ("000003", []), ("000009", ["DIFF"])])
def test_the_number_of_lines_is_compared(count, told) -> None:
    """
    Some count the begin record; any other number says that lines are missing.
    """
    *_, last = read(ICC, begin(count) + condition("A1") + condition("A2"))

    assert rules(last) == ["line-count-differs" for _ in told]


def test_a_condition_counts_from_the_day_of_the_message_when_it_says_none() -> None:
    """
    Without both days the condition is refused: it would count from nowhere.
    """
    [record] = read(ICC, begin() + condition("A1", days=""))

    assert isinstance(record.part, Condition)
    assert record.part.valid_from == date(2026, 11, 1)


def test_conditions_that_are_not_in_the_message_stay() -> None:
    """
    The message does not say that it is all there is.
    """
    header = ICC.read_header(io.BytesIO((begin() + condition("A1")).encode()))

    assert (header.mutation, header.entities) == (Mutation.MUTATION, (Entity.CONDITION,))
    assert header.supplier_gln == SUPPLIER


# -- AttachmentIndex ------------------------------------------------------------------------------


def index(*rows: tuple[str, ...]) -> str:
    return "".join("\t".join(row) + "\r\n" for row in rows)


def test_the_type_is_found_by_what_stands_in_it() -> None:
    """
    The column of types is not known; wherever it stands, its words are those of the data pool.
    """
    for place in (0, 1, 4, 5, 7):
        row = ["-"] * 8
        row[2], row[3], row[6], row[place] = MAKER, "P1", "a.jpg", "PHI"
        [record] = read(INDEX, index(tuple(row)))
        assert isinstance(record.part, Attachment)
        assert record.part.code == "MD01"
        assert record.part.extensions["purpose"] == "detail"


def test_what_no_column_says_for_certain_is_kept() -> None:
    """
    Nothing of a line is dropped because nobody described it.
    """
    [record] = read(INDEX, index(("7", "STR", MAKER, "P1", "x", "y", "ce.pdf", "z")))

    assert isinstance(record.part, Attachment)
    kept = {"column 1": "7", "column 5": "x", "column 6": "y", "column 8": "z"}
    assert record.part.extensions == kept


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        (("1", "PHI", "", "P1", "", "", "a.jpg"), "part-incomplete"),
        (("1", "PHI", MAKER, "", "", "", "a.jpg"), "part-incomplete"),
        (("1", "PHI", MAKER, "P1", "", "", ""), "part-incomplete"),
        (("1", "ABC", MAKER, "P1", "", "", "a.jpg"), "attachment-type-unknown"),
        (("1", "PHI", MAKER), "row-too-short"),
    ],
)
def test_a_bad_line_of_an_index_is_told(row, rule) -> None:
    """
    Among good lines, which say what the file is.
    """
    good = [("1", "PHI", MAKER, f"P{n}", "", "", "a.jpg") for n in range(9)]
    *_, last = read(INDEX, index(*good, row))

    assert rules(last) == [rule]


@pytest.mark.parametrize("text", ["a\tb\tc\td\te\tf\tg\n", f"1\tXYZ\t{MAKER}\tP\t\t\ta.jpg\n", "x"])
def test_other_columns_are_no_index(text) -> None:
    """
    Seven columns alone are any table.
    """
    assert not INDEX.recognises(text.encode())
    with pytest.raises(UnreadableFile):
        INDEX.read_header(io.BytesIO(text.encode()))


# -- Koppeltabel ----------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", ["\t", ";"])
@pytest.mark.parametrize(
    ("kind", "stored"), [("P-P", "PP"), ("P-A", "PA"), ("A-A", "AA"), ("", "PP")]
)
def test_two_numbers_and_what_lies_between(delimiter, kind, stored) -> None:
    """
    The first says something about the second, in whatever order the columns stand.
    """
    cells = [kind, "FI2", MAKER, "P1", SUPPLIER, "K1"]
    for row in (cells, [*cells[2:], *cells[:2]]):
        [record] = read(LINKS, delimiter.join(row) + "\n")
        assert isinstance(record.part, Relation)
        assert (record.part.kind, record.part.type) == (stored, "FI2")
        assert (record.part.owner, record.part.number) == (MAKER, "P1")
        assert (record.part.related_owner, record.part.related_number) == (SUPPLIER, "K1")


@pytest.mark.parametrize(
    "text",
    [
        f"FI2;{MAKER};P1;{SUPPLIER}\n",
        f"FI2;{MAKER};P1;2900000000019;K1\n",
        f"ABC;{MAKER};P1;{SUPPLIER};K1\n",
        f"FI2;{MAKER};;{SUPPLIER};K1\n",
    ],
)
def test_what_may_mean_something_else_is_refused(text) -> None:
    """
    Without a description, only what cannot be anything else is a Koppeltabel.
    """
    assert not LINKS.recognises(text.encode())
