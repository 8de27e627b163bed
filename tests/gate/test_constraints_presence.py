"""What the database refuses of who has a record open."""

import uuid

from django.db import connection

from dispatch.models import Presence
from tests.gate.test_constraints import refused
from units import clock


def test_a_page_stands_there_once(world):
    row = {"page": uuid.uuid4(), "ticket": world.ticket(), "user": world.dispatcher, "seen": clock.now()}
    Presence.objects.create(**row)
    refused("presence_once_a_page", lambda: Presence.objects.create(**row))


def test_what_is_true_for_seconds_costs_no_write_ahead_log(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT relpersistence FROM pg_class WHERE relname = 'dispatch_presence'")
        assert cursor.fetchone()[0] == "u"
