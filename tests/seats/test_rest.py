"""A rest is asked for, answered by the shift leader, timed and ended; through HTTP."""

from datetime import timedelta

import pytest

from tests.cast import browser_of, make_person
from units import clock
from units.models import Rest, Seat, SeatChange
from units.seats import services

JSON = {"accept": "application/json"}


@pytest.fixture
def taker(world, as_):
    services.sit(Seat.objects.create(code="C1", name="接警一席").code, by=world.call_taker)
    return as_("call_taker")


def ask(browser, minutes="15", reason="用餐", **more):
    return browser.send("/seat/rest/", {"minutes": minutes, "reason": reason}, headers=JSON, **more)


def answer(browser, verb, rest, **more):
    return browser.send(f"/seats/rest/{verb}/", {"rest": rest.pk, **more}, headers=JSON)


def test_asked_approved_timed_and_ended(world, taker, as_):
    assert ask(taker).status_code == 200
    rest = Rest.objects.get()
    assert "rest of 15 min asked" in taker.get("/seat/").content.decode()
    leader = as_("shift_leader")
    assert f'data-rest-asked="{rest.pk}"' in leader.get("/seat/").content.decode()
    assert "asks for 15 min" in leader.get("/seats/?rows=1").content.decode()
    assert answer(leader, "approve", rest).status_code == 200
    rest.refresh_from_db()
    assert rest.answered_by == world.shift_leader and rest.began_at and not rest.ended_at
    assert "is-rest" in taker.get("/seat/").content.decode()
    assert taker.send("/seat/rest/end/", headers=JSON).status_code == 200
    rest.refresh_from_db()
    assert rest.ended_at and Seat.objects.get(code="C1").state == "ready"
    verbs = list(SeatChange.objects.values_list("verb", "by__username"))
    assert verbs == [
        ("sit", "call_taker"), ("ask_rest", "call_taker"), ("approve_rest", "shift_leader"),
        ("begin_rest", "call_taker"), ("end_rest", "call_taker"),
    ]  # fmt: skip


def test_a_rest_over_its_minutes_is_told_to_the_leader_and_to_its_person(world, taker, as_):
    ask(taker, minutes="5")
    rest = Rest.objects.get()
    answer(as_("shift_leader"), "approve", rest)
    early = clock.now() - timedelta(minutes=9)
    Rest.objects.update(asked_at=early, answered_at=early, began_at=early)
    assert f'data-rest-over="{rest.pk}"' in as_("shift_leader").get("/seat/").content.decode()
    due = f'data-due="{int(Rest.objects.get().due_at.timestamp() * 1000)}"'
    assert due in taker.get("/seat/").content.decode()
    assert due in as_("shift_leader").get("/seats/?rows=1").content.decode()
    assert "data-rest-over" not in taker.get("/seat/").content.decode()


def test_declined_with_a_reason_that_the_seat_reads(world, taker, as_):
    ask(taker)
    rest, leader = Rest.objects.get(), as_("shift_leader")
    empty = answer(leader, "decline", rest, text=" ")
    assert empty.status_code == 422 and empty.json()["errors"]["text"]
    assert answer(leader, "decline", rest, text="线路忙").status_code == 200
    assert "线路忙" in taker.get("/seat/").content.decode()
    assert Seat.objects.get(code="C1").state == "ready"
    assert ask(taker).status_code == 200, "one may ask again"


def test_of_two_leaders_the_second_reads_who_was_quicker(world, taker, as_):
    ask(taker)
    rest = Rest.objects.get()
    answer(as_("shift_leader"), "approve", rest)
    second = answer(browser_of(make_person("shift_leader", world.centre)), "decline", rest, text="线路忙")
    assert second.status_code == 409
    assert world.shift_leader.name in second.json()["sentence"]
    rest.refresh_from_db()
    assert rest.outcome == "approved"


def test_sent_twice_it_is_asked_once_and_a_second_wish_waits(world, taker):
    import uuid

    key = uuid.uuid4()
    assert [ask(taker, key=key).status_code for _ in range(2)] == [200, 200]
    assert Rest.objects.count() == 1
    assert ask(taker).status_code == 409


def test_withdrawn_by_hand_and_by_signing_out(world, taker, as_):
    ask(taker)
    assert taker.send("/seat/rest/withdraw/", headers=JSON).status_code == 200
    assert answer(as_("shift_leader"), "approve", Rest.objects.get()).status_code == 409
    ask(taker)
    taker.post("/logout/")
    assert not Rest.objects.open().exists()
    assert Seat.objects.get(code="C1").state == "away"


@pytest.mark.parametrize(
    ("minutes", "reason", "field"),
    [("", "用餐", "minutes"), ("7", "用餐", "minutes"), ("15", "", "reason"), ("15", "字" * 101, "reason"),
     ("15", "\x00", "reason"), ("x" * 9999, "用餐", "minutes")],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_field(world, taker, minutes, reason, field):
    response = ask(taker, minutes=minutes, reason=reason)
    assert response.status_code == 422 and response.json()["errors"][field]


@pytest.mark.parametrize("given", ["", "x", "0", "-1", "9" * 30, "\x00"])
def test_a_rest_that_is_none_is_not_there(world, as_, given):
    assert as_("shift_leader").send("/seats/rest/approve/", {"rest": given}).status_code == 404


def test_without_a_seat_nobody_rests_and_outside_the_hall_nobody_sits(world, as_):
    assert ask(as_("call_taker")).status_code == 403
    assert "Sit down" not in as_("call_taker").get("/seat/").content.decode()
    Seat.objects.create(code="C1", name="接警一席")
    assert "Sit down" in as_("call_taker").get("/seat/").content.decode()
    for url in ("/seat/", "/seats/"):
        assert as_("roads_handler").get(url).status_code == 403
    as_("roads_handler").send("/seat/take/", {"seat": "C1"})
    assert Seat.objects.get(code="C1").occupant is None
    assert as_("dispatcher").get("/seats/").status_code == 403


def test_sitting_down_elsewhere_frees_the_former_seat(world, taker):
    Seat.objects.create(code="C2", name="接警二席")
    taker.send("/seat/take/", {"seat": "C2"})
    assert dict(Seat.objects.filter(code__in=["C1", "C2"]).values_list("code", "state")) == {
        "C1": "away",
        "C2": "ready",
    }
    taker.send("/seat/take/", {"seat": "A01"})  # the dispatcher's
    assert Seat.objects.get(code="C2").occupant == world.call_taker
    taker.send("/seat/take/", {"seat": ""})
    assert not Seat.objects.filter(occupant=world.call_taker).exists()
