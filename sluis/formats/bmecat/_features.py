"""PRODUCT_FEATURES: the ETIM classification, and every other one beside it.

Shape:   a feature is {"code", "values", ...}: two values are a range; where there is no value,
         `values` is empty and `reason` says why (UN unknown, NA not applicable, MV not in ETIM).
         Texts by language are in `name`, `details` and `values_by_language`.
         The first ETIM block gives release, class and features of the product; all other blocks
         (another release, ECLASS, a company's own) are in `classifications`.
Source:  ETIM guideline for BMEcat 3.1 and 5.0; BMEcat 2005 for FTEMPLATE, VALUE_IDREF, nesting.
"""

from __future__ import annotations

import re

from sluis.codelists.etim import NO_VALUE, REASONS
from sluis.entities import Json
from sluis.errors import UnreadableFile
from sluis.formats._keep import DEPTH_LIMIT
from sluis.formats._xml import Element, attributes
from sluis.formats.bmecat._draft import Draft
from sluis.formats.bmecat._keep import keep
from sluis.formats.bmecat._names import NAMES

_ETIM = re.compile(r"(?:ETIM\b|ETIM[-_ ]?\d|DYNAMIC$)", re.IGNORECASE)
_RELEASE = re.compile(r"ETIM[-_ ]?V?(\d{1,3}(?:\.\d{1,3})?)", re.IGNORECASE)

_CODES = {"FNAME", "FT_IDREF"}
_TEXTS = {"FUNIT": "unit", "FORDER": "order", "FVALUE_TYPE": "value_type", "FID": "id"}
_SINGLE = _TEXTS | {"FPARENT_ID": "parent_id"}
_LONGEST_REASON = max(map(len, (*REASONS, NO_VALUE)))


def features(draft: Draft, element: Element) -> None:
    block = _block(draft, element, 0)
    system = block.get("system", "")
    if _ETIM.match(system) and "etim_class" not in draft.product and not _is_rich(block):
        release = _RELEASE.fullmatch(system)
        draft.put(draft.product, "etim_release", release[1] if release else system, element)
        draft.put(draft.product, "etim_class", block.get("group_id"), element)
        draft.features = block.get("features", [])
    elif block:
        draft.classifications.append(block)
    else:
        draft.note("element-empty", element)


def _is_rich(block: Json) -> bool:
    """Whether a block says more than release, class and features can hold."""
    return bool(block.keys() - {"system", "group_id", "features"})


def _block(draft: Draft, element: Element, depth: int) -> Json:
    if depth > DEPTH_LIMIT:
        raise UnreadableFile(f"features nested deeper than {DEPTH_LIMIT}", format_name="bmecat")
    block: Json = _attributes(element)
    for child in element:
        name = NAMES[child.tag]
        if name == "FEATURE":
            block.setdefault("features", []).append(feature(draft, child, depth + 1))
        elif name == "FEATURE_GROUP":
            block.setdefault("groups", []).append(_block(draft, child, depth + 1))
        elif name == "REFERENCE_FEATURE_SYSTEM_NAME":
            draft.put(block, "system", draft.text(child), child)
        elif name == "REFERENCE_FEATURE_GROUP_ID" and not child.attrib and "group_id" not in block:
            draft.put(block, "group_id", draft.text(child), child)
        else:
            _more(draft, block, name, child)
    return block


def feature(draft: Draft, element: Element, depth: int) -> Json:
    """One FEATURE; nine of ten children are a plain name, value or unit, taken without a detour."""
    values: list[str] = []
    found: Json = {"code": "", "values": values}
    if element.keys() or not len(element):
        found |= _oddities(draft, element)
    for child in element:
        name = NAMES[child.tag]
        text = child.text
        text = None if text is None or len(child) or child.keys() else text.strip()
        if not text:
            _child(draft, found, name, child, depth)
        elif name == "FVALUE":
            values.append(text)
        elif name == "FNAME" and not found["code"]:
            found["code"] = text
        elif name == "FUNIT" and "unit" not in found:
            found["unit"] = text
        else:
            _child(draft, found, name, child, depth)
    if not found["code"]:
        del found["code"]
    if len(values) == 1 and len(values[0]) <= _LONGEST_REASON:
        _reason(found)
    return found


