"""The whole life through the services: each stage is somebody's queue, each move is one event."""

import pytest

from dispatch import services
from dispatch.models import Event, Pending
from dispatch.services import chain
from dispatch.workflow import Stage
from units import clock, scope


@pytest.mark.parametrize("stage", list(Stage))
def test_a_ticket_reaches_each_stage_by_the_moves_of_real_people(world, stage):
    ticket = world.ticket_at(stage)
    ticket.refresh_from_db()
    assert ticket.stage == stage


def test_each_move_is_one_event_in_an_unbroken_chain(world):
    ticket = world.ticket_at(Stage.CLOSED)
    events = list(Event.objects.filter(ticket=ticket))
    kinds = [e.kind for e in events]
    assert kinds == ["open", "assign", *["accept", "arrive", "give_feedback"] * 2, "verify", "close"]
    previous = ""
    for event in events:
        assert event.previous_hash == previous
        assert chain.digest(event) == event.hash
        previous = event.hash
    assert Pending.objects.filter(event__ticket=ticket).count() == len(events)


def test_the_number_is_the_local_day_and_at_least_four_digits(world):
    ticket = world.ticket()
    assert ticket.number == f"T{clock.local_day(ticket.opened_at):%Y%m%d}-0001"
    assert world.ticket().number.endswith("-0002")


def test_place_gives_cell_community_and_street_office(world):
    ticket = world.ticket()
    assert ticket.cell == world.east_cell
    assert ticket.street == world.east


def test_the_rule_proposes_lead_and_assists_with_the_place_filled_in(world):
    proposal = services.propose(world.ticket())
    assert proposal.lead == world.roads
    assert proposal.assists == [world.water, world.east]


def test_every_person_moves_it_within_his_own_row_level_scope(world):
    """The same life, each verb in the database scope of its actor: policies let through what the work needs."""
    with scope.of(world.call_taker):
        ticket = world.ticket()
    with scope.of(world.dispatcher):
        ticket = services.assign(ticket, lead=world.roads, assists=[], by=world.dispatcher)
    with scope.of(world.roads_handler):
        ticket = world.finish(ticket, world.roads)
    with scope.of(world.collector):
        ticket = services.verify(ticket, by=world.collector)
    with scope.of(world.callback):
        reply = services.Reply(solved="solved")
        ticket = services.close(ticket, reply=reply, disposition="later", by=world.callback)
    assert ticket.stage == Stage.CLOSED


def test_without_scope_nothing_is_seen(world):
    ticket = world.ticket()
    scope.set_scope(("", "", "", ""))
    assert not type(ticket).objects.exists()
    scope.set_scope(scope.scope_of(world.police_handler))
    assert not type(ticket).objects.exists()
    scope.set_scope(("system", "", "", ""))
    assert type(ticket).objects.exists()
