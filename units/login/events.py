"""The log of log-ins and of what administrators do to accounts. Rows are only ever added."""

from django.db import connection

from units.login import address
from units.models import SecurityEvent

Kind = SecurityEvent.Kind
# Without RETURNING: whoever writes a row need not be one who may read it.
_ADD = """
    INSERT INTO units_securityevent (at, kind, user_id, by_id, address, detail)
    VALUES (clock_timestamp(), %s, %s, %s, %s, %s)
"""


def write(kind, *, user=None, by=None, request=None, detail=""):
    """`user` is whose account it is about, `by` who did it (None: nobody who was known)."""
    where = address.of(request) if request is not None else ""
    with connection.cursor() as cursor:
        cursor.execute(_ADD, [kind, user and user.pk, by and by.pk, where, detail[:200]])
