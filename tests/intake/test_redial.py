"""Missed calls wait in a list until somebody has called back; each vain try is kept."""

from intake.models import Call, Redial, Ring
from intake.services import claim
from tests.intake.exchange import Line

URL = "/calls/missed/redial/"


def missed():
    line = Line()
    ring = line.ring(ago=20)
    line.say("hung_up", ago=3)
    ring.refresh_from_db()
    return ring


def test_a_caller_who_hangs_up_unanswered_stands_in_the_list(world, as_):
    missed()
    taker = as_("call_taker")
    assert "139****0000" in taker.get("/calls/missed/").content.decode()
    assert "<b>1</b>" in taker.get("/calls/lines/").content.decode()


def test_a_vain_try_is_kept_and_the_call_waits_on(world, as_):
    ring = missed()
    assert as_("call_taker").send(URL, {"ring": ring.pk}).status_code == 302
    assert (Redial.objects.get().by, Ring.objects.missed().count()) == (world.call_taker, 1)
    assert "1 try in vain" in as_("call_taker").get("/calls/missed/").content.decode()


def test_whoever_took_it_to_call_back_lets_go_with_what_was_typed(world, as_):
    ring = claim(missed(), by=world.call_taker)
    taker = as_("call_taker")
    taker.post("/calls/draft/", {"key": str(ring.key), "words": "占线"})
    assert 'form="no-answer"' in taker.get(f"/calls/new/?draft={ring.key}").content.decode()
    assert taker.send(URL, {"ring": ring.pk}).status_code == 302
    assert Ring.objects.missed().count() == 1
    second = as_("dispatcher")
    place = second.send("/calls/lines/claim/", {"ring": ring.pk})["Location"]
    assert "占线" in second.get(place).content.decode()


def test_a_call_that_is_reached_is_saved_as_any_other(world, as_):
    ring = missed()
    taker = as_("call_taker")
    taker.send("/calls/lines/claim/", {"ring": ring.pk})
    assert taker.send("/calls/advise/", {"number": "139", "advice": "已回电"}, key=ring.key).status_code == 303
    assert Call.objects.get().ring == ring
    assert Ring.objects.missed().count() == 0


def test_a_call_in_other_hands_or_on_the_line_is_no_missed_one(world, as_):
    taken = claim(missed(), by=world.dispatcher)
    assert as_("call_taker").send(URL, {"ring": taken.pk}).status_code == 409
    assert as_("call_taker").send(URL, {"ring": Line().ring().pk}).status_code == 409
    assert not Redial.objects.exists()