def _child(draft: Draft, found: Json, name: str, element: Element, depth: int) -> None:
    if name == "FVALUE":
        _value(draft, found, element)
    elif name in _CODES:
        _code(draft, found, element)
    elif name in _SINGLE:
        draft.put(found, _SINGLE[name], draft.text(element), element)
    elif name == "FVALUE_DETAILS":
        draft.words(found.setdefault("details", {}), element)
    else:
        _rare(draft, found, name, element, depth)


def _oddities(draft: Draft, element: Element) -> Json:
    """Attributes of a FEATURE, and the text of one that has no elements."""
    found = _attributes(element)
    text = (element.text or "").strip()
    if text:
        draft.note("text-misplaced", element, text)
        found.setdefault("extensions", {})["#text"] = text
    elif not len(element):
        draft.note("element-empty", element)
    return found


def _value(draft: Draft, found: Json, element: Element) -> None:
    value = draft.text(element)
    if not value:
        return
    if element.keys():
        by_language = found.setdefault("values_by_language", {})
        by_language.setdefault(draft.language(element), []).append(value)
    else:
        found["values"].append(value)


def _code(draft: Draft, found: Json, element: Element) -> None:
    """A name without a language is the code; names in languages stand beside it."""
    name = draft.text(element)
    if element.keys():
        draft.words(found.setdefault("name", {}), element) if name else None
    elif not found["code"]:
        found["code"] = name
    elif name:
        draft.repeated(element)


def _reason(found: Json) -> None:
    """Read "-" with UN, NA or MV, or one of these in the place of the only value, as no value."""
    values = found["values"]
    value = values[0]
    if value in REASONS:
        found["reason"] = values.pop()
    elif value == NO_VALUE:
        details = found.get("details", {})
        reason = next((word for word in details.values() if word.upper() in REASONS), None)
        if reason is not None:
            found["reason"] = reason.upper()
            values.clear()
            left = {language: word for language, word in details.items() if word != reason}
            found.pop("details")
            if left:
                found["details"] = left


def _rare(draft: Draft, found: Json, name: str, element: Element, depth: int) -> None:
    if name == "VALUE_IDREF":
        _append(draft, found, "value_ids", element)
    elif name == "FDESCR":
        draft.words(found.setdefault("description", {}), element)
    elif name == "FEATURE":
        if depth > DEPTH_LIMIT:
            raise UnreadableFile(f"features nested deeper than {DEPTH_LIMIT}", format_name="bmecat")
        found.setdefault("features", []).append(feature(draft, element, depth + 1))
    elif name == "FTEMPLATE":
        _template(draft, found, element)
    else:
        _more(draft, found, name, element)


def _template(draft: Draft, found: Json, element: Element) -> None:
    """FTEMPLATE names the feature where it stands: its id is the code."""
    for child in element:
        name = NAMES[child.tag]
        if name == "FT_ID" and not found["code"]:
            found["code"] = draft.text(child)
        elif name == "FT_NAME":
            draft.words(found.setdefault("name", {}), child)
        else:
            _more(draft, found.setdefault("template", {}), name, child)


def _append(draft: Draft, found: Json, name: str, element: Element) -> None:
    value = draft.text(element)
    if value:
        found.setdefault(name, []).append(value)


def _more(draft: Draft, found: Json, name: str, element: Element) -> None:
    kept = keep(element)
    if kept is None:
        draft.note("element-empty", element)
    else:
        found.setdefault("extensions", {}).setdefault(name, []).append(kept)


def _attributes(element: Element) -> Json:
    if not element.keys():
        return {}
    kept = {f"@{name}": value for name, value in attributes(element).items()}
    return {"extensions": kept}
