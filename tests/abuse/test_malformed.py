"""Whatever is sent: an answer, in time, that is no failure of ours. MALFORMED=10000 sends as many; ABUSE_SEED others."""

import os

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.abuse import material, surface
from tests.abuse.abuser import Abuser
from tests.cast import browser_of
from units import scope, territory

REQUESTS = int(os.environ.get("MALFORMED", "2000"))
SEED = int(os.environ.get("ABUSE_SEED", "1"))
SHARDS = 8  # so that both cores are used


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
    world, ids, pages = material.everything()
    paths, forms, sessions = surface.addresses(ids), {}, {"": None}
    begin = pages + [path for path in paths if "<" not in surface.route_of(path)]
    for who in material.WHO:
        browser = browser_of(getattr(world, who))
        sessions[who] = browser.cookies["sessionid"].value
        for form in surface.crawled(who, browser, begin):
            for each in (form, *surface.typed_elsewhere(form)):
                forms.setdefault((surface.route_of(each.path), tuple(sorted(each.fields))), each)
    return Abuser(sessions, list(forms.values()), paths, surface.parameters())


def test_every_verb_that_takes_a_form_is_found(abuser):
    found = {surface.route_of(form.path) for form in abuser.forms if form.method == "POST"}
    moves = {route for _, route in surface.patterns() if route.startswith(("tickets/<number", "parts/<int"))}
    assert moves - found == {"tickets/<number:number>/"}, "the ticket's page itself takes none"
    assert {
        "calls/new/", "calls/join/", "calls/draft/", "calls/lines/claim/", "calls/owed/redial/", "calls/texts/answer/",
        "calls/transfer/answer/", "listings/<int:pk>/approve/", "handovers/<int:pk>/give/", "seats/rest/approve/",
        "seats/take-over/", "registry/amendments/<int:pk>/accept/", "tasks/report/", "tasks/<int:pk>/", "find/", "calls/",
    } <= found  # fmt: skip
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
