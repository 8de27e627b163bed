"""redo: the lead whose work was not enough does it again, with the time that was left."""

from dispatch import services
from dispatch.workflow import Stage
from tests.dispatch.verbs import WORDS, address, filled, rules


class TestRules(
    rules(
        "redo", stage=Stage.ASSIGNMENT, who="dispatcher", others=["call_taker", "verifier", "callback", "viewer"],
        reaches=Stage.HANDLING, ready=lambda world: world.not_solved(),
    )
):  # fmt: skip
    pass


def test_the_lead_has_it_again_and_it_counts_as_one_rework(world, as_):
    ticket = world.not_solved()
    as_("dispatcher").send(address("redo", ticket), filled("redo", world, ticket))
    ticket.refresh_from_db()
    part = world.part(ticket, world.roads)
    assert (part.status, part.rework, ticket.reworks) == ("accepted", 1, 1)
    assert part.clocks.running().get().kind == "resolve"
    assert not ticket.clocks.running().filter(kind="dispatch").exists()
    assert WORDS in as_("roads_handler").get(f"/inbox/{part.pk}/").content.decode()


def test_after_it_the_caller_is_asked_anew_three_times(world):
    ticket = services.redo(world.not_solved(), text="请重做", by=world.dispatcher)
    services.give_feedback(world.part(ticket, world.roads), answer=world.DONE, by=world.roads_handler)
    ticket.refresh_from_db()
    ticket = services.verify(ticket, by=world.verifier)
    ticket = services.attempt(ticket, outcome="no_answer", by=world.callback)
    assert ticket.callbacks.latest("pk").attempt == 1


def test_where_no_lead_has_finished_it_is_assigned_instead(world, as_):
    ticket = world.ticket()
    browser = as_("dispatcher")
    assert browser.send(address("redo", ticket), filled("redo", world, ticket)).status_code == 409
    assert 'data-verb="redo"' not in browser.get(ticket.get_absolute_url()).content.decode()


def test_a_ruling_binds_here_as_well(world, as_):
    """Whoever did it before the dispute does not get it again past the unit that the arbiter named."""
    ticket = world.not_solved()
    for unit in (world.police, world.fire):
        ticket = services.assign(ticket, lead=unit, by=world.dispatcher)
        ticket = world.hand_back(ticket, unit, suggested_unit=world.water)
    ticket = services.rule(ticket, lead=world.fire, text="消防牵头", by=world.arbiter)
    ticket = world.hand_back(ticket, world.fire, reason="R5", legal_basis="")
    assert as_("dispatcher").send(address("redo", ticket), filled("redo", world, ticket)).status_code == 422
