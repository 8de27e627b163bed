"""Two hands on one record, two leaders on one rest, two seats that swap calls. Real threads, real commits."""

import uuid

import pytest

from intake.models import Call, Draft, Ring, Takeover
from intake.services import Contact, advise, ask_over, claim, claim_dialogue, give, save_draft, take_over
from tests.cast import World, make_person
from tests.gate.test_claim_at_once import split
from tests.gate.test_two_at_once import at_once
from tests.intake.exchange import Line
from tests.intake.provider import write
from units import clock
from units.models import Rest, Seat
from units.refusals import Stale
from units.seats import services as seats


@pytest.fixture
def world(transactional_db):
    return World()


def typed(world):
    return save_draft(key=uuid.uuid4(), fields={"words": "x"}, by=world.call_taker)


def test_of_two_leaders_one_takes_over_and_the_other_reads_who(world):
    draft, second = typed(world), make_person("shift_leader", world.centre, name="第二值班长")
    won, refused = split(
        at_once(
            lambda: take_over(draft.key, former=world.call_taker.pk, by=world.shift_leader),
            lambda: take_over(draft.key, former=world.call_taker.pk, by=second),
        )
    )
    assert (len(won), [type(one) for one in refused]) == (1, [Stale])
    assert Takeover.objects.get().by.name in str(refused[0])
    assert Draft.objects.get().user == Takeover.objects.get().by


def test_a_record_is_saved_or_taken_over_but_never_both(world):
    for _turn in range(5):
        draft = typed(world)
        contact = Contact(number="139", key=draft.key, entered_at=clock.now())
        before = Call.objects.count()
        _won, refused = split(
            at_once(
                lambda contact=contact, draft=draft: advise(contact, advice="x", by=world.call_taker, draft=draft),
                lambda draft=draft: take_over(draft.key, former=world.call_taker.pk, by=world.shift_leader),
            )
        )
        assert [type(one) for one in refused] == [Stale]
        saved, left = Call.objects.count() > before, Draft.objects.filter(pk=draft.pk).first()
        assert saved != (left is not None)
        assert saved or left.user == world.shift_leader


def test_a_dialogue_is_saved_or_taken_over_without_a_circle(world):
    for turn in range(5):
        dialogue = claim_dialogue(write("井盖没了", number=f"1380000010{turn}"), by=world.call_taker)
        draft = save_draft(key=dialogue.key, fields={"words": "x"}, by=world.call_taker)
        contact = Contact(number="139", key=draft.key, entered_at=clock.now())
        _won, refused = split(
            at_once(
                lambda contact=contact, draft=draft: advise(contact, advice="x", by=world.call_taker, draft=draft),
                lambda draft=draft: take_over(draft.key, former=world.call_taker.pk, by=world.shift_leader),
            )
        )
        assert [type(one) for one in refused] == [Stale]
        dialogue.refresh_from_db()
        assert (dialogue.call_id is None) == (dialogue.holder == world.shift_leader)


def test_what_is_typed_while_it_is_taken_over_is_kept_or_refused(world):
    for turn in range(5):
        draft, words = typed(world), f"第 {turn} 遍"
        said, _taken = at_once(
            lambda draft=draft, words=words: save_draft(key=draft.key, fields={"words": words}, by=world.call_taker),
            lambda draft=draft: take_over(draft.key, former=world.call_taker.pk, by=world.shift_leader),
        )
        draft.refresh_from_db()
        assert draft.user == world.shift_leader
        assert isinstance(said, Stale) or draft.fields["words"] == words


def test_of_two_leaders_one_answers_a_rest(world):
    seats.alive(by=world.dispatcher)
    rest = seats.ask_rest(minutes=10, reason="用餐", by=world.dispatcher)
    second = make_person("shift_leader", world.centre, name="第二值班长")
    won, refused = split(
        at_once(
            lambda: seats.approve_rest(rest, by=world.shift_leader),
            lambda: seats.decline_rest(rest, text="线路忙", by=second),
        )
    )
    assert (len(won), [type(one) for one in refused]) == (1, [Stale])
    assert Rest.objects.get().answered_by.name in str(refused[0])


def test_two_seats_that_give_each_other_their_calls_do_not_wait_in_a_circle(world):
    seats.sit(Seat.objects.create(code="C1", name="接警一席").code, by=world.call_taker)
    seats.alive(by=world.dispatcher)
    for _turn in range(5):
        one, other = claim(Line().ring(), by=world.call_taker), claim(Line().ring(), by=world.dispatcher)
        ask_over(one, by=world.dispatcher)
        ask_over(other, by=world.call_taker)
        results = at_once(
            lambda one=one: give(one, by=world.call_taker), lambda other=other: give(other, by=world.dispatcher)
        )
        assert split(results)[1] == []
        assert set(Seat.objects.values_list("state", flat=True)) == {"talking"}
        Ring.objects.update(holder=None, claimed_at=None, seen_at=None, seat="", hung_up_at=clock.now())
