"""PRODUCT_FEATURES: the ETIM class with its features, and every other classification.

Filled:  class `-` of the system ETIM where there must be one, the guideline's sign for no value: a
         class is not guessed. A feature without a value has the sign and the reason UN (unknown).
"""

from __future__ import annotations

import re

from sluis.codelists.bmecat import allows
from sluis.codelists.etim import NO_VALUE
from sluis.formats._account import Part
from sluis.formats._format import Why
from sluis.formats._xml_out import element
from sluis.formats.bmecat._layout import Node
from sluis.formats.bmecat._writing import (
    KINDS,
    Place,
    Writing,
    children,
    filler,
    kind,
    listed,
    shown,
)
from sluis.formats.bmecat._written_leaves import leaf

_RELEASE = re.compile(r"\d{1,3}(?:\.\d{1,3})?")
_UNKNOWN = "UN"
_VALUES = ("values", "values_by_language", "value_ids", "features", "extensions")
"""Where a feature may have values; one with none of these is unknown."""


@kind("features")
def _features(writing: Writing, node: Node, part: Part) -> str:
    product = writing.product
    if product is None:
        return ""
    blocks = _etim(writing, node, product)
    for block in product.parts("classifications"):
        with writing.account.optional():
            blocks += element(node.name, children(writing, node.children, block))
    return blocks


def _etim(writing: Writing, node: Node, product: Part) -> str:
    """The ETIM block; a product with features and no class has the class `-`."""
    class_, release = product.take("etim_class"), product.take("etim_release")
    has_features = product.seen("features")
    if not class_ and not has_features and not release:
        return ""
    if not class_:
        product.tell("etim_class", NO_VALUE, Why.FILLED)
    if not release:
        product.tell("etim_release", "ETIM", Why.FILLED)
    system, group, *rest = node.children
    named = f"ETIM-{release}" if _RELEASE.fullmatch(release or "") else release or "ETIM"
    inner = leaf(system, _system_name(writing, (product, "etim_release"), named))
    inner += leaf(
        group, writing.text(group, (product, "etim_class"), class_ or NO_VALUE, cut=False)
    )
    return element(node.name, inner + _each_feature(writing, rest[0], product))


@kind("system")
def _system(writing: Writing, node: Node, part: Part) -> str:
    value = part.take("system")
    return leaf(node, _system_name(writing, (part, "system"), shown(value))) if value else ""


def _system_name(writing: Writing, place: Place, name: str) -> str | None:
    """The name of a classification with hyphens where the dialect wants no spaces."""
    if allows(writing.ground.dialect, "system", name):
        return name
    plain = re.sub("[^A-Za-z0-9.-]+", "-", name)
    place[0].tell(place[1], name, Why.CHANGED)
    return writing.allowed("system", place, plain)


def _each_feature(writing: Writing, node: Node, product: Part) -> str:
    found = KINDS["each"](writing, node, product)
    if found or not node.must:
        return found
    product.tell("features", NO_VALUE, Why.FILLED)
    names = [child.name for child in node.children if child.must]
    return element(node.name, "".join(element(name, NO_VALUE) for name in names))


@filler("features")
def _no_features(writing: Writing, node: Node, part: Part) -> str:
    product = writing.product or part
    product.tell("etim_class", NO_VALUE, Why.FILLED)
    product.tell("etim_release", "ETIM", Why.FILLED)
    system, group, *rest = node.children
    inner = leaf(system, "ETIM") + leaf(group, NO_VALUE)
    return element(node.name, inner + (_each_feature(writing, rest[0], product)))


@kind("names")
def _names(writing: Writing, node: Node, part: Part) -> str:
    """The code, which has no language, and the names beside it, which have one."""
    value = part.take("code")
    found = leaf(node, writing.text(node, (part, "code"), value, cut=False)) if value else ""
    if node.most is None and "name" in part.values:
        for place, code_, text in writing.in_languages(("name",), part):
            short = writing.text(node, place, text, cut=True)
            found += leaf(node, short, writing.lang(code_, always=True))
    return found


@kind("values")
def _values(writing: Writing, node: Node, part: Part) -> str:
    """The values; where there are none, the sign for that."""
    found = ""
    for value in listed(part.take("values") or []):
        is_prose = " " in shown(value).strip()
        found += leaf(node, writing.text(node, (part, "values"), value, cut=is_prose))
    if "values_by_language" in part.values:
        found += _values_in_languages(writing, node, part)
    if found or any(part.was(name) for name in _VALUES):
        return found
    if not part.seen("reason"):
        part.tell("reason", _UNKNOWN, Why.FILLED)
        part.values["reason"] = _UNKNOWN
    return leaf(node, NO_VALUE)


def _values_in_languages(writing: Writing, node: Node, part: Part) -> str:
    found = ""
    for place, code_, texts in writing.in_languages(("values_by_language",), part):
        for text in listed(texts):
            short = writing.text(node, place, text, cut=False)
            found += leaf(node, short, writing.lang(code_, always=True))
    return found


@kind("reason")
def _reason(writing: Writing, node: Node, part: Part) -> str:
    """Why there is no value; it stands where a text in the language of the document would."""
    if "reason" not in part.values and "details" not in part.values:
        return ""
    reason = None if any(part.was(name) for name in _VALUES) else part.take("reason")
    found = [leaf(node, writing.text(node, (part, "reason"), reason, cut=False))] if reason else []
    for place, code_, value in writing.in_languages(("details",), part):
        if len(found) >= (node.most or len(found) + 1) or (
            reason and code_ == writing.ground.language
        ):
            place[0].tell(place[1], value, Why.NO_PLACE)
        else:
            found.append(
                leaf(node, writing.text(node, place, value, cut=True), writing.lang(code_))
            )
    return "".join(found)
