"""A call is passed on, or a third party asked in: with a reason, and a receipt that says accepted or refused."""

import pytest

from intake.models import Ring, Transfer
from intake.services import claim, transfer
from tests.intake.exchange import Line
from units.models import Seat

URL, ANSWER = "/calls/transfer/", "/calls/transfer/answer/"
SEAT = {"way": "transfer", "to_seat": "A01", "reason": "懂方言"}
OUTSIDE = {"way": "three_party", "to_number": "0399-8110001", "to_name": "公安分局", "reason": "请一起听"}


@pytest.fixture
def line(world):
    return Line()


@pytest.fixture
def ring(world, line):
    return claim(line.ring(), by=world.call_taker)


def test_a_seat_is_asked_and_takes_the_call(world, as_, ring):
    assert as_("call_taker").send(URL, {"ring": ring.pk, **SEAT}).status_code == 302
    assert Ring.objects.get().holder == world.call_taker, "the call stays until the receipt"
    assert "懂方言" in as_("dispatcher").get("/calls/lines/").content.decode()
    answer = as_("dispatcher").send(
        ANSWER, {"ring": ring.pk, "outcome": "accepted"}, headers={"accept": "application/json"}
    )
    assert str(ring.key) in answer.json()["place"]
    kept = Transfer.objects.get()
    assert (kept.outcome, kept.answered_by, kept.seat) == ("accepted", world.dispatcher, "")
    assert Ring.objects.get().holder == world.dispatcher


def test_a_refusal_says_why_and_the_call_stays(world, as_, ring):
    transfer(ring, way="transfer", to_seat="A01", reason="x", by=world.call_taker)
    other = as_("dispatcher")
    assert other.send(ANSWER, {"ring": ring.pk, "outcome": "refused"}).status_code == 422
    assert other.send(ANSWER, {"ring": ring.pk, "outcome": "refused", "reason": "在忙"}).status_code == 302
    assert (Transfer.objects.get().answer, Ring.objects.get().holder) == ("在忙", world.call_taker)
    assert "在忙" in as_("call_taker").get(f"{URL}?ring={ring.pk}").content.decode()


def test_a_number_outside_is_asked_and_the_exchange_tells_the_receipt(world, as_, line, ring):
    assert as_("call_taker").send(URL, {"ring": ring.pk, **OUTSIDE}).status_code == 302
    assert line.say("transferred", outcome="accepted", to="03998110001").status_code == 200
    kept = Transfer.objects.get()
    assert (kept.way, kept.outcome, kept.answered_by, kept.to_name) == ("three_party", "accepted", None, "公安分局")
    assert Ring.objects.get().holder == world.call_taker, "a third party joins; the call is still to be saved here"


def test_a_transfer_at_the_telephone_is_kept_as_well(world, line, ring):
    assert line.say("transferred", outcome="refused", seat="A01", reason="busy").status_code == 200
    assert (Transfer.objects.get().to_seat, Transfer.objects.get().answer) == ("A01", "busy")
    assert line.say("transferred", outcome="accepted", seat="A01").json() == {
        "call": line.call,
        "state": "held",
        "seat": "A01",
    }
    assert Ring.objects.get().holder == world.dispatcher


def test_the_exchange_asks_whom_to_ring_and_is_told_until_it_has_answered(world, as_, line, ring):
    assert "transfer" not in line.say("ask").json()
    as_("call_taker").send(URL, {"ring": ring.pk, **OUTSIDE})
    assert line.say("ask").json()["transfer"] == {"way": "three_party", "seat": "", "to": "03998110001"}
    line.say("transferred", outcome="refused", to="9003998110001", reason="占线")
    assert "transfer" not in line.say("ask").json(), "the number came back with the exchange's own prefix"
    assert (Transfer.objects.get().outcome, Transfer.objects.get().answer) == ("refused", "占线")


def test_a_caller_who_hangs_up_ends_what_was_asked_outside_for_him(world, as_, line, ring):
    as_("call_taker").send(URL, {"ring": ring.pk, **OUTSIDE})
    line.say("hung_up")
    kept = Transfer.objects.get()
    assert (kept.outcome, kept.answer) == ("refused", "The caller hung up before.")
    assert "passing on to" not in as_("call_taker").get("/calls/lines/").content.decode()
    line.say("transferred", outcome="accepted", to="03998110001")
    assert Transfer.objects.count() == 2, "a receipt that comes late is kept beside it"


def test_a_receipt_of_somebody_else_answers_no_open_question(world, as_, line, ring):
    transfer(ring, way="transfer", to_seat="A01", reason="x", by=world.call_taker)
    assert line.say("transferred", outcome="accepted", to="03998110001").status_code == 200
    assert Ring.objects.get().holder == world.call_taker
    assert set(Transfer.objects.values_list("to_seat", "outcome")) == {("A01", ""), ("", "accepted")}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"reason": ""}, "reason"), ({"reason": "x" * 201}, "reason"), ({"way": "x"}, "way"), ({"to_seat": "Z9"}, "to_seat"),
        ({"to_seat": ""}, "to_number"), ({"to_number": "119"}, "to_number"), ({"to_seat": "", "to_number": "a"}, "to_number"),
    ],
)  # fmt: skip
def test_bad_input_is_said_at_the_field(world, as_, ring, change, field):
    answer = as_("call_taker").send(URL, {"ring": ring.pk, **SEAT, **change})
    assert (answer.status_code, f'id="id_{field}-error"' in answer.content.decode()) == (422, True)
    assert not Transfer.objects.exists()


def test_only_the_holder_asks_and_only_the_seat_that_was_asked_answers(world, as_, ring):
    assert as_("dispatcher").send(URL, {"ring": ring.pk, **OUTSIDE}).status_code == 409
    transfer(ring, way="transfer", to_seat="A01", reason="x", by=world.call_taker)
    assert as_("shift_leader").send(ANSWER, {"ring": ring.pk, "outcome": "accepted"}).status_code == 403
    assert as_("call_taker").send(URL, {"ring": ring.pk, **SEAT}).status_code == 409, "one question at a time"


def test_an_answer_after_the_call_was_saved_moves_nothing(world, as_, ring):
    transfer(ring, way="transfer", to_seat="A01", reason="x", by=world.call_taker)
    assert as_("call_taker").send("/calls/dismiss/", {"validity": "misdial"}, key=ring.key).status_code == 303
    as_("dispatcher").send(ANSWER, {"ring": ring.pk, "outcome": "accepted"})
    assert Ring.objects.get().holder == world.call_taker


def test_only_who_takes_calls_is_asked(world, as_, ring):
    Seat.objects.create(code="V1", name="核实席", occupant=world.verifier)
    taker = as_("call_taker")
    assert "V1" not in taker.get(f"{URL}?ring={ring.pk}").content.decode()
    assert taker.send(URL, {"ring": ring.pk, **SEAT, "to_seat": "V1"}).status_code == 422


def test_a_receiver_lifted_by_who_takes_no_calls_moves_no_call(world, line, ring):
    Seat.objects.create(code="V1", name="核实席", occupant=world.verifier)
    line.say("transferred", seat="V1", outcome="accepted")
    assert Ring.objects.get().holder == world.call_taker
    other = Line()
    other.ring()
    other.say("answered", seat="V1")
    assert Ring.objects.get(exchange_id=other.call).holder is None
