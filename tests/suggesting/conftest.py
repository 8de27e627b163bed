"""A centre that has closed tickets of two items, told in words that the duty list does not have."""

import pytest

from dispatch.models import Ticket
from dispatch.suggesting import making, running
from dispatch.workflow import Stage
from units import clock, scope
from units.models import User

TOLD = {"manhole": ["路上有个窟窿会掉人", "盖子被偷了只剩窟窿"], "lamp": ["晚上漆黑一片看不见", "那条巷子漆黑"]}


@pytest.fixture
def closed(world):
    """`closed(item, words, **fields)` is a ticket that ended so. The row itself: nothing else is looked at."""

    def make(about, told, **fields):
        ticket = world.ticket(item=about, words=told)
        end = {"stage": Stage.CLOSED, "closed_at": clock.now(), "disposition": "on_site"}
        Ticket.objects.filter(pk=ticket.pk).update(**{**end, **fields})
        return ticket

    return make


@pytest.fixture
def past(world, closed):
    """Closed tickets, enough of them for one in ten to be held out."""
    for n in range(24):
        for item, told in TOLD.items():
            closed(getattr(world, item), told[n % 2])


@pytest.fixture
def train():
    """Every step, one after the other."""

    def do(**by):
        suggester = making.begin(**by)
        while making.step(suggester):
            pass
        suggester.refresh_from_db()
        return suggester

    return do


@pytest.fixture(autouse=True)
def _read_anew(monkeypatch):
    """Ids come again in another test's database: no model is known from there."""
    monkeypatch.setattr(running, "_kept", (None, None))


@pytest.fixture
def seen():
    """`seen(username, model)`: how many rows this person's session sees."""

    def count(username, model):
        with scope.of(User.objects.get(username=username)):
            return model.objects.count()

    return count
