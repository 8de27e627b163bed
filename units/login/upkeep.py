"""What is thrown away: sessions that ended, attempts that count no more, the log of security after its 400 days."""

import time
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from units.login.attempts import FORGET

EVERY_SECONDS = 600
AT_ONCE = 1000  # rows; the rest the next time, so that no lock is held long
KEEP_EVENTS = timedelta(days=400)  # the law asks for six months of network logs
_AGES = (
    ("django_session", "session_key", "expire_date", timedelta(0)),
    ("units_attempt", "id", "at", FORGET),
    ("units_securityevent", "id", "at", KEEP_EVENTS + timedelta(days=1)),
)
_DELETE = "DELETE FROM {table} WHERE {key} IN (SELECT {key} FROM {table} WHERE {age} < %s ORDER BY {age} LIMIT {most})"
_next = 0.0


def prune_if_due():
    """Called by tick in each round; does something every ten minutes."""
    global _next
    if time.monotonic() >= _next:
        _next = time.monotonic() + EVERY_SECONDS
        prune()


def prune():
    now = timezone.now()
    with connection.cursor() as cursor:
        for table, key, age, kept in _AGES:
            cursor.execute(_DELETE.format(table=table, key=key, age=age, most=AT_ONCE), [now - kept])
