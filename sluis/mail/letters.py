"""The table `report_letter`: who is to get which report, and who has."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import msgspec

from sluis.db import Connection
from sluis.journal import jobs

LONGEST_ANSWER = 200


class Letter(msgspec.Struct, frozen=True):
    """One report to one address; `state` is that of the delivery when it was written."""

    delivery_id: UUID
    state: str
    address: str
    language: str


def mail_lane(delivery_id: UUID) -> str:
    """Lane of the job that sends: a mail waits for no import and no report of another."""
    return f"mail:{delivery_id}"


def wish(
    connection: Connection, delivery_id: UUID, state: str, addresses: Sequence[str], language: str
) -> str | None:
    """Ask for the report of a delivery to be sent; returns the lane to ring, None for nobody new.

    A report that is written again is not sent again.
    """
    with connection.cursor() as cursor:
        cursor.executemany(_WISH, [(delivery_id, state, one, language) for one in addresses])
        if not cursor.rowcount:
            return None
    lane = mail_lane(delivery_id)
    jobs.add(connection, kind="mail", lane=lane, delivery_id=delivery_id)
    return lane


def waiting(connection: Connection, delivery_id: UUID) -> list[Letter]:
    """Those of a delivery that have neither been sent nor refused, oldest first."""
    rows = connection.execute(_WAITING, [delivery_id]).fetchall()
    return [msgspec.convert(row, Letter, strict=False) for row in rows]


def sent(connection: Connection, letter: Letter) -> None:
    """The server has accepted it."""
    connection.execute(_SENT, [letter.delivery_id, letter.state, letter.address])


def refused(connection: Connection, letter: Letter, answer: str) -> None:
    """The server will never take it; *answer* says why."""
    values = [answer[:LONGEST_ANSWER], letter.delivery_id, letter.state, letter.address]
    connection.execute(_REFUSED, values)


def asked_for(connection: Connection, delivery_id: UUID) -> list[str]:
    """Whom the sender wants to have the report: parameters.xml decides, else the account."""
    row = connection.execute(_ASKED_FOR, [delivery_id]).fetchone()
    return list(row["addresses"] or []) if row else []


_WISH = """
insert into report_letter (delivery_id, state, address, language) values (%s, %s, %s, %s)
on conflict do nothing
"""
_WAITING = """
select delivery_id, state, address, language from report_letter
where delivery_id = %s and sent_at is null and refused is null
order by wished_at, state, address
"""
_PLACE = "where delivery_id = %s and state = %s and address = %s"
_SENT = f"update report_letter set sent_at = clock_timestamp() {_PLACE}"  # noqa: S608 - constants
_REFUSED = f"update report_letter set refused = %s {_PLACE}"  # noqa: S608 - likewise
_ASKED_FOR = """
select coalesce(
         (select array_agg(address)
          from jsonb_array_elements_text(d.parameters -> 'report_to') as address),
         a.report_to) as addresses
from delivery d left join account a on a.name = d.account
where d.id = %s
"""
