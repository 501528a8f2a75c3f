"""Reports by e-mail, with a real SMTP server on loopback and a real journal."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from types import SimpleNamespace
from uuid import UUID

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope
from psycopg.types.json import Jsonb
from structlog.testing import capture_logs

from sluis import accounts, broker, reports
from sluis.accounts import Account
from sluis.certificates import own
from sluis.db import Pool, open_pool
from sluis.errors import MailServerAway, Refused
from sluis.mail import letters, sending
from sluis.settings import Settings
from tests.integration.test_reports import insert_delivery

PASSWORD = "Sleutel-2026-geheim"
SENDER = "sluis@schutsluis.example"


@dataclass
class Postbox:
    """What the server took, and how it answers: an address (or DATA) -> the answer."""

    mails: list[tuple[str, object]] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)

    async def handle_RCPT(self, server, session, envelope: Envelope, address, options) -> str:  # noqa: N802
        answer = self.answers.get(address)
        if answer is None:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(self, server, session, envelope: Envelope) -> str:  # noqa: N802
        if "DATA" in self.answers:
            return self.answers["DATA"]
        content = envelope.content
        assert isinstance(content, bytes)
        mail = message_from_bytes(content, policy=default)
        self.mails += [(address, mail) for address in envelope.rcpt_tos]
        return "250 OK"


def _may(server, session, envelope, mechanism, data) -> AuthResult:
    good = (data.login, data.password) == (b"sluis", PASSWORD.encode())
    return AuthResult(success=good, handled=good)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory) -> tuple[Path, Path]:
    """A self-signed certificate for localhost, and its key."""
    pair = own(tmp_path_factory.mktemp("certificate"), ["localhost"], datetime.now(UTC))
    return pair.certificate, pair.key


@contextmanager
def serving(postbox: Postbox, certificate: tuple[Path, Path]) -> Iterator[int]:
    """A mail server that wants STARTTLS and a password; gives its port."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*certificate)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    controller = Controller(
        postbox,
        hostname="127.0.0.1",
        port=port,
        tls_context=context,
        require_starttls=True,
        authenticator=_may,
        auth_required=True,
    )
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


@pytest.fixture
def postbox() -> Postbox:
    return Postbox()


@pytest.fixture
def pool(database, valkey) -> Iterator[Pool]:
    broker.set_up(Settings(redis_url=valkey))
    with open_pool(database) as opened:
        yield opened


@pytest.fixture
def settings(tmp_path, postbox, certificate) -> Iterator[Settings]:
    secret = tmp_path / "smtp-password"
    secret.write_text(PASSWORD + "\n")
    with serving(postbox, certificate) as port:
        yield Settings(
            data=tmp_path,
            smtp_host="localhost",
            smtp_port=port,
            smtp_ca_file=certificate[0],
            smtp_user="sluis",
            smtp_password_file=secret,
            smtp_from=SENDER,
        )


def delivered(pool: Pool, settings: Settings, **changes) -> UUID:
    return insert_delivery(pool, settings.data, **changes)


def asked(*addresses: str, language: str = "") -> Jsonb:
    return Jsonb({"report_to": list(addresses), "report_language": language})


def job(delivery: UUID) -> SimpleNamespace:
    return SimpleNamespace(delivery_id=delivery)


def jobs_of(pool: Pool, delivery: UUID) -> list[str]:
    with pool.connection() as connection:
        rows = connection.execute(
            "select lane from job where kind = 'mail' and delivery_id = %s", [delivery]
        ).fetchall()
    return [row["lane"] for row in rows]


def rows(pool: Pool, delivery: UUID) -> dict[str, tuple[bool, str | None]]:
    """Address -> was it sent, and why it never will be."""
    with pool.connection() as connection:
        found = connection.execute(
            "select address, sent_at is not null as sent, refused from report_letter"
            " where delivery_id = %s",
            [delivery],
        ).fetchall()
    return {row["address"]: (row["sent"], row["refused"]) for row in found}


def test_a_report_goes_to_whom_the_sender_named(pool, settings, postbox) -> None:
    """
    The report asks for its mail; the mail comes with the page, in the language that was asked for.
    """
    delivery = delivered(pool, settings, parameters=asked("a@kadewerf.example", language="nl"))
    reports.run(settings, pool, job(delivery))
    with capture_logs() as logs:
        sending.run(settings, pool, job(delivery))

    [(address, mail)] = postbox.mails
    assert jobs_of(pool, delivery) == [f"mail:{delivery}"]
    assert address == mail["To"] == "a@kadewerf.example"
    assert mail["From"] == SENDER
    assert mail["Subject"] == "list.xml: Geïmporteerd"
    [page] = [part for part in mail.iter_attachments() if part.get_content_type() == "text/html"]
    assert page.get_filename() == f"list.xml.{delivery}.report.html"
    assert '<html lang="nl"' in page.get_content()
    assert [line["event"] for line in logs] == ["report_mailed"]
    assert rows(pool, delivery) == {"a@kadewerf.example": (True, None)}


