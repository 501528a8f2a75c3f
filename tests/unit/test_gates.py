"""Gate folders on disk: what lies there, how it is named, what kind of disk it is."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sluis.folders import archive_path, escape, unescape
from watcher import gates
from watcher.gates import Gate, Spot

MOUNTS = r"""
/dev/sda / ext4 rw 0 0
proc /proc proc rw 0 0
server:/share /srv/share nfs4 rw 0 0
//nas/in /data/Environments/2/Uploads/Auto\040Import cifs rw 0 0
/dev/sdb /srv/share/local ext4 rw 0 0
"""


@pytest.mark.parametrize(
    ("root", "kind"),
    [
        ("/data/Environments/1/Uploads/Import", None),
        ("/srv/share/Import", "nfs4"),
        ("/srv/share/local/Import", None),
        ("/srv/sharewood/Import", None),
        ("/data/Environments/2/Uploads/Auto Import/deep", "cifs"),
        ("/data/Environments/2/Uploads", "cifs"),
    ],
)
def test_remote_disks_are_found_in_the_mount_table(root, kind) -> None:
    """
    The nearest mount above counts, and any mount below: both hide what others write.
    """
    assert gates.remote_kind(root, MOUNTS) == kind


@given(st.binary(min_size=1, max_size=80).filter(lambda b: b"\0" not in b and b"/" not in b))
def test_any_name_survives_the_journal(raw) -> None:
    """
    The text of any name on disk is valid, without control characters, and leads back to the name.
    """
    text = escape(os.fsdecode(raw))

    assert os.fsencode(unescape(text)) == raw
    assert text.encode().decode() == text
    assert not any(character < " " for character in text)


def test_an_escaped_name_still_fits_on_disk() -> None:
    """
    A name that escaping has made too long is cut in the middle; its ending stays.
    """
    name = escape(os.fsdecode(b"\xff" * 200 + b".xml"))

    stored = archive_path(UUID(int=0), name, datetime(2026, 11, 21, tzinfo=UTC)).rpartition("/")[2]

    assert len(stored.encode()) <= 255
    assert stored.endswith(".xml")


def test_all_files_below_a_folder_are_found_and_bad_folders_told(tmp_path) -> None:
    """
    Deep files, hidden files and links are named; links are not followed; the rest goes on when a
    folder cannot be read.
    """
    (tmp_path / "acme/deep").mkdir(parents=True)
    for name in ("a.xml", "acme/b.xml", "acme/deep/c.xml", ".hidden"):
        (tmp_path / name).write_text("x")
    (tmp_path / "loop").symlink_to(tmp_path)
    spot = Spot(Gate(1, "Import", str(tmp_path)), "")
    told: list[str] = []

    found = {one.below for one in gates.files(spot, lambda path, _: told.append(path))}
    list(gates.files(Spot(spot.gate, "a.xml"), lambda path, _: told.append(path)))

    assert found == {"a.xml", "acme/b.xml", "acme/deep/c.xml", ".hidden", "loop"}
    assert told == [str(tmp_path / "a.xml")]
