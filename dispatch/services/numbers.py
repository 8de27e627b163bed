"""Numbers for people: `T20260822-0042`, drills `Y…`. One series a local day; gaps are allowed; never sorted by."""

from django.db import connection

from units import clock

_NEXT = """
    INSERT INTO dispatch_numberseries (day, kind, last) VALUES (%s, %s, 1)
    ON CONFLICT (day, kind) DO UPDATE SET last = dispatch_numberseries.last + 1
    RETURNING last
"""


def take(at, *, is_drill=False):
    """The next number of the local day of `at`: at least four digits, five after 9999. Take it last in a transaction."""
    kind, day = ("Y" if is_drill else "T"), clock.local_day(at)
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [day, kind])
        return f"{kind}{day:%Y%m%d}-{cursor.fetchone()[0]:04d}"
