"""Kinds of attachment in all lists: BMEcat MD, data pool and SALES005, ETIM xChange 1.1 and 2.0.

Source:  data pool: "Mapping attachments (MIME) BMEcat 2005 ETIM V3.1" of the 2BA documentation
         (as of 2024), for MD01-MD36 and MD99 (rows marked `p`); type codes: AttachmentType of
         SALES005 (Ketenstandaard, revision 2026-05-01). ETIM xChange: code lists 5.28 and 5.29 of
         guideline 2.0 (2025-11-27) and 1.1 (2024-08-23). Rows marked `n` are not in the data
         pool's list: their type follows from the names in both lists.
Shape:   one row per kind. Its code is the MD code; a kind that BMEcat does not have keeps the code
         of the list that has it (`ATX013`, `MDX103`, `SOF`), and `nearest` is the MD code to write.
         `value` is the data pool's attribute: Face of pictures, ...Category of documents.
Limits:  the lists do not translate one to one: `STR DOP` comes from MD11 and MD51 and goes back to
         MD51. Who must give back what came keeps it beside the code. With which ATX code an
         MDX100 to MDX109 goes, and what it is called, is not at hand.

>>> to_pool("MD23"), to_pool("MD23", "normal"), from_pool("PHI", "Back")
(('PHI', 'Back'), ('PPI', 'Back'), ('MD23', 'detail'))
>>> to_xchange("MD22"), to_xchange("MD04"), from_xchange("ATX003", "MDX022"), from_xchange("ATX022")
(('ATX003', 'MDX022'), ('ATX024', ''), 'MD22', 'SOF')
>>> to_xchange_11("MD49"), from_xchange("ATX008"), to_mime("SOF"), to_mime("MD51")
('ATX008', 'MD49', 'MD99', 'MD51')
"""

from __future__ import annotations

from typing import NamedTuple

