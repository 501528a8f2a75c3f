"""ETIM: class, features, and the modelling class of the data extension.

Shape:   a feature is {"code", "values", "unit", "reason"} as in `Product.features`. SALES005 says
         by a type (A, JN, N) whether its value is one of a list, yes or no, or a number; a range is
         two numbers; where there is none, a reason says why (MV, NA, UN).
Names:   inferred after the fields of the data pool (FeatureID, LogicalValue, NumericValue,
         RangeLowerValue, RangeUpperValue, ValueID, UnitShortNotation, Portcode).
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from sluis.codelists import sales005
from sluis.codelists.etim import NO_VALUE, REASONS
from sluis.entities import Json
from sluis.formats._values import as_boolean, as_number
from sluis.formats._xml import Element
from sluis.formats.dico._kinds import COUNT, NUMBER_TEXT, TEXT, Kind, among
from sluis.formats.dico._line import Line
from sluis.formats.dico._nodes import Node, Put, Source, leaf, part, wrap

DYNAMIC = "DYNAMIC"
"""The release that is never closed: its date says what is meant."""

ALPHANUMERIC, LOGICAL, NUMERIC = "A", "JN", "N"
_BIM = among("BIM status", sales005.BIM_STATUSES, str.lower)
_NUMBER = replace(TEXT, words="number")
"""That it is one, a check sees to."""
_POOL = Source.POOL
_SALES = ("dico-sales005",)
_RELEASE = re.compile(r"(?:ETIM)?[-_ ]?V?(\d{1,3}(?:\.\d{1,3})?)", re.IGNORECASE)
_ANSWERS = {"j": "true", "ja": "true", "n": "false", "nee": "false"}


def classified() -> Node:
    """The element of the ETIM classification of a product."""
    return wrap(
        "ETIMClassification",
        leaf("ETIMClassCode", "etim_class", also=("ClassCode", "ProductClassId", "ETIMClass")),
        leaf("ETIMVersion", "etim_release", also=("VersionNumber",)),
        part(
            "ETIMFeature",
            "features",
            *_featured(_NUMBER),
            put=Put.MANY,
            also=("Feature", "ETIMFeatures", "FeatureInformation"),
            settle=_settled,
            loosen=_loosened,
        ),
        also=("ProductClassification", "Classification", "ETIMInformation"),
    )


def modelled() -> Node:
    """The element of the ETIM modelling class, in the data extension."""
    return part(
        "ModelClassificationCharacteristics",
        "modelling",
        leaf("ModellingClassCode", "class", also=("ModellingClass", "ModelClassCode")),
        leaf("ModellingClassVersion", "version", COUNT, also=("ModelClassVersion",)),
        leaf("BIMStatus", "bim_status", _BIM),
        part(
            "ModelClassificationCharacteristic",
            "features",
            leaf("PortCode", "port", COUNT, source=_POOL),
            *_featured(NUMBER_TEXT),
            leaf("CoordinateX", "x", COUNT, source=_POOL),
            leaf("CoordinateY", "y", COUNT, source=_POOL),
            leaf("CoordinateZ", "z", COUNT, source=_POOL),
            put=Put.MANY,
            also=("Characteristic", "Feature", "ModellingFeature"),
            settle=_settled_port,
            loosen=_loosened,
        ),
        source=_POOL,
        written=_SALES,
    )


def release(written: str) -> str:
    """The release as we store it.

    >>> release("ETIM-9.0"), release("10.0"), release("dynamic"), release("ETIM 8"), release("x")
    ('9.0', '10.0', 'DYNAMIC', '8.0', 'x')
    """
    if written.upper() == DYNAMIC:
        return DYNAMIC
    found = _RELEASE.fullmatch(written)
    if found is None:
        return written
    return found[1] if "." in found[1] else f"{found[1]}.0"


def _featured(number: Kind) -> tuple[Node, ...]:
    """Checks look at the values of features, the reader itself at those of a modelling class."""
    return (
        leaf("FeatureCode", "code", also=("FeatureId", "ETIMFeatureCode"), source=_POOL),
        leaf("ValueType", "value_type", also=("FeatureType",)),
        leaf(
            "ValueCode",
            "value",
            also=("ValueId", "ETIMValueCode", "Value", "AlphanumericValue", "FeatureValue"),
            source=_POOL,
        ),
        leaf("LogicalValue", "logical", also=("BooleanValue",), source=_POOL),
        leaf("NumericValue", "number", number, source=_POOL),
        leaf("RangeLowerValue", "lower", number, also=("MinimumValue",), source=_POOL),
        leaf("RangeUpperValue", "upper", number, also=("MaximumValue",), source=_POOL),
        leaf("UnitCode", "unit", also=("UnitShortNotation", "UnitId", "Unit", "UoM"), source=_POOL),
        leaf("ReasonNoValue", "reason", also=("ReasonNoValueCode", "ReasonNoValueType")),
    )


def _settled(line: Line, found: Json, element: Element) -> Json:
    """A feature by its values; the type says nothing that they do not."""
    kind = found.pop("value_type", None)
    places = ("value", "logical", "number", "lower", "upper")
    values = [found.pop(place) for place in places if place in found]
    if kind == LOGICAL or (len(values) == 1 and values[0].lower() in _ANSWERS):
        values = [_answer(value) for value in values]
    elif kind and kind not in sales005.VALUE_TYPES:
        line.note("code-unknown", element, kind)
    if len(values) == 1 and values[0].upper() in REASONS:
        found.setdefault("reason", values.pop().upper())
    reason = found.get("reason")
    if reason:
        values = [value for value in values if value != NO_VALUE]
    return {"code": found.pop("code", ""), "values": values} | found


def _settled_port(line: Line, found: Json, element: Element) -> Json:
    """The same, at a port; one that has coordinates has no values."""
    settled = _settled(line, found, element)
    reason = settled.get("reason")
    if reason and reason not in REASONS:
        line.note("code-unknown", element, reason)
    if not settled["values"]:
        del settled["values"]
    return settled


def _answer(value: str) -> str:
    yes = as_boolean(value)
    return _ANSWERS.get(value.lower(), value if yes is None else str(yes).lower())


# -- writing ------------------------------------------------------------------------------------


def _loosened(stored: list[Json]) -> list[Json]:
    return [_loose(feature) for feature in stored]


def _loose(feature: Json) -> Json:
    made: Json = dict(feature)
    values: Any = made.pop("values", [])
    if len(values) == 2 and all(as_number(value) is not None for value in values):  # noqa: PLR2004
        made["value_type"] = NUMERIC
        made["lower"], made["upper"] = values
    elif len(values) == 1:
        made |= _single(values[0])
    elif values:
        made["values"] = values
    return made


def _single(value: str) -> Json:
    if value in {"true", "false"}:
        return {"value_type": LOGICAL, "logical": "J" if value == "true" else "N"}
    if as_number(value) is not None:
        return {"value_type": NUMERIC, "number": value}
    return {"value_type": ALPHANUMERIC, "value": value}
