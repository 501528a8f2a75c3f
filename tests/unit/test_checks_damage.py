"""Encoding damage: what is damaged is found and undone, what is good is left alone."""

# ruff: noqa: RUF001  (such characters are what this is about)

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sluis.checks._damage import damage, suspect

GOOD = (
    "AÇÃO",
    "IRMÃ",
    "MAÇÃ…",
    "IRMÔ",
    "CÂMARA",
    "ÎLE DE RÉ",
    "ÑANDÚ®",
    "Ø½ × 2 ± 0,1 °C",
    "„Spaß“",
    "CAFÉ™",
    "déjà »",
    "Ä–Ö",
    "À propos",
    "naïve Ünïcödé",
    "ŁÓDŹ ż",
    "Москва",
    "Α Β Ω",
    "5 m² ½ ¾ € – ‘a’",
    "R&D; Q&A;",
    "a&b=c",
    "© 2026 ™",
)
ENCODED_TWICE = (
    "grün",
    "2,5 mm²",
    "90°",
    "5 €",
    "“quote”",
    "d’eau",
    "ł ę ż",
    "Ω μ π",
    "≤ 5",
    "Ü É À",
    "café",
    "«texte»",
    "Москва",
    "× ø Ø",
    "• punt…",
    "😀 lach",
)


@pytest.mark.parametrize("text", GOOD)
def test_good_text_is_left_alone(text) -> None:
    """
    Capitals, signs and quotes of European languages are no damage.
    """
    assert damage(text) is None


@pytest.mark.parametrize("text", ENCODED_TWICE)
@pytest.mark.parametrize("reading", ["latin-1", "cp1252"])
def test_double_encoding_is_undone(text, reading) -> None:
    """
    UTF-8 read as Latin-1 or Windows-1252 is found, with the text that was meant.
    """
    spoilt = "".join(_read(byte, reading) for byte in text.encode())

    assert suspect(spoilt.encode())
    found = damage(spoilt)
    assert found is not None
    assert (found[0], found[2]) == ("text-double-encoded", text)


def _read(byte: int, reading: str) -> str:
    try:
        return bytes([byte]).decode(reading)
    except UnicodeDecodeError:
        return chr(byte)


@pytest.mark.parametrize("text", ["5 €", "‘a’ – “b”", "Œuvre Š ž", "punt… 100 ‰"])
def test_windows_text_read_as_latin_1_is_undone(text) -> None:
    """
    Control characters where Windows-1252 has signs are told with those signs.
    """
    found = damage(text.encode("cp1252").decode("latin-1"))

    assert found is not None
    assert (found[0], found[2]) == ("text-windows-1252", text)


@pytest.mark.parametrize(
    ("text", "meant"),
    [("2 mm&sup2;", "2 mm²"), ("a &amp; b", "a & b"), ("&#233;t&#xE9;", "été"), ("&lt;5", "<5")],
)
def test_what_was_escaped_twice_is_undone(text, meant) -> None:
    """
    Names and numbers of characters are told with the character.
    """
    assert suspect(text.encode())
    found = damage(text)
    assert found is not None
    assert (found[0], found[2]) == ("text-double-escaped", meant)


@given(st.text(max_size=40) | st.text("ÃÂÄÅâïð¼²°€™“”&;amp#1\x80\x9f\ufffdaZ ", max_size=20))
def test_the_quick_look_misses_nothing(text) -> None:
    """
    Text that the quick look passes has no damage, alone or among others.
    """
    if not suspect(text.encode()):
        assert damage(text) is None
    if damage(text) is not None:
        assert suspect(f"voor {text} ná".encode())
