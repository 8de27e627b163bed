"""The one clock. Every time in a record comes from the database, so that no machine's wrong clock writes history."""

from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.utils import timezone

_told = ContextVar("told_time", default=None)


def now():
    """The database's time at this moment (aware, UTC), or the time told by `at`."""
    if (moment := told()) is not None:
        return moment
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def told():
    """The time told by `at`, or None: for a statement that asks the database for the time beside something else."""
    return _told.get()


def about():
    """This moment by this machine's clock: for what is looked for and shown. No record is written by it."""
    return told() or timezone.now()


def today():
    """The district's day, by the same clock."""
    return local_day(about())


@contextmanager
def at(moment):
    """Let tests, the demo district and replay tell the time; refused in production."""
    if not settings.REPLAY_CLOCK_ALLOWED:
        raise ImproperlyConfigured("clock.at() tells the time and is refused in production.")
    if timezone.is_naive(moment):
        raise ValueError("clock.at() needs an aware time.")
    token = _told.set(moment)
    try:
        yield moment
    finally:
        _told.reset(token)


def local_day(moment):
    """The district's day that `moment` belongs to; its start is settings.DAY_STARTS_AT_HOUR."""
    local = timezone.localtime(moment)
    return (local - timezone.timedelta(hours=settings.DAY_STARTS_AT_HOUR)).date()


def day_bounds(day):
    """(start, end) of a local day as aware times; end is exclusive."""
    start = timezone.make_aware(
        timezone.datetime.combine(day, timezone.datetime.min.time())
        + timezone.timedelta(hours=settings.DAY_STARTS_AT_HOUR)
    )
    return start, start + timezone.timedelta(days=1)
