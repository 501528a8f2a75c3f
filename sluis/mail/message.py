"""A report as a mail: what happened in plain words, with the page and the rejected records.

Headers: made by the standard library, which refuses line ends in them; a file name in the subject
         is shown as reports show it.
"""

from __future__ import annotations

from collections.abc import Iterable
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from hashlib import sha256
from pathlib import Path

from sluis.folders import unescape
from sluis.mail.letters import Letter
from sluis.reports import wording
from sluis.reports.facts import ENTITIES, MEASURES, Facts
from sluis.reports.names import safe

MOST_ATTACHED = 10 * 1024 * 1024
"""Bytes of files in one mail; what is larger is named and stays where it lies."""

MOST_RULES = 10
"""Kinds of findings that the text names."""

_TYPES = {".html": ("text", "html"), ".xml": ("application", "xml"), ".csv": ("text", "csv")}
_OTHER = ("application", "octet-stream")

_WORDS = {
    "en": {
        "subject": "{file}: {state}",
        "findings": "What was found:",
        "left": "Too large for a mail, to be fetched from Reports:",
        "end": "This message was sent by the machine that received your file.",
    },
    "nl": {
        "subject": "{file}: {state}",
        "findings": "Wat is gevonden:",
        "left": "Te groot voor een mail, op te halen uit Reports:",
        "end": "Dit bericht is verstuurd door het systeem dat uw bestand ontving.",
    },
}


def compose(letter: Letter, told: Facts, files: Iterable[Path], sender: str) -> EmailMessage:
    """The mail; *files* are those of the report that are there."""
    words = _WORDS[letter.language]
    message = EmailMessage(policy=SMTP)
    message["Subject"] = words["subject"].format(
        file=file_name(told), state=wording.state(told)[letter.language]
    )
    message["From"] = sender
    message["To"] = letter.address
    message["Date"] = format_datetime(told.ended_at or told.received_at)
    message["Message-ID"] = _id(letter, sender)
    message["Auto-Submitted"] = "auto-generated"
    attached, left = _fitting(files)
    message.set_content(_text(told, letter.language, left))
    for path in attached:
        kind, subtype = _TYPES.get(path.suffix, _OTHER)
        message.add_attachment(
            path.read_bytes(), maintype=kind, subtype=subtype, filename=path.name
        )
    return message


def file_name(told: Facts) -> str:
    """The name of the delivered file as people see it."""
    return safe(unescape(told.file_name))


def _id(letter: Letter, sender: str) -> str:
    """The same for the same letter, so that a mail that comes twice is seen as one."""
    mark = sha256(f"{letter.delivery_id} {letter.state} {letter.address}".encode()).hexdigest()
    domain = make_msgid(domain=sender.rpartition("@")[2]).rpartition("@")[2]
    return f"<{mark[:32]}@{domain}"


def _fitting(files: Iterable[Path]) -> tuple[list[Path], list[str]]:
    attached: list[Path] = []
    left: list[str] = []
    size = 0
    for path in files:
        size += path.stat().st_size
        if size <= MOST_ATTACHED:
            attached.append(path)
        else:
            size -= path.stat().st_size
            left.append(path.name)
    return attached, left


def _text(told: Facts, language: str, left: list[str]) -> str:
    words = _WORDS[language]
    lines = [file_name(told), wording.state(told)[language], ""]
    lines += [wording.summary(told)[language], ""]
    if told.description:
        lines += [told.description, ""]
    if error := wording.error(told):
        lines += [error[language], ""]
    lines += list(_counts(told, language))
    if told.groups:
        lines += [words["findings"]]
        lines += [
            f"  {g.count} x {wording.title(g.rule)[language]}" for g in told.groups[:MOST_RULES]
        ]
        lines += [""]
    if left:
        lines += [words["left"], *(f"  {name}" for name in left), ""]
    return "\n".join([*lines, words["end"], ""])


def _counts(told: Facts, language: str) -> Iterable[str]:
    for entity in ENTITIES:
        counted = [
            f"{wording.MEASURE[measure][language]} {told.count(entity, measure)}"
            for measure in MEASURES
            if told.count(entity, measure)
        ]
        if counted:
            yield f"{wording.ENTITY[entity][language]}: {', '.join(counted)}"
    yield ""
