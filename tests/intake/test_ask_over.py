"""Taking a call over: asked, with 20 s of grace; at once from a seat that shows no life; never released by itself."""

from datetime import timedelta

import pytest

from dispatch.tick import run_once
from intake.models import Call, Draft, Ring
from intake.services import claim, save_draft
from tests.intake.exchange import Line
from units import clock, scope

JSON = {"accept": "application/json"}


def post(browser, verb, ring, **more):
    return browser.send(f"/calls/lines/{verb}/", {"ring": ring.pk, **more}, headers=JSON)


@pytest.fixture
def ring(world):
    """A call in the call taker's hands, with something typed."""
    held = claim(Line().ring(), by=world.call_taker)
    save_draft(key=held.key, fields={"words": "半句话", "number": "139"}, by=world.call_taker)
    return held


def holder():
    return Ring.objects.select_related("holder").get().holder


def test_a_call_that_is_asked_for_stays_until_the_grace_is_over(world, as_, ring):
    assert post(as_("dispatcher"), "ask", ring).status_code == 200
    assert "asks for this call" in as_("call_taker").get("/calls/lines/").content.decode()
    run_once()
    assert holder() == world.call_taker
    with clock.at(clock.now() + timedelta(seconds=21)):
        run_once()
    assert holder() == world.dispatcher
    assert Draft.objects.get().user == world.dispatcher
    page = as_("dispatcher").get(f"/calls/new/?draft={ring.key}").content.decode()
    assert "半句话" in page


def test_whoever_asked_takes_it_himself_after_the_grace_should_tick_be_late(world, as_, ring):
    asker = as_("dispatcher")
    post(asker, "ask", ring)
    assert "draft" not in post(asker, "ask", ring).json()["place"]
    with clock.at(clock.now() + timedelta(seconds=21)):
        assert str(ring.key) in post(asker, "ask", ring).json()["place"]
    assert holder() == world.dispatcher


def test_the_holder_gives_it_at_once_with_what_was_typed(world, as_, ring):
    post(as_("dispatcher"), "ask", ring)
    assert post(as_("call_taker"), "give", ring).status_code == 200
    assert (holder(), Draft.objects.get().user) == (world.dispatcher, world.dispatcher)


def test_the_holder_keeps_it(world, as_, ring):
    post(as_("dispatcher"), "ask", ring)
    assert post(as_("call_taker"), "keep", ring).status_code == 200
    with clock.at(clock.now() + timedelta(seconds=60)):
        run_once()
    assert holder() == world.call_taker


def test_a_second_who_asks_reads_who_asked_first(world, as_, ring):
    post(as_("dispatcher"), "ask", ring)
    late = post(as_("shift_leader"), "ask", ring)
    assert late.status_code == 409
    assert world.dispatcher.name in late.json()["sentence"]


def test_a_locked_screen_goes_on_showing_life_so_its_call_is_asked_for_and_not_taken(world, as_, ring):
    taker, later = as_("call_taker"), clock.now() + timedelta(seconds=50)
    taker.post("/lock/", headers=JSON)
    assert taker.get("/calls/lines/", headers={"x-requested-with": "fetch"}).status_code == 423
    with clock.at(later):
        assert taker.post("/calls/lines/alive/", headers=JSON).status_code == 204
        post(as_("dispatcher"), "ask", ring)
        assert holder() == world.call_taker
    with clock.at(later + timedelta(seconds=21)):
        run_once()
    assert holder() == world.dispatcher, "nobody was there to keep it"


def test_a_call_saved_within_the_grace_stays_saved(world, as_, ring):
    post(as_("dispatcher"), "ask", ring)
    assert as_("call_taker").send("/calls/dismiss/", {"validity": "silent"}, key=ring.key).status_code == 303
    with clock.at(clock.now() + timedelta(seconds=30)):
        run_once()
    assert Call.objects.get().by == world.call_taker
    late = post(as_("dispatcher"), "ask", ring)
    assert late.status_code == 409


def test_a_silent_seat_is_shown_and_its_call_taken_at_once_but_never_released(world, as_, ring):
    later = clock.now() + timedelta(seconds=50)
    with clock.at(later):
        run_once()
        assert holder() == world.call_taker, "nothing is released by itself"
        html = as_("shift_leader").get("/calls/lines/").content.decode()
        assert f'data-stale="{ring.pk}"' in html
        assert "data-stale" not in as_("dispatcher").get("/calls/lines/").content.decode(), "heard by the leader alone"
        assert str(ring.key) in post(as_("dispatcher"), "ask", ring).json()["place"]
    assert (holder(), Draft.objects.get().user) == (world.dispatcher, world.dispatcher)


def test_a_sign_of_life_keeps_a_seat_from_being_taken_for_dead(world, as_, ring):
    with clock.at(clock.now() + timedelta(seconds=40)):
        assert as_("call_taker").send("/calls/lines/alive/").status_code == 204
    with clock.at(clock.now() + timedelta(seconds=80)):
        assert 'class="line-stale' not in as_("shift_leader").get("/calls/lines/").content.decode()


def test_whoever_lost_the_call_reads_whose_it_is_and_saves_nothing(world, as_, ring):
    with clock.at(clock.now() + timedelta(seconds=50)):
        post(as_("dispatcher"), "ask", ring)
    loser = as_("call_taker")
    draft = loser.post("/calls/draft/", {"key": str(ring.key), "words": "还在打字"}, headers=JSON)
    saved = loser.send("/calls/dismiss/", {"validity": "silent"}, key=ring.key)
    assert (draft.status_code, saved.status_code) == (409, 409)
    assert world.dispatcher.name in draft.json()["sentence"]
    assert world.dispatcher.name in saved.content.decode()
    assert not Call.objects.exists()


def test_a_draft_is_nobody_elses_before_the_call_goes_over(world, ring):
    with scope.of(world.dispatcher):
        assert not Draft.objects.exists()
    with scope.of(world.call_taker):
        assert Draft.objects.count() == 1
