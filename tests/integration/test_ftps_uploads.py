"""The FTPS gate, uploads: what is whole is published once and recorded; what is cut never is."""

from __future__ import annotations

import contextlib
import errno
import ftplib
import hashlib
import os
import random
import resource
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from ftp_server import logins, publish, spool
from sluis.db import connect
from sluis.journal import uploads
from tests.conftest import need_client
from tests.gate_desk import (
    PASSWORD,
    Desk,
    break_off,
    final_reply,
    gate_process,
    gate_thread,
    new_database,
    send_file,
    until,
)

SMALL = b"<BMECAT>" + bytes(range(256)) * 100 + b"</BMECAT>"
LARGE = random.Random(1).randbytes(3_000_000)  # noqa: S311


@pytest.fixture(scope="module")
def url(postgres: str) -> Iterator[str]:
    with new_database(postgres, "t_ftps_uploads") as url:
        yield url


@pytest.fixture(scope="module")
def desk(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One gate for this module; each test has an account of its own."""
    with gate_thread(url, tmp_path_factory.mktemp("gate")) as desk:
        yield desk


def _curl(desk: Desk, *arguments: str, account: str, implicit: bool = False) -> int:
    port = desk.implicit_port if implicit else desk.port
    command = [
        need_client("curl"), "-sS", "--ssl-reqd", "--cacert", desk.certificate,
        "-u", f"{account}:{PASSWORD}", *arguments,
    ]  # fmt: skip
    scheme = "ftps" if implicit else "ftp"
    command[-1] = f"{scheme}://localhost:{port}{command[-1]}"
    return subprocess.run(command, check=False, timeout=30).returncode


def _lftp(desk: Desk, commands: str, *, account: str) -> subprocess.CompletedProcess[str]:
    setup = (
        f"set ssl:ca-file {desk.certificate}; set ftp:ssl-force yes;"
        " set ftp:ssl-protect-data yes; set net:max-retries 1;"
        f" open -u {account},{PASSWORD} -p {desk.port} localhost; "
    )
    return subprocess.run(
        [need_client("lftp"), "--norc", "-c", setup + commands],
        check=False, timeout=30, capture_output=True, text=True,
    )  # fmt: skip


def test_an_upload_is_published_and_recorded(desk: Desk) -> None:
    """
    After 226 the file is in its folder, and its row names that very file.
    """
    desk.account("klep")
    with desk.client("klep") as ftp:
        reply = send_file(ftp, "STOR /AutoImport/prijzen 2026.xml", LARGE)
    path = desk.folders.gate(1, "AutoImport") / "klep" / "prijzen 2026.xml"
    found = path.stat()
    row = desk.rows("klep")[0]

    assert reply.startswith("226")
    assert path.read_bytes() == LARGE
    assert row["path"] == "Uploads/AutoImport/klep/prijzen 2026.xml"
    assert (row["inode"], row["size_bytes"]) == (found.st_ino, len(LARGE))
    assert row["mtime_ns"] == found.st_mtime_ns
    assert row["sha256"] == hashlib.sha256(LARGE).hexdigest()
    assert row["supplier_gln"] == "8719999000015"
    assert found.st_nlink == 1
    with connect(desk.url) as connection:
        same = uploads.matching(
            connection, 1, row["path"], inode=found.st_ino,
            size_bytes=found.st_size, mtime_ns=found.st_mtime_ns,
        )  # fmt: skip
        other = uploads.matching(
            connection, 1, row["path"], inode=found.st_ino,
            size_bytes=found.st_size, mtime_ns=found.st_mtime_ns + 1,
        )  # fmt: skip
    assert same is not None
    assert same.id == row["id"]
    assert other is None


@pytest.mark.parametrize("implicit", [False, True], ids=["explicit", "implicit"])
def test_curl_uploads(desk: Desk, tmp_path: Path, *, implicit: bool) -> None:
    """
    curl uploads with certificate verification, over explicit and implicit FTPS.
    """
    name = f"curl{implicit:d}"
    desk.account(name)
    source = tmp_path / "a.xml"
    source.write_bytes(LARGE)
    code = _curl(desk, "-T", str(source), "/AutoCheck/", account=name, implicit=implicit)

    assert code == 0
    assert desk.published(name, "AutoCheck") == {"a.xml": LARGE}


def test_lftp_uploads_directly_and_by_a_temporary_name(desk: Desk, tmp_path: Path) -> None:
    """
    lftp uploads, also the way it first uses a temporary name and then renames.
    """
    desk.account("lftp")
    source = tmp_path / "a.xml"
    source.write_bytes(SMALL)
    done = _lftp(
        desk,
        f"cd AutoImport; put {source}; set xfer:use-temp-file yes; put {source} -o b.xml; ls",
        account="lftp",
    )

    assert done.returncode == 0, done.stderr
    assert desk.published("lftp") == {"a.xml": SMALL, "b.xml": SMALL}
    assert not list((desk.folders.spool / "1" / "lftp").rglob("part"))


@pytest.mark.parametrize("how", ["plain end", "reset", "abort", "control lost"])
def test_a_cut_upload_is_kept_and_resumed(desk: Desk, how: str) -> None:
    """
    Without TLS close_notify nothing is published, whatever cut it; resuming completes it.
    """
    name = "cut-" + how.replace(" ", "-")
    desk.account(name)
    half = 1_500_000
    with desk.client(name) as ftp:
        data = ftp.transfercmd("STOR /AutoImport/a.xml")
        data.sendall(LARGE[:half])
        part = desk.part(name, "a.xml")
        until(lambda: part.exists() and part.stat().st_size == half)
        if how == "abort":
            replies = [ftp.sendcmd("NOOP"), ftp.abort()]
            assert replies[1].startswith(("426", "225", "226"))
            data.close()
        elif how == "control lost":
            ftp.close()
            data.close()
        else:
            break_off(data, how)
            assert final_reply(ftp).startswith("426")

    assert desk.published(name) == {}
    assert desk.rows(name) == []
    until(lambda: not desk.gate.sessions)
    with desk.client(name) as ftp:
        ftp.voidcmd("TYPE I")
        held = ftp.size("/AutoImport/a.xml")
        reply = send_file(ftp, "STOR /AutoImport/a.xml", LARGE[held:], rest=held)

    assert held == half
    assert reply.startswith("226")
    assert desk.published(name) == {"a.xml": LARGE}
    assert desk.rows(name)[0]["sha256"] == hashlib.sha256(LARGE).hexdigest()


def test_curl_resumes(desk: Desk, tmp_path: Path) -> None:
    """
    `curl -C -` goes on where a reset has cut an upload (SIZE, then APPE).
    """
    desk.account("curl-resume")
    source = tmp_path / "a.xml"
    source.write_bytes(LARGE)
    with desk.client("curl-resume") as ftp:
        data = ftp.transfercmd("STOR /AutoImport/a.xml")
        data.sendall(LARGE[:1_000_000])
        part = desk.part("curl-resume", "a.xml")
        until(lambda: part.exists() and part.stat().st_size == 1_000_000)
        break_off(data, "reset")
        final_reply(ftp)
    code = _curl(desk, "-C", "-", "-T", str(source), "/AutoImport/a.xml", account="curl-resume")

    assert code == 0
    assert desk.published("curl-resume") == {"a.xml": LARGE}


def test_rest_counts_from_where_the_client_says(desk: Desk) -> None:
    """
    REST before the end overwrites from there; REST beyond it is refused and changes nothing.
    """
    desk.account("rest")
    with desk.client("rest") as ftp:
        ftp.voidcmd("TYPE I")
        data = ftp.transfercmd("STOR /AutoImport/a.xml")
        data.sendall(b"0123456789wrong")
        part = desk.part("rest", "a.xml")
        until(lambda: part.exists() and part.stat().st_size == 15)
        break_off(data, "reset")
        final_reply(ftp)
        beyond = send_file(ftp, "STOR /AutoImport/a.xml", b"x", rest=16)
        nothing = send_file(ftp, "STOR /AutoImport/b.xml", b"x", rest=1)
        reply = send_file(ftp, "STOR /AutoImport/a.xml", b"right", rest=10)

    assert beyond.startswith("554")
    assert nothing.startswith("554")
    assert reply.startswith("226")
    assert desk.published("rest") == {"a.xml": b"0123456789right"}


def test_stor_starts_afresh(desk: Desk) -> None:
    """
    STOR without REST never goes on with what an earlier try left.
    """
    desk.account("fresh")
    with desk.client("fresh") as ftp:
        data = ftp.transfercmd("STOR /AutoImport/a.xml")
        data.sendall(LARGE[:100_000])
        until(lambda: desk.part("fresh", "a.xml").exists())
        break_off(data, "plain end")
        final_reply(ftp)
        send_file(ftp, "STOR /AutoImport/a.xml", SMALL)

    assert desk.published("fresh") == {"a.xml": SMALL}


def test_lenient_accounts_may_end_plainly_but_not_by_reset(desk: Desk) -> None:
    """
    `lenient` takes a plain FIN for the end; a reset is still a cut.
    """
    desk.account("lenient", lenient=True)
    with desk.client("lenient") as ftp:
        data = ftp.transfercmd("STOR /AutoImport/a.xml")
        data.sendall(SMALL)
        break_off(data, "plain end")
        plain = final_reply(ftp)
        data = ftp.transfercmd("STOR /AutoImport/b.xml")
        data.sendall(SMALL)
        until(lambda: desk.part("lenient", "b.xml").exists())
        break_off(data, "reset")
        reset = final_reply(ftp)

    assert plain.startswith("226")
    assert reset.startswith("426")
    assert desk.published("lenient") == {"a.xml": SMALL}


def test_a_dead_client_times_out(url: str, tmp_path: Path) -> None:
    """
    A client that sends no more and never closes is dropped; its part is kept.
    """
    with gate_thread(url, tmp_path, ftps_idle_seconds=1) as desk:
        desk.account("dead")
        with desk.client("dead") as ftp:
            data = ftp.transfercmd("STOR /AutoImport/a.xml")
            data.sendall(SMALL)
            reply = final_reply(ftp)
            data.close()
        kept = desk.part("dead", "a.xml").read_bytes()

        assert reply.startswith("421")
        assert desk.published("dead") == {}
        assert kept == SMALL


def test_a_full_disk_is_told_and_survived(url: str, tmp_path: Path) -> None:
    """
    No room while receiving: 452, nothing published, the session lives, and resuming completes it.
    """
    with gate_process(url, tmp_path) as desk:
        desk.account("full")
        whole = resource.prlimit(desk.process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(desk.process.pid, resource.RLIMIT_FSIZE, (1_000_000, whole[1]))
        with desk.client("full") as ftp:
            data = ftp.transfercmd("STOR /AutoImport/a.xml")
            with contextlib.suppress(OSError):  # the gate closes the data connection
                data.sendall(LARGE)
            full = final_reply(ftp)
            data.close()
            alive = ftp.sendcmd("NOOP")
            nothing = desk.published("full")
            resource.prlimit(desk.process.pid, resource.RLIMIT_FSIZE, whole)
            ftp.voidcmd("TYPE I")
            held = ftp.size("/AutoImport/a.xml")
            reply = send_file(ftp, "STOR /AutoImport/a.xml", LARGE[held:], rest=held)

        assert full.startswith("452")
        assert alive.startswith("200")
        assert nothing == {}
        assert held == 1_000_000
        assert reply.startswith("226")
        assert desk.published("full") == {"a.xml": LARGE}


@pytest.mark.parametrize("step", ["fsync", "link"])
def test_a_publish_that_fails_is_never_226(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """
    No room at fsync or at the link: 452, no file, no row that stays; later it succeeds.
    """
    name = f"fails-{step}"
    desk.account(name)

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with desk.client(name) as ftp:
        with monkeypatch.context() as broken:
            broken.setattr(publish.os, step, full)
            failed = send_file(ftp, "STOR /AutoImport/a.xml", SMALL)
        rows = desk.rows(name)
        ftp.voidcmd("TYPE I")
        reply = send_file(ftp, "APPE /AutoImport/a.xml", b"")

    assert failed.startswith("452")
    assert rows == []
    assert reply.startswith("226")
    assert desk.published(name) == {"a.xml": SMALL}


def test_a_name_that_still_lies_there_is_never_replaced(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    An unclaimed upload of that name: wait for it to be taken in, else 450 with the part kept.
    """
    desk.account("twice")
    lying = desk.folders.gate(1, "AutoImport") / "twice" / "a.xml"
    with desk.client("twice") as ftp:
        send_file(ftp, "STOR /AutoImport/a.xml", SMALL)
        with monkeypatch.context() as hasty:
            hasty.setattr(publish, "NAME_SECONDS", 0.2)
            refused = send_file(ftp, "STOR /AutoImport/a.xml", LARGE)
        unharmed = lying.read_bytes()
        taker = threading.Timer(0.3, lying.unlink)
        taker.start()
        waited = send_file(ftp, "APPE /AutoImport/a.xml", b"")
        taker.join()

    assert refused.startswith("450")
    assert unharmed == SMALL
    assert waited.startswith("226")
    assert desk.published("twice") == {"a.xml": LARGE}
    assert len(desk.rows("twice")) == 2


def test_two_sessions_cannot_send_one_file_at_once(desk: Desk) -> None:
    """
    The second session that sends the same name gets 450; the first is not disturbed.
    """
    desk.account("both")
    with desk.client("both") as first, desk.client("both") as second:
        data = first.transfercmd("STOR /AutoImport/a.xml")
        data.sendall(SMALL)
        until(lambda: desk.part("both", "a.xml").exists())
        refused = send_file(second, "STOR /AutoImport/a.xml", b"other")
        resumed = send_file(second, "APPE /AutoImport/a.xml", b"other")
        with pytest.raises(ftplib.Error, match="450"):
            second.delete("/AutoImport/a.xml")
        data.unwrap()
        data.close()
        reply = final_reply(first)

    assert refused.startswith("450")
    assert resumed.startswith("450")
    assert reply.startswith("226")
    assert desk.published("both") == {"a.xml": SMALL}


def test_a_published_file_is_never_appended_to(desk: Desk) -> None:
    """
    A spool name left by a crash between link and unlink is dropped, not written to.
    """
    desk.account("crashed")
    with desk.client("crashed") as ftp:
        data = ftp.transfercmd("STOR /AutoImport/a.xml")
        data.sendall(SMALL)
        part = desk.part("crashed", "a.xml")
        until(lambda: part.exists() and part.stat().st_size == len(SMALL))
        break_off(data, "plain end")
        final_reply(ftp)
        published = desk.folders.gate(1, "AutoImport") / "crashed" / "a.xml"
        published.hardlink_to(part)
        ftp.voidcmd("TYPE I")
        size = ftp.size("/AutoImport/a.xml")
        published.rename(desk.folders.data / "archive" / "a.xml")
        reply = send_file(ftp, "APPE /AutoImport/a.xml", b"more")

    assert size == len(SMALL)
    assert reply.startswith("226")
    assert (desk.folders.data / "archive" / "a.xml").read_bytes() == SMALL
    assert desk.published("crashed") == {"a.xml": b"more"}


def test_an_empty_file_is_refused(desk: Desk) -> None:
    """
    Nothing takes an empty file in, so the gate says so at once.
    """
    desk.account("empty")
    with desk.client("empty") as ftp:
        reply = send_file(ftp, "STOR /AutoImport/a.xml", b"")

    assert reply.startswith("451")
    assert "empty" in reply
    assert desk.published("empty") == {}


def test_a_temporary_name_is_handed_in_by_renaming(desk: Desk) -> None:
    """
    STOR x.filepart, RNFR, RNTO publishes once; crossing folders or half files are refused.
    """
    desk.account("rename")
    with desk.client("rename") as ftp:
        kept = send_file(ftp, "STOR /AutoImport/a.xml.filepart", SMALL)
        before = desk.published("rename")
        with pytest.raises(ftplib.Error, match="553"):
            ftp.rename("/AutoImport/a.xml.filepart", "/AutoCheck/a.xml")
        with pytest.raises(ftplib.Error, match="553"):
            ftp.rename("/AutoImport/a.xml.filepart", "/AutoImport/a.xml.tmp")
        ftp.rename("/AutoImport/a.xml.filepart", "/AutoImport/a.xml")
        data = ftp.transfercmd("STOR /AutoImport/b.part")
        data.sendall(SMALL)
        until(lambda: desk.part("rename", "b.part").exists())
        break_off(data, "plain end")
        final_reply(ftp)
        with pytest.raises(ftplib.Error, match="550"):
            ftp.rename("/AutoImport/b.part", "/AutoImport/b.xml")
        with pytest.raises(ftplib.Error, match="550"):
            ftp.rename("/AutoImport/a.xml", "/AutoImport/c.xml")

    assert kept.startswith("226")
    assert before == {}
    assert desk.published("rename") == {"a.xml": SMALL}
    assert len(desk.rows("rename")) == 1


def test_a_part_can_be_deleted_a_handed_in_file_not(desk: Desk) -> None:
    """
    DELE takes back what is unfinished, and refuses what has been handed in.
    """
    desk.account("delete")
    with desk.client("delete") as ftp:
        send_file(ftp, "STOR /AutoImport/a.tmp", SMALL)
        send_file(ftp, "STOR /AutoImport/b.xml", SMALL)
        ftp.delete("/AutoImport/a.tmp")
        with pytest.raises(ftplib.error_perm, match="550"):
            ftp.delete("/AutoImport/b.xml")

    assert list(desk.published("delete")) == ["b.xml"]
    assert not list((desk.folders.spool / "1" / "delete").rglob("*/*/*"))


def test_what_was_taken_in_can_still_be_asked_about(desk: Desk) -> None:
    """
    A client that looks for its upload finds it in its session, though the watcher has taken it.
    """
    desk.account("looks")
    with desk.client("looks") as ftp:
        send_file(ftp, "STOR /AutoImport/a.xml", SMALL)
        (desk.folders.gate(1, "AutoImport") / "looks" / "a.xml").unlink()
        ftp.voidcmd("TYPE I")
        size = ftp.size("/AutoImport/a.xml")
        modified = ftp.sendcmd("MFMT 20200101000000 /AutoImport/a.xml")
        listed = dict(ftp.mlsd("/AutoImport"))

    assert size == len(SMALL)
    assert modified.startswith("213")
    assert listed["a.xml"]["size"] == str(len(SMALL))


def test_eight_sessions_at_once(desk: Desk) -> None:
    """
    Eight sessions of 12 files each: every acknowledged file is there once, as it was sent.
    """
    desk.account("eight")
    content = {f"{n}-{m}.xml": os.urandom(1000 + 7000 * m) for n in range(8) for m in range(12)}
    replies: dict[str, str] = {}

    def session(number: int) -> None:
        with desk.client("eight") as ftp:
            for name, sent in content.items():
                if name.startswith(f"{number}-"):
                    replies[name] = send_file(ftp, f"STOR /AutoImport/{name}", sent)

    threads = [threading.Thread(target=session, args=[n]) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert {reply[:3] for reply in replies.values()} == {"226"}
    assert desk.published("eight") == content
    assert len(desk.rows("eight")) == len(content)


def test_slow_work_of_one_session_stalls_no_other(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    While a password and an fsync take a second each, another session gets its replies at once.
    """
    desk.account("slow")
    desk.account("quick")
    gate_open = threading.Event()
    begun = threading.Semaphore(0)
    verify, fsync = logins.verify, os.fsync

    def slow_verify(*arguments):
        begun.release()
        gate_open.wait(10)
        return verify(*arguments)

    def slow_fsync(descriptor: int) -> None:
        begun.release()
        gate_open.wait(10)
        fsync(descriptor)

    def log_in() -> None:
        with desk.client("slow"):
            pass

    with desk.client("quick") as quick, desk.client("quick") as sender:
        monkeypatch.setattr(logins, "verify", slow_verify)
        monkeypatch.setattr(publish.os, "fsync", slow_fsync)
        replies: list[str] = []
        work = [
            threading.Thread(target=log_in),
            threading.Thread(
                target=lambda: replies.append(send_file(sender, "STOR /AutoImport/a.xml", SMALL))
            ),
        ]
        for thread in work:
            thread.start()
        assert begun.acquire(timeout=10)
        assert begun.acquire(timeout=10)
        answers = [quick.sendcmd("NOOP") for _ in range(20)]
        listed = quick.nlst("/")
        unpublished = desk.published("quick")
        gate_open.set()
        for thread in work:
            thread.join(10)

    assert {answer[:3] for answer in answers} == {"200"}
    assert len(listed) == 5
    assert unpublished == {}
    assert replies[0].startswith("226")


def test_a_database_that_is_away_is_told_and_survived(
    postgres: str, url: str, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    No journal: 421 for logins, 451 for uploads, nothing published; afterwards all goes on.
    """
    desk.account("away")
    name = url.partition("?")[0].rsplit("/", 1)[1]

    def rename(old: str, new: str) -> None:
        with psycopg.connect(postgres, autocommit=True) as connection:
            connection.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", [old]
            )
            connection.execute(f"alter database {old} rename to {new}")

    monkeypatch.setattr(publish, "DATABASE_SECONDS", 0.5)
    monkeypatch.setattr(logins, "DATABASE_SECONDS", 0.5)
    with desk.client("away") as ftp:
        rename(name, f"{name}_away")
        try:
            failed = send_file(ftp, "STOR /AutoImport/a.xml", SMALL)
            with pytest.raises(ftplib.Error, match="421"), desk.client("away"):
                pass
        finally:
            rename(f"{name}_away", name)
        monkeypatch.undo()
        reply = until(lambda: _accepted(send_file(ftp, "APPE /AutoImport/a.xml", b"")))
        with desk.client("away") as again:
            assert again.pwd() == "/"

    assert failed.startswith("451")
    assert reply.startswith("226")
    assert desk.published("away") == {"a.xml": SMALL}


def _accepted(reply: str) -> str:
    return reply if reply.startswith("226") else ""


def test_old_parts_are_swept(desk: Desk) -> None:
    """
    A part nobody goes on with is removed after its time; a young one stays.
    """
    desk.account("sweep")
    with desk.client("sweep") as ftp:
        for name in ("old.xml", "new.xml"):
            data = ftp.transfercmd(f"STOR /AutoImport/{name}")
            data.sendall(SMALL)
            part = desk.part("sweep", name)
            until(lambda part=part: part.exists() and part.stat().st_size == len(SMALL))
            break_off(data, "plain end")
            final_reply(ftp)
    old = desk.part("sweep", "old.xml")
    now = old.stat().st_mtime
    os.utime(old, (now - spool.KEPT_SECONDS - 60,) * 2)
    spool.sweep(desk.folders, now)

    assert not old.exists()
    assert desk.part("sweep", "new.xml").exists()
