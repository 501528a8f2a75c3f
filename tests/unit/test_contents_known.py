"""Laws of attachments and their contents: found by name or address, told when missing."""

from __future__ import annotations

import io
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from sluis.contents.archives import Archive, is_archive
from sluis.contents.known import Known, key, with_content
from sluis.entities import Attachment
from sluis.errors import UnreadableFile
from sluis.model import Record
from tests.workbooks import xlsx

PHOTO = Known(sha256="ab", size_bytes=3, media_type="image/jpeg", low_resolution="cd")
URL = "https://cdn.example.com/a.jpg"


def attachment(source: str) -> Record:
    part = Attachment(supplier_item_number="A1", code="MD01", source=source)
    return Record(ordinal=3, line=4, key="A1", part=part)


@pytest.mark.parametrize(
    ("source", "known", "rules"),
    [
        ("Foto.JPG", {"foto.jpg": PHOTO}, []),
        ("map/foto.jpg", {"foto.jpg": PHOTO}, []),
        ("ander.jpg", {"foto.jpg": PHOTO}, ["attachment-missing"]),
        (URL, {}, []),
        (URL, {URL: PHOTO}, []),
        (URL, {URL: Known(problem="404")}, ["attachment-not-fetched"]),
        ("foto.jpg", {"foto.jpg": Known(sha256="ab", problem="damaged")}, ["picture-not-made"]),
    ],
)
def test_an_attachment_gets_the_content_of_its_source(
    source: str, known: dict[str, Known], rules: list[str]
) -> None:
    """
    By its name in whatever case and folder, or its address; what is missing is told, and an
    address that nobody has fetched is good for itself.
    """
    record = with_content(attachment(source), known)

    assert [(one.rule, one.line, one.value) for one in record.findings] == [
        (rule, 4, source) for rule in rules
    ]
    assert record.part.sha256 == known.get(key(source), Known()).sha256  # type: ignore[union-attr]


def zipped(path: Path, files: dict[str, bytes]) -> Path:
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def test_an_archive_gives_its_table_and_its_files(tmp_path: Path) -> None:
    """
    Wherever they lie in it; what a Mac leaves beside them does not count.
    """
    path = zipped(
        tmp_path / "bijlagen.zip",
        {
            "levering/bijlagen.csv": b"code;source",
            "levering/foto's/A.jpg": b"a",
            "../../b.pdf": b"b",
            "__MACOSX/levering/._A.jpg": b"x",
        },
    )

    with Archive(path) as archive:
        archive.unpack_table(tmp_path / "table")
        files = {name: b"".join(chunks) for name, chunks in archive.files()}

    assert archive.table == "bijlagen.csv"
    assert (tmp_path / "table").read_bytes() == b"code;source"
    assert files == {"A.jpg": b"a", "b.pdf": b"b"}


def test_a_workbook_is_no_archive(tmp_path: Path) -> None:
    """
    xlsx is a zip too.
    """
    book = tmp_path / "a.xlsx"
    book.write_bytes(xlsx(Blad=[["a"]]).getvalue())

    assert not is_archive(book)
    assert is_archive(zipped(tmp_path / "a.zip", {"a.csv": b"a"}))


@pytest.mark.parametrize(
    "files",
    [
        {"foto.jpg": b"x"},
        {"a.csv": b"x", "b.xlsx": b"y"},
        {"a.csv": b"x", "bomb.bin": bytes(60_000_000)},
    ],
    ids=["no table", "two tables", "bomb"],
)
def test_archives_that_are_no_delivery_are_refused(tmp_path: Path, files: dict[str, bytes]) -> None:
    """
    Nothing is unpacked from them.
    """
    with pytest.raises(UnreadableFile):
        Archive(zipped(tmp_path / "a.zip", files))


def test_a_damaged_archive_is_refused(tmp_path: Path) -> None:
    """
    One refusal, whatever the library says.
    """
    good = io.BytesIO(zipped(tmp_path / "a.zip", {"a.csv": b"x" * 1000}).read_bytes()).getvalue()
    (tmp_path / "cut.zip").write_bytes(good[:40])

    with pytest.raises(UnreadableFile):
        Archive(tmp_path / "cut.zip")
