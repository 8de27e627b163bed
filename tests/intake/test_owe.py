"""A silent or dropped call is not done with its class: its caller is owed a call, on a clock that is heard when it runs out."""

import pytest

from dispatch import services as dispatch
from intake import lines
from intake.models import Call, Ring, Validity
from intake.services import claim, say_late
from tests.cast import minutes
from tests.intake.exchange import Line
from units import clock

PAGE, DISMISS, CLAIM = "/calls/owed/", "/calls/dismiss/", "/calls/lines/claim/"
JSON = {"accept": "application/json"}


def dismissed(browser, validity="silent", number="13800000001", **more):
    assert browser.send(DISMISS, {"validity": validity, "number": number, **more}).status_code == 303
    return Call.objects.latest("pk")


@pytest.mark.parametrize("validity", [Validity.SILENT, Validity.DROPPED])
def test_a_silent_or_dropped_call_is_owed_from_the_moment_it_ended(world, as_, validity):
    taker = as_("call_taker")
    call = dismissed(taker, validity)
    ring = Ring.objects.get(origin=call)
    assert (ring.number, ring.hung_up_at, ring.holder) == ("13800000001", call.saved_at, None)
    page = taker.get(PAGE).content.decode()
    assert "138****0001" in page and "13800000001" not in page
    assert str(validity.label) in page
    assert "<b>1</b>" in taker.get("/calls/lines/").content.decode(), "it is counted in the strip"


def test_other_classes_owe_nothing(world, as_):
    for validity in set(Validity) - {"silent", "dropped", "police", "non_police", "advice"}:
        dismissed(as_("call_taker"), validity)
    assert not Ring.objects.exists()


def test_a_call_of_the_telephone_that_was_silent_is_owed_since_it_ended(world, as_):
    line = Line()
    ring = claim(line.ring(ago=40), by=world.call_taker)
    line.say("answered", ago=35)
    line.say("hung_up", ago=20)
    assert (
        as_("call_taker").send(DISMISS, {"validity": "silent", "number": line.number}, key=ring.key).status_code == 303
    )
    ring.refresh_from_db()
    owed = Ring.objects.get(origin=ring.call)
    assert (owed.hung_up_at, owed.called_line) == (ring.hung_up_at, "12345")
    assert Ring.objects.owed().get() == owed


def test_reached_opens_the_form_with_the_number_and_what_is_saved_names_its_origin(world, as_):
    taker = as_("call_taker")
    origin = dismissed(taker)
    ring = Ring.objects.get(origin=origin)
    place = taker.send(CLAIM, {"ring": ring.pk}, headers=JSON).json()["place"]
    page = taker.get(place).content.decode()
    assert 'value="13800000001"' in page and 'form="no-answer"' in page
    assert "Call-back: Silent" in page
    assert taker.send("/calls/advise/", {"number": "13800000001", "advice": "误触"}, key=ring.key).status_code == 303
    ring.refresh_from_db()
    assert (ring.call.validity, ring.origin) == (Validity.ADVICE, origin)
    assert ring.call.rang_at is None, "it did not ring a second time"
    assert not Ring.objects.owed().exists()


def test_danger_opens_the_form_with_the_priority_raised(world, as_):
    taker = as_("call_taker")
    ring = Ring.objects.get(origin=dismissed(taker))
    place = taker.send(CLAIM, {"ring": ring.pk, "danger": "1"}, headers=JSON).json()["place"]
    form = taker.get(place).context["form"]
    assert (form["danger"].value(), form["priority"].value()) == (True, 1)
    assert (form["number"].value()) == "13800000001"


def test_taken_in_hand_the_number_stands_there_for_its_holder_alone_and_a_second_reads_who(world, as_):
    taker, second = as_("call_taker"), as_("dispatcher")
    ring = Ring.objects.get(origin=dismissed(taker))
    assert taker.send(CLAIM, {"ring": ring.pk, "back": "owed"}, headers=JSON).json()["place"] == PAGE
    assert "13800000001" in taker.get(PAGE).content.decode()
    page = second.get(PAGE).content.decode()
    assert "13800000001" not in page and world.call_taker.label in page
    late = second.send(CLAIM, {"ring": ring.pk, "back": "owed"}, headers=JSON)
    assert (late.status_code, world.call_taker.name in late.json()["sentence"]) == (409, True)


