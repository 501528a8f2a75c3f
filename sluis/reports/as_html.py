"""The report as one HTML page: no scripts, nothing loaded from elsewhere, streamed.

Both languages are in the page; two radio buttons and the style sheet show one of them. On a
narrow screen each row of a table becomes a card. Everything that comes from a file is escaped.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from html import escape
from typing import BinaryIO
from zoneinfo import ZoneInfo

from sluis.model import Finding
from sluis.reports import wording
from sluis.reports._style import STYLE
from sluis.reports.facts import ENTITIES, Facts, Group
from sluis.reports.wording import Both

OPEN_UP_TO = 50
"""Findings of a group up to which it is shown unfolded."""

Groups = Iterator[tuple[Group, Iterator[Finding]]]


def write(
    facts: Facts, groups: Groups, rejects_file: str | None, languages: list[str], out: BinaryIO
) -> None:
    """Write the whole page to *out*; *languages* is not empty, the first is shown first."""
    page = _Page(languages)
    out.writelines(part.encode() for part in page.parts(facts, groups, rejects_file))


class _Page:
    """Pieces of HTML in the languages of one report."""

    def __init__(self, languages: list[str]) -> None:
        self.languages = languages

    def parts(self, facts: Facts, groups: Groups, rejects_file: str | None) -> Iterator[str]:
        yield self._head(facts)
        yield self._verdict(facts, rejects_file)
        yield self._figures(facts)
        yield self._reasons(facts)
        yield f"<section><h2>{self.say(_FINDINGS)}</h2>\n"
        if not facts.groups:
            yield f"<p>{self.say(_NONE)}</p>\n"
        for group, found in groups:
            yield from self._group(group, found)
        yield "</section>\n"
        yield self._about(facts)
        yield "</main>\n</body>\n</html>\n"

    def say(self, text: Both) -> str:
        """The text in each language of the page, escaped; the style sheet shows one."""
        return self._spans({lang: escape(text[lang]) for lang in self.languages})

    def _spans(self, html: Both) -> str:
        if len(set(html.values())) == 1:
            return next(iter(html.values()))
        return "".join(f'<span lang="{lang}">{html[lang]}</span>' for lang in self.languages)

    def _head(self, facts: Facts) -> str:
        name = escape(facts.file_name)
        first = self.languages[0]
        return (
            f'<!DOCTYPE html>\n<html lang="{first}">\n<head>\n<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            '<meta name="color-scheme" content="light dark">\n'
            '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
            "style-src 'unsafe-inline'\">\n"
            f"<title>{name}: {escape(wording.state(facts)[first])}</title>\n"
            f"<style>{STYLE}</style>\n</head>\n<body>\n{self._switch()}<main>\n"
            f'<header><p class="file">{name}</p>\n'
        )

    def _switch(self) -> str:
        if len(self.languages) == 1:
            return ""
        buttons = (
            f'<input type="radio" name="lang" id="{lang}"{" checked" if n == 0 else ""}>'
            f'<label for="{lang}" lang="{lang}">{wording.LANGUAGES[lang]}</label>'
            for n, lang in enumerate(self.languages)
        )
        return "".join(buttons) + "\n"

    def _verdict(self, facts: Facts, rejects_file: str | None) -> str:
        steps = (self._step(step, rejects_file) for step in wording.todo(facts, rejects_file))
        return (
            f'<h1 class="{wording.tone(facts)}">{self.say(wording.state(facts))}</h1>\n'
            f'<p class="lead">{self.say(wording.summary(facts))}</p>\n</header>\n'
            f"<section><h2>{self.say(_WHAT_TO_DO)}</h2>\n<ul>{''.join(steps)}</ul></section>\n"
        )

    def _step(self, step: Both, rejects_file: str | None) -> str:
        """One thing to do; the name of the file with the rejected records stands out."""
        html = {lang: escape(step[lang]) for lang in self.languages}
        if rejects_file:
            name = escape(rejects_file)
            html = {lang: t.replace(name, f"<code>{name}</code>") for lang, t in html.items()}
        return f"<li>{self._spans(html)}</li>"

    def _figures(self, facts: Facts) -> str:
        counted = [entity for entity in ENTITIES if entity in facts.counts]
        if not counted:
            return ""
        heads = "".join(
            f'<th scope="col">{self.say(wording.MEASURE[m])}</th>' for m in facts.measures
        )
        rows = (self._figure_row(facts, entity) for entity in counted)
        return (
            f"<section><h2>{self.say(_FIGURES)}</h2>\n"
            f'<table class="figures"><thead><tr><th scope="col"></th>{heads}</tr></thead>\n'
            f"<tbody>{''.join(rows)}</tbody></table></section>\n"
        )

    def _figure_row(self, facts: Facts, entity: str) -> str:
        cells = "".join(
            f'<td class="{m}{" zero" if not facts.count(entity, m) else ""}">'
            f'<span class="label">{self.say(wording.MEASURE[m])}</span> '
            f"{_number(facts.count(entity, m))}</td>"
            for m in facts.measures
        )
        return f'<tr><th scope="row">{self.say(wording.ENTITY[entity])}</th>{cells}</tr>\n'

    def _reasons(self, facts: Facts) -> str:
        html = ""
        told = ((_APPROVAL, wording.approval(facts)), (_ERROR, wording.error(facts)))
        for heading, reason in told:
            if reason:
                html += (
                    f"<section><h2>{self.say(heading)}</h2>\n<p>{self.say(reason)}</p></section>\n"
                )
        return html

    def _group(self, group: Group, found: Iterator[Finding]) -> Iterator[str]:
        unfolded = " open" if group.count <= OPEN_UP_TO else ""
        remedy = wording.general_remedy(group.rule)
        yield (
            f'<details class="{group.severity}"{unfolded}><summary>'
            f'<span class="mark">{self.say(wording.SEVERITY[group.severity])}</span> '
            f"<b>{self.say(wording.title(group.rule))}</b> "
            f'<span class="count">{_number(group.count)}</span></summary>\n'
        )
        if remedy:
            yield f'<p class="remedy">{self.say(remedy)}</p>\n'
        columns = "".join(f'<th scope="col">{self.say(column)}</th>' for column in _COLUMNS)
        yield f'<table class="findings"><thead><tr>{columns}</tr></thead><tbody>\n'
        for one in found:
            yield self._finding(one, with_remedy=remedy is None)
        yield f"</tbody></table>\n<p><code>{escape(group.rule)}</code></p></details>\n"

    def _finding(self, one: Finding, *, with_remedy: bool) -> str:
        told = self.say(wording.text(one))
        if with_remedy:
            told += f'<br><span class="remedy">{self.say(wording.remedy(one))}</span>'
        return (
            f"<tr><td>{self._position(one)}</td><td>{escape(one.record_key)}</td>"
            f"<td>{escape(one.field)}</td><td>{escape(one.value)}</td><td>{told}</td></tr>\n"
        )

    def _position(self, one: Finding) -> str:
        places = []
        if one.ordinal:
            places.append(self.say(_RECORD) + f" {one.ordinal}")
        if one.line:
            places.append(self.say(_LINE) + f" {one.line}")
        return ", ".join(places) or self.say(wording.ENTITY[one.entity])

    def _about(self, facts: Facts) -> str:
        lines = "".join(
            f"<dt>{self.say(label)}</dt><dd>{html}</dd>" for label, html in self._particulars(facts)
        )
        return f"<section><h2>{self.say(_ABOUT)}</h2>\n<dl>{lines}</dl></section>\n"

    def _particulars(self, facts: Facts) -> Iterator[tuple[Both, str]]:
        sender = " ".join(filter(None, (facts.supplier_name, facts.supplier_gln)))
        yield _SUPPLIER, escape(sender or "-")
        yield _ACCOUNT, escape(facts.account or "-")
        yield _RECEIVED, _time(facts.received_at, facts.time_zone)
        if facts.ended_at:
            yield _ENDED, _time(facts.ended_at, facts.time_zone)
        seen = (facts.format, facts.version, facts.dialect, facts.transaction)
        yield _RECOGNISED, escape(", ".join(dict.fromkeys(filter(None, seen))) or "-")
        if facts.mutation:
            yield _KIND, self.say(wording.MUTATION[facts.mutation])
        yield _GATE, escape(facts.folder)
        yield _SIZE, f"{_number(facts.size_bytes)} bytes"
        yield {"en": "SHA-256", "nl": "SHA-256"}, f"<code>{escape(facts.sha256)}</code>"
        yield _DELIVERY, f"<code>{facts.id}</code>"


def _number(value: int) -> str:
    """With thin no-break spaces between thousands, which no language misreads."""
    return f"{value:,}".replace(",", "\u202f")


def _time(at: datetime, zone: str) -> str:
    local = at.astimezone(ZoneInfo(zone))
    return (
        f'<time datetime="{local.isoformat(timespec="seconds")}">{local:%Y-%m-%d %H:%M:%S}</time> '
        f"({escape(zone)})"
    )


_WHAT_TO_DO = {"en": "What to do", "nl": "Wat u kunt doen"}
_FIGURES = {"en": "Figures", "nl": "Aantallen"}
_FINDINGS = {"en": "Findings", "nl": "Bevindingen"}
_NONE = {"en": "Nothing was found.", "nl": "Er is niets gevonden."}
_APPROVAL = {"en": "Why it waits for approval", "nl": "Waarom het op goedkeuring wacht"}
_ERROR = {"en": "What went wrong", "nl": "Wat er misging"}
_ABOUT = {"en": "About this delivery", "nl": "Over deze aanlevering"}
_RECORD = {"en": "record", "nl": "record"}
_LINE = {"en": "line", "nl": "regel"}
_SUPPLIER = {"en": "Supplier", "nl": "Leverancier"}
_ACCOUNT = {"en": "Account", "nl": "Account"}
_RECEIVED = {"en": "Received", "nl": "Ontvangen"}
_ENDED = {"en": "Ready", "nl": "Klaar"}
_RECOGNISED = {"en": "Recognised as", "nl": "Herkend als"}
_KIND = {"en": "Kind", "nl": "Soort"}
_GATE = {"en": "Gate", "nl": "Map"}
_SIZE = {"en": "Size", "nl": "Grootte"}
_DELIVERY = {"en": "Delivery", "nl": "Aanlevering"}
_COLUMNS = (
    {"en": "Position", "nl": "Positie"},
    {"en": "Record", "nl": "Record"},
    {"en": "Field", "nl": "Veld"},
    {"en": "Value", "nl": "Waarde"},
    {"en": "What is wrong", "nl": "Wat er mis is"},
)
