"""Archives: what is unpacked, what is left, and what is refused with one clear reason."""

from __future__ import annotations

import contextlib
import functools
import gzip
import io
import itertools
import stat
import struct
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import py7zr
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sluis.archives import Limits, Unpacked, is_archive, unpack
from sluis.errors import UnreadableFile

CONTENT = {
    "ArtLev.txt": b"line\r\n" * 1000,
    "sub/parameters.xml": b"<x/>",
    "photo.jpg": b"\xff\xd8",
}
NO_LIMITS = Limits()


def as_zip(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def as_7z(files: dict[str, bytes], password: str | None = None) -> bytes:
    out = io.BytesIO()
    with py7zr.SevenZipFile(out, "w", password=password) as archive:
        for name, data in files.items():
            archive.writestr(data, name)
    return out.getvalue()


def as_tar(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def as_tar_gz(files: dict[str, bytes]) -> bytes:
    return gzip.compress(as_tar(files))


PACKERS = {"zip": as_zip, "7z": as_7z, "tar": as_tar, "tar.gz": as_tar_gz}
every_packer = pytest.mark.parametrize("pack", PACKERS.values(), ids=PACKERS)


@functools.cache
def packed_once(pack: Callable[[dict[str, bytes]], bytes]) -> bytes:
    """The same bytes each time: a 7z has the hour in it."""
    return pack(CONTENT)


def keep_texts(name: str, head: bytes) -> str:
    return "picture (JPEG)" if head.startswith(b"\xff\xd8") else ""


def opened(data: bytes, folder: Path, limits: Limits = NO_LIMITS) -> Unpacked:
    place = folder / "archive"
    place.write_bytes(data)
    out = folder / "out"
    out.mkdir(exist_ok=True)
    return unpack(place, out, keep_texts, limits)


def refusal(data: bytes, folder: Path, limits: Limits = NO_LIMITS) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as refused:
        opened(data, folder, limits)
    return refused.value


@every_packer
def test_members_come_out_as_they_went_in(pack, tmp_path) -> None:
    """
    Each member that is wanted is a file with a number for a name; the others are named.
    """
    data = pack(CONTENT)
    found = opened(data, tmp_path)

    assert is_archive(data[:512])
    assert {one.name: one.path.read_bytes() for one in found.members} == {
        name: content for name, content in CONTENT.items() if name != "photo.jpg"
    }
    assert all(one.path.name.isdigit() and one.size > 0 for one in found.members)
    assert found.left == [("photo.jpg", "picture (JPEG)")]
    assert len(list((tmp_path / "out").iterdir())) == 2


def test_a_single_file_in_gzip_has_the_name_it_was_packed_with(tmp_path) -> None:
    """
    gzip holds one file; its name is in the header, or is not known.
    """
    out = io.BytesIO()
    with gzip.GzipFile("C:\\out\\catalogus.xml", "wb", fileobj=out) as stream:
        stream.write(b"<x/>")

    assert [one.name for one in opened(out.getvalue(), tmp_path).members] == ["catalogus.xml"]
    other = tmp_path / "other"
    other.mkdir()
    assert [one.name for one in opened(gzip.compress(b"<x/>"), other).members] == ["content"]


@every_packer
def test_one_archive_within_another_is_opened(pack, tmp_path) -> None:
    """
    A supplier packs each message and then all of them; a third level is left, and named.
    """
    inner = pack({"a.txt": b"text", "deep.zip": as_zip({"b.txt": b"text"})})
    found = opened(as_zip({"inner": inner}), tmp_path)

    assert [one.name for one in found.members] == ["inner/a.txt"]
    assert [one.name for one in found.left] == ["inner/deep.zip"]


def test_an_office_document_is_no_archive() -> None:
    """
    A workbook is a zip by its bytes, and a table by its meaning.
    """
    assert not is_archive(as_zip({"[Content_Types].xml": b"<x/>"}))
    assert not is_archive(b"<BMECAT/>")
    assert not is_archive(b"")


@pytest.mark.parametrize(
    "name", ["/etc/passwd", "../x", "a/../../x", "C:\\x", "..\\x", "\\\\host\\x", "a\nb", "x" * 600]
)
@pytest.mark.parametrize("pack", [as_zip, as_tar, as_tar_gz], ids=["zip", "tar", "tar.gz"])
def test_no_path_leads_outside(pack, name, tmp_path) -> None:
    """
    A name that is a path to elsewhere is no mistake of a supplier.
    """
    assert refusal(pack({name: b"x"}), tmp_path).rule == "archive-unsafe"


@pytest.mark.parametrize("pack", [as_zip, as_tar], ids=["zip", "tar"])
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_no_two_members_of_one_name(pack, tmp_path) -> None:
    """
    Which of the two was meant, nobody knows; capitals do not tell them apart.
    """
    data = pack({"ArtLev.txt": b"one", "artlev.TXT": b"two"})

    assert refusal(data, tmp_path).rule == "archive-unsafe"


@pytest.mark.parametrize(
    "type_",
    [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE],
)
def test_a_tar_holds_files_only(type_, tmp_path) -> None:
    """
    No links, no devices.
    """
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        info = tarfile.TarInfo("link")
        info.type, info.linkname = type_, "/etc/passwd"
        archive.addfile(info)

    assert refusal(out.getvalue(), tmp_path).rule == "archive-unsafe"


def test_a_zip_holds_files_only(tmp_path) -> None:
    """
    Unix archivers write links into a zip as files with another mode.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        info = zipfile.ZipInfo("link")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")

    assert refusal(out.getvalue(), tmp_path).rule == "archive-unsafe"


def test_members_with_a_password_are_refused(tmp_path) -> None:
    """
    Nobody is there to be asked for it.
    """
    plain = bytearray(as_zip({"a.txt": b"text"}, zipfile.ZIP_STORED))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = plain.index(mark) + at
        plain[place] |= 1
    assert refusal(bytes(plain), tmp_path).rule == "archive-encrypted"
    assert refusal(as_7z({"a.txt": b"text"}, password="x"), tmp_path).rule == "archive-encrypted"


@every_packer
def test_a_bomb_is_refused_before_it_fills_the_disk(pack, tmp_path) -> None:
    """
    Ten megabytes of nothing, in a few kilobytes, with room for one.
    """
    data = pack({"a.txt": bytes(10 << 20)})
    refused = refusal(data, tmp_path, Limits(max_bytes=1 << 20))

    assert refused.rule == "archive-too-large"
    assert sum(one.stat().st_size for one in (tmp_path / "out").iterdir()) <= 2 << 20


@every_packer
def test_a_ratio_that_no_catalogue_has_is_refused(pack, tmp_path) -> None:
    """
    Beyond the first 64 MiB, what unpacks to many times its size is no text anybody wrote.
    """
    if pack is as_tar:
        pytest.skip("a tar does not pack")
    data = pack({"a.txt": bytes(80 << 20)})

    assert refusal(data, tmp_path, Limits(max_ratio=10)).reason.startswith("more than 10 times")


def test_a_bomb_in_a_member_that_nobody_wants_costs_nothing(tmp_path) -> None:
    """
    Of a picture only the first bytes come out of a zip.
    """
    found = opened(as_zip({"a.jpg": b"\xff\xd8" + bytes(30 << 20)}), tmp_path)

    assert found.members == []
    assert len(found.left) == 1


@every_packer
def test_too_many_members_are_refused(pack, tmp_path) -> None:
    """
    A million empty files cost time even when none is kept.
    """
    data = pack({f"{number}.txt": b"x" for number in range(11)})

    assert refusal(data, tmp_path, Limits(max_members=10)).rule == "archive-too-large"


def test_nested_archives_share_one_budget(tmp_path) -> None:
    """
    Ten archives that are each within the limits are not, together.
    """
    inner = as_zip({"a.txt": bytes(1 << 20)})
    data = as_zip({f"{number}.zip": inner for number in range(10)})

    assert refusal(data, tmp_path, Limits(max_bytes=5 << 20)).rule == "archive-too-large"


def lying(data: bytes, size: int) -> bytes:
    """A zip whose directory states another size for its first member."""
    place = data.index(b"PK\x01\x02") + 24
    return data[:place] + struct.pack("<I", size) + data[place + 4 :]


@pytest.mark.parametrize("size", [1, 5_999])
def test_a_size_that_lies_is_damage(size, tmp_path) -> None:
    """
    A member that is longer than its directory says is not cut in silence.
    """
    data = lying(as_zip({"ArtLev.txt": CONTENT["ArtLev.txt"]}), size)

    assert refusal(data, tmp_path).rule == "archive-damaged"


@every_packer
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_damage_is_one_clear_refusal_or_harmless(pack, data, tmp_path_factory) -> None:
    """
    Bytes changed or cut anywhere give members or `UnreadableFile`, never another exception.
    """
    packed = bytearray(packed_once(pack))
    for _ in range(data.draw(st.integers(0, 3))):
        packed[data.draw(st.integers(4, len(packed) - 1))] = data.draw(st.integers(0, 255))
    kept = bytes(packed[: data.draw(st.integers(100, len(packed)))])
    found: list[Unpacked] = []
    with contextlib.suppress(UnreadableFile):
        found.append(opened(kept, tmp_path_factory.mktemp("damage")))

    for member in itertools.chain.from_iterable(one.members for one in found):
        assert member.path.stat().st_size == member.size


def test_an_archive_without_anything(tmp_path) -> None:
    """
    Empty is not damaged: the delivery says that there is no catalogue in it.
    """
    assert opened(as_zip({}), tmp_path) == ([], [])


@every_packer
def test_nothing_stays_open(pack, tmp_path) -> None:
    """
    After a refusal no file is held, so that the folder can be removed.
    """
    held = Path("/proc/self/fd")
    if not held.exists():
        pytest.skip("only Linux tells which files are open")
    before = len(list(held.iterdir()))
    refusal(pack({"a.txt": bytes(3 << 20)}), tmp_path, Limits(max_bytes=1 << 20))

    assert len(list(held.iterdir())) == before
