"""Reading a file into blocks, and the frames that carry them between processes."""

from __future__ import annotations

import io
from datetime import date

import pytest

from sluis.errors import ReaderDied, UnreadableFile
from sluis.model import Header
from sluis.reading import Done, Findings, HeaderRead, Options, Progress, Rows, frames, read_blocks
from tests.import_desk import GLN, catalogue

TODAY = date(2026, 11, 21)


@pytest.fixture
def blocks(tmp_path):
    def read(content, **options):
        path = tmp_path / "a.xml"
        path.write_bytes(b"".join(content))
        return list(read_blocks(path, Options(today=TODAY, **options)))

    return read


def test_header_first_then_rows_and_the_end_last(blocks) -> None:
    """
    The parent can decide whose data it is before the first record comes.
    """
    read = blocks(catalogue(range(5)))
    rows = [block for block in read if isinstance(block, Rows)]

    assert isinstance(read[0], HeaderRead)
    assert read[0].supplier_gln == GLN
    assert read[-1] == Done(5, {"product": 5, "trade_item": 5}, {})
    assert {(row.table, row.count, row.lines.count(b"\n")) for row in rows} == {
        ("product", 5, 5),
        ("trade_item", 5, 5),
    }


def test_large_files_come_in_blocks(blocks) -> None:
    """
    A block is about a megabyte, and the progress rises to the size of the file.
    """
    read = blocks(catalogue(range(600), words="x" * 5000))
    sizes = [len(block.lines) for block in read if isinstance(block, Rows)]
    progress = [block.done for block in read if isinstance(block, Progress)]

    assert len(sizes) > 3
    assert max(sizes) < 1_100_000
    assert progress == sorted(progress)
    assert progress[-1] == next(b for b in reversed(read) if isinstance(b, Progress)).total


def test_a_record_with_an_error_is_refused_alone(blocks) -> None:
    """
    It becomes a `rejected` line for each of its entities, with what is wrong.
    """
    content = b"".join(catalogue(range(5))).replace(b">12.50<", b">-1<", 1)
    read = blocks([content])
    found = [one for block in read if isinstance(block, Findings) for one in block.found]

    assert read[-1] == Done(5, {"product": 5, "trade_item": 5}, {"product": 1, "trade_item": 1})
    assert any(one.severity == "error" and one.record_key == "W0" for one in found)


def test_the_account_decides_and_the_header_is_told_off(blocks) -> None:
    """
    The account's GLN counts; another one in the header is a finding.
    """
    read = blocks(catalogue(range(1)), supplier_gln="8798765000003")

    assert read[0].supplier_gln == "8798765000003"
    assert read[0].header.supplier_gln == GLN
    assert "supplier-gln-differs" in [one.rule for one in read[1].found]


def test_a_file_of_nobody_is_refused_where_it_matters(blocks) -> None:
    """
    A check at the desk may do without a supplier; an import may not.
    """
    content = [b"".join(catalogue(range(1))).replace(GLN.encode(), b"")]

    assert blocks(content)[-1].records == 1
    with pytest.raises(UnreadableFile) as caught:
        blocks(content, supplier_required=True)
    assert caught.value.rule == "supplier-unknown"


def test_frames_are_read_as_they_were_written() -> None:
    """
    Every kind of block, and an error with what its texts need.
    """
    error = UnreadableFile("cut off", format_name="x", line=7, rule="r", detail={"seen": "y"})
    header = Header(format="x", version="1", generated_on=TODAY, catalogue={"a": {"b": [1]}})
    sent = [
        HeaderRead(header, GLN),
        Rows("product", 1, b"1\t2\n"),
        Findings([]),
        Progress(1, 2, 3),
        Done(1, {"product": 1}, {}),
        frames.failed(error),
    ]
    stream = io.BytesIO()
    for frame in sent:
        frames.write(stream, frame)
    stream.seek(0)
    received = list(frames.read(stream))
    again = received[-1].error()

    assert received == sent
    assert (again.reason, again.format_name, again.line, again.rule, again.detail) == (
        "cut off",
        "x",
        7,
        "r",
        {"seen": "y"},
    )


def test_a_stream_that_is_cut_off_just_ends() -> None:
    """
    A killed child leaves half a frame; what came before it counts.
    """
    stream = io.BytesIO()
    frames.write(stream, Progress(1, 2, 3))
    frames.write(stream, Progress(2, 2, 3))
    cut = io.BytesIO(stream.getvalue()[:-1])

    assert list(frames.read(cut)) == [Progress(1, 2, 3)]


def test_a_child_gone_mad_is_not_believed() -> None:
    """
    A length that no block has is not read into memory.
    """
    with pytest.raises(ReaderDied):
        list(frames.read(io.BytesIO(b"\xff\xff\xff\xff" + b"x" * 100)))
