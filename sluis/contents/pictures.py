"""The low-resolution picture of a high-resolution one, in a child process with limits.

`python -m sluis.contents.pictures SOURCE` writes it to standard output. The child sets its own
limits, so that a picture that is meant to do harm ends there and nowhere else.
"""

from __future__ import annotations

import io
import resource
import subprocess
import sys
from pathlib import Path

EDGE = 400
"""Pixels of the longer side of a small picture."""

MOST_PIXELS = 120_000_000
"""Pixels of a picture that is looked at; three of these take a byte each while it is decoded."""

MEMORY_MB = 1024
SECONDS = 30

HOME = Path(__file__).parents[2]
"""Where the package `sluis` lies."""


class NoPicture(Exception):
    """No small picture can be made; the text says why."""


def small(source: Path) -> bytes:
    """The small picture of *source*, as JPEG, or PNG where it is transparent.

    Raises:
        NoPicture: it is damaged, too large, or of a kind that cannot be decoded.
    """
    command = [sys.executable, "-s", "-m", "sluis.contents.pictures", str(source)]
    try:
        done = subprocess.run(  # noqa: PLW1510 - the code is looked at
            command, capture_output=True, timeout=SECONDS * 2, cwd=HOME
        )
    except subprocess.TimeoutExpired as error:
        raise NoPicture("it takes too long") from error
    if done.returncode:
        lines = done.stderr.decode(errors="replace").strip().splitlines()
        raise NoPicture(lines[-1] if lines else f"the picture process ended with {done.returncode}")
    return done.stdout


def made(source: Path) -> bytes:
    """What the child does: decode within limits, make small, encode."""
    from PIL import Image, ImageOps  # noqa: PLC0415 - the child alone needs it

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    with Image.open(source) as picture:
        width, height = picture.size
        if width * height > MOST_PIXELS:
            raise NoPicture(f"it has {width} x {height} pixels")
        picture.draft("RGB", (EDGE, EDGE))
        upright = ImageOps.exif_transpose(picture)
        clear = upright.has_transparency_data
        plain = upright.convert("RGBA" if clear else "RGB")
        plain.thumbnail((EDGE, EDGE))
        out = io.BytesIO()
        plain.save(out, "PNG" if clear else "JPEG", quality=85)
    return out.getvalue()


def _main() -> None:
    memory = MEMORY_MB * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    try:
        sys.stdout.buffer.write(made(Path(sys.argv[1])))
    except Exception as error:  # noqa: BLE001 - a process edge: the parent tells
        sys.exit(str(error) or type(error).__name__)


if __name__ == "__main__":
    _main()