def test_the_account_says_who_when_the_delivery_does_not(pool, settings, postbox) -> None:
    """
    Whoever parameters.xml names gets it in place of those of the account.
    """
    acme = Account(
        name="acme",
        environment=1,
        supplier_gln=None,
        root="acme",
        permissions=["upload"],
        report_to=["data@acme.example", "inkoop@acme.example"],
    )
    with pool.connection() as connection:
        accounts.add(connection, acme, PASSWORD)
    plain = delivered(pool, settings)
    named = delivered(pool, settings, mtime_ns=2, parameters=asked("only@acme.example"))
    for delivery in (plain, named):
        reports.run(settings, pool, job(delivery))
        sending.run(settings, pool, job(delivery))

    assert set(rows(pool, plain)) == {"data@acme.example", "inkoop@acme.example"}
    assert set(rows(pool, named)) == {"only@acme.example"}
    assert len(postbox.mails) == 3


@pytest.mark.parametrize("named", [True, False])
def test_nobody_is_mailed_unasked(pool, settings, postbox, named) -> None:
    """
    Without an address, or without a server, there is no job and no row.
    """
    server = settings if not named else Settings(data=settings.data)
    delivery = delivered(
        pool, settings, account=None, parameters=asked("a@b.example") if named else None
    )
    reports.run(server, pool, job(delivery))

    assert jobs_of(pool, delivery) == []
    assert rows(pool, delivery) == {}


def test_a_report_that_is_written_again_is_not_sent_again(pool, settings, postbox) -> None:
    """
    The report of another state is another letter: waiting for approval, then imported.
    """
    delivery = delivered(
        pool, settings, state="awaiting_approval", parameters=asked("a@kadewerf.example")
    )
    for state in ("awaiting_approval", "awaiting_approval", "imported"):
        with pool.connection() as connection:
            connection.execute("update delivery set state = %s where id = %s", [state, delivery])
        reports.run(settings, pool, job(delivery))
        sending.run(settings, pool, job(delivery))

    assert len(postbox.mails) == 2
    assert len(jobs_of(pool, delivery)) == 2


def test_who_is_refused_for_good_holds_nobody_up(pool, settings, postbox) -> None:
    """
    The others get theirs; the answer is kept, and not asked for again.
    """
    postbox.answers["gone@b.example"] = "550 5.1.1 no such user"
    delivery = delivered(pool, settings, parameters=asked("gone@b.example", "here@b.example"))
    reports.run(settings, pool, job(delivery))
    for _ in range(2):
        sending.run(settings, pool, job(delivery))

    assert [address for address, _ in postbox.mails] == ["here@b.example"]
    assert rows(pool, delivery) == {
        "gone@b.example": (False, "550 5.1.1 no such user"),
        "here@b.example": (True, None),
    }


@pytest.mark.parametrize("step", ["later@b.example", "DATA"])
def test_not_now_is_later(pool, settings, postbox, step) -> None:
    """
    What was accepted is not sent twice; what was put off is sent when the server takes it.
    """
    delivery = delivered(pool, settings, parameters=asked("a@b.example", "later@b.example"))
    reports.run(settings, pool, job(delivery))
    postbox.answers[step] = "451 4.3.0 come back later"
    with pytest.raises(MailServerAway, match="451"):
        sending.run(settings, pool, job(delivery))
    del postbox.answers[step]
    sending.run(settings, pool, job(delivery))

    assert sorted(address for address, _ in postbox.mails) == ["a@b.example", "later@b.example"]


def test_a_server_that_is_away_is_tried_again(pool, settings, postbox, certificate) -> None:
    """
    No server, no trust, a wrong password: none of it loses the mail, and none tells the password.
    """
    delivery = delivered(pool, settings, parameters=asked("a@b.example"))
    reports.run(settings, pool, job(delivery))
    with serving(Postbox(), certificate) as port:
        gone = Settings(**_changed(settings, smtp_port=port))
    wrong = Settings(
        **_changed(settings, smtp_password_file=None, smtp_password="Verkeerd-2026-geheim")
    )
    strange = Settings(**_changed(settings, smtp_ca_file=None))
    for setting in (gone, wrong, strange):
        with pytest.raises(MailServerAway) as away:
            sending.run(setting, pool, job(delivery))
        assert "geheim" not in str(away.value)
    sending.run(settings, pool, job(delivery))

    assert len(postbox.mails) == 1


def _changed(settings: Settings, **changes) -> dict[str, object]:
    names = settings.__dataclass_fields__
    return {name: getattr(settings, name) for name in names} | changes


def test_nothing_to_send_is_no_failure(pool, settings, postbox) -> None:
    """
    A bell may ring twice; a job without a delivery or a server is refused for good.
    """
    delivery = delivered(pool, settings)
    sending.run(settings, pool, job(delivery))
    with pool.connection() as connection:
        assert letters.waiting(connection, delivery) == []

    with pytest.raises(Refused):
        sending.run(Settings(data=settings.data), pool, job(delivery))
    assert postbox.mails == []
