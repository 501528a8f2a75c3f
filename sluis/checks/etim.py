"""ETIM classification: the shape of codes and values.

Shape:   record -> findings about its product. A feature is {"code", "values", ...}; two values
         are a range; without a value `reason` says why.
Source:  ETIM classification guidelines and the ETIM guideline for BMEcat 5.0: FVALUE is a number
         with a decimal point, an EV code, true or false, or "-" with UN, NA or MV.
Limits:  which values a feature allows in a class is known to ETIM's own database only.

>>> _kind("EV000242"), _kind("-10.5"), _kind("true"), _kind("EV242"), _kind("1,5"), _kind("-")
('code', 'number', 'logical', 'etim-value-shape', 'etim-value-type', 'none')
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sluis.checks import _about
from sluis.codelists import etim
from sluis.entities import Json
from sluis.model import Finding, Header, Product, Record

RANGE = 2
"""Values of a range: lower and upper."""

_REMEMBERED = 32_768
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?")
_LOGICAL = frozenset({"true", "false"})
_GOOD = frozenset({"code", "number", "logical"})
_BAD = frozenset({"etim-value-shape", "etim-value-type"})


def check(record: Record, header: Header, today: date) -> Iterator[Finding]:
    """Warn about codes and values that cannot be ETIM's."""
    product = record.product
    if product is None:
        return
    if product.etim_class and not etim.is_code("EC", product.etim_class):
        yield _about.product(record, "etim-class-shape", "etim_class", product.etim_class)
    if product.features and not _are_ordinary(product.features):
        yield from _features(record, product)
    if product.modelling:
        yield from _modelling(record, product.modelling)


def _are_ordinary(features: list[Json]) -> bool:
    """The quick way for features with good codes, each once, and good values."""
    try:
        codes = [feature["code"] for feature in features]
        values = [feature["values"] for feature in features]
        return (
            _GOOD_CODES.has_all(codes)
            and len(set(codes)) == len(codes)
            and _GOOD_VALUES.has_all([one[0] for one in values if len(one) == 1])
            and all(_is_good(some) for some in values if len(some) != 1)
        )
    except (TypeError, LookupError):
        return False  # something is missing or no text: to be looked at one by one


def _features(record: Record, product: Product) -> Iterator[Finding]:
    codes = []
    for feature in product.features:
        code, values = feature.get("code"), feature.get("values")
        if type(code) is not str:
            continue
        codes.append(code)
        if not _is_feature(code):
            yield _about.product(record, "etim-feature-shape", "features", code)
        if not _is_good(values):
            yield from _closer(record, feature, code)
    if len(codes) != len(set(codes)):
        yield from _repeated(record, codes)


def _is_good(values: Any) -> bool:
    """The quick way for one good value, and for a range in order."""
    try:
        if len(values) == 1:
            return _is_value(values[0])
        lower, upper = values
        return _measure(lower) <= _measure(upper)
    except (TypeError, ValueError, LookupError):
        return False


def _repeated(record: Record, codes: list[str]) -> Iterator[Finding]:
    for code, times in Counter(codes).items():
        if times > 1:
            yield _about.product(record, "etim-feature-duplicate", "features", code)


def _modelling(record: Record, modelling: Json) -> Iterator[Finding]:
    """The modelling class (MC) has features of its own."""
    field, code = "modelling.class", modelling.get("class")
    if type(code) is str and not etim.is_code("MC", code):
        yield _about.product(record, "etim-modelling-shape", field, code)
    for feature in _about.parts(modelling, "features"):
        code = feature.get("code")
        if type(code) is str and not _is_feature(code):
            yield _about.product(record, "etim-feature-shape", "modelling.features", code)


def _closer(record: Record, feature: Json, code: str) -> Iterator[Finding]:
    """Say what is wrong with the values of a feature."""
    values = list(_about.texts(feature, "values"))
    if not values:
        yield from _no_value(record, feature, code)
        return
    kinds = [_kind(value) for value in values]
    for value, kind in zip(values, kinds, strict=True):
        if kind in _BAD:
            yield _about.product(record, kind, "features", value, feature=code)
    if kinds == ["none"]:
        yield _no_reason(record, feature, code)
    elif kinds == ["number"] * RANGE and Decimal(values[0]) > Decimal(values[1]):
        lower, upper = values
        yield _about.product(
            record, "etim-range-order", "features", lower, feature=code, upper=upper
        )


def _no_value(record: Record, feature: Json, code: str) -> Iterator[Finding]:
    reason = feature.get("reason")
    if reason is None:
        if not (feature.get("values_by_language") or feature.get("value_ids")):
            yield _about.product(record, "etim-value-missing", "features", feature=code)
    elif str(reason) not in etim.REASONS:
        yield _about.product(record, "etim-reason-unknown", "features", reason, feature=code)


def _no_reason(record: Record, feature: Json, code: str) -> Finding:
    """A "-" on its own, or with words that are none of the reasons."""
    details = feature.get("details")
    words = next(iter(details.values()), "") if isinstance(details, dict) else ""
    rule = "etim-reason-unknown" if words else "etim-reason-missing"
    return _about.product(record, rule, "features", words or etim.NO_VALUE, feature=code)


def _is_feature(code: Any) -> bool:
    return type(code) is str and etim.is_code("EF", code)


def _kind(value: str) -> str:
    """What a value is: code, number, logical, none; or the rule it breaks."""
    if value.startswith("EV"):
        return "code" if etim.is_code("EV", value) else "etim-value-shape"
    if _NUMBER.fullmatch(value):
        return "number"
    if value.lower() in _LOGICAL:
        return "logical"
    return "none" if value == etim.NO_VALUE else "etim-value-type"


def _is_value(value: Any) -> bool:
    return type(value) is str and _kind(value) in _GOOD


@lru_cache(maxsize=_REMEMBERED)
def _measure(value: Any) -> float:
    """A number roughly, to compare ranges; anything else compares as false."""
    is_number = type(value) is str and _NUMBER.fullmatch(value)
    return float(value) if is_number else float("nan")


class _Known(set[Any]):
    """What has passed *test* before: a set asks for all codes of a record in one go."""

    def __init__(self, test: Callable[[Any], bool]) -> None:
        super().__init__()
        self._test = test

    def has_all(self, found: list[Any]) -> bool:
        return self.issuperset(found) or all(map(self._pass, found))

    def _pass(self, one: Any) -> bool:
        passed = self._test(one)
        if passed and len(self) < _REMEMBERED:
            self.add(one)
        return passed


_GOOD_CODES = _Known(_is_feature)
_GOOD_VALUES = _Known(_is_value)
