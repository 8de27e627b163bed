"""The shift leader takes a half-typed call over: whole, once, and its typist reads who has it and loses nothing."""

import uuid

import pytest

from dispatch.models import Ticket
from intake.models import Call, Draft, Ring, Takeover
from intake.services import Contact, claim, dismiss, redial
from tests.cast import browser_of, make_person
from tests.intake.exchange import Line
from tests.intake.provider import write
from tests.intake.test_hear_text import aged
from tests.intake.test_hear_text import claim as take_text
from units.models import Seat, User
from units.seats.services import sit

JSON = {"accept": "application/json"}
TYPED = {"number": "13800000021", "words": "井盖不见了", "address": "东河路 9 号", "item": "1601"}
DRAFT, TAKE = "/calls/draft/", "/calls/new/"


@pytest.fixture
def typed(world, as_):
    """The key of what the call taker on seat C1 has half typed."""
    sit(Seat.objects.create(code="C1", name="接警一席").code, by=world.call_taker)
    key = uuid.uuid4()
    assert as_("call_taker").send(DRAFT, TYPED, key=key).status_code == 200
    return key


def take(browser, draft, key=None, of="call_taker"):
    former = User.objects.filter(username=of).values_list("pk", flat=True).first()
    return browser.send("/seats/take-over/", {"draft": draft, "former": former}, key=key, headers=JSON)


def test_the_page_shows_what_is_in_hand_and_no_whole_number(world, as_, typed):
    html = as_("shift_leader").get("/seats/").content.decode()
    assert "东河路 9 号" in html and world.manhole.name in html and "138****0021" in html
    assert "13800000021" not in html and "井盖不见了" not in html
    assert f'data-draft="{typed}"' in html


def test_it_moves_whole_and_opens_in_the_leaders_form(world, as_, typed):
    leader = as_("shift_leader")
    place = take(leader, typed).json()["place"]
    page = leader.get(place).content.decode()
    assert f'name="key" value="{typed}"' in page
    assert all(value in page for value in TYPED.values())
    taken = Takeover.objects.get()
    assert (taken.former, taken.by) == (world.call_taker, world.shift_leader)
    assert leader.send(TAKE, TYPED, key=typed).status_code == 303
    assert Ticket.objects.get().opened_by == world.shift_leader


def test_late_typing_neither_overwrites_nor_vanishes_unsaid(world, as_, typed):
    take(as_("shift_leader"), typed)
    late = as_("call_taker").send(DRAFT, {**TYPED, "words": "还有人受伤"}, key=typed, headers=JSON)
    assert late.status_code == 409 and late.json()["code"] == "stale"
    assert world.shift_leader.name in late.json()["sentence"]
    draft = Draft.objects.get()
    assert (draft.user, draft.fields["words"]) == (world.shift_leader, TYPED["words"])
    as_("shift_leader").send(TAKE, TYPED, key=typed)
    assert as_("call_taker").send(DRAFT, TYPED, key=typed).status_code == 409, "also once the call was saved"
    assert not Draft.objects.exists()


def test_what_the_former_owner_sends_opens_no_second_ticket_and_stays_in_his_form(world, as_, typed):
    take(as_("shift_leader"), typed)
    answer = as_("call_taker").send(TAKE, {**TYPED, "words": "还有人受伤"}, key=typed)
    assert answer.status_code == 409
    html = answer.content.decode()
    assert world.shift_leader.name in html and "还有人受伤" in html
    assert not Call.objects.exists() and Draft.objects.get().user == world.shift_leader


def test_twice_is_once_and_a_second_leader_reads_who_has_it(world, as_, typed):
    key, leader = uuid.uuid4(), as_("shift_leader")
    assert {take(leader, typed, key=key).status_code for _ in range(2)} == {200}
    assert take(leader, typed).status_code == 200, "he has it already"
    assert Takeover.objects.count() == 1
    second = browser_of(make_person("shift_leader", world.centre))
    refused = take(second, typed)
    assert refused.status_code == 409 and world.shift_leader.name in refused.json()["sentence"]
    assert Draft.objects.get().user == world.shift_leader
    assert take(second, typed, of="shift_leader").status_code == 200, "knowing whose it is, he may"
    assert take(leader, typed).status_code == 409


