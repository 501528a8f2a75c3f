"""docs/reference/tasks.md tells of every setting of a task, with the Dutch term beside it.

`pytest tests/unit/test_docs_tasks.py --update-golden` writes it anew from the structs.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin

import msgspec
import pytest

from sluis.schedule.frequencies import FREQUENCIES
from sluis.tasks import TYPES, Definition

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "tasks.md"
MARK = "<!-- From here on written by tests/unit/test_docs_tasks.py -->\n"
HEAD = "| Setting | Nederlands | Default | Meaning |\n|---|---|---|---|\n"


def notes(field: msgspec.structs.FieldInfo) -> Iterator[msgspec.Meta]:
    """What `told` has left at a field, also inside an optional or a nested type."""
    kind = field.type
    if get_origin(kind) is Annotated:
        yield from (one for one in get_args(kind)[1:] if isinstance(one, msgspec.Meta))


def told(struct: Any, field: msgspec.structs.FieldInfo) -> tuple[str, str]:
    """Dutch term and meaning of a field."""
    for note in notes(field):
        if note.description and note.extra:
            return note.extra["nl"], note.description
    raise AssertionError(f"{struct.__name__}.{field.name} tells nothing: use told(...)")


def nested(kind: Any) -> Any:
    """The struct that a field holds, if it does; a union of structs is documented elsewhere."""
    kind = get_args(kind)[0] if get_origin(kind) is Annotated else kind
    parts = [one for one in (get_args(kind) or [kind]) if one is not type(None)]
    if len(parts) == 1 and isinstance(parts[0], type) and issubclass(parts[0], msgspec.Struct):
        return parts[0]
    return None


def rows(struct: Any, above: str = "") -> Iterator[str]:
    for field in msgspec.structs.fields(struct):
        dutch, meaning = told(struct, field)
        name = f"{above}{field.encode_name}"
        yield f"| `{name}` | {dutch} | {default(field)} | {meaning} |\n"
        if inner := nested(field.type):
            yield from rows(inner, f"{name}.")


def default(field: msgspec.structs.FieldInfo) -> str:
    if field.required:
        return "required"
    factory = field.default_factory
    value = field.default if factory is msgspec.NODEFAULT else factory()
    if value is None:
        return "none"
    return f"`{msgspec.json.encode(value).decode()}`"


def sentence(text: str | None) -> str:
    return " ".join((text or "").split())


def page() -> str:
    parts = ["## Every task\n\n", HEAD, *rows(Definition)]
    parts.append('\n## Frequencies\n\n`frequency = { every = "...", ... }`\n')
    for kind, dutch in FREQUENCIES.items():
        tag = kind.__struct_config__.tag
        parts.append(f"\n### {tag} ({dutch})\n\n{sentence(kind.__doc__)}\n")
        lines = list(rows(kind))
        parts += ["\n", HEAD, *lines] if lines else []
    for name, kind in TYPES.items():
        system = " System task" if kind.system else ""
        once = ", of the first environment alone" if kind.once else ""
        parts.append(
            f"\n## {name} ({kind.dutch})\n\n{kind.meaning}{system}{once}.\n".replace("..", ".")
        )
        lines = list(rows(kind.settings))
        parts += ["\n", HEAD, *lines] if lines else []
    return "".join(parts)


def test_the_page_is_what_the_structs_say(update_golden) -> None:
    """
    No setting of any type without its line, default and Dutch term, and none that is gone.
    """
    head, mark, written = PAGE.read_text(encoding="utf-8").partition(MARK)
    if update_golden:
        PAGE.write_text(head + MARK + page(), encoding="utf-8")
        return

    assert mark
    assert written == page(), "run pytest tests/unit/test_docs_tasks.py --update-golden"


@pytest.mark.parametrize("name", TYPES)
def test_a_type_of_task_is_told_in_both_languages(name) -> None:
    """
    Its Dutch name and its meaning; a system type can be made without a word from anybody.
    """
    kind = TYPES[name]

    assert kind.dutch
    assert kind.meaning.endswith(".")
    if kind.system:
        assert msgspec.to_builtins(kind.settings()) is not None
