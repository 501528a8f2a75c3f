"""Groups, and elements that hold one value: how each kind of node is written.

A group is there when one of its children is. A text is cut at the limit of its element; what names
something is not, since it would name something else.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from sluis.codelists import languages
from sluis.codelists.bmecat import written_language
from sluis.formats._account import Lacking, Part
from sluis.formats._format import Why
from sluis.formats._values import as_date
from sluis.formats._xml_out import attribute, element, escaped
from sluis.formats.bmecat._layout import Node
from sluis.formats.bmecat._writing import (
    KINDS,
    Writing,
    children,
    fill,
    filler,
    kind,
    listed,
    shown,
)

# -- groups -------------------------------------------------------------------------------------


@kind("group")
def _group(writing: Writing, node: Node, part: Part) -> str:
    if node.must or not any(child.must for child in node.children):
        return element(node.name, children(writing, node.children, part))
    return _optional(writing, node, part)


def _optional(writing: Writing, node: Node, part: Part) -> str:
    """The element; nothing when it lacks what it needs, which is told."""
    before = writing.account.mark()
    try:
        return element(node.name, children(writing, node.children, part))
    except Lacking as lacking:
        writing.account.drop(before, lacking)
        return ""


@filler("group")
def _mandatory_group(writing: Writing, node: Node, part: Part) -> str:
    inner = "".join(fill(writing, child, part) for child in node.children if child.must)
    return element(node.name, inner) or f"<{node.name}/>"


@kind("vital")
def _vital(writing: Writing, node: Node, part: Part) -> str:
    """A group without which the part it stands in would say something else."""
    first = node.children[0].fields[0][0]
    is_said = part.seen(first) is not None
    inner = children(writing, node.children, part)
    if is_said and not inner:
        raise Lacking(part.entity, part.at(first))
    return element(node.name, inner)


@kind("(all)")
def _all(writing: Writing, node: Node, part: Part) -> str:
    return children(writing, node.children, part)


@kind("(choice)")
def _choice(writing: Writing, node: Node, part: Part) -> str:
    for child in node.children:
        if found := KINDS[child.kind](writing, child, part):
            return found
    return ""


@kind("each")
def _each(writing: Writing, node: Node, part: Part) -> str:
    found: list[str] = []
    for field in node.fields:
        place = writing.place(field, part)
        for one in place[0].parts(place[1]) if place is not None else ():
            if node.most is None or len(found) < node.most:
                written = _optional(writing, node, one)
                found.extend([written] if written else [])
    return "".join(found)


# -- leaves -------------------------------------------------------------------------------------


def leaf(node: Node, text: str | None, attributes: str = "") -> str:
    return element(node.name, escaped(text), attributes) if text else ""


@kind("text")
def _text(writing: Writing, node: Node, part: Part) -> str:
    return "".join(
        leaf(node, writing.text(node, place, value, cut=True))
        for place, value in writing.values(node, part)
    )


@kind("id")
def identifier(writing: Writing, node: Node, part: Part) -> str:
    return typed_identifier(writing, node, part, "")


def typed_identifier(writing: Writing, node: Node, part: Part, attributes: str) -> str:
    """A text that names something: cut, it would name something else."""
    return "".join(
        leaf(node, writing.text(node, place, value, cut=False), attributes)
        for place, value in writing.values(node, part)
    )


@kind("texts")
def _texts(writing: Writing, node: Node, part: Part) -> str:
    return "".join(
        leaf(node, writing.text(node, place, one, cut=True))
        for place, value in writing.values(node, part)
        for one in listed(value)
    )


@kind("ids")
def _identifiers(writing: Writing, node: Node, part: Part) -> str:
    return "".join(
        leaf(node, writing.text(node, place, one, cut=False))
        for place, value in writing.values(node, part)
        for one in listed(value)
    )


@kind("words")
def words(writing: Writing, node: Node, part: Part) -> str:
    """A text in each language."""
    return _in_languages(writing, node, part, lambda value: [value])


@kind("listed")
@kind("lists")
def _lists(writing: Writing, node: Node, part: Part) -> str:
    """Several texts in each language."""
    return _in_languages(writing, node, part, listed)


def _in_languages(
    writing: Writing, node: Node, part: Part, each: Callable[[Any], list[Any]]
) -> str:
    found: list[str] = []
    for place, code, value in writing.by_language(node, part):
        for one in each(value):
            if node.most is not None and len(found) >= node.most:
                place[0].tell(place[1], one, Why.NO_PLACE)
            else:
                text = writing.text(node, place, one, cut=True)
                found.extend([leaf(node, text, writing.lang(code))] if text else [])
    return "".join(found)


@kind("number")
def _number(writing: Writing, node: Node, part: Part) -> str:
    return "".join(
        leaf(node, writing.number(node, place, value))
        for place, value in writing.values(node, part)
    )


@kind("boolean")
def _boolean(writing: Writing, node: Node, part: Part) -> str:
    found = ""
    for (owner, name), value in writing.values(node, part):
        if isinstance(value, bool):
            found += leaf(node, shown(value))
        else:
            owner.tell(name, value, Why.NOT_ALLOWED)
    return found


@kind("day")
def _day(writing: Writing, node: Node, part: Part) -> str:
    found = ""
    for (owner, name), value in writing.values(node, part):
        day = value if isinstance(value, date) else as_date(str(value))
        if day is None:
            owner.tell(name, value, Why.NOT_ALLOWED)
        else:
            if not isinstance(value, date) and day.isoformat() != value:
                owner.tell(name, value, Why.CHANGED)
            found += leaf(node, day.isoformat())
    return found


@kind("code")
def code(writing: Writing, node: Node, part: Part) -> str:
    """A code of the list named in the layout."""
    return "".join(
        leaf(node, writing.allowed(node.arguments[0], place, value))
        for place, value in writing.values(node, part)
    )


@kind("codes")
def _codes(writing: Writing, node: Node, part: Part) -> str:
    return "".join(
        leaf(node, writing.allowed(node.arguments[0], place, one))
        for place, value in writing.values(node, part)
        for one in listed(value)
    )


@kind("word_codes")
def _word_codes(writing: Writing, node: Node, part: Part) -> str:
    return "".join(
        leaf(node, writing.allowed(node.arguments[0], place, value), writing.lang(code))
        for place, code, value in writing.by_language(node, part)
    )


@kind("kept")
def _kept(writing: Writing, node: Node, part: Part) -> str:
    """Elements kept as they came: texts, or texts with their language."""
    found: list[str] = []
    for place, value in writing.values(node, part):
        for one in listed(value):
            text, lang = _kept_text(writing, one)
            text = writing.text(node, place, text, cut=True) if text else None
            fits = text is not None and (not node.whole or text.isdecimal())
            if text and fits and (node.most is None or len(found) < node.most):
                found.append(leaf(node, text, lang))
            else:
                place[0].tell(place[1], one, Why.NO_PLACE)
    return "".join(found)


def _kept_text(writing: Writing, one: Any) -> tuple[str | None, str]:
    if isinstance(one, str):
        return one, ""
    if not isinstance(one, dict) or one.keys() != {"#text", "@lang"} or writing.ground.monolingual:
        return None, ""
    code = str(one["@lang"])
    known = written_language(languages.two_letter(code) or code)
    return (str(one["#text"]), attribute("lang", code)) if known else (None, "")
