"""Whatever is sent: an answer, in time, that is no failure of ours. MALFORMED=10000 sends as many; ABUSE_SEED others."""

import os

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from dispatch import services
from dispatch.workflow import Stage
from tests.abuse import surface
from tests.abuse.abuser import Abuser
from tests.cast import World, browser_of
from units import clock, measures, scope, territory

REQUESTS = int(os.environ.get("MALFORMED", "2000"))
SEED = int(os.environ.get("ABUSE_SEED", "1"))
SHARDS = 8  # so that both cores are used
# Between them they open every page.
WHO = ("dispatcher", "callback", "verifier", "shift_leader", "secadmin", "sysadmin", "roads_handler", "collector")


@pytest.fixture(scope="module")
def abuser(django_db_setup, django_db_blocker, tmp_path_factory):
    """The forms of every page that anybody of the cast can open, at every stage of a ticket."""
    from django.conf import settings as product

    kept, product.PHOTO_DIR = product.PHOTO_DIR, tmp_path_factory.mktemp("photos")
    with django_db_blocker.unblock(), transaction.atomic():
        scope.set_scope(("system", "", "", ""))
        territory.forget()
        yield _abuser()
        transaction.set_rollback(True)
    product.PHOTO_DIR = kept
    territory.forget()


def _abuser():
    world = World()
    tickets = [
        world.ticket_at(stage) for stage in (Stage.ASSIGNMENT, Stage.HANDLING, Stage.VERIFICATION, Stage.CALLBACK)
    ]
    handled = world.part(tickets[1], world.roads)
    arrived = world.part(world.ticket_at(Stage.HANDLING), world.roads)
    services.accept(arrived, by=world.roads_handler)
    ids = {
        "number": [ticket.number for ticket in tickets], "int": [handled.pk, arrived.pk],
        "str": [clock.local_day(clock.now()).isoformat()], "slug": [measure.code for measure in measures.all()[:2]],
        "other": ["1"],
    }  # fmt: skip
    ids["int"] += [task.pk for task in tickets[2].verifications.all()]
    paths, forms, sessions = surface.addresses(ids), {}, {"": None}
    for who in WHO:
        browser = browser_of(getattr(world, who))
        sessions[who] = browser.cookies["sessionid"].value
        for path in paths:
            answer = browser.get(path)
            if answer.get("Content-Type", "").startswith("text/html") and not answer.streaming:
                for form in surface.forms_of(who, path, answer.content.decode()):
                    forms.setdefault((form.path, tuple(form.fields)), form)
    return Abuser(sessions, list(forms.values()), paths, surface.parameters())


def test_every_verb_that_takes_a_form_is_found(abuser):
    found = " ".join(form.path for form in abuser.forms)
    for verb in ("assign", "settle", "verify", "close", "note", "give_feedback", "hand_back", "accept"):
        assert f"/{verb}/" in found
    assert {"/calls/new/", "/tasks/report/", "/find/", "/calls/"} <= {form.path for form in abuser.forms}
    assert {"since", "page", "after", "q", "date"} <= set(abuser.names)


@pytest.mark.parametrize("shard", range(SHARDS))
def test_nothing_malformed_fails_or_hangs(abuser, shard, record_property):
    before = abuser.sent

    @seed(SEED * 1_000 + shard)
    @settings(
        max_examples=REQUESTS // SHARDS, deadline=None, database=None, phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(st.data())
    def send(data):
        abuser.send(**data.draw(abuser.one()))

    send()
    record_property("malformed: requests", abuser.sent - before)
