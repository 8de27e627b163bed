"""A signed message counts once: its id is unique, and the same id with another body is refused."""

from django.db import connection
from django.utils.translation import gettext as _

from units.refusals import Refusal


class IdReused(Refusal):
    code = "id_reused"


def kept_once(model, message, **facts):
    """Write a message as a row of `model`. True when it is new, False when this very message was kept before."""
    row = {
        "event_id": message.id, "at": message.at, "received_at": message.received_at, "digest": message.digest, **facts,
    }  # fmt: skip
    columns, marks = ", ".join(row), ", ".join(["%s"] * len(row))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {model._meta.db_table} ({columns}) VALUES ({marks})"  # noqa: S608 – our own words
            " ON CONFLICT (event_id) DO NOTHING RETURNING id",
            list(row.values()),
        )
        if cursor.fetchone():
            return True
    if not model.objects.filter(event_id=message.id, digest=message.digest).exists():
        raise IdReused(_("Another message came under this id."))
    return False
