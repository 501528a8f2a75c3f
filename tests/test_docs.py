"""The documentation says what the code says, and the repository speaks of itself alone.

`pytest tests/test_docs.py --update-golden` writes the settings anew. Commands and events:
tests/unit/test_docs_cli.py.
"""

from __future__ import annotations

import ast
import itertools
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from sluis.logs import EVENTS
from sluis.settings import variables

CHECKOUT = Path(__file__).parents[1]
DOCS = CHECKOUT / "docs"
MARK = "<!-- From here on written by tests/test_docs.py -->\n"
PACKAGES = ("sluis", "ftp_server", "watcher", "handlers", "schedules")
LEVELS = {"debug", "info", "warning", "error", "exception", "critical"}


def pages() -> list[Path]:
    return sorted([*DOCS.rglob("*.md"), *CHECKOUT.glob("*.md")])


def settings_table() -> str:
    """One row per attribute of Settings: its variable, default and docstring."""
    tree = ast.parse((CHECKOUT / "sluis" / "settings.py").read_text(encoding="utf-8"))
    body = next(
        node.body
        for node in tree.body
        if isinstance(node, ast.ClassDef) and node.name == "Settings"
    )
    meanings = {
        f"SLUIS_{attribute.target.id.upper()}": " ".join(text.value.value.split())
        for attribute, text in itertools.pairwise(body)
        if isinstance(attribute, ast.AnnAssign) and isinstance(text, ast.Expr)
    }
    rows = ["| Variable | Default | Meaning |", "|---|---|---|"]
    for name, default in variables().items():
        shown = f"`{default}`" if default not in {"", "None"} else "not set"
        rows.append(f"| `{name}` | {shown} | {meanings[name]} |")
    return "\n".join(rows) + "\n"


def test_every_setting_is_in_the_docs(update_golden: bool) -> None:  # noqa: FBT001 - a fixture
    """
    Each variable with its default and meaning; none that is gone.
    """
    path = DOCS / "reference" / "settings.md"
    head, mark, written = path.read_text(encoding="utf-8").partition(MARK)
    if update_golden:
        path.write_text(head + MARK + settings_table(), encoding="utf-8")
        return

    assert mark
    assert written == settings_table(), "run pytest tests/test_docs.py --update-golden"


def log_calls() -> Iterator[tuple[str, str, str]]:
    """Event, level and place of every call of a logger with a constant."""
    for package in PACKAGES:
        for path in sorted((CHECKOUT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                match node:
                    case ast.Call(
                        func=ast.Attribute(value=ast.Name(id=logger), attr=level),
                        args=[ast.Constant(value=str(event)), *_],
                    ) if logger in {"log", "logger"} and level in LEVELS:
                        level = "error" if level == "exception" else level
                        yield event, level, f"{path.relative_to(CHECKOUT)}:{node.lineno}"


def test_every_logged_event_is_listed_with_its_level() -> None:
    """
    An operator finds each event of the log in the docs, with the level it comes with.
    """
    wrong = [
        f"{place}: {event} at {level}"
        for event, level, place in log_calls()
        if event not in EVENTS or EVENTS[event][0] != level
    ]

    assert wrong == []


def test_every_listed_event_is_logged() -> None:
    """
    No event in the docs that the code does not have.
    """
    code = (
        "".join(
            path.read_text(encoding="utf-8")
            for package in PACKAGES
            for path in (CHECKOUT / package).rglob("*.py")
            if path.name != "logs.py"
        )
        + (CHECKOUT / "sluis" / "logs.py").read_text(encoding="utf-8").partition("_SECRET =")[2]
    )

    assert [event for event in EVENTS if f'"{event}"' not in code] == []


def glossary() -> list[tuple[str, str, str]]:
    rows = (DOCS / "glossary.md").read_text(encoding="utf-8").splitlines()
    cells = [
        [cell.strip() for cell in row.strip("|").split("|")] for row in rows if row.startswith("|")
    ]
    return [(term, dutch, meaning) for term, dutch, meaning in cells[2:]]


def test_glossary_terms_are_used() -> None:
    """
    Each term has a Dutch one and a meaning, and is a word of the docs; none is explained twice.
    """
    text = " ".join(
        path.read_text(encoding="utf-8").lower() for path in pages() if path.name != "glossary.md"
    )
    terms = [term for term, _, _ in glossary()]

    assert [term for term in terms if term.lower() not in text] == []
    assert all(dutch and meaning for _, dutch, meaning in glossary())
    assert len(set(terms)) == len(terms) > 30


@pytest.mark.parametrize("page", pages(), ids=lambda path: str(path.relative_to(CHECKOUT)))
def test_links_lead_somewhere(page: Path) -> None:
    """
    Every relative link of a page is a file of the checkout.
    """
    prose = re.sub(
        r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE
    )
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", prose)
    lost = [
        link
        for link in links
        if not re.match(r"[a-z]+:", link) and not (page.parent / link).resolve().exists()
    ]

    assert lost == []


def test_every_page_can_be_found() -> None:
    """
    The index names each page of docs/.
    """
    index = (DOCS / "README.md").read_text(encoding="utf-8")
    names = [str(page.relative_to(DOCS)) for page in DOCS.rglob("*.md") if page.name != "README.md"]

    assert [name for name in names if f"({name})" not in index] == []


def tracked() -> list[Path]:
    """Files of the repository; of the folder where git is not there."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=CHECKOUT, capture_output=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    names = listed.stdout.decode().split("\0")[:-1]
    return [CHECKOUT / name for name in names if (CHECKOUT / name).is_file()]


FOREIGN = {
    "an address to download from": r"pythonhosted|pypi[./-]|/simple/|(?<!no-emit-)index-url[ =]",
    "a path of one machine": r"(?<![\w.$/}])/(?:work|home/(?!me/)\w+|Users/\w+|opt/\w+)/|\.pyenv/",
}


def test_the_repository_names_no_machine() -> None:
    """
    No package index and no path of a developer's machine in any tracked file.
    """
    found = [
        f"{path.relative_to(CHECKOUT)}: {what}: {hit[0]}"
        for path in tracked()
        if path != Path(__file__)
        for what, pattern in FOREIGN.items()
        for hit in re.finditer(pattern, path.read_text("utf-8", "replace"))
    ]

    assert found == []


def test_every_requirement_is_pinned_by_hash() -> None:
    """
    What is installed is what was reviewed: a version and hashes for each package.
    """
    for path in CHECKOUT.glob("requirements*.txt"):
        entries = re.split(r"\n(?=\S)", path.read_text(encoding="utf-8"))
        entries = [entry for entry in entries if entry.strip() and not entry.startswith(("#", " "))]
        loose = [e.splitlines()[0] for e in entries if "==" not in e or "--hash=sha256:" not in e]

        assert entries
        assert loose == [], path.name
