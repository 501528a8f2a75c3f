"""The law every format obeys: it is judged by standing in FORMATS."""

from __future__ import annotations

import contextlib
import io
import pkgutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sluis.formats
from sluis.errors import UnknownFormat, UnreadableFile
from sluis.formats import FORMATS, HEAD_BYTES, recognise
from sluis.formats._format import Format
from sluis.model import Mode, Record

SAMPLES = Path(__file__).parents[1] / "samples"
DOCS = Path(__file__).parents[2] / "docs" / "reference" / "formats"


def samples(folder: Path) -> list[Path]:
    """The documents in *folder*: all files but the golden ones beside them."""
    files = sorted(path for path in folder.glob("*") if path.is_file())
    return [
        path for path in files if not (path.suffix == ".json" and path.with_suffix("") in files)
    ]


BY_FORMAT = {one.name: samples(SAMPLES / one.name) for one in FORMATS}
ALL = [(one, path) for one in FORMATS for path in BY_FORMAT[one.name]]

every_format = pytest.mark.parametrize("fmt", FORMATS, ids=lambda fmt: fmt.name)
every_sample = pytest.mark.parametrize(
    ("fmt", "path"), ALL, ids=[f"{one.name}/{path.stem}" for one, path in ALL]
)


def read(fmt: Format, document: bytes) -> tuple[object, list[Record]]:
    header = fmt.read_header(io.BytesIO(document))
    return header, list(fmt.read(io.BytesIO(document), header))


def as_json(value: object) -> str:
    """What is compared with the golden file, one fact to a line."""
    return msgspec.json.format(msgspec.json.encode(value), indent=1).decode() + "\n"


def test_every_module_of_the_folder_is_registered() -> None:
    """
    A format that lies in the folder but not in FORMATS would be dead code.
    """
    names = {module.name for module in pkgutil.iter_modules(sluis.formats.__path__)}
    public = {name for name in names if not name.startswith("_")}

    assert public <= {module(function) for one in FORMATS for function in functions(one)}


def functions(fmt: Format) -> list[Callable[..., object]]:
    return [fmt.recognises, fmt.read_header, fmt.read]


def module(function: Callable[..., object]) -> str:
    """The module or package of `sluis.formats` that *function* stands in."""
    written = function.func if isinstance(function, partial) else function
    return written.__module__.split(".")[2]


def test_names_are_unique() -> None:
    """
    A name says which format was meant.
    """
    assert len({one.name for one in FORMATS}) == len(FORMATS)


@every_format
def test_a_format_has_samples_and_says_its_source(fmt: Format) -> None:
    """
    What has no sample is not tested; what has no source cannot be checked.
    """
    assert BY_FORMAT[fmt.name]
    assert fmt.source
    assert fmt.title


@every_format
def test_a_format_has_its_page(fmt: Format) -> None:
    """
    Each format is named on the index page, with a page that exists.
    """
    [row] = [
        line for line in (DOCS / "index.md").read_text().splitlines() if f"`{fmt.name}`" in line
    ]
    page = row.split("](")[1].split(")")[0]

    assert fmt.name in (DOCS / page).read_text()


@every_sample
def test_a_sample_is_recognised_by_its_format_only(fmt: Format, path: Path) -> None:
    """
    A document belongs to exactly one format; a golden file whose sample is gone to none.
    """
    head = path.read_bytes()[:HEAD_BYTES]

    assert [one.name for one in FORMATS if one.recognises(head)] == [fmt.name]
    assert recognise(head) is fmt


@every_sample
def test_golden(fmt: Format, path: Path, update_golden: bool) -> None:  # noqa: FBT001
    """
    A sample reads as the header and records we once looked at and agreed to.
    """
    golden = path.with_name(path.name + ".json")
    found = as_json(read(fmt, path.read_bytes()))
    if update_golden:
        golden.write_text(found, encoding="utf-8")

    assert found == golden.read_text(encoding="utf-8")


def pieces(fmt: Format, document: bytes) -> Iterator[Record]:
    """Records of a document that may be damaged; UnreadableFile is an answer too."""
    with contextlib.suppress(UnreadableFile):
        yield from read(fmt, document)[1]


