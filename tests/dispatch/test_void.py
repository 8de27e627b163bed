"""void: not a matter at all; the record stays."""

from dispatch.workflow import Stage
from tests.dispatch.verbs import WORDS, address, filled, rules


class TestRules(
    rules(
        "void", stage=Stage.ASSIGNMENT, who="dispatcher", others=["call_taker", "verifier", "callback", "viewer"],
        reaches=Stage.CLOSED,
    )
):  # fmt: skip
    pass


def test_the_reason_stays_with_the_ticket(world, as_):
    ticket = world.ticket()
    browser = as_("dispatcher")
    browser.send(address("void", ticket), filled("void", world, ticket))
    ticket.refresh_from_db()
    assert ticket.disposition == "void"
    assert WORDS in browser.get(ticket.get_absolute_url()).content.decode()


def test_it_takes_a_reason(world, as_):
    ticket = world.ticket()
    response = as_("dispatcher").send(address("void", ticket), {"version": ticket.version, "text": ""})
    assert response.status_code == 422
