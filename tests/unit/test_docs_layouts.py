"""docs/reference/layouts.md tells of every setting of a layout and every field that can be mapped.

`pytest tests/unit/test_docs_layouts.py --update-golden` writes its second half anew.
"""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from sluis.layouts import layout, toml
from sluis.layouts.targets import ENTITIES, patterns

DOCS = Path(__file__).parents[2] / "docs"
PAGE = DOCS / "reference" / "layouts.md"
MARK = "<!-- From here on written by tests/unit/test_docs_layouts.py -->\n"
SECTIONS = {
    "Layout": "The layout",
    "File": "`[file]`",
    "Pass": "`[[pass]]`",
    "Condition": "One of `where`",
    "Field": "One of `[pass.fields]`",
}


def meanings(struct: str) -> dict[str, str]:
    """The docstring of each attribute."""
    tree = ast.parse(Path(layout.__file__).read_text(encoding="utf-8"))
    body = next(n.body for n in tree.body if isinstance(n, ast.ClassDef) and n.name == struct)
    return {
        attribute.target.id: " ".join(text.value.value.split())
        for attribute, text in itertools.pairwise(body)
        if isinstance(attribute, ast.AnnAssign) and isinstance(text, ast.Expr)
    }


def settings(struct: str) -> Iterator[str]:
    told = meanings(struct)
    yield "| Setting | Default | Meaning |\n|---|---|---|\n"
    for field in msgspec.structs.fields(getattr(layout, struct)):
        default = "required" if field.required else shown(field)
        yield f"| `{field.encode_name}` | {default} | {told[field.name]} |\n"


def shown(field: msgspec.structs.FieldInfo) -> str:
    value = toml._default(field)
    return f"`{toml._text(value)}`" if value not in (None, "", (), {}, layout.File()) else ""


def page() -> str:
    parts = []
    for struct, title in SECTIONS.items():
        parts += [f"\n## {title}\n\n", *settings(struct)]
    for entity, kept in ENTITIES.items():
        parts.append(f"\n## Fields of `{entity}`\n\n")
        parts.append(f"Needed: {', '.join(f'`{name}`' for name in kept.key)}")
        parts.append(f"; one of {', '.join(f'`{n}`' for n in kept.either)}" if kept.either else "")
        parts.append(".\n\n| Field | Kind |\n|---|---|\n")
        own = {path: kind for path, (_, kind) in patterns(entity).items()}
        parts += [f"| `{path}` | {kind} |\n" for path, kind in own.items()]
    return "".join(parts)


def test_every_setting_and_field_is_in_the_docs(update_golden: bool) -> None:  # noqa: FBT001
    """
    Whoever writes a layout finds each word there, with its default and meaning.
    """
    head, mark, written = PAGE.read_text(encoding="utf-8").partition(MARK)
    if update_golden:
        PAGE.write_text(head + MARK + page(), encoding="utf-8")
        return

    assert mark
    assert written == page(), "run pytest tests/unit/test_docs_layouts.py --update-golden"


def examples() -> list[str]:
    """Every layout in the docs."""
    pages = [
        PAGE,
        *sorted((DOCS / "how-to").glob("*.md")),
        *sorted((DOCS / "tutorial").glob("*.md")),
    ]
    blocks = [
        block
        for page in pages
        for block in re.findall(r"```toml\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    ]
    return [block for block in blocks if "[[pass]]" in block]


@pytest.mark.parametrize("text", examples())
def test_layouts_in_the_docs_can_be_used(text: str) -> None:
    """
    The examples are layouts.
    """
    assert toml.decode(text).passes
