"""Everything Sluis raises on purpose.

    SluisError
    ├── SettingsError            the environment is incomplete         (exit 2 at start)
    ├── UnreadableFile           the document as a whole is unusable   (reject, never retry)
    │   ├── UnknownFormat        no registered format recognises it
    │   └── UnsupportedVersion   ours, but a version we do not read
    ├── Refused                  what was asked cannot be done, and why (exit 1, never retry)
    ├── LeaseLost                another worker has taken the job over (stop at once, write nothing)
    ├── JobStopped               an operator asked the job to stop     (roll back, `cancelled`)
    ├── ShuttingDown             this worker was asked to end          (hand the job back)
    ├── ReaderDied               the reading child was cut short       (an attempt is counted)
    └── StoreUnavailable         PostgreSQL or the broker is away      (retry with back-off)
        └── MailServerAway       the mail server does not take it now  (likewise, for an hour)

A single bad record is not an exception: it is a `Finding`, and the file goes on.
"""

from __future__ import annotations


class SluisError(Exception):
    """Base class: catch this at a process edge, and nowhere else."""


class SettingsError(SluisError):
    """The environment is incomplete or wrong; lists every problem at once."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


class UnreadableFile(SluisError):
    """The document as a whole cannot be read; trying again will not help.

    `rule` is the stable code the report shows (see `sluis.checks.rules`); `detail` fills the
    placeholders of its texts (`seen`, `accepted`, ...).
    """

    rule = "file-unreadable"

    def __init__(
        self,
        reason: str,
        *,
        format_name: str = "",
        line: int | None = None,
        rule: str = "",
        detail: dict[str, str] | None = None,
    ) -> None:
        where = "" if line is None else f" near line {line}"
        super().__init__(f"{format_name or 'document'}{where}: {reason}")
        self.reason = reason
        self.format_name = format_name
        self.line = line
        self.rule = rule or type(self).rule
        self.detail = detail or {}


class UnknownFormat(UnreadableFile):
    """No registered format recognises the content."""

    rule = "file-unknown-format"


class UnsupportedVersion(UnreadableFile):
    """The format is ours, the version is not."""

    rule = "file-unsupported-version"


class Refused(SluisError):
    """What was asked cannot be done; the text says why and what would."""


class LeaseLost(SluisError):
    """The job's lease ran out and another worker holds it now."""


class JobStopped(SluisError):
    """An operator asked the job to stop; it ends at the block boundary."""


class ShuttingDown(SluisError):
    """This worker was asked to end; the job goes back and costs no attempt."""


class ReaderDied(SluisError):
    """The reading child crashed or hit its memory or time limit; perhaps the file is poison."""


class StoreUnavailable(SluisError):
    """A store we depend on is away for now; the work may be tried again."""


class MailServerAway(StoreUnavailable):
    """The mail server does not answer, or will not take the mail now."""

    longest_pause = 900.0
    """Seconds between two attempts at most: servers are away for longer than databases."""
