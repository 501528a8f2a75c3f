"""Texts by language: MultiLanguage...Description, around ...Description, around the texts.

Language: two letters, of the text itself, else of the wrapper, else Dutch (inferred: 2BA keeps to
         ISO 639-1 for INSBOU004 and DICO names no other list).
Lengths: short 70 characters, long 256 (2BA documentation of DICO).
"""

from __future__ import annotations

from sluis.entities import Json
from sluis.formats._xml import Element
from sluis.formats.dico._kinds import LANGUAGE
from sluis.formats.dico._line import Line
from sluis.formats.dico._names import LOCAL
from sluis.formats.dico._nodes import Node, Put, Source, leaf, part

SHORT, LONG = 70, 256


def described(name: str, inner: str, *more: Node) -> Node:
    """The element *name* with texts by language in *inner*."""
    return part(
        name,
        "descriptions",
        _language(),
        part(inner, "texts", _language(), *_texts(), *more, put=Put.MANY, source=Source.READERS),
        *_texts(written=()),
        leaf(inner, "short", written=()),
        put=Put.MERGE,
        source=Source.READERS,
        settle=_by_language,
    )


def settle_short(line: Line) -> None:
    """A description outside of these, as INSBOU003 has it, is the short one where there is none."""
    short = line.found.pop("short", None)
    if short is None:
        return
    texts = line.found.setdefault("descriptions", {}).setdefault(line.context.language, {})
    if texts.setdefault("short", short) != short:
        line.found.setdefault("extensions", {}).setdefault("description", []).append(short)


def _language() -> Node:
    return leaf("LanguageCode", "language", LANGUAGE, also=("Language", "LanguageId"))


def _texts(written: tuple[str, ...] = ("dico-sales005", "insbou004")) -> tuple[Node, ...]:
    return (
        leaf(
            "Description",
            "short",
            also=("ShortDescription",),
            source=Source.READERS,
            limit=SHORT,
            cut=True,
            written=written,
        ),
        leaf("LongDescription", "long", source=Source.POOL, limit=LONG, cut=True, written=written),
        leaf(
            "MarketingText",
            "marketing_text",
            also=("MarketingInformation", "CommercialText"),
            written=written,
        ),
    )


def _by_language(line: Line, found: Json, element: Element) -> Json:
    """{"nl": {"short": ...}}; texts of the wrapper itself have the wrapper's language."""
    usual = found.pop("language", None) or line.context.language
    settled: Json = {}
    for one in (found, *found.pop("texts", [])):
        language = one.pop("language", None) or usual
        _keep(line, one.pop("extensions", {}), element, language)
        known = settled.setdefault(language, {})
        for name, text in one.items():
            line.put(known, name, text, element)
    return {language: texts for language, texts in settled.items() if texts}


def _keep(line: Line, unknown: Json, element: Element, language: str) -> None:
    """What is no text that we know is kept beside the texts, with its language."""
    kept = line.found.setdefault("extensions", {}) if unknown else {}
    for name, values in unknown.items():
        kept.setdefault(f"{LOCAL[element.tag]}/{name}[{language}]", []).extend(values)
