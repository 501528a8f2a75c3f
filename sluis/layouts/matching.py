"""Which field a column probably is: by its heading first, by its values where that says nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from sluis.codelists import etim
from sluis.layouts.converters import MEASURES, factor_of
from sluis.layouts.observed import Observed
from sluis.layouts.synonyms import LANGUAGES, NAMES, called, folded
from sluis.layouts.targets import ENTITIES, PRODUCT_PREFIX, Kind, resolve

SURE, LIKELY, BY_VALUE = 3, 2, 1
"""How sure a match is: the heading itself, the heading without additions, the values."""

_NEAR = 0.88
_SHORT = 6
"""Letters below which a heading must be known as it is."""

_ADDITION = re.compile(r"[(\[/].*$|\b(?:excl|incl|per|in)\b.*$", re.IGNORECASE)
_INSIDE = re.compile(r"[(\[]\s*([^)\]]+?)\s*[)\]]")
_BY_VALUE = {
    "gtin": {"trade_item": "item_gtins", "product": "product_gtins"},
    "etim_class": {"trade_item": "product.etim_class", "product": "etim_class"},
}
_FITTING = {
    Kind.NUMBER: {"number", "unit"},
    Kind.INTEGER: {"number"},
    Kind.DATE: {"date", "number"},
    Kind.BOOLEAN: {"boolean", "number"},
    Kind.LENGTH: {"number"},
    Kind.VOLUME: {"number"},
    Kind.WEIGHT: {"number"},
}
"""What values of a kind may look like; texts and codes may be anything."""


@dataclass(frozen=True, slots=True)
class Match:
    """A column, counted from 0, the path it probably has, and how sure that is."""

    column: int
    path: str
    score: int
    unit: str = ""


def match(
    entity: str, headings: Sequence[str], columns: Sequence[Observed], language: str
) -> list[Match]:
    """The likeliest fields, each column and each field at most once, by column."""
    found: list[Match] = []
    for column, heading in enumerate(headings):
        found += _candidates(entity, column, heading, columns[column], language)
    chosen: dict[int, Match] = {}
    taken: set[str] = set()
    for one in sorted(found, key=lambda one: (-one.score, one.column)):
        if one.column not in chosen and one.path not in taken:
            chosen[one.column] = one
            taken.add(one.path)
    return [chosen[column] for column in sorted(chosen)]


def best(
    headings: Sequence[str], columns: Sequence[Observed], language: str
) -> tuple[str, list[Match]]:
    """The entity whose fields explain the table best, and the matches; prices alone are prices."""
    tried = {entity: match(entity, headings, columns, language) for entity in NAMES}
    entity = max(tried, key=lambda name: _weight(name, tried[name]))
    if entity == "trade_item":
        only = set(ENTITIES["price"].only)
        if _has_key("price", tried["price"]) and all(m.path in only for m in tried[entity]):
            entity = "price"
    return entity, tried[entity]


def spoken(headings: Sequence[str]) -> str:
    """The language that most headings are in; Dutch when they do not say."""
    counts = dict.fromkeys(LANGUAGES, 0)
    for entity in ("trade_item", "organisation"):
        names = called(entity)
        for heading in headings:
            for language in {language for _, language in names.get(folded(heading), ())} - {"*"}:
                counts[language] += 1
    return max(counts, key=lambda language: counts[language])


def _has_key(entity: str, matches: Sequence[Match]) -> bool:
    kept, paths = ENTITIES[entity], {one.path for one in matches}
    return paths >= set(kept.key) and (not kept.either or bool(paths & set(kept.either)))


def _weight(entity: str, matches: Sequence[Match]) -> int:
    """How much of the table is explained; twice as much where a row can be told from others."""
    return sum(one.score for one in matches) * (1 + _has_key(entity, matches))


def _candidates(
    entity: str, column: int, heading: str, seen: Observed, language: str
) -> list[Match]:
    if etim.is_code("EF", heading.strip()) and entity in {"trade_item", "product"}:
        prefix = PRODUCT_PREFIX if entity == "trade_item" else ""
        return [Match(column, f"{prefix}features.{heading.strip()}", SURE)]
    plain, named = _without_language(heading)
    found = []
    for text, score in ((heading, SURE), (plain, SURE), (_ADDITION.sub("", plain), LIKELY)):
        for pattern, spoken_in in _meanings(entity, text, exact=score == SURE):
            own = language if spoken_in == "*" else spoken_in
            path = pattern.replace("{language}", named or own)
            mine = score + (spoken_in in {"*", language}) if _fits(entity, path, seen) else BY_VALUE
            found.append(Match(column, path, mine, _measured(entity, path, heading)))
    by_value = _BY_VALUE.get(seen.kind, {}).get(entity)
    if by_value:
        found.append(Match(column, by_value, BY_VALUE))
    return found


def _meanings(entity: str, heading: str, *, exact: bool) -> list[tuple[str, str]]:
    names, word = called(entity), folded(heading)
    if word in names or exact or len(word) < _SHORT:
        return names.get(word, [])
    near = get_close_matches(word, names, 1, _NEAR)
    return names[near[0]] if near else []


def _without_language(heading: str) -> tuple[str, str]:
    """The heading without the language that it names first or last, and that language.

    >>> _without_language("Omschrijving (EN)"), _without_language("French description")
    (('Omschrijving', 'en'), ('description', 'fr'))
    """
    words = [word for word in re.split(r"[\s_()\[\]-]+", heading) if word]
    if len(words) > 1:
        for word, rest in ((words[-1], words[:-1]), (words[0], words[1:])):
            for language, names in LANGUAGES.items():
                if folded(word) in names.split():
                    return " ".join(rest), language
    return heading, ""


def _measured(entity: str, path: str, heading: str) -> str:
    """The unit that a heading names, when the field is measured in one: `Gewicht (kg)`."""
    target = resolve(entity, path)
    if target is None or target.kind not in MEASURES:
        return ""
    inside = _INSIDE.search(heading)
    word = inside[1] if inside else heading.rpartition(" ")[2]
    return word if factor_of(word, target.kind) else ""


def _fits(entity: str, path: str, seen: Observed) -> bool:
    target = resolve(entity, path)
    if target is None:
        return False
    return seen.kind == "empty" or seen.kind in _FITTING.get(target.kind, {seen.kind})
