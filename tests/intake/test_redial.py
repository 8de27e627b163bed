"""Owed callers wait in a list until somebody has called back; each vain try is kept, and the last one ends it."""

import pytest

from intake.models import Call, Redial, Ring, Validity
from intake.services import claim
from intake.services import redial as note_a_try
from tests.intake.exchange import Line
from units import clock

URL = "/calls/owed/redial/"


def missed():
    line = Line()
    ring = line.ring(ago=20)
    line.say("hung_up", ago=3)
    ring.refresh_from_db()
    return ring


def test_a_caller_who_hangs_up_unanswered_stands_in_the_list(world, as_):
    missed()
    taker = as_("call_taker")
    assert "139****0000" in taker.get("/calls/owed/").content.decode()
    assert "<b>1</b>" in taker.get("/calls/lines/").content.decode()


def test_a_vain_try_is_kept_and_the_call_waits_on(world, as_):
    ring = missed()
    assert as_("call_taker").send(URL, {"ring": ring.pk}).status_code == 302
    assert (Redial.objects.get().by, Ring.objects.owed().count()) == (world.call_taker, 1)
    assert "1 of 3" in as_("call_taker").get("/calls/owed/").content.decode()


def test_whoever_took_it_to_call_back_lets_go_with_what_was_typed(world, as_):
    ring = claim(missed(), by=world.call_taker)
    taker = as_("call_taker")
    taker.post("/calls/draft/", {"key": str(ring.key), "words": "占线"})
    assert 'form="no-answer"' in taker.get(f"/calls/new/?draft={ring.key}").content.decode()
    assert taker.send(URL, {"ring": ring.pk}).status_code == 302
    assert Ring.objects.owed().count() == 1
    second = as_("dispatcher")
    place = second.send("/calls/lines/claim/", {"ring": ring.pk})["Location"]
    assert "占线" in second.get(place).content.decode()


def test_a_call_that_is_reached_is_saved_as_any_other(world, as_):
    ring = missed()
    taker = as_("call_taker")
    taker.send("/calls/lines/claim/", {"ring": ring.pk})
    assert taker.send("/calls/advise/", {"number": "139", "advice": "已回电"}, key=ring.key).status_code == 303
    assert Call.objects.get().ring == ring
    assert Ring.objects.owed().count() == 0


def test_a_call_in_other_hands_or_on_the_line_is_no_missed_one(world, as_):
    taken = claim(missed(), by=world.dispatcher)
    assert as_("call_taker").send(URL, {"ring": taken.pk}).status_code == 409
    assert as_("call_taker").send(URL, {"ring": Line().ring().pk}).status_code == 409
    assert not Redial.objects.exists()


def test_the_next_try_is_at_the_time_that_was_chosen(world, as_):
    ring = missed()
    assert as_("call_taker").send(URL, {"ring": ring.pk, "again": "30"}).status_code == 302
    ring.refresh_from_db()
    assert (ring.next_at - clock.now()).total_seconds() == pytest.approx(1800, abs=5)
    assert Ring.objects.owed().by_due().get().due == ring.next_at


@pytest.mark.parametrize("again", ["0", "7", "x", "-5", "9" * 30])
def test_a_time_that_is_not_offered_is_refused(world, as_, again):
    assert as_("call_taker").send(URL, {"ring": missed().pk, "again": again}).status_code == 422
    assert not Redial.objects.exists()


def test_after_the_last_try_it_is_kept_as_not_reachable(world, as_):
    ring, taker = claim(missed(), by=world.call_taker), as_("call_taker")
    taker.post("/calls/draft/", {"key": str(ring.key), "words": "有人喘气"})
    for _ in range(3):
        assert taker.send(URL, {"ring": ring.pk}).status_code == 302
    ring.refresh_from_db()
    call = Call.objects.get()
    assert (ring.call, ring.unreached_at is not None, ring.redials.count()) == (call, True, 3)
    assert (call.validity, call.number, call.words) == (Validity.DROPPED, "13900000000", "有人喘气")
    assert "139****0000" not in taker.get("/calls/owed/").content.decode()
    page = taker.get("/calls/owed/?show=unreached").content.decode()
    assert "139****0000" in page and page.count('class="try"') == 3
    assert taker.send(URL, {"ring": ring.pk}).status_code == 409, "no fourth try"
    assert Redial.objects.count() == 3


def test_nobody_notes_a_try_while_another_rings_and_reads_who(world, as_):
    ring = claim(missed(), by=world.dispatcher)
    answer = as_("call_taker").send(URL, {"ring": ring.pk})
    assert answer.status_code == 409
    assert world.dispatcher.name in answer.content.decode()


def test_sent_twice_it_is_one_try(world, as_):
    ring, taker = missed(), as_("call_taker")
    for _ in range(2):
        taker.send(URL, {"ring": ring.pk}, key="8f14e45f-ceea-467f-9f0c-5b1a3c3c5a01")
    assert Redial.objects.count() == 1


def test_a_call_on_the_line_is_not_rung_back(world):
    ring = claim(Line().ring(), by=world.call_taker)
    with pytest.raises(Exception, match="still on the line"):
        note_a_try(ring, by=world.call_taker)


def test_after_a_vain_try_the_next_call_is_typed_into_a_fresh_form(world, as_):
    ring, taker = claim(missed(), by=world.call_taker), as_("call_taker")
    taker.post("/calls/draft/", {"key": str(ring.key), "words": "占线", "number": "139"})
    assert taker.send(URL, {"ring": ring.pk}).status_code == 302
    page = taker.get("/calls/new/").content.decode()
    assert str(ring.key) not in page and "占线" not in page
    claim(Ring.objects.get(), by=world.call_taker)
    assert "占线" in taker.get(f"/calls/new/?draft={ring.key}").content.decode()


def test_what_was_learned_of_an_unknown_caller_is_kept_when_the_tries_end(world, as_):
    line = Line(number="")
    ring = line.ring(ago=20)
    line.say("hung_up", ago=3)
    ring.refresh_from_db()
    claim(ring, by=world.call_taker)
    taker = as_("call_taker")
    known = {"number": "03998110001", "words": "有人喘气", "address": "东河路 9 号"}
    taker.post("/calls/draft/", {"key": str(ring.key), **known})
    for _ in range(3):
        taker.send(URL, {"ring": ring.pk})
    call = Call.objects.get()
    assert (call.number, call.words) == ("03998110001", "有人喘气\n东河路 9 号")


def test_who_hung_up_in_the_moment_in_which_he_was_taken_is_owed_a_call(world, as_):
    line = Line()
    ring = claim(line.ring(ago=20), by=world.call_taker)
    line.say("hung_up", ago=1)
    ring.refresh_from_db()
    assert ring.calls_back and Ring.objects.owed().get() == ring
    assert 'form="no-answer"' in as_("call_taker").get(f"/calls/new/?draft={ring.key}").content.decode()
