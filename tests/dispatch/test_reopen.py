"""reopen: a closed ticket is taken up again; the promise to the caller runs on."""

from dispatch.workflow import Stage
from tests.dispatch.verbs import address, filled, rules


class TestRules(
    rules(
        "reopen", stage=Stage.CLOSED, who="dispatcher", others=["call_taker", "verifier", "callback", "viewer"],
        reaches=Stage.ASSIGNMENT,
    )
):  # fmt: skip
    pass


def test_it_waits_for_the_dispatcher_again(world, as_):
    ticket = world.ticket_at(Stage.CLOSED)
    as_("dispatcher").send(address("reopen", ticket), filled("reopen", world, ticket))
    ticket.refresh_from_db()
    assert (ticket.reopened, ticket.disposition, ticket.closed_at) == (1, "", None)
    assert ticket.clocks.running().filter(kind="dispatch").exists()


def test_it_takes_a_reason(world, as_):
    ticket = world.ticket_at(Stage.CLOSED)
    assert as_("dispatcher").send(address("reopen", ticket), {"version": ticket.version}).status_code == 422
