"""The shift leader approves or declines, never the proposer; what stands rings with its flag until the clock ends it."""

import pytest

from intake.models import Listing, Ring
from intake.services import approve_listing, claim, propose_listing
from tests.cast import minutes
from tests.intake.exchange import Line
from tests.intake.listed import NUMBER, a_call, proposed, second_leader, standing
from units import clock


def approve(browser, listing, days="30", **more):
    return browser.send(f"/listings/{listing.pk}/approve/", {"days": days, **more})


def strip(as_):
    return as_("call_taker").get("/calls/lines/").content.decode()


def test_approved_it_stands_for_its_days(world, as_):
    listing = proposed(world)
    assert approve(as_("shift_leader"), listing).status_code == 302
    listing.refresh_from_db()
    assert (listing.outcome, listing.answered_by) == ("approved", world.shift_leader)
    assert (listing.expires_at - listing.answered_at).days == 30
    assert listing.state(clock.now()) == "standing"


@pytest.mark.parametrize(("kind", "mark"), [("nuisance", "⊘"), ("deaf", "✚"), ("disabled", "✚"), ("protected", "✚")])
def test_a_listed_number_still_rings_in_its_turn_with_its_flag(world, as_, kind, mark):
    standing(world, kind)
    listed, other = Line(number=NUMBER).ring(ago=9), Line(number="13800000001").ring(ago=3)
    first, second = strip(as_).split('class="line-ringing"')[1:3]
    assert f'data-ring="{listed.pk}"' in first and f'data-ring="{other.pk}"' in second, "the oldest first, as ever"
    assert mark in first and str(Listing.Kind(kind).label) in first
    assert "listed is-" not in second
    place = f"/calls/new/?draft={claim(listed, by=world.call_taker).key}"
    assert mark in as_("call_taker").get(place).content.decode()
    looked = as_("call_taker").post("/calls/matches/", {"number": NUMBER}).content.decode()
    assert mark in looked and "一日十余次辱骂" in looked
    assert Ring.objects.waiting().get() == other


def test_the_clock_ends_it_and_nothing_else_need_run(world, as_):
    listing = standing(world, days=1)
    Line(number=NUMBER).ring()
    assert "listed is-nuisance" in strip(as_)
    with clock.at(clock.now() + minutes(24 * 60 + 1)):
        assert "listed is-" not in strip(as_)
        assert listing.state(clock.now()) == "expired"
        leader = as_("shift_leader")
        assert "139****0000" not in leader.get("/listings/").content.decode()
        assert "Expired" in leader.get("/listings/?show=all").content.decode()
        again = propose_listing(a_call(world), kind="nuisance", reason="又来", by=world.call_taker)
        assert approve_listing(again, days=30, by=world.shift_leader).state(clock.now()) == "standing"


@pytest.mark.parametrize("days", ["0", "-1", "181", "", "x", "9" * 30])
def test_it_stands_for_180_days_at_most(world, as_, days):
    listing = proposed(world)
    answer = approve(as_("shift_leader"), listing, days)
    assert answer.status_code == 422
    assert answer.context["forms"]["approve"].errors["days"]
    assert approve(as_("shift_leader"), listing, "180").status_code == 302


def test_whoever_proposed_it_does_not_answer(world, as_):
    listing = propose_listing(a_call(world), kind="deaf", reason="聋人", by=world.shift_leader)
    page = as_("shift_leader").get(f"/listings/{listing.pk}/").content.decode()
    assert "form-approve" not in page and "Another shift leader" in page
    assert approve(as_("shift_leader"), listing).status_code == 403
    assert approve(as_(second_leader(world)), listing).status_code == 302


def test_of_two_who_answer_the_second_reads_who_was_first(world, as_):
    listing = proposed(world)
    assert approve(as_("shift_leader"), listing).status_code == 302
    late = approve(as_(second_leader(world)), listing)
    assert (late.status_code, world.shift_leader.name in late.content.decode()) == (409, True)


@pytest.mark.parametrize("who", ["call_taker", "dispatcher", "supervisor", "roads_handler"])
@pytest.mark.parametrize("verb", ["approve", "decline", "lift"])
def test_only_the_shift_leader_answers(world, as_, who, verb):
    listing = proposed(world)
    assert (
        as_(who).send(f"/listings/{listing.pk}/{verb}/", {"days": 3, "answer": "x", "reason": "x"}).status_code == 403
    )
    assert Listing.objects.proposed().exists()
