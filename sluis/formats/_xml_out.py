r"""XML written by hand, well-formed by construction: every text goes through `escaped`.

>>> element("A", element("B", escaped("x < \r y")), ' type="t"'), element("A", "")
('<A type="t"><B>x &lt; &#13; y</B></A>', '')
>>> attribute("lang", 'n"l'), clean("bell \x07")
(' lang="n&quot;l"', 'bell ?')
"""

from __future__ import annotations

import re

_CONTROL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_ATTRIBUTE = _TEXT | str.maketrans({'"': "&quot;", "\n": "&#10;", "\t": "&#9;"})

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


def escaped(text: str) -> str:
    """*text*, which must be clean, as it may stand between two tags."""
    # Most texts need nothing: looking is several times as quick as translating.
    if "&" in text or "<" in text or ">" in text or "\r" in text:
        return text.translate(_TEXT)
    return text


def attribute(name: str, value: str) -> str:
    """One attribute with the space before it."""
    return f' {name}="{value.translate(_ATTRIBUTE)}"'


def element(name: str, inner: str, attributes: str = "") -> str:
    """An element around what is XML already; nothing at all when that is empty."""
    return f"<{name}{attributes}>{inner}</{name}>" if inner else ""


def clean(text: str) -> str:
    """*text* with `?` for each character that XML 1.0 cannot hold, no white space around it."""
    text = text.strip()
    return text if text.isprintable() else _CONTROL.sub("?", text).strip()
