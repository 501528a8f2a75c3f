"""A report as a mail: what stands in it, and what can never stand in its headers."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sluis.mail import message as module
from sluis.mail.letters import Letter
from sluis.mail.message import compose
from sluis.model import Severity
from sluis.reports.facts import Facts, Group

DELIVERY = UUID(int=7)
LETTER = Letter(DELIVERY, "imported", "data@kadewerf.example", "nl")
SENDER = "sluis@schutsluis.example"


def facts(**changes) -> Facts:
    known = {
        "id": DELIVERY,
        "environment": 1,
        "time_zone": "Europe/Amsterdam",
        "folder": "AutoImport",
        "path": "Uploads/AutoImport/kadewerf/prijzen.xml",
        "file_name": "prijzen.xml",
        "stored_path": "archive/x",
        "size_bytes": 10,
        "sha256": "0" * 64,
        "received_at": datetime(2026, 11, 1, 8, tzinfo=UTC),
        "state": "imported",
        "mutation": "complete",
        "counts": {"trade_item": {"read": 3, "created": 2, "rejected": 1}},
        "groups": [Group("gtin-check-digit", Severity.WARNING, 2)],
    }
    return Facts(**known | changes)


def parsed(message: EmailMessage) -> EmailMessage:
    """As a client sees it."""
    found = message_from_bytes(message.as_bytes(), policy=default)
    assert isinstance(found, EmailMessage)
    return found


def test_it_tells_what_happened_in_the_language_asked_for(tmp_path) -> None:
    """
    File, state, counts and findings in plain words; the page and the rejected records are with it.
    """
    page = tmp_path / "prijzen.xml.report.html"
    page.write_text("<p>½</p>")
    rejected = tmp_path / "prijzen.xml.rejected.xml"
    rejected.write_text("<x/>")
    told = facts(parameters={"description": "Levering Q3"})
    mail = parsed(compose(LETTER, told, [page, rejected], SENDER))

    body = mail.get_body(("plain",))
    assert body is not None
    text = body.get_content()
    assert mail["Subject"] == "prijzen.xml: Geïmporteerd"
    assert (mail["To"], mail["From"]) == ("data@kadewerf.example", SENDER)
    assert "Levering Q3" in text
    assert "2 x GTIN heeft een fout controlecijfer" in text
    names = [part.get_filename() for part in mail.iter_attachments()]
    assert names == [page.name, rejected.name]


@pytest.mark.parametrize("language", ["en", "nl"])
def test_both_languages_have_all_words(language) -> None:
    """
    Nothing falls back to the other language half-way.
    """
    letter = Letter(DELIVERY, "imported", "a@b.example", language)

    assert parsed(compose(letter, facts(), [], SENDER))["Subject"]


def test_large_files_stay_where_they_are(tmp_path, monkeypatch) -> None:
    """
    A mail that no server takes helps nobody: what is too large is named.
    """
    monkeypatch.setattr(module, "MOST_ATTACHED", 100)
    small, large = tmp_path / "a.html", tmp_path / "b.csv"
    small.write_bytes(b"x" * 90)
    large.write_bytes(b"x" * 90)
    mail = parsed(compose(LETTER, facts(), [small, large], SENDER))

    body = mail.get_body(("plain",))
    assert body is not None
    assert "b.csv" in body.get_content()
    assert [part.get_filename() for part in mail.iter_attachments()] == ["a.html"]


def test_the_same_letter_has_the_same_id() -> None:
    """
    A mail that comes twice after a crash is one mail to its reader.
    """
    first, again = (compose(LETTER, facts(), [], SENDER)["Message-ID"] for _ in range(2))
    other = Letter(DELIVERY, "awaiting_approval", LETTER.address, "nl")

    assert first == again
    assert compose(other, facts(), [], SENDER)["Message-ID"] != first


@given(st.text(min_size=1, max_size=80), st.text(max_size=80))
def test_no_text_of_a_supplier_becomes_a_header(name, description) -> None:
    """
    Line ends in a file name or a description end in the subject's escapes or in the body.
    """
    told = facts(file_name=name.replace("\0", "") or "x", parameters={"description": description})
    headers = parsed(compose(LETTER, told, [], SENDER)).keys()

    assert len(headers) == len(set(headers))
    assert set(headers) <= {
        "Subject", "From", "To", "Date", "Message-ID", "Auto-Submitted",
        "Content-Type", "Content-Transfer-Encoding", "MIME-Version",
    }  # fmt: skip
