"""Lines and rows as slices: those that reading the file as a whole gives, or a refusal."""

from __future__ import annotations

import csv
import io
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sluis.formats import _slices
from sluis.formats._sliced_lines import cut_lines, cut_rows
from sluis.formats._slices import Unproven

crumbs = st.lists(st.sampled_from(["a", "b;", ";", '"', '""', "\n", "\r\n", "\r", " ", "é"]))
texts = crumbs.map("".join)
fields = st.lists(st.lists(st.text(alphabet='a";\n\r é', max_size=5), min_size=1, max_size=4))


@settings(deadline=None)
@given(texts, st.sampled_from([1, 5, 1 << 20]))
def test_joined_lines_are_the_document(text, window) -> None:
    """
    Nothing is lost: the lines are those of the text, numbered as an editor does.
    """
    with mock.patch.object(_slices, "WINDOW", window):
        try:
            slices = list(cut_lines(io.BytesIO(text.encode())))
        except Unproven:
            assert "\r" in text.replace("\r\n", "")
            return

    lines = text.replace("\r\n", "\n").removesuffix("\n").split("\n") if text else []
    if text.endswith("\r"):
        lines[-1] = lines[-1].removesuffix("\r")
    assert [(one.line, one.data.decode()) for one in slices] == list(enumerate(lines, start=1))


def written(rows: list[list[str]]) -> str:
    target = io.StringIO(newline="")
    csv.writer(target, delimiter=";").writerows(rows)
    return target.getvalue()


def rows_of(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


@settings(deadline=None, max_examples=300)
@given(texts | fields.map(written), st.sampled_from([1, 5, 1 << 20]))
def test_rows_are_those_of_the_csv_reader(text, window) -> None:
    """
    One slice read by itself gives the row that the file read as a whole has there.
    """
    with mock.patch.object(_slices, "WINDOW", window):
        try:
            slices = list(cut_rows(io.BytesIO(text.encode()), b";"))
        except Unproven:
            return

    found = [rows_of(one.data.decode()) for one in slices]
    assert [row for one in found for row in (one or [[]])] == rows_of(text)
    for one in slices:
        before = text.encode().split(b"\n")[: one.line - 1]
        assert text.encode()[sum(map(len, before)) + len(before) :].startswith(one.data)


@settings(deadline=None)
@given(fields)
def test_what_csv_writers_write_is_cut(rows) -> None:
    """
    Quotes, delimiters and line feeds within fields are ordinary.
    """
    content = written(rows).encode()

    assert len(list(cut_rows(io.BytesIO(content), b";"))) == len(rows)


@pytest.mark.parametrize("content", [b"a\0b\n", b"x" * 200, b'"' + b"x\n" * 200])
def test_what_never_ends_is_refused(content) -> None:
    """
    Memory stays bounded, and UTF-16 is not taken for text.
    """
    with mock.patch.object(_slices, "LONGEST", 100), mock.patch.object(_slices, "WINDOW", 10):
        for cut in (cut_lines(io.BytesIO(content)), cut_rows(io.BytesIO(content), b";")):
            if content.count(b"\n") < 2 or cut.__name__ == "cut_rows":
                with pytest.raises(Unproven):
                    list(cut)


def test_lines_go_on_from_where_the_header_ends() -> None:
    """
    The stream may stand behind lines that were read already.
    """
    stream = io.BytesIO(b"head\nfirst\nsecond\n")
    stream.readline()

    assert list(cut_lines(stream, 2)) == [(2, b"first"), (3, b"second")]