def test_what_was_saved_or_wiped_meanwhile_says_so(world, as_, typed):
    as_("call_taker").send(TAKE, TYPED, key=typed)
    refused = take(as_("shift_leader"), typed)
    assert refused.status_code == 409 and "saved" in refused.json()["sentence"]
    assert not Takeover.objects.exists()


def test_the_ring_goes_with_its_record(world, as_, typed):
    ring = claim(Line().ring(), by=world.call_taker)
    as_("call_taker").send(DRAFT, TYPED, key=ring.key)
    assert take(as_("shift_leader"), ring.key).status_code == 200
    assert Ring.objects.get().holder == world.shift_leader
    assert Seat.objects.get(code="C1").state == "ready"
    late = as_("call_taker").send(DRAFT, TYPED, key=ring.key, headers=JSON)
    assert late.status_code == 409 and world.shift_leader.name in late.json()["sentence"]


@pytest.mark.parametrize("role", ["call_taker", "dispatcher", "supervisor", "roads_handler"])
def test_nobody_else_takes_over(world, as_, typed, role):
    assert take(as_(role), typed).status_code == 403
    assert not Takeover.objects.exists()


@pytest.mark.parametrize("given", ["", "x", "\x00", "9" * 999])
def test_a_draft_that_is_none_is_not_there(world, as_, given):
    assert take(as_("shift_leader"), given).status_code == 404


def test_a_units_own_record_stays_its_own(world, as_):
    key = uuid.uuid4()
    assert as_("roads_handler").send("/inbox/new/draft/", TYPED, key=key).status_code == 200
    assert take(as_("shift_leader"), key, of="roads_handler").status_code == 403
    assert "138****0021" not in as_("shift_leader").get("/seats/").content.decode()


def test_a_notice_to_one_seat_is_a_link_with_the_seat_filled_in(world, as_, typed):
    leader = as_("shift_leader")
    assert "/notices/?to=seat:C1" in leader.get("/seats/").content.decode()
    assert '<option value="seat:C1" selected>' in leader.get("/notices/?to=seat:C1").content.decode()


@pytest.fixture
def written(world, as_):
    """A dialogue that the call taker has in hand and half typed."""
    dialogue = write("井盖没了")
    assert take_text(as_("call_taker"), dialogue).status_code == 200
    assert as_("call_taker").send(DRAFT, TYPED, key=dialogue.key).status_code == 200
    return dialogue


def test_a_dialogue_goes_along_with_its_form(world, as_, written):
    leader = as_("shift_leader")
    take(leader, written.key)
    written.refresh_from_db()
    assert written.holder == world.shift_leader
    assert leader.send(TAKE, TYPED, key=written.key).status_code == 303
    assert Ticket.objects.get().source == "sms" and Call.objects.get().dialogue == written


def test_a_dialogue_that_was_taken_over_once_is_typed_by_whoever_holds_it_afterwards(world, as_, written):
    take(as_("shift_leader"), written.key)
    aged(written, seen_at=60)  # the leader's browser shows no life
    taker = as_("call_taker")
    assert take_text(taker, written).status_code == 200
    assert taker.send(DRAFT, {**TYPED, "words": "还有人受伤"}, key=written.key).status_code == 200
    assert taker.send(TAKE, TYPED, key=written.key).status_code == 303
    assert Ticket.objects.get().opened_by == world.call_taker


def test_what_a_call_taker_typed_of_a_caller_rung_in_vain_is_no_dead_form_for_the_leader(world, as_):
    ring = dismiss(Contact(number="13800000021"), validity="silent", by=world.call_taker).owed
    claim(ring, by=world.call_taker)
    assert as_("call_taker").send(DRAFT, TYPED, key=ring.key).status_code == 200
    redial(ring, by=world.call_taker)
    leader = as_("shift_leader")
    take(leader, ring.key)
    assert Ring.objects.get(pk=ring.pk).holder == world.shift_leader
    assert leader.send(TAKE, TYPED, key=ring.key).status_code == 303
