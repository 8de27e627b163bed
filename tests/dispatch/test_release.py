"""release: the centre lets an assist go, with a reason."""

import pytest

from dispatch import services
from dispatch.workflow import Stage, Status
from tests.dispatch import structure
from tests.dispatch.verbs import WORDS, address, events, filled, rules
from units.refusals import BadInput, Stale


class TestRules(
    rules("release", stage=Stage.HANDLING, who="dispatcher", others=["call_taker", "verifier", "callback", "viewer"])
):
    pass


def test_its_part_ends_its_clocks_stop_and_it_reads_why(world, as_):
    ticket = world.ticket_at(Stage.HANDLING)
    as_("dispatcher").send(address("release", ticket), filled("release", world, ticket))
    part = world.part(ticket, world.water)
    assert (part.status, part.due_at, part.clocks.running().count()) == (Status.RELEASED, None, 0)
    assert part.ended_at == events(ticket, "release").get().at
    ticket.refresh_from_db()
    assert ticket.due_at == min(clock.due_at for clock in ticket.clocks.running())
    html = as_("water_handler").get(f"/inbox/{part.pk}/").content.decode()
    assert WORDS in html and "199****1234" not in html, "it goes on reading, without the caller"
    assert f"/inbox/{part.pk}/" not in as_("water_handler").get("/inbox/").content.decode()


def test_when_nobody_else_is_at_work_the_ticket_waits_for_its_check(world):
    ticket = world.ticket_at(Stage.HANDLING)
    world.finish(ticket, world.roads)
    assert structure.release(world, ticket).stage == Stage.VERIFICATION
    assert ticket.verifications.waiting().count() == 1


def test_assists_are_let_go_while_a_new_lead_is_looked_for(world):
    ticket = world.ticket_at(Stage.HANDLING)
    services.hand_back(world.part(ticket, world.roads), reason="R5", text="地点不清", by=world.roads_handler)
    assert structure.release(world, ticket).stage == Stage.ASSIGNMENT


def test_the_lead_and_an_ended_part_are_not_released(world, as_):
    ticket = world.ticket_at(Stage.HANDLING)
    world.finish(ticket, world.water)
    ticket.refresh_from_db()
    for unit in (world.roads, world.water):
        part = world.part(ticket, unit)
        with pytest.raises(BadInput):
            services.release(ticket, part=part, text="x", by=world.dispatcher)
        data = {"version": ticket.version, "part": part.pk, "text": "x"}
        assert as_("dispatcher").send(address("release", ticket), data).status_code == 422
    assert 'data-verb="release"' not in as_("dispatcher").get(ticket.get_absolute_url()).content.decode()


def test_the_unit_whose_form_was_open_reads_who_released_it_and_when(world):
    ticket = world.ticket_at(Stage.HANDLING)
    part = world.part(ticket, world.water)
    services.accept(part, by=world.water_handler)
    part.refresh_from_db()
    structure.release(world, ticket)
    with pytest.raises(Stale) as refusal:
        services.give_feedback(part, answer=world.DONE, by=world.water_handler, version=part.version)
    assert world.dispatcher.name in str(refusal.value)
    assert refusal.value.facts["at"] == events(ticket, "release").get().at
