"""Seats of the hall as topics: `units`, which keeps them, knows no screens.

Everybody's box hears of rests; how each seat stands changes with every call, and is told to the shift leader alone.
"""

from django.db import connection

from dispatch.live import topics
from dispatch.live.audiences import CENTRE, CLEARED

_RESTS = """
    SELECT string_agg(id || outcome || CASE WHEN began_at IS NULL THEN ''
        WHEN began_at + minutes * interval '1 minute' < clock_timestamp() THEN '!' ELSE '+' END, ',' ORDER BY id)
    FROM units_rest WHERE ended_at IS NULL
"""
_SEATS = """
    SELECT string_agg(id || '.' || coalesce(occupant_id, 0) || state || coalesce(since::text, ''), ',' ORDER BY id)
    FROM units_seat
"""


def _asked(statement):
    def state():
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchone()[0]

    return state


topics.register("rests", {CLEARED, CENTRE}, _asked(_RESTS))
topics.register("seats", {CLEARED}, _asked(_SEATS))
