"""find_unreasonable: a caller's "not solved" that was answered for good; it takes a second person's signature to hold."""

from dispatch import services
from dispatch.models import Unreasonable
from dispatch.workflow import Stage
from tests.dispatch.verbs import WORDS, address, filled, rules


class TestRules(
    rules(
        "find_unreasonable", stage=Stage.ASSIGNMENT, who="dispatcher",
        others=["call_taker", "verifier", "callback", "viewer"], ready=lambda world: world.not_solved(),
    )
):  # fmt: skip
    pass


def test_it_waits_for_the_second_signature_and_is_asked_once(world, as_):
    ticket = world.not_solved()
    browser = as_("dispatcher")
    browser.send(address("find_unreasonable", ticket), filled("find_unreasonable", world, ticket))
    assert Unreasonable.objects.get(ticket=ticket).state == "proposed"
    again = filled("find_unreasonable", world, ticket)
    assert browser.send(address("find_unreasonable", ticket), again).status_code == 409
    assert WORDS in browser.get(ticket.get_absolute_url()).content.decode()


def test_only_what_a_caller_calls_not_solved_can_be_found_so(world, as_):
    ticket = world.ticket()
    data = filled("find_unreasonable", world, ticket)
    assert as_("dispatcher").send(address("find_unreasonable", ticket), data).status_code == 409


def test_another_decision_ends_the_question(world):
    ticket = services.find_unreasonable(world.not_solved(), text="已答复", by=world.dispatcher)
    ticket = services.redo(ticket, text="再去一次", by=world.dispatcher)
    found = Unreasonable.objects.get(ticket=ticket)
    assert (found.state, found.answered_by) == ("refused", None)
