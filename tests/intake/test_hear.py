"""What the exchange says is kept once, and a ring's times do not depend on the order in which they were told."""

import itertools

import pytest

from intake.models import Call, Ring, RingMessage
from intake.services import Contact, advise, claim, keep_hotline
from tests.intake.exchange import Line, post
from units import clock
from units.models import Seat


@pytest.fixture
def line(db):
    return Line()


def the_ring():
    return Ring.objects.get()


def seconds(ring):
    """(ring to answer, answer to hang-up)."""
    return (ring.answered_at - ring.rang_at).total_seconds(), (ring.hung_up_at - ring.answered_at).total_seconds()


def test_a_ringing_line_waits_with_its_hotline(world, line):
    keep_hotline(number="12345", name="政务热线", greeting="您好", by=world.sysadmin)
    answer = line.say("ringing", ago=3)
    assert (answer.status_code, answer.json()) == (200, {"call": line.call, "state": "waiting", "seat": ""})
    ring = Ring.objects.waiting().get()
    assert (ring.number, ring.called_line, ring.hotline.greeting) == ("13900000000", "12345", "您好")
    assert 2 < (clock.now() - ring.rang_at).total_seconds() < 10


def test_a_number_that_is_no_hotline_rings_all_the_same(line):
    assert line.say("ringing", line="999").status_code == 200
    assert (the_ring().called_line, the_ring().hotline) == ("999", None)


def test_a_caller_without_a_number_rings(line):
    assert line.say("ringing", number="").status_code == 200
    assert the_ring().number == ""


ORDERS = list(itertools.permutations(("ringing", "answered", "hung_up")))


@pytest.mark.parametrize("order", ORDERS, ids="-".join)
def test_the_order_of_messages_does_not_matter(line, order):
    ago = {"ringing": 30, "answered": 20, "hung_up": 5}
    for kind in order:
        assert line.say(kind, ago=ago[kind]).status_code == 200
    to_answer, talk = seconds(the_ring())
    assert to_answer == pytest.approx(10, abs=1)
    assert talk == pytest.approx(15, abs=1)


def test_a_hang_up_alone_is_a_missed_call(line):
    assert line.say("hung_up").json()["state"] == "missed"
    assert Ring.objects.owed().count() == 1


def test_what_cannot_be_is_moved_to_what_it_came_after(line):
    line.say("ringing", ago=5)
    line.say("answered", ago=20)
    line.say("hung_up", ago=60)
    ring = the_ring()
    assert ring.rang_at == ring.answered_at == ring.hung_up_at


@pytest.mark.parametrize("fast", [-240, 240])
def test_the_exchanges_clock_may_be_wrong(world, fast):
    """Only the time between happening and sending counts."""
    assert Line(fast=fast).say("ringing", ago=7).status_code == 200
    assert 6 < (clock.now() - the_ring().rang_at).total_seconds() < 17


def test_the_same_message_counts_once_and_is_answered_the_same(line):
    body = line.body("ringing")
    answers = [post(body).json() for _ in range(3)]
    assert answers[0] == answers[1] == answers[2]
    assert RingMessage.objects.count() == 1
    assert the_ring().version == 1


def test_an_id_that_was_used_for_something_else_is_refused(line):
    line.say("ringing", id="e-again")
    answer = line.say("hung_up", id="e-again")
    assert (answer.status_code, answer.json()["code"]) == (409, "id_reused")
    assert the_ring().hung_up_at is None


def test_a_lifted_receiver_gives_the_call_to_whoever_sits_there(world, line):
    line.say("ringing", ago=4)
    assert line.say("answered", seat="A01").json() == {"call": line.call, "state": "held", "seat": "A01"}
    assert the_ring().holder == world.dispatcher


def test_an_empty_or_unknown_seat_leaves_the_call_waiting(world, line):
    assert line.say("answered", seat="Z99").json()["state"] == "waiting"


def test_the_exchange_asks_who_has_a_call(world, line):
    assert line.say("ask").json()["state"] == "unknown"
    claim(line.ring(), by=world.dispatcher)
    assert line.say("ask").json() == {"call": line.call, "state": "held", "seat": "A01"}
    assert RingMessage.objects.count() == 1, "asking is not kept"


def test_hanging_up_after_the_call_was_saved_is_written_into_both(world, line):
    ring = claim(line.ring(ago=20), by=world.call_taker)
    line.say("answered", ago=12)
    advise(Contact(number="13900000000", key=ring.key), advice="去窗口", by=world.call_taker)
    call = Call.objects.get()
    assert (call.called_line, call.ended_at) == ("12345", None)
    assert (call.answered_at - call.rang_at).total_seconds() == pytest.approx(8, abs=1)
    assert line.say("hung_up").json()["state"] == "saved"
    call.refresh_from_db()
    assert call.ended_at == the_ring().hung_up_at
    assert Ring.objects.unsaved().count() == 0


@pytest.mark.parametrize("order", ORDERS, ids="-".join)
def test_whoever_lifted_the_receiver_has_the_call_in_whatever_order_it_is_told(world, line, order):
    for kind in order:
        line.say(
            kind, ago={"ringing": 30, "answered": 20, "hung_up": 5}[kind], seat="A01" if kind == "answered" else ""
        )
    ring = the_ring()
    assert (ring.holder, ring.calls_back) == (world.dispatcher, False)
    assert not Ring.objects.owed().exists()


def test_whom_a_telephone_without_a_seat_answered_is_owed_until_somebody_has_spoken_to_him(world, as_, line):
    line.say("ringing", ago=30)
    line.say("answered", ago=20)
    line.say("hung_up", ago=5)
    taker = as_("call_taker")
    assert Ring.objects.owed().get() == the_ring()
    taker.send("/calls/lines/claim/", {"ring": the_ring().pk})
    assert the_ring().calls_back and Ring.objects.owed().exists()
    assert 'form="no-answer"' in taker.get(f"/calls/new/?draft={the_ring().key}").content.decode()


def test_whoever_took_a_call_on_no_seat_is_asked_for_where_he_sits_now(world, line):
    taken = claim(line.ring(), by=world.call_taker)
    assert line.say("ask").json()["seat"] == ""
    Seat.objects.create(code="C9", name="九号席", occupant=world.call_taker)
    assert (taken.seat, line.say("ask").json()["seat"]) == ("", "C9")
