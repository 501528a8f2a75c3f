"""docs/how-to/add-a-format.md works to the letter: followed in a copy, its format is as any."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
PAGE = CHECKOUT / "docs" / "how-to" / "add-a-format.md"
COPIED = ("sluis", "tests", "docs", "pyproject.toml")
CACHES = shutil.ignore_patterns("__pycache__", "integration", "e2e")


def blocks(language: str) -> list[str]:
    """The code blocks of the page in this language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE.read_text(), re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the checkout in which the steps of the page have been done."""
    folder = tmp_path_factory.mktemp("checkout")
    for name in COPIED:
        source = CHECKOUT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=CACHES)
        else:
            shutil.copy(source, folder / name)
    follow(folder)
    return folder


def follow(folder: Path) -> None:
    module, imported = blocks("python")
    sample, entry = blocks("text")
    (folder / "sluis" / "formats" / "stuklijst.py").write_text(module)
    registry = folder / "sluis" / "formats" / "__init__.py"
    text = registry.read_text().replace("\nHEAD_BYTES", f"\n{imported}\nHEAD_BYTES", 1)
    opening = "FORMATS: tuple[Format, ...] = (\n"
    assert opening in text
    registry.write_text(text.replace(opening, opening + entry, 1))
    samples = folder / "tests" / "samples" / "stuklijst-1"
    samples.mkdir()
    (samples / "list.txt").write_text(sample)
    pages = folder / "docs" / "reference" / "formats"
    (pages / "stuklijst.md").write_text("# Stuklijst\n\n`stuklijst-1`\n")
    with (pages / "index.md").open("a") as index:
        index.write(blocks("markdown")[0])


def run(folder: Path, command: str) -> subprocess.CompletedProcess[str]:
    arguments = command.removeprefix("$ .venv/bin/python ").split()
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_the_format_of_the_page_obeys_the_laws(copy: Path) -> None:
    """
    One module and its registration: the conformance suite takes the format up and passes.
    """
    update, judge = blocks("console")[0].strip().splitlines()
    updated = run(copy, update)
    judged = run(copy, judge)

    assert updated.returncode == 0, updated.stdout
    assert judged.returncode == 0, judged.stdout
    golden = (copy / "tests" / "samples" / "stuklijst-1" / "list.txt.json").read_text()
    assert '"gross_list_price": "12.50"' in golden


def test_the_format_of_the_page_is_converted(copy: Path, tmp_path: Path) -> None:
    """
    Every command knows it at once.
    """
    sample = copy / "tests" / "samples" / "stuklijst-1" / "list.txt"
    out = tmp_path / "out.xml"
    done = run(copy, f"-m sluis convert {sample} {out} --to bmecat-etim-5.0")

    assert done.returncode == 0, done.stderr
    assert out.read_text().count("<PRODUCT ") == 2
