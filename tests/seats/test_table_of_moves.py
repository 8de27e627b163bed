"""The table of a seat's moves, whole: every state × every verb through the services, and the services are the table."""

import contextlib
from datetime import timedelta

import pytest

from intake.models import Ring
from intake.services import claim, seating
from tests.intake.exchange import Line
from units import clock
from units.models import Rest, Seat, SeatChange
from units.refusals import Refusal
from units.seats import services
from units.seats.moves import MOVES, State

STATES = [state.value for state in State]
SAYS = {"talk": State.TALKING, "wrap_up": State.WRAP_UP, "finish": None}


@pytest.fixture
def seat(world):
    return world.seat  # its occupant is the dispatcher


def put(seat, state):
    Seat.objects.filter(pk=seat.pk).update(state=state, since=clock.now(), seen_at=clock.now())
    seat.refresh_from_db()


def rest_of(seat, **facts):
    return Rest.objects.create(user=seat.occupant, seat=seat, minutes=10, reason="用餐", asked_at=clock.now(), **facts)


def approved(seat):
    rest = rest_of(seat)
    Rest.objects.filter(pk=rest.pk).update(
        outcome="approved", answered_by=seat.occupant, answered_at=clock.now(), began_at=clock.now()
    )


def make(verb, seat, world):
    """Make a verb happen as the product does."""
    by = seat.occupant
    if verb in SAYS:
        services.follow(by, lambda: SAYS[verb])
    elif verb in ("sit", "come_back"):
        services.alive(by=by)
    elif verb == "leave":
        services.leave(by=by)
    elif verb == "fall_silent":
        Seat.objects.update(seen_at=clock.now() - services.SILENT - timedelta(seconds=1))
        services.note_silence()
    elif verb == "ask_rest":
        services.ask_rest(minutes=10, reason="用餐", by=by)
    elif verb == "withdraw_rest":
        rest_of(seat)
        services.withdraw_rest(by=by)
    elif verb == "approve_rest":
        services.approve_rest(rest_of(seat), by=world.shift_leader)
    elif verb == "decline_rest":
        services.decline_rest(rest_of(seat), text="线路忙", by=world.shift_leader)
    elif verb == "begin_rest":
        services.approve_rest(rest_of(seat), by=world.shift_leader)
    else:
        approved(seat)
        services.end_rest(by=by)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("verb", [verb for verb in MOVES if verb != "sit"])
def test_a_verb_goes_where_the_table_says_and_from_nowhere_else(world, seat, verb, state):
    put(seat, state)
    if verb == "begin_rest" and state in (State.TALKING, State.WRAP_UP):
        return  # it waits: see test_an_approved_rest_begins_when_the_call_is_saved
    with contextlib.suppress(Refusal):
        make(verb, seat, world)
    seat.refresh_from_db()
    move = MOVES[verb]
    rows = [change for change in SeatChange.objects.all() if change.verb == verb]
    may = state in move.sources and not (verb == "leave" and state == State.AWAY)
    assert bool(rows) == may
    if may:
        assert (rows[0].before, rows[0].after) == (state, move.target or state)
        assert rows[0].label == move.label
    if may and move.target:
        assert seat.state == move.target
    if not may:
        assert seat.state == state


def test_every_state_is_reached_and_left():
    assert {move.target for move in MOVES.values()} - {""} == set(State)
    assert set().union(*(move.sources for move in MOVES.values() if move.target)) == set(State)


def test_the_telephone_moves_the_seat(world, seat):
    put(seat, State.READY)
    line = Line()
    ring = line.ring()
    claim(ring, by=seat.occupant)
    line.say("answered")
    assert Seat.objects.get().state == State.TALKING
    line.say("hung_up")
    assert Seat.objects.get().state == State.WRAP_UP
    second = claim(Line(number="13911111111").ring(), by=seat.occupant)
    assert Seat.objects.get().state == State.TALKING
    Ring.objects.filter(pk=second.pk).update(holder=None, claimed_at=None, seen_at=None, seat="")
    seating.follow(seat.occupant)
    assert Seat.objects.get().state == State.WRAP_UP, "the first call is still unsaved"
    assert list(SeatChange.objects.values_list("verb", flat=True)) == ["talk", "wrap_up", "talk", "wrap_up"]


def test_an_approved_rest_begins_when_the_call_is_saved(world, seat, as_):
    put(seat, State.READY)
    ring = claim(Line().ring(), by=seat.occupant)
    rest = services.ask_rest(minutes=15, reason="用餐", by=seat.occupant)
    services.approve_rest(rest, by=world.shift_leader)
    assert Seat.objects.get().state == State.TALKING
    as_("dispatcher").send("/calls/dismiss/", {"validity": "misdial"}, key=ring.key)
    rest.refresh_from_db()
    assert Seat.objects.get().state == State.REST and rest.began_at
    claim(Line().ring(), by=seat.occupant)  # a call is stronger than a rest
    rest.refresh_from_db()
    assert Seat.objects.get().state == State.TALKING and rest.ended_at


def test_a_silent_browser_is_away_and_back_by_its_next_sign_of_life(world, seat, as_):
    put(seat, State.READY)
    Seat.objects.update(seen_at=clock.now() - services.SILENT - timedelta(seconds=1))
    services.note_silence()
    assert Seat.objects.get().state == State.AWAY
    assert as_("dispatcher").post("/seat/alive/").status_code == 204
    assert Seat.objects.get().state == State.READY
