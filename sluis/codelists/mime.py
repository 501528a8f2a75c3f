"""Kinds of attachment: the MD codes of the ETIM guideline for BMEcat.

Source:  ETIM guideline for BMEcat 5.0 (2024-12), list of MIME codes; names in our own short words.
         MD36 was in guideline 3.1 and is gone in 5.0: read it, never write it.
Shape:   `MD` and two digits. What other lists call them: `sluis.codelists.attachments`.

>>> NAMES["MD01"], "MD36" in HISTORIC
('Product picture', True)
"""

from __future__ import annotations

NAMES = {
    "MD01": "Product picture",
    "MD02": "Similar figure",
    "MD03": "Safety data sheet",
    "MD04": "Product page (deeplink)",
    "MD05": "REACH declaration",
    "MD06": "Energy label",
    "MD07": "Product data sheet for energy label",
    "MD08": "Calibration certificate",
    "MD09": "Certificate",
    "MD10": "Circuit diagram",
    "MD11": "Construction products regulation",
    "MD12": "Dimensioned drawing",
    "MD13": "Environment label",
    "MD14": "Instructions for use",
    "MD15": "Light cone diagram",
    "MD16": "Light distribution curve",
    "MD17": "Logo, one colour",
    "MD18": "Logo, four colours",
    "MD19": "Luminaire data",
    "MD20": "Ambient picture",
    "MD21": "Mounting instruction",
    "MD22": "Product data sheet",
    "MD23": "Product picture back view",
    "MD24": "Product picture bottom view",
    "MD25": "Product picture detailed view",
    "MD26": "Product picture front view",
    "MD27": "Product picture sloping",
    "MD28": "Product picture top view",
    "MD29": "Product picture view from the left side",
    "MD30": "Product picture view from the right side",
    "MD31": "Seal of approval",
    "MD32": "Technical information",
    "MD33": "Test approval",
    "MD34": "Wiring diagram",
    "MD35": "Supplier's declaration of preferential origin",
    "MD37": "3D / BIM object",
    "MD38": "Management and maintenance document",
    "MD39": "Instructional video",
    "MD40": "Spare parts list",
    "MD41": "Sales brochure",
    "MD42": "AVCP certificate",
    "MD43": "CLP document",
    "MD44": "ECOP document",
    "MD45": "Product video",
    "MD46": "360 view",
    "MD47": "Thumbnail of the product picture",
    "MD48": "Pictogram or icon",
    "MD49": "RoHS declaration",
    "MD50": "Certificate of conformity (CoC)",
    "MD51": "Declaration of performance (DoP)",
    "MD52": "CE declaration of conformity",
    "MD53": "BREEAM declaration",
    "MD54": "Environmental product declaration (EPD)",
    "MD55": "European technical assessment (ETA)",
    "MD56": "Warranty statement",
    "MD57": "Application video",
    "MD58": "Question and answer video",
    "MD59": "Product picture square format",
    "MD60": "Exploded view drawing",
    "MD61": "Flowchart",
    "MD62": "Product presentation",
    "MD63": "Specification text",
    "MD64": "Line drawing",
    "MD65": "Product family view",
    "MD99": "Others",
}
"""Codes of guideline 5.0 with what they stand for."""

HISTORIC = {"MD36": "Declaration"}
"""Codes of earlier guidelines that 5.0 no longer has."""

PURPOSES = frozenset(
    {"thumbnail", "normal", "detail", "data_sheet", "logo", "icon", "safety_data_sheet", "others"}
)
"""Values of MIME_PURPOSE, which plain BMEcat 1.2 and 2005 use instead of MD codes."""

DEEPLINK = "MD04"

PICTURES = frozenset(
    "MD01 MD02 MD20 MD23 MD24 MD25 MD26 MD27 MD28 MD29 MD30 MD47 MD59 MD65".split()
)
"""Pictures that 2BA always takes over, wherever they lie (as of 2024)."""
