"""Send what waits, over SMTP. Passwords and contents are never logged."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from uuid import UUID

import structlog

from sluis.db import Pool
from sluis.errors import MailServerAway, Refused
from sluis.folders import Folders
from sluis.mail import letters
from sluis.mail.message import compose
from sluis.reports import facts
from sluis.reports.facts import Facts
from sluis.settings import Settings

log = structlog.get_logger(__name__)

SECONDS = 30.0
"""How long a server may take for one answer."""

FINAL = 500
"""An answer from here on will be the same tomorrow."""


class _Job(Protocol):
    @property
    def delivery_id(self) -> UUID | None: ...


def run(settings: Settings, pool: Pool, job: _Job) -> None:
    """Do a job of kind `mail`: send the report of its delivery to all who have not had it.

    Raises:
        Refused: there is no delivery, or no mail server in the settings any more.
        MailServerAway: it does not answer, or not now.
    """
    if job.delivery_id is None or not settings.smtp_host:
        raise Refused("a mail job needs a delivery and SLUIS_SMTP_HOST")
    with pool.connection() as connection:
        told = facts.load(connection, job.delivery_id)
        wanted = letters.waiting(connection, job.delivery_id)
    if not wanted:
        return
    with _server(settings) as server:
        for letter in wanted:
            message = compose(letter, told, _files(settings, told), settings.smtp_from)
            answer = _hand_over(server, message)
            with pool.connection() as connection:
                if answer is None:
                    letters.sent(connection, letter)
                else:
                    letters.refused(connection, letter, answer)
            _tell(told, answer, message)


def _files(settings: Settings, told: Facts) -> list[Path]:
    """The page and the rejected records, those that are still there."""
    environment = Folders(settings.data).environment(told.environment)
    paths = (environment / name for name in told.reports if not name.endswith(".json"))
    return [path for path in paths if path.is_file()]


def _tell(told: Facts, answer: str | None, message: EmailMessage) -> None:
    if answer is None:
        log.info("report_mailed", supplier=told.supplier_gln, size_bytes=len(message.as_bytes()))
    else:
        log.warning("report_mail_refused", supplier=told.supplier_gln, answer=answer)


@contextmanager
def _server(settings: Settings) -> Iterator[smtplib.SMTP]:
    """A session with the mail server, logged in where the settings say how."""
    try:
        server = _connected(settings)
    except (smtplib.SMTPException, OSError) as error:
        raise MailServerAway(f"{settings.smtp_host}: {_answer(error)}") from error
    try:
        yield server
    finally:
        with suppress(smtplib.SMTPException, OSError):
            server.quit()


def _connected(settings: Settings) -> smtplib.SMTP:
    place = (settings.smtp_host, settings.smtp_port)
    trust = ssl.create_default_context(cafile=settings.smtp_ca_file)
    if settings.smtp_security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(*place, timeout=SECONDS, context=trust)
    else:
        server = smtplib.SMTP(*place, timeout=SECONDS)
    try:
        if settings.smtp_security == "starttls":
            server.starttls(context=trust)
        if settings.smtp_user:
            server.login(settings.smtp_user, settings.smtp_secret())
    except BaseException:
        server.close()
        raise
    return server


def _hand_over(server: smtplib.SMTP, message: EmailMessage) -> str | None:
    """None when the server has taken it, its answer when it never will.

    Raises:
        MailServerAway: not now.
    """
    try:
        server.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        code, answer = next(iter(error.recipients.values()))
        return _final(code, answer, error)
    except smtplib.SMTPDataError as error:
        return _final(error.smtp_code, error.smtp_error, error)
    except (smtplib.SMTPException, OSError) as error:
        raise MailServerAway(_answer(error)) from error
    return None


def _final(code: int, answer: bytes | str, error: Exception) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    if code < FINAL:
        raise MailServerAway(f"{code} {text}") from error
    return f"{code} {text}"


def _answer(error: Exception) -> str:
    """What a server said, or what went wrong on the way to it."""
    if isinstance(error, smtplib.SMTPResponseException):
        text = error.smtp_error
        plain = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
        return f"{error.smtp_code} {plain}"
    return f"{type(error).__name__}: {error}"
