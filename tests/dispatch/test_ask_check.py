"""ask_check: before a ticket is assigned, the collector of its cell is asked whether the matter is there."""

from django.urls import reverse

from dispatch import services
from dispatch.models import Verification
from dispatch.workflow import Stage
from tests.dispatch.verbs import WORDS, address, events, filled, rules
from units import clock


class TestRules(
    rules(
        "ask_check", stage=Stage.ASSIGNMENT, who="dispatcher", others=["call_taker", "verifier", "callback", "viewer"]
    )
):
    pass


def test_the_collector_has_thirty_minutes(world, as_):
    ticket = world.ticket()
    as_("dispatcher").send(address("ask_check", ticket), filled("ask_check", world, ticket))
    check = ticket.verifications.get()
    assert (check.kind, check.cell, check.person) == ("before", world.east_cell, world.collector)
    assert (check.due_at - check.asked_at).total_seconds() == 1800
    assert {c.kind for c in ticket.clocks.running()} == {"dispatch", "verification"}
    page = as_("collector").get(reverse("grid:task", args=[check.pk])).content.decode()
    assert WORDS in page


def test_nobody_is_asked_twice_or_where_nobody_walks(world, as_):
    browser = as_("dispatcher")
    ticket = services.ask_check(world.ticket(), by=world.dispatcher)
    assert browser.send(address("ask_check", ticket), filled("ask_check", world, ticket)).status_code == 409
    nowhere = world.ticket(place=services.Place(address="不明", street=world.east))
    assert browser.send(address("ask_check", nowhere), filled("ask_check", world, nowhere)).status_code == 409
    assert events(nowhere, "ask_check").count() == 0


def test_whoever_does_not_wait_assigns_and_the_question_falls(world):
    ticket = services.ask_check(world.ticket(), by=world.dispatcher)
    ticket = services.assign(ticket, lead=world.roads, by=world.dispatcher)
    assert ticket.verifications.get().answer == "dropped"
    assert not ticket.clocks.running().filter(kind="verification").exists()
    world.finish(ticket, world.roads)
    assert Verification.objects.waiting().get(ticket=ticket).kind == "after"


def test_the_clock_of_the_check_is_watched(world):
    ticket = services.ask_check(world.ticket(), by=world.dispatcher)
    check = ticket.clocks.running().get(kind="verification")
    with clock.at(check.due_at):
        services.keep_time()
    assert events(ticket, "miss").filter(data__clock="verification").exists()


def test_a_place_that_turns_out_to_lie_in_another_cell_takes_the_question_along(world, as_):
    ticket = services.ask_check(world.ticket(), by=world.dispatcher)
    west = services.Place(lon=112.015, lat=28.005, address="西山镇 3 号", source="map")
    services.correct(ticket, words=ticket.words, place=west, text="来电人更正", by=world.dispatcher)
    ticket.refresh_from_db()
    assert ticket.cell == world.west_cell
    assert not ticket.verifications.waiting().exists()
    assert not ticket.clocks.running().filter(kind="verification").exists()
    assert ticket.number not in as_("collector").get("/tasks/").content.decode()
    services.ask_check(ticket, by=world.dispatcher)
    assert ticket.number in as_("other_collector").get("/tasks/").content.decode()