_TABLE = """
MD01   PHI -               ATX015 ATX015 -      -    p
MD02   PHI Similar         ATX018 ATX018 MDX002 -    p
MD03   CHR SDS             ATX019 ATX019 -      -    p
MD04   LPP -               ATX099 ATX024 -      -    n
MD05   STR REACH           ATX007 ATX004 MDX005 -    p
MD06   STR ENERGY          ATX012 ATX012 -      -    p
MD07   CHR PDS_EEP         ATX003 ATX003 MDX007 -    p
MD08   STR CAL_CERTIFICATE ATX001 ATX001 MDX008 -    p
MD09   STR DOC_CE          ATX001 ATX001 -      -    p
MD10   SCH Circuit         ATX010 ATX010 MDX010 -    p
MD11   STR DOP             ATX004 ATX004 -      -    p
MD12   PAR -               ATX011 ATX011 MDX012 -    p
MD13   STR ECO_Label       ATX099 ATX026 MDX013 -    p
MD14   MAN USE             ATX016 ATX016 MDX014 -    p
MD15   SCH Lightcone       ATX010 ATX010 MDX015 -    p
MD16   SCH Lightcurve      ATX010 ATX010 MDX016 -    p
MD17   LOG -               ATX014 ATX014 MDX017 -    p
MD18   LOG -               ATX014 ATX014 MDX018 -    p
MD19   CHR LUM             ATX003 ATX003 MDX019 -    p
MD20   PHI Millieu         ATX018 ATX018 MDX020 -    p
MD21   MTE -               ATX016 ATX016 MDX021 -    p
MD22   CHR PDS             ATX003 ATX003 MDX022 -    p
MD23   PHI Back            ATX018 ATX018 MDX023 -    p
MD24   PHI Bottom          ATX018 ATX018 MDX024 -    p
MD25   PHI Detail          ATX018 ATX018 MDX025 -    p
MD26   PHI Front           ATX018 ATX018 MDX026 -    p
MD27   PHI Perspective     ATX018 ATX018 MDX027 -    p
MD28   PHI Top             ATX018 ATX018 MDX028 -    p
MD29   PHI Left            ATX018 ATX018 MDX029 -    p
MD30   PHI Right           ATX018 ATX018 MDX030 -    p
MD31   STR SEAL            ATX001 ATX001 -      -    p
MD32   MAN TECH            ATX003 ATX003 -      -    p
MD33   OTA -               ATX001 ATX001 MDX033 -    p
MD34   SCH Wiring          ATX010 ATX010 MDX034 -    p
MD35   STR DECL            ATX004 ATX004 MDX035 -    p
MD36   STR DECL            ATX004 ATX004 -      -    p
MD37   CAD -               ATX002 ATX002 MDX037 -    n
MD38   MTE -               ATX016 ATX016 MDX038 -    n
MD39   PVI -               ATX020 ATX020 MDX039 -    n
MD40   OTA -               ATX003 ATX025 -      -    n
MD41   PRT -               ATX017 ATX017 MDX041 -    n
MD42   STR -               ATX001 ATX001 MDX042 -    n
MD43   STR -               ATX004 ATX004 -      -    n
MD44   STR -               ATX004 ATX004 -      -    n
MD45   PVI -               ATX020 ATX020 MDX045 -    n
MD46   PVI -               ATX020 ATX023 -      -    n
MD47   PPI -               ATX018 ATX018 MDX047 -    n
MD48   OTA -               ATX018 ATX018 MDX048 -    n
MD49   STR -               ATX008 ATX004 MDX049 -    n
MD50   STR -               ATX001 ATX001 MDX050 -    n
MD51   STR DOP             ATX005 ATX004 MDX051 -    n
MD52   STR DOC_CE          ATX004 ATX004 MDX052 -    n
MD53   STR -               ATX004 ATX004 MDX053 -    n
MD54   EPD -               ATX006 ATX004 MDX054 -    n
MD55   STR -               ATX004 ATX004 MDX055 -    n
MD56   STR -               ATX021 ATX021 -      -    n
MD57   PVI -               ATX020 ATX020 MDX057 -    n
MD58   PVI -               ATX020 ATX020 MDX058 -    n
MD59   PHI -               ATX018 ATX018 MDX059 -    n
MD60   PAR -               ATX011 ATX011 MDX060 -    n
MD61   SCH -               ATX010 ATX010 MDX061 -    n
MD62   PRT -               ATX017 ATX017 MDX062 -    n
MD63   CHR -               ATX003 ATX003 MDX063 -    n
MD64   PAR -               ATX011 ATX011 MDX064 -    n
MD65   PHI -               ATX018 ATX018 MDX065 -    n
MD99   OTA -               ATX099 ATX099 MDX999 -    p
ATX004 STR -               ATX004 ATX004 -      MD99 n
ATX010 SCH -               ATX010 ATX010 -      MD99 n
ATX011 PAR -               ATX011 ATX011 -      MD64 n
ATX013 LCA -               ATX013 ATX013 -      MD99 n
ATX014 LOG -               ATX014 ATX014 -      MD18 n
ATX016 MAN -               ATX016 ATX016 -      MD14 n
ATX018 PHO -               ATX018 ATX018 -      MD01 n
ATX020 PVI -               ATX020 ATX020 -      MD45 n
MDX100 OTA -               ATX099 ATX099 MDX100 MD99 n
MDX101 OTA -               ATX099 ATX099 MDX101 MD99 n
MDX102 OTA -               ATX099 ATX099 MDX102 MD99 n
MDX103 OTA -               ATX099 ATX099 MDX103 MD99 n
MDX104 OTA -               ATX099 ATX099 MDX104 MD99 n
MDX105 OTA -               ATX099 ATX099 MDX105 MD99 n
MDX106 OTA -               ATX099 ATX099 MDX106 MD99 n
MDX107 OTA -               ATX099 ATX099 MDX107 MD99 n
MDX108 OTA -               ATX099 ATX099 MDX108 MD99 n
MDX109 OTA -               ATX099 ATX099 MDX109 MD99 n
FAC    FAC -               ATX099 ATX099 -      MD99 n
POD    POD -               ATX099 ATX099 -      MD99 n
SOF    SOF -               ATX022 ATX022 -      MD99 n
"""


class Kind(NamedTuple):
    """One row: the same kind of attachment in every list; empty where a list has no word for it."""

    code: str
    pool: str
    value: str
    xchange_11: str
    xchange: str
    specification: str
    nearest: str
    evidence: str


def _kinds() -> dict[str, Kind]:
    rows = (line.split() for line in _TABLE.strip().splitlines())
    kinds = (Kind(*("" if word == "-" else word for word in row)) for row in rows)
    return {kind.code: kind for kind in kinds}


KINDS = _kinds()
"""Every kind by its code."""

