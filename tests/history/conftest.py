"""A hall with some thousand tickets of history and a few live ones, made once for all tests of a module."""

import datetime
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, connections

from dispatch.live.sequencer import sequence_all
from dispatch.models import Feed, FeedHead, Pending
from dispatch.workflow import Stage
from tests import services
from tests.cast import World
from units import scope, territory

TICKETS = 4000


class Hall:
    """The cast with its live tickets, what the feed held before the seeding, and what the command said."""

    def __init__(self):
        self.world = World()
        self.live = {stage: [self.world.ticket_at(stage) for _ in range(3)] for stage in Stage}
        sequence_all()
        self.before = self.feed()
        self.said = self.seed(TICKETS)

    @staticmethod
    def feed():
        return Feed.objects.count(), Pending.objects.count(), FeedHead.objects.get().number

    @staticmethod
    def seed(tickets, **options):
        out = StringIO()
        call_command("seed_history", tickets=tickets, years=2, stdout=out, **{"piece": 1000, **options})
        return out.getvalue()


@pytest.fixture(scope="module")
def hall(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        scope.set_scope(("system", "", "", ""))
        territory.forget()
        yield Hall()
        name = connection.settings_dict["NAME"]
        services.restore(name)
        with connections["owner"].cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE)")  # the next module's planner thinks of small tables again
        for each in connections.all(initialized_only=True):
            each.close()


def days_ago(n):
    return datetime.date.today() - datetime.timedelta(days=n)