def test_whoever_rings_back_and_hears_nobody_notes_a_try_and_closes_nothing(world, as_):
    taker = as_("call_taker")
    ring = Ring.objects.get(origin=dismissed(taker))
    taker.send(CLAIM, {"ring": ring.pk})
    answer = taker.send(DISMISS, {"validity": "silent", "number": "138"}, key=ring.key)
    assert answer.status_code == 422
    assert "No answer" in answer.content.decode()
    assert (Call.objects.count(), Ring.objects.owed().count()) == (1, 1)


def test_the_most_overdue_stands_first(world, as_):
    taker = as_("call_taker")
    fresh = Ring.objects.get(origin=dismissed(taker))
    with clock.at(clock.now() - minutes(9)):
        old = Ring.objects.get(origin=dismissed(as_("dispatcher"), number="13800000002"))
    assert [row.ring for row in taker.get(PAGE).context["rows"]] == [old, fresh]


def test_a_late_one_is_said_once_and_heard_by_the_shift_leader(world, as_):
    with clock.at(clock.now() - minutes(6)):
        ring = Ring.objects.get(origin=dismissed(as_("call_taker")))
    dismissed(as_("dispatcher"), number="13800000002")
    before = lines.state()
    assert (say_late(), say_late()) == (1, 0)
    assert lines.state() != before, "the strips are told"
    assert f'data-late="{ring.pk}-' in as_("shift_leader").get("/calls/lines/").content.decode()
    strip = as_("call_taker").get("/calls/lines/").content.decode()
    assert "data-late" not in strip and "1 late" in strip


def test_who_is_rung_just_now_is_not_said_to_be_late_and_a_new_time_counts_anew(world, as_):
    with clock.at(clock.now() - minutes(6)):
        ring = claim(Ring.objects.get(origin=dismissed(as_("call_taker"))), by=world.call_taker)
    assert say_late() == 0
    as_("call_taker").send(f"{PAGE}redial/", {"ring": ring.pk, "again": "5"})
    assert say_late() == 0
    with clock.at(clock.now() + minutes(6)):
        assert say_late() == 1


def test_a_number_that_nobody_knows_is_owed_as_well(world, as_):
    taker = as_("call_taker")
    dismissed(taker, number="")
    assert "number unknown" in taker.get(PAGE).content.decode()


@pytest.mark.parametrize("who", ["verifier", "supervisor", "sysadmin", "roads_handler", "collector"])
def test_the_queue_belongs_to_those_who_take_calls(world, as_, who):
    ring = Ring.objects.get(origin=dismissed(as_("call_taker")))
    assert as_(who).get(PAGE).status_code == 403
    assert as_(who).send(f"{PAGE}redial/", {"ring": ring.pk}).status_code == 403


def test_the_next_shift_is_told_of_them_and_a_remark_stays_when_one_is_done(world, as_):
    taker, leader = as_("call_taker"), as_("shift_leader")
    ring = Ring.objects.get(origin=dismissed(taker))
    ledger = dispatch.draft_handover(by=world.shift_leader)
    page = leader.get(f"/handovers/{ledger.pk}/").content.decode()
    assert "138****0001" in page and f'name="remark_r{ring.pk}"' in page and "13800000001" not in page
    form = {f"remark_r{ring.pk}": "两次有喘气声", "equipment": "", "notes": "", "version": ledger.version}
    assert leader.send(f"/handovers/{ledger.pk}/write/", form).status_code == 302
    taker.send(CLAIM, {"ring": ring.pk})
    taker.send("/calls/advise/", {"number": "138", "advice": "误触"}, key=ring.key)
    ledger.refresh_from_db()
    assert leader.send(f"/handovers/{ledger.pk}/redraw/", {**form, "version": ledger.version}).status_code == 302
    ledger.refresh_from_db()
    page = leader.get(f"/handovers/{ledger.pk}/").content.decode()
    assert "done meanwhile" in page and "两次有喘气声" in page
    given = leader.send(f"/handovers/{ledger.pk}/give/", {**form, "version": ledger.version})
    assert given.status_code == 302
    ledger.refresh_from_db()
    assert dispatch.intact(ledger)
    ledger.sections["owed"][0]["due"] = ledger.sections["owed"][0]["since"]
    assert not dispatch.intact(ledger), "the signature covers them"
