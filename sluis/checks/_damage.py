r"""Encoding damage in one text: precise detectors that say what was probably meant.

Shape:   text -> (rule, the damaged piece, the probable text) or None. One damage per text is
         told, in the order below: one cause usually spoils all of it.
Source:  Windows-1252 (Microsoft, best fit), UTF-8 (RFC 3629), entity names of HTML.
Limits:  calling good text damaged is the worse error. A pair counts as double encoding only when
         it turns into a letter or sign of European texts *and* cannot be a word's end before a
         quote or dash: `IRMÃ”`, `Ø½`, `Spaß“` and `CAFÉ™` are left alone.

>>> damage("Geïsoleerd, 2,5 mm² €"), damage("AÇÃO “IRMÔ Ø½ „Spaß“ CAFÉ™"), damage("R&D; Q&A")
(None, None, None)
>>> damage("grÃ¼n / gelb, 90Â°")
('text-double-encoded', 'Ã¼', 'grün / gelb, 90°')
>>> damage("prijs \x80 5")
('text-windows-1252', '\x80', 'prijs € 5')
>>> damage("2.5 mm&sup2;")
('text-double-escaped', '&sup2;', '2.5 mm²')
>>> damage("Caf\ufffd")
('text-character-lost', '\ufffd', '')
"""

from __future__ import annotations

import html
import re

Damage = tuple[str, str, str]

_LOST = "\ufffd"
_C1 = re.compile("[\x80-\x9f]")
_ENTITY = re.compile(r"&(?:#[0-9]{2,7}|#[xX][0-9a-fA-F]{2,6}|[a-zA-Z][a-zA-Z0-9]{1,8});")

_CONTROLS = range(0x80, 0xA0)
"""Bytes that are control characters in Latin-1; Windows-1252 has letters and signs for most."""

_WINDOWS = {
    byte: bytes([byte]).decode("cp1252")
    for byte in _CONTROLS
    if byte not in {0x81, 0x8D, 0x8F, 0x90, 0x9D}
}
_BYTE_OF = {chr(byte): byte for byte in range(0x80, 0x100)} | {c: b for b, c in _WINDOWS.items()}
"""Characters that stand for one byte when UTF-8 is read as Latin-1 or Windows-1252."""

_TRAIL = "[\x80-\xbf" + "".join(_WINDOWS.values()) + "]"
_TWICE = re.compile(
    f"[Â-ÅÎÏ]{_TRAIL}|(?:[ÐÑ]{_TRAIL}){{2,}}|[âï]{_TRAIL}{{2}}|ð[Ÿ\x9f]{_TRAIL}{{2}}"
)
"""A lead byte and its continuation bytes; Cyrillic only in runs, `Ñ` alone is Spanish."""

_PLAUSIBLE = re.compile(
    "[\xa0-\u017f\u0370-\u045f\u2010-\u2044\u20ac\u2100-\u2265\ufeff\ufffd\U0001f300-\U0001faff]"
)
_ENDS_A_WORD = frozenset(
    "\u201c\u201d\u2018\u2019\u201a\u201e\u2013\u2014\u2026\u2039\u203a«»™®©°·¹²³º§"
)
"""Quotes, dashes and signs that may well follow a capital at the end of a word..."""

_NEVER_LAST = "Â"
"""...unless it is this one, which no word ends with."""

_ALONE = "ÄÅ"
"""Capitals that also stand alone, in `A-Ä` or as a unit."""

_SUSPECT = re.compile(
    b"\xc3[\x82-\x85\x8e-\x91\xa2\xaf\xb0][\xc2\xc5\xc6\xcb\xe2]"  # a lead, then a continuation
    b"|\xc2[\x80-\x9f]"  # C1 controls
    b"|\xef\xbf\xbd"  # the replacement character
)
_ASCII = bytes(range(0x80))
_SUSPECT_ENTITY = re.compile(rb"&[#a-zA-Z][#a-zA-Z0-9]{1,8};")


def suspect(encoded: bytes) -> bool:
    """Say whether UTF-8 text may hold damage; False is certain, and quick for whole records.

    The pattern only sees what is not ASCII: that may bring strangers together, which costs a
    closer look, and never parts a damaged pair.
    """
    if not encoded.isascii() and _SUSPECT.search(encoded.translate(None, _ASCII)):
        return True
    return b"&" in encoded and _SUSPECT_ENTITY.search(encoded) is not None


def damage(text: str) -> Damage | None:
    """What is wrong with the encoding of *text*, or None."""
    if text.isascii():
        return _escaped(text)
    return _twice(text) or _lost(text) or _windows(text) or _escaped(text)


def _twice(text: str) -> Damage | None:
    for found in _TWICE.finditer(text):
        if _undone(found) != found[0] and not _natural(found):
            return "text-double-encoded", found[0], _TWICE.sub(_undone, text)
    return None


def _undone(found: re.Match[str]) -> str:
    """What the pair stood for; the pair itself when that is nothing."""
    try:
        meant = bytes(_BYTE_OF[char] for char in found[0]).decode()
    except UnicodeDecodeError:
        return found[0]
    return meant if _PLAUSIBLE.match(meant) else found[0]


def _natural(found: re.Match[str]) -> bool:
    """A capital at a word's end (or alone) with a quote, dash or sign after it."""
    lead, trail = found[0][0], found[0][1:]
    before, after = found.string[: found.start()][-1:], found.string[found.end() :][:1]
    goes_on = after.islower() if lead in _ALONE else after.isalpha()
    return trail in _ENDS_A_WORD and lead != _NEVER_LAST and not before.islower() and not goes_on


def _lost(text: str) -> Damage | None:
    return ("text-character-lost", _LOST, "") if _LOST in text else None


def _windows(text: str) -> Damage | None:
    found = _C1.search(text)
    if found is None:
        return None
    return "text-windows-1252", found[0], text.translate(_WINDOWS)


def _escaped(text: str) -> Damage | None:
    for found in _ENTITY.finditer(text) if "&" in text else ():
        if html.unescape(found[0]) != found[0]:
            return "text-double-escaped", found[0], html.unescape(text)
    return None