def closing(document: bytes) -> int | None:
    """Where the last bracket is that closes the document; None when the format has none."""
    first = document.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")[:1]
    last = {b"<": b">", b"{": b"}", b"[": b"]"}.get(first)
    return None if last is None else document.rindex(last)


@every_sample
@given(data=st.data())
def test_a_cut_document_is_refused(fmt: Format, path: Path, data: st.DataObject) -> None:
    """
    Whatever part of the end is missing, a document that has an end is unreadable as a whole; one
    of lines gives the records of those that are left, the last of them perhaps with less in it.
    """
    document = path.read_bytes()
    end = closing(document)
    kept = document[: data.draw(st.integers(0, len(document) - 1 if end is None else end))]
    if end is None:
        found = [record.key for record in pieces(fmt, kept)][:-1]
        assert found == [record.key for record in read(fmt, document)[1]][: len(found)]
    else:
        with pytest.raises(UnreadableFile):
            read(fmt, kept)


@every_sample
@given(data=st.data())
def test_damage_gives_records_or_a_refusal(fmt: Format, path: Path, data: st.DataObject) -> None:
    """
    Bytes changed anywhere never give anything but records or UnreadableFile.
    """
    document = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(document) - 1))
        document[place] = data.draw(st.integers(0, 255))

    assert all(record.ordinal for record in pieces(fmt, bytes(document)))


@every_format
@given(noise=st.binary(max_size=300))
def test_noise_is_refused(fmt: Format, noise: bytes) -> None:
    """
    Noise is never a format, and reading it all the same is a refusal, not a crash.
    """
    assert not fmt.recognises(noise)
    assert list(pieces(fmt, noise)) == []


@given(head=st.binary(max_size=300))
def test_what_was_seen_is_told_in_safe_words(head: bytes) -> None:
    """
    An unknown file is described in a few printable words.
    """
    with pytest.raises(UnknownFormat) as refusal:
        recognise(head)

    assert refusal.value.reason.isprintable()
    assert len(refusal.value.reason) < 100


@every_sample
def test_copied_records_are_the_same_records(fmt: Format, path: Path) -> None:
    """
    A copy of every record reads as the source did, lines and groups apart.
    """
    if fmt.copy_records is None:
        pytest.skip("this format does not copy records")
    document = path.read_bytes()
    header, records = read(fmt, document)
    out = io.BytesIO()
    wanted = ((record.ordinal, ["reason -- one", "reason two"]) for record in records)
    fmt.copy_records(io.BytesIO(document), wanted, out)

    assert recognise(out.getvalue()) is fmt
    if out.getvalue().startswith(b"<"):
        assert out.getvalue().count(b"<!-- reason") == 2 * len(records)
    copied_header, copied = read(fmt, out.getvalue())
    assert facts(copied) == facts(records)
    assert copied_header.supplier_ids == header.supplier_ids


@every_sample
def test_only_the_wanted_records_are_copied(fmt: Format, path: Path) -> None:
    """
    The last record alone, with the header of the source.
    """
    if fmt.copy_records is None:
        pytest.skip("this format does not copy records")
    document = path.read_bytes()
    _, records = read(fmt, document)
    if not records:
        pytest.skip("a header alone has none")
    out = io.BytesIO()
    fmt.copy_records(io.BytesIO(document), iter([(len(records), [])]), out)

    _, copied = read(fmt, out.getvalue())
    assert [record.key for record in copied] == [records[-1].key]


def facts(records: list[Record]) -> list[Record]:
    """Records without what depends on the rest of the document: findings, groups, and whether they
    are new in a complete catalogue or updates of one."""
    bare = msgspec.json.decode(msgspec.json.encode(records), type=list[Record])
    for record in bare:
        record.line, record.findings = None, []
        record.mode = Mode.UPDATE if record.mode is Mode.NEW else record.mode
        if record.trade_item is not None:
            record.trade_item.extensions.pop("catalogue_groups", None)
    return bare
