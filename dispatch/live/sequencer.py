"""Gives pending events their numbers in the feed: in the order in which their commits became visible, without gaps.

Whoever finds pending rows sequences them, one at a time under an advisory lock. Waiting for the lock, rather than trying
it, loses no wake-up: what the holder did not see yet, the next in line does. A ticket's events keep their order, because
its row is locked until COMMIT: a later event of the same ticket has the higher id and is never visible first.
"""

from django.db import connection, transaction

LOCK = 0x66656564  # "feed"
BATCH = 500
_LOCK = "SELECT set_config('lock_timeout', '2s', true), pg_advisory_xact_lock(%s)"
_NUMBER = """
    WITH batch AS (
        DELETE FROM dispatch_pending WHERE event_id IN (SELECT event_id FROM dispatch_pending ORDER BY event_id LIMIT %s)
        RETURNING event_id
    ), numbered AS (
        INSERT INTO dispatch_feed (number, event_id, at)
        SELECT head.number + row_number() OVER (ORDER BY batch.event_id), batch.event_id, clock_timestamp()
        FROM batch, dispatch_feedhead head WHERE head.id = 1
        RETURNING number
    )
    UPDATE dispatch_feedhead SET number = (SELECT max(number) FROM numbered)
    WHERE id = 1 AND EXISTS (SELECT 1 FROM numbered)
    RETURNING number
"""


def sequence():
    """Number one batch of what is pending. Returns the number that the feed reached, or None when nothing was."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_LOCK, [LOCK])
        cursor.execute(_NUMBER, [BATCH])  # a statement of its own: its snapshot is taken when the lock is ours
        row = cursor.fetchone()
    return row[0] if row else None


def sequence_all():
    """Number everything that is pending; returns the number reached, or None."""
    reached = None
    while (number := sequence()) is not None:
        reached = number
    return reached
