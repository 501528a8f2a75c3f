"""The reference page of the rules, made from the rules: `python -m sluis.checks.page` prints it."""

from __future__ import annotations

from sluis.checks._rule import Rule
from sluis.checks.rules import SUBJECTS

HEAD = """\
# Rules

Every finding in a report has one of these codes. A code never changes its meaning. An **error**
rejects its record (or, for a document, the whole file); a **warning** is reported and the record
goes on as it came. Names in braces stand for facts of the finding.

This page is made from the rules: `python -m sluis.checks.page > docs/reference/rules.md`.
"""

TITLES = {
    "document": "The document",
    "record": "Reading a record",
    "layouts": "Reading a table by a layout",
    "codes": "Numbers and codes",
    "texts": "Texts, attachments and validity",
    "prices": "Prices",
    "conditions": "Conditions",
    "etim": "ETIM classification",
    "catalogue": "The delivery as a whole",
}


def page() -> str:
    """The whole page."""
    parts = [HEAD]
    for subject, listed in SUBJECTS.items():
        parts.append(f"## {TITLES[subject]}\n")
        parts.extend(map(section, listed))
    return "\n".join(parts)


def section(rule: Rule) -> str:
    """The section of one rule."""
    lines = [f"### `{rule.code}`", "", f"{rule.severity.value.capitalize()}.", ""]
    for language in ("en", "nl"):
        title, text, what = (part[language] for part in (rule.title, rule.text, rule.remedy))
        lines.append(f"- {language.upper()}: **{title}.** {text} *{what}*")
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    print(page(), end="")  # noqa: T201
