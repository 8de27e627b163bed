"""A hall with some thousand tickets of history and a few live ones, made once for all tests of a module."""

import datetime
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, connections

from dispatch.live.sequencer import sequence_all
from dispatch.models import Appeal, Assignment, Clock, Extension, Feed, FeedHead, Pending, Ruling, Suspension
from dispatch.workflow import Stage
from tests import services
from tests.cast import World
from tests.history.hall import remembers
from units import scope, territory

TICKETS = 4000
DAY = datetime.timedelta(days=1)


class Hall:
    """The cast with its live tickets, what the feed held before the seeding, and what the command said."""

    def __init__(self):
        self.world = World()
        self.live = {stage: [self.world.ticket_at(stage) for _ in range(3)] for stage in Stage}
        sequence_all()
        self.before = self.feed()
        self.said = self.seed(TICKETS)
        remembers(self.world)
        asked(self.world)

    @staticmethod
    def feed():
        return Feed.objects.count(), Pending.objects.count(), FeedHead.objects.get().number

    @staticmethod
    def seed(tickets, **options):
        out = StringIO()
        call_command("seed_history", tickets=tickets, years=2, stdout=out, **{"piece": 1000, **options})
        return out.getvalue()


def asked(world):
    """What units asked for in those years, and what was ruled: an extension, a suspension, an appeal and a ruling for
    each of half the closed parts."""
    parts = Assignment.objects.filter(ticket__place_source="seeded", ended_at__isnull=False, part="lead")
    clocks = dict(Clock.objects.filter(kind="resolve", assignment__in=parts).values_list("assignment", "pk"))
    parts = [part for part in parts.select_related("ticket") if part.pk in clocks][: TICKETS // 2]
    said = {"asked_by": world.roads_handler, "text": "等配件"}
    rows = {Extension: [], Suspension: [], Appeal: [], Ruling: []}
    for part in parts:
        of = {"ticket": part.ticket, "assignment": part, "asked_at": part.ended_at, **said}
        answered = {"answered_by": world.shift_leader, "answered_at": part.ended_at}
        rows[Extension].append(Extension(number=1, state="granted", **of, **answered))
        rows[Suspension].append(
            Suspension(until=part.ended_at + DAY, ended_at=part.ended_at, state="ended", **of, **answered)
        )
        rows[Appeal].append(Appeal(clock_id=clocks[part.pk], state="declined", **of, **answered))
        rows[Ruling].append(
            Ruling(
                ticket=part.ticket,
                item_id=part.ticket.item_id,
                opened_at=part.ended_at,
                decided_at=part.ended_at,
                by=world.arbiter,
                lead=world.roads,
                text="牵头",
            )
        )
    for model, made in rows.items():
        model.objects.bulk_create(made, batch_size=500)
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")


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
