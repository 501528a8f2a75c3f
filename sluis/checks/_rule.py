"""What a rule is."""

from __future__ import annotations

from dataclasses import dataclass

from sluis.model import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule: `title`, `text` and `remedy` are by language (`en` and `nl`, both required)."""

    code: str
    severity: Severity
    title: dict[str, str]
    text: dict[str, str]
    remedy: dict[str, str]


def error(code: str, **texts: tuple[str, str]) -> Rule:
    """A rule that rejects its record (or, for a document, the whole file)."""
    return _rule(code, Severity.ERROR, texts)


def warning(code: str, **texts: tuple[str, str]) -> Rule:
    """A rule that is reported while the record goes on."""
    return _rule(code, Severity.WARNING, texts)


def _rule(code: str, severity: Severity, texts: dict[str, tuple[str, str]]) -> Rule:
    both = {part: {"en": pair[0], "nl": pair[1]} for part, pair in texts.items()}
    return Rule(code=code, severity=severity, **both)
