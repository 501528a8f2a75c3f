"""The public samples through reader and checks: their known faults are told, and no more."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from sluis.checks import check_header, check_record
from sluis.formats import recognise

DAY = date(2021, 7, 1)
"""A day on which the samples of the guideline were current."""

EXPECTED = {
    "SampleFile_bmecat_etim_V5_T_NEW_CATALOG_ETIM10.xml": {"gln-check-digit": 1},
    "WEI_BMECat_1010000000.xml": {"price-missing": 1, "text-double-escaped": 2},
    "bmecat12_fischer_small.xml": {"gtin-check-digit": 1, "relation-type-unknown": 1},
    "bmecat12_new_catalog.xml": {"gtin-check-digit": 1, "unit-unknown": 1, "price-expired": 1},
    "bmecat12_price_validity.xml": {"price-expired": 1},
}


@pytest.mark.parametrize("name", EXPECTED)
def test_a_public_sample(shared_formats, name) -> None:
    """
    Checks tell the known faults of the sample, and call nothing else bad.
    """
    assert dict(_rules(shared_formats / "samples" / name)) == EXPECTED[name]


def _rules(path: Path) -> Counter[str]:
    with path.open("rb") as stream:
        fmt = recognise(stream.read(65_536))
        stream.seek(0)
        header = fmt.read_header(stream)
        stream.seek(0)
        told = Counter(found.rule for found in check_header(header, DAY))
        for record in fmt.read(stream, header):
            told.update(found.rule for found in check_record(record, header, DAY))
    return told
