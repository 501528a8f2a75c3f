"""The description of the DICO messages: complete, free of contradictions, and in the docs.

`pytest tests/unit/test_dico_description.py --update-golden` writes the tables of the page anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sluis.checks import _sources_dico
from sluis.formats.dico._messages import MESSAGES, Message
from sluis.formats.dico._names import canonical
from sluis.formats.dico._nodes import Node

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "formats" / "dico.md"
MARK = "<!-- From here on written by tests/unit/test_dico_description.py -->\n"
SOURCES = {
    "header": "header in the data pool's manual",
    "readers": "programs that read real messages",
    "common": "common types of the maintenance instruction",
    "insbou": "INSBOU003 orders and invoices",
    "pool": "inferred from the data pool's field",
    "inferred": "inferred",
}

every_message = pytest.mark.parametrize("message", MESSAGES, ids=lambda one: one.root)


def tables() -> str:
    return "\n".join(section for message in MESSAGES for section in _section(message))


def _section(message: Message) -> Iterator[str]:
    yield f"### {message.root}\n"
    yield f"A line is `{message.line.name}`{_also(message.line)}.\n"
    yield "| element | holds | place | written | who says so |\n|---|---|---|---|---|"
    for path, place, node in message.line.walk():
        yield f"| {' | '.join(_cells(path, place, node))} |"
    yield ""


def _cells(path: str, place: str, node: Node) -> Iterator[str]:
    yield f"`{path}`{_also(node)}"
    limit = f", {node.limit} characters" if node.limit else ""
    yield "" if node.children else node.kind.words + limit
    yield f"`{place}`" if place and node.place else ""
    yield {0: "no", 1: node.written[0] if node.written else "no", 2: "yes"}[len(node.written)]
    yield SOURCES[node.source]


def _also(node: Node) -> str:
    return f" (or {', '.join(f'`{name}`' for name in node.also)})" if node.also else ""


def test_the_tables_are_in_the_docs(update_golden: bool) -> None:  # noqa: FBT001 - a fixture
    """
    The page says of each element where it goes and who says that it is called so.
    """
    head, mark, written = PAGE.read_text(encoding="utf-8").partition(MARK)
    if update_golden:
        PAGE.write_text(head + MARK + tables(), encoding="utf-8")
        return

    assert mark
    assert written == tables(), "run pytest with --update-golden"


@every_message
def test_a_name_leads_to_one_place(message: Message) -> None:
    """
    No two elements beside each other share a spelling, or one of them would never be read.
    """
    for part in (message.line, *(node for _, _, node in message.line.walk() if node.children)):
        for kind in (
            [n for n in part.children if n.children],
            [n for n in part.children if not n.children],
        ):
            names = [name for node in kind for name in node.names()]
            assert sorted(names) == sorted(set(names)), part.name


@every_message
def test_what_marks_a_line_marks_no_header(message: Message) -> None:
    """
    Names by which an unknown line is found never occur in a header.
    """
    header = {canonical(name) for name in ("MessageNumber", "Supplier", "GLN", "Name", "Buyer")}

    assert message.marks()
    assert not message.marks() & header


def test_the_elements_in_findings_are_those_of_the_description() -> None:
    """
    What a finding calls an element is a path that the description knows.
    """
    known = {path for message in MESSAGES for path, _, _ in message.line.walk()}
    headers = {"Currency", "Supplier/GLN"}
    tables = (
        _sources_dico.ELEMENTS,
        _sources_dico.OF_CONDITIONS,
        _sources_dico.OF_RELATIONS,
    )

    for element in {name for table in tables for name in table.values()} - headers:
        assert any(path == element or path.endswith("/" + element) for path in known), element
