"""add_assist: more units help while the work goes on."""

import re

from dispatch import services
from dispatch.workflow import Stage, Status
from tests.dispatch.verbs import WORDS, address, events, filled, rules


class TestRules(
    rules("add_assist", stage=Stage.HANDLING, who="dispatcher", others=["call_taker", "verifier", "callback", "viewer"])
):
    pass


def test_the_new_unit_has_clocks_of_its_own_and_the_others_go_on(world, as_):
    ticket = world.ticket_at(Stage.HANDLING)
    services.accept(world.part(ticket, world.roads), by=world.roads_handler)
    as_("dispatcher").send(address("add_assist", ticket), filled("add_assist", world, ticket))
    part = world.part(ticket, world.east)
    assert (part.part, part.status, part.clocks.running().count()) == ("assist", Status.SENT, 3)
    assert world.part(ticket, world.roads).status == Status.ACCEPTED
    event = events(ticket, "add_assist").get()
    assert world.east.pk in event.units_after and world.east.pk not in event.units_before
    ticket.refresh_from_db()
    assert ticket.due_at == min(clock.due_at for clock in ticket.clocks.running())
    assert WORDS in as_("east_handler").get(f"/inbox/{part.pk}/").content.decode()


def test_a_unit_at_work_is_marked_and_not_sent_twice(world, as_):
    ticket = world.ticket_at(Stage.HANDLING)
    html = as_("dispatcher").get(address("add_assist", ticket), headers={"Accept-Language": "en"}).content.decode()
    assert re.search(rf'<option value="{world.water.pk}"[^>]*data-memo="at work here"', html)
    for bad in ([world.water.pk], [], ["x"], [world.centre.pk]):
        answer = as_("dispatcher").send(address("add_assist", ticket), {"version": ticket.version, "assists": bad})
        assert answer.status_code == 422, bad
    assert not events(ticket, "add_assist").exists()


def test_the_ticket_waits_for_the_late_assist_too(world):
    ticket = world.ticket_at(Stage.HANDLING)
    services.add_assist(ticket, assists=[world.east], by=world.dispatcher)
    for unit in (world.roads, world.water):
        assert world.finish(ticket, unit).stage == Stage.HANDLING
    assert world.finish(ticket, world.east).stage == Stage.VERIFICATION


def test_who_handed_it_back_is_not_sent_again_as_a_late_assist(world, as_):
    ticket = world.hand_back(world.ticket_at(Stage.HANDLING), world.roads, suggested_unit=world.police)
    ticket = services.assign(ticket, lead=world.police, by=world.dispatcher)
    data = {"version": ticket.version, "assists": [world.roads.pk], "text": WORDS}
    answer = as_("dispatcher").send(address("add_assist", ticket), data)
    assert answer.status_code == 422
    assert f"{world.roads.label} handed the ticket back" in answer.content.decode()
