"""Who else has this record open. A page says every few seconds that it is there, and hears in the answer who else is.

Each answer is read afresh, so it holds over several web processes and without Redis. A page that left is gone with the next
answer; one that fell silent, after STAYS: together less than fifteen seconds behind the truth (BEAT in presence.js is 6 s).
"""

from dataclasses import dataclass

from django.db import connection
from django.utils.translation import get_language

STAYS = "9 seconds"
_OTHERS = """
    SELECT p.unit_id IS NULL, u.name, u.name_en, u.username, max(p.seat)
    FROM dispatch_presence p JOIN units_user u ON u.id = p.user_id
    WHERE p.ticket_id = %s AND p.user_id <> %s AND p.seen > clock_timestamp() - %s::interval
      AND (%s OR p.unit_id IS NULL OR p.unit_id = ANY (%s))
    GROUP BY 1, 2, 3, 4 ORDER BY 1 DESC, 5, 4
"""
_HERE = f"""
    WITH old AS (
        DELETE FROM dispatch_presence WHERE user_id = %s AND page <> %s AND seen < clock_timestamp() - interval '1 minute'
    ), here AS (
        INSERT INTO dispatch_presence (page, ticket_id, user_id, unit_id, seat, seen)
        VALUES (%s, %s, %s, %s, %s, clock_timestamp())
        ON CONFLICT (user_id, page) DO UPDATE
        SET ticket_id = excluded.ticket_id, unit_id = excluded.unit_id, seat = excluded.seat, seen = excluded.seen
    ) {_OTHERS}
"""  # noqa: S608 – our own words
_LEFT = "DELETE FROM dispatch_presence WHERE user_id = %s AND page = %s"


@dataclass(frozen=True)
class Reader:
    """`of_centre`: somebody of the centre; to a unit he has neither name nor seat, it is the centre that reads."""

    of_centre: bool
    label: str = ""
    seat: str = ""


def here(ticket, page, user):
    """This page (a UUID) of the ticket is open before `user`; who else has it open. One statement."""
    mine = [user.pk, page, page, ticket.pk, user.pk, _unit_of(user), user.seat_code]
    return _read(_HERE, mine, ticket, user)


def others(ticket, user):
    """Who else has the ticket open, for somebody who is not counted himself."""
    return _read(_OTHERS, [], ticket, user)


def left(page, user):
    with connection.cursor() as cursor:
        cursor.execute(_LEFT, [user.pk, page])


def _unit_of(user):
    """The unit in whose name somebody of the portal reads; None for the centre."""
    units = user.unit_ids()
    if user.kind != "unit" or not units:
        return None
    return user.unit_id if user.unit_id in units else units[0]


def _read(statement, values, ticket, user):
    of_unit = _unit_of(user) is not None
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, ticket.pk, user.pk, STAYS, not of_unit, user.unit_ids()])
        rows = cursor.fetchall()
    english = (get_language() or "").startswith("en")
    readers = [Reader(True)] if of_unit and any(of_centre for of_centre, *_who in rows) else []
    return readers + [
        Reader(of_centre, (english and name_en) or name or username, seat)
        for of_centre, name, name_en, username, seat in rows
        if not (of_centre and of_unit)
    ]
