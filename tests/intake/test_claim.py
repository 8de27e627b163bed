"""A ringing line is claimed by one; the draft of the open form stays whole; the saved call has the telephone's times."""

import uuid

import pytest

from dispatch.models import Party
from intake.models import Call, Draft, Ring
from tests.intake.exchange import Line
from units import measures

JSON = {"accept": "application/json"}


def post(browser, verb, ring, **more):
    return browser.send(f"/calls/lines/{verb}/", {"ring": ring.pk, **more}, headers=JSON)


def test_the_strip_shows_what_rings_oldest_first_with_what_is_known_of_the_caller(world, as_):
    world.ticket()
    known = Party.objects.first().phone
    Line(number="13711111111").ring(ago=2)
    Line(number=known).ring(ago=9)
    html = as_("call_taker").get("/calls/lines/").content.decode()
    first, second = html.split('class="line-ringing"')[1:3]
    assert 'data-key="F1"' in first
    assert 'data-key="F1"' not in second
    assert "1 ticket open" in first
    assert "open" not in second
    assert known not in html, "numbers are masked"


def test_a_claimed_call_opens_its_own_form_with_the_number(world, as_):
    ring = Line().ring()
    taker = as_("call_taker")
    place = post(taker, "claim", ring).json()["place"]
    page = taker.get(place).content.decode()
    assert f'name="key" value="{ring.key}"' in page
    assert 'value="13900000000"' in page
    ring.refresh_from_db()
    assert (ring.holder, ring.version) == (world.call_taker, 2)


def test_what_was_half_typed_is_parked_and_comes_back_whole(world, as_):
    taker, key = as_("call_taker"), uuid.uuid4()
    typed = {"key": str(key), "number": "13511111111", "words": "坏了三天", "address": "东河路 1 号", "danger": "on"}
    assert taker.post("/calls/draft/", typed).status_code == 200
    ring = Line().ring()
    page = taker.get(post(taker, "claim", ring).json()["place"]).content.decode()
    assert "坏了三天" not in page.split('id="call-form"')[1].split("</form>")[0]
    assert f"draft={key}" in page, "it stands in the strip as parked"
    back = taker.get(f"/calls/new/?draft={key}").content.decode()
    assert all(text in back for text in ("13511111111", "坏了三天", "东河路 1 号"))
    assert Draft.objects.get().fields["danger"] is True


def test_the_saved_call_has_the_times_of_the_telephone_and_counts_in_the_share(world, as_):
    for answer in (12, 18):
        line = Line()
        ring = line.ring(ago=30)
        taker = as_("call_taker")
        post(taker, "claim", ring)
        line.say("answered", ago=30 - answer)
        line.say("hung_up", ago=1)
        assert taker.send("/calls/dismiss/", {"validity": "misdial"}, key=ring.key).status_code == 303
        call = Call.objects.get(ring=ring)
        assert (call.answered_at - call.rang_at).total_seconds() == pytest.approx(answer, abs=1.5)
        assert call.ended_at
        assert call.called_line == "12345"
    answered = next(measure for measure in measures.all() if measure.code == "answered")
    counted = Call.objects.filter(answered.where)
    assert (counted.count(), counted.filter(answered.part).count()) == (2, 1)


def test_claiming_twice_is_one_claim_and_another_reads_who_was_first(world, as_):
    ring = Line().ring()
    taker, key = as_("call_taker"), uuid.uuid4()
    assert {post(taker, "claim", ring, key=key).status_code for _ in range(2)} == {200}
    late = post(as_("dispatcher"), "claim", ring)
    assert late.status_code == 409
    assert world.call_taker.name in late.json()["sentence"]
    assert Ring.objects.get().holder == world.call_taker


@pytest.mark.parametrize("role", ["verifier", "supervisor", "sysadmin", "roads_handler", "collector"])
def test_who_takes_no_calls_sees_no_lines(world, as_, role):
    ring = Line().ring()
    browser = as_(role)
    assert browser.get("/calls/lines/").status_code == 403
    assert post(browser, "claim", ring).status_code == 403
    assert 'id="lines"' not in browser.get("/", follow=True).content.decode()


@pytest.mark.parametrize("given", ["", "x", "0", "-1", "9" * 30, "\x00"])
def test_a_ring_that_is_none_is_not_there(world, as_, given):
    assert as_("call_taker").send("/calls/lines/claim/", {"ring": given}).status_code == 404


def test_get_claims_nothing(world, as_):
    assert as_("call_taker").get("/calls/lines/claim/").status_code == 405
