"""New slices read side by side: the same blocks as with one process, and helpers that end."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from datetime import date
from unittest import mock

import pytest

from sluis.catalogue.fingerprints import Days
from sluis.catalogue.staging import STAGES
from sluis.errors import ReaderDied, UnreadableFile
from sluis.formats._sliced_json import cut_json, json_object
from sluis.formats._slices import Slice, Slices, Unproven
from sluis.model import Finding, Header, Record, Severity, TradeItem
from sluis.reading import Done, Findings, Rows, batches, read_blocks
from sluis.reading.batches import Batch
from sluis.reading.blocks import Options
from sluis.reading.document import _Reading
from sluis.reading.helpers import Helpers, moved
from tests.import_desk import GLN, catalogue

TODAY = date(2026, 11, 21)
HEADER = Header(format="x", version="1", supplier_gln=GLN)


@pytest.fixture(autouse=True)
def small_batches():
    """Several batches from a small file; and none of the helpers is left behind, dead or alive."""
    started: list[int] = []
    fork = os.fork

    def noted() -> int:
        started.append(fork())
        return started[-1]

    with mock.patch.object(batches, "BATCH_BYTES", 2000), mock.patch("os.fork", noted):
        yield
    for pid in started:
        with pytest.raises(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)


def told(blocks):
    """Lines by table and findings in their order, and the end."""
    rows: dict[str, list[bytes]] = {}
    found: list[Finding] = []
    done = None
    for block in blocks:
        match block:
            case Rows():
                rows.setdefault(block.table, []).extend(block.lines.splitlines())
            case Findings():
                found += block.found
            case Done():
                done = block
    return rows, found, done


@pytest.mark.parametrize("processes", [2, 3])
def test_the_blocks_are_those_of_one_process(tmp_path, processes) -> None:
    """
    Every line and finding, in the order of the file.
    """
    path = tmp_path / "a.xml"
    content = b"".join(catalogue(range(200), words="x" * 300))
    path.write_bytes(content.replace(b">12.50<", b">-1<", 50).replace(b">C62<", b">ELL<", 150))
    options = Options(today=TODAY, supplier_gln=GLN)

    one = told(read_blocks(path, options, {}))
    many = told(read_blocks(path, options, {}, processes=processes))

    assert many == one
    assert len(one[1]) > 50
    assert one[2].records == 200


def products(counts: list[int]) -> bytes:
    """A document whose items give so many records each."""
    items = [{"Id": n, "TradeItem": ["x"] * count} for n, count in enumerate(counts)]
    return json.dumps({"Product": items, "pad": ""}).encode()


def read_product(_header, _context):
    def read(ordinal: int, one: Slice) -> list[Record]:
        item = json_object(one.data)
        return [
            Record(
                ordinal=ordinal + n,
                key=f"{item['Id']}-{n}",
                line=one.line,
                trade_item=TradeItem(supplier_item_number=f"{item['Id']}-{n}"),
                findings=[Finding(rule="key-missing", severity=Severity.WARNING, ordinal=ordinal)],
            )
            for n in range(len(item["TradeItem"]))
        ]

    return read


def cut_products(stream, _header):
    return b"", cut_json(stream, ("Product",))


def in_two_steps(content: bytes, tmp_path, known, processes):
    path = tmp_path / "a.json"
    path.write_bytes(content)
    with path.open("rb") as stream:
        reading = _Reading(stream, HEADER, Days(TODAY, None))
        return told(reading.in_two_steps(Slices(cut_products, read_product), known, processes))


@pytest.mark.parametrize("processes", [1, 2, 3])
def test_slices_of_several_records_keep_the_ordinals_in_order(tmp_path, processes) -> None:
    """
    Records are counted through, whatever the slices before them give: none, one or many.
    """
    counts = [n * 7 % 5 for n in range(300)]

    rows, found, done = in_two_steps(products(counts), tmp_path, {}, processes)

    assert [int(line.split(b"\t")[0]) for line in rows["trade_item"]] == [
        *range(1, sum(counts) + 1)
    ]
    numbers = [f"{n}-{item}" for n, count in enumerate(counts) for item in range(count)]
    columns = [column.name for column in STAGES["trade_item"]]
    at = columns.index("supplier_item_number")
    assert [line.split(b"\t")[at].decode() for line in rows["trade_item"]] == numbers
    assert done == Done(sum(counts), {"trade_item": sum(counts)}, {})
    keys = [0, *(sum(counts[:n]) for n in range(1, 300))]
    own = [one.ordinal for one in found if one.rule == "key-missing"]
    assert own == [keys[n] + 1 for n, count in enumerate(counts) for _ in range(count)]


@pytest.mark.parametrize("processes", [1, 3])
def test_known_slices_are_counted_between_new_ones(tmp_path, processes) -> None:
    """
    A known slice has the ordinal that it would have if it had been read.
    """
    counts = [1 + n % 3 if n % 2 else 1 for n in range(300)]  # every other one is known
    seen: list[bytes] = []
    digest = batches.xxh3_128_digest
    with mock.patch.object(batches, "xxh3_128_digest", lambda d, s: seen.append(d) or digest(d, s)):
        in_two_steps(products(counts), tmp_path, {}, 1)
    with mock.patch.object(Days, "current", lambda _, known: known):
        seed = mock.Mock(return_value=7)
        with mock.patch("sluis.reading.document.xxh3_64_intdigest", seed):
            known = {digest(data, 7) for data in seen[::2]}
            rows, _, done = in_two_steps(products(counts), tmp_path, known, processes)

    starts = [1 + sum(counts[:n]) for n in range(300)]
    assert [int(line.split(b"\t")[0]) for line in rows["known"]] == starts[::2]
    every = sorted(int(line.split(b"\t")[0]) for lines in rows.values() for line in lines)
    assert every == [*range(1, sum(counts) + 1)]
    assert done is not None
    assert done.known == 150


def many(count: int = 20) -> Iterator[Batch]:
    for number in range(count):
        yield Batch(new=[(0, b"", Slice(number, b"x"))])


def failing(error: BaseException):
    def work(_ordinal, new):
        if new[0][2].line == 7:
            raise error
        return batches.Read(batches.Part([], [], {}, {}), [1])

    return work


@pytest.mark.parametrize(
    ("error", "told_as"),
    [
        (Unproven("no element"), Unproven),
        (UnreadableFile("nested too deep", format_name="x"), UnreadableFile),
        (MemoryError(), ReaderDied),
        (ValueError("a fault of ours"), ReaderDied),
    ],
)
def test_what_a_helper_meets_is_told_here(error, told_as) -> None:
    """
    A doubt, a bad document and a fault come out as what they are; the other helpers end.
    """
    with Helpers(failing(error), 2) as helpers, pytest.raises(told_as):
        list(helpers.read(many()))


def test_a_killed_helper_is_noticed() -> None:
    """
    As if the reading child itself had been killed: the attempt fails, nothing hangs.
    """

    def work(_ordinal, new):
        if new[0][2].line == 7:
            os.kill(os.getpid(), signal.SIGKILL)
        return batches.Read(batches.Part([], [], {}, {}), [1])

    with Helpers(work, 2) as helpers, pytest.raises(ReaderDied, match="SIGKILL"):
        list(helpers.read(many()))


def test_helpers_end_when_nobody_reads_on() -> None:
    """
    Leaving early, whatever they are doing, leaves none behind.
    """
    with Helpers(lambda *_: batches.Read(batches.Part([], [], {}, {}), [1]), 3) as helpers:
        next(iter(helpers.read(many())))


def test_no_helper_for_a_small_file() -> None:
    """
    What fits into one batch is read where it is.
    """
    with mock.patch("os.fork") as fork, Helpers(lambda *_: batches.Read(None, [1]), 4) as helpers:
        list(helpers.read(many(1)))

    assert not fork.called


def test_memory_is_bounded_by_what_waits() -> None:
    """
    Known slices behind a slow batch do not pile up without end.
    """
    taken = 0

    def batches_of_known() -> Iterator[Batch]:
        nonlocal taken
        yield from many(2)
        for taken in range(1, 200):  # noqa: B007 - looked at below
            yield Batch(known=[(0, 1, b"k")])

    part = batches.Part([], [], {}, {})
    with Helpers(lambda _, new: batches.Read(part, [1] * len(new)), 2) as helpers:
        given = helpers.read(batches_of_known())
        next(given)
        next(given)
        assert taken < 40
        assert len(list(given)) == 199


def test_the_lines_of_a_moved_part_are_whole() -> None:
    """
    Only the ordinal changes; what stands behind it is nobody's business.
    """
    rows = Rows("product", 2, b"1\t\ta\\n\x85\x0b\n12\t3\tb\n")
    part = batches.Part([rows], [Finding(rule="r", severity=Severity.ERROR)], {}, {})

    found = moved(batches.Read(part, [2]), 10).part

    assert found.rows[0].lines == b"11\t\ta\\n\x85\x0b\n22\t3\tb\n"
    assert found.found[0].ordinal == 0
