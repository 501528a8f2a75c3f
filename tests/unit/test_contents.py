"""Laws of the bytes behind attachments: kept once, made small within limits, fetched with care."""

from __future__ import annotations

import hashlib
import io
import struct
import threading
import zlib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from PIL import Image

from sluis.contents.addresses import Allowed, NotAllowed
from sluis.contents.fetching import Fetcher, NotFetched
from sluis.contents.pictures import EDGE, NoPicture, small
from sluis.contents.store import Store, TooLarge

# --- kept ------------------------------------------------------------------------------------


def test_a_content_is_kept_once(tmp_path: Path) -> None:
    """
    The same bytes under two names are one file; what is known of them is told each time.
    """
    store = Store(tmp_path)

    first = store.put([b"%PDF-", b"1.7"], "a.pdf", 100)
    second = store.put([b"%PDF-1.7"], "b.bin", 100)

    assert first == second
    assert first.sha256 == hashlib.sha256(b"%PDF-1.7").hexdigest()
    assert (first.size_bytes, first.media_type) == (8, "application/pdf")
    assert [p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()] == [b"%PDF-1.7"]


def test_what_is_too_large_leaves_nothing(tmp_path: Path) -> None:
    """
    The limit counts while the bytes come, whatever was promised.
    """
    with pytest.raises(TooLarge):
        Store(tmp_path).put(iter([b"x" * 60, b"x" * 60]), "a.bin", 100)

    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []


def test_a_file_of_ours_is_linked(tmp_path: Path) -> None:
    """
    The original in the archive is not copied, and may go when its time has come.
    """
    original = tmp_path / "archive"
    original.write_bytes(b"abc")
    store, digest = Store(tmp_path), hashlib.sha256(b"abc").hexdigest()

    content = store.adopt(original, digest, "a.txt")
    assert original.samefile(store.path(digest))
    original.unlink()

    assert store.path(digest).read_bytes() == b"abc"
    assert (content.size_bytes, content.media_type) == (3, "text/plain")


# --- small -----------------------------------------------------------------------------------


def picture(path: Path, kind: str, size: tuple[int, int], mode: str = "RGB") -> Path:
    Image.new(mode, size, "red").save(path, kind)
    return path


def test_pictures_become_small(tmp_path: Path) -> None:
    """
    The longer side fits, the shape stays; transparency is kept, everything else is a JPEG.
    """
    wide = small(picture(tmp_path / "a", "TIFF", (1600, 800)))
    clear = small(picture(tmp_path / "b", "PNG", (30, 20), "RGBA"))

    assert Image.open(io.BytesIO(wide)).size == (EDGE, EDGE // 2)
    assert Image.open(io.BytesIO(wide)).format == "JPEG"
    assert Image.open(io.BytesIO(clear)).format == "PNG"
    assert Image.open(io.BytesIO(clear)).size == (30, 20)


def huge_png() -> bytes:
    """The head of a picture of 30,000 x 30,000 pixels, and next to nothing behind it."""

    def part(kind: bytes, data: bytes) -> bytes:
        checked = kind + data
        return struct.pack(">I", len(data)) + checked + struct.pack(">I", zlib.crc32(checked))

    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", pixels) + part(b"IEND", b"")


def test_pictures_that_would_do_harm_are_refused(tmp_path: Path) -> None:
    """
    A few kilobytes that unfold to billions of pixels, and bytes that are no picture.
    """
    bomb = tmp_path / "bomb"
    bomb.write_bytes(huge_png())
    damaged = tmp_path / "damaged"
    damaged.write_bytes(picture(tmp_path / "c", "PNG", (200, 200)).read_bytes()[:60])

    for file in (bomb, damaged):
        with pytest.raises(NoPicture):
            small(file)


# --- fetched ---------------------------------------------------------------------------------


class Server(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        paths = {"/away": "/photo", "/private": "http://169.254.1.1/x", "/round": "/round"}
        if self.path in paths:
            self.send_response(302)
            self.send_header("Location", paths[self.path])
            self.end_headers()
        elif self.path == "/photo":
            self.send_response(200)
            self.send_header("Content-Length", "5")
            self.end_headers()
            self.wfile.write(b"bytes")
        else:
            self.send_error(500 if self.path == "/ill" else 404)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Server) as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()
        thread.join()


OURS = Allowed(schemes=("http",), hosts=("127.0.0.1",), private=True)


def fetched(url: str, allowed: Allowed = OURS) -> bytes:
    with Fetcher(allowed) as fetcher, fetcher.file(url) as chunks:
        return b"".join(chunks)


def test_a_file_is_fetched_through_redirections(server: str) -> None:
    """
    What is allowed is fetched as it is.
    """
    assert fetched(f"{server}/photo") == fetched(f"{server}/away") == b"bytes"


@pytest.mark.parametrize(
    ("path", "lasting"), [("/none", True), ("/round", True), ("/private", True), ("/ill", False)]
)
def test_what_cannot_be_fetched_says_whether_to_ask_again(
    server: str, path: str, *, lasting: bool
) -> None:
    """
    A missing file, an endless way and one that leads astray stay so; a server in trouble may mend.
    """
    with pytest.raises(NotFetched) as caught:
        fetched(f"{server}{path}")

    assert caught.value.lasting is lasting


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("{server}/photo", Allowed(schemes=("http",), hosts=("127.0.0.1",))),
        ("{server}/photo", Allowed(schemes=("https",), hosts=("*",), private=True)),
        ("{server}/photo", Allowed(schemes=("http",), hosts=("example.com",), private=True)),
        ("http://localhost/x", Allowed(schemes=("http",), hosts=("*",))),
        ("http://[::1]/x", Allowed(schemes=("http",), hosts=("*",))),
        ("http://[::ffff:10.0.0.1]/x", Allowed(schemes=("http",), hosts=("*",))),
        ("http://u:p@127.0.0.1/x", OURS),
        ("file:///etc/hostname", Allowed(schemes=("http", "https"), hosts=("*",))),
        ("http://[/x", OURS),
    ],
)
def test_nobody_makes_us_ask_our_own_network(server: str, url: str, allowed: Allowed) -> None:
    """
    Schemes and hosts that are not on the list, and names that lead to private addresses.
    """
    with pytest.raises(NotFetched):
        fetched(url.format(server=server), allowed)


def test_the_address_that_was_looked_at_is_the_one_that_is_asked(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    A name that is harmless first and private a moment later gains nothing: it is resolved once.
    """
    asked: list[str] = []

    def resolve(self: Allowed, host: str, port: int) -> str:
        asked.append(host)
        if len(asked) > 1:
            raise NotAllowed("a second answer")
        return "127.0.0.1"

    monkeypatch.setattr(Allowed, "resolve", resolve)
    port = server.rpartition(":")[2]

    assert fetched(f"http://pictures.example:{port}/photo", Allowed(("http",), ("*",))) == b"bytes"
    assert asked == ["pictures.example"]