POOL_TYPES = {
    "CAD": ("CAD object or symbol", "MD37"),
    "CHR": ("Data sheet", "MD22"),
    "EPD": ("Environmental product declaration", "MD54"),
    "FAC": ("Invoice", "FAC"),
    "LCA": ("Life cycle analysis", "ATX013"),
    "LOG": ("Logo", "ATX014"),
    "LPP": ("Link to the product page", "MD04"),
    "MAN": ("Manual", "ATX016"),
    "MTE": ("Installation and maintenance", "MD21"),
    "OTA": ("Others", "MD99"),
    "PAR": ("Exploded view", "MD60"),
    "PHI": ("Product picture, high resolution", "MD01"),
    "PHO": ("Photo", "ATX018"),
    "POD": ("Proof of delivery", "POD"),
    "PPI": ("Product picture, low resolution", "MD01"),
    "PRT": ("Presentation or brochure", "MD41"),
    "PVI": ("Presentation video", "MD45"),
    "SCH": ("Diagram", "ATX010"),
    "SOF": ("Software", "SOF"),
    "STR": ("Certificate", "MD09"),
}
"""The data pool's types with the kind that one without a value stands for."""

XCHANGE_TYPES = {
    "ATX001": "MD09",
    "ATX002": "MD37",
    "ATX003": "MD22",
    "ATX004": "ATX004",
    "ATX005": "MD51",
    "ATX006": "MD54",
    "ATX007": "MD05",
    "ATX008": "MD49",
    "ATX010": "ATX010",
    "ATX011": "ATX011",
    "ATX012": "MD06",
    "ATX013": "ATX013",
    "ATX014": "ATX014",
    "ATX015": "MD01",
    "ATX016": "ATX016",
    "ATX017": "MD41",
    "ATX018": "ATX018",
    "ATX019": "MD03",
    "ATX020": "ATX020",
    "ATX021": "MD56",
    "ATX022": "SOF",
    "ATX023": "MD46",
    "ATX024": "MD04",
    "ATX025": "MD40",
    "ATX026": "MD13",
    "ATX099": "MD99",
}
"""AttachmentType of 1.1 and 2.0 with the kind that one without a specification stands for."""

HIGH, LOW = "PHI", "PPI"
DETAIL, NORMAL = "detail", "normal"
"""MIME_PURPOSE of the picture in high resolution and of the one in low."""

_NEVER_WRITTEN = "MD36"

_BY_POOL = {
    (kind.pool, kind.value): kind.code
    for kind in KINDS.values()
    if kind.value and kind.code != _NEVER_WRITTEN
}
_BY_SPECIFICATION = {kind.specification: kind.code for kind in KINDS.values() if kind.specification}


def to_pool(code: str, purpose: str = "") -> tuple[str, str] | None:
    """The data pool's type and attribute value of *code*, or None when it is in no list.

    A picture with *purpose* `normal` is the one in low resolution.
    """
    kind = KINDS.get(code)
    if kind is None:
        return None
    low = kind.pool == HIGH and purpose == NORMAL
    return (LOW if low else kind.pool), kind.value


def from_pool(type_: str, value: str = "") -> tuple[str, str] | None:
    """The kind and its MIME_PURPOSE (may be empty) that the data pool means, or None."""
    picture = {HIGH: DETAIL, LOW: NORMAL}.get(type_, "")
    if not value:
        known = POOL_TYPES.get(type_)
        return (known[1], picture) if known else None
    code = _BY_POOL.get((HIGH if picture else type_, value))
    return (code, picture) if code else None


def to_xchange(code: str) -> tuple[str, str] | None:
    """AttachmentType and AttachmentTypeSpecification (may be empty) of 2.0, or None."""
    kind = KINDS.get(code)
    return (kind.xchange, kind.specification) if kind else None


def to_xchange_11(code: str) -> str | None:
    """AttachmentType of 1.1, or None when *code* is in no list."""
    kind = KINDS.get(code)
    return kind.xchange_11 if kind else None


def from_xchange(type_: str, specification: str = "") -> str | None:
    """The kind that a type of 1.1 or 2.0 means, with its specification if it has one, or None."""
    return _BY_SPECIFICATION.get(specification) or XCHANGE_TYPES.get(type_)


def to_mime(code: str) -> str | None:
    """The MD code to write for *code*: itself, or the nearest; None when it is in no list."""
    kind = KINDS.get(code)
    return (kind.nearest or kind.code) if kind else None


def is_known(code: str) -> bool:
    """Say whether *code* is a kind of attachment of any of the lists."""
    return code in KINDS
